/** Times as the page's short lines say them. Pure. */
import type { Translate } from '../i18n/fluent';
import { dateOf, DAY, HOUR, hourOf, MINUTE, moment } from '../i18n/time';

/** "20:14" for today; with its day otherwise. */
export function clockTime(t: Translate, at: Date, now: Date): string {
  return at.toDateString() === now.toDateString() ? hourOf(at) : moment(t, at, now);
}

/** "2 giờ trước". */
export function ago(t: Translate, at: string | null, now: Date): string {
  const past = at === null ? 0 : now.getTime() - Date.parse(at);
  if (past >= 2 * DAY) return t('page-ago-days', { count: String(Math.floor(past / DAY)) });
  if (past >= HOUR) return t('page-ago-hours', { count: String(Math.floor(past / HOUR)) });
  if (past >= MINUTE) return t('page-ago-minutes', { count: String(Math.floor(past / MINUTE)) });
  return t('page-ago-now');
}

/** "20:14 hôm nay", or the date alone. */
export function dayOrHour(t: Translate, at: Date, now: Date): string {
  return at.toDateString() === now.toDateString() ? moment(t, at, now) : dateOf(at);
}
