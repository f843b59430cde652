/** The second and third of the three facts under an OA's hero: the refresh token, and the places of the token. Pure. */
import type { Translate } from '../i18n/fluent';
import { DAY } from '../i18n/time';
import type { CheckView, PlaceView, ProfileRow } from '../ipc';
import { clockTime } from './moments';
import { leftOf, shownState } from './rules';

export interface Fact {
  title: string;
  small: string;
  /** Fewer words, where there is less room. */
  shortTitle?: string;
  shortSmall?: string;
  warn: boolean;
}

/** The refresh token. */
export function refreshFact(t: Translate, row: ProfileRow, sending: boolean, now: Date): Fact {
  const state = shownState(row, now);
  const fact = (title: string, small: string, warn = false) => ({ title, small: t(small), warn });
  if (!row.hasRefreshToken) return fact(t('page-fact-refresh-none'), 'page-fact-refresh-none-how', true);
  if (state === 'unknown') return fact(t('page-fact-refresh-unclear'), 'page-fact-refresh-unclear-how', true);
  const left = leftOf(row.refreshExpiresAt, now);
  if (left === null) return fact(t('page-fact-refresh-life'), 'page-fact-refresh-life-how');
  if (left === 0) return fact(t('page-fact-refresh-ended'), 'page-fact-refresh-ended-how', true);
  const days = Math.floor(left / DAY);
  const title =
    days === 0 ? t('page-fact-refresh-today') : t('page-fact-refresh', { number: days, count: String(days) });
  const soon = row.ahead?.why === 'refresh_token_ends';
  const shortTitle = days === 0 ? title : t('page-fact-refresh-short', { number: days, count: String(days) });
  const words = smallOf(state, sending);
  const shortSmall = words === 'page-fact-refresh-more' ? t('page-fact-refresh-more-short') : t(words);
  return { ...fact(title, words, soon), shortTitle, shortSmall };
}

function smallOf(state: ProfileRow['state'], sending: boolean): string {
  if (sending) return 'page-fact-refresh-sending';
  if (state === 'expired') return 'page-fact-refresh-still';
  return state === 'refused' || state === 'not_sent' ? 'page-fact-refresh-unspent' : 'page-fact-refresh-more';
}

/** The access token of an OA whose refresh token is no good. */
export function oldAccessFact(t: Translate, row: ProfileRow, check: CheckView | null, now: Date): Fact {
  const title = t('page-fact-old-access');
  if (!row.hasAccessToken) return { title, small: t('page-none-yet'), warn: false };
  if (check?.verdict === 'works') return { title, small: t('page-fact-works'), warn: false };
  if (check?.verdict === 'no') return { title, small: t('page-fact-no-good'), warn: true };
  if (leftOf(row.accessExpiresAt, now) === 0) return { title, small: t('page-fact-ended'), warn: true };
  return { title, small: t('page-may-have-stopped'), warn: true };
}

/** Where the token is used, as far as this program knows. */
export function placesFact(t: Translate, row: ProfileRow, now: Date): Fact {
  if (row.practice)
    return { title: t('page-fact-places-practice'), small: t('page-fact-places-practice-how'), warn: false };
  const { places } = row;
  if (places.length === 0)
    return { title: t('page-fact-places-none'), small: t('page-fact-places-none-how'), warn: false };
  const counted = (words: string, those: readonly PlaceView[]) => {
    return t(words, { number: those.length, count: String(those.length) });
  };
  const names = (those: readonly PlaceView[]) => those.map((place) => place.name).join(', ');
  const toPaste = places.filter((place) => place.state === 'to_paste');
  const failing = places.filter((place) => place.tone !== 'ok' && place.tone !== 'off' && !toPaste.includes(place));
  if (failing.length > 0)
    return { title: counted('page-fact-places-failed', failing), small: names(failing), warn: true };
  if (HOLD_OLD.has(shownState(row, now)))
    return { title: counted('page-fact-places-old', places), small: names(places), warn: false };
  if (toPaste.length > 0)
    return { title: counted('page-fact-places-paste', toPaste), small: names(toPaste), warn: true };
  const last = Math.max(...places.map((place) => (place.deliveredAt === null ? 0 : Date.parse(place.deliveredAt))));
  return {
    title: counted('page-fact-places', places),
    small: last > 0 ? t('page-fact-places-at', { moment: clockTime(t, new Date(last), now) }) : names(places),
    warn: false,
  };
}

const HOLD_OLD = new Set<ProfileRow['state']>(['expired', 'needs_consent', 'unknown']);
