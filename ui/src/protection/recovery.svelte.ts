/** Making a recovery code: it is shown once, and takes effect only after one of its groups was typed back. */
import type { Ipc, RecoveryTask } from '../ipc';
import { besideOr, type Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import type { Protection } from './protection.svelte';
import { groupsOf } from './recovery-code';

export interface RecoveryHost {
  readonly ipc: Ipc;
  readonly protection: Protection;
  /** Fetches the open OA's page again, on which the code was offered. */
  fetchOpened(): Promise<void>;
  tell(thrown: unknown): Reaction;
}

export class Recovery {
  task = $state.raw<RecoveryTask | null>(null);
  /** The code's groups, from its making to its confirmation. */
  groups = $state.raw<string[]>([]);
  /** The code is covered: it is being typed back, or the window is not in front. */
  covered = $state(false);
  typed = $state('');
  refused = $state.raw<string | null>(null);
  readonly asking = new Task((thrown) => (this.refused = besideOr(thrown, (each) => this.#host.tell(each))));
  readonly #host: RecoveryHost;
  #left = false;

  constructor(host: RecoveryHost) {
    this.#host = host;
  }

  /** A code was made, and it is not active yet. */
  get isPending(): boolean {
    return this.groups.length > 0;
  }

  /** Forgets the code; the dialog is gone. */
  leave(): void {
    this.#left = true;
    this.#forget();
  }

  typing(): void {
    this.refused = null;
  }

  /** Makes the code; returns false if there is none, and the reason was reported. */
  async begin(): Promise<boolean> {
    try {
      this.task = await this.#host.ipc.beginRecoveryCode();
      const code = await this.#host.ipc.revealRecoveryCode();
      if (this.#left) await this.#host.ipc.recordConcealed();
      else this.groups = groupsOf(code);
    } catch (thrown) {
      this.#host.tell(thrown);
    }
    return this.isPending;
  }

  /** Returns true once the code is active. */
  async confirm(): Promise<boolean> {
    await this.asking.run(async () => {
      this.typing();
      this.#host.protection.take(await this.#host.ipc.confirmRecoveryCode(this.typed));
      this.#forget();
      // The page no longer offers a code.
      void this.#host.fetchOpened();
    });
    return !this.isPending;
  }

  #forget(): void {
    if (this.isPending) this.#host.ipc.recordConcealed().catch(() => undefined);
    this.groups = [];
    this.typed = '';
  }
}
