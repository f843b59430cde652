/** The settings. Each change applies at once; a refused one is reverted. */
import { CommandFailure, type Ipc, type Settings } from '../ipc';

export class SettingsState {
  /** As the shell stores them; null until it has answered. */
  kept = $state.raw<Settings | null>(null);
  /** The proxy address as it is typed. */
  proxy = $state('');
  /** Why the address was refused: a message id. */
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

  /** Shown at once; changes are stored one after the other. */
  change(part: Partial<Settings>): Promise<void> {
    if (!this.kept) return Promise.resolve();
    const { kept } = this;
    this.kept = { ...kept, ...part };
    return this.#next(async () => {
      try {
        const next = { ...(this.kept ?? kept), ...part };
        await this.#ipc.setSettings(next);
        // An earlier refused change may have reverted this one on the screen.
        this.kept = next;
      } catch (thrown) {
        this.#tell(thrown);
        // A part of the change may have been stored.
        this.kept = await this.#ipc.getSettings().catch(() => kept);
      }
    });
  }

  typing(): void {
    this.proxyRefused = null;
    this.proxySaved = false;
  }

  /** Stores the typed address. An invalid one stays in the box, with the reason beside it. */
  keepProxy(): Promise<void> {
    return this.#next(async () => {
      const { kept } = this;
      if (!kept || this.proxy.trim() === kept.proxy) return;
      try {
        await this.#ipc.setSettings({ ...kept, proxy: this.proxy.trim() });
        // The stored form differs: a password in it is not shown again.
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
