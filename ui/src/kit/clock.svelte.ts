/* eslint-disable svelte/prefer-svelte-reactivity -- a Date here is never changed, only replaced */
/** The current time, updated as often as the texts on the screen change. */
import { untilNextTick } from '../i18n/time';

export class Clock {
  now = $state.raw(new Date());
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #ends: () => number[];

  /** `ends` returns the times being counted down to. */
  constructor(ends: () => number[]) {
    this.#ends = ends;
  }

  /** Updates the time and schedules the next update. Call it again whenever the ends change. */
  tick(): void {
    clearTimeout(this.#timer);
    this.now = new Date();
    this.#timer = setTimeout(() => this.tick(), untilNextTick(this.now.getTime(), this.#ends()));
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
