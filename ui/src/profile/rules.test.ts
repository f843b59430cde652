import { describe, expect, it } from 'vitest';
import { translator } from '../i18n/fluent';
import { aFailedAnswer, aPage, aRow, hours, NOW } from '../../dev/fake-ipc';
import {
  accessEndWords,
  accessLife,
  canCopyAtOnce,
  hasStandingFailure,
  initials,
  primaryAct,
  refreshLife,
  rowLine,
  stateWords,
  toneOf,
} from './rules';

const t = translator('vi', true);

it.each([
  ['Cà phê Hà Nội', 'HN'],
  ['Nha khoa An Bình', 'AB'],
  ['  Gốm   Bát Tràng ', 'BT'],
  ['đặc sản', 'ĐS'],
  ['Zalo', 'ZA'],
  ['ô'.normalize('NFD'), 'Ô'],
  ['🐟 cá', '🐟C'],
  ['', ''],
])('the initials of "%s" are "%s"', (name, wanted) => {
  expect(initials(name)).toBe(wanted);
});

describe('a row of the list', () => {
  it.each([
    [aRow(), 'Còn 23 giờ 14 phút', 'ok'],
    [aRow({ state: 'expiring', accessExpiresAt: hours(0.8) }), 'Còn 48 phút', 'warn'],
    [aRow({ state: 'expired', accessExpiresAt: hours(-1) }), 'Hết hạn', 'off'],
    [aRow({ state: 'needs_consent' }), 'Cần cấp quyền lại', 'bad'],
    [aRow({ state: 'unknown' }), 'Chưa rõ kết quả', 'warn'],
    [aRow({ state: 'not_sent' }), 'Chưa gửi được', 'warn'],
    [aRow({ state: 'refused' }), 'Zalo từ chối', 'bad'],
    [aRow({ state: 'old_copy' }), 'Bản cũ', 'warn'],
    [aRow({ state: 'altered' }), 'Bị sửa từ bên ngoài', 'bad'],
    [aRow({ state: 'new', accessExpiresAt: null }), 'Chưa làm mới lần nào', 'warn'],
  ])('%# is shown as "%s" with the mark %s', (row, line, tone) => {
    expect([rowLine(t, row, NOW), toneOf(row, NOW)]).toEqual([line, tone]);
  });

  it('an expiry while the page is open is shown immediately', () => {
    const row = aRow({ state: 'valid', accessExpiresAt: hours(0) });
    expect([rowLine(t, row, NOW), toneOf(row, NOW), t(stateWords(row, NOW))]).toEqual(['Hết hạn', 'off', 'Hết hạn']);
  });
});

describe('lifetimes', () => {
  it('a ring shows the share that is left', () => {
    const life = accessLife(aRow({ accessIssuedAt: hours(-5), accessExpiresAt: hours(20) }), NOW);
    expect(life.share).toBeCloseTo(0.8);
    expect(life.tone).toBe('ok');
  });

  it('an unknown expiry has no ring', () => {
    expect(accessLife(aRow({ accessExpiresAt: null }), NOW)).toEqual({ left: null, share: 0, tone: 'off' });
  });

  it('without a known issue time the usual lifetime counts, and no ring exceeds 100 %', () => {
    expect(accessLife(aRow({ accessIssuedAt: null, accessExpiresAt: hours(12.5) }), NOW).share).toBeCloseTo(0.5);
    expect(accessLife(aRow({ accessIssuedAt: null, accessExpiresAt: hours(50) }), NOW).share).toBe(1);
  });

  it('the access token is never green if it may have ended', () => {
    expect(accessLife(aRow({ state: 'unknown' }), NOW).tone).toBe('warn');
    expect(accessLife(aRow({ state: 'needs_consent' }), NOW).tone).toBe('bad');
    expect(accessEndWords(t, aRow({ state: 'unknown', accessExpiresAt: hours(20) }), NOW)).toContain(
      'Chưa chắc còn dùng được',
    );
  });

  it('an old copy is amber, and an OA that was changed without the key is red whatever its lifetime', () => {
    expect(accessLife(aRow({ state: 'old_copy' }), NOW).tone).toBe('warn');
    expect(accessLife(aRow({ state: 'altered' }), NOW).tone).toBe('bad');
    expect(accessEndWords(t, aRow({ state: 'old_copy', accessExpiresAt: hours(20) }), NOW)).toContain(
      'Chưa chắc còn dùng được',
    );
  });

  it('the refresh token warns two weeks ahead', () => {
    expect(refreshLife(aRow({ refreshExpiresAt: hours(15 * 24) }), NOW).tone).toBe('ok');
    expect(refreshLife(aRow({ refreshExpiresAt: hours(13 * 24) }), NOW).tone).toBe('warn');
    expect(refreshLife(aRow({ refreshExpiresAt: hours(-1) }), NOW).tone).toBe('off');
  });
});

describe('the primary action', () => {
  const refused = aFailedAnswer({ words: 'refused-secret-key', next: 'fix_secret_key' }, hours(-1));
  const before = { obtainedAt: hours(-2) };
  it.each([
    ['copying while the access token is in use', aPage({ send: 'asks' }), 'copy'],
    ['sending when it is due', aPage({ send: 'sends', row: aRow({ state: 'expiring' }) }), 'send'],
    ['sending again after a lost answer', aPage({ send: 'sends_again', row: aRow({ state: 'unknown' }) }), 'send'],
    ['the failure’s own button', aPage({ answer: refused, row: aRow({ ...before, state: 'refused' }) }), 'next'],
    ['nothing for an old copy', aPage({ send: 'asks', row: aRow({ state: 'old_copy' }) }), 'none'],
    ['nothing for an OA changed without the key', aPage({ send: 'altered', row: aRow({ state: 'altered' }) }), 'none'],
    ['copying when there is nothing to send', aPage({ send: 'no_refresh_token' }), 'copy'],
    [
      'nothing for a dead one without a next step',
      aPage({ send: 'dead_token', row: aRow({ state: 'needs_consent' }) }),
      'none',
    ],
  ])('is %s', (_, page, wanted) => {
    expect(primaryAct(page)).toBe(wanted);
  });

  it('a dead profile’s access token is not copied by one click', () => {
    expect(canCopyAtOnce(aRow({ state: 'needs_consent' }))).toBe(false);
  });

  it('a failure from before the current pair is no longer shown', () => {
    expect(hasStandingFailure(aPage({ answer: refused, row: aRow(before) }))).toBe(true);
    expect(hasStandingFailure(aPage({ answer: refused, row: aRow({ obtainedAt: hours(-0.5) }) }))).toBe(false);
    expect(hasStandingFailure(aPage())).toBe(false);
  });
});
