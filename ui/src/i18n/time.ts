/** Formats times and spans the way people in Vietnam say and write them. Pure: "now" is always passed in. */
import type { Translate } from './fluent';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Below this, the time left is shown with seconds. */
const LAST_MOMENTS = 2 * MINUTE;
/** From this on, the time left is shown in days; an access token's 25 hours stay in hours. */
const TOLD_IN_DAYS = 2 * DAY;

const two = (n: number) => String(n).padStart(2, '0');

/** Formats the time left: "89 ngày", "23 giờ 14 phút", "48 phút", "1 phút 05 giây". Rounds down. */
export function span(t: Translate, milliseconds: number): string {
  const left = Math.max(0, milliseconds);
  const seconds = Math.floor(left / SECOND);
  const minutes = Math.floor(left / MINUTE);
  if (left >= TOLD_IN_DAYS) return t('page-span-days', { days: String(Math.floor(left / DAY)) });
  if (left >= HOUR) {
    return t('page-span-hours', { hours: String(Math.floor(left / HOUR)), minutes: two(minutes % 60) });
  }
  if (left >= LAST_MOMENTS) return t('page-span-minutes', { minutes: String(minutes) });
  if (left >= MINUTE) return t('page-span-minute', { seconds: two(seconds % 60) });
  return t('page-span-seconds', { seconds: String(seconds) });
}

/** Formats a set span: "2 phút", "30 giây". */
export function wholeSpan(t: Translate, seconds: number): string {
  const minutes = seconds / 60;
  return Number.isInteger(minutes)
    ? t('page-span-minutes', { minutes: String(minutes) })
    : t('page-span-seconds', { seconds: String(seconds) });
}

/** A shorter form for narrow places: whole hours. */
export function shortSpan(t: Translate, milliseconds: number): string {
  const hours = Math.floor(milliseconds / HOUR);
  return milliseconds >= HOUR && milliseconds < TOLD_IN_DAYS
    ? t('page-cell-hours', { hours: String(hours) })
    : span(t, milliseconds);
}

/** Returns the number of midnights between the two: 0 today, 1 tomorrow, -1 yesterday. */
function daysAway(at: Date, now: Date): number {
  const noon = (d: Date) => new Date(d.getFullYear(), d.getMonth(), d.getDate(), 12).getTime();
  return Math.round((noon(at) - noon(now)) / DAY);
}

/** "21:14". */
export function hourOf(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Formats a calendar day, `YYYY-MM-DD`, as people in Vietnam write it. */
export function dayOf(day: string): string {
  return day.split('-').reverse().join('/');
}

/** "20/02/2027". */
export function dateOf(at: Date): string {
  return `${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`;
}

/**
 * Formats a time: "21:14 ngày mai", "07:40 hôm nay"; within a week "21:14 25/11/2026"; beyond that only "20/02/2027".
 */
export function moment(t: Translate, at: Date, now: Date): string {
  const time = hourOf(at);
  const away = daysAway(at, now);
  if (away === 0) return t('page-moment-today', { time });
  if (away === 1) return t('page-moment-tomorrow', { time });
  if (away === -1) return t('page-moment-yesterday', { time });
  return Math.abs(away) <= 7 ? `${time} ${dateOf(at)}` : dateOf(at);
}

/** As `moment`, but always with the hour: for a past action, after "lúc". */
export function stamp(t: Translate, at: Date, now: Date): string {
  return Math.abs(daysAway(at, now)) <= 1 ? moment(t, at, now) : `${hourOf(at)} ${dateOf(at)}`;
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Formats a time for a diary: "Hôm nay, 07:40", "Thứ Bảy, 09:40", "02/11/2026, 09:40". */
export function diaryTime(t: Translate, at: Date, now: Date): string {
  const away = daysAway(at, now);
  return t('page-diary-time', { day: diaryDay(t, at, away), time: hourOf(at) });
}

function diaryDay(t: Translate, at: Date, away: number): string {
  if (away === 0) return t('page-day-today');
  if (away === -1) return t('page-day-yesterday');
  const weekday = WEEKDAYS[at.getDay()];
  return away < 0 && away > -7 && weekday ? t(`page-day-${weekday}`) : dateOf(at);
}

/** Formats a day's heading: "Hôm nay", "Hôm qua", "Thứ Bảy, 21/11/2026". */
export function dayTitle(t: Translate, at: Date, now: Date): string {
  const away = daysAway(at, now);
  const weekday = WEEKDAYS[at.getDay()];
  if (away === 0 || away === -1 || !weekday) return diaryDay(t, at, away);
  return t('page-diary-day', { day: t(`page-day-${weekday}`), date: dateOf(at) });
}

/** Returns when a text about the time left next changes: in a second near the end, else at the next full minute. */
export function untilNextTick(now: number, ends: number[]): number {
  const lefts = ends.map((end) => end - now).filter((left) => left > 0);
  if (lefts.some((left) => left <= LAST_MOMENTS + SECOND)) return SECOND;
  // "23 giờ 14 phút" changes when a full minute is left; one extra millisecond gets past that point.
  return Math.min(MINUTE, ...lefts.map((left) => (left % MINUTE) + 1));
}
