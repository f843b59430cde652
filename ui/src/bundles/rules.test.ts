import { describe, expect, it } from 'vitest';
import { isKnown } from '../i18n/fluent';
import { CommandFailure, type MergeStatusView, type CommandError } from '../ipc';
import { CARRIED, CONFLICT } from '../../dev/fake-bundles';
import { aCarried, aRow } from '../../dev/fake-ipc';
import { canMove, isTaken, isWorthTaking, KINDS, refusedWords, STANDINGS } from './rules';

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

it('a file can be imported if one of its OAs can', () => {
  const [known, fresh, , , held] = CARRIED;
  const rows = [known, held].filter((row) => row !== undefined);
  expect(isWorthTaking(aCarried({ rows }))).toBe(false);
  expect(isWorthTaking(aCarried({ rows: [] }))).toBe(false);
  expect(isWorthTaking(aCarried({ rows: fresh ? [...rows, fresh] : [] }))).toBe(true);
});

it('an OA that differs can be imported after a confirmation', () => {
  const view = aCarried({ rows: [CONFLICT] });
  expect(isWorthTaking(view)).toBe(false);
  expect(isWorthTaking(view, ['another'])).toBe(false);
  expect(isWorthTaking(view, [CONFLICT.id])).toBe(true);
});

it.each(['backup', 'move'] as const)('a %s and its possibly stale parts have sentences', (kind) => {
  expect([KINDS[kind].made, KINDS[kind].stale].every(isKnown)).toBe(true);
});

describe('the text beside the passphrase', () => {
  it.each<[CommandError, string | null]>([
    [{ code: 'not_opened', words: 'passphrase-too-short' }, 'passphrase-too-short'],
    [{ code: 'not_sealed_file', words: 'sealed-damaged' }, 'sealed-damaged'],
    [{ code: 'cannot_write_file', words: 'target-cannot-write' }, null],
    [{ code: 'app_locked' }, null],
  ])('%o', (error, words) => {
    expect(refusedWords(new CommandFailure(error))).toBe(words);
  });

  it('nothing without a refusal', () => {
    expect(refusedWords(new Error('sealed-damaged'))).toBeNull();
  });
});

it('a practice OA cannot be moved, and no OA twice', () => {
  expect(canMove(aRow())).toBe(true);
  expect(canMove(aRow({ state: 'needs_consent' }))).toBe(true);
  expect(canMove(aRow({ practice: true }))).toBe(false);
  expect(canMove(aRow({ state: 'moved_away' }))).toBe(false);
});
