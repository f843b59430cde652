/** A simplified version of the core's triage (crates/oa-token-model/src/triage.rs), for rows of the fake shell. */
import { STATE_TONES } from '../src/ipc';
import type { DisplayState, HealthGroup, ProfileRow, QuickAct, Tone } from '../src/ipc';
import { NOW } from './fake-base';

/** What the core judges of a row. */
type Judged = Pick<
  ProfileRow,
  | 'need'
  | 'group'
  | 'tone'
  | 'accessTone'
  | 'refreshTone'
  | 'rank'
  | 'due'
  | 'copyable'
  | 'mayHaveStopped'
  | 'untried'
  | 'dueOnceAutomatic'
  | 'reason'
  | 'act'
>;
/** The facts of a row. */
export type RowFacts = Omit<ProfileRow, keyof Judged>;

const RANKS: Record<DisplayState, number> = {
  needs_consent: 0,
  altered: 0,
  refused: 1,
  unknown: 2,
  old_copy: 2,
  not_sent: 3,
  expiring: 4,
  expired: 5,
  new: 6,
  valid: 7,
  moved_away: 8,
};

const ACCESS_TONES: Partial<Record<DisplayState, Tone>> = {
  expiring: 'warn',
  unknown: 'warn',
  old_copy: 'warn',
  needs_consent: 'bad',
  altered: 'bad',
  moved_away: 'off',
};

/** The trouble of a state: its reason and its button. */
const TROUBLES: Partial<Record<DisplayState, [string, QuickAct]>> = {
  needs_consent: ['page-need-consent', 'get_new_pair'],
  altered: ['page-need-altered', 'open'],
  refused: ['page-need-secret-key', 'fix_secret_key'],
  old_copy: ['page-need-old-copy', 'open'],
  unknown: ['page-need-unknown', 'send_again'],
  not_sent: ['page-need-offline', 'send_again'],
};

const ACT_WORDS: Record<QuickAct, string> = {
  copy: 'page-copy',
  refresh: 'page-step-refresh',
  send_again: 'page-next-send-again',
  get_new_pair: 'page-next-get-new-pair',
  get_pair: 'page-get-pair',
  fix_secret_key: 'page-next-fix-secret-key',
  fix_app_id: 'page-next-fix-app-id',
  choose_file: 'page-step-choose-file',
  open: 'page-step-open',
};

const TONES = Object.fromEntries(STATE_TONES) as Record<DisplayState, Tone>;
const DAY = 86_400_000;
const left = (end: string | null) => (end === null ? null : Date.parse(end) - NOW.getTime());

const failing = (row: RowFacts) => row.places.find((place) => place.fault !== null);

function troubleOf(row: RowFacts): [string, QuickAct] | undefined {
  if (row.state === 'moved_away') return undefined;
  const always = row.state === 'not_sent' ? undefined : TROUBLES[row.state];
  if (always) return always;
  if (!row.hasRefreshToken) return ['page-need-refresh-token', row.practice ? 'open' : 'get_pair'];
  if (row.automatic.words === 'page-auto-too-often') return ['page-need-too-often', 'open'];
  if (row.state === 'new' && row.automatic.on) return ['page-need-new', 'refresh'];
  if (row.ahead?.urgent) return ['page-need-refresh-ends', 'open'];
  if (failing(row)?.tone === 'bad') return ['page-need-place-ended', 'open'];
  if (failing(row))
    return failing(row)?.kind === 'file' ? ['page-need-file', 'choose_file'] : ['page-need-place', 'open'];
  return TROUBLES[row.state];
}

/** Adds what the core would judge of a row. */
export function judged(row: RowFacts): ProfileRow {
  const trouble = troubleOf(row);
  const { state } = row;
  const group: HealthGroup = row.practice
    ? 'other'
    : trouble
      ? 'person'
      : state === 'valid' || state === 'expiring' || state === 'expired'
        ? state
        : 'other';
  const copyable = row.hasAccessToken && !['needs_consent', 'moved_away', 'old_copy', 'altered'].includes(state);
  const isEnding = state === 'expiring' || state === 'expired';
  const kind = trouble?.[1] ?? (state === 'moved_away' ? null : state === 'valid' && copyable ? 'copy' : 'refresh');
  const isQuiet = TONES[state] === 'ok' || TONES[state] === 'off';
  const refreshLeft = left(row.refreshExpiresAt) ?? 0;
  return {
    ...row,
    need: row.practice || state === 'moved_away' ? 'aside' : trouble ? 'person' : isEnding ? 'send' : 'nothing',
    group,
    tone: group === 'person' && isQuiet ? 'warn' : TONES[state],
    accessTone: (left(row.accessExpiresAt) ?? 0) > 0 ? (ACCESS_TONES[state] ?? 'ok') : 'off',
    refreshTone: refreshLeft <= 0 || state === 'moved_away' ? 'off' : refreshLeft <= 14 * DAY ? 'warn' : 'ok',
    rank: row.practice ? 9 : trouble && RANKS[state] > 3 ? 3 : RANKS[state],
    due: isEnding && row.hasRefreshToken && !row.sending && !row.practice,
    copyable,
    mayHaveStopped: ['needs_consent', 'unknown', 'moved_away', 'old_copy'].includes(state),
    untried: state === 'new' && row.hasRefreshToken && !row.practice && !row.sending,
    dueOnceAutomatic: row.hasRefreshToken && state !== 'old_copy' && (row.accessExpiresAt === null || isEnding),
    reason:
      trouble && !row.practice
        ? { words: trouble[0], args: { file: failing(row)?.name ?? '', place: failing(row)?.name ?? '' } }
        : null,
    act: kind && { kind, words: ACT_WORDS[kind] },
  };
}
