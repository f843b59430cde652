/** A passphrase typed twice, and the file sealed with it. */
import { Task } from '../kit/task.svelte';
import { refusedWords } from './rules';

export class Sealing {
  passphrase = $state('');
  again = $state('');
  readonly task = new Task((thrown) => this.#refuse(thrown));
  /** What is wrong with the passphrase: a message id. */
  refused = $state.raw<string | null>(null);
  /** The two entries differ. */
  differs = $state(false);
  readonly #seal: (passphrase: string) => Promise<string | null>;
  readonly #tell: (thrown: unknown) => unknown;

  /** `seal` asks where to save and returns the file's name, or null if the user cancels. */
  constructor(seal: (passphrase: string) => Promise<string | null>, tell: (thrown: unknown) => unknown) {
    this.#seal = seal;
    this.#tell = tell;
  }

  typing(): void {
    this.refused = null;
    this.differs = false;
  }

  /** Puts a generated passphrase into both boxes. */
  take(made: string): void {
    this.typing();
    this.passphrase = this.again = made;
  }

  /** Seals; returns the file's name, or null if none was saved. Clears the passphrase after success. */
  async save(): Promise<string | null> {
    if (this.task.busy) return null;
    this.typing();
    this.differs = this.passphrase !== this.again;
    if (this.differs) return null;
    const file = (await this.task.run(() => this.#seal(this.passphrase))) ?? null;
    if (file !== null) this.forget();
    return file;
  }

  forget(): void {
    [this.passphrase, this.again] = ['', ''];
  }

  #refuse(thrown: unknown): void {
    this.refused = refusedWords(thrown);
    if (this.refused === null) this.#tell(thrown);
  }
}
