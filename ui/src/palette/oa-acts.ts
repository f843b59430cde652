/** What the command palette offers for one OA: what can be done with it, and why not now. Pure. */
import type { Translate } from '../i18n/fluent';
import { span } from '../i18n/time';
import type { ProfileGroup, ProfileRow } from '../ipc';
import type { IconName } from '../kit/Icon.svelte';
import { leftOf, shownState } from '../profile/rules';
import type { Entry } from './entries';

/** What is known of the groups and pins. */
export interface Grouping {
  readonly all: readonly ProfileGroup[];
  of(row: ProfileRow): ProfileGroup | null;
  isPinned(row: ProfileRow): boolean;
}

/** An act that is offered for every OA, and the plain words that ask for it. */
export interface OaAct {
  asked: string;
  entriesOf(t: Translate, row: ProfileRow, groups: Grouping, now: Date): Entry[];
}

/** The acts on one OA that need nothing else, and their icons. */
const ICONS = {
  copy: 'copy',
  refresh: 'refresh',
  automatic: 'automatic',
  export: 'export',
  pin: 'pin',
  'group-make': 'plus',
} as const satisfies Record<string, IconName>;
export type OaKind = keyof typeof ICONS;
type Said = Pick<Entry, 'note' | 'refusal'>;

function entry(kind: OaKind, row: ProfileRow, words: string, said: Said = allowed()): Entry {
  return { key: `${kind} ${row.id}`, act: { kind, id: row.id }, icon: ICONS[kind], words, ...said };
}

const refused = (t: Translate, words: string): Said => ({ note: t(words), refusal: words });
const allowed = (note = ''): Said => ({ note, refusal: null });

const timeLeft = (t: Translate, row: ProfileRow, now: Date) => {
  const left = leftOf(row.accessExpiresAt, now);
  return left ? t('page-left', { span: span(t, left) }) : '';
};

/** Reports why the access token cannot be copied or exported now, as a message id. */
export function copyRefusal(row: ProfileRow, now: Date): string | null {
  if (shownState(row, now) === 'moved_away') return 'state-moved-away';
  return row.copyable && leftOf(row.accessExpiresAt, now) !== 0 ? null : 'page-cell-ended';
}

function refreshRefusal(row: ProfileRow, now: Date): string | null {
  const state = shownState(row, now);
  if (state === 'moved_away') return 'state-moved-away';
  if (state === 'needs_consent' || state === 'altered') return 'page-cell-dead';
  return row.hasRefreshToken ? null : 'page-none-yet';
}

/** An act that needs a token: says why not now, or how long the access token lives. */
function onToken(
  kind: OaKind,
  asked: string,
  words: string,
  refusalOf: (row: ProfileRow, now: Date) => string | null,
): OaAct {
  return {
    asked,
    entriesOf: (t, row, _, now) => {
      const refusal = refusalOf(row, now);
      const said = refusal ? refused(t, refusal) : allowed(timeLeft(t, row, now));
      return [entry(kind, row, t(words, { name: row.name }), said)];
    },
  };
}

export const OA_ACTS: readonly OaAct[] = [
  onToken('copy', 'sao chep token copy', 'page-palette-copy', copyRefusal),
  onToken('refresh', 'lay token moi lam moi gui refresh send', 'page-palette-refresh', refreshRefusal),
  {
    asked: 'bat tat tu lam moi tu dong automatic refresh',
    entriesOf: (t, row) => {
      if (row.practice || row.movedAt !== null) return [];
      const { on } = row.automatic;
      const words = t(on ? 'page-palette-automatic-off' : 'page-palette-automatic-on', { name: row.name });
      const note = t(on ? 'page-palette-automatic-is-on' : 'page-palette-automatic-is-off');
      return [entry('automatic', row, words, allowed(note))];
    },
  },
  onToken('export', 'xuat export env json csv', 'page-palette-export', copyRefusal),
  {
    asked: 'ghim bo ghim pin unpin',
    entriesOf: (t, row, groups) => {
      const words = groups.isPinned(row) ? 'page-palette-unpin' : 'page-palette-pin';
      return [entry('pin', row, t(words, { name: row.name }))];
    },
  },
  {
    asked: 'dua vao nhom put in group',
    entriesOf: (t, row, groups) => {
      const held = groups.of(row);
      const put = (to: ProfileGroup | null, words: string, icon: IconName): Entry => ({
        key: `group ${to?.id ?? ''} ${row.id}`,
        act: { kind: 'group', id: row.id, to: to?.id ?? null },
        icon,
        words,
        ...allowed(),
      });
      return [
        ...groups.all
          .filter((group) => group.id !== held?.id)
          .map((group) => put(group, t('page-palette-group', { name: row.name, group: group.name }), 'tag')),
        ...(held ? [put(null, t('page-palette-ungroup', { name: row.name, group: held.name }), 'cross')] : []),
        entry('group-make', row, t('page-palette-group-new', { name: row.name })),
      ];
    },
  },
];
