import { describe, expect, it } from 'vitest';
import { translator } from '../i18n/fluent';
import { aRow, hours, NOW } from '../../dev/fake-ipc';
import { accessEndWords, accessLife, initials, rowLine, stateWords } from './rules';

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
    [aRow(), 'Còn 23 giờ 14 phút'],
    [aRow({ state: 'expiring', accessExpiresAt: hours(0.8) }), 'Còn 48 phút'],
    [aRow({ state: 'expired', accessExpiresAt: hours(-1) }), 'Hết hạn'],
    [aRow({ state: 'needs_consent' }), 'Cần cấp quyền lại'],
    [aRow({ state: 'unknown' }), 'Chưa rõ kết quả'],
    [aRow({ state: 'not_sent' }), 'Chưa gửi được'],
    [aRow({ state: 'refused' }), 'Zalo từ chối'],
    [aRow({ state: 'old_copy' }), 'Bản cũ'],
    [aRow({ state: 'altered' }), 'Bị sửa từ bên ngoài'],
    [aRow({ state: 'new', accessExpiresAt: null }), 'Chưa làm mới lần nào'],
  ])('%# is shown as "%s"', (row, line) => {
    expect(rowLine(t, row, NOW)).toBe(line);
  });

  it('an expiry while the page is open is shown immediately', () => {
    const row = aRow({ state: 'valid', accessExpiresAt: hours(0) });
    expect([rowLine(t, row, NOW), t(stateWords(row, NOW))]).toEqual(['Hết hạn', 'Hết hạn']);
  });
});

describe('lifetimes', () => {
  it('a ring shows the share that is left', () => {
    const life = accessLife(aRow({ accessIssuedAt: hours(-5), accessExpiresAt: hours(20) }), NOW);
    expect(life.share).toBeCloseTo(0.8);
  });

  it('an unknown expiry has no ring', () => {
    expect(accessLife(aRow({ accessExpiresAt: null }), NOW)).toEqual({ left: null, share: 0 });
  });

  it('without a known issue time the usual lifetime counts, and no ring exceeds 100 %', () => {
    expect(accessLife(aRow({ accessIssuedAt: null, accessExpiresAt: hours(12.5) }), NOW).share).toBeCloseTo(0.5);
    expect(accessLife(aRow({ accessIssuedAt: null, accessExpiresAt: hours(50) }), NOW).share).toBe(1);
  });

  it.each(['unknown', 'old_copy'] as const)('an access token that may have stopped says so: %s', (state) => {
    expect(accessEndWords(t, aRow({ state, accessExpiresAt: hours(20) }), NOW)).toContain('Chưa chắc còn dùng được');
  });
});
