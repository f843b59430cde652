/** Managing OAs with a fake shell: what the user does, and what the screen then shows. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { HistoryLine, Ipc } from '../ipc';
import { aFailedAnswer, aLine, anAttempt, aPage, aRow, fakeIpc, hours, refusal } from '../../dev/fake-ipc';

beforeEach(() => vi.setSystemTime(new Date(hours(0))));

const two = () => [aPage(), aPage({ row: aRow({ id: 'p2', name: 'Shop Thảo My' }) })];
const text = (testid: string) => screen.getByTestId(testid).textContent;
const chosen = () => document.querySelector('[aria-current="page"] b')?.textContent;

async function open(ipc: Ipc, first = 'send') {
  render(App, { ipc });
  await screen.findByTestId(first);
}

/** Presses an element that may take a moment to appear. */
async function press(testid: string) {
  await fireEvent.click(await screen.findByTestId(testid));
}

/** bits-ui opens a menu on a pointer event or a key, not on a click alone. */
async function pick(testid: string) {
  await fireEvent.keyDown(screen.getByTestId('more'), { key: 'Enter' });
  const item = await screen.findByTestId(testid);
  await fireEvent.keyDown(item, { key: 'Enter' });
  await fireEvent.click(item);
}

const key = (pressed: KeyboardEventInit) => fireEvent.keyDown(document.body, pressed);

/** Confirms once the question accepts an answer. */
async function confirmDelete() {
  const yes = await screen.findByTestId('delete-confirm');
  await waitFor(() => expect(yes.getAttribute('aria-disabled')).toBe('false'));
  await fireEvent.click(yes);
}

