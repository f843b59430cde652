/** An OA's history, and the selected attempt. */
import type { AttemptPage, HistoryLine, Ipc } from '../ipc';

export class Attempts {
  /** Newest first; null until the shell has answered. */
  lines = $state.raw<HistoryLine[] | null>(null);
  /** The selected attempt's id. */
  chosen = $state.raw<string | null>(null);
  /** The selected attempt as stored; null while it is being fetched. */
  page = $state.raw<AttemptPage | null>(null);
  readonly #ipc: Ipc;
  readonly #id: string;

  constructor(ipc: Ipc, id: string) {
    this.#ipc = ipc;
    this.#id = id;
  }

  async load(): Promise<void> {
    this.lines = await this.#ipc.listHistory(this.#id);
  }

  /** Opens an attempt. A late answer never replaces a later selection. */
  async open(attempt: string): Promise<void> {
    this.chosen = attempt;
    this.page = null;
    try {
      const page = await this.#ipc.openAttempt(this.#id, attempt);
      if (this.chosen === attempt) this.page = page;
    } catch (thrown) {
      if (this.chosen !== attempt) return;
      this.close();
      throw thrown;
    }
  }

  close(): void {
    this.chosen = null;
    this.page = null;
  }
}
