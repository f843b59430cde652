/** Unlock, locking and protecting the vault, with a fake shell. */
import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import App from '../App.svelte';
import type { Ipc, Listeners, ProtectionView, AppStateView, VaultView } from '../ipc';
import { aPage, aRow, aVault, fakeIpc, GOOD, hours, refusal, UNCHANGED } from '../../dev/fake-ipc';
import { CODE, fakeProtection } from '../../dev/fake-protection';
import { openApp as open, press, type } from '../../dev/on-page';
import { offering } from '../../dev/protection-scenes';

const SET = { hasPassphrase: true, passphraseRemovable: true };
const OPEN = { appLocked: false, hasRecoveryCode: true, refreshesAutomatically: false, tokenUrl: '' };

/** A shell with one OA, with this protection and this start. */
function guarded(
  view: Partial<ProtectionView> = {},
  start: Partial<AppStateView> = {},
  change: Partial<Ipc> = {},
): Ipc {
  const ipc = fakeIpc([aPage()], start);
  const rows = () => [aRow()];
  const opened = () => ({ ...OPEN, vault: aVault(), uiSettings: UNCHANGED, profiles: rows() });
  return { ...ipc, ...fakeProtection({ view: opened, rows }, view), ...change };
}

const shut = (change: Partial<VaultView>) => ({ vault: aVault({ words: 'vault-locked', ...change }) });

const said = (testid: string) => screen.getByTestId(`${testid}-said`).textContent.trim();
const key = (pressed: KeyboardEventInit) => fireEvent.keyDown(document.body, pressed);

describe('another origin than Zalo', () => {
  it('is named on every screen while the window is open', async () => {
    const otherOrigin = 'https://zalo.invalid';
    for (const profiles of [[aRow()], []]) {
      const { unmount } = render(App, { ipc: fakeIpc([], { vault: aVault({ otherOrigin }), profiles }) });
      expect((await screen.findByTestId('other-origin')).textContent).toContain(otherOrigin);
      unmount();
    }
  });
});

describe('a locked vault', () => {
  it('opens with its passphrase, and shows a wrong one beside the box', async () => {
    await open(guarded(SET, shut({ state: 'locked', ways: ['passphrase'] })), 'vault-passphrase');
    await type('vault-passphrase', 'sai');
    await press('vault-open');
    await waitFor(() => expect(said('vault-passphrase')).toContain('Mật khẩu chưa đúng'));
    expect(screen.getAllByTestId('profile-item')).toHaveLength(1);
    await type('vault-passphrase', GOOD);
    expect(said('vault-passphrase')).toBe('');
    await press('vault-open');
    await screen.findByTestId('send');
  });

  it('opens with the recovery code behind a secondary link, however it is typed', async () => {
    const unlock = vi.fn(guarded().unlock);
    await open(
      guarded(SET, shut({ state: 'key_lost', ways: ['passphrase', 'recovery_code'] }), { unlock }),
      'vault-card',
    );
    await press('vault-use-recovery');
    await type('vault-recovery', CODE.toLowerCase().replaceAll('-', ' '));
    await press('vault-open');
    await screen.findByTestId('send');
    expect(unlock).toHaveBeenCalledExactlyOnceWith('recovery_code', CODE);
  });

  it('is created with a passphrase that was typed twice', async () => {
    const makeVault = vi.fn(guarded().makeVault);
    const start = { ...shut({ state: 'no_key_place', ways: ['new_passphrase'] }), profiles: [] };
    await open(guarded({}, start, { makeVault }), 'vault-new-passphrase');
    await type('vault-new-passphrase', 'ngắn');
    await type('vault-new-passphrase-again', 'khác');
    await press('vault-make');
    await waitFor(() => expect(said('vault-new-passphrase-again')).not.toBe(''));
    expect(makeVault).not.toHaveBeenCalled();
    await type('vault-new-passphrase-again', 'ngắn');
    await press('vault-make');
    await waitFor(() => expect(said('vault-new-passphrase')).toContain('ít nhất 12 ký tự'));
  });

  it('if damaged, offers its backup and shows its age', async () => {
    const backup = { at: hours(-2), profiles: 3 };
    await open(guarded({}, shut({ state: 'damaged', ways: ['backup'], backup })), 'vault-restore-backup');
    expect(screen.getByTestId('vault-card').textContent).toContain('gồm 3 OA');
    await press('vault-restore-backup');
    await screen.findByTestId('send');
  });
});

