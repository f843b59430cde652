/** How the page presents the vault's protection. Pure. */
import type { ProtectionView, SlotKind } from '../ipc';

export const SLOT_WORDS: Record<SlotKind, string> = {
  keychain: 'page-slot-keychain',
  passphrase: 'page-slot-passphrase',
  key_file: 'page-slot-key-file',
  recovery_code: 'page-slot-recovery-code',
};

/** The idle times, in minutes, after which the app may lock; 0 means never. */
export const LOCK_AFTER = [0, 1, 5, 15, 30, 60] as const;

/**
 * Reports whether no slot opens this vault automatically at a start, so that nothing is refreshed until the user types
 * the passphrase.
 */
export function waitsAtStart({ slots }: Pick<ProtectionView, 'slots'>): boolean {
  return slots.length > 0 && slots.every(({ kind }) => kind === 'passphrase' || kind === 'recovery_code');
}

/** The passphrase fields. */
export type PassphraseField = 'current' | 'wanted' | 'again';

export interface Trouble {
  field: PassphraseField;
  words: string;
}

export interface Passphrases {
  /** Null if no passphrase is set yet. */
  current: string | null;
  wanted: string;
  again: string;
}

/** What the page can check without the core. It never judges the strength of a passphrase. */
export function troubleOf({ current, wanted, again }: Passphrases): Trouble | null {
  if (current === '') return { field: 'current', words: 'page-passphrase-current-missing' };
  if (wanted === '') return { field: 'wanted', words: 'page-passphrase-missing' };
  return wanted === again ? null : { field: 'again', words: 'page-passphrase-differs' };
}

/** Returns the field for the core's refusal. A passphrase that opens nothing concerns the current one. */
export function fieldOf(words: string, hasCurrent: boolean): PassphraseField {
  return hasCurrent && words === 'key-wrong-passphrase' ? 'current' : 'wanted';
}

/** Report user activity to the core at most this often, in milliseconds. */
const TOLD_EVERY = 10_000;

export function isToldAgain(toldAt: number | null, now: number): boolean {
  return toldAt === null || now - toldAt >= TOLD_EVERY || now < toldAt;
}
