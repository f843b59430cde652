/** The import: pasted, chosen or dropped values are recognised, shown masked, corrected and saved. */
import {
  CommandFailure,
  type ColumnMeaning,
  type ColumnView,
  type DraftField,
  type ImportDraft,
  type ImportPreview,
  type ImportSaved,
  type Ipc,
  type LeftOutView,
  type ProfileRow,
} from '../ipc';
import { DebouncedCheck } from '../kit/debounced-check';
import { reactionToThrown, type Reaction, type Sentence } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import { ImportCard } from './card.svelte';
import { isNothingKnown } from './paste-target';
import { groupsOf, isSentAtOnce, needsReview, NO_EDIT, notSaved, problemsFirst, stopOf, type Stop } from './rules';

/** What it needs of the app. */
export interface ImportHost {
  tell(thrown: unknown): Reaction;
  /** Reports whether anything could be saved. */
  ready(): boolean;
  /** Reports whether the three slots are on the screen: what is recognised fills them. */
  fills(): boolean;
  /** Called when something was recognised that must be reviewed, and when a review is already open. */
  review(already: boolean): void;
  reload(): Promise<void>;
  /** Called when saved OAs, by their ids, belong into the groups of these names. */
  group(named: ReadonlyMap<string, string>): void;
  /** Called when these OAs are saved and nothing is left to review. */
  done(saved: ProfileRow[], next: Next): Promise<void>;
  /** Called when a review was cancelled and nothing was saved. */
  left(): void;
}

/** What follows saving: the first refresh, nothing, or getting a pair. */
export type Next = 'send' | 'keep' | 'pair';

interface Checked {
  cards: ImportCard[];
  drafts: ImportDraft[];
}

