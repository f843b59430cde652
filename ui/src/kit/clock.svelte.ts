/* eslint-disable svelte/prefer-svelte-reactivity -- a Date here is never changed, only replaced */
/** The current time, updated as often as the texts on the screen change. */
import { untilNextTick } from '../i18n/time';

/** What it needs of the app. */
export interface ClockHost {
  /** The times being counted down to. */
  ends(): number[];
  /** Called when one of them has been reached. */
  reload(): Promise<void>;
}

export class Clock {
  now = $state.raw(new Date());
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #host: ClockHost;

  constructor(host: ClockHost) {
    this.#host = host;
  }

  /** Updates the time and schedules the next update. Call it again whenever the ends change. */
  tick(): void {
    clearTimeout(this.#timer);
    const [before, ends] = [this.now.getTime(), this.#host.ends()];
    this.now = new Date();
    const now = this.now.getTime();
    this.#timer = setTimeout(() => this.tick(), untilNextTick(now, ends));
    if (ends.some((end) => before < end && end <= now)) void this.#host.reload();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}
