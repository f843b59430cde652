/** What the top of an OA's page shows in each state: a mark, one big thing, at most one sentence, one button. Pure. */
import { isKnown, type Args, type Translate } from '../i18n/fluent';
import { span } from '../i18n/time';
import type { CheckView, DisplayState, NextStep, OutcomeView, ProfilePage, ProfileRow } from '../ipc';
import type { Tone } from '../kit/tone';
import { ago, clockTime } from './moments';
import { canSend, leftOf, shownState } from './rules';

/** What the hero's button does. */
export type HeroAct = 'copy' | 'refresh' | 'take_back' | Exclude<NextStep, 'none'>;

export interface Hero {
  tone: Tone;
  label: string;
  big: string;
  say: string | null;
  act: HeroAct | null;
  /** The button is blue: something is to be done, or it is the day's errand. */
  blue: boolean;
  /** The access token can also be copied, less prominently. */
  alsoCopy: boolean;
}

const BASE = { say: null, act: null, blue: true, alsoCopy: false } as const;

/** Returns what to show while nothing is being sent. The core has decided the state; this only words it. */
export function heroOf(t: Translate, page: ProfilePage, now: Date, check: CheckView | null): Hero {
  const { row } = page;
  const state = shownState(row, now);
  if (lacksBoth(row)) {
    return { ...BASE, tone: 'off', label: t('page-no-pair'), big: t('page-hero-no-pair'), ...road(t, row) };
  }
  if (isDenied(state, check)) return denied(t, page, check);
  return HEROES[state](t, page, now);
}

type Make = (t: Translate, page: ProfilePage, now: Date) => Hero;

const HEROES: Record<DisplayState, Make> = {
  valid: (t, page, now) => living(t, page, now),
  expiring: (t, page, now) => (isWatched(page.row) ? living(t, page, now) : expiring(t, page, now)),
  expired: (t, page, now) => ({
    ...BASE,
    tone: 'warn',
    label: t('page-hero-expired'),
    big: ago(t, page.row.accessExpiresAt, now),
    act: refreshAct(page),
  }),
  new: (t, page, now) => unconfirmed(t, page, now),
  needs_consent: (t, page) => ({
    ...BASE,
    tone: 'bad',
    label: t('page-hero-dead'),
    big: t('state-needs-consent'),
    act: actAfter(page),
    say: page.row.practice ? null : t('page-hero-two-minutes'),
  }),
  refused: (t, page, now) => ({
    ...BASE,
    tone: 'bad',
    label: at(t, 'page-hero-refused', page, now),
    big: shortRefusal(t, page),
    say: nextWords(t, page, REFUSED_SAY),
    act: actAfter(page),
  }),
  unknown: (t, page, now) => ({
    ...BASE,
    tone: 'warn',
    label: at(t, 'page-hero-unknown', page, now),
    big: t('state-unknown'),
    say: nextWords(t, page, {}) ?? t('page-send-again-why'),
    act: actAfter(page),
  }),
  not_sent: (t, page, now) => ({
    ...BASE,
    tone: 'warn',
    label: at(t, 'page-hero-not-sent', page, now),
    big: t('state-not-sent'),
    say: nextWords(t, page, {}),
    act: actAfter(page),
    alsoCopy: lives(page.row, now),
  }),
  moved_away: (t, { row }, now) => ({
    ...BASE,
    tone: 'off',
    label: t('page-moved'),
    big: t('page-hero-moved'),
    say: row.movedAt
      ? t('page-hero-moved-since', { moment: clockTime(t, new Date(row.movedAt), now) })
      : t('page-moved-why'),
    act: 'take_back',
    blue: false,
  }),
  old_copy: (t, page) => ({
    ...BASE,
    tone: 'warn',
    label: t('not-sent-old-copy'),
    big: t('state-old-copy'),
    say: t(page.row.hasAccessToken ? 'page-hero-old-copy' : 'page-confirm-old-copy'),
    act: refreshAct(page),
    blue: false,
  }),
  altered: (t) => ({
    ...BASE,
    tone: 'bad',
    label: t('page-hero-altered'),
    big: t('state-altered'),
    say: t('vault-altered-next'),
  }),
};

/** The pair refreshes automatically and nothing prevents that, so the user need not act when it is due. */
function isWatched({ automatic }: ProfileRow): boolean {
  return automatic.on && (automatic.words === null || automatic.words === 'auto-now');
}

function lacksBoth(row: ProfileRow): boolean {
  return !row.hasAccessToken && !row.hasRefreshToken && row.state !== 'moved_away' && row.state !== 'altered';
}

function lives(row: ProfileRow, now: Date): boolean {
  return row.hasAccessToken && (leftOf(row.accessExpiresAt, now) ?? 0) > 0;
}

