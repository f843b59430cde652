/** An OA's history, and the selected line with its attempt. */
import type { AttemptPage, HistoryLine, Ipc } from '../ipc';

export class Attempts {
  /** Newest first; null until the shell has answered. */
  lines = $state.raw<HistoryLine[] | null>(null);
  /** The selected line. */
  chosen = $state.raw<HistoryLine | null>(null);
  /** The selected line's attempt as stored; null while it is being fetched, and for a line about no attempt. */
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

  /** Selects a line and fetches its attempt. A late answer never replaces a later selection. */
  async choose(line: HistoryLine): Promise<void> {
    this.chosen = line;
    this.page = null;
    if (line.attempt === null) return;
    const page = await this.#ipc.openAttempt(this.#id, line.attempt);
    if (this.chosen === line) this.page = page;
  }
}
