/** Handles "Gửi": asks first where required, follows the attempt, reports its outcome. */
import { SvelteMap } from 'svelte/reactivity';
import {
  CommandFailure,
  type AttemptPhase,
  type Ipc,
  type OutcomeView,
  type ProfilePage,
  type ProfileRow,
} from '../ipc';
import type { Reaction } from '../kit/failures';
import { canSend } from '../profile/rules';

/** What it needs of the app. */
export interface RefreshHost {
  ended(id: string, outcome: OutcomeView): void;
  /** Reports a refused command and returns the reaction. */
  tell(thrown: unknown): Reaction;
}

export class Refresh {
  /** The profile whose send awaits the user's confirmation. */
  asking = $state.raw<string | null>(null);
  readonly #phases = new SvelteMap<string, AttemptPhase>();
  readonly #ipc: Ipc;
  readonly #host: RefreshHost;

  constructor(ipc: Ipc, host: RefreshHost) {
    this.#ipc = ipc;
    this.#host = host;
  }

  /** Returns how far an attempt is; null if none is in progress. */
  phaseOf(row: ProfileRow): AttemptPhase | null {
    return this.#phases.get(row.id) ?? (row.sending ? 'sending' : null);
  }

  /** Reports whether any of these is being sent. */
  isBusy(rows: readonly ProfileRow[]): boolean {
    return this.#phases.size > 0 || rows.some((row) => row.sending);
  }

  moved(id: string, phase: AttemptPhase): void {
    if (phase === 'done') this.#phases.delete(id);
    else this.#phases.set(id, phase);
  }

  press(page: ProfilePage): void {
    if (this.phaseOf(page.row) || this.asking !== null || !canSend(page.send)) return;
    if (page.send === 'asks') this.asking = page.row.id;
    else void this.send(page.row.id, false);
  }

  /** The user confirmed the send. */
  confirm(): void {
    const id = this.asking;
    this.asking = null;
    if (id !== null) void this.send(id, true);
  }

  keep(): void {
    this.asking = null;
  }

  /** Sends once; does nothing while a send is in progress. The shell's event reloads what has changed. */
  async send(id: string, confirmed: boolean): Promise<void> {
    if (this.#phases.has(id)) return;
    try {
      this.#host.ended(id, await this.attempt(id, confirmed));
    } catch (thrown) {
      if (this.#host.tell(thrown).kind === 'confirm') this.asking = id;
    }
  }

  /** Sends and returns the outcome without reporting it. Throws busy while a send is in progress. */
  async attempt(id: string, confirmed: boolean): Promise<OutcomeView> {
    if (this.#phases.has(id)) throw new CommandFailure({ code: 'busy' });
    this.moved(id, 'preparing');
    try {
      return await this.#ipc.refreshToken(id, confirmed);
    } finally {
      this.moved(id, 'done');
    }
  }
}