export class Import {
  /** A file is being dragged over the window. */
  hovered = $state(false);
  /** Why nothing was recognised; shown beside the slots. */
  problem = $state.raw<{ say: Sentence; next: Sentence } | null>(null);
  /** The OA whose slots are being filled. */
  filling = $state.raw<ImportCard | null>(null);
  /** Counts what filled the slots, so that the focus moves on after each. */
  fills = $state(0);
  /** The OAs to review. */
  cards = $state.raw<ImportCard[]>([]);
  files = $state.raw<string[]>([]);
  leftOut = $state.raw<LeftOutView[]>([]);
  /** The columns of the table that was read; empty if it was none. */
  columns = $state.raw<ColumnView[]>([]);
  /** The warning that another program refreshes these tokens. */
  refresher = $state.raw<string | null>(null);
  readonly reading = new Task((thrown) => this.#refused(thrown));
  readonly saving = new Task((thrown) => void this.#host.tell(thrown));
  saved = $state.raw<ProfileRow[]>([]);
  /** The cards that changed since they were checked. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing on the screen depends on it
  readonly #changed = new Set<ImportCard>();
  readonly #check = new DebouncedCheck<Checked>(
    async () => {
      const cards = [...this.#changed].filter((card) => !card.saved);
      const edits = cards.map((card) => ({ draft: card.place, edit: { ...card.edit } }));
      return { cards, drafts: cards.length > 0 ? await this.#ipc.checkImport(edits) : [] };
    },
    ({ cards, drafts }) => {
      cards.forEach((card, place) => (card.draft = drafts[place] ?? card.draft));
      for (const card of cards) this.#changed.delete(card);
    },
  );
  readonly #ipc: Ipc;
  readonly #host: ImportHost;

  constructor(ipc: Ipc, host: ImportHost) {
    this.#ipc = ipc;
    this.#host = host;
  }

  /** The cards not yet saved. */
  get left(): ImportCard[] {
    return this.cards.filter((card) => !card.saved);
  }

  get isOne(): boolean {
    return this.cards.length === 1;
  }

  /** The cards that "Lưu" saves. With one OA, it says what is missing instead. */
  get chosen(): ImportCard[] {
    return this.left.filter((card) => this.isOne || (card.take && card.isReady));
  }

  get sendsAtOnce(): boolean {
    return isSentAtOnce(this.cards.map((card) => card.draft));
  }

  /** Begins the slots; keeps what they already hold. */
  async begin(): Promise<void> {
    if (this.filling || this.cards.length > 0 || !this.#host.ready()) return;
    await this.reading.run(async () => {
      const draft = await this.#ipc.beginImport();
      this.filling ??= new ImportCard(draft, true);
    });
  }

  /** Reads a pasted text; runs `plain` instead if nothing in it is recognised. */
  async readText(text: string, plain?: () => void): Promise<void> {
    await this.#read((fill) => this.#ipc.readImport(text, fill), plain);
  }

  async chooseFile(): Promise<void> {
    await this.#read((fill) => this.#ipc.chooseImport(fill));
  }

  async dropped(): Promise<void> {
    this.hovered = false;
    await this.#read((fill) => this.#ipc.readDropped(fill));
  }

  /** Asks the core again once typing pauses. */
  changed(card: ImportCard): void {
    card.failure = null;
    // A user who corrects an OA wants to save it.
    card.take = true;
    this.#note(card);
    this.#check.soon();
  }

  /** Reads the table again with these meanings of its columns; what was corrected goes with the old reading. */
  async readColumns(meanings: ColumnMeaning[]): Promise<void> {
    await this.reading.run(async () => this.#show(await this.#ipc.readColumns(meanings)));
  }

  /** Takes one of several values for a field. */
  async pick(card: ImportCard, field: DraftField, candidate: number): Promise<void> {
    card.take = true;
    card.failure = null;
    card.draft = await this.#ipc.pickImport({ draft: card.place, edit: { ...card.edit } }, field, candidate);
  }

  /** Records whether the user means the OA of the same name. */
  decide(card: ImportCard, replaces: string | null): void {
    card.take = true;
    card.replaces = replaces;
    card.failure = null;
  }

  /** Leaves one of several OAs out. */
  drop(card: ImportCard): void {
    this.cards = this.cards.filter((other) => other !== card);
    this.#changed.delete(card);
    if (this.left.length === 0) void this.cancel();
  }

  /** Asks the core; only the latest answer counts. */
  async check(): Promise<void> {
    await this.#check.now();
  }

  /** Saves the chosen cards. Returns the first place to correct, if one prevents saving. */
  async save(toSend: boolean): Promise<{ card: ImportCard; at: Stop } | null> {
    const stopped = await this.saving.run(async () => {
      await this.check();
      const { chosen } = this;
      if (chosen.length === 0) return null;
      for (const card of chosen) {
        const at = stopOf(card.draft, card.replaces, toSend);
        if (at) return { card, at };
      }
      await this.#saveChosen(chosen, toSend);
      return null;
    });
    return stopped ?? null;
  }

  /** Saves the OA of the slots. Returns the field that prevents it, if one does. */
  async saveFilled(next: Next): Promise<Stop | null> {
    const card = this.filling;
    if (!card) return null;
    const stopped = await this.saving.run(async () => {
      await this.check();
      const at = stopOf(card.draft, card.replaces, next === 'send');
      if (at) return at;
      const [result] = await this.#ipc.saveImport([card.choice]);
      this.#settle(card, result);
      if (!card.saved || !result) return null;
      this.#group([card], [result]);
      const { saved } = this;
      this.#forget();
      await this.#host.done(saved, next);
      return null;
    });
    return stopped ?? null;
  }

  /** Discards what was recognised but not saved. */
  async cancel(): Promise<void> {
    if (this.saving.busy) return;
    const { saved } = this;
    this.#forget();
    await this.#ipc.dropImport().catch(() => undefined);
    if (saved.length > 0) await this.#host.done(saved, 'keep');
    else this.#host.left();
  }

  async #read(ask: (fill: boolean) => Promise<ImportPreview | null>, plain?: () => void): Promise<void> {
    if (this.reading.busy || !this.#host.ready()) return;
    if (this.cards.length > 0) return this.#host.review(true);
    await this.reading.run(async () => {
      this.problem = null;
      const fill = this.#host.fills();
      const preview = await ask(fill).catch((thrown: unknown) => {
        if (!plain || !isNothingKnown(thrown)) throw thrown;
        plain();
      });
      if (!preview) return;
      const [only] = preview.drafts;
      if (fill && only && preview.drafts.length === 1) await this.#fill(only, preview);
      else this.#show(preview);
    });
  }

  /** Fills the slots; a draft with a question is reviewed instead. */
  async #fill(draft: ImportDraft, preview: ImportPreview): Promise<void> {
    const card = (this.filling ??= new ImportCard(draft, true));
    card.fill(draft);
    if (card.isEdited) {
      this.#note(card);
      await this.check().catch(() => undefined);
    }
    if (needsReview(card.draft, preview)) this.#show(preview, card);
    else this.fills += 1;
  }

  /** Shows the refusal where the text was pasted, or as any other refusal. */
  #refused(thrown: unknown): void {
    const reaction = reactionToThrown(thrown);
    if (this.#host.fills() && reaction.kind === 'notice') this.problem = reaction;
    else this.#host.tell(thrown);
  }

  #show({ files, drafts, leftOut, columns, refresher }: ImportPreview, card?: ImportCard): void {
    this.#forget();
    this.files = files;
    this.leftOut = leftOut;
    this.columns = columns;
    this.refresher = refresher;
    const isOne = drafts.length === 1;
    this.cards = card
      ? [card]
      : problemsFirst(drafts).map(({ draft, place }) => new ImportCard(draft, isOne || draft.check.savable, place));
    this.#host.review(false);
  }

  /** Remembers to check a card, and those whose token is another one's. */
  #note(card: ImportCard): void {
    this.#changed.add(card);
    for (const other of this.cards) {
      if (other.draft.check.findings.some((finding) => finding.words === 'import-token-twice'))
        this.#changed.add(other);
    }
  }

  async #saveChosen(chosen: ImportCard[], toSend: boolean): Promise<void> {
    const order: (ImportCard | undefined)[] = [];
    for (const card of chosen) order[card.place] = card;
    const skipped = { edit: { ...NO_EDIT }, take: false, replace: false };
    const results = await this.#ipc.saveImport(Array.from(order, (card) => card?.choice ?? skipped));
    const settled = order.filter((card) => card !== undefined);
    settled.forEach((card, place) => this.#settle(card, results[place]));
    this.#group(settled, results);
    // What was left unticked is skipped; what cannot be saved yet, or was refused, stays to be corrected.
    const isDone = this.left.every((card) => card.failure === null && card.isReady);
    if (isDone) {
      const { saved } = this;
      this.#forget();
      await this.#ipc.dropImport().catch(() => undefined);
      await this.#host.done(saved, toSend ? 'send' : 'keep');
    } else {
      await this.#host.reload();
      this.left.forEach((card) => card.failure && this.#changed.add(card));
      await this.check();
    }
  }

  /** Puts what was saved into the groups that the table names. */
  #group(cards: readonly ImportCard[], results: readonly ImportSaved[]): void {
    const named = groupsOf(
      cards.map((card) => card.draft),
      results,
    );
    if (named.size > 0) this.#host.group(named);
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
    this.#changed.clear();
    this.filling = null;
    this.problem = null;
    this.cards = [];
    this.files = [];
    this.leftOut = [];
    this.columns = [];
    this.refresher = null;
    this.saved = [];
  }
}
