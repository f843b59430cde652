/** The import: pasted, chosen or dropped text is recognised, shown masked, corrected and saved. */
import {
  CommandFailure,
  type DraftField,
  type DraftInput,
  type FindingView,
  type ImportChoice,
  type ImportDraft,
  type ImportEdit,
  type ImportPreview,
  type ImportSaved,
  type Ipc,
  type LeftOutView,
  type ProfileRow,
} from '../ipc';
import { DebouncedCheck } from '../kit/debounced-check';
import { reactionToThrown, type Reaction, type Sentence } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import { isNothingKnown } from './paste-target';
import { asksOf, editFrom, isSentAtOnce, NO_EDIT, notSaved, stopOf, type NotSaved, type Stop } from './rules';

/** The dialogs shown before anything was recognised. */
export type Way = 'choose' | 'paste' | 'guide';

/** What it needs of the app. */
export interface ImportHost {
  tell(thrown: unknown): Reaction;
  /** Reports whether anything could be saved. */
  ready(): boolean;
  /** Returns what the form holds while it is on the screen. */
  typed(): DraftInput | null;
  /** Called when another import is already open. */
  busy(): void;
  reload(): Promise<void>;
  /** Called when these OAs are saved and nothing is left to review. */
  done(saved: ProfileRow[], toSend: boolean, fromForm: boolean): Promise<void>;
}

/** One recognised OA. Its values stay in Rust; this holds the user's corrections and choices. */
export class ImportCard {
  draft = $state.raw<ImportDraft>() as ImportDraft;
  edit = $state<ImportEdit>({ ...NO_EDIT });
  take = $state(true);
  /** The OA that gets this pair, as the user confirmed. */
  replaces = $state<string | null>(null);
  saved = $state(false);
  failure = $state.raw<NotSaved | null>(null);

  constructor(draft: ImportDraft, take: boolean) {
    this.draft = draft;
    this.take = take;
  }

  get isChosen(): boolean {
    return this.take && !this.saved;
  }

  get asks(): boolean {
    return asksOf(this.draft, this.replaces);
  }

  get choice(): ImportChoice {
    const replace = this.draft.sameName !== null && !this.asks;
    return { edit: { ...this.edit }, take: this.isChosen, replace };
  }

  findings(field: DraftField): FindingView[] {
    const all = [...(this.failure?.findings ?? []), ...this.draft.check.findings];
    return all.filter(
      (finding, place) => finding.field === field && all.findIndex((other) => isSameFinding(other, finding)) === place,
    );
  }

  isFine(field: DraftField): boolean {
    return this.draft.check.fine.includes(field) && this.findings(field).length === 0;
  }
}

function isSameFinding(one: FindingView, other: FindingView): boolean {
  return one.field === other.field && one.words === other.words;
}

