/** Deleting and renaming an OA, on the page with a fake shell. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import type { Ipc } from '../ipc';
import { aPage, aRow, fakeIpc, hours, refusal } from '../../dev/fake-ipc';
import { confirm, openApp as open, pick, press, text } from '../../dev/on-page';

const two = () => [aPage(), aPage({ row: aRow({ id: 'p2', name: 'Shop Thảo My' }) })];
const chosen = () => document.querySelector('[aria-current="page"] b')?.textContent;

describe('deleting an OA', () => {
  it('asks first, shows the next OA, and can be undone', async () => {
    const ipc = fakeIpc(two());
    await open(ipc);
    await pick('menu-delete');
    await screen.findByTestId('delete-keep');
    expect(await ipc.listTrash()).toEqual([]);
    await confirm('delete-confirm');
    await waitFor(() => expect(screen.getAllByTestId('profile-item')).toHaveLength(1));
    await waitFor(() => expect(chosen()).toBe('Shop Thảo My'));
    expect((await screen.findByTestId('offer')).textContent).toContain('Đã xóa Cà phê Hà Nội');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('toast-undo')));
    await press('toast-undo');
    await waitFor(() => expect(screen.getAllByTestId('profile-item')).toHaveLength(2));
    await waitFor(() => expect(chosen()).toBe('Cà phê Hà Nội'));
    expect(screen.queryByTestId('offer')).toBeNull();
  });

  it('a cancelled deletion changes nothing', async () => {
    const deleteProfile = vi.fn(async () => null);
    await open(fakeIpc(two(), {}, { deleteProfile }));
    await pick('menu-delete');
    await press('delete-keep');
    expect(deleteProfile).not.toHaveBeenCalled();
    expect(screen.getAllByTestId('profile-item')).toHaveLength(2);
  });

  it('the last one leads to the first run, where it can be restored', async () => {
    await open(fakeIpc([aPage()]));
    await pick('menu-delete');
    await confirm('delete-confirm');
    await press('deleted-open');
    expect(text('deleted-row')).toContain('22/12/2026');
    await press('restore');
    await screen.findByTestId('send');
    await waitFor(() => expect(chosen()).toBe('Cà phê Hà Nội'));
  });

  it('an OA whose token another OA has is not restored, and the reason is shown', async () => {
    const row = { id: 'x', name: 'Cũ', deletedAt: hours(-1), goneAt: hours(700) };
    const change: Partial<Ipc> = {
      listTrash: async () => [row],
      restoreProfile: () => refusal({ code: 'same_token', other: 'Mới' }),
    };
    await open(fakeIpc([], {}, change), 'deleted-open');
    await press('deleted-open');
    await press('restore');
    await waitFor(() => expect(text('deleted-row')).toContain('“Mới”'));
  });
});

describe('renaming', () => {
  it('shows beside the box that a name is in use, and stays open', async () => {
    const editProfile = vi.fn(() => refusal({ code: 'name_taken' }));
    await open(fakeIpc(two(), {}, { editProfile }));
    await pick('menu-rename');
    await fireEvent.input(await screen.findByTestId('rename-name'), { target: { value: 'Shop Thảo My' } });
    await press('rename-save');
    await waitFor(() => expect(text('rename-said')).toContain('Đã có một OA tên này'));
    expect(editProfile).toHaveBeenCalledExactlyOnceWith(
      'p1',
      {
        name: 'Shop Thảo My',
        secretKey: null,
        appId: null,
        refreshToken: null,
        accessToken: null,
      },
      false,
    );
    expect(screen.getByTestId('rename-name').getAttribute('aria-invalid')).toBe('true');
  });

  it('saves nothing that the check rejects', async () => {
    const editProfile = vi.fn(async () => aRow());
    const findings = [
      { field: 'name' as const, words: 'draft-name-too-long', blocking: true, count: null, other: null },
    ];
    const checkEdit = async () => ({ findings, fine: [], savable: false, sendable: false });
    await open(fakeIpc(two(), {}, { editProfile, checkEdit }));
    await pick('menu-rename');
    await fireEvent.input(await screen.findByTestId('rename-name'), { target: { value: 'x'.repeat(81) } });
    await press('rename-save');
    await waitFor(() => expect(text('rename-said')).toContain('quá 80 ký tự'));
    expect(editProfile).not.toHaveBeenCalled();
  });
});

it('pins an OA, and puts it into a group', async () => {
  const groups = [{ id: 'g1', name: 'Chuỗi cà phê', hue: 28, profiles: [] }];
  const ipc = fakeIpc(two());
  const setUiSettings = vi.fn(ipc.setUiSettings);
  const getAppState = async () => {
    const state = await ipc.getAppState();
    return { ...state, uiSettings: { ...state.uiSettings, groups } };
  };
  await open({ ...ipc, setUiSettings, getAppState });
  await fireEvent.keyDown(await screen.findByTestId('more'), { key: 'Enter' });
  await fireEvent.click(await screen.findByTestId('menu-pin'));
  await waitFor(() => expect(setUiSettings).toHaveBeenCalledWith(expect.objectContaining({ pins: ['p1'] })));
  await fireEvent.keyDown(await screen.findByTestId('more'), { key: 'Enter' });
  expect((await screen.findByTestId('menu-pin')).textContent).toContain('Bỏ ghim');
  await fireEvent.keyDown(screen.getByTestId('menu-group'), { key: 'ArrowRight' });
  await fireEvent.click(await screen.findByTestId('group-put'));
  const grouped = [{ ...groups[0], profiles: ['p1'] }];
  await waitFor(() => expect(setUiSettings).toHaveBeenCalledWith(expect.objectContaining({ groups: grouped })));
});
