import { describe, expect, it } from 'vitest';
import { isKnown } from '../i18n/fluent';
import type { UnlockOption, VaultView } from '../ipc';
import { aVault, hours } from '../../dev/fake-ipc';
import { isOnlyAsking, isSoft, openWay, titleOf, WAY_WORDS, waysOf } from './vault-card';

const locked = (ways: UnlockOption[]): VaultView => aVault({ state: 'locked', words: 'vault-locked', ways });

it('a remedy is shown only if it is possible, and there is always one', () => {
  expect(waysOf(locked([]))).toEqual(['retry']);
  expect(waysOf(aVault({ state: 'damaged', ways: ['backup', 'retry'] }))).toEqual(['retry']);
  const backup = { at: hours(-2), profiles: 3 };
  expect(waysOf(aVault({ state: 'damaged', ways: ['backup', 'retry'], backup }))).toEqual(['backup', 'retry']);
});

it('the likeliest remedy is open until the user selects another', () => {
  expect(openWay(['retry', 'passphrase'], null)).toBe('retry');
  expect(openWay(['retry', 'passphrase'], 'passphrase')).toBe('passphrase');
  expect(openWay(['retry'], 'passphrase')).toBe('retry');
});

describe('a vault that waits for its passphrase', () => {
  it.each<[UnlockOption[], boolean, string]>([
    [['passphrase'], true, 'page-vault-ask'],
    [['passphrase', 'recovery_code'], true, 'page-vault-ask'],
    [['passphrase', 'retry'], false, 'vault-locked'],
    [['retry', 'passphrase'], false, 'vault-locked'],
    [['recovery_code', 'passphrase'], false, 'vault-locked'],
  ])('%j', (ways, asking, title) => {
    expect([isOnlyAsking(locked(ways)), titleOf(locked(ways))]).toEqual([asking, title]);
  });
});

it('only a loss is shown in red', () => {
  const states = ['locked', 'no_key_place', 'key_lost', 'damaged', 'unusable'] as const;
  expect(states.filter((state) => isSoft(aVault({ state })))).toEqual(['locked', 'no_key_place']);
});

it('every remedy has its text', () => {
  expect(Object.values(WAY_WORDS).filter((words) => !isKnown(words))).toEqual([]);
});
