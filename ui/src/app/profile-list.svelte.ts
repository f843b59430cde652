/** The list as the sidebar shows it: the pinned OAs first, then in the selected order, and without reordering while a send is in progress. */
import type { Order, ProfileRow } from '../ipc';
import { pinnedFirst } from '../groups/rules';
import { ordered, steady } from './order';

/** What it needs of the app. */
export interface ProfileListHost {
  readonly rows: ProfileRow[];
  readonly clock: { now: Date };
  readonly uiSettings: { order: Order; pins: readonly string[] };
  readonly refresh: { isBusy(rows: readonly ProfileRow[]): boolean };
  readonly bulkRefresh: { running: boolean };
}

export class ProfileList {
  readonly #host: ProfileListHost;
  /** The rows as last shown, and their order; `steady` keeps it. */
  #last: { order: Order; ids: string[] } | null = null;
  readonly rows = $derived.by(() => this.#next());

  constructor(host: ProfileListHost) {
    this.#host = host;
  }

  #next(): ProfileRow[] {
    const { rows, clock, uiSettings, refresh, bulkRefresh } = this.#host;
    const { order, pins } = uiSettings;
    const busy = bulkRefresh.running || refresh.isBusy(rows);
    const kept = busy && this.#last?.order === order ? this.#last.ids : null;
    const list = kept ? steady(rows, kept) : ordered(rows, order, clock.now);
    this.#last = { order, ids: list.map((row) => row.id) };
    return pinnedFirst(list, pins);
  }
}
