/** What the card of a closed vault shows: pure rules over the core's answer. */
import type { UnlockOption, VaultView } from '../ipc';

/** The ways to offer, the likeliest first. Never empty, since retrying does no harm. */
export function waysOf(vault: VaultView): UnlockOption[] {
  const ways = vault.ways.filter((way) => way !== 'backup' || vault.backup !== null);
  return ways.length > 0 ? ways : ['retry'];
}

/** The expanded way: the requested one while it is still offered, else the likeliest. */
export function openWay(ways: readonly UnlockOption[], wanted: UnlockOption | null): UnlockOption {
  return wanted !== null && ways.includes(wanted) ? wanted : (ways[0] ?? 'retry');
}

/** A vault that only waits for its passphrase is not a problem: the page asks for it without an explanation. */
export function isOnlyAsking(vault: VaultView): boolean {
  const [first, ...others] = waysOf(vault);
  return vault.state === 'locked' && first === 'passphrase' && !others.includes('retry');
}

/** Reports whether the card is amber (the vault is intact) rather than red (something is lost). */
export function isSoft(vault: VaultView): boolean {
  return vault.state === 'locked' || vault.state === 'no_key_place';
}

/** The card's heading. */
export function titleOf(vault: VaultView): string {
  return isOnlyAsking(vault) ? 'page-vault-ask' : (vault.words ?? 'vault-unusable');
}

/** The text of the link to each way. */
export const WAY_WORDS: Record<UnlockOption, string> = {
  retry: 'page-try-again',
  passphrase: 'page-use-passphrase',
  recovery_code: 'page-use-recovery',
  new_passphrase: 'page-use-new-passphrase',
  backup: 'page-use-backup',
};

/** The test ids of the links. */
export const WAY_TESTIDS: Record<UnlockOption, string> = {
  retry: 'vault-retry',
  passphrase: 'vault-use-passphrase',
  recovery_code: 'vault-use-recovery',
  new_passphrase: 'vault-use-new-passphrase',
  backup: 'vault-use-backup',
};
