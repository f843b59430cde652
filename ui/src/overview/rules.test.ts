import { describe, expect, it } from 'vitest';
import { translator } from '../i18n/fluent';
import type { ProfileRow } from '../ipc';
import { aRow, hours, NOW } from '../../dev/fake-ipc';
import * as overview from './rules';

const t = translator('vi', true);
const none = { hasRefreshToken: false };
const valid = aRow({ id: 'valid', name: 'Còn nhiều' });
const soon = aRow({ id: 'soon', state: 'expiring', accessExpiresAt: hours(0.81) });
const over = aRow({ id: 'over', state: 'expired', accessExpiresAt: hours(-1) });
const dead = aRow({ id: 'dead', state: 'needs_consent', accessExpiresAt: hours(-9) });
const refused = aRow({ id: 'refused', state: 'refused' });
const unknown = aRow({ id: 'unknown', state: 'unknown' });
const notSent = aRow({ id: 'not_sent', state: 'not_sent' });
const fresh = aRow({ id: 'new', state: 'new', accessExpiresAt: null, hasAccessToken: false });
const moved = aRow({ id: 'moved', state: 'moved_away', accessExpiresAt: hours(2), movedAt: hours(-1) });
const oldCopy = aRow({ id: 'old', state: 'old_copy', accessExpiresAt: hours(2) });
const altered = aRow({ id: 'altered', state: 'altered', accessExpiresAt: hours(2) });
const bare = aRow({ ...over, ...none, id: 'bare' });

const ALL = [valid, moved, fresh, over, notSent, soon, unknown, bare, refused, dead];
const ids = (rows: ProfileRow[]) => rows.map((row) => row.id).join(' ');

it('the most urgent comes first', () => {
  expect(ids(overview.byUrgency(ALL, NOW))).toBe('dead refused unknown bare not_sent soon over new valid moved');
});

it('within a group the earliest expiry comes first, then the name', () => {
  const late = aRow({ id: 'late', accessExpiresAt: hours(20) });
  const [b, a] = [aRow({ id: 'b', name: 'Ốc' }), aRow({ id: 'a', name: 'An' })];
  expect(ids(overview.byUrgency([b, a, late], NOW))).toBe('late a b');
});

it('only due OAs are refreshed, the most urgent first', () => {
  expect(ids(overview.dueRows(ALL, NOW))).toBe('soon over');
});

it('practice OAs never need the user, are never due, come last, and are shown', () => {
  const practice = [dead, soon, over, valid].map((row) => aRow({ ...row, id: `practice ${row.id}`, practice: true }));
  const rows = [...practice, valid];
  expect([overview.needing(rows), overview.dueRows(rows, NOW)]).toEqual([[], []]);
  expect(overview.byUrgency(rows, NOW)[0]).toBe(valid);
  expect(overview.nextToEnd(rows, NOW)).toBe(valid);
  expect(overview.countsOf(rows)).toEqual({ all: 5, person: 0, expired: 0, expiring: 0, valid: 1, other: 4 });
});

it('an OA that was moved away comes after all other live OAs', () => {
  const practice = aRow({ id: 'practice', practice: true });
  expect(ids(overview.byUrgency([practice, moved, valid, fresh], NOW))).toBe('new valid moved practice');
  expect(overview.needing([moved])).toEqual([]);
  expect(overview.nextToEnd([moved, valid], NOW)).toBe(valid);
  expect(overview.accessCell(t, moved, NOW)).toBe('Chưa chắc còn dùng được');
  expect(overview.refreshCell(t, moved, NOW)).toBe('Ở máy khác');
});

it('every chip counts what it shows', () => {
  const counts = overview.countsOf(ALL);
  expect(counts).toEqual({ all: 10, person: 5, expired: 1, expiring: 1, valid: 1, other: 2 });
  for (const filter of overview.FILTERS) {
    expect(overview.filtered(ALL, filter)).toHaveLength(counts[filter]);
  }
});

