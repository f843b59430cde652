/** Short messages, read aloud by screen readers: one in passing, and one that offers something. */
import type { Tone } from '$lib/profiles';

/** Long enough to read two lines. */
const SHOWN_FOR = 6_000;
/** Long enough to read, to decide, and to get there by keyboard. */
const OFFERED_FOR = 15_000;

export interface Toast {
  text: string;
  tone: Tone;
}

export interface Offer extends Toast {
  /** The button's words. */
  label: string;
  take: () => unknown;
}

export class Toasts {
  current = $state.raw<Toast | null>(null);
  /** Kept apart, so that no passing message takes it away. */
  offered = $state.raw<Offer | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #offerTimer: ReturnType<typeof setTimeout> | undefined;

  /** Says something; with an action it stays longer and has a button. */
  say(text: string, tone: Tone = 'ok', action?: Pick<Offer, 'label' | 'take'>): void {
    if (action) {
      this.offered = { text, tone, ...action };
      this.release();
      return;
    }
    clearTimeout(this.#timer);
    this.current = { text, tone };
    this.#timer = setTimeout(() => (this.current = null), SHOWN_FOR);
  }

  /** Keeps the offer while somebody points at it or has the focus in it. */
  hold(): void {
    clearTimeout(this.#offerTimer);
  }

  /** Lets the offer go after its time. */
  release(): void {
    clearTimeout(this.#offerTimer);
    this.#offerTimer = setTimeout(() => (this.offered = null), OFFERED_FOR);
  }

  /** Takes what is offered, once. */
  take(): void {
    const offer = this.offered;
    this.dismiss();
    offer?.take();
  }

  dismiss(): void {
    clearTimeout(this.#offerTimer);
    this.offered = null;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }
}
