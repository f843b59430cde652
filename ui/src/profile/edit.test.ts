import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandFailure, EditInput, Ipc } from '../ipc';
import { reactionTo } from '../kit/failures';
import { aRow, fakeIpc, refusal, roughEditCheck } from '../../dev/fake-ipc';
import { Edit } from './edit.svelte';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const tell = (thrown: unknown) => reactionTo((thrown as CommandFailure).reason);

it('only changed values are sent', async () => {
  const editProfile = vi.fn(async () => aRow());
  const edit = new Edit(fakeIpc([], {}, { editProfile }), aRow(), tell);
  edit.secretKey = 'newer';
  expect(await edit.save()).toBe(true);
  const rest = { name: null, appId: null, refreshToken: null, accessToken: null };
  expect(editProfile).toHaveBeenCalledWith('p1', { ...rest, secretKey: 'newer' }, false);
});

it('without a change nothing is sent', async () => {
  const editProfile = vi.fn(async () => aRow());
  expect(await new Edit(fakeIpc([], {}, { editProfile }), aRow(), tell).save()).toBe(true);
  expect(editProfile).not.toHaveBeenCalled();
});

it('a token of another OA is reported beside its field', async () => {
  const editProfile = () => refusal({ code: 'same_token', other: 'Shop' });
  const edit = new Edit(fakeIpc([], {}, { editProfile }), aRow(), tell);
  edit.refreshToken = 'r';
  expect(await edit.save()).toBe(false);
  expect(edit.findings('refresh_token')).toMatchObject([{ words: 'draft-token-held', other: 'Shop' }]);
  edit.changed('refresh_token');
  expect(edit.findings('refresh_token')).toEqual([]);
});

const editing = (change: Partial<Ipc> = {}, newPair = false) =>
  new Edit(fakeIpc([], {}, change), aRow(), tell, newPair);
const words = (edit: Edit, field: Parameters<Edit['findings']>[0]) => edit.findings(field).map((each) => each.words);

describe('while typing', () => {
  it('the core is asked about the changes when typing pauses', async () => {
    const checkEdit = vi.fn(async (_id: string, input: EditInput) => roughEditCheck(input));
    const edit = editing({ checkEdit });
    for (const typed of ['1', '12', '12x']) {
      edit.appId = typed;
      edit.changed('app_id');
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(checkEdit).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    const rest = { name: null, secretKey: null, refreshToken: null, accessToken: null };
    expect(checkEdit).toHaveBeenCalledExactlyOnceWith('p1', { ...rest, appId: '12x' });
    expect(words(edit, 'app_id')).toEqual(['draft-app-id-not-digits']);
    expect(edit.blocked).toBe(true);
  });

  it('an unchanged value has no message', async () => {
    const edit = editing();
    edit.name = 'Quán mới';
    await edit.check();
    expect(words(edit, 'refresh_token')).toEqual([]);
    expect(edit.blocked).toBe(false);
  });

  it('a blocking error prevents saving until it is corrected', async () => {
    const editProfile = vi.fn(async () => aRow());
    const edit = editing({ editProfile });
    edit.name = '';
    await edit.check();
    expect(await edit.save()).toBe(false);
    expect(editProfile).not.toHaveBeenCalled();
    edit.name = 'Quán';
    edit.changed('name');
    await vi.advanceTimersByTimeAsync(200);
    expect(await edit.save()).toBe(true);
  });

  it('a failed check blocks nothing', async () => {
    const edit = editing({ checkEdit: () => refusal({ code: 'unexpected' }) });
    edit.appId = '12x';
    await edit.check();
    expect(edit.blocked).toBe(false);
  });

  it('an access token alone is not sent', () => {
    const edit = editing();
    edit.accessToken = 'FAKE_ACCESS';
    expect(edit.isUnchanged).toBe(true);
    edit.refreshToken = 'FAKE_REFRESH';
    expect(edit.input).toMatchObject({ accessToken: 'FAKE_ACCESS', refreshToken: 'FAKE_REFRESH' });
  });
});

describe('a new pair', () => {
  const answer = '{"access_token":"FAKE_ACCESS","refresh_token":"FAKE_REFRESH","expires_in":"90000"}';

  it.each(['access_token', 'refresh_token'] as const)('Zalo’s complete answer in box %s fills both', async (box) => {
    const edit = editing({}, true);
    if (box === 'access_token') edit.accessToken = answer;
    else edit.refreshToken = answer;
    edit.pasted(box);
    expect([edit.accessToken, edit.refreshToken, edit.split]).toEqual(['FAKE_ACCESS', 'FAKE_REFRESH', true]);
    edit.pasted(box);
    expect(edit.split).toBe(false);
  });

  it('without a refresh token the dialog asks for it and does not close', async () => {
    const editProfile = vi.fn(async () => aRow());
    const edit = editing({ editProfile }, true);
    expect(await edit.save()).toBe(false);
    expect(words(edit, 'refresh_token')).toEqual(['page-new-pair-need']);
    edit.refreshToken = 'FAKE_REFRESH';
    edit.pasted('refresh_token');
    expect(await edit.save()).toBe(true);
    expect(editProfile).toHaveBeenCalledOnce();
  });

  it('is cleared after it is saved', async () => {
    const edit = editing({ editProfile: async () => aRow() }, true);
    Object.assign(edit, { accessToken: 'FAKE_ACCESS', refreshToken: 'FAKE_REFRESH' });
    await edit.save();
    expect([edit.accessToken, edit.refreshToken]).toEqual(['', '']);
  });
});
