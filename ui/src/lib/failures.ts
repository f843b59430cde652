/** What the page does when a command is refused: one table, from the code to what happens and what is said. */
import type { Args } from './fluent';
import type { CommandError, FindingView } from './ipc';

/** A sentence to be said. */
export interface Sentence {
  words: string;
  args?: Args;
}

export type Reaction =
  /** Said in passing; `stale` names what is shown and must be out of date. */
  | { kind: 'toast'; say: Sentence; stale: 'nothing' | 'list' | 'page' }
  /** Said in a dialog, because something the user asked for was not done. */
  | { kind: 'notice'; say: Sentence; next: Sentence }
  /** Said beside the fields it concerns. */
  | { kind: 'fields'; findings: FindingView[] }
  /** The send is asked about first. */
  | { kind: 'confirm' }
  /** A pair of another OA is asked about first. */
  | { kind: 'other oa'; known: string; found: string }
  /** The passphrase was asked for once more, and whoever was asked said no. */
  | { kind: 'cancelled' }
  /** The vault's own card says it, or the screen of the locked app. */
  | { kind: 'vault' };

type Table = { [Code in CommandError['code']]: (error: Extract<CommandError, { code: Code }>) => Reaction };

function toast(words: string, stale: 'nothing' | 'list' | 'page' = 'nothing'): Reaction {
  return { kind: 'toast', say: { words }, stale };
}

function notice(words: string): Reaction {
  return { kind: 'notice', say: { words }, next: { words: `${words}-next` } };
}

function beside(field: FindingView['field'], words: string, other: string | null): Reaction {
  return { kind: 'fields', findings: [{ field, words, blocking: true, count: null, other }] };
}

const REACTIONS: Table = {
  locked: () => ({ kind: 'vault' }),
  no_such_profile: () => toast('page-error-no-such-profile', 'list'),
  name_taken: () => beside('name', 'draft-name-taken', null),
  same_token: ({ other }) => beside('refresh_token', 'draft-token-held', other),
  invalid_draft: ({ findings }) => ({ kind: 'fields', findings }),
  needs_confirmation: () => ({ kind: 'confirm' }),
  cannot_save: ({ words, next, args }) => ({
    kind: 'notice',
    say: { words, args: args as Args },
    next: { words: next },
  }),
  cannot_write_file: ({ words }) => notice(words),
  no_such_secret: () => toast('page-error-no-such-secret', 'page'),
  no_clipboard: () => toast('page-error-no-clipboard'),
  unreadable_import: ({ words, line, key }) => ({
    kind: 'notice',
    say: { words, args: { ...(line === null ? {} : { line }), ...(key === null ? {} : { key }) } },
    next: { words: 'page-error-unreadable-import-next' },
  }),
  cannot_read_file: () => notice('page-error-cannot-read-file'),
  invalid_names: () => toast('page-error-invalid-names'),
  invalid_proxy: ({ words }) => toast(words),
  no_browser: () => toast('page-error-no-browser'),
  no_autostart: () => toast('page-error-no-autostart'),
  cannot_export: ({ words }) => toast(words),
  practice_only: () => toast('vault-practice'),
  no_practice: () => notice('page-error-no-practice'),
  app_locked: () => ({ kind: 'vault' }),
  not_opened: ({ words }) => toast(words),
  needs_passphrase: () => ({ kind: 'cancelled' }),
  no_passphrase: () => toast('page-error-no-passphrase'),
  not_sealed_file: ({ words }) => toast(words),
  moved_away: () => toast('not-sent-moved-away', 'page'),
  altered: () => toast('vault-altered', 'page'),
  invalid_callback: ({ words }) => toast(words),
  other_oa: ({ known, found }) => ({ kind: 'other oa', known, found }),
  busy: () => toast('busy'),
  unexpected: () => notice('page-error-unexpected'),
};

/** A code this page does not know (a newer shell) is told like the unexpected. */
export function reactionTo(error: CommandError): Reaction {
  const react = (REACTIONS as Partial<Record<string, (error: CommandError) => Reaction>>)[error.code];
  return react ? react(error) : REACTIONS.unexpected({ code: 'unexpected' });
}

/** A finding's arguments; what it lacks is left out. */
export function findingArgs(finding: FindingView): Args {
  return {
    ...(finding.count === null ? {} : { count: finding.count }),
    ...(finding.other === null ? {} : { other: finding.other }),
  };
}
