/** The settings: each change applies at once; one that is refused goes back. */
import { CommandFailure, type Ipc, type Settings } from '$lib/ipc';

export class Preferences {
  /** As the shell keeps them; null until it has answered. */
  kept = $state.raw<Settings | null>(null);
  /** The address as it is being typed. */
  proxy = $state('');
  /** Why the address was not taken: a message id. */
  proxyRefused = $state.raw<string | null>(null);
  proxySaved = $state(false);
  #queue: Promise<void> = Promise.resolve();
  readonly #ipc: Ipc;
  readonly #tell: (thrown: unknown) => unknown;

  constructor(ipc: Ipc, tell: (thrown: unknown) => unknown) {
    this.#ipc = ipc;
    this.#tell = tell;
  }

  async load(): Promise<void> {
    try {
      this.kept = await this.#ipc.getSettings();
      this.proxy = this.kept.proxy;
    } catch (thrown) {
      this.#tell(thrown);
    }
  }

  /** Shown at once, kept one after the other. */
  change(part: Partial<Settings>): Promise<void> {
    if (!this.kept) return Promise.resolve();
    const { kept } = this;
    this.kept = { ...kept, ...part };
    return this.#next(async () => {
      try {
        const next = { ...(this.kept ?? kept), ...part };
        await this.#ipc.setSettings(next);
        // An earlier one that was refused took this one back with it.
        this.kept = next;
      } catch (thrown) {
        this.#tell(thrown);
        // A part of it may be kept all the same.
        this.kept = await this.#ipc.getSettings().catch(() => kept);
      }
    });
  }

  typing(): void {
    this.proxyRefused = null;
    this.proxySaved = false;
  }

  /** Keeps the address that was typed; one that is none stays in the box, and why is said beside it. */
  keepProxy(): Promise<void> {
    return this.#next(async () => {
      const { kept } = this;
      if (!kept || this.proxy.trim() === kept.proxy) return;
      try {
        await this.#ipc.setSettings({ ...kept, proxy: this.proxy.trim() });
        // It reads differently from now on: a password in it is not shown again.
        await this.load();
        this.proxyRefused = null;
        this.proxySaved = true;
      } catch (thrown) {
        this.#refuse(thrown);
      }
    });
  }

  #refuse(thrown: unknown): void {
    if (thrown instanceof CommandFailure && thrown.reason.code === 'invalid_proxy') {
      this.proxyRefused = thrown.reason.words;
    } else {
      this.#tell(thrown);
    }
  }

  #next(job: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(job);
    return this.#queue;
  }
}
