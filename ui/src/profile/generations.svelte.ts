/** The kept pairs of one OA. */
import type { GenerationRow, Ipc } from '../ipc';

export class Generations {
  /** Newest first; null until the shell has answered. */
  rows = $state.raw<GenerationRow[] | null>(null);
  readonly #ipc: Ipc;
  readonly #id: string;
  readonly #tell: (thrown: unknown) => unknown;

  constructor(ipc: Ipc, id: string, tell: (thrown: unknown) => unknown) {
    this.#ipc = ipc;
    this.#id = id;
    this.#tell = tell;
  }

  async load(): Promise<void> {
    try {
      this.rows = await this.#ipc.listGenerations(this.#id);
    } catch (thrown) {
      this.#tell(thrown);
    }
  }
}
