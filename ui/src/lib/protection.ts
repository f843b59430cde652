/** What the page makes of how the vault is protected. Pure. */
import type { ProtectionView, SlotKindView } from './ipc';

export const SLOT_WORDS: Record<SlotKindView, string> = {
  keychain: 'page-slot-keychain',
  passphrase: 'page-slot-passphrase',
  key_file: 'page-slot-key-file',
  recovery_code: 'page-slot-recovery-code',
};

/** After how many minutes without a touch the app may lock itself; 0 for never. */
export const LOCK_AFTER = [0, 1, 5, 15, 30, 60] as const;

/** Nothing opens this vault by itself at a start, so nothing is refreshed until somebody types the passphrase. */
export function waitsAtStart({ slots }: Pick<ProtectionView, 'slots'>): boolean {
  return slots.length > 0 && slots.every(({ kind }) => kind === 'passphrase' || kind === 'recovery_code');
}

/** The boxes of a passphrase. */
export type PassphraseField = 'current' | 'wanted' | 'again';

export interface Trouble {
  field: PassphraseField;
  words: string;
}

export interface Passphrases {
  /** Null where there is none yet. */
  current: string | null;
  wanted: string;
  again: string;
}

/** What the page can tell without the core: it never judges how good a passphrase is. */
export function troubleOf({ current, wanted, again }: Passphrases): Trouble | null {
  if (current === '') return { field: 'current', words: 'page-passphrase-current-missing' };
  if (wanted === '') return { field: 'wanted', words: 'page-passphrase-missing' };
  return wanted === again ? null : { field: 'again', words: 'page-passphrase-differs' };
}

/** Where the core's refusal belongs: what opens nothing was the current one. */
export function fieldOf(words: string, hasCurrent: boolean): PassphraseField {
  return hasCurrent && words === 'key-wrong-passphrase' ? 'current' : 'wanted';
}

/** The core is told of a touch at most this often. */
const TOLD_EVERY = 10_000;

export function isToldAgain(toldAt: number | null, now: number): boolean {
  return toldAt === null || now - toldAt >= TOLD_EVERY || now < toldAt;
}
