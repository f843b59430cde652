/** Opens the vault or unlocks the app. The typed text is kept only as long as needed. */
import type { AppStateView, Ipc, UnlockOption } from '../ipc';
import { besideOr, type Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import { troubleOf, type Trouble } from './rules';

/** What it needs of the app. */
export interface UnlockHost {
  readonly ipc: Ipc;
  takeStart(start: AppStateView): void;
  tell(thrown: unknown): Reaction;
}

export class Unlock {
  /** The passphrase or the code as it is typed. */
  text = $state('');
  /** A new passphrase, typed twice. */
  wanted = $state('');
  again = $state('');
  readonly task = new Task((thrown) => (this.refused = besideOr(thrown, (each) => this.#host.tell(each))));
  /** Why it did not open: a message id. */
  refused = $state.raw<string | null>(null);
  /** What is wrong with the new passphrase. */
  trouble = $state.raw<Trouble | null>(null);
  readonly #host: UnlockHost;

  constructor(host: UnlockHost) {
    this.#host = host;
  }

  /** Clears the previous message once the user types again. */
  typing(): void {
    this.refused = null;
    this.trouble = null;
  }

  /** Puts a generated passphrase into both boxes. */
  take(made: string): void {
    this.typing();
    this.wanted = this.again = made;
  }

  forget(): void {
    this.text = this.wanted = this.again = '';
    this.typing();
  }

  retry(): Promise<void> {
    return this.#ask(() => this.#host.ipc.retryUnlock());
  }

  unlock(way: UnlockOption): Promise<void> {
    return this.#ask(() => this.#host.ipc.unlock(way, this.text));
  }

  restore(): Promise<void> {
    return this.#ask(() => this.#host.ipc.restoreBackup());
  }

  async make(): Promise<void> {
    this.trouble = troubleOf({ current: null, wanted: this.wanted, again: this.again });
    if (this.trouble) return;
    await this.#ask(() => this.#host.ipc.makeVault(this.wanted));
    if (this.refused) this.trouble = { field: 'wanted', words: this.refused };
  }

  async #ask(open: () => Promise<AppStateView>): Promise<void> {
    await this.task.run(async () => {
      this.typing();
      const start = await open();
      this.forget();
      this.#host.takeStart(start);
    });
  }
}
