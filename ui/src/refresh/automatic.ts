/** How the page words whether and when an OA refreshes automatically. The core has decided both. Pure. */
import type { Translate } from '../i18n/fluent';
import type { ProfileRow } from '../ipc';
import { clockTime } from '../profile/moments';

export interface AutomaticFact {
  title: string;
  small: string;
  /** Fewer words, where there is less room. */
  shortSmall?: string;
  /** Whether the switch is shown, and whether it can be pressed. */
  switch: 'shown' | 'dead' | 'none';
  /** Something prevents it, and only the user can change that. */
  warn: boolean;
  /** A sentence of its own below the facts, if what prevents it needs more words. */
  more: string | null;
}

/** What prevents it, and which words tell so in short and at length. */
const PREVENTED: Record<string, { small: string; more?: string; warn?: boolean }> = {
  'auto-now': { small: 'page-fact-auto-now' },
  'page-auto-paused': { small: 'page-fact-auto-paused' },
  'page-auto-too-often': { small: 'page-fact-auto-too-often', more: 'page-auto-too-often', warn: true },
  'auto-clock-wrong': { small: 'page-fact-auto-clock', more: 'page-clock-wrong', warn: true },
  'auto-old-copy': { small: 'page-fact-auto-old-copy', warn: true },
};

/** While these last, automatic refresh waits; it is not off. */
const WAITING: Partial<Record<ProfileRow['state'], { title: string; small: string }>> = {
  needs_consent: { title: 'page-fact-auto-stopped', small: 'page-fact-auto-after-pair' },
  refused: { title: 'page-fact-auto-waits', small: 'page-fact-auto-after-fix' },
  unknown: { title: 'page-fact-auto-waits', small: 'page-fact-auto-after-result' },
};

export function automaticFact(t: Translate, row: ProfileRow, now: Date): AutomaticFact {
  const { on, at, words } = row.automatic;
  const none = { switch: 'none', warn: false, more: null } as const;
  if (row.practice) return { ...none, title: t('page-fact-auto'), small: t('page-fact-auto-practice') };
  const waits = WAITING[row.state];
  if (on && waits) return { ...none, title: t(waits.title), small: t(waits.small) };
  if (!on && row.state === 'needs_consent')
    return { ...none, title: t('page-fact-auto-off'), small: t('page-fact-auto-needs-pair') };
  if (!row.hasRefreshToken)
    return {
      ...none,
      switch: on ? 'shown' : 'dead',
      title: t('page-fact-auto'),
      small: t('page-fact-auto-needs-pair'),
    };
  if (!on)
    return {
      ...none,
      switch: 'shown',
      title: t('page-fact-auto-off'),
      small: t('page-fact-auto-off-how'),
      shortSmall: t('page-fact-auto-off-how-short'),
    };
  const moment = at === null ? '' : clockTime(t, new Date(at), now);
  const shown = { switch: 'shown', title: t('page-fact-auto') } as const;
  if (words === null) return { ...shown, small: t('page-fact-auto-next', { moment }), warn: false, more: null };
  const stopped = row.state === 'new' ? 'page-fact-auto-first' : 'page-fact-auto-needs-person';
  const { small, more, warn = false } = PREVENTED[words] ?? { small: stopped, warn: true };
  const told = more ? t(more, { until: moment }) : null;
  return { ...shown, small: t(small, { moment }), warn, more: told };
}
