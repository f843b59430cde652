/** Deleting an OA and restoring it. */
import { neighbour } from '../app/order';
import { t } from '../i18n/i18n.svelte';
import type { TrashRow, Ipc, ProfileRow } from '../ipc';
import type { Reaction, Sentence } from '../kit/failures';
import type { Toasts } from '../kit/toasts.svelte';

/** What it needs of the app. */
export interface TrashHost {
  readonly profileList: { rows: ProfileRow[] };
  readonly toasts: Toasts;
  isOpen(id: string): boolean;
  choose(id: string): void;
  reload(): Promise<void>;
  tell(thrown: unknown): Reaction;
}

export class Trash {
  /** The OAs that can be restored, newest first; null until fetched. */
  rows = $state.raw<TrashRow[] | null>(null);
  /** Why an OA could not be restored; shown beside it. */
  refused = $state.raw<{ id: string; say: Sentence } | null>(null);
  readonly #ipc: Ipc;
  readonly #host: TrashHost;

  constructor(ipc: Ipc, host: TrashHost) {
    this.#ipc = ipc;
    this.#host = host;
  }

  async load(): Promise<void> {
    this.refused = null;
    try {
      this.rows = await this.#ipc.listTrash();
    } catch (thrown) {
      this.#host.tell(thrown);
    }
  }

  /** Removes an OA from the list, shows the next one, and offers to undo. */
  async remove({ id, name }: ProfileRow): Promise<void> {
    const next = this.#host.isOpen(id) ? neighbour(this.#host.profileList.rows, id) : undefined;
    try {
      await this.#ipc.deleteProfile(id);
    } catch (thrown) {
      this.#host.tell(thrown);
      return;
    }
    if (next) this.#host.choose(next.id);
    await this.#host.reload();
    this.#host.toasts.say(t('page-was-deleted', { name }), 'ok', {
      label: t('page-undo'),
      take: () => this.restore(id),
    });
  }

  /** Restores an OA and shows it; returns true on success. */
  async restore(id: string): Promise<boolean> {
    this.refused = null;
    try {
      const row = await this.#ipc.restoreProfile(id);
      await this.#host.reload();
      this.#host.choose(row.id);
      this.#host.toasts.dismiss();
      this.#host.toasts.say(t('page-restored', { name: row.name }));
      return true;
    } catch (thrown) {
      this.#refuse(id, this.#host.tell(thrown));
      return false;
    }
  }

  /** Another OA holds the token. There is no field to show this beside, so the row or a toast shows it. */
  #refuse(id: string, reaction: Reaction): void {
    if (reaction.kind !== 'fields') return;
    const other = reaction.findings[0]?.other ?? 'OA';
    const say = { words: 'page-restore-same-token', args: { other } };
    this.refused = { id, say };
    this.#host.toasts.say(t(say.words, say.args), 'warn');
  }
}
