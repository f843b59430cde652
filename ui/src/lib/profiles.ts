/** What the page makes of a profile's row and page. Pure rules; the core has decided the state. */
import type { Args, Translate } from './fluent';
import type { FindingView, OutcomeView, ProfilePage, ProfileRow, SendPolicy, StateView, VerdictView } from './ipc';
import { DAY, HOUR, moment, span } from './time';

/** A mark's colour and shape. */
export type Tone = 'ok' | 'warn' | 'bad' | 'off';

/** The mark on an avatar: a tone's own, that the OA is elsewhere, that its pair may be old, or that it was changed. */
export type Mark = Tone | 'away' | 'old' | 'altered';

export const TONES: Record<StateView, Tone> = {
  new: 'off',
  valid: 'ok',
  expiring: 'warn',
  expired: 'off',
  needs_consent: 'bad',
  unknown: 'warn',
  not_sent: 'warn',
  refused: 'bad',
  moved_away: 'off',
  old_copy: 'warn',
  altered: 'bad',
};

export const STATE_WORDS: Record<StateView, string> = {
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

/** The marks that no tone has: told apart by their shape too. */
const OWN_MARKS: Partial<Record<StateView, Mark>> = { moved_away: 'away', old_copy: 'old', altered: 'altered' };

/** The drawing beside a state's word, where its colour alone would not tell it. */
export const STATE_ICONS: Partial<Record<StateView, 'away' | 'history' | 'shield'>> = {
  moved_away: 'away',
  old_copy: 'history',
  altered: 'shield',
};

/** The state shown: a life that ran out while the page was open is told at once. */
export function shownState(row: ProfileRow, now: Date): StateView {
  const alive = row.state === 'valid' || row.state === 'expiring';
  return alive && leftOf(row.accessExpiresAt, now) === 0 ? 'expired' : row.state;
}

export function toneOf(row: ProfileRow, now: Date): Tone {
  return TONES[shownState(row, now)];
}

export function markOf(state: StateView): Mark {
  return OWN_MARKS[state] ?? TONES[state];
}

export function stateWords(row: ProfileRow, now: Date): string {
  return STATE_WORDS[shownState(row, now)];
}

/** Milliseconds left; null when the end is unknown. */
export function leftOf(endsAt: string | null, now: Date): number | null {
  return endsAt === null ? null : Math.max(0, Date.parse(endsAt) - now.getTime());
}

/** The line under a name in the list: what is left while it lives, else the state. */
export function rowLine(t: Translate, row: ProfileRow, now: Date): string {
  const state = shownState(row, now);
  const left = leftOf(row.accessExpiresAt, now);
  if ((state === 'valid' || state === 'expiring') && left !== null) return t('page-left', { span: span(t, left) });
  return t(STATE_WORDS[state]);
}

/** Two letters for the round mark: of the last two words, as a name is told apart in Vietnamese. */
export function initials(name: string): string {
  const words = name.normalize('NFC').split(/\s+/u).filter(Boolean);
  const letters =
    words.length > 1 ? words.slice(-2).map((word) => [...word][0] ?? '') : [...(words[0] ?? '')].slice(0, 2);
  return letters.join('').toLocaleUpperCase('vi');
}

/** The lives a token is given when its issue is not known (docs/zalo-api.md, section 1). */
const ACCESS_LIFE = 25 * HOUR;
const REFRESH_LIFE = 90 * DAY;

/** How much of a life is left, for a ring. */
export interface Life {
  /** Null when nobody knows. */
  left: number | null;
  /** From 0 to 1. */
  share: number;
  tone: Tone;
}

function lifeOf(endsAt: string | null, startedAt: string | null, usual: number, now: Date, nearEnd: number): Life {
  const left = leftOf(endsAt, now);
  if (left === null || endsAt === null) return { left: null, share: 0, tone: 'off' };
  const whole = startedAt === null ? usual : Math.max(1, Date.parse(endsAt) - Date.parse(startedAt));
  const tone = left === 0 ? 'off' : left <= nearEnd ? 'warn' : 'ok';
  return { left, share: Math.min(1, left / whole), tone };
}

/** A living access token is green, unless the core says it is due or it may have stopped. */
const LIVING_TONES: Partial<Record<StateView, Tone>> = {
  expiring: 'warn',
  unknown: 'warn',
  needs_consent: 'bad',
  moved_away: 'off',
  old_copy: 'warn',
  altered: 'bad',
};

export function accessLife(row: ProfileRow, now: Date): Life {
  const life = lifeOf(row.accessExpiresAt, row.accessIssuedAt, ACCESS_LIFE, now, 0);
  if (life.left === null || life.left === 0) return life;
  return { ...life, tone: LIVING_TONES[row.state] ?? 'ok' };
}

/** Warned from here on (docs/zalo-api.md, section 5). */
const REFRESH_NEAR_END = 14 * DAY;

export function refreshLife(row: ProfileRow, now: Date): Life {
  const life = lifeOf(row.refreshExpiresAt, row.accessIssuedAt, REFRESH_LIFE, now, REFRESH_NEAR_END);
  // Another computer's to watch.
  return row.state === 'moved_away' ? { ...life, tone: 'off' } : life;
}

export function endWords(t: Translate, endsAt: string | null, now: Date): string {
  if (endsAt === null) return t('page-life-unknown');
  const at = new Date(endsAt);
  return t(at > now ? 'page-ends' : 'page-ended', { moment: moment(t, at, now) });
}

/** When the access token ends, or that it may have stopped already: Zalo may have changed the pair. */
export function accessEndWords(t: Translate, row: ProfileRow, now: Date): string {
  if (!row.hasAccessToken) return t('page-no-access-token-how');
  const changedElsewhere = row.state === 'unknown' || row.state === 'moved_away' || row.state === 'old_copy';
  const doubtful = changedElsewhere && leftOf(row.accessExpiresAt, now) !== 0;
  if (!doubtful) return endWords(t, row.accessExpiresAt, now);
  if (row.accessExpiresAt === null) return t('page-may-have-stopped');
  return t('page-may-have-stopped-before', { moment: moment(t, new Date(row.accessExpiresAt), now) });
}

/** Whether the last answer is a failure that still concerns the tokens held now. */
export function hasStandingFailure(page: ProfilePage): boolean {
  if (!page.answer || page.answer.outcome.verdict === 'saved') return false;
  return Date.parse(page.answer.at) >= Date.parse(page.row.obtainedAt);
}

/** The one primary button of a profile's page: the safe or the useful act. */
export type PrimaryAct = 'next' | 'send' | 'copy' | 'none';

export function primaryAct(page: ProfilePage): PrimaryAct {
  if (page.send === 'moved_away' || page.send === 'altered') return 'none';
  if (hasStandingFailure(page) && page.answer && page.answer.outcome.next !== 'none') return 'next';
  if (page.send === 'sends' || page.send === 'sends_again') return 'send';
  return canCopyAtOnce(page.row) ? 'copy' : 'none';
}

/** Whose access token may have stopped, or is another's: no one-click copy. */
const NOT_COPIED_AT_ONCE = new Set<StateView>(['needs_consent', 'moved_away', 'old_copy', 'altered']);

export function canCopyAtOnce(row: ProfileRow): boolean {
  return row.hasAccessToken && !NOT_COPIED_AT_ONCE.has(row.state);
}

/** Whether somebody without the vault's key has changed what is said of it: nothing is done with it. */
export function isAltered(row: ProfileRow): boolean {
  return row.state === 'altered';
}

/** Whether its pair may be older than one in another copy of the vault. */
export function isOldCopy(row: ProfileRow): boolean {
  return row.state === 'old_copy';
}

export function canSend(policy: SendPolicy): boolean {
  return policy === 'sends' || policy === 'asks' || policy === 'sends_again';
}

/** What the core says beside the refresh token when it may be an access token. */
const LIKE_ACCESS = new Set(['draft-looks-like-access-token', 'draft-is-known-access-token']);

/** Whether two filled boxes are worth swapping, by what is said beside the refresh token's. */
export function looksSwapped(findings: FindingView[]): boolean {
  return findings.some((finding) => LIKE_ACCESS.has(finding.words));
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

/** The same for a page: an old copy says why it asks. */
export function sendWords(page: ProfilePage): string {
  return page.send === 'asks' && isOldCopy(page.row) ? 'not-sent-old-copy' : SEND_WORDS[page.send];
}

/** What an attempt came to: who is busy with it is named where that is known, and so is a pair in one file only. */
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
