/** What the card of a shut vault shows: pure rules over the core's answer. */
import type { UnlockWay, VaultView } from './ipc';

/** The ways that can be shown, the likeliest first; never none, since trying again harms nothing. */
export function waysOf(vault: VaultView): UnlockWay[] {
  const ways = vault.ways.filter((way) => way !== 'backup' || vault.backup !== null);
  return ways.length > 0 ? ways : ['retry'];
}

/** The way that stands open: the one asked for while it is still offered, else the likeliest. */
export function openWay(ways: readonly UnlockWay[], wanted: UnlockWay | null): UnlockWay {
  return wanted !== null && ways.includes(wanted) ? wanted : (ways[0] ?? 'retry');
}

/** A vault that only waits for its passphrase is no trouble: it is asked for, and nothing is explained. */
export function isOnlyAsking(vault: VaultView): boolean {
  const [first, ...others] = waysOf(vault);
  return vault.state === 'locked' && first === 'passphrase' && !others.includes('retry');
}

/** Amber while the vault is whole; red once something is lost. */
export function isSoft(vault: VaultView): boolean {
  return vault.state === 'locked' || vault.state === 'no_key_place';
}

/** The card's heading. */
export function titleOf(vault: VaultView): string {
  return isOnlyAsking(vault) ? 'page-vault-ask' : (vault.words ?? 'vault-unusable');
}

/** A quiet link to each way. */
export const WAY_WORDS: Record<UnlockWay, string> = {
  retry: 'page-try-again',
  passphrase: 'page-use-passphrase',
  recovery_code: 'page-use-recovery',
  new_passphrase: 'page-use-new-passphrase',
  backup: 'page-use-backup',
};

/** As the links are called in tests. */
export const WAY_TESTIDS: Record<UnlockWay, string> = {
  retry: 'vault-retry',
  passphrase: 'vault-use-passphrase',
  recovery_code: 'vault-use-recovery',
  new_passphrase: 'vault-use-new-passphrase',
  backup: 'vault-use-backup',
};