it('a click on a head sorts by its column, then the other way round, then as usual', () => {
  const names = (sorting: overview.Sorting) => ids(overview.sortedBy([valid, soon, over, dead], sorting, NOW));
  let sorting: overview.Sorting = { by: null, descending: false };
  expect(names(sorting)).toBe('dead soon over valid');
  sorting = overview.nextSorting(sorting, 'access');
  expect(names(sorting).endsWith('soon valid')).toBe(true);
  sorting = overview.nextSorting(sorting, 'access');
  expect(names(sorting).startsWith('valid soon')).toBe(true);
  expect(overview.nextSorting(sorting, 'access')).toEqual({ by: null, descending: false });
  expect(overview.nextSorting(sorting, 'name')).toEqual({ by: 'name', descending: false });
});

it('the next to expire is the valid one with the earliest expiry, and none without a valid one', () => {
  expect(overview.nextToEnd(ALL, NOW)?.id).toBe('soon');
  expect(overview.nextToEnd([over, dead, fresh, unknown], NOW)).toBeNull();
});

describe('the text about the next refresh', () => {
  const auto = (id: string, at: string | null, words: string | null = null) =>
    aRow({ id, name: id, automatic: { on: true, at, words } });

  it('is different with and without automatic refresh', () => {
    const rows = [auto('sau', hours(20)), auto('trước', hours(3)), soon];
    const [first, second] = overview.headlines(t, rows, NOW);
    expect(first).toMatch(/^Lần kế tiếp: trước, \d\d:\d\d /);
    expect(second).toMatch(/^Hết hạn sớm nhất: Cà phê Hà Nội, \d\d:\d\d /);
    expect(overview.headlines(t, [auto('một', hours(3))], NOW)).toHaveLength(1);
  });

  it('a due OA comes first, and a pause stops all', () => {
    const due = auto('đến hạn', null, 'auto-now');
    expect(overview.headlines(t, [auto('sau', hours(3)), due], NOW)[0]).toBe('Lần kế tiếp: đến hạn, ngay bây giờ');
    const paused = overview.headlines(t, [auto('dừng', hours(1), 'page-auto-paused')], NOW);
    expect(paused[0]).toMatch(/^Đang tạm dừng tự làm mới, tới \d\d:\d\d /);
    expect(paused[1]).toMatch(/^Hết hạn sớm nhất: dừng/);
  });

  it('a clock that differs from Zalo’s is reported first', () => {
    const held = auto('chờ', null, 'auto-clock-wrong');
    expect(overview.headlines(t, [auto('sau', hours(3)), held], NOW)[0]).toMatch(/^Đồng hồ của máy này lệch/);
  });

  it('reports that no OA has automatic refresh', () => {
    expect(overview.headlines(t, [fresh], NOW)).toEqual(['Hiện chưa có access token nào còn hạn']);
  });
});

describe('cells', () => {
  it.each<[ProfileRow, string, string, string]>([
    [valid, '93%', '23 giờ 14 phút', '89 ngày'],
    [soon, '3.2%', '48 phút', '89 ngày'],
    [over, '0%', 'Hết hạn', '89 ngày'],
    [dead, '0%', 'Hết hạn', 'Không dùng được'],
    [unknown, '0%', 'Chưa chắc còn dùng được', '89 ngày'],
    [aRow({ state: 'needs_consent' }), '0%', 'Chưa chắc còn dùng được', 'Không dùng được'],
    [oldCopy, '0%', 'Chưa chắc còn dùng được', '89 ngày'],
    [altered, '0%', 'đang dừng', 'đang dừng'],
    [fresh, '0%', 'Chưa có', '89 ngày'],
    [aRow({ accessExpiresAt: null, refreshExpiresAt: null }), '0%', 'Chưa rõ hạn', 'Chưa rõ hạn'],
    [aRow({ accessExpiresAt: hours(60), refreshExpiresAt: hours(5.5) }), '100%', '2 ngày', '5 giờ'],
    [aRow({ ...none, refreshExpiresAt: hours(-1) }), '93%', '23 giờ 14 phút', 'Chưa có'],
    [aRow({ refreshExpiresAt: hours(-1) }), '93%', '23 giờ 14 phút', 'Hết hạn'],
  ])('%#', (row, accessWidth, access, refresh) => {
    expect(overview.accessWidth(row, NOW)).toBe(accessWidth);
    expect(overview.accessCell(t, row, NOW)).toBe(access);
    expect(overview.refreshCell(t, row, NOW)).toBe(refresh);
  });
});
