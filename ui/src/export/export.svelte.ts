/** Exporting a pair: the user's choices, and the core's preview. */
import type { EnvNamesInput, ExportChoice, ExportFormat, ExportPreview, Ipc } from '../ipc';
import { envLines, takesRefreshToken, USUAL_NAMES, type EnvLine } from './rules';

/** A typical pause between typed words, in milliseconds. */
const TYPING_PAUSE = 150;

const NOTHING: ExportPreview = { text: '', fileName: '', wrong: [] };

export class Export {
  format = $state<ExportFormat>('text');
  names = $state<EnvNamesInput>({ ...USUAL_NAMES });
  /** The text to be exported, masked; empty until the core has answered. */
  preview = $state.raw<ExportPreview>(NOTHING);
  /** The lines of `env`, kept while a name is wrong. */
  lines = $state.raw<EnvLine[]>([]);
  /** A copy or a save is in progress. */
  busy = $state(false);
  #ticked = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  readonly #ipc: Ipc;
  readonly #id: string;
  readonly #tell: (thrown: unknown) => unknown;

  constructor(ipc: Ipc, id: string, format: ExportFormat, tell: (thrown: unknown) => unknown) {
    this.#ipc = ipc;
    this.#id = id;
    this.#tell = tell;
    this.format = format;
  }

  get withRefreshToken(): boolean {
    return this.#ticked && takesRefreshToken(this.format);
  }

  /** True if a variable's name must be changed first. */
  get blocked(): boolean {
    return this.preview.wrong.length > 0;
  }

  choose(format: ExportFormat): void {
    this.format = format;
    void this.show();
  }

  tick(ticked: boolean): void {
    this.#ticked = ticked;
    void this.show();
  }

  /** Updates the preview once typing of a name pauses. */
  renamed(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.show(), TYPING_PAUSE);
  }

  /** Asks the core for the preview; only the latest answer counts. */
  async show(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    try {
      const answer = await this.#ask();
      if (turn === this.#turn) [this.preview, this.lines] = answer;
    } catch (thrown) {
      if (turn !== this.#turn) return;
      [this.preview, this.lines] = [NOTHING, []];
      this.#tell(thrown);
    }
  }

  /** Copies; returns true on success. */
  async copy(): Promise<boolean> {
    return (await this.#once(() => this.#ipc.copyExport(this.#id, this.#choice()))) !== undefined;
  }

  /** Lets the user choose the file that each refresh writes; returns true if one was chosen. */
  async keepWriting(): Promise<boolean> {
    return ((await this.#once(() => this.#ipc.chooseDestination(this.#id, this.#choice()))) ?? null) !== null;
  }

  /** Saves to a file that the user chooses; returns its path, or null if nothing was saved. */
  async save(): Promise<string | null> {
    return (await this.#once(() => this.#ipc.exportTokens(this.#id, this.#choice()))) ?? null;
  }

  /** Ignores all pending answers. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  #choice(): ExportChoice {
    return { format: this.format, withRefreshToken: this.withRefreshToken, names: { ...this.names } };
  }

  async #ask(): Promise<[ExportPreview, EnvLine[]]> {
    const choice = this.#choice();
    const preview = await this.#ipc.previewExport(this.#id, choice);
    if (choice.format !== 'env') return [preview, []];
    if (preview.wrong.length === 0) return [preview, envLines(preview.text, choice.names)];
    // With a wrong name the core writes no text. The values are the same under the default names.
    const usual = await this.#ipc.previewExport(this.#id, { ...choice, names: { ...USUAL_NAMES } });
    return [preview, envLines(usual.text, USUAL_NAMES)];
  }

  async #once<T>(act: () => Promise<T>): Promise<T | undefined> {
    if (this.busy) return undefined;
    this.busy = true;
    try {
      return await act();
    } catch (thrown) {
      this.#tell(thrown);
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}
