/** The OAs that are ticked in the table. Ids of OAs that are gone do not count. */
import { SvelteSet } from 'svelte/reactivity';
import type { ProfileRow } from '../ipc';

export class Selection {
  readonly #ids = new SvelteSet<string>();
  /** The row that was ticked last: Shift extends from it. */
  #last: string | null = null;

  has(row: ProfileRow): boolean {
    return this.#ids.has(row.id);
  }

  of(rows: readonly ProfileRow[]): ProfileRow[] {
    return this.#ids.size === 0 ? [] : rows.filter((row) => this.#ids.has(row.id));
  }

  /** Ticks or unticks a row; with `upTo`, every row between it and the last one ticked gets its state. */
  toggle(row: ProfileRow, shown: readonly ProfileRow[], upTo: boolean): void {
    const on = !this.#ids.has(row.id);
    const [here, before] = [row.id, this.#last].map((id) => shown.findIndex((each) => each.id === id));
    const between = upTo && before !== undefined && before >= 0 && here !== undefined;
    const rows = between ? shown.slice(Math.min(here, before), Math.max(here, before) + 1) : [row];
    for (const each of rows) this.#set(each.id, on);
    this.#last = row.id;
  }

  /** Ticks all shown rows, or none if all are. */
  toggleAll(shown: readonly ProfileRow[]): void {
    const on = !shown.every((row) => this.#ids.has(row.id));
    for (const row of shown) this.#set(row.id, on);
  }

  clear(): void {
    this.#ids.clear();
    this.#last = null;
  }

  #set(id: string, on: boolean): void {
    if (on) this.#ids.add(id);
    else this.#ids.delete(id);
  }
}