export class Import {
  way = $state<Way | null>(null);
  /** A file is being dragged over the window. */
  hovered = $state(false);
  /** Why nothing was recognised; shown in the paste dialog. */
  problem = $state.raw<{ say: Sentence; next: Sentence } | null>(null);
  file = $state.raw<string | null>(null);
  cards = $state.raw<ImportCard[]>([]);
  leftOut = $state.raw<LeftOutView[]>([]);
  /** The warning that another program refreshes these tokens. */
  refresher = $state.raw<string | null>(null);
  readonly reading = new Task((thrown) => this.#refused(thrown));
  readonly saving = new Task((thrown) => void this.#host.tell(thrown));
  saved = $state.raw<ProfileRow[]>([]);
  #fromForm = false;
  readonly #check = new DebouncedCheck<ImportDraft[]>(
    () => this.#ipc.checkImport(this.cards.map((card) => ({ ...card.edit }))),
    (drafts) => this.cards.forEach((card, place) => (card.draft = drafts[place] ?? card.draft)),
  );
  readonly #ipc: Ipc;
  readonly #host: ImportHost;

  constructor(ipc: Ipc, host: ImportHost) {
    this.#ipc = ipc;
    this.#host = host;
  }

  /** The cards not yet saved or skipped. */
  get left(): ImportCard[] {
    return this.cards.filter((card) => !card.saved);
  }

  /** How many cards can be saved as they are. */
  get ready(): number {
    return this.cards.filter((card) => card.draft.check.savable).length;
  }

  get chosen(): ImportCard[] {
    return this.cards.filter((card) => card.isChosen);
  }

  get sendsAtOnce(): boolean {
    return isSentAtOnce(this.cards.map((card) => card.draft));
  }

  go(way: Way | null): void {
    this.problem = null;
    this.way = way;
  }

  /** Reads a pasted text; runs `plain` instead if nothing in it is recognised. */
  async readText(text: string, plain?: () => void): Promise<void> {
    await this.#read(() => this.#ipc.readImport(text), plain);
  }

  async chooseFile(): Promise<void> {
    await this.#read(() => this.#ipc.chooseImport());
  }

  async dropped(): Promise<void> {
    this.hovered = false;
    await this.#read(() => this.#ipc.readDropped());
  }

  /** Asks the core again once typing pauses. */
  changed(card: ImportCard): void {
    card.failure = null;
    // A user who corrects an OA wants to save it.
    card.take = true;
    this.#check.soon();
  }

  /** Takes one of several values for a field. */
  async pick(card: ImportCard, field: DraftField, candidate: number): Promise<void> {
    card.take = true;
    card.failure = null;
    const edits = this.cards.map((each) => ({ ...each.edit }));
    const drafts = await this.#ipc.pickImport(this.cards.indexOf(card), field, candidate, edits);
    this.cards.forEach((each, place) => (each.draft = drafts[place] ?? each.draft));
  }

  /** Records whether the user means the OA of the same name. */
  decide(card: ImportCard, replaces: string | null): void {
    card.replaces = replaces;
    card.failure = null;
  }

  /** Asks the core; only the latest answer counts. */
  async check(): Promise<void> {
    await this.#check.now();
  }

  /** Saves the selected cards. Returns the first place to correct, if one prevents saving. */
  async save(toSend: boolean): Promise<{ card: ImportCard; at: Stop } | null> {
    if (this.chosen.length === 0) return null;
    const stopped = await this.saving.run(async () => {
      await this.check();
      const stop = this.#firstStop(toSend);
      if (!stop) await this.#saveChosen(toSend);
      return stop;
    });
    return stopped ?? null;
  }

  /** Discards what was recognised but not saved. */
  async cancel(): Promise<void> {
    if (this.saving.busy) return;
    const { saved } = this;
    this.#forget();
    await this.#ipc.dropImport().catch(() => undefined);
    if (saved.length > 0) await this.#host.done(saved, false, false);
  }

  async #read(ask: () => Promise<ImportPreview | null>, plain?: () => void): Promise<void> {
    if (this.reading.busy || !this.#host.ready()) return;
    if (this.cards.length > 0) return this.#host.busy();
    await this.reading.run(async () => {
      this.problem = null;
      const preview = await ask().catch((thrown: unknown) => {
        if (!plain || !isNothingKnown(thrown)) throw thrown;
        plain();
      });
      if (preview) await this.#show(preview);
    });
  }

  /** Shows the refusal where the text was pasted, or as any other refusal. */
  #refused(thrown: unknown): void {
    const reaction = reactionToThrown(thrown);
    if (this.way === 'paste' && reaction.kind === 'notice') this.problem = reaction;
    else this.#host.tell(thrown);
  }

  async #show({ file, drafts, leftOut, refresher }: ImportPreview): Promise<void> {
    const [only] = drafts;
    const isOne = drafts.length === 1;
    const typed = isOne ? this.#host.typed() : null;
    this.way = null;
    this.file = file;
    this.leftOut = leftOut;
    this.refresher = refresher;
    this.saved = [];
    this.#fromForm = typed !== null;
    this.cards = drafts.map((draft) => new ImportCard(draft, isOne || draft.check.savable));
    if (!only || !typed || !this.cards[0]) return;
    this.cards[0].edit = editFrom(only, typed);
    await this.check().catch(() => undefined);
  }

  #firstStop(toSend: boolean): { card: ImportCard; at: Stop } | null {
    for (const card of this.chosen) {
      const at = stopOf(card.draft, card.replaces, toSend);
      if (at) return { card, at };
    }
    return null;
  }

  async #saveChosen(toSend: boolean): Promise<void> {
    const { chosen } = this;
    const results = await this.#ipc.saveImport(this.cards.map((card) => card.choice));
    chosen.forEach((card, place) => this.#settle(card, results[place]));
    if (chosen.every((card) => card.saved)) {
      const [saved, fromForm] = [this.saved, this.#fromForm];
      this.#forget();
      await this.#host.done(saved, toSend, fromForm);
    } else {
      await this.#host.reload();
      await this.check();
    }
  }

  #settle(card: ImportCard, result: ImportSaved | undefined): void {
    const row = result?.row ?? null;
    card.saved = row !== null;
    if (row) this.saved = [...this.saved, row];
    else card.failure = notSaved(result?.failure ?? { code: 'unexpected' });
    if (result?.failure?.code === 'locked') this.#host.tell(new CommandFailure(result.failure));
  }

  /** Clears everything, including corrections, which may hold secrets. */
  #forget(): void {
    this.#check.stop();
    this.cards = [];
    this.leftOut = [];
    this.refresher = null;
    this.file = null;
    this.saved = [];
    this.#fromForm = false;
  }
}
