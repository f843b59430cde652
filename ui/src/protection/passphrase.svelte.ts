/** Setting, changing and removing the passphrase. */
import type { Ipc, ProtectionView } from '../ipc';
import { besideOr, type Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import type { Protection } from './protection.svelte';
import { fieldOf, troubleOf, type PassphraseField, type Trouble } from './rules';

export interface PassphraseHost {
  readonly ipc: Ipc;
  readonly protection: Protection;
  tell(thrown: unknown): Reaction;
}

type Done = 'saved' | 'changed' | 'removed';

export class Passphrase {
  current = $state('');
  wanted = $state('');
  again = $state('');
  readonly task = new Task((thrown) => this.#refuse(thrown));
  trouble = $state.raw<Trouble | null>(null);
  /** The last completed action. */
  done = $state.raw<Done | null>(null);
  readonly #host: PassphraseHost;

  constructor(host: PassphraseHost) {
    this.#host = host;
  }

  get #current(): string | null {
    return this.#host.protection.hasPassphrase ? this.current : null;
  }

  said(field: PassphraseField): string | null {
    return this.trouble?.field === field ? this.trouble.words : null;
  }

  typing(): void {
    this.trouble = null;
    this.done = null;
  }

  /** Puts a generated passphrase into both boxes. */
  take(made: string): void {
    this.typing();
    this.wanted = this.again = made;
  }

  forget(): void {
    this.current = this.wanted = this.again = '';
  }

  save(): Promise<void> {
    const typed = { current: this.#current, wanted: this.wanted, again: this.again };
    const done = typed.current === null ? 'saved' : 'changed';
    return this.#do(troubleOf(typed), done, () => this.#host.ipc.setPassphrase(typed.current, typed.wanted));
  }

  remove(): Promise<void> {
    const missing: Trouble = { field: 'current', words: 'page-passphrase-current-missing' };
    return this.#do(this.current === '' ? missing : null, 'removed', () =>
      this.#host.ipc.removePassphrase(this.current),
    );
  }

  async #do(trouble: Trouble | null, done: Done, ask: () => Promise<ProtectionView>): Promise<void> {
    if (this.task.busy) return;
    this.typing();
    this.trouble = trouble;
    if (trouble) return;
    await this.task.run(async () => {
      this.#host.protection.take(await ask());
      this.forget();
      this.done = done;
    });
  }

  #refuse(thrown: unknown): void {
    const words = besideOr(thrown, (each) => this.#host.tell(each));
    if (words) this.trouble = { field: fieldOf(words, this.#current !== null), words };
  }
}
