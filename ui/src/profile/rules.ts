/** How the page presents a profile's row and page. Pure rules; the core has decided the state. */
import type { Args, Translate } from '../i18n/fluent';
import { HOUR, moment, span } from '../i18n/time';
import type { OutcomeView, ProfilePage, ProfileRow, RequestPart, SendPolicy, DisplayState, VerdictView } from '../ipc';
import type { Tone } from '../kit/tone';

export const STATE_WORDS: Record<DisplayState, string> = {
  new: 'state-new',
  valid: 'state-valid',
  expiring: 'state-expiring',
  expired: 'state-expired',
  needs_consent: 'state-needs-consent',
  unknown: 'state-unknown',
  not_sent: 'state-not-sent',
  refused: 'state-refused',
  moved_away: 'state-moved-away',
  old_copy: 'state-old-copy',
  altered: 'state-altered',
};

/** Returns the state to show. A token that expired while the page was open shows as expired at once. */
export function shownState(row: ProfileRow, now: Date): DisplayState {
  const alive = row.state === 'valid' || row.state === 'expiring';
  return alive && leftOf(row.accessExpiresAt, now) === 0 ? 'expired' : row.state;
}

export function stateWords(row: ProfileRow, now: Date): string {
  return STATE_WORDS[shownState(row, now)];
}

/** Returns the milliseconds left; null if the end is unknown. */
export function leftOf(endsAt: string | null, now: Date): number | null {
  return endsAt === null ? null : Math.max(0, Date.parse(endsAt) - now.getTime());
}

/** The line under a name in the list: the time left while the token is valid, else the state. */
export function rowLine(t: Translate, row: ProfileRow, now: Date): string {
  const state = shownState(row, now);
  const left = leftOf(row.accessExpiresAt, now);
  if ((state === 'valid' || state === 'expiring') && left !== null) return t('page-left', { span: span(t, left) });
  return t(STATE_WORDS[state]);
}

/** Returns two letters for the round mark, from the last two words: these distinguish Vietnamese names. */
export function initials(name: string): string {
  const words = name.normalize('NFC').split(/\s+/u).filter(Boolean);
  const letters =
    words.length > 1 ? words.slice(-2).map((word) => [...word][0] ?? '') : [...(words[0] ?? '')].slice(0, 2);
  return letters.join('').toLocaleUpperCase('vi');
}

/** Returns a hue for a name: always the same one, and spread over the circle. */
export function hueOf(name: string): number {
  return [...name.normalize('NFC')].reduce((hue, letter) => (hue * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
}

/** The lifetime assumed for an access token whose time of issue is unknown (docs/zalo-api.md, section 1). */
export const ACCESS_LIFE = 25 * HOUR;

/** How much of a lifetime is left. */
export interface Life {
  /** Null if unknown. */
  left: number | null;
  /** From 0 to 1. */
  share: number;
}

export function accessLife({ accessExpiresAt, accessIssuedAt }: ProfileRow, now: Date): Life {
  const left = leftOf(accessExpiresAt, now);
  if (left === null || accessExpiresAt === null) return { left: null, share: 0 };
  const whole =
    accessIssuedAt === null ? ACCESS_LIFE : Math.max(1, Date.parse(accessExpiresAt) - Date.parse(accessIssuedAt));
  return { left, share: Math.min(1, left / whole) };
}

export function endWords(t: Translate, endsAt: string | null, now: Date): string {
  if (endsAt === null) return t('page-life-unknown');
  const at = new Date(endsAt);
  return t(at > now ? 'page-ends' : 'page-ended', { moment: moment(t, at, now) });
}

/** Says when the access token ends, or that it may have stopped working because Zalo may have replaced the pair. */
export function accessEndWords(t: Translate, row: ProfileRow, now: Date): string {
  if (!row.hasAccessToken) return t('page-no-access-token-how');
  const doubtful = row.mayHaveStopped && leftOf(row.accessExpiresAt, now) !== 0;
  if (!doubtful) return endWords(t, row.accessExpiresAt, now);
  if (row.accessExpiresAt === null) return t('page-may-have-stopped');
  return t('page-may-have-stopped-before', { moment: moment(t, new Date(row.accessExpiresAt), now) });
}

/** Reports whether a process without the vault's key changed the OA's data. Such an OA is not used at all. */
export function isAltered(row: ProfileRow): boolean {
  return row.state === 'altered';
}

/** Reports whether the OA's pair may be older than one in another copy of the vault. */
export function isOldCopy(row: ProfileRow): boolean {
  return row.state === 'old_copy';
}

export function canSend(policy: SendPolicy): boolean {
  return policy === 'sends' || policy === 'asks' || policy === 'sends_again';
}

/** The sentence under the address: what "Gửi" would do now. */
const SEND_WORDS: Record<SendPolicy, string> = {
  sends: 'page-send-sends',
  asks: 'page-send-asks',
  sends_again: 'page-send-again-why',
  dead_token: 'page-send-dead',
  no_refresh_token: 'page-send-no-refresh-token',
  moved_away: 'page-send-moved-away',
  altered: 'page-send-altered',
};

/** The same for a whole page: an old copy also says why it asks. */
export function sendWords(page: ProfilePage): string {
  return page.send === 'asks' && isOldCopy(page.row) ? 'not-sent-old-copy' : SEND_WORDS[page.send];
}

/**
 * Describes an attempt's outcome. Names the process that holds the OA where known, and the file if only one has the
 * pair.
 */
export function outcomeWords(t: Translate, outcome: OutcomeView): string {
  const words =
    outcome.heldBy === null ? t(outcome.words, outcome.args as Args) : t('busy-held', { who: outcome.heldBy });
  return outcome.oneCopy ? `${words} ${t('saved-one-copy')}` : words;
}

export function outcomeTone(outcome: OutcomeView): Tone {
  return outcome.oneCopy ? 'warn' : VERDICT_TONES[outcome.verdict];
}

export const VERDICT_WORDS: Record<VerdictView, string> = {
  saved: 'page-verdict-saved',
  rejected: 'state-refused',
  not_sent: 'state-not-sent',
  unknown: 'state-unknown',
  busy: 'page-verdict-busy',
};

export const VERDICT_TONES: Record<VerdictView, Tone> = {
  saved: 'ok',
  rejected: 'bad',
  not_sent: 'warn',
  unknown: 'warn',
  busy: 'warn',
};

/** The two parts of a request, titled as in Postman. */
export const PARTS: { part: RequestPart; title: string }[] = [
  { part: 'header', title: 'Headers' },
  { part: 'body', title: 'Body · x-www-form-urlencoded' },
];
