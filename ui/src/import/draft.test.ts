import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CommandFailure, type DraftCheck, type DraftInput } from '../ipc';
import { reactionTo } from '../kit/failures';
import { fakeIpc, refusal, roughCheck } from '../../dev/fake-ipc';
import { Draft } from './draft.svelte';

const tell = (thrown: unknown) => reactionTo((thrown as CommandFailure).reason);
const full: DraftInput = { name: '', secretKey: 'abc', refreshToken: 'r', appId: '12' };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('while typing', () => {
  it('the core is asked when typing pauses', async () => {
    const checkDraft = vi.fn(async (draft: DraftInput) => roughCheck(draft));
    const draft = new Draft(fakeIpc([], {}, { checkDraft }), tell);
    for (const typed of ['1', '12', '12x']) {
      draft.typed.appId = typed;
      draft.changed();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(checkDraft).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(150);
    expect(checkDraft).toHaveBeenCalledOnce();
    expect(draft.findings('app_id').map((finding) => finding.words)).toEqual(['draft-app-id-not-digits']);
  });

  it('a slow answer to an older question is discarded', async () => {
    const answers: ((check: DraftCheck) => void)[] = [];
    const checkDraft = () => new Promise<DraftCheck>((resolve) => answers.push(resolve));
    const draft = new Draft(fakeIpc([], {}, { checkDraft }), tell);
    draft.typed.appId = 'x';
    const older = draft.check();
    draft.typed.appId = '12';
    const newer = draft.check();
    answers[1]?.(roughCheck({ ...full }));
    answers[0]?.(roughCheck({ ...full, appId: 'x' }));
    await Promise.all([older, newer]);
    expect(draft.findings('app_id')).toEqual([]);
    expect(draft.isFine('app_id')).toBe(true);
  });

  it('a missing value is not an error before the first press', async () => {
    const draft = new Draft(fakeIpc(), tell);
    draft.typed.appId = '12';
    await draft.check();
    expect(draft.findings('secret_key')).toEqual([]);
    expect(draft.doubtful).toBe(0);
    expect(await draft.save(true)).toBe('secret_key');
    expect(draft.findings('secret_key').map((finding) => finding.words)).toEqual(['draft-secret-key-missing']);
  });

  it('a remark is not a warning', async () => {
    const draft = new Draft(fakeIpc(), tell);
    Object.assign(draft.typed, { ...full, secretKey: 'abc ' });
    await draft.check();
    expect(draft.findings('secret_key').map((finding) => finding.words)).toEqual(['draft-trimmed']);
    expect(draft.doubtful).toBe(0);
  });
});

describe('saving', () => {
  it('without a refresh token saves but does not send', async () => {
    const draft = new Draft(fakeIpc(), tell);
    Object.assign(draft.typed, { ...full, refreshToken: '' });
    expect(await draft.save(true)).toBe('refresh_token');
    expect(await draft.save(false)).toMatchObject({ appId: '12' });
  });

  it('a refusal is shown beside its field until the field changes', async () => {
    const addProfile = () => refusal({ code: 'name_taken' });
    const draft = new Draft(fakeIpc([], {}, { addProfile }), tell);
    Object.assign(draft.typed, { ...full, name: 'Shop' });
    expect(await draft.save(false)).toBe('name');
    expect(draft.findings('name').map((finding) => finding.words)).toEqual(['draft-name-taken']);
    draft.changed();
    expect(draft.findings('name')).toEqual([]);
  });

  it('a second press during the action does nothing', async () => {
    const addProfile = vi.fn(() => new Promise<never>(() => undefined));
    const draft = new Draft(fakeIpc([], {}, { addProfile }), tell);
    Object.assign(draft.typed, full);
    void draft.save(true);
    expect(await draft.save(true)).toBeNull();
    await vi.advanceTimersByTimeAsync(0);
    expect(addProfile).toHaveBeenCalledTimes(1);
  });

  it('afterwards the typed values are cleared', () => {
    const draft = new Draft(fakeIpc(), tell);
    Object.assign(draft.typed, full);
    draft.clear();
    expect(draft.isEmpty).toBe(true);
  });
});
