/** Backups and moving to another computer, on the page with a fake shell. */
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc, Listeners, ProfilePage } from '../ipc';
import { aMovedPage, CARRIED, CONFLICT } from '../../dev/fake-bundles';
import { aCarried, aPage, aProtection, aRow, fakeIpc, GOOD, refusal } from '../../dev/fake-ipc';
import { confirm, gone, isDisabled, pick, press, type } from '../../dev/on-page';

const said = async () => (await screen.findByTestId('toast')).textContent;

async function open(pages: ProfilePage[], change: Partial<Ipc>, ...presses: string[]) {
  render(App, { ipc: fakeIpc(pages, {}, change) });
  for (const testid of presses) await press(testid);
}

const BACKUP = ['settings', 'settings-data'];

describe('a backup file', () => {
  it('is saved with the passphrase that was typed twice', async () => {
    const saveBackupFile = vi.fn<Ipc['saveBackupFile']>(async () => 'FAKE.oatoken');
    await open([aPage()], { saveBackupFile }, ...BACKUP);
    expect((await screen.findByTestId('backup-last')).textContent).toContain('18:14 hôm nay, 3 OA');
    await press('backup-save');
    await type('backup-passphrase', GOOD);
    await type('backup-passphrase-again', `${GOOD}x`);
    await press('backup-save-confirm');
    await screen.findByText('Hai lần nhập chưa giống nhau');
    expect(document.activeElement).toBe(screen.getByTestId('backup-passphrase-again'));
    expect(saveBackupFile).not.toHaveBeenCalled();
    await type('backup-passphrase-again', GOOD);
    expect(screen.queryByText('Hai lần nhập chưa giống nhau')).toBeNull();
    await press('backup-save-confirm');
    expect(saveBackupFile).toHaveBeenCalledExactlyOnceWith(GOOD);
    expect(await said()).toContain('FAKE.oatoken');
    await gone('backup-passphrase');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('backup-save')));
  });

  it('shows the verdict of the core on the passphrase, and stays open when the file dialog is cancelled', async () => {
    const answers = [refusal({ code: 'not_opened', words: 'passphrase-too-short' }), Promise.resolve(null)];
    answers[0]?.catch(() => undefined);
    await open([aPage()], { saveBackupFile: async () => answers.shift() ?? null }, ...BACKUP, 'backup-save');
    await press('backup-save-confirm');
    await screen.findByText('Mật khẩu cần ít nhất 12 ký tự.');
    await press('backup-save-confirm');
    await waitFor(() => expect(isDisabled('backup-save-confirm')).toBe(false));
    expect(screen.queryByTestId('toast')).toBeNull();
  });

  it('a generated passphrase fills both boxes in plain text', async () => {
    await open([aPage()], {}, ...BACKUP, 'backup-save', 'backup-passphrase-make');
    const boxes = () => ['', '-again'].map((end) => screen.getByTestId<HTMLInputElement>(`backup-passphrase${end}`));
    const made = 'thai-lo bua-mau cho-nhai tra-vu lao-hoi';
    await waitFor(() =>
      expect(boxes().map((box) => [box.value, box.type])).toEqual([
        [made, 'text'],
        [made, 'text'],
      ]),
    );
  });

  it('the passphrase is hidden until the user reveals it', async () => {
    await open([aPage()], {}, ...BACKUP, 'backup-save');
    const types = () =>
      ['', '-again'].map((end) => screen.getByTestId<HTMLInputElement>(`backup-passphrase${end}`).type);
    await screen.findByTestId('backup-passphrase');
    expect(types()).toEqual(['password', 'password']);
    await press('backup-passphrase-show');
    expect(types()).toEqual(['text', 'text']);
  });

  it('without a backup or a live OA none is shown and none can be saved', async () => {
    const getProtection = async () => aProtection({ backup: null });
    await open([aPage({ row: aRow({ practice: true }) })], { getProtection }, ...BACKUP);
    expect((await screen.findByTestId('backup-last')).textContent).toContain('Chưa có bản nào');
    expect(isDisabled('backup-save')).toBe(true);
  });
});

