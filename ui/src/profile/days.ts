/** What became of an OA's token on each of the last days, from its history. Pure. */
import type { Translate } from '../i18n/fluent';
import { DAY } from '../i18n/time';
import type { HistoryLine } from '../ipc';
import { lineTone } from './diary';

/** Refreshed in time; late or with trouble; refused; nothing happened. */
export type DayTone = 'ok' | 'late' | 'bad' | 'none';

export interface Day {
  at: Date;
  tone: DayTone;
}

export interface Days {
  /** Oldest first. */
  days: Day[];
  saved: number;
  /** Saved after the access token before it had ended. */
  late: number;
  failed: number;
  refused: number;
}

const isSaved = (line: HistoryLine) => lineTone(line) === 'ok';

/** Returns the saved lines whose access token came after the previous one had ended. `lines` are newest first. */
function lateLines(lines: readonly HistoryLine[]): Set<HistoryLine> {
  const late = new Set<HistoryLine>();
  let end: number | null = null;
  for (const line of [...lines].reverse()) {
    if (isSaved(line) && end !== null && Date.parse(line.at) > end) late.add(line);
    if (line.accessExpiresAt !== null) end = Date.parse(line.accessExpiresAt);
  }
  return late;
}

/** Arranges the newest `count` days up to today. */
export function daysOf(lines: readonly HistoryLine[], count: number, now: Date): Days {
  const noon = new Date(now.getFullYear(), now.getMonth(), now.getDate(), 12).getTime();
  const dates = Array.from({ length: count }, (_, back) => new Date(noon - (count - 1 - back) * DAY));
  const known = new Map<string, HistoryLine[]>(dates.map((at) => [at.toDateString(), []]));
  for (const line of lines) known.get(new Date(line.at).toDateString())?.push(line);
  const late = lateLines(lines);
  const days = dates.map((at) => ({ at, tone: toneOf(known.get(at.toDateString()) ?? [], late) }));
  const within = [...known.values()].flat();
  const counted = (isOf: (line: HistoryLine) => boolean) => within.filter(isOf).length;
  return {
    days,
    saved: counted(isSaved),
    late: counted((line) => late.has(line)),
    failed: counted((line) => lineTone(line) === 'warn'),
    refused: counted((line) => lineTone(line) === 'bad'),
  };
}

/** The lines of a day are newest first: what was saved in the end counts, and with how much trouble. */
function toneOf(lines: readonly HistoryLine[], late: ReadonlySet<HistoryLine>): DayTone {
  const told = lines.filter((line) => lineTone(line) !== 'off');
  const [last] = told;
  if (!last) return 'none';
  if (lineTone(last) === 'bad') return 'bad';
  return isSaved(last) && told.every((line) => isSaved(line) && !late.has(line)) ? 'ok' : 'late';
}

/** Says it in a sentence: "14 lần lấy token, 1 lần chậm. Chưa mất token nào." */
export function daysWords(t: Translate, { saved, late, failed, refused }: Days): string {
  if (saved + failed + refused === 0) return t('page-days-none');
  const counted = (words: string, number: number) => (number === 0 ? '' : t(words, { number, count: String(number) }));
  const parts = [
    t('page-days-saved', { number: saved, count: String(saved) }),
    counted('page-days-late', late),
    counted('page-days-failed', failed),
    counted('page-days-refused', refused),
  ];
  return `${parts.filter(Boolean).join(', ')}.${refused === 0 ? ` ${t('page-days-safe')}` : ''}`;
}

/** The class of a day's mark in the mock's stylesheet. */
export const DAY_CLASSES: Record<DayTone, string> = { ok: '', late: 'w', bad: 'z', none: 'o' };
