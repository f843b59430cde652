/** What the command palette offers for what was typed. Pure. */
import { plain } from '../app/search';
import type { Translate } from '../i18n/fluent';
import type { ProfileRow } from '../ipc';
import type { IconName } from '../kit/Icon.svelte';
import { rowLine } from '../profile/rules';
import type { Section } from '../settings/settings-place.svelte';
import { costOf, costOfAll } from './fuzzy';
import { OA_ACTS, type Grouping, type OaAct, type OaKind } from './oa-acts';
import { settingEntries } from './setting-entries';

/** An act on one OA, or one of the whole program. */
export type Act =
  | { kind: 'open' | OaKind; id: string }
  | { kind: 'group'; id: string; to: string | null }
  | { kind: 'group-edit'; id: string | null }
  | { kind: 'setting'; section: Section; setting: string | null }
  | { kind: AppKind };

type AppKind = 'overview' | 'add' | 'settings' | 'help' | 'lock' | 'refresh-due';

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
  settings: Entry[];
  /** The typed words without marks, and whether they were only found as letters in order: what is marked. */
  words: readonly string[];
  loose: boolean;
}

/** What it needs to know. */
export interface Offered {
  rows: readonly ProfileRow[];
  groups: Grouping;
  now: Date;
  hasPassphrase: boolean;
}

/** How many entries of a kind are shown; typing more narrows them. */
const MOST = 6;

const APP_ACTS: readonly { kind: AppKind; icon: IconName; words: string }[] = [
  { kind: 'refresh-due', icon: 'automatic', words: 'page-palette-refresh-due' },
  { kind: 'overview', icon: 'overview', words: 'page-overview' },
  { kind: 'add', icon: 'plus', words: 'page-add-oa' },
  { kind: 'settings', icon: 'settings', words: 'page-settings' },
  { kind: 'help', icon: 'help', words: 'page-help' },
  { kind: 'lock', icon: 'lock', words: 'page-lock-now' },
];

/** What a word costs that is not in a setting's name, but that people look for it by. */
const ASKED = 2;

/** Names without marks, computed once each: there may be 10,000. */
const plainNames = new Map<string, string>();

function plainName(name: string): string {
  const known = plainNames.get(name) ?? plain(name);
  plainNames.set(name, known);
  return known;
}

/** Prepares for typing: reads the names before the first letter is typed. */
export function readNames(rows: readonly ProfileRow[]): void {
  for (const row of rows) plainName(row.name);
}

/** Something found, and what it cost to find it. */
interface Ranked<Item> {
  item: Item;
  cost: number;
}

/** Keeps the cheapest; among equals the earlier ones. Nothing is cheaper than 0, so the search can end early. */
function cheapest<Item>(all: Iterable<Item>, costOfItem: (item: Item) => number | null): Ranked<Item>[] {
  const kept: Ranked<Item>[] = [];
  let free = 0;
  for (const item of all) {
    if (free === MOST) break;
    const cost = costOfItem(item);
    if (cost === null || (kept.length >= MOST && cost >= (kept[MOST - 1]?.cost ?? 0))) continue;
    const place = kept.findIndex((each) => each.cost > cost);
    kept.splice(place < 0 ? kept.length : place, 0, { item, cost });
    if (kept.length > MOST) kept.pop();
    if (cost === 0) free += 1;
  }
  return kept;
}

/** What a loosely named act may cost: each letter begins a word or follows the one before. */
const NAMED_LOOSELY = 8;

/** Returns what was typed without the words that name the act, or null if it names another act. */
function restOf({ asked }: OaAct, words: readonly string[], loose: boolean): readonly string[] | null {
  const named = asked.split(' ');
  const names = (word: string) =>
    named.some((each) => each.startsWith(word)) || (loose && (costOf(asked, word, true) ?? 99) <= NAMED_LOOSELY);
  const rest = words.filter((word) => !names(word));
  return rest.length < words.length ? rest : null;
}

function oaActs(t: Translate, words: readonly string[], offered: Offered, loose: boolean): Entry[] {
  const { rows, groups, now } = offered;
  const ranked = OA_ACTS.flatMap((act) => {
    const rest = restOf(act, words, loose);
    if (rest === null) return [];
    return cheapest(rows, (row) => costOfAll(plainName(row.name), rest, loose)).flatMap(({ item, cost }, place) =>
      act
        .entriesOf(t, item, groups, now)
        .map((entry) => ({ entry, order: [cost, Number(entry.refusal !== null), place] })),
    );
  });
  // What can be done comes first; among equals, all acts on the first OA before those on the next.
  ranked.sort((one, other) => {
    const unlike = one.order.findIndex((key, at) => key !== other.order[at]);
    return unlike < 0 ? 0 : (one.order[unlike] ?? 0) - (other.order[unlike] ?? 0);
  });
  return ranked.slice(0, MOST).map(({ entry }) => entry);
}

function appActs(t: Translate, words: readonly string[], { rows, hasPassphrase }: Offered, loose: boolean): Entry[] {
  const due = rows.filter((row) => row.due).length;
  return APP_ACTS.flatMap(({ kind, icon, words: id }) => {
    const said = t(id, { count: String(due) });
    if ((kind === 'lock' && !hasPassphrase) || costOfAll(plain(said), words, loose) === null) return [];
    const refusal = kind === 'refresh-due' && due === 0 ? 'page-selected-none-due' : null;
    return [{ key: kind, act: { kind }, icon, words: said, note: refusal ? t(refusal) : '', refusal }];
  });
}

function oasOf(t: Translate, words: readonly string[], { rows, now }: Offered, loose: boolean): Entry[] {
  const found = cheapest(rows, (row) => costOfAll(plainName(row.name), words, loose));
  return found.map(({ item: row }) => {
    const [key, act] = [`open ${row.id}`, { kind: 'open', id: row.id } as const];
    return { key, act, icon: 'next', words: row.name, note: rowLine(t, row, now), refusal: null };
  });
}

function settingsOf(t: Translate, words: readonly string[], { groups }: Offered, loose: boolean): Entry[] {
  if (words.length === 0) return [];
  const found = cheapest(settingEntries(t, groups.all), ({ entry, asked }) => {
    const own = plain(entry.words);
    const costs = words.map((word) => costOf(own, word, loose) ?? (costOf(asked, word, false) === 0 ? ASKED : null));
    return costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
  });
  return found.map(({ item }) => item.entry);
}

function search(t: Translate, words: readonly string[], offered: Offered, loose: boolean): Found {
  const acts = words.length > 0 ? oaActs(t, words, offered, loose) : [];
  return {
    acts: [...acts, ...appActs(t, words, offered, loose)],
    oas: oasOf(t, words, offered, loose),
    settings: settingsOf(t, words, offered, loose),
    words,
    loose,
  };
}

export const countOf = ({ acts, oas, settings }: Found): number => acts.length + oas.length + settings.length;

/** Searches for the words as typed; only if nothing has them, for their letters in order. */
export function entriesOf(t: Translate, typed: string, offered: Offered): Found {
  const words = plain(typed).split(' ').filter(Boolean);
  const found = search(t, words, offered, false);
  return countOf(found) > 0 ? found : search(t, words, offered, true);
}
