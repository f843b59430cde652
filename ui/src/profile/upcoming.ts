/** Wording for upcoming events that need the user's action. The core decides which event and when. Pure. */
import type { Translate } from '../i18n/fluent';
import { DAY } from '../i18n/time';
import type { UpcomingExpiryView, UpcomingExpiryReason } from '../ipc';

const WORDS: Record<UpcomingExpiryReason, { later: string; today: string; why: string }> = {
  refresh_token_ends: {
    later: 'page-ahead-refresh-token',
    today: 'page-ahead-refresh-token-today',
    why: 'page-ahead-refresh-token-why',
  },
  package_ends: { later: 'page-ahead-package', today: 'page-ahead-package-today', why: 'page-ahead-package-why' },
};

/** Returns the whole days left until the event; 0 on the last day and after. */
export function daysAhead(ahead: UpcomingExpiryView, now: Date): number {
  return Math.max(0, Math.floor((Date.parse(ahead.at) - now.getTime()) / DAY));
}

/** Returns why the event matters and what to do about it. */
export function aheadWhy(t: Translate, ahead: UpcomingExpiryView): string {
  return t(WORDS[ahead.why].why);
}

/** Names the event and the number of days left. */
export function aheadWords(t: Translate, ahead: UpcomingExpiryView, now: Date): string {
  const days = daysAhead(ahead, now);
  const { later, today } = WORDS[ahead.why];
  return days === 0 ? t(today) : t(later, { number: days, count: String(days) });
}
