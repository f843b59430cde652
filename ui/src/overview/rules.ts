/** The overview's rules: what is urgent, which OAs are due, what the next step is. Pure. */
import type { Translate } from '../i18n/fluent';
import { DAY, HOUR, moment, span } from '../i18n/time';
import type { ProfileRow, DisplayState } from '../ipc';
import { canCopyAtOnce, leftOf, shownState } from '../profile/rules';
import { isUrgent } from '../profile/upcoming';

/** The scale of the access token's bar: its whole lifetime (docs/zalo-api.md, section 1). */
export const ACCESS_AXIS = 25 * HOUR;

/**
 * The group of a row: the user must act, or the state of its access token. A new OA only needs to be sent, a moved one
 * belongs to another computer, and a practice OA never calls Zalo.
 */
export type Group = 'person' | 'expired' | 'expiring' | 'valid' | 'new' | 'moved_away' | 'practice';
/** What the chips show; each row is in exactly one besides `all`, so the numbers add up. */
export type Filter = 'all' | 'person' | 'expired' | 'expiring' | 'valid' | 'other';

export const FILTERS: readonly Filter[] = ['all', 'person', 'expired', 'expiring', 'valid', 'other'];

/** How urgent the states are that only the user can resolve, where the order matters. */
const URGENCIES: Partial<Record<DisplayState, number>> = {
  needs_consent: 0,
  altered: 0,
  refused: 1,
  unknown: 2,
  old_copy: 2,
};

/** Reports whether automatic refresh has reached its limit for a day. */
const isTooOften = (row: ProfileRow) => row.automatic.words === 'page-auto-too-often';

export function groupOf(row: ProfileRow, now: Date): Group {
  if (row.practice) return 'practice';
  const state = shownState(row, now);
  if (state === 'moved_away') return state;
  if (isTooOften(row) || isUrgent(row.ahead, now)) return 'person';
  if (state === 'valid') return state;
  const isSendable = state === 'expired' || state === 'expiring' || state === 'new';
  return isSendable && row.hasRefreshToken ? state : 'person';
}

export function filterOf(row: ProfileRow, now: Date): Exclude<Filter, 'all'> {
  const group = groupOf(row, now);
  return group === 'new' || group === 'moved_away' || group === 'practice' ? 'other' : group;
}

/**
 * Reports whether "Làm mới N OA đến hạn" sends this row: it must end no access token in use early, and practice OAs are
 * excluded.
 */
export function isDue(row: ProfileRow, now: Date): boolean {
  const state = shownState(row, now);
  return (state === 'expiring' || state === 'expired') && row.hasRefreshToken && !row.sending && !row.practice;
}

/** Sorts after all others, because nothing real depends on it. */
const PRACTICE_URGENCY = 9;

/**
 * Returns a lower number for a more urgent row: first what only the user can resolve, then what can still be kept
 * working, then the rest.
 */
function urgency(row: ProfileRow, now: Date): number {
  if (row.practice) return PRACTICE_URGENCY;
  const state = shownState(row, now);
  const known = URGENCIES[state];
  if (known !== undefined) return known;
  if (groupOf(row, now) === 'person') return 3;
  return ['expiring', 'expired', 'new', 'valid', 'moved_away'].indexOf(state) + 4;
}

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
  return sorted(rows, (row) => [urgency(row, now), leftOrLast(row.accessExpiresAt, now)]);
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
  return byUrgency(rows, now).filter((row) => isDue(row, now));
}

export function filtered(rows: readonly ProfileRow[], filter: Filter, now: Date): ProfileRow[] {
  return rows.filter((row) => filter === 'all' || filterOf(row, now) === filter);
}

/** Returns the rows that need the user, for the badge and the banner. */
export function needing(rows: readonly ProfileRow[], now: Date): ProfileRow[] {
  return filtered(rows, 'person', now);
}

export function countsOf(rows: readonly ProfileRow[], now: Date): Record<Filter, number> {
  const counts = { all: rows.length, person: 0, expired: 0, expiring: 0, valid: 0, other: 0 };
  for (const row of rows) counts[filterOf(row, now)] += 1;
  return counts;
}

/** A row's only button: send the OA, open its page, or copy its access token. */
export interface Step {
  kind: 'refresh' | 'open' | 'copy';
  words: string;
}

/** Returns null for a moved OA: anything left to do happens on the other computer. */
export function stepOf(row: ProfileRow, now: Date): Step | null {
  const state = shownState(row, now);
  if (state === 'moved_away') return null;
  if (state === 'needs_consent') return { kind: 'open', words: 'page-next-get-new-pair' };
  if (state === 'valid' && canCopyAtOnce(row)) return { kind: 'copy', words: 'page-copy' };
  const isLookedAt = state === 'refused' || state === 'altered' || state === 'old_copy';
  if (isLookedAt || !row.hasRefreshToken) return { kind: 'open', words: 'page-step-open' };
  const again = state === 'unknown' || state === 'not_sent';
  return { kind: 'refresh', words: again ? 'page-send-again' : 'page-step-refresh' };
}

/** Why a state needs the user. */
const NEEDS: Partial<Record<DisplayState, string>> = {
  needs_consent: 'page-need-consent',
  altered: 'page-need-altered',
  refused: 'page-need-refused',
  old_copy: 'page-need-old-copy',
};

/** Returns why a row needs the user; shown after its name. */
export function needWords(row: ProfileRow): string {
  const ofState = NEEDS[row.state];
  if (ofState !== undefined) return ofState;
  if (!row.hasRefreshToken) return 'page-need-refresh-token';
  if (row.state === 'unknown') return 'page-need-unknown';
  if (row.state === 'not_sent') return 'page-need-not-sent';
  return isTooOften(row) ? 'page-need-too-often' : 'page-need-ahead';
}

/** Returns the row whose valid access token ends first. */
export function nextToEnd(rows: readonly ProfileRow[], now: Date): ProfileRow | null {
  const isReal = (row: ProfileRow) => !['person', 'moved_away', 'practice'].includes(groupOf(row, now));
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

/** While one of these lasts, the access token may have stopped working, or nothing may be shown of it. */
const MAY_HAVE_STOPPED: readonly DisplayState[] = ['needs_consent', 'unknown', 'moved_away', 'old_copy'];

/** The bar shows only what is known: it is empty if the token may have stopped working. */
export function accessWidth(row: ProfileRow, now: Date): string {
  const known = row.hasAccessToken && row.state !== 'altered' && !MAY_HAVE_STOPPED.includes(row.state);
  return width(known ? leftOf(row.accessExpiresAt, now) : null, ACCESS_AXIS);
}

/** The text beside the access token's bar. */
export function accessCell(t: Translate, row: ProfileRow, now: Date): string {
  const left = leftOf(row.accessExpiresAt, now);
  if (row.state === 'altered') return t('page-cell-stopped');
  if (!row.hasAccessToken) return t('page-none-yet');
  if (left === 0) return t('page-cell-ended');
  if (MAY_HAVE_STOPPED.includes(row.state)) return t('page-may-have-stopped');
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
