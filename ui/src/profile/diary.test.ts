import { describe, expect, it } from 'vitest';
import { translator } from '../i18n/fluent';
import { aLine, NOW } from '../../dev/fake-ipc';
import { byDay, dayWords, lineTime, lineTone, newestPair, untilWords } from './diary';

const vi = translator('vi', true);
const en = translator('en', true);
const at = (text: string) => aLine({ at: `${text}+07:00` });

describe('the diary is grouped by days', () => {
  const days = byDay([
    at('2026-11-22T20:00:00'),
    at('2026-11-22T00:00:01'),
    at('2026-11-21T23:59:59'),
    at('2026-11-14T08:00:00'),
    at('2025-11-14T08:00:00'),
  ]);

  it('with its lines in order', () => {
    expect(days.map((day) => day.lines.map(lineTime))).toEqual([['20:00', '00:00'], ['23:59'], ['08:00'], ['08:00']]);
  });

  it('each under its name', () => {
    expect(days.map((day) => dayWords(vi, day, NOW))).toEqual([
      'Hôm nay',
      'Hôm qua',
      'Thứ Bảy, 14/11/2026',
      'Thứ Sáu, 14/11/2025',
    ]);
    expect(days.map((day) => dayWords(en, day, NOW))[2]).toBe('Saturday, 14/11/2026');
  });

  it('an empty diary has no days', () => {
    expect(byDay([])).toEqual([]);
  });
});

it.each([
  ['2026-11-23T09:00:00+07:00', 3, 'dùng được đến 09:00 ngày mai'],
  ['2026-11-23T09:00:00+07:00', null, 'dùng được đến 09:00 ngày mai'],
  ['2026-11-23T09:00:00+07:00', 2, 'có hạn đến 09:00 ngày mai'],
  ['2026-11-22T09:00:00+07:00', 3, 'có hạn đến 09:00 hôm nay'],
  [null, 3, ''],
])('an access token until %s, of pair %s of 3: %s', (accessExpiresAt, generation, expected) => {
  expect(untilWords(vi, aLine({ accessExpiresAt, generation }), 3, NOW)).toBe(expected);
});

it('the newest pair is the one with the highest number', () => {
  expect(newestPair([aLine({ generation: null }), aLine({ generation: 2 }), aLine({ generation: 1 })])).toBe(2);
  expect(newestPair([])).toBe(0);
});

it.each([
  ['history-saved', 'ok'],
  ['history-dead', 'bad'],
  ['history-refused', 'bad'],
  ['history-unknown', 'warn'],
  ['history-not-sent', 'warn'],
  ['history-edited', 'off'],
] as const)('%s is marked %s', (words, tone) => {
  expect(lineTone(aLine({ words }))).toBe(tone);
});
