/** Editing an OA, or giving it a new pair: what the user typed, the core's findings, and saving. */
import type { DraftCheck, DraftField, EditInput, FindingView, Ipc, ProfileRow } from '../ipc';
import { DebouncedCheck } from '../kit/debounced-check';
import type { Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import { pairIn } from './clipboard-content';

const UNCHECKED: DraftCheck = { findings: [], fine: [], savable: true, sendable: false };

const VALUES: Record<DraftField, keyof EditInput> = {
  name: 'name',
  secret_key: 'secretKey',
  refresh_token: 'refreshToken',
  app_id: 'appId',
  access_token: 'accessToken',
};

const typed = (value: string) => (value.trim() === '' ? null : value);

export class Edit {
  name = $state('');
  appId = $state('');
  /** An empty secret keeps the stored value. */
  secretKey = $state('');
  refreshToken = $state('');
  accessToken = $state('');
  readonly task = new Task((thrown) => this.#refuse(this.#tell(thrown)));
  /** Both boxes were just filled from Zalo's whole answer, pasted into one. */
  split = $state(false);
  /** The pasted pair belongs to another OA; the user is asked before it is saved. */
  otherOa = $state.raw<{ known: string; found: string } | null>(null);
  #checked = $state.raw<DraftCheck>(UNCHECKED);
  #refused = $state.raw<FindingView[]>([]);
  /** A failed check blocks nothing, since saving checks again. */
  readonly #check = new DebouncedCheck<DraftCheck>(
    () => (this.isUnchanged ? UNCHECKED : this.#ipc.checkEdit(this.#row.id, this.input).catch(() => UNCHECKED)),
    (checked) => (this.#checked = checked),
  );
  readonly #ipc: Ipc;
  readonly #row: ProfileRow;
  readonly #tell: (thrown: unknown) => Reaction;
  readonly #newPair: boolean;

  /** With `newPair`, saving requires a refresh token. */
  constructor(ipc: Ipc, row: ProfileRow, tell: (thrown: unknown) => Reaction, newPair = false) {
    this.#ipc = ipc;
    this.#row = row;
    this.#tell = tell;
    this.#newPair = newPair;
    this.name = row.name;
    this.appId = row.appId;
  }

  /**
   * Returns what to show beside a field. Nothing for an unchanged value: the core would report the tokens as missing.
   */
  findings(field: DraftField): FindingView[] {
    const checked = this.#isChanged(field) ? this.#checked.findings : [];
    return [...this.#refused, ...checked].filter((finding) => finding.field === field);
  }

  isFine(field: DraftField): boolean {
    const refused = this.#refused.some((finding) => finding.field === field);
    return this.#isChanged(field) && this.#checked.fine.includes(field) && !refused;
  }

  /** True if something must be corrected before saving. */
  get blocked(): boolean {
    return (Object.keys(VALUES) as DraftField[]).some((field) => this.findings(field).some((each) => each.blocking));
  }

  /** Asks the core again once typing pauses. */
  changed(field: DraftField): void {
    this.split = false;
    this.#refused = this.#refused.filter((finding) => finding.field !== field);
    this.#check.soon();
  }

  /** Handles a change in a token box; if it holds Zalo's whole answer, fills both boxes. */
  pasted(field: 'refresh_token' | 'access_token'): void {
    const pair = pairIn(field === 'refresh_token' ? this.refreshToken : this.accessToken);
    this.split = pair !== null;
    if (!pair) return this.changed(field);
    ({ accessToken: this.accessToken, refreshToken: this.refreshToken } = pair);
    this.#refused = [];
    void this.check();
  }

  check(): Promise<DraftCheck> {
    return this.#check.now();
  }

  /** The differences from the stored profile. An access token is included only with the refresh token it came with. */
  get input(): EditInput {
    const refreshToken = typed(this.refreshToken);
    return {
      name: this.name === this.#row.name ? null : this.name,
      appId: this.appId === this.#row.appId ? null : this.appId,
      secretKey: typed(this.secretKey),
      refreshToken,
      accessToken: this.#newPair || refreshToken !== null ? typed(this.accessToken) : null,
    };
  }

  get isUnchanged(): boolean {
    return Object.values(this.input).every((value) => value === null);
  }

  /** Saves; returns true on success. A pair of another OA is saved only with `anyway`. */
  async save(anyway = false): Promise<boolean> {
    if (this.task.busy || this.blocked || this.#lacksToken()) return false;
    if (this.isUnchanged) return true;
    this.otherOa = null;
    const saved = await this.task.run(() => this.#ipc.editProfile(this.#row.id, this.input, anyway));
    if (!saved) return false;
    this.forget();
    return true;
  }

  /** Clears the typed secrets and ignores all pending answers. */
  forget(): void {
    this.#check.stop();
    this.secretKey = this.refreshToken = this.accessToken = '';
  }

  #refuse(reaction: Reaction): void {
    if (reaction.kind === 'fields') this.#refused = reaction.findings;
    if (reaction.kind === 'other oa') this.otherOa = { known: reaction.known, found: reaction.found };
  }

  #isChanged(field: DraftField): boolean {
    return this.input[VALUES[field]] !== null;
  }

  #lacksToken(): boolean {
    if (!this.#newPair || typed(this.refreshToken) !== null) return false;
    const need = { words: 'page-new-pair-need', blocking: false, count: null, other: null };
    this.#refused = [{ field: 'refresh_token', ...need }];
    return true;
  }
}