describe('opening a sealed file', () => {
  const WAY = [...BACKUP, 'sealed-choose'];

  it('a wrong passphrase is reported beside the box; the right one lists every OA with its text', async () => {
    const openSealedFile: Ipc['openSealedFile'] = async (passphrase) =>
      passphrase === GOOD
        ? aCarried({ rows: CARRIED })
        : refusal({ code: 'not_opened', words: 'sealed-wrong-passphrase' });
    await open([aPage()], { openSealedFile }, ...WAY);
    await type('sealed-passphrase', 'FAKE');
    await press('sealed-open');
    await screen.findByText(/Mật khẩu của tệp chưa đúng/u);
    await type('sealed-passphrase', GOOD);
    expect(screen.queryByText(/Mật khẩu của tệp chưa đúng/u)).toBeNull();
    await press('sealed-open');
    const rows = await screen.findAllByTestId('sealed-row');
    expect(rows.map((row) => row.dataset['standing'])).toEqual(CARRIED.map((row) => row.standing));
    expect(rows[2]?.textContent).toContain('cặp cũ vẫn giữ');
    expect(screen.getByTestId('sealed-made').textContent).toContain('Bản sao lưu, lưu lúc 18:14 hôm qua');
  });

  it('the imported OAs are reported, and the first is shown', async () => {
    const added = aPage({ row: aRow({ id: 'p9', name: 'Shop Thảo My' }) });
    const pages = [aPage()];
    const takeSealedFile = vi.fn(async () => (pages.push(added), [added.row, aRow({ id: 'p8' })]));
    const change: Partial<Ipc> = {
      takeSealedFile,
      openSealedFile: async () => aCarried(),
      listProfiles: async () => pages.map((page) => page.row),
      openProfile: async (id) => pages.find((page) => page.row.id === id) ?? refusal({ code: 'no_such_profile' }),
    };
    await open(pages, change, ...WAY, 'sealed-open', 'sealed-take');
    expect(takeSealedFile).toHaveBeenCalledOnce();
    expect(await said()).toContain('Đã đưa 2 OA');
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 }).textContent).toContain('Shop Thảo My'));
    expect(screen.queryByTestId('sealed-row')).toBeNull();
  });

  it('automatic refresh of the exported OA is asked about once, and not switched on before', async () => {
    const rows = [aRow({ id: 'c2', name: 'Shop Thảo My' }), aRow({ id: 'c3', name: 'Gốm Bát Tràng' })];
    const carried = CARRIED.map((row) => ({ ...row, automatic: row.id !== 'c3' }));
    for (const answer of ['sealed-auto-keep', 'sealed-auto-act']) {
      const setAutomatic = vi.fn<Ipc['setAutomatic']>(async () => aRow());
      const change: Partial<Ipc> = {
        setAutomatic,
        takeSealedFile: async () => rows,
        openSealedFile: async () => aCarried({ rows: carried }),
      };
      await open([aPage()], change, ...WAY, 'sealed-open', 'sealed-take');
      const names = await screen.findByTestId('sealed-auto-names');
      expect(names.textContent).toContain('Shop Thảo My');
      expect(names.textContent).not.toContain('Gốm Bát Tràng');
      expect(setAutomatic).not.toHaveBeenCalled();
      if (answer === 'sealed-auto-act') await confirm(answer);
      else await press(answer);
      await gone('sealed-auto-names');
      expect(setAutomatic.mock.calls).toEqual(answer === 'sealed-auto-act' ? [['c2', true]] : []);
      cleanup();
    }
  });

  it('a file with nothing to add is reported, and cannot be imported', async () => {
    const openSealedFile = async () => aCarried({ rows: CARRIED.slice(0, 1) });
    await open([aPage()], { openSealedFile }, ...WAY, 'sealed-open');
    await screen.findByTestId('sealed-nothing');
    expect(isDisabled('sealed-take')).toBe(true);
  });

  it('an OA that differs is shown with both sides, and unchanged until the user confirms', async () => {
    const takeSealedFile = vi.fn<Ipc['takeSealedFile']>(async () => []);
    await open([aPage()], { takeSealedFile, openSealedFile: async () => aCarried({ rows: [CONFLICT] }) }, ...WAY);
    await press('sealed-open');
    const row = (await screen.findByTestId('sealed-row')).textContent;
    for (const told of ['1234567890123456789', '9999999999999999999', 'secret_key', 'chưa rõ'])
      expect(row).toContain(told);
    expect(isDisabled('sealed-take')).toBe(true);
    await press('sealed-replace');
    expect(isDisabled('sealed-take')).toBe(false);
    await press('sealed-take');
    expect(takeSealedFile).toHaveBeenCalledExactlyOnceWith([CONFLICT.id]);
  });

  it('OAs that differ stay unchanged while the rest is imported', async () => {
    const takeSealedFile = vi.fn<Ipc['takeSealedFile']>(async () => []);
    const rows = [...CARRIED.slice(1, 2), CONFLICT];
    await open([aPage()], { takeSealedFile, openSealedFile: async () => aCarried({ rows }) }, ...WAY);
    for (const testid of ['sealed-open', 'sealed-replace', 'sealed-replace', 'sealed-take']) await press(testid);
    expect(takeSealedFile).toHaveBeenCalledExactlyOnceWith([]);
  });

  it('a file that is cancelled while it is being opened is dropped', async () => {
    let opened: (view: ReturnType<typeof aCarried>) => void = () => undefined;
    const dropSealedFile = vi.fn(async () => null);
    const openSealedFile = () => new Promise<ReturnType<typeof aCarried>>((resolve) => (opened = resolve));
    await open([aPage()], { dropSealedFile, openSealedFile }, ...WAY, 'sealed-open', 'sealed-cancel');
    await gone('sealed-passphrase');
    expect(dropSealedFile).toHaveBeenCalledOnce();
    opened(aCarried());
    for (const testid of WAY) await press(testid);
    await screen.findByTestId('sealed-passphrase');
    expect(screen.queryByTestId('sealed-row')).toBeNull();
  });

  it('cancelling drops the file in the shell too, before and after it is opened', async () => {
    const dropSealedFile = vi.fn(async () => null);
    const openSealedFile = async () => aCarried();
    await open([aPage()], { dropSealedFile, openSealedFile }, ...WAY, 'sealed-cancel');
    await gone('sealed-passphrase');
    await waitFor(() => expect(document.activeElement).not.toBe(document.body));
    expect(dropSealedFile).toHaveBeenCalledTimes(1);
    for (const testid of [...WAY, 'sealed-open']) await press(testid);
    await screen.findAllByTestId('sealed-row');
    await press('sealed-cancel');
    await gone('sealed-row');
    expect(dropSealedFile).toHaveBeenCalledTimes(2);
  });

  it('is closed when the app is locked', async () => {
    const heard: Listeners[] = [];
    const listen = async (listeners: Listeners) => (heard.push(listeners), () => undefined);
    const ipc = fakeIpc([aPage()], {}, { listen });
    const unlocked = ipc.getAppState;
    let appLocked = false;
    render(App, { ipc: { ...ipc, getAppState: async () => ({ ...(await unlocked()), appLocked }) } });
    for (const testid of WAY) await press(testid);
    await screen.findByTestId('sealed-passphrase');
    appLocked = true;
    heard[0]?.appLocked();
    await gone('sealed-passphrase');
  });

  it('a foreign file is reported where it was chosen', async () => {
    const chooseSealedFile = () => refusal({ code: 'not_sealed_file', words: 'sealed-not-ours' });
    await open([aPage()], { chooseSealedFile }, ...WAY);
    expect(await said()).toContain('không phải tệp do OA Token lưu');
    expect(screen.queryByTestId('sealed-passphrase')).toBeNull();
  });

  it.each([
    ['first', [] as ProfilePage[], ['first-run-move']],
    ['further', [aPage()], ['nav-add', 'first-run-move']],
  ])('is a way to the %s OA', async (_, pages, way) => {
    await open(pages, {}, ...way);
    await screen.findByTestId('sealed-passphrase');
  });
});

