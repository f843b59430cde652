/** The last days of an OA, from its history. */
import { describe, expect, it } from 'vitest';
import { translator } from '../i18n/fluent';
import { aLine, hours, NOW } from '../../dev/fake-ipc';
import { daysOf, daysWords } from './days';

const t = translator('vi', true);
const saved = (at: number) => aLine({ at: hours(at), accessExpiresAt: hours(at + 25) });
const tones = (lines: ReturnType<typeof aLine>[], count = 3) => daysOf(lines, count, NOW).days.map((day) => day.tone);

describe('a day', () => {
  it('is good if a pair was saved in time', () => {
    expect(tones([saved(-1), saved(-25), saved(-49)])).toEqual(['ok', 'ok', 'ok']);
  });

  it('is late if the token before had ended, and after trouble', () => {
    expect(tones([saved(-1), saved(-49)])).toEqual(['ok', 'none', 'late']);
    expect(tones([saved(-1), aLine({ at: hours(-2), words: 'history-not-sent' }), saved(-24)])).toEqual([
      'none',
      'ok',
      'late',
    ]);
  });

  it('is bad if the last word was a refusal, and empty if nothing happened', () => {
    expect(tones([aLine({ at: hours(-1), words: 'history-dead' }), saved(-2)])).toEqual(['none', 'none', 'bad']);
    expect(tones([aLine({ at: hours(-1), words: 'history-edited' })])).toEqual(['none', 'none', 'none']);
  });
});

it('says how many, how many late, and that nothing was lost', () => {
  expect(daysWords(t, daysOf([], 14, NOW))).toBe('Chưa có lần nào.');
  expect(daysWords(t, daysOf([saved(-1), saved(-49)], 14, NOW))).toBe(
    '2 lần lấy token, 1 lần để quá hạn. Chưa mất token nào.',
  );
  const refused = aLine({ at: hours(-1), words: 'history-refused' });
  expect(daysWords(t, daysOf([refused, saved(-2)], 14, NOW))).toBe('1 lần lấy token, 1 lần Zalo từ chối.');
});
