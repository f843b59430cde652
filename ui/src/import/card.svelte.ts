/** One recognised OA. Its values stay in Rust; this holds the user's corrections and choices. */
import type { DraftField, FindingView, ImportChoice, ImportDraft, ImportEdit } from '../ipc';
import { asksOf, NO_EDIT, VALUE_KEYS, type NotSaved } from './rules';

export class ImportCard {
  /** As the core shows it, with the corrections. */
  draft = $state.raw<ImportDraft>() as ImportDraft;
  edit = $state<ImportEdit>({ ...NO_EDIT });
  take = $state(true);
  /** The OA that gets this pair, as the user confirmed. */
  replaces = $state<string | null>(null);
  saved = $state(false);
  failure = $state.raw<NotSaved | null>(null);
  /** Its number among the recognised ones, as the core counts. */
  readonly place: number;
  /** As it was recognised, without the corrections. */
  #read: ImportDraft;

  constructor(draft: ImportDraft, take: boolean, place = 0) {
    this.draft = this.#read = draft;
    this.take = take;
    this.place = place;
  }

  /** Takes what was recognised since; a newly recognised value replaces a typed one. */
  fill(draft: ImportDraft): void {
    for (const key of VALUE_KEYS) if (draft[key] !== this.#read[key]) this.edit[key] = null;
    this.draft = this.#read = draft;
    this.failure = null;
  }

  get isEdited(): boolean {
    return Object.values(this.edit).some((value) => value !== null);
  }

  get asks(): boolean {
    return asksOf(this.draft, this.replaces);
  }

  /** Nothing has to be corrected, chosen or answered before it can be saved. */
  get isReady(): boolean {
    return this.draft.check.savable && !this.asks;
  }

  get choice(): ImportChoice {
    const replace = this.draft.sameName !== null && !this.asks;
    return { edit: { ...this.edit }, take: true, replace };
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
