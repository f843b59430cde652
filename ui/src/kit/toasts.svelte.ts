/** Short messages, read aloud by screen readers: a passing message, and one that offers an action. */
import type { Tone } from './tone';

/** In milliseconds; long enough to read two lines. */
const SHOWN_FOR = 6_000;
/** Long enough to read, decide, and reach the button by keyboard. */
const OFFERED_FOR = 15_000;

export interface Toast {
  text: string;
  tone: Tone;
}

export interface Offer extends Toast {
  /** The button's label. */
  label: string;
  take: () => unknown;
}

export class Toasts {
  current = $state.raw<Toast | null>(null);
  /** Separate, so that no passing message replaces it. */
  offered = $state.raw<Offer | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #offerTimer: ReturnType<typeof setTimeout> | undefined;

  /** Shows a message; with an action it stays longer and has a button. */
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

  /** Keeps the offer while the pointer is over it or the focus is in it. */
  hold(): void {
    clearTimeout(this.#offerTimer);
  }

  /** Starts the offer's timeout again. */
  release(): void {
    clearTimeout(this.#offerTimer);
    this.#offerTimer = setTimeout(() => (this.offered = null), OFFERED_FOR);
  }

  /** Runs the offered action, once. */
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
