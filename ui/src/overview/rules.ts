/** How the overview sorts, counts and words the rows. What a row needs is the core's judgement. Pure. */
import type { Translate } from '../i18n/fluent';
import { DAY, HOUR, moment, span } from '../i18n/time';
import type { HealthGroup, ProfileRow } from '../ipc';
import { leftOf } from '../profile/rules';

/** The scale of the access token's bar: its whole lifetime (docs/zalo-api.md, section 1). */
export const ACCESS_AXIS = 25 * HOUR;

/** What the chips show; each row is in exactly one besides `all`, so the numbers add up. */
export type Filter = 'all' | HealthGroup;

export const FILTERS: readonly Filter[] = ['all', 'person', 'expired', 'expiring', 'valid', 'other'];

/** Compares names as Vietnamese readers sort them. One collator for all: making one is slow. */
const collator = new Intl.Collator('vi');

/** Sorts rows by keys that are computed once each. */
function sorted(rows: readonly ProfileRow[], keyOf: (row: ProfileRow) => number[]): ProfileRow[] {
  return rows
    .map((row) => ({ row, keys: keyOf(row) }))
    .sort((a, b) => {
      const unlike = a.keys.findIndex((key, at) => key !== b.keys[at]);
      return unlike < 0
        ? collator.compare(a.row.name, b.row.name)
        : (a.keys[unlike] ?? 0) < (b.keys[unlike] ?? 0)
          ? -1
          : 1;
    })
    .map(({ row }) => row);
}

const leftOrLast = (endsAt: string | null, now: Date) => leftOf(endsAt, now) ?? Number.MAX_SAFE_INTEGER;

/** Sorts by urgency; among equals, by which ends first, then by name. */
export function byUrgency(rows: readonly ProfileRow[], now: Date): ProfileRow[] {
  return sorted(rows, (row) => [row.rank, leftOrLast(row.accessExpiresAt, now)]);
}

/** The columns of the table that can be sorted by. */
export type Column = 'name' | 'access' | 'refresh' | 'automatic';

/** How the table is sorted; `null` is the usual order, the most urgent first. */
export interface Sorting {
  by: Column | null;
  descending: boolean;
}

const COLUMN_KEYS: Record<Column, (row: ProfileRow, now: Date) => number[]> = {
  name: () => [],
  access: (row, now) => [leftOrLast(row.accessExpiresAt, now)],
  refresh: (row, now) => [leftOrLast(row.refreshExpiresAt, now)],
  automatic: ({ automatic }, now) => [automatic.on ? 0 : 1, leftOrLast(automatic.at, now)],
};

/** Sorts the rows of the table. */
export function sortedBy(rows: readonly ProfileRow[], { by, descending }: Sorting, now: Date): ProfileRow[] {
  const list = by === null ? byUrgency(rows, now) : sorted(rows, (row) => COLUMN_KEYS[by](row, now));
  return descending ? list.reverse() : list;
}

/** A click on a column's head: sorts by it, then the other way round, then as usual. */
export function nextSorting({ by, descending }: Sorting, column: Column): Sorting {
  if (by !== column) return { by: column, descending: false };
  return descending ? { by: null, descending: false } : { by, descending: true };
}

export function dueRows(rows: readonly ProfileRow[], now: Date): ProfileRow[] {
  return byUrgency(rows, now).filter((row) => row.due);
}

export function filtered(rows: readonly ProfileRow[], filter: Filter): ProfileRow[] {
  return rows.filter((row) => filter === 'all' || row.group === filter);
}

/** Returns the rows that need the user, for the badge and the banner. */
export function needing(rows: readonly ProfileRow[]): ProfileRow[] {
  return filtered(rows, 'person');
}

export function countsOf(rows: readonly ProfileRow[]): Record<Filter, number> {
  const counts = { all: rows.length, person: 0, expired: 0, expiring: 0, valid: 0, other: 0 };
  for (const row of rows) counts[row.group] += 1;
  return counts;
}

/** Returns the row whose valid access token ends first. */
export function nextToEnd(rows: readonly ProfileRow[], now: Date): ProfileRow | null {
  const isReal = ({ need }: ProfileRow) => need === 'send' || need === 'nothing';
  const living = rows.filter((row) => isReal(row) && (leftOf(row.accessExpiresAt, now) ?? 0) > 0);
  const end = (row: ProfileRow) => Date.parse(row.accessExpiresAt ?? '');
  return living.reduce<ProfileRow | null>((first, row) => (first && end(first) <= end(row) ? first : row), null);
}

