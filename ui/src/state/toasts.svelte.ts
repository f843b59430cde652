/** One short message at a time, read aloud by screen readers. */
import type { Tone } from '$lib/profiles';

/** Long enough to read two lines. */
const SHOWN_FOR = 6_000;

export interface Toast {
  text: string;
  tone: Tone;
}

export class Toasts {
  current = $state.raw<Toast | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string, tone: Tone = 'ok'): void {
    clearTimeout(this.#timer);
    this.current = { text, tone };
    this.#timer = setTimeout(() => this.clear(), SHOWN_FOR);
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.current = null;
  }
}
