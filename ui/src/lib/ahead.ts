/** When a person will be needed, in words. What it is and when is the core's to say. Pure. */
import type { Translate } from './fluent';
import type { AheadView, AheadWhy } from './ipc';
import { DAY } from './time';

/** From here on it is urgent, and counted with what needs a person. */
const URGENT = 7 * DAY;

const WORDS: Record<AheadWhy, { later: string; today: string; why: string }> = {
  refresh_token_ends: {
    later: 'page-ahead-refresh-token',
    today: 'page-ahead-refresh-token-today',
    why: 'page-ahead-refresh-token-why',
  },
  package_ends: { later: 'page-ahead-package', today: 'page-ahead-package-today', why: 'page-ahead-package-why' },
};

/** Whole days until it comes; 0 on the last one and after. */
export function daysAhead(ahead: AheadView, now: Date): number {
  return Math.max(0, Math.floor((Date.parse(ahead.at) - now.getTime()) / DAY));
}

export function isUrgent(ahead: AheadView | null, now: Date): boolean {
  return ahead !== null && Date.parse(ahead.at) - now.getTime() <= URGENT;
}

/** Why, and what to do. */
export function aheadWhy(t: Translate, ahead: AheadView): string {
  return t(WORDS[ahead.why].why);
}

/** What comes, and in how many days. */
export function aheadWords(t: Translate, ahead: AheadView, now: Date): string {
  const days = daysAhead(ahead, now);
  const { later, today } = WORDS[ahead.why];
  return days === 0 ? t(today) : t(later, { number: days, count: String(days) });
}
