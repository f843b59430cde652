/** The groups and pins of the OAs: what the settings hold, and the group that the overview shows. */
import type { ProfileGroup, ProfileRow } from '../ipc';
import type { UiSettingsState } from '../settings/ui-settings.svelte';
import { assigned, groupsById, idSet, pinToggled, placed } from './rules';

/** What it needs of the app. */
export interface GroupsHost {
  readonly uiSettings: Pick<UiSettingsState, 'groups' | 'pins' | 'change'>;
}

/** The dialog that is open: for a new group with these OAs, or for one that exists. */
export type GroupEdit = { group: null; ids: readonly string[] } | { group: ProfileGroup };

export class Groups {
  /** The id of the group that the overview shows; null for all OAs. */
  #shown = $state<string | null>(null);
  editing = $state.raw<GroupEdit | null>(null);
  readonly #settings: GroupsHost['uiSettings'];
  readonly #byId = $derived.by(() => groupsById(this.all));
  readonly #pinned = $derived.by(() => idSet(this.#settings.pins));

  constructor(host: GroupsHost) {
    this.#settings = host.uiSettings;
  }

  get all(): readonly ProfileGroup[] {
    return this.#settings.groups;
  }

  get shown(): ProfileGroup | null {
    return this.all.find((group) => group.id === this.#shown) ?? null;
  }

  /** The table names each OA's group: unless there are none, or all are in the same. */
  get isColumn(): boolean {
    return this.all.length > 0 && this.shown === null;
  }

  of(row: ProfileRow): ProfileGroup | null {
    return this.#byId.get(row.id) ?? null;
  }

  /** Returns the rows of a group; all of them without one. */
  rowsOf(rows: ProfileRow[], group: ProfileGroup | null): ProfileRow[] {
    return group === null ? rows : rows.filter((row) => this.of(row)?.id === group.id);
  }

  isPinned(row: ProfileRow): boolean {
    return this.#pinned.has(row.id);
  }

  show(id: string | null): void {
    this.#shown = id;
  }

  put(ids: readonly string[], to: string | null): Promise<void> {
    return this.#settings.change({ groups: assigned(this.all, ids, to) });
  }

  /** Makes a group with these OAs. */
  make(name: string, hue: number, ids: readonly string[]): Promise<void> {
    const id = crypto.randomUUID();
    const group: ProfileGroup = { id, name: name.trim(), hue, profiles: [] };
    return this.#settings.change({ groups: assigned([...this.all, group], ids, id) });
  }

  /** Puts OAs, by their ids, into the groups of these names; makes those that are missing. */
  place(named: ReadonlyMap<string, string>): Promise<void> {
    return this.#settings.change({ groups: placed(this.all, named, () => crypto.randomUUID()) });
  }

  alter(id: string, name: string, hue: number): Promise<void> {
    const groups = this.all.map((group) => (group.id === id ? { ...group, name: name.trim(), hue } : group));
    return this.#settings.change({ groups });
  }

  /** Removes a group; its OAs stay. */
  remove(id: string): Promise<void> {
    return this.#settings.change({ groups: this.all.filter((group) => group.id !== id) });
  }

  togglePins(rows: readonly ProfileRow[]): Promise<void> {
    const ids = rows.map((row) => row.id);
    return this.#settings.change({ pins: pinToggled(this.#settings.pins, ids) });
  }
}
