/** The OAs' pictures; each is fetched from the shell once. */
import { SvelteMap } from 'svelte/reactivity';
import type { Ipc, ProfileRow } from '../ipc';

export class Avatars {
  /** Keyed by OA and by the time Zalo was last asked, since a new answer may bring a new picture. */
  readonly #pictures = new SvelteMap<string, string | null>();
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** Returns the picture if it has been fetched. */
  of(row: ProfileRow): string | null {
    return this.#pictures.get(keyOf(row)) ?? null;
  }

  /** Drops all pictures, so that nothing that identifies an OA remains. */
  forget(): void {
    this.#pictures.clear();
  }

  /** Fetches the pictures that are missing. */
  fetch(rows: readonly ProfileRow[]): void {
    for (const row of rows) {
      const key = keyOf(row);
      if (!row.hasAvatar || this.#pictures.has(key)) continue;
      this.#pictures.set(key, null);
      // On failure the initials are good enough.
      void this.#ipc.getAvatar(row.id).then(
        (picture) => this.#pictures.set(key, picture),
        () => undefined,
      );
    }
  }
}

function keyOf(row: ProfileRow): string {
  return `${row.id} ${row.facts?.checkedAt ?? ''}`;
}
