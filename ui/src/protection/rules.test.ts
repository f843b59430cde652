import { expect, it } from 'vitest';
import { isKnown } from '../i18n/fluent';
import type { SlotKind } from '../ipc';
import { fieldOf, isToldAgain, SLOT_WORDS, troubleOf, waitsAtStart, type PassphraseField } from './rules';

it.each<[SlotKind[], boolean]>([
  [['passphrase'], true],
  [['passphrase', 'recovery_code'], true],
  [['keychain', 'passphrase'], false],
  [['key_file'], false],
  [[], false],
])('a vault opened by %j waits at a start: %j', (kinds, waits) => {
  expect(waitsAtStart({ slots: kinds.map((kind) => ({ kind, createdAt: '' })) })).toBe(waits);
});

it.each<[string | null, string, string, PassphraseField | null]>([
  [null, 'một câu dài', 'một câu dài', null],
  // The core decides the minimum length.
  [null, 'a', 'a', null],
  [null, '', '', 'wanted'],
  [null, 'một câu', 'một cau', 'again'],
  ['', 'một câu', 'khác', 'current'],
  ['cũ', 'một câu', 'một câu', null],
])('%j, %j, %j: %j', (current, wanted, again, field) => {
  const trouble = troubleOf({ current, wanted, again });
  expect(trouble?.field ?? null).toBe(field);
  if (trouble) expect(isKnown(trouble.words)).toBe(true);
});

it('a refusal is shown beside its box', () => {
  expect(fieldOf('key-wrong-passphrase', true)).toBe('current');
  expect(fieldOf('passphrase-too-short', true)).toBe('wanted');
  expect(fieldOf('key-wrong-passphrase', false)).toBe('wanted');
});

it('user activity is reported at most every ten seconds, even after the clock was set back', () => {
  const moments: [number | null, number, boolean][] = [
    [null, 0, true],
    [0, 9_999, false],
    [0, 10_000, true],
    [50_000, 20_000, true],
  ];
  for (const [toldAt, now, told] of moments) expect(isToldAgain(toldAt, now)).toBe(told);
});

it('every kind of slot has its text', () => {
  expect(Object.values(SLOT_WORDS).filter((words) => !isKnown(words))).toEqual([]);
});
