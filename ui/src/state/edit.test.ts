import { expect, it, vi } from 'vitest';
import { aRow, fakeIpc, refusal } from '../../dev/fake-ipc';
import { reactionTo } from '$lib/failures';
import type { CommandFailure } from '$lib/ipc';
import { Edit } from './edit.svelte';

const tell = (thrown: unknown) => reactionTo((thrown as CommandFailure).reason);

it('only what was changed is handed on', async () => {
  const editProfile = vi.fn(async () => aRow());
  const edit = new Edit(fakeIpc([], {}, { editProfile }), aRow());
  edit.secretKey = 'newer';
  expect(await edit.save(tell)).toBe(true);
  const rest = { name: null, appId: null, refreshToken: null, accessToken: null };
  expect(editProfile).toHaveBeenCalledWith('p1', { ...rest, secretKey: 'newer' });
});

it('nothing changed is nothing sent', async () => {
  const editProfile = vi.fn(async () => aRow());
  expect(await new Edit(fakeIpc([], {}, { editProfile }), aRow()).save(tell)).toBe(true);
  expect(editProfile).not.toHaveBeenCalled();
});

it('a token held by another OA is said beside its field', async () => {
  const editProfile = () => refusal({ code: 'same_token', other: 'Shop' });
  const edit = new Edit(fakeIpc([], {}, { editProfile }), aRow());
  edit.refreshToken = 'r';
  expect(await edit.save(tell)).toBe(false);
  expect(edit.findings('refresh_token')).toMatchObject([{ words: 'draft-token-held', other: 'Shop' }]);
  edit.changed('refresh_token');
  expect(edit.findings('refresh_token')).toEqual([]);
});
