/** A sealed file that is being opened, and OAs that went to another computer. */
import type { Reaction } from '$lib/failures';
import type { CarriedView, Ipc, ProfileRow } from '$lib/ipc';
import { refusedWords } from '$lib/transfer';
import { t } from '$lib/words.svelte';
import type { Toasts } from './toasts.svelte';

/** What a transfer needs of the desk. */
export interface TransferHost {
  panel: unknown;
  readonly importing: { go(way: null): void };
  readonly toasts: Toasts;
  choose(id: string): void;
  reload(): Promise<void>;
  tell(thrown: unknown): Reaction;
}

export class Transfer {
  /** The chosen file's name; null while none is. */
  file = $state.raw<string | null>(null);
  /** What is in it, once its passphrase was given. */
  view = $state.raw<CarriedView | null>(null);
  /** The OAs that differ and take the file's side, by their ids. */
  replace = $state.raw<readonly string[]>([]);
  passphrase = $state('');
  /** Why it does not open: a message id. */
  refused = $state.raw<string | null>(null);
  busy = $state(false);
  /** OAs that were just taken, refreshed by themselves where they come from, and are to be asked about once. */
  asks = $state.raw<readonly ProfileRow[]>([]);
  readonly #ipc: Ipc;
  readonly #host: TransferHost;
  /** Counts jobs, and those cancelled: what comes of an earlier one is dropped. */
  #turn = 0;

  constructor(ipc: Ipc, host: TransferHost) {
    this.#ipc = ipc;
    this.#host = host;
  }

  /** Asks for a file; it takes the place of the dialog it was asked for in. */
  choose(): Promise<void> {
    return this.#once(async (isWanted) => {
      const file = await this.#ipc.chooseSealedFile();
      if (file === null || !isWanted()) return;
      this.forget();
      this.#host.panel = null;
      this.#host.importing.go(null);
      this.file = file;
    });
  }

  typing(): void {
    this.refused = null;
  }

  /** Opens the chosen file; the passphrase is forgotten once it did. */
  open(): Promise<void> {
    return this.#once(async (isWanted) => {
      this.refused = null;
      const view = await this.#ipc.openSealedFile(this.passphrase);
      if (!isWanted()) return;
      this.view = view;
      this.passphrase = '';
    });
  }

  /** Takes the file's side for an OA that differs, or leaves it as it is here. */
  decide(id: string, replace: boolean): void {
    const others = this.replace.filter((other) => other !== id);
    this.replace = replace ? [...others, id] : others;
  }

  /** Takes what is in the file into the vault, and shows the first OA of it. */
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

  /** Has the OAs that were asked about go on refreshing by themselves, or not. */
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

  /** Forgets the file, here and in the shell; nobody waits for one that is still being opened. */
  async cancel(): Promise<void> {
    if (this.busy && this.view !== null) return;
    this.#turn += 1;
    this.busy = false;
    this.forget();
    await this.#ipc.dropSealedFile().catch(() => undefined);
  }

  /** Has an OA back that was moved to another computer. */
  async takeBack({ id, name }: ProfileRow): Promise<void> {
    try {
      await this.#ipc.takeBack(id);
      this.#host.toasts.say(t('page-taken-back', { name }));
    } catch (thrown) {
      const reaction = this.#host.tell(thrown);
      // Another OA holds the token by now: there is no field to say it beside.
      const other = reaction.kind === 'fields' ? reaction.findings[0]?.other : undefined;
      if (other) this.#host.toasts.say(t('draft-token-held', { other }), 'warn');
    }
    await this.#host.reload();
  }

  /** Puts everything away, the passphrase above all. */
  forget(): void {
    this.file = null;
    this.view = null;
    this.replace = [];
    this.asks = [];
    this.passphrase = '';
    this.refused = null;
  }

  async #once(job: (isWanted: () => boolean) => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    const turn = (this.#turn += 1);
    const isWanted = () => turn === this.#turn;
    try {
      await job(isWanted);
    } catch (thrown) {
      if (isWanted()) this.#refuse(thrown);
    } finally {
      if (isWanted()) this.busy = false;
    }
  }

  /** Said beside the passphrase while there is one to type, else as any other refusal. */
  #refuse(thrown: unknown): void {
    const beside = this.file !== null && this.view === null ? refusedWords(thrown) : null;
    if (beside !== null) this.refused = beside;
    else if (this.#host.tell(thrown).kind === 'vault') this.forget();
  }
}
