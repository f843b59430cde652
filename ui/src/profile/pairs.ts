/** Wording for the kept pairs. Pure. */
import type { Translate } from '../i18n/fluent';
import { moment, stamp } from '../i18n/time';
import type { GenerationRow, SecretName } from '../ipc';
import { dayOrHour } from './moments';

/** Says where a pair came from, when it was saved, and how long its access token was to be valid. */
export function pairLine(t: Translate, pair: GenerationRow, now: Date): string {
  const from = t(pair.imported ? 'page-pair-imported' : 'page-pair-refreshed');
  const saved = t('page-pair-saved', { moment: stamp(t, new Date(pair.obtainedAt), now) });
  return [from, saved, endOf(t, pair, now)].filter(Boolean).join(' · ');
}

/** A later refresh ends an access token early, so only the current one is said to be valid until its end. */
function endOf(t: Translate, { accessShown, accessExpiresAt, current }: GenerationRow, now: Date): string {
  if (accessShown === null) return '';
  if (accessExpiresAt === null) return t('page-pair-end-unknown');
  const at = new Date(accessExpiresAt);
  const works = current && at > now;
  return t(works ? 'page-pair-until' : 'page-pair-due', { moment: moment(t, at, now) });
}

/** What has become of a pair: in use, or replaced by the next newer one. */
export function statusOf(t: Translate, pair: GenerationRow, newer: GenerationRow | undefined, now: Date): string {
  if (pair.current) return t('page-pair-current');
  return newer
    ? t('page-pair-replaced', { moment: dayOrHour(t, new Date(newer.obtainedAt), now) })
    : t('page-pair-kept');
}

export interface PairSecret {
  secret: Extract<SecretName, 'access_token' | 'refresh_token'>;
  /** Used in its test ids. */
  short: 'access' | 'refresh';
  /** The token's last characters; null if the pair lacks it. */
  tail: string | null;
}

export function secretsOf(pair: GenerationRow): PairSecret[] {
  return [
    { secret: 'access_token', short: 'access', tail: pair.accessShown },
    { secret: 'refresh_token', short: 'refresh', tail: pair.refreshShown },
  ];
}
