/** What the command palette offers for what was typed. Pure. */
import { plain } from '../app/search';
import type { Translate } from '../i18n/fluent';
import { span } from '../i18n/time';
import type { ProfileRow } from '../ipc';
import type { IconName } from '../kit/Icon.svelte';
import { isDue } from '../overview/rules';
import { canCopyAtOnce, leftOf, rowLine, shownState } from '../profile/rules';

/** An act on one OA, or one of the whole program. */
export type Act =
  | { kind: 'open' | 'copy' | 'refresh'; id: string }
  | { kind: 'overview' | 'add' | 'settings' | 'help' | 'lock' | 'refresh-due' };

export interface Entry {
  key: string;
  act: Act;
  icon: IconName;
  words: string;
  /** A short note at the right end. */
  note: string;
  /** Why it cannot be done now; null if it can. */
  refusal: string | null;
}

export interface Found {
  acts: Entry[];
  oas: Entry[];
}

/** What it needs to know. */
export interface Offered {
  rows: readonly ProfileRow[];
  now: Date;
  hasPassphrase: boolean;
}

/** How many entries of a kind are shown; typing more narrows them. */
const MOST = 6;

const OA_ACTS: readonly { kind: 'copy' | 'refresh'; icon: IconName; words: string; asked: string }[] = [
  { kind: 'copy', icon: 'copy', words: 'page-palette-copy', asked: 'sao chep token copy' },
  {
    kind: 'refresh',
    icon: 'automatic',
    words: 'page-palette-refresh',
    asked: 'lay token moi lam moi gui refresh send',
  },
];

const APP_ACTS: readonly { kind: Exclude<Act['kind'], 'open' | 'copy' | 'refresh'>; icon: IconName; words: string }[] =
  [
    { kind: 'refresh-due', icon: 'automatic', words: 'page-palette-refresh-due' },
    { kind: 'overview', icon: 'overview', words: 'page-overview' },
    { kind: 'add', icon: 'plus', words: 'page-add-oa' },
    { kind: 'settings', icon: 'settings', words: 'page-settings' },
    { kind: 'help', icon: 'help', words: 'page-help' },
    { kind: 'lock', icon: 'lock', words: 'page-lock-now' },
  ];

/** Names without marks, computed once each: there may be 10,000. */
const plainNames = new Map<string, string>();

function plainName(name: string): string {
  const known = plainNames.get(name) ?? plain(name);
  plainNames.set(name, known);
  return known;
}

/** Every typed word is the beginning of a word, or inside one, of the text. */
const holds = (text: string, words: readonly string[]) => words.every((word) => text.includes(word));

/** Returns what was typed without the words that name the act, or null if it names another act. */
function restOf(asked: string, words: readonly string[]): readonly string[] | null {
  const named = asked.split(' ');
  const rest = words.filter((word) => !named.some((each) => each.startsWith(word)));
  return rest.length < words.length ? rest : null;
}

/** Returns why an act on an OA cannot be done now, as a message id. */
function refusalOf(kind: 'copy' | 'refresh', row: ProfileRow, now: Date): string | null {
  const state = shownState(row, now);
  if (state === 'moved_away') return 'state-moved-away';
  if (kind === 'copy') return canCopyAtOnce(row) && leftOf(row.accessExpiresAt, now) !== 0 ? null : 'page-cell-ended';
  if (state === 'needs_consent' || state === 'altered') return 'page-cell-dead';
  return row.hasRefreshToken ? null : 'page-none-yet';
}

export function entriesOf(t: Translate, typed: string, { rows, now, hasPassphrase }: Offered): Found {
  const words = plain(typed).split(' ').filter(Boolean);
  const acts: Entry[] = [];
  for (const { kind, icon, words: id, asked } of OA_ACTS) {
    const rest = words.length > 0 ? restOf(asked, words) : null;
    if (rest === null) continue;
    for (const row of rows) {
      if (acts.length >= MOST) break;
      if (!holds(plainName(row.name), rest)) continue;
      const refusal = refusalOf(kind, row, now);
      const left = leftOf(row.accessExpiresAt, now);
      acts.push({
        key: `${kind} ${row.id}`,
        act: { kind, id: row.id },
        icon,
        words: t(id, { name: row.name }),
        note: refusal ? t(refusal) : left ? t('page-left', { span: span(t, left) }) : '',
        refusal,
      });
    }
  }
  const due = rows.filter((row) => isDue(row, now)).length;
  for (const { kind, icon, words: id } of APP_ACTS) {
    if (kind === 'lock' && !hasPassphrase) continue;
    const said = t(id, { count: String(due) });
    if (!holds(plain(said), words)) continue;
    const refusal = kind === 'refresh-due' && due === 0 ? 'page-selected-none-due' : null;
    acts.push({ key: kind, act: { kind }, icon, words: said, note: refusal ? t(refusal) : '', refusal });
  }
  const oas: Entry[] = [];
  for (const row of rows) {
    if (oas.length >= MOST) break;
    if (!holds(plainName(row.name), words)) continue;
    const [key, act] = [`open ${row.id}`, { kind: 'open', id: row.id } as const];
    oas.push({ key, act, icon: 'next', words: row.name, note: rowLine(t, row, now), refusal: null });
  }
  return { acts: acts.slice(0, MOST * 2), oas };
}