describe('the locked app', () => {
  it('shows nothing of any OA, and opens with the passphrase', async () => {
    await open(guarded(SET, { appLocked: true }), 'lock-screen');
    expect(document.body.textContent).not.toContain('Cà phê Hà Nội');
    expect(screen.queryByTestId('lock-use-recovery')).toBeNull();
    await type('lock-passphrase', GOOD);
    await press('lock-open');
    await screen.findByTestId('send');
  });

  it('says that OAs keep refreshing only if the core says so', async () => {
    for (const refreshesAutomatically of [true, false]) {
      const { unmount } = render(App, { ipc: guarded(SET, { appLocked: true, profiles: [], refreshesAutomatically }) });
      const lock = await screen.findByTestId('lock-screen');
      expect(lock.textContent.includes('vẫn chạy khi ứng dụng khóa')).toBe(refreshesAutomatically);
      unmount();
    }
  });

  it('is reached by Ctrl L from the settings, which stay closed', async () => {
    let appLocked = false;
    const lockApp = async () => ((appLocked = true), null);
    const ipc = guarded(SET, {}, { lockApp });
    const getAppState = async () => ({ ...(await guarded().getAppState()), appLocked });
    await open({ ...ipc, getAppState }, 'nav-lock');
    await press('settings');
    await screen.findByTestId('settings-general');
    await key({ key: 'l', ctrlKey: true });
    await screen.findByTestId('lock-screen');
    await waitFor(() => expect(screen.queryByTestId('settings-general')).toBeNull());
    expect(document.body.textContent).not.toContain('Cà phê Hà Nội');
    await type('lock-passphrase', GOOD);
    await press('lock-open');
    await screen.findByTestId('send');
    expect(screen.queryByTestId('settings-general')).toBeNull();
  });

  it('is also reached immediately when the shell locks it, before the state is loaded again', async () => {
    const heard: Listeners[] = [];
    let appLocked = false;
    const getAppState = () => (appLocked ? new Promise<never>(() => undefined) : guarded().getAppState());
    const listen = async (listeners: Listeners) => (heard.push(listeners), () => undefined);
    await open(guarded(SET, {}, { getAppState, listen }), 'send');
    appLocked = true;
    heard[0]?.appLocked();
    await screen.findByTestId('lock-screen');
  });

  it('without a passphrase does not lock: the page offers to set one', async () => {
    await open(guarded(), 'send');
    await key({ key: 'l', ctrlKey: true });
    expect((await screen.findByTestId('offer')).textContent).toContain('đặt mật khẩu trước');
    await press('toast-undo');
    await screen.findByTestId('passphrase-edit');
    expect(screen.queryByTestId('lock-screen')).toBeNull();
  });

  it('user activity is reported only if a passphrase can lock the app', async () => {
    const recordActivity = vi.fn(async () => null);
    const { unmount } = render(App, { ipc: guarded({}, {}, { recordActivity }) });
    await screen.findByTestId('send');
    await fireEvent.pointerDown(document.body);
    expect(recordActivity).not.toHaveBeenCalled();
    unmount();
    await open(guarded(SET, {}, { recordActivity }), 'nav-lock');
    await fireEvent.pointerDown(document.body);
    await key({ key: 'a' });
    expect(recordActivity).toHaveBeenCalledTimes(1);
  });
});

