/** What is known of newer versions of the program. */
import type { Ipc, UpdateView } from '../ipc';
import { Task } from '../kit/task.svelte';

interface Host {
  readonly ipc: Ipc;
  readonly tell: (thrown: unknown) => unknown;
}

export class Updates {
  /** Null until the shell has answered, and where the program has no updates. */
  view = $state.raw<UpdateView | null>(null);
  /** The version whose notice was closed. */
  #closed = $state<string | null>(null);
  readonly task = new Task((thrown) => this.#host.tell(thrown));
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** The version to tell of; null if there is none, or its notice was closed. */
  get news(): string | null {
    const version = this.view?.version ?? null;
    return version === this.#closed ? null : version;
  }

  async load(): Promise<void> {
    this.view = await this.#host.ipc.getUpdate().catch(() => this.view);
  }

  close(): void {
    this.#closed = this.view?.version ?? null;
  }
}
