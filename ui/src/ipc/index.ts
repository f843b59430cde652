/**
 * The page's only access to the shell. All other modules take an `Ipc`, so that tests and the preview can pass a fake.
 * A refused command throws `CommandFailure`, whatever the shell threw.
 */
import {
  commands,
  events,
  type AppStateView,
  type AttemptPhase,
  type AuthorizationEndView,
  type CommandError,
  type ProfileRow,
  type SecretName,
} from './bindings';

export type * from './bindings';
export { STATE_TONES } from './bindings';

/** A refused command, with the reason from the shell. */
export class CommandFailure extends Error {
  constructor(readonly reason: CommandError) {
    super(reason.code);
    this.name = 'CommandFailure';
  }
}

/** The shell's events that the page listens to. */
export interface Listeners {
  profileChanged(id: string): void;
  /** Any profile may have changed, also by another process. */
  profilesChanged(): void;
  attemptMoved(id: string, phase: AttemptPhase): void;
  /** A file is being dragged over the window, or no longer is. */
  filesHovered(over: boolean): void;
  /** A file was dropped on the window; `readDropped` reads it. */
  filesDropped(): void;
  /** The app was locked, automatically or by the user. */
  appLocked(): void;
  /** The user closes the window and has not yet chosen what closing means. */
  closeAsked(): void;
  /** A notification could not be shown; `takeNotifications` returns it. */
  notificationsWait(): void;
  /** The user clicked a notification of this OA. */
  profileWanted(id: string): void;
  /** The shell received the browser's answer to a consent; `end` is the result. */
  authorizationEnded(id: string, end: AuthorizationEndView): void;
  /** What is known of the team has changed. */
  teamChanged(): void;
  /** What is known of newer versions of the program has changed. */
  updateFound(): void;
}

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: CommandError };

/** Turns a generated command into one that throws `CommandFailure`. */
function unwrapped<Given extends unknown[], Data>(command: (...given: Given) => Promise<Answer<Data>>) {
  return async (...given: Given): Promise<Data> => {
    const answer = await command(...given).catch((): Answer<Data> => {
      return { status: 'error', error: { code: 'unexpected' } };
    });
    if (answer.status === 'ok') return answer.data;
    // Tauri itself rejects with plain text (no permission, bad argument), which must never be shown.
    throw new CommandFailure(isCommandError(answer.error) ? answer.error : { code: 'unexpected' });
  };
}

/** Turns every generated command into one that throws `CommandFailure`. */
function unwrapAll<Commands extends Record<string, (...given: never[]) => Promise<Answer<unknown>>>>(all: Commands) {
  const entries = Object.entries(all).map(([name, command]) => [name, unwrapped(command)]);
  return Object.fromEntries(entries) as Unwrapped<Commands>;
}

function isCommandError(thrown: unknown): thrown is CommandError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string';
}

/** Starts listening; the returned function stops it. */
async function listen(listeners: Listeners): Promise<() => void> {
  const stops = await Promise.all([
    events.profileChanged.listen(({ payload }) => listeners.profileChanged(payload.id)),
    events.profilesChanged.listen(() => listeners.profilesChanged()),
    events.attemptMoved.listen(({ payload }) => listeners.attemptMoved(payload.id, payload.phase)),
    events.filesHovered.listen(({ payload }) => listeners.filesHovered(payload.over)),
    events.filesDropped.listen(() => listeners.filesDropped()),
    events.appLocked.listen(() => listeners.appLocked()),
    events.closeAsked.listen(() => listeners.closeAsked()),
    events.notificationsWait.listen(() => listeners.notificationsWait()),
    events.profileWanted.listen(({ payload }) => listeners.profileWanted(payload.id)),
    events.authorizationEnded.listen(({ payload }) => listeners.authorizationEnded(payload.id, payload.end)),
    events.teamChanged.listen(() => listeners.teamChanged()),
    events.updateFound.listen(() => listeners.updateFound()),
  ]);
  return () => stops.forEach((stop) => stop());
}

type Unwrapped<Commands> = {
  [Name in keyof Commands]: Commands[Name] extends (...given: infer Given) => Promise<Answer<infer Data>>
    ? (...given: Given) => Promise<Data>
    : never;
};

/** Completes rows of which each but the first holds only what differs from the first (`row_table.rs`). */
export const completed = ([first, ...others]: ProfileRow[]): ProfileRow[] =>
  first ? [first, ...others.map((row) => ({ ...first, ...row }))] : [];

/** The rows of such an answer are complete. */
function withRows<Given extends unknown[]>(command: (...given: Given) => Promise<AppStateView>) {
  return async (...given: Given): Promise<AppStateView> => {
    const answer = await command(...given);
    return { ...answer, profiles: completed(answer.profiles) };
  };
}

const all = unwrapAll(commands);
const { revealSecret: reveal, copySecret: copy, ...others } = all;

/** The shell of this window: every command of `bindings.ts`, and the events. */
export const shell = {
  ...others,
  getAppState: withRows(all.getAppState),
  retryUnlock: withRows(all.retryUnlock),
  unlock: withRows(all.unlock),
  makeVault: withRows(all.makeVault),
  restoreBackup: withRows(all.restoreBackup),
  /** Reveals a secret of the kept pair with this number, or of the current pair. */
  revealSecret: (id: string, secret: SecretName, generation: number | null = null) =>
    reveal({ of: 'profile', id, secret, generation }),
  copySecret: (id: string, secret: SecretName, generation: number | null = null) => copy({ id, secret, generation }),
  /** Reveals the new secret of a place, until it is forgotten. */
  revealPlaceSecret: (place: string) => reveal({ of: 'place', place }),
  /** Reveals the recovery code that is being made. */
  revealRecoveryCode: () => reveal({ of: 'recovery_code' }),
  /** Reveals the passphrase of the invitation that was just saved, until it is forgotten. */
  revealInvitation: () => reveal({ of: 'invitation' }),
  listen,
};

/** What the page needs from a shell, real or fake. */
export type Ipc = typeof shell;

/**
 * Asks for the app's state at once; the first `getAppState` of the returned shell takes that answer. What changes before
 * the page listens, `showWindow` reports.
 */
export function askAhead(asked: Ipc): Ipc {
  let ahead: ReturnType<Ipc['getAppState']> | null = asked.getAppState();
  // Reported where the answer is taken.
  ahead.catch(() => undefined);
  const getAppState = () => {
    const first = ahead ?? asked.getAppState();
    ahead = null;
    return first;
  };
  return { ...asked, getAppState };
}