describe('the recovery code', () => {
  const offers = (change: Partial<Ipc> = {}) => ({ ...offering(() => guarded(SET))(UNCHANGED), ...change });

  it('is offered, created, and saved only after one group was typed back', async () => {
    await open(offers(), 'recovery-banner');
    await press('recovery-begin');
    expect((await screen.findByTestId('recovery-code')).textContent).toContain('9XQ2');
    expect(document.body.querySelector('[data-testid=recovery-copy]')).toBeNull();
    await type('recovery-group', '9xq2');
    await press('recovery-confirm');
    await waitFor(() => expect(said('recovery-group')).toContain('chưa khớp'));
    await type('recovery-group', 'fake');
    await press('recovery-confirm');
    expect((await screen.findByTestId('toast')).textContent).toContain('đã có tác dụng');
    expect(document.body.innerHTML).not.toContain('9XQ2');
    await waitFor(() => expect(screen.queryByTestId('recovery-banner')).toBeNull());
  });

  it('if closed early, reports that it is not saved and leaves nothing in the page', async () => {
    await open(offers(), 'recovery-banner');
    await press('recovery-begin');
    await screen.findByTestId('recovery-code');
    await press('recovery-cancel');
    expect((await screen.findByTestId('toast')).textContent).toContain('không dùng được');
    await waitFor(() => expect(document.body.innerHTML).not.toContain('9XQ2'));
    expect(screen.getByTestId('recovery-banner')).toBeTruthy();
  });

  it('is covered while it is typed back, and when the window is no longer in front', async () => {
    await open(offers(), 'recovery-banner');
    await press('recovery-begin');
    const shown = async () => (await screen.findByTestId('recovery-code')).textContent;
    expect(await shown()).toContain('9XQ2');
    await fireEvent.focus(screen.getByTestId('recovery-group'));
    expect(await shown()).not.toContain('9XQ2');
    await press('recovery-uncover');
    expect(await shown()).toContain('9XQ2');
    expect(document.activeElement).toBe(screen.getByTestId('recovery-print'));
    await fireEvent.blur(window);
    expect(await shown()).not.toContain('9XQ2');
  });

  it('is not made if the passphrase is not typed', async () => {
    const beginRecoveryCode = async () => refusal({ code: 'needs_passphrase' });
    await open(offers({ beginRecoveryCode }), 'recovery-banner');
    await press('recovery-begin');
    await press('step-up-cancel');
    await waitFor(() => expect(screen.queryByTestId('step-up-go')).toBeNull());
    expect(screen.queryByTestId('recovery-code')).toBeNull();
    await press('recovery-begin');
    await screen.findByTestId('step-up-cancel');
  });

  it('is not offered where the core does not offer it', async () => {
    await open(guarded(), 'hero');
    expect(screen.queryByTestId('recovery-banner')).toBeNull();
  });

  it('is not offered again after "Để sau": a dot on the settings stays', async () => {
    await open(offers(), 'recovery-banner');
    await press('recovery-later');
    await waitFor(() => expect(screen.queryByTestId('recovery-banner')).toBeNull());
    expect(screen.getByTestId('settings').querySelector('.dot')).toBeTruthy();
  });
});