/** Returns the row whose token is the next to be refreshed automatically; "at once" sorts first. */
function nextByItself(rows: readonly ProfileRow[]): ProfileRow | null {
  const at = ({ automatic }: ProfileRow) => (automatic.words === 'auto-now' ? 0 : Date.parse(automatic.at ?? ''));
  const coming = rows.filter((row) => row.automatic.words === 'auto-now' || isTimed(row));
  return coming.reduce<ProfileRow | null>((first, row) => (first && at(first) <= at(row) ? first : row), null);
}

const isTimed = ({ automatic }: ProfileRow) => automatic.words === null && automatic.at !== null;

/** Says in one or two lines what comes next: the next automatic refresh, and the next end among the other OAs. */
export function headlines(t: Translate, rows: readonly ProfileRow[], now: Date): string[] {
  const told = (at: string) => moment(t, new Date(at), now);
  const lines: string[] = [];
  const paused = rows.find((row) => row.automatic.words === 'page-auto-paused');
  const coming = nextByItself(rows);
  if (rows.some((row) => row.automatic.words === 'auto-clock-wrong')) lines.push(t('page-clock-wrong'));
  else if (paused?.automatic.at) lines.push(t('page-auto-paused', { until: told(paused.automatic.at) }));
  else if (coming) {
    const { at } = coming.automatic;
    lines.push(t('page-next-by-itself', { name: coming.name, at: at === null ? t('page-next-now') : told(at) }));
  }
  const ending = nextToEnd(
    rows.filter((row) => row.automatic.words !== 'auto-now' && !isTimed(row)),
    now,
  );
  if (ending?.accessExpiresAt) {
    lines.push(t('page-overview-next', { name: ending.name, moment: told(ending.accessExpiresAt) }));
  }
  return lines.length > 0 ? lines : [t('page-overview-calm')];
}

/** Returns how full a bar is, as a CSS width. */
export function width(left: number | null, whole: number): string {
  const share = Math.min(1, Math.max(0, (left ?? 0) / whole));
  return `${String(Math.round(share * 1000) / 10)}%`;
}

/** The bar shows only what is known: it is empty if the token may have stopped working. */
export function accessWidth(row: ProfileRow, now: Date): string {
  const known = row.hasAccessToken && row.state !== 'altered' && !row.mayHaveStopped;
  return width(known ? leftOf(row.accessExpiresAt, now) : null, ACCESS_AXIS);
}

/** The text beside the access token's bar. */
export function accessCell(t: Translate, row: ProfileRow, now: Date): string {
  const left = leftOf(row.accessExpiresAt, now);
  if (row.state === 'altered') return t('page-cell-stopped');
  if (!row.hasAccessToken) return t('page-none-yet');
  if (left === 0) return t('page-cell-ended');
  if (row.mayHaveStopped) return t('page-may-have-stopped');
  return left === null ? t('page-unknown-life') : span(t, left);
}

/** The cell of the refresh token. */
export function refreshCell(t: Translate, row: ProfileRow, now: Date): string {
  const left = leftOf(row.refreshExpiresAt, now);
  if (!row.hasRefreshToken) return t('page-none-yet');
  if (row.state === 'needs_consent') return t('page-cell-dead');
  if (row.state === 'moved_away') return t('page-cell-elsewhere');
  if (row.state === 'altered') return t('page-cell-stopped');
  if (left === null) return t('page-unknown-life');
  if (left === 0) return t('page-cell-ended');
  if (left < DAY) return t('page-cell-hours', { hours: String(Math.floor(left / HOUR)) });
  return t('page-span-days', { days: String(Math.floor(left / DAY)) });
}

/** The cell of automatic refresh: when next, or that it is off or waits. */
export function automaticCell(t: Translate, { automatic, practice, movedAt }: ProfileRow, now: Date): string {
  if (practice || movedAt !== null) return '–';
  if (!automatic.on) return t('page-cell-off');
  if (automatic.words === 'auto-now') return t('page-next-now');
  if (automatic.words === 'page-auto-paused') return t('page-cell-paused');
  return automatic.words === null && automatic.at !== null
    ? moment(t, new Date(automatic.at), now)
    : t('page-cell-waits');
}
