/** Exporting a pair: the user's choices, and the core's preview. */
import type { EnvNamesInput, ExportChoice, ExportFormat, ExportPreview, Ipc } from '../ipc';
import { DebouncedCheck } from '../kit/debounced-check';
import { Task } from '../kit/task.svelte';
import { envLines, takesRefreshToken, USUAL_NAMES, type EnvLine } from './rules';

const NOTHING: ExportPreview = { text: '', fileName: '', wrong: [] };

/** A preview, or why there is none. */
interface Shown {
  preview: ExportPreview;
  lines: EnvLine[];
  thrown?: unknown;
}

export class Export {
  format = $state<ExportFormat>('text');
  names = $state<EnvNamesInput>({ ...USUAL_NAMES });
  /** The text to be exported, masked; empty until the core has answered. */
  preview = $state.raw<ExportPreview>(NOTHING);
  /** The lines of `env`, kept while a name is wrong. */
  lines = $state.raw<EnvLine[]>([]);
  /** Copies or saves. */
  readonly task = new Task((thrown) => void this.#tell(thrown));
  #ticked = $state(false);
  readonly #check = new DebouncedCheck<Shown>(
    () => this.#ask().catch((thrown: unknown) => ({ preview: NOTHING, lines: [], thrown })),
    (shown) => this.#take(shown),
  );
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
    this.#check.soon();
  }

  /** Asks the core for the preview. */
  async show(): Promise<void> {
    await this.#check.now();
  }

  /** Copies; returns true on success. */
  async copy(): Promise<boolean> {
    return (await this.task.run(() => this.#ipc.copyExport(this.#id, this.choice()))) !== undefined;
  }

  /** Lets the user choose the file that each refresh writes; returns true if one was chosen. */
  async keepWriting(): Promise<boolean> {
    return ((await this.task.run(() => this.#ipc.chooseDestination(this.#id, this.choice()))) ?? null) !== null;
  }

  /** Saves to a file that the user chooses; returns its path, or null if nothing was saved. */
  async save(): Promise<string | null> {
    return (await this.task.run(() => this.#ipc.exportTokens(this.#id, this.choice()))) ?? null;
  }

  /** Ignores all pending answers. */
  stop(): void {
    this.#check.stop();
  }

  /** Returns what is exported, and how. */
  choice(): ExportChoice {
    return { format: this.format, withRefreshToken: this.withRefreshToken, names: { ...this.names } };
  }

  #take({ preview, lines, thrown }: Shown): void {
    this.preview = preview;
    this.lines = lines;
    if (thrown !== undefined) this.#tell(thrown);
  }

  async #ask(): Promise<Shown> {
    const choice = this.choice();
    const preview = await this.#ipc.previewExport(this.#id, choice);
    if (choice.format !== 'env') return { preview, lines: [] };
    if (preview.wrong.length === 0) return { preview, lines: envLines(preview.text, choice.names) };
    // With a wrong name the core writes no text. The values are the same under the default names.
    const usual = await this.#ipc.previewExport(this.#id, { ...choice, names: { ...USUAL_NAMES } });
    return { preview, lines: envLines(usual.text, USUAL_NAMES) };
  }
}
