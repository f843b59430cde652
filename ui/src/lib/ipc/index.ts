/**
 * The page's one way to the shell. Everything else asks for an `Ipc`, so that tests and the preview can give another.
 * A refused command arrives as a thrown `CommandFailure`, whatever the shell threw.
 */
import { commands, events, type AttemptPhase, type CommandError } from './bindings';

export type {
  AnswerLine,
  AnswerView,
  AttemptPhase,
  CommandError,
  DraftCheck,
  DraftField,
  DraftInput,
  EditInput,
  ExportFormat,
  FindingView,
  HistoryLine,
  Language,
  LineKind,
  Looks,
  NextStep,
  OutcomeView,
  ProfilePage,
  ProfileRow,
  RequestPart,
  RequestRow,
  RequestView,
  SecretName,
  SendPolicy,
  StartView,
  StateView,
  Theme,
  VaultView,
  VerdictView,
} from './bindings';

/** A command that was refused, with the reason as the shell gave it. */
export class CommandFailure extends Error {
  constructor(readonly reason: CommandError) {
    super(reason.code);
    this.name = 'CommandFailure';
  }
}

/** What the page wants to hear of. */
export interface Listeners {
  profileChanged(id: string): void;
  /** Anything may have changed, also by another process. */
  profilesChanged(): void;
  attemptMoved(id: string, phase: AttemptPhase): void;
}

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: CommandError };

/** Turns a generated command into one that throws `CommandFailure`. */
function unwrapped<Given extends unknown[], Data>(command: (...given: Given) => Promise<Answer<Data>>) {
  return async (...given: Given): Promise<Data> => {
    const answer = await command(...given).catch((): Answer<Data> => {
      return { status: 'error', error: { code: 'unexpected' } };
    });
    if (answer.status === 'ok') return answer.data;
    // Tauri itself refuses with a plain text (no permission, bad argument): never show that.
    throw new CommandFailure(isCommandError(answer.error) ? answer.error : { code: 'unexpected' });
  };
}

function isCommandError(thrown: unknown): thrown is CommandError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string';
}

/** Starts listening; the answer stops it. */
async function listen(listeners: Listeners): Promise<() => void> {
  const stops = await Promise.all([
    events.profileChanged.listen(({ payload }) => listeners.profileChanged(payload.id)),
    events.profilesChanged.listen(() => listeners.profilesChanged()),
    events.attemptMoved.listen(({ payload }) => listeners.attemptMoved(payload.id, payload.phase)),
  ]);
  return () => stops.forEach((stop) => stop());
}

/** The shell of this window. */
export const shell = {
  getStart: unwrapped(commands.getStart),
  listProfiles: unwrapped(commands.listProfiles),
  openProfile: unwrapped(commands.openProfile),
  checkDraft: unwrapped(commands.checkDraft),
  addProfile: unwrapped(commands.addProfile),
  editProfile: unwrapped(commands.editProfile),
  refreshToken: unwrapped(commands.refreshToken),
  revealSecret: unwrapped(commands.revealSecret),
  copySecret: unwrapped(commands.copySecret),
  exportTokens: unwrapped(commands.exportTokens),
  listHistory: unwrapped(commands.listHistory),
  retryUnlock: unwrapped(commands.retryUnlock),
  setLooks: unwrapped(commands.setLooks),
  listen,
};

/** What the page asks of a shell, real or pretended. */
export type Ipc = typeof shell;
