/** Opens a sealed file, and takes back OAs that moved to another computer. */
import { t } from '../i18n/i18n.svelte';
import type { BundleView, Ipc, ProfileRow } from '../ipc';
import type { Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import type { Toasts } from '../kit/toasts.svelte';
import { refusedWords } from './rules';

/** What it needs of the app. */
export interface BundlesHost {
  panel: unknown;
  readonly toasts: Toasts;
  choose(id: string): void;
  reload(): Promise<void>;
  tell(thrown: unknown): Reaction;
}

export class Bundles {
  /** The selected file's name; null without one. */
  file = $state.raw<string | null>(null);
  /** The file's content, after its passphrase was given. */
  view = $state.raw<BundleView | null>(null);
  /** The ids of differing OAs that take the file's side. */
  replace = $state.raw<readonly string[]>([]);
  passphrase = $state('');
  /** Why it does not open: a message id. */
  refused = $state.raw<string | null>(null);
  /** Replaced by a cancellation, so that the result of what is running is dropped. */
  task = $state.raw(this.#newTask());
  /** OAs just taken in that were refreshed automatically where they came from; the user is asked about them once. */
  asks = $state.raw<readonly ProfileRow[]>([]);
  readonly #ipc: Ipc;
  readonly #host: BundlesHost;

  constructor(ipc: Ipc, host: BundlesHost) {
    this.#ipc = ipc;
    this.#host = host;
  }

  /** Asks for a file; replaces the dialog that opened it. */
  choose(): Promise<void> {
    return this.#once(async (isWanted) => {
      const file = await this.#ipc.chooseSealedFile();
      if (file === null || !isWanted()) return;
      this.forget();
      this.#host.panel = null;
      this.file = file;
    });
  }

  typing(): void {
    this.refused = null;
  }

  /** Opens the selected file; clears the passphrase after success. */
  open(): Promise<void> {
    return this.#once(async (isWanted) => {
      this.refused = null;
      const view = await this.#ipc.openSealedFile(this.passphrase);
      if (!isWanted()) return;
      this.view = view;
      this.passphrase = '';
    });
  }

  /** Takes the file's side for an OA that differs, or keeps it as it is here. */
  decide(id: string, replace: boolean): void {
    const others = this.replace.filter((other) => other !== id);
    this.replace = replace ? [...others, id] : others;
  }

  /** Takes the file's OAs into the vault, and shows the first of them. */
  take(): Promise<void> {
    return this.#once(async () => {
      const were = this.view?.rows.filter((row) => row.automatic).map((row) => row.id) ?? [];
      const rows = await this.#ipc.takeSealedFile([...this.replace]);
      this.forget();
      this.asks = rows.filter((row) => were.includes(row.id) && !row.automatic.on);
      await this.#host.reload();
      const [first, ...others] = rows;
      if (!first) return this.#host.toasts.say(t('page-sealed-taken-none'), 'warn');
      this.#host.choose(first.id);
      const many = others.length > 0;
      this.#host.toasts.say(
        many
          ? t('page-sealed-taken', { count: String(rows.length) })
          : t('page-sealed-taken-one', { name: first.name }),
      );
    });
  }

  /** Turns automatic refresh on for the OAs asked about, or leaves it off. */
  async answer(goOn: boolean): Promise<void> {
    const asked = this.asks;
    this.asks = [];
    if (!goOn) return;
    try {
      for (const { id } of asked) await this.#ipc.setAutomatic(id, true);
    } catch (thrown) {
      this.#host.tell(thrown);
    }
    await this.#host.reload();
  }

  /** Discards the file, here and in the shell; does not wait for one that is still being opened. */
  async cancel(): Promise<void> {
    if (this.task.busy && this.view !== null) return;
    this.task = this.#newTask();
    this.forget();
    await this.#ipc.dropSealedFile().catch(() => undefined);
  }

  /** Takes an OA back that was moved to another computer. */
  async takeBack({ id, name }: ProfileRow): Promise<void> {
    try {
      await this.#ipc.takeBack(id);
      this.#host.toasts.say(t('page-taken-back', { name }));
    } catch (thrown) {
      const reaction = this.#host.tell(thrown);
      // Another OA now holds the token, and there is no field to show this beside.
      const other = reaction.kind === 'fields' ? reaction.findings[0]?.other : undefined;
      if (other) this.#host.toasts.say(t('draft-token-held', { other }), 'warn');
    }
    await this.#host.reload();
  }

  /** Clears everything, especially the passphrase. */
  forget(): void {
    this.file = null;
    this.view = null;
    this.replace = [];
    this.asks = [];
    this.passphrase = '';
    this.refused = null;
  }

  async #once(job: (isWanted: () => boolean) => Promise<void>): Promise<void> {
    const { task } = this;
    await task.run(() => job(() => task === this.task));
  }

  #newTask(): Task {
    const task: Task = new Task((thrown) => task === this.task && this.#refuse(thrown));
    return task;
  }

  /** Shown beside the passphrase box while it is open, else as any other refusal. */
  #refuse(thrown: unknown): void {
    const beside = this.file !== null && this.view === null ? refusedWords(thrown) : null;
    if (beside !== null) this.refused = beside;
    else if (this.#host.tell(thrown).kind === 'vault') this.forget();
  }
}
