/** What is said of the pairs that are kept. Pure. */
import type { Translate } from './fluent';
import type { GenerationRow, SecretName } from './ipc';
import { moment, stamp } from './time';

/** Where a pair came from, when it was saved, how long its access token was given. */
export function pairLine(t: Translate, pair: GenerationRow, now: Date): string {
  const from = t(pair.imported ? 'page-pair-imported' : 'page-pair-refreshed');
  const saved = t('page-pair-saved', { moment: stamp(t, new Date(pair.obtainedAt), now) });
  return [from, saved, endOf(t, pair, now)].filter(Boolean).join(' · ');
}

/** A later refresh ends an access token before its time: only the current one is said to work until then. */
function endOf(t: Translate, { accessShown, accessExpiresAt, current }: GenerationRow, now: Date): string {
  if (accessShown === null) return '';
  if (accessExpiresAt === null) return t('page-pair-end-unknown');
  const at = new Date(accessExpiresAt);
  const works = current && at > now;
  return t(works ? 'page-pair-until' : 'page-pair-due', { moment: moment(t, at, now) });
}

export interface PairSecret {
  secret: Extract<SecretName, 'access_token' | 'refresh_token'>;
  /** For its test ids. */
  short: 'access' | 'refresh';
  /** Its last characters; null when the pair has none. */
  tail: string | null;
}

export function secretsOf(pair: GenerationRow): PairSecret[] {
  return [
    { secret: 'access_token', short: 'access', tail: pair.accessShown },
    { secret: 'refresh_token', short: 'refresh', tail: pair.refreshShown },
  ];
}