function living(t: Translate, page: ProfilePage, now: Date): Hero {
  const { row } = page;
  const left = leftOf(row.accessExpiresAt, now);
  if (left === null) return unconfirmed(t, page, now);
  const label = t(row.practice ? 'page-hero-valid-practice' : 'page-hero-valid');
  return { ...BASE, tone: 'ok', label, big: span(t, left), act: row.hasAccessToken ? 'copy' : refreshAct(page) };
}

function expiring(t: Translate, page: ProfilePage, now: Date): Hero {
  const { row } = page;
  const act = refreshAct(page);
  const big = span(t, leftOf(row.accessExpiresAt, now) ?? 0);
  return { ...BASE, tone: 'warn', label: t('page-hero-expiring'), big, act, alsoCopy: row.hasAccessToken };
}

/** Pasted, never refreshed here: the expiry is unknown, with automatic refresh on or off. */
function unconfirmed(t: Translate, page: ProfilePage, now: Date): Hero {
  const { row } = page;
  const left = leftOf(row.accessExpiresAt, now);
  return {
    ...BASE,
    tone: 'warn',
    label: t('state-new'),
    big: left ? span(t, left) : t(row.hasAccessToken ? 'page-unknown-life' : 'page-hero-no-access-token'),
    say: t(row.hasRefreshToken ? 'page-hero-new' : 'page-hero-no-refresh-token'),
    act: refreshAct(page),
    alsoCopy: row.hasAccessToken,
  };
}

/** Zalo has just said that this access token does not work, or is another OA's. */
function isDenied(state: DisplayState, check: CheckView | null): check is CheckView {
  const asked = state === 'valid' || state === 'expiring' || state === 'new' || state === 'not_sent';
  return asked && (check?.verdict === 'no' || check?.verdict === 'other_oa');
}

function denied(t: Translate, page: ProfilePage, check: CheckView): Hero {
  const act = check.next === 'none' ? refreshAct(page) : check.next === 'send_again' ? refreshAct(page) : check.next;
  const big = t(check.verdict === 'other_oa' ? 'page-hero-other-oa' : 'page-hero-no-good');
  return { ...BASE, tone: 'bad', label: t('page-hero-checked'), big, say: t(check.words), act };
}

/** Without a refresh token there is one road only. */
function refreshAct(page: ProfilePage): HeroAct | null {
  if (canSend(page.send)) return 'refresh';
  return page.send === 'no_refresh_token' && !page.row.practice ? 'get_new_pair' : null;
}

function road(t: Translate, row: ProfileRow): Pick<Hero, 'act' | 'say'> {
  return row.practice ? { act: null, say: null } : { act: 'get_new_pair', say: t('page-hero-two-minutes') };
}

function actAfter(page: ProfilePage): HeroAct | null {
  const next = page.answer?.outcome.next ?? 'none';
  return next === 'none' ? refreshAct(page) : next;
}

function at(t: Translate, words: string, page: ProfilePage, now: Date): string {
  return t(words, { moment: clockTime(t, new Date(page.answer?.at ?? page.row.obtainedAt), now) });
}

/** Refusals short enough for the big line; the others are told in the sentence. */
const SHORT: Record<string, string> = {
  'refused-secret-key': 'page-hero-refused-secret-key',
  'refused-app-id': 'page-hero-refused-app-id',
  'refused-rate': 'page-hero-refused-rate',
};

function shortRefusal(t: Translate, { answer }: ProfilePage): string {
  return t(SHORT[answer?.outcome.words ?? ''] ?? 'state-refused');
}

/** Does not repeat what the marked row shows. */
const REFUSED_SAY: Record<string, string> = {
  'refused-secret-key': 'page-hero-may-be-good',
  'refused-app-id': 'page-hero-may-be-good',
};

function nextWords(t: Translate, { answer }: ProfilePage, instead: Record<string, string>): string | null {
  const outcome: OutcomeView | undefined = answer?.outcome;
  if (!outcome) return null;
  const words = instead[outcome.words] ?? `${outcome.words}-next`;
  return isKnown(words) ? t(words, outcome.args as Args) : null;
}

/** The button's label; a pair is got for the first time, or again. */
export function actWords(act: HeroAct, row: ProfileRow): string {
  if (act === 'get_new_pair' && row.practice) return 'page-hero-new-practice';
  if (act === 'get_new_pair' && row.state !== 'needs_consent') return 'page-get-pair';
  return ACT_WORDS[act];
}

const ACT_WORDS: Record<HeroAct, string> = {
  copy: 'page-copy-token',
  refresh: 'page-get-new',
  take_back: 'page-take-back',
  send_again: 'page-next-send-again',
  fix_secret_key: 'page-next-fix-secret-key',
  fix_app_id: 'page-next-fix-app-id',
  get_new_pair: 'page-next-get-new-pair',
  paste_again: 'page-next-paste-again',
};
