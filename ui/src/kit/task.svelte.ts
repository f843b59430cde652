/** Runs one change to an OA at a time: busy meanwhile, then reloads everything; reports a refusal. */
import type { Reaction } from './failures';

/** What it needs of the app. */
interface Host {
  reload(): Promise<void>;
  tell(thrown: unknown): Reaction;
}

export class Task {
  busy = $state(false);
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  async run(work: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    try {
      await work();
      await this.#host.reload();
    } catch (thrown) {
      this.#host.tell(thrown);
    } finally {
      this.busy = false;
    }
  }
}
