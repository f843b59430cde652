/** Asks the core about what the user types: once typing pauses, or at once. Only the latest answer counts. */

/** A typical pause between typed words, in milliseconds. */
const TYPING_PAUSE = 150;

export class DebouncedCheck<Answer> {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  readonly #ask: () => Answer | Promise<Answer>;
  readonly #take: (answer: Answer) => void;

  /** `take` gets the latest answer. */
  constructor(ask: () => Answer | Promise<Answer>, take: (answer: Answer) => void) {
    this.#ask = ask;
    this.#take = take;
  }

  /** Asks once typing pauses. A failure is ignored, because saving asks again. */
  soon(): void {
    this.stop();
    this.#timer = setTimeout(() => void this.now().catch(() => undefined), TYPING_PAUSE);
  }

  /** Asks at once, and returns the answer even if a later question has made it stale. */
  async now(): Promise<Answer> {
    this.stop();
    const turn = this.#turn;
    const answer = await this.#ask();
    if (turn === this.#turn) this.#take(answer);
    return answer;
  }

  /** Drops the planned question and the pending answer. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }
}
