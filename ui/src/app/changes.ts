/** Coalesces the shell's events: one reload at a time, of what has changed since the last one began. */
import type { Ipc, ProfileRow } from '../ipc';

/** What it needs of the app. */
export interface ChangesHost {
  readonly ipc: Ipc;
  readonly appLocked: boolean;
  isOpen(id: string): boolean;
  /** Fetches the open profile's page again. */
  fetchOpened(): Promise<void>;
  takeRow(row: ProfileRow): void;
  reload(): Promise<void>;
  tell(thrown: unknown): unknown;
}

export class Changes {
  readonly #ids = new Set<string>();
  readonly #host: ChangesHost;
  #all = false;
  #running = false;

  constructor(host: ChangesHost) {
    this.#host = host;
  }

  /** A profile has changed. */
  profile(id: string): void {
    this.#ids.add(id);
    void this.#run();
  }

  /** Any profile may have changed. */
  all(): void {
    this.#all = true;
    void this.#run();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    // The events of one change arrive together.
    await new Promise((resolve) => setTimeout(resolve));
    while (this.#all || this.#ids.size > 0) {
      const [all, ids] = [this.#all, [...this.#ids]];
      this.#all = false;
      this.#ids.clear();
      // A reload that fails must not stop the ones after it.
      try {
        if (all) await this.#host.reload();
        else for (const id of ids) await this.#reloadOne(id);
      } catch (thrown) {
        this.#host.tell(thrown);
      }
    }
    this.#running = false;
  }

  /** Fetches what is shown of one profile again: its page if it is open, else its row. */
  async #reloadOne(id: string): Promise<void> {
    const host = this.#host;
    if (host.appLocked) return;
    if (host.isOpen(id)) await host.fetchOpened();
    else host.takeRow(await host.ipc.getRow(id));
  }
}