describe('moving an OA to another computer', () => {
  it('saves the file, and shows what to do on the other computer', async () => {
    const moveProfiles = vi.fn<Ipc['moveProfiles']>(async () => 'FAKE.oatoken');
    await open([aPage()], { moveProfiles });
    await pick('menu-move');
    await type('move-passphrase', GOOD);
    await type('move-passphrase-again', GOOD);
    await press('move-confirm');
    expect(moveProfiles).toHaveBeenCalledExactlyOnceWith(['p1'], GOOD);
    expect((await screen.findByTestId('move-done')).textContent).toContain('FAKE.oatoken');
    await press('move-close');
    await gone('move-done');
  });

  it.each([
    ['practice', aPage({ row: aRow({ practice: true }) })],
    ['moved', aMovedPage()],
  ])('is not offered for a %s OA', async (_, page) => {
    await open([page], {});
    await fireEvent.keyDown(await screen.findByTestId('more'), { key: 'Enter' });
    await screen.findByTestId('menu-rename');
    expect(screen.queryByTestId('menu-move')).toBeNull();
    expect(screen.queryByTestId('menu-edit')).toBeNull();
  });
});

describe('an OA that was moved away', () => {
  it('is marked everywhere, sends nothing, and its access token can still be copied', async () => {
    const [refreshToken, copySecret] = [vi.fn<Ipc['refreshToken']>(), vi.fn<Ipc['copySecret']>(async () => null)];
    await open([aMovedPage()], { refreshToken, copySecret });
    expect((await screen.findByTestId('state')).textContent).toContain('lúc 17:02');
    expect(screen.getByTestId('profile-item').textContent).toContain('Ở máy khác');
    expect(screen.queryByTestId('send')).toBeNull();
    await fireEvent.keyDown(window, { key: 'Enter', ctrlKey: true });
    expect(refreshToken).not.toHaveBeenCalled();
    await screen.findByText(/hết hiệu lực ngay khi máy kia làm mới/u);
    await press('copy-access');
    expect(copySecret).toHaveBeenCalledExactlyOnceWith('p1', 'access_token');
    await press('nav-overview');
    await screen.findByTestId('overview-row');
    expect(screen.queryByTestId('overview-step')).toBeNull();
    expect(screen.queryByTestId('refresh-due')).toBeNull();
  });

  it('is taken back only after a question', async () => {
    let page = aMovedPage();
    const takeBack = vi.fn(async () => (page = aPage()).row);
    await open([page], { takeBack, listProfiles: async () => [page.row], openProfile: async () => page }, 'take-back');
    await press('take-back-keep');
    expect(takeBack).not.toHaveBeenCalled();
    await gone('take-back-confirm');
    await press('take-back');
    await confirm('take-back-confirm');
    expect(takeBack).toHaveBeenCalledExactlyOnceWith('p1');
    expect(await said()).toContain('Đã lấy Cà phê Hà Nội về máy này');
    await gone('take-back');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-current')).toBe('page'));
  });

  it('names the OA that has its token now', async () => {
    const takeBack = () => refusal({ code: 'same_token', other: 'Shop' });
    await open([aMovedPage()], { takeBack }, 'take-back');
    await confirm('take-back-confirm');
    expect(await said()).toContain('“Shop”');
  });
});
