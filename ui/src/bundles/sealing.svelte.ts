/** A passphrase typed twice, and the file sealed with it. */
import { refusedWords } from './rules';

export class Sealing {
  passphrase = $state('');
  again = $state('');
  saving = $state(false);
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
