/** Showing and closing the window, and the notices that the desktop could not show in the meantime. */
import { tick } from 'svelte';
import { t } from '../i18n/i18n.svelte';
import type { Ipc } from '../ipc';
import type { Reaction } from '../kit/failures';
import type { Toasts } from '../kit/toasts.svelte';

/** What it needs of the app. */
export interface WindowLifecycleHost {
  readonly toasts: Toasts;
  readonly usable: boolean;
  choose(id: string): void;
  overview(): void;
  fetchStart(): Promise<void>;
  tell(thrown: unknown): Reaction;
}

export class WindowLifecycle {
  /** True while the user closes the window for the first time and must choose what closing means. */
  closeAsked = $state(false);
  /** Everything that no first screen shows; null until its script is loaded. */
  later = $state.raw<typeof import('./later') | null>(null);
  readonly #ipc: Ipc;
  readonly #host: WindowLifecycleHost;

  constructor(ipc: Ipc, host: WindowLifecycleHost) {
    this.#ipc = ipc;
    this.#host = host;
  }

  /**
   * Shows the window once its first screen is rendered, so that it is never empty. From then on reports when the user
   * starts or stops looking; the first showing is not reported.
   */
  show(first: Promise<unknown>, seen: () => void): () => void {
    const ended = new AbortController();
    const { signal } = ended;
    const follow = () => document.addEventListener('visibilitychange', seen, { signal });
    void first
      .then(tick)
      .then(() => this.#ipc.showWindow())
      .then((outdated) => (outdated ? this.#host.fetchStart() : undefined))
      .catch((thrown: unknown) => this.#host.tell(thrown))
      .then(() => requestAnimationFrame(follow))
      .then(() => import('./later'))
      .then((later) => (this.later = later))
      .catch((thrown: unknown) => this.#host.tell(thrown));
    return () => ended.abort();
  }

  /** Saves what closing the window means; null leaves it open. */
  async answerClose(keepRunning: boolean | null): Promise<void> {
    this.closeAsked = false;
    await this.#ipc.answerClose(keepRunning).catch((thrown: unknown) => this.#host.tell(thrown));
  }

  /** Shows the notices that the desktop could not show as notifications. */
  async takeNotifications(): Promise<void> {
    if (!this.#host.usable) return;
    const notices = await this.#ipc.takeNotifications().catch(() => []);
    const [first, ...others] = notices;
    if (!first) return;
    const take = () => (others.length > 0 ? this.#host.overview() : this.#host.choose(first.id));
    this.#host.toasts.say(notices.map(({ text }) => text).join(' · '), 'warn', { label: t('page-show'), take });
  }
}
