/** The line of a token's life: what has passed, what is left, and the next automatic refresh on it. Pure. */
import type { Translate } from '../i18n/fluent';
import { hourOf } from '../i18n/time';
import type { CheckView, ProfileRow } from '../ipc';
import { clockTime } from './moments';
import { accessLife, ACCESS_LIFE, shownState } from './rules';

export interface Gauge {
  /** Green and amber: the expiry is known. `empty`: expired. `maybe`: the expiry is unknown. */
  kind: 'ok' | 'warn' | 'empty' | 'maybe';
  /** How much has passed, from 0 to 1. */
  passed: number;
  /** Where the next automatic refresh is, from 0 to 1. */
  tick: number | null;
  from: string;
  to: string;
  /** Beside the tick; null if there is no room for it. */
  tickWords: string | null;
}

/** A label that ends further left would cover the one at the start. */
const ROOM_FROM = 0.45;

/** What the tick says, unless the caller knows better. */
const TICK = 'page-gauge-tick';

/** Returns null where a line would say nothing. */
export function gaugeOf(
  t: Translate,
  row: ProfileRow,
  now: Date,
  check: CheckView | null,
  tickId = TICK,
): Gauge | null {
  const state = shownState(row, now);
  if (!row.hasAccessToken || state === 'needs_consent' || state === 'moved_away' || state === 'altered') return null;
  const begun = new Date(row.accessIssuedAt ?? row.obtainedAt);
  const from = t(row.accessIssuedAt ? 'page-gauge-received' : 'page-gauge-pasted', {
    moment: clockTime(t, begun, now),
  });
  if (row.accessExpiresAt === null) {
    const latest = new Date(begun.getTime() + ACCESS_LIFE);
    const to = latest > now ? t('page-gauge-latest', { moment: clockTime(t, latest, now) }) : '';
    return { kind: 'maybe', passed: 0, tick: null, from, to, tickWords: null };
  }
  const end = new Date(row.accessExpiresAt);
  const life = accessLife(row, now);
  if (life.left === 0) {
    return {
      kind: 'empty',
      passed: 1,
      tick: null,
      from,
      to: t('page-gauge-until', { moment: clockTime(t, end, now) }),
      tickWords: null,
    };
  }
  if (check?.verdict === 'no' || state === 'unknown' || state === 'old_copy') {
    const to = t('page-gauge-doubtful', { moment: clockTime(t, end, now) });
    return { kind: check?.verdict === 'no' ? 'empty' : 'maybe', passed: 0, tick: null, from, to, tickWords: null };
  }
  const passed = 1 - life.share;
  const tick = tickOf(row, now);
  const roomy = tick !== null && tick >= ROOM_FROM;
  const to = t('page-gauge-ends', { moment: roomy ? hourOf(end) : clockTime(t, end, now) });
  const when = row.automatic.at && roomy ? clockTime(t, new Date(row.automatic.at), now) : null;
  const tickWords = when && t(tickId, { moment: when });
  const kind = state === 'expiring' && tick === null && row.automatic.words !== 'auto-now' ? 'warn' : 'ok';
  return { kind, passed, tick, from, to, tickWords };
}

/** Returns where the next automatic refresh is on the line, unless something prevents it. */
function tickOf({ automatic, accessExpiresAt, accessIssuedAt }: ProfileRow, now: Date): number | null {
  if (!automatic.on || automatic.words !== null || automatic.at === null || accessExpiresAt === null) return null;
  const end = Date.parse(accessExpiresAt);
  const start = accessIssuedAt === null ? end - ACCESS_LIFE : Date.parse(accessIssuedAt);
  const at = Date.parse(automatic.at);
  return at <= now.getTime() || at > end ? null : (at - start) / Math.max(1, end - start);
}