describe('deleting an OA', () => {
  it('asks first, shows the next OA, and can be undone', async () => {
    const ipc = fakeIpc(two());
    await open(ipc);
    await pick('menu-delete');
    await screen.findByTestId('delete-keep');
    expect(await ipc.listTrash()).toEqual([]);
    await confirmDelete();
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
    await confirmDelete();
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
    await screen.findByRole('alert');
    expect(text('deleted-row')).toContain('“Mới”');
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

describe('the settings', () => {
  it('show beside the box that an address is invalid', async () => {
    const setSettings = vi.fn(() => refusal({ code: 'invalid_proxy', words: 'settings-proxy-scheme' }));
    await open(fakeIpc(two(), {}, { setSettings }));
    await press('settings');
    await press('settings-network');
    const box = await screen.findByTestId('proxy');
    await fireEvent.input(box, { target: { value: 'socks5://a:1' } });
    await fireEvent.blur(box);
    await waitFor(() => expect(text('proxy-said')).toContain('Chỉ dùng được proxy HTTP'));
    expect(screen.queryByTestId('toast')).toBeNull();
  });

  it('save a clipboard time immediately', async () => {
    const setSettings = vi.fn(async () => null);
    await open(fakeIpc(two(), {}, { setSettings }));
    await press('settings');
    await press('settings-clipboard');
    await press('clipboard-access-0');
    await waitFor(() =>
      expect(setSettings).toHaveBeenCalledWith({ proxy: '', accessClipboardSeconds: 0, otherClipboardSeconds: 30 }),
    );
    expect(screen.getByTestId('clipboard-access-0').getAttribute('aria-pressed')).toBe('true');
  });
});

describe('the history', () => {
  const lines = [
    aLine({ at: hours(-1), words: 'history-refused', zaloWords: '-14004 · Invalid secret key.', attempt: 'a2' }),
    aLine({ at: hours(-30), words: 'history-imported', generation: 1 }),
  ];

  it('opens an attempt as it was sent, with nothing to reveal', async () => {
    const answer = aFailedAnswer({ words: 'refused-secret-key', zaloCode: '-14004', zaloWords: 'Invalid' });
    const openAttempt = vi.fn(async () =>
      anAttempt({ sends: 2, correctedSince: true, answer: answer ?? anAttempt().answer }),
    );
    await open(fakeIpc([aPage({ answer: null })], {}, { listHistory: async () => lines, openAttempt }));
    await press('history');
    await screen.findByTestId('diary');
    expect(text('diary')).toMatch(/Hôm nay.*Thứ Bảy|Hôm nay.*Hôm qua/su);
    expect(screen.getAllByTestId('diary-attempt')).toHaveLength(1);
    await press('diary-attempt');
    await screen.findByTestId('attempt');
    expect(openAttempt).toHaveBeenCalledExactlyOnceWith('p1', 'a2');
    expect(text('attempt-twice')).toContain('gửi lại một lần');
    expect(text('attempt-corrected')).toContain('đã được sửa');
    expect(screen.getByTestId('attempt').querySelector('[data-testid^="reveal"]')).toBeNull();
  });

  it('an attempt that cannot be loaded is reported, and the list stays', async () => {
    const openAttempt = () => refusal({ code: 'busy' });
    await open(fakeIpc([aPage()], {}, { listHistory: async () => lines, openAttempt }));
    await press('history');
    await press('diary-attempt');
    await screen.findByTestId('toast');
    expect(screen.queryByTestId('attempt')).toBeNull();
    expect(screen.getByTestId('diary')).toBeTruthy();
  });

  it('reserves its space before its lines are loaded: nothing moves under the pointer', async () => {
    let come: (lines: HistoryLine[]) => void = () => undefined;
    const listHistory = () => new Promise<HistoryLine[]>((resolve) => (come = resolve));
    await open(fakeIpc([aPage()], {}, { listHistory }));
    await press('history');
    const room = (await screen.findByTestId('history-pairs')).closest('.dialog')?.querySelector('.past');
    expect(room).toBeTruthy();
    come(lines);
    await screen.findByTestId('diary');
    expect(room?.isConnected).toBe(true);
  });

  it('copies its report in the page’s language', async () => {
    const copyReport = vi.fn(async () => null);
    await open(fakeIpc([aPage()], {}, { listHistory: async () => [], copyReport }));
    await press('history');
    await screen.findByTestId('diary-empty');
    await press('copy-report');
    await waitFor(() => expect(copyReport).toHaveBeenCalledWith('p1', 'vi'));
  });
});

describe('the keyboard', () => {
  it('F1 opens the help, also on the first run; no key opens another over it', async () => {
    await open(fakeIpc(), 'nav-add');
    await key({ key: 'F1' });
    expect((await screen.findByTestId('help-text')).textContent).toContain('Bắt đầu trong 3 bước');
    await key({ key: ',', ctrlKey: true });
    expect(screen.queryByTestId('settings-looks')).toBeNull();
    await press('help-broken');
    expect(text('help-text')).toContain('-14014');
  });

  it('goes up and down the list in the order shown', async () => {
    const uiSettings = {
      language: 'vi' as const,
      theme: 'light' as const,
      lastProfile: 'p1',
      order: 'name' as const,
      closeToTray: null,
    };
    const pages = [aPage(), aPage({ row: aRow({ id: 'p2', name: 'An Bình' }) })];
    await open(fakeIpc(pages, { uiSettings }));
    expect(screen.getAllByTestId('profile-item').map((item) => item.title)).toEqual(['An Bình', 'Cà phê Hà Nội']);
    await key({ key: 'ArrowUp', altKey: true });
    await waitFor(() => expect(chosen()).toBe('An Bình'));
    await key({ key: 'ArrowUp', altKey: true });
    expect(chosen()).toBe('An Bình');
    await key({ key: 'ArrowDown', altKey: true });
    await waitFor(() => expect(chosen()).toBe('Cà phê Hà Nội'));
  });

  it('Ctrl Y opens the history, Ctrl N the ways in', async () => {
    await open(fakeIpc([aPage()]));
    await key({ key: 'n', ctrlKey: true });
    await screen.findByTestId('way-paste');
    await key({ key: 'Escape' });
    await waitFor(() => expect(screen.queryByTestId('way-paste')).toBeNull());
    await key({ key: 'y', ctrlKey: true });
    await screen.findByTestId('diary-empty');
  });
});
