/** The hero of an OA's page in every state. */
import { describe, expect, it } from 'vitest';
import { translator } from '../i18n/fluent';
import type { CheckView } from '../ipc';
import { aCheck, EXPIRED } from '../../dev/fake-authorization';
import { aFailedAnswer, aPage, aRow, hours, NOW } from '../../dev/fake-ipc';
import { noPair, notSent, pasted } from '../../dev/profile-pages';
import { gaugeOf } from './gauge';
import { actWords, heroOf } from './hero';

const t = translator('vi', true);
const failed = (words: string, next: 'fix_secret_key' | 'send_again' | 'get_new_pair' | 'none') =>
  aFailedAnswer({ words, next }, hours(-1));
const before = { obtainedAt: hours(-5) };
const hero = (page = aPage(), check: CheckView | null = null) => heroOf(t, page, NOW, check);
const told = (page = aPage(), check: CheckView | null = null) => {
  const { tone, big, act } = hero(page, check);
  return [tone, big, act];
};
const kind = (row = aRow(), check: CheckView | null = null) => gaugeOf(t, row, NOW, check)?.kind ?? null;

describe('the hero', () => {
  const expiring = { state: 'expiring', accessExpiresAt: hours(0.8) } as const;
  it.each([
    ['a valid token', aPage(), ['ok', '23 giờ 14 phút', 'copy']],
    ['one that is due', aPage({ row: aRow(expiring), send: 'sends' }), ['warn', '48 phút', 'refresh']],
    [
      'one that is due and refreshes automatically',
      aPage({ row: aRow({ ...expiring, automatic: { on: true, at: null, words: 'auto-now' } }), send: 'sends' }),
      ['ok', '48 phút', 'copy'],
    ],
    [
      'one that is due while the clock is wrong',
      aPage({
        row: aRow({ ...expiring, automatic: { on: true, at: null, words: 'auto-clock-wrong' } }),
        send: 'sends',
      }),
      ['warn', '48 phút', 'refresh'],
    ],
    [
      'an ended token',
      aPage({ row: aRow({ state: 'expired', accessExpiresAt: hours(-2.1) }), send: 'sends' }),
      ['warn', '2 giờ trước', 'refresh'],
    ],
    [
      'one that ended while the page was open',
      aPage({ row: aRow({ accessExpiresAt: hours(-0.2) }), send: 'sends' }),
      ['warn', '12 phút trước', 'refresh'],
    ],
    [
      'an ended token without a refresh token',
      aPage({
        row: aRow({ state: 'expired', accessExpiresAt: hours(-3), hasRefreshToken: false }),
        send: 'no_refresh_token',
      }),
      ['warn', '3 giờ trước', 'get_new_pair'],
    ],
    [
      'a dead refresh token',
      aPage({
        row: aRow({ ...before, state: 'needs_consent' }),
        send: 'dead_token',
        answer: failed('dead-used-elsewhere', 'get_new_pair'),
      }),
      ['bad', 'Cần cấp quyền lại', 'get_new_pair'],
    ],
    [
      'a refusal',
      aPage({ row: aRow({ ...before, state: 'refused' }), answer: failed('refused-secret-key', 'fix_secret_key') }),
      ['bad', 'Sai secret_key', 'fix_secret_key'],
    ],
    [
      'a lost answer',
      aPage({
        row: aRow({ ...before, state: 'unknown' }),
        send: 'sends_again',
        answer: failed('unknown-timed-out', 'send_again'),
      }),
      ['warn', 'Chưa rõ kết quả', 'send_again'],
    ],
    ['nothing sent', notSent, ['warn', 'Chưa gửi được', 'send_again']],
    ['no pair', noPair, ['off', 'Còn thiếu refresh token', 'get_new_pair']],
    [
      'a moved OA',
      aPage({ row: aRow({ state: 'moved_away', movedAt: hours(-3) }), send: 'moved_away' }),
      ['off', 'Máy khác đang làm mới OA này', 'take_back'],
    ],
    ['an old copy', aPage({ row: aRow({ state: 'old_copy' }) }), ['warn', 'Bản cũ', 'refresh']],
    [
      'an altered OA',
      aPage({ row: aRow({ state: 'altered' }), send: 'altered', answer: null }),
      ['bad', 'Bị sửa từ bên ngoài', null],
    ],
  ])('of %s', (_, page, wanted) => {
    expect(told(page)).toEqual(wanted);
  });

  it('is amber for an unknown life by every road in, also with automatic refresh on', () => {
    const off = { on: false, at: null, words: 'auto-off' };
    for (const automatic of [pasted.row.automatic, off, { on: true, at: null, words: null }]) {
      for (const state of ['new', 'valid', 'expiring'] as const) {
        const page = { ...pasted, row: { ...pasted.row, automatic, state } };
        expect(hero(page).tone, `${state} ${String(automatic.words)}`).toBe('warn');
        expect(gaugeOf(t, page.row, NOW, null)?.kind).toBe('maybe');
      }
    }
    expect(told(pasted)).toEqual(['warn', 'Chưa rõ hạn', 'refresh']);
  });

  it('copies an ended token by no button, and one in doubt only quietly', () => {
    expect(hero(aPage({ row: aRow({ state: 'expired', accessExpiresAt: hours(-2) }), send: 'sends' })).alsoCopy).toBe(
      false,
    );
    expect(hero(aPage({ row: aRow(expiring), send: 'sends' })).alsoCopy).toBe(true);
  });

  it('changes with the verdict of a check', () => {
    expect(told(aPage(), aCheck())).toEqual(['ok', '23 giờ 14 phút', 'copy']);
    expect(told(aPage(), EXPIRED)).toEqual(['bad', 'Access token không dùng được', 'refresh']);
    expect(hero(aPage(), { ...EXPIRED, verdict: 'other_oa' }).big).toBe('Token của một OA khác');
    expect(hero(aPage(), { ...EXPIRED, verdict: 'unclear' }).tone).toBe('ok');
  });

  it('of a practice OA leads to a new practice OA', () => {
    const row = aRow({ practice: true, state: 'needs_consent', ...before });
    const page = aPage({ row, send: 'dead_token', answer: failed('dead-spent-here', 'get_new_pair') });
    expect(t(actWords(hero(page).act ?? 'copy', row))).toBe('Tạo OA mẫu mới');
  });
});

