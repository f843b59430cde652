/** How the page reacts when the shell refuses a command: one table from error code to reaction and message. */
import type { Args } from '../i18n/fluent';
import { CommandFailure, type CommandError, type FindingView } from '../ipc';

/** A message to show. */
export interface Sentence {
  words: string;
  args?: Args;
}

export type Reaction =
  /** Shown as a toast; `stale` names the data on the screen that must be out of date. */
  | { kind: 'toast'; say: Sentence; stale: 'nothing' | 'list' | 'page' }
  /** Shown in a dialog, because the user's request was not carried out. */
  | { kind: 'notice'; say: Sentence; next: Sentence }
  /** Shown beside the fields that it concerns. */
  | { kind: 'fields'; findings: FindingView[] }
  /** The page asks the user to confirm the send first. */
  | { kind: 'confirm' }
  /** The pair belongs to another OA; the page asks the user first. */
  | { kind: 'other oa'; known: string; found: string }
  /** The user was asked for the passphrase again and declined. */
  | { kind: 'cancelled' }
  /** The vault's card or the lock screen already shows it. */
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
  no_such_place: () => toast('vault-no-such-place', 'page'),
  invalid_place: ({ words }) => toast(words),
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
  no_passphrase: () => toast('error-no-passphrase'),
  not_sealed_file: ({ words }) => toast(words),
  moved_away: () => toast('not-sent-moved-away', 'page'),
  altered: () => toast('vault-altered', 'page'),
  invalid_callback: ({ words }) => toast(words),
  other_oa: ({ known, found }) => ({ kind: 'other oa', known, found }),
  busy: () => toast('busy'),
  unexpected: () => notice('page-error-unexpected'),
};

/** Returns the reaction to an error. A code that this page does not know (a newer shell) counts as unexpected. */
export function reactionTo(error: CommandError): Reaction {
  const react = (REACTIONS as Partial<Record<string, (error: CommandError) => Reaction>>)[error.code];
  return react ? react(error) : REACTIONS.unexpected({ code: 'unexpected' });
}

/** Returns the reaction to whatever a command threw. */
export function reactionToThrown(thrown: unknown): Reaction {
  return reactionTo(thrown instanceof CommandFailure ? thrown.reason : { code: 'unexpected' });
}

/** Returns the message to show beside a box, if the refusal has one; otherwise reports it through `tell`. */
export function besideOr(thrown: unknown, tell: (thrown: unknown) => Reaction): string | null {
  const reaction = reactionToThrown(thrown);
  if (reaction.kind === 'toast') return reaction.say.words;
  tell(thrown);
  return null;
}
