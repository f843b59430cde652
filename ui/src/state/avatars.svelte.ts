/** The pictures of OAs, fetched from the shell once each. */
import { SvelteMap } from 'svelte/reactivity';
import type { Ipc, ProfileRow } from '$lib/ipc';

export class Avatars {
  /** By OA and by when Zalo was last asked: a new picture comes with a new answer. */
  readonly #pictures = new SvelteMap<string, string | null>();
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  /** Returns the picture if it is here. */
  of(row: ProfileRow): string | null {
    return this.#pictures.get(keyOf(row)) ?? null;
  }

  /** Nothing that names an OA stays. */
  forget(): void {
    this.#pictures.clear();
  }

  /** Fetches the pictures that are not here yet. */
  fetch(rows: readonly ProfileRow[]): void {
    for (const row of rows) {
      const key = keyOf(row);
      if (!row.hasAvatar || this.#pictures.has(key)) continue;
      this.#pictures.set(key, null);
      // Without one the initials are as good.
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
