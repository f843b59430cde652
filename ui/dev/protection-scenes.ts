/** Scenes of a closed vault, of the locked app, and of the protection settings. */
import type { Ipc, UiSettings, ProfilePage, ProtectionView, AppStateView, VaultView } from '../src/ipc';
import { hours } from './fake-base';
import { fakeIpc, refusal } from './fake-ipc';
import { aVault, fakeProtection } from './fake-protection';

type Scene = (uiSettings: UiSettings) => Ipc;
const SET = { hasPassphrase: true, passphraseRemovable: true } as const;
const made = (kind: ProtectionView['slots'][number]['kind'], at: number) => ({ kind, createdAt: hours(at) });

/** Returns a shell whose vault has this protection; opening it returns the open vault. */
function guarded(pages: ProfilePage[], view: Partial<ProtectionView>, start: Partial<AppStateView> = {}): Scene {
  return (uiSettings) => {
    let shut = start;
    const ipc = fakeIpc(pages, { uiSettings });
    const given = async (): Promise<AppStateView> => ({ ...(await ipc.getAppState()), ...shut });
    const rows = () => pages.map((page) => page.row);
    const commands = fakeProtection(
      { view: () => ({ ...start, uiSettings, tokenUrl: '', profiles: rows() }) as AppStateView, rows },
      view,
    );
    const opened: Ipc['unlock'] = async (way, text) => {
      const answer = await commands.unlock(way, text);
      shut = {};
      return answer;
    };
    const lockApp = async () => {
      await commands.lockApp();
      shut = { appLocked: true, hasRecoveryCode: true };
      return null;
    };
    return { ...ipc, ...commands, unlock: opened, lockApp, getAppState: given };
  };
}

const shut = (pages: ProfilePage[], change: Partial<VaultView>): Scene =>
  guarded(pages, SET, { vault: aVault(change) });

/** Returns a shell that offers a recovery code on the OA's page, until there is one or the user says "Để sau". */
export function offering(scene: Scene): Scene {
  return (uiSettings) => {
    const ipc = scene(uiSettings);
    let offersRecoveryCode = true;
    return {
      ...ipc,
      openProfile: async (id) => ({ ...(await ipc.openProfile(id)), offersRecoveryCode }),
      declineRecoveryCode: async () => {
        offersRecoveryCode = false;
        return null;
      },
      confirmRecoveryCode: async (group) => {
        const view = await ipc.confirmRecoveryCode(group);
        offersRecoveryCode = false;
        return view;
      },
    };
  };
}

export function protectionScenes(pages: ProfilePage[]): Record<string, Scene> {
  const locked = { state: 'locked', words: 'vault-locked', next: 'vault-locked-next' } as const;
  const backup = { at: hours(-2), profiles: 6 };
  const passphrase = [made('keychain', -900), made('passphrase', -300), made('recovery_code', -290)];
  return {
    locked: shut(pages, { ...locked, ways: ['retry'] }),
    'locked-ways': shut(pages, { ...locked, ways: ['retry', 'passphrase', 'recovery_code'] }),
    'locked-passphrase': shut(pages, { ...locked, ways: ['passphrase', 'recovery_code'] }),
    'key-lost': shut(pages, {
      state: 'key_lost',
      words: 'vault-key-lost',
      next: 'vault-key-lost-next',
      ways: ['recovery_code', 'passphrase', 'retry'],
    }),
    'key-lost-bare': shut(pages, { state: 'key_lost', words: 'vault-key-lost', next: 'vault-key-lost-next' }),
    'no-key-place': shut([], {
      state: 'no_key_place',
      words: 'vault-no-keychain',
      next: 'vault-no-keychain-next',
      ways: ['new_passphrase', 'retry'],
    }),
    damaged: shut(pages, {
      state: 'damaged',
      words: 'vault-damaged',
      next: 'vault-damaged-next',
      ways: ['backup', 'retry'],
      backup,
    }),
    unusable: shut([], { state: 'unusable', words: 'vault-newer', next: 'vault-newer-next', ways: [] }),
    'app-locked': guarded(pages, SET, { appLocked: true, hasRecoveryCode: true }),
    'app-lockable': guarded(pages, { ...SET, slots: passphrase, hasRecoveryCode: true }),
    'step-up': (uiSettings) => ({
      ...guarded(pages, SET)(uiSettings),
      revealSecret: async () => refusal({ code: 'needs_passphrase' }),
    }),
    'recovery-offer': offering(guarded(pages, {})),
    copied: guarded(pages, { copiedHere: true }),
    'passphrase-only': guarded(pages, { ...SET, passphraseRemovable: false, slots: [made('passphrase', -50)] }),
  };
}

const settings = 'press=settings&press=settings-protection';
const code = 'scene=recovery-offer&press=recovery-begin';

export const protectionJourneys: Record<string, string> = {
  'locked-wrong': 'scene=locked-passphrase&type=vault-passphrase:sai&then=vault-open',
  'locked-recovery': 'scene=locked-passphrase&press=vault-use-recovery&type=vault-recovery:k7pt%209xq2fakem4',
  'no-key-differs':
    'scene=no-key-place&type=vault-new-passphrase:mot%20cau&type=vault-new-passphrase-again:hai&then=vault-make',
  'lock-wrong': 'scene=app-locked&type=lock-passphrase:sai&then=lock-open',
  'lock-recovery': 'scene=app-locked&press=lock-use-recovery&type=lock-recovery:k7pt9xq2',
  'settings-none': `scene=main&${settings}`,
  'settings-set': `scene=app-lockable&${settings}`,
  'settings-only': `scene=passphrase-only&${settings}`,
  'settings-copied': `scene=copied&press=copied-elsewhere&${settings}`,
  'settings-differs': `scene=main&${settings}&type=passphrase-new:mot%20cau&type=passphrase-again:hai&then=passphrase-save`,
  'recovery-code': code,
  'recovery-renewed': `scene=app-lockable&${settings}&press=recovery-make`,
  'recovery-group': `${code}&type=recovery-group:fake`,
  'recovery-wrong': `${code}&type=recovery-group:9xq2&then=recovery-confirm`,
  'step-up-asked': 'scene=step-up&press=reveal-secret_key',
  'step-up-wrong': 'scene=step-up&press=reveal-secret_key&type=step-up-passphrase:sai&then=step-up-go',
  'copied-line': 'scene=copied&press=copied-elsewhere',
};
