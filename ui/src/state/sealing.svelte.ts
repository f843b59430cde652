/** A passphrase typed twice, and the file that is sealed by it. */
import { refusedWords } from '$lib/transfer';

export class Sealing {
  passphrase = $state('');
  again = $state('');
  saving = $state(false);
  /** What is wrong with the passphrase: a message id. */
  refused = $state.raw<string | null>(null);
  /** The two differ. */
  differs = $state(false);
  readonly #seal: (passphrase: string) => Promise<string | null>;
  readonly #tell: (thrown: unknown) => unknown;

  /** `seal` asks where to and gives the file's name, or nothing if the user cancels. */
  constructor(seal: (passphrase: string) => Promise<string | null>, tell: (thrown: unknown) => unknown) {
    this.#seal = seal;
    this.#tell = tell;
  }

  typing(): void {
    this.refused = null;
    this.differs = false;
  }

  /** Takes a passphrase that was made up into both boxes. */
  take(made: string): void {
    this.typing();
    this.passphrase = this.again = made;
  }

  /** Seals; the file's name, or null when none was saved. A passphrase that did its work is forgotten. */
  async save(): Promise<string | null> {
    if (this.saving) return null;
    this.typing();
    this.differs = this.passphrase !== this.again;
    if (this.differs) return null;
    this.saving = true;
    try {
      const file = await this.#seal(this.passphrase);
      if (file !== null) this.forget();
      return file;
    } catch (thrown) {
      this.refused = refusedWords(thrown);
      if (this.refused === null) this.#tell(thrown);
      return null;
    } finally {
      this.saving = false;
    }
  }

  forget(): void {
    [this.passphrase, this.again] = ['', ''];
  }
}
