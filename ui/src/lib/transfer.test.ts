import { describe, expect, it } from 'vitest';
import { aCarried, aRow } from '../../dev/fake-ipc';
import { CARRIED, CONFLICT } from '../../dev/fake-transfer';
import { isKnown } from './fluent';
import { CommandFailure, type MergeStatusView, type CommandError } from './ipc';
import { canMove, isTaken, isWorthTaking, KINDS, refusedWords, STANDINGS } from './transfer';

it.each<[MergeStatusView, boolean]>([
  ['new', true],
  ['newer', true],
  ['back', true],
  ['known', false],
  ['held', false],
  ['conflict', false],
])('an OA that is %s is taken: %s', (standing, taken) => {
  expect(isTaken(standing)).toBe(taken);
  expect(STANDINGS[standing].tone === 'ok').toBe(taken);
  expect(isKnown(STANDINGS[standing].words)).toBe(true);
});

it('a file is worth taking once one OA of it is', () => {
  const [known, fresh, , , held] = CARRIED;
  const rows = [known, held].filter((row) => row !== undefined);
  expect(isWorthTaking(aCarried({ rows }))).toBe(false);
  expect(isWorthTaking(aCarried({ rows: [] }))).toBe(false);
  expect(isWorthTaking(aCarried({ rows: fresh ? [...rows, fresh] : [] }))).toBe(true);
});

it('an OA that differs is worth taking once somebody said yes to it', () => {
  const view = aCarried({ rows: [CONFLICT] });
  expect(isWorthTaking(view)).toBe(false);
  expect(isWorthTaking(view, ['another'])).toBe(false);
  expect(isWorthTaking(view, [CONFLICT.id])).toBe(true);
});

it.each(['backup', 'move'] as const)('what a %s is, and what may be stale in it, are sentences', (kind) => {
  expect([KINDS[kind].made, KINDS[kind].stale].every(isKnown)).toBe(true);
});

describe('what is said beside the passphrase', () => {
  it.each<[CommandError, string | null]>([
    [{ code: 'not_opened', words: 'passphrase-too-short' }, 'passphrase-too-short'],
    [{ code: 'not_sealed_file', words: 'sealed-damaged' }, 'sealed-damaged'],
    [{ code: 'cannot_write_file', words: 'target-cannot-write' }, null],
    [{ code: 'app_locked' }, null],
  ])('%o', (error, words) => {
    expect(refusedWords(new CommandFailure(error))).toBe(words);
  });

  it('nothing of what is no refusal', () => {
    expect(refusedWords(new Error('sealed-damaged'))).toBeNull();
  });
});

it('a practice OA is not moved, and none twice', () => {
  expect(canMove(aRow())).toBe(true);
  expect(canMove(aRow({ state: 'needs_consent' }))).toBe(true);
  expect(canMove(aRow({ practice: true }))).toBe(false);
  expect(canMove(aRow({ state: 'moved_away' }))).toBe(false);
});
