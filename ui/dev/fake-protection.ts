/** The fake vault's slots, lock, recovery code and sealed files, in memory. */
import type { BundleView, Ipc, ProfileRow, ProtectionView, SlotKind, AppStateView, VaultView } from '../src/ipc';
import { hours, refusal } from './fake-base';

/** The passphrase that opens everything in the fakes. */
export const GOOD = 'mật khẩu tập';

export function aVault(change: Partial<VaultView> = {}): VaultView {
  return {
    state: 'ready',
    words: null,
    args: {},
    next: null,
    folder: '~/.local/share/vn.oatoken.desktop',
    ways: [],
    backup: null,
    otherOrigin: null,
    ...change,
  };
}

export function aProtection(change: Partial<ProtectionView> = {}): ProtectionView {
  return {
    slots: [{ kind: 'keychain', createdAt: hours(-900) }],
    hasPassphrase: false,
    passphraseRemovable: false,
    hasRecoveryCode: false,
    lockAfterMinutes: 15,
    copiedHere: false,
    copiedAnswered: false,
    backup: { at: hours(-2), profiles: 3 },
    ...change,
  };
}

/** Fields of an OA in a file that raises no question. */
export const PLAIN = { automatic: false, conflict: null } as const;

export function aCarried(change: Partial<BundleView> = {}): BundleView {
  return {
    file: 'OA Token 2026-11-22.oatoken',
    kind: 'backup',
    madeAt: hours(-26),
    rows: [
      { id: 'c1', name: 'Cà phê Hà Nội', generation: 3, obtainedAt: hours(-26), standing: 'known', ...PLAIN },
      { id: 'c2', name: 'Shop Thảo My', generation: 7, obtainedAt: hours(-30), standing: 'new', ...PLAIN },
    ],
    ...change,
  };
}

type ProtectionCommands = Pick<
  Ipc,
  | 'unlock'
  | 'makeVault'
  | 'restoreBackup'
  | 'lockApp'
  | 'recordActivity'
  | 'getProtection'
  | 'setPassphrase'
  | 'makePassphrase'
  | 'removePassphrase'
  | 'stepUp'
  | 'recordConcealed'
  | 'setLockAfter'
  | 'beginRecoveryCode'
  | 'confirmRecoveryCode'
  | 'revealRecoveryCode'
  | 'declineRecoveryCode'
  | 'resolveCopiedVault'
  | 'listGenerations'
  | 'saveBackupFile'
  | 'chooseSealedFile'
  | 'openSealedFile'
  | 'takeSealedFile'
  | 'dropSealedFile'
  | 'moveProfiles'
  | 'takeBack'
>;

/** What the rest of the fake shell provides. */
export interface Guarded {
  view(): AppStateView;
  rows(): ProfileRow[];
}

/** The recovery code that the fake makes; the page asks for its third group. */
export const CODE = 'K7PT-9XQ2-FAKE-M4WC-8RHN-3VZD-T6YB';

const bare = (text: string) => text.replace(/[^\da-z]/giu, '').toUpperCase();
const notOpened = (words: string) => refusal({ code: 'not_opened', words });

export function fakeProtection({ view, rows }: Guarded, given: Partial<ProtectionView> = {}): ProtectionCommands {
  let held = aProtection(given);
  const keep = (change: Partial<ProtectionView>) => (held = { ...held, ...change });
  const without = (kind: SlotKind) => held.slots.filter((slot) => slot.kind !== kind);
  const withSlot = (kind: SlotKind) => [...without(kind), { kind, createdAt: hours(0) }];
  const open = () => ({ ...view(), vault: aVault(), appLocked: false });
  const opens = (way: Parameters<Ipc['unlock']>[0], text: string) =>
    way === 'recovery_code' ? bare(text) === bare(CODE) : text === GOOD;
  return {
    unlock: async (way, text) => {
      if (opens(way, text)) return open();
      return notOpened(way === 'recovery_code' ? 'key-wrong-recovery-code' : 'key-wrong-passphrase');
    },
    makeVault: async (passphrase) => (passphrase.length < 12 ? notOpened('passphrase-too-short') : open()),
    restoreBackup: async () => open(),
    lockApp: async () => (held.hasPassphrase ? null : refusal({ code: 'no_passphrase' })),
    recordActivity: async () => null,
    getProtection: async () => held,
    makePassphrase: async () => 'thai-lo bua-mau cho-nhai tra-vu lao-hoi',
    setPassphrase: async (current, wanted) => {
      if (held.hasPassphrase && current !== GOOD) return notOpened('key-wrong-passphrase');
      if (wanted.length < 12) return notOpened('passphrase-too-short');
      const passphraseRemovable = without('passphrase').some((slot) => slot.kind !== 'recovery_code');
      return keep({ hasPassphrase: true, passphraseRemovable, slots: withSlot('passphrase') });
    },
    removePassphrase: async (current) => {
      if (current !== GOOD) return notOpened('key-wrong-passphrase');
      return keep({ hasPassphrase: false, passphraseRemovable: false, slots: without('passphrase') });
    },
    stepUp: async (typed) => (typed === GOOD ? null : notOpened('key-wrong-passphrase')),
    recordConcealed: async () => null,
    setLockAfter: async (minutes) => keep({ lockAfterMinutes: minutes }),
    beginRecoveryCode: async () => ({ groups: 7, asks: 3 }),
    confirmRecoveryCode: async (group) => {
      if (bare(group) !== 'FAKE') return notOpened('recovery-wrong-group');
      return keep({ hasRecoveryCode: true, slots: withSlot('recovery_code') });
    },
    revealRecoveryCode: async () => CODE,
    declineRecoveryCode: async () => null,
    resolveCopiedVault: async (here) => keep({ copiedHere: !here, copiedAnswered: !here }),
    listGenerations: async () => [],
    saveBackupFile: async () => 'OA Token 2026-11-22.oatoken',
    chooseSealedFile: async () => 'OA Token 2026-11-22.oatoken',
    openSealedFile: async (passphrase) => (passphrase === GOOD ? aCarried() : notOpened('sealed-wrong-passphrase')),
    takeSealedFile: async () => rows(),
    dropSealedFile: async () => null,
    moveProfiles: async () => 'Cà phê Hà Nội.oatoken',
    takeBack: async (id) => rows().find((row) => row.id === id) ?? refusal({ code: 'no_such_profile' }),
  };
}
