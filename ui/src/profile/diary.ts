/** Arranges diary lines for reading: grouped by day, newest first. Pure. */
import type { Translate } from '../i18n/fluent';
import { dateOf, dayTitle, hourOf, moment } from '../i18n/time';
import type { HistoryLine } from '../ipc';

export interface DiaryDay {
  /** The date as "20/02/2027"; identifies the day. */
  date: string;
  at: Date;
  lines: HistoryLine[];
}

/** Groups lines by day and keeps their order. */
export function byDay(lines: readonly HistoryLine[]): DiaryDay[] {
  const days: DiaryDay[] = [];
  for (const line of lines) {
    const at = new Date(line.at);
    const date = dateOf(at);
    const last = days.at(-1);
    if (last?.date === date) last.lines.push(line);
    else days.push({ date, at, lines: [line] });
  }
  return days;
}

export function dayWords(t: Translate, day: DiaryDay, now: Date): string {
  return dayTitle(t, day.at, now);
}

export function lineTime(line: HistoryLine): string {
  return hourOf(new Date(line.at));
}

/** Returns the number of the newest pair that any line mentions. */
export function newestPair(lines: readonly HistoryLine[]): number {
  return Math.max(0, ...lines.map((line) => line.generation ?? 0));
}

/**
 * Says until when the access token from this attempt is valid. A newer pair ends it early, so then only its date is
 * given.
 */
export function untilWords(t: Translate, line: HistoryLine, newest: number, now: Date): string {
  if (line.accessExpiresAt === null) return '';
  const end = new Date(line.accessExpiresAt);
  const lives = end > now && (line.generation ?? newest) >= newest;
  return t(lives ? 'page-diary-until' : 'page-diary-due', { moment: moment(t, end, now) });
}

const BAD = new Set(['history-dead', 'history-refused', 'history-consent-refused']);
const DOUBTFUL = new Set([
  'history-unknown',
  'history-not-sent',
  'history-consent-unknown',
  'history-consent-not-sent',
]);

/** Returns the colour of a line's mark: good, bad, in doubt, or a plain event. */
export function lineTone(line: HistoryLine): 'ok' | 'warn' | 'bad' | 'off' {
  if (line.words === 'history-saved' || line.words === 'history-consent-saved') return 'ok';
  if (BAD.has(line.words)) return 'bad';
  return DOUBTFUL.has(line.words) ? 'warn' : 'off';
}