describe('the line of life', () => {
  it('is green only if the token is known to live', () => {
    expect(kind()).toBe('ok');
    expect(kind(aRow({ state: 'refused' }))).toBe('ok');
    expect(kind(aRow({ state: 'expiring', accessExpiresAt: hours(1) }))).toBe('warn');
    expect(kind(aRow({ state: 'expired', accessExpiresAt: hours(-1) }))).toBe('empty');
    expect(kind(aRow({ state: 'unknown' }))).toBe('maybe');
    expect(kind(aRow({ state: 'old_copy' }))).toBe('maybe');
    expect(kind(aRow({ state: 'needs_consent' }))).toBeNull();
    expect(kind(aRow(), EXPIRED)).toBe('empty');
  });

  it('has the next automatic refresh on it, unless something prevents that', () => {
    const at = hours(20.24);
    const gauge = gaugeOf(t, aRow({ automatic: { on: true, at, words: null } }), NOW, null);
    expect(gauge?.tick).toBeCloseTo(0.88);
    expect(gauge?.tickWords).toContain('Tự làm mới');
    expect(gaugeOf(t, aRow({ automatic: { on: true, at, words: 'page-auto-paused' } }), NOW, null)?.tick).toBeNull();
    expect(gaugeOf(t, aRow({ automatic: { on: false, at: null, words: 'auto-off' } }), NOW, null)?.tick).toBeNull();
  });

  it('says until when a pasted token can live at most', () => {
    expect(gaugeOf(t, pasted.row, NOW, null)?.to).toContain('Muộn nhất');
  });
});
