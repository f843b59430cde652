/** The window's coming and going: when it is shown, what closing it means, and what the desktop could not say meanwhile. */
import { tick } from 'svelte';
import type { Reaction } from '$lib/failures';
import type { Ipc } from '$lib/ipc';
import { t } from '$lib/words.svelte';
import type { Toasts } from './toasts.svelte';

/** What it needs of the desk. */
export interface BackgroundHost {
  readonly toasts: Toasts;
  readonly usable: boolean;
  choose(id: string): void;
  overview(): void;
  tell(thrown: unknown): Reaction;
}

export class Background {
  /** Somebody closes the window for the first time. */
  closeAsked = $state(false);
  readonly #ipc: Ipc;
  readonly #host: BackgroundHost;

  constructor(ipc: Ipc, host: BackgroundHost) {
    this.#ipc = ipc;
    this.#host = host;
  }

  /**
   * Shows the window once its first screen is there, rather than empty. From then on tells when somebody begins or
   * ceases to look: that it is shown at the start is no news.
   */
  show(first: Promise<unknown>, seen: () => void): () => void {
    const ended = new AbortController();
    const { signal } = ended;
    const follow = () => document.addEventListener('visibilitychange', seen, { signal });
    void first
      .then(tick)
      .then(() => this.#ipc.showWindow())
      .catch((thrown: unknown) => this.#host.tell(thrown))
      .then(() => requestAnimationFrame(follow));
    return () => ended.abort();
  }

  /** Says what closing the window means; null leaves it open. */
  async answerClose(keepRunning: boolean | null): Promise<void> {
    this.closeAsked = false;
    await this.#ipc.answerClose(keepRunning).catch((thrown: unknown) => this.#host.tell(thrown));
  }

  /** Says what the desktop showed no notification of. */
  async takeNotices(): Promise<void> {
    if (!this.#host.usable) return;
    const notices = await this.#ipc.takeNotices().catch(() => []);
    const [first, ...others] = notices;
    if (!first) return;
    const take = () => (others.length > 0 ? this.#host.overview() : this.#host.choose(first.id));
    this.#host.toasts.say(notices.map(({ text }) => text).join(' · '), 'warn', { label: t('page-show'), take });
  }
}