describe('Settings › Bảo mật', () => {
  async function settings(ipc: Ipc) {
    await open(ipc, 'send');
    await press('settings');
    await press('settings-protection');
    await screen.findByTestId('slots');
  }

  it('sets a passphrase, which can then lock', async () => {
    await settings(guarded());
    expect(screen.getByTestId<HTMLButtonElement>('lock-now').disabled).toBe(true);
    await press('passphrase-edit');
    expect(screen.queryByTestId('passphrase-current')).toBeNull();
    await type('passphrase-new', GOOD);
    await type('passphrase-again', GOOD);
    await press('passphrase-save');
    await waitFor(() => expect(screen.queryByTestId('passphrase-new')).toBeNull());
    expect(screen.getByTestId<HTMLButtonElement>('lock-now').disabled).toBe(false);
    await press('lock-after-5');
    await waitFor(() => expect(screen.getByTestId('lock-after-5').getAttribute('aria-pressed')).toBe('true'));
  });

  it('changes it only with the current one', async () => {
    await settings(guarded(SET));
    await press('passphrase-edit');
    await type('passphrase-current', 'sai');
    await type('passphrase-new', 'một câu mới');
    await type('passphrase-again', 'một câu mới');
    await press('passphrase-save');
    await waitFor(() => expect(said('passphrase-current')).toContain('Mật khẩu chưa đúng'));
  });

  it('removes it, unless nothing else opens the vault', async () => {
    await settings(guarded({ ...SET, passphraseRemovable: false }));
    await press('passphrase-edit');
    expect(screen.getByTestId<HTMLButtonElement>('passphrase-remove').disabled).toBe(true);
  });

  it('a time that cannot be saved is reverted', async () => {
    await settings(
      guarded(
        SET,
        {},
        {
          setLockAfter: () =>
            refusal({ code: 'cannot_save' as const, words: 'vault-full', next: 'vault-full-next', args: {} }),
        },
      ),
    );
    await press('lock-after-60');
    await screen.findByTestId('notice-close');
    expect(screen.getByTestId('lock-after-15').getAttribute('aria-pressed')).toBe('true');
  });
});

it('a copied vault asks which computer continues; the answer can be changed', async () => {
  const resolveCopiedVault = vi.fn(guarded({ copiedHere: true }).resolveCopiedVault);
  await open(guarded({ copiedHere: true }, {}, { resolveCopiedVault }), 'copied-banner');
  await press('copied-elsewhere');
  await screen.findByTestId('copied-line');
  await press('copied-change');
  await press('settings-copied-here-only');
  await waitFor(() => expect(screen.queryByTestId('copied-line')).toBeNull());
  expect(resolveCopiedVault.mock.calls).toEqual([[false], [true]]);
});

describe('an irreversible action', () => {
  /** A shell that requires the passphrase before it reveals secret_key. */
  function asking() {
    let proven = false;
    const revealSecret = vi.fn<Ipc['revealSecret']>(async () =>
      proven ? 'FAKE-key' : refusal({ code: 'needs_passphrase' }),
    );
    const stepUp: Ipc['stepUp'] = async (typed) => {
      if (typed !== GOOD) return refusal({ code: 'not_opened', words: 'key-wrong-passphrase' });
      proven = true;
      return null;
    };
    return { revealSecret, ipc: guarded(SET, {}, { revealSecret, stepUp }) };
  }

  it('asks for the passphrase again, and then continues', async () => {
    const { ipc, revealSecret } = asking();
    await open(ipc, 'reveal-secret_key');
    await press('reveal-secret_key');
    await type('step-up-passphrase', 'sai mật khẩu');
    await press('step-up-go');
    await waitFor(() => expect(said('step-up')).toContain('Mật khẩu chưa đúng'));
    await type('step-up-passphrase', GOOD);
    expect(said('step-up')).toBe('');
    await press('step-up-go');
    await screen.findByText('FAKE-key');
    expect(screen.queryByTestId('step-up-go')).toBeNull();
    expect(revealSecret).toHaveBeenCalledTimes(2);
  });

  it('is not done if the user cancels, without a message', async () => {
    const { ipc, revealSecret } = asking();
    await open(ipc, 'reveal-secret_key');
    await press('reveal-secret_key');
    await press('step-up-cancel');
    await waitFor(() => expect(screen.queryByTestId('step-up-go')).toBeNull());
    expect(revealSecret).toHaveBeenCalledTimes(1);
    expect(screen.queryByTestId('toast')).toBeNull();
    expect(screen.queryByTestId('notice-close')).toBeNull();
  });
});
