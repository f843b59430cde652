/** The team that shares OAs with this computer: what is known of it, and which of its forms and dialogs is open. */
import type { Ipc, TeamAwaitedView, TeamMemberView, TeamOaView, TeamView } from '../ipc';
import { reactionToThrown, type Reaction, type Sentence } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import { oasById } from './rules';

/** What it needs of the app. */
export interface TeamHost {
  readonly ipc: Ipc;
  /** The vault is open, and the app is not locked. */
  readonly usable: boolean;
  reload(): Promise<void>;
  tell(thrown: unknown): Reaction;
}

/** A dialog of the team. */
export type TeamDialog =
  | { kind: 'invite' | 'join' | 'share' | 'leave' | 'alone' | 'why' }
  | { kind: 'remove'; member: TeamMemberView }
  | { kind: 'gone'; awaited: TeamAwaitedView }
  | { kind: 'checklist'; member: string };

/** Why something was not done, to be shown where it was asked for. */
export interface Said {
  say: Sentence;
  next: Sentence | null;
}

export class Team {
  /** Undefined until the shell has answered; null in no team. */
  view = $state.raw<TeamView | null | undefined>(undefined);
  /** The form of a new team is open. */
  creating = $state(false);
  dialog = $state.raw<TeamDialog | null>(null);
  readonly task = new Task((thrown) => this.#host.tell(thrown));
  #turn = 0;
  readonly #host: TeamHost;
  readonly #oas = $derived.by(() => oasById(this.view));

  constructor(host: TeamHost) {
    this.#host = host;
  }

  /** Fetches the view; called at events, fails silently. Only the latest answer counts. */
  async load(): Promise<void> {
    if (!this.#host.usable) return;
    const turn = ++this.#turn;
    const view = await this.#host.ipc.getTeam().catch(() => undefined);
    if (view !== undefined && turn === this.#turn) this.view = view;
  }

  take(view: TeamView | null): void {
    this.#turn += 1;
    this.view = view;
  }

  /** Does something that changes the team; the dialog closes if it worked. */
  async change(act: (ipc: Ipc) => Promise<TeamView | null>): Promise<boolean> {
    const done = await this.task.run(async () => {
      this.take(await act(this.#host.ipc));
      this.dialog = null;
      return true;
    });
    if (done === true) await this.#host.reload();
    return done === true;
  }

  /** The shared OA of this profile; null if it is not shared. */
  of(id: string): TeamOaView | null {
    return this.#oas.get(id) ?? null;
  }

  /** The computer that this OA waits for, as it may hold the new pair. */
  awaitedBy(id: string): TeamAwaitedView | null {
    return this.of(id)?.awaited ?? null;
  }

  /** Since when the database of a team that shares this OA does not answer; null if it does. */
  cutOffSince(id: string): string | null {
    const link = this.view?.link;
    return link?.state === 'unreachable' && this.of(id) ? link.since : null;
  }

  /** The message id of what automatic refresh of this OA waits for; null if the team does not make it wait. */
  holding(id: string): string | null {
    if (this.awaitedBy(id)) return 'team-page-auto-after-back';
    return this.cutOffSince(id) === null ? null : 'team-page-auto-after-link';
  }

  /** Clears everything that names somebody: the app is being locked. */
  cover(): void {
    this.#turn += 1;
    this.view = undefined;
    this.creating = false;
    this.dialog = null;
  }
}

/** Returns what to show beside a form; reports a refusal that has its place elsewhere. */
export function saidOf(thrown: unknown, tell: (thrown: unknown) => Reaction): Said | null {
  const reaction = reactionToThrown(thrown);
  if (reaction.kind === 'notice') return { say: reaction.say, next: reaction.next };
  if (reaction.kind === 'toast') return { say: reaction.say, next: null };
  tell(thrown);
  return null;
}
