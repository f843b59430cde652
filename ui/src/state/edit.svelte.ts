/** Correcting an OA, or giving it a new pair: what was typed, what the core says of it, and saving. */
import type { Reaction } from '$lib/failures';
import type { DraftCheck, DraftField, EditInput, FindingView, Ipc, ProfileRow } from '$lib/ipc';
import { pairIn } from '$lib/pasted';
import { looksSwapped } from '$lib/profiles';

/** Typing pauses for about this long between words. */
const TYPING_PAUSE = 150;

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
  /** Empty secrets stay as they are. */
  secretKey = $state('');
  refreshToken = $state('');
  accessToken = $state('');
  saving = $state(false);
  /** Both boxes were just filled from Zalo's answer, pasted whole into one. */
  split = $state(false);
  /** The pasted pair is another OA's: asked about before it is taken. */
  otherOa = $state.raw<{ known: string; found: string } | null>(null);
  #check = $state.raw<DraftCheck>(UNCHECKED);
  #refused = $state.raw<FindingView[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  readonly #ipc: Ipc;
  readonly #row: ProfileRow;
  readonly #newPair: boolean;

  /** With `newPair`, saving needs a refresh token. */
  constructor(ipc: Ipc, row: ProfileRow, newPair = false) {
    this.#ipc = ipc;
    this.#row = row;
    this.#newPair = newPair;
    this.name = row.name;
    this.appId = row.appId;
  }

  /** What is said beside a field. Of a value left as it is nothing is: the core would miss the tokens. */
  findings(field: DraftField): FindingView[] {
    const checked = this.#isChanged(field) ? this.#check.findings : [];
    return [...this.#refused, ...checked].filter((finding) => finding.field === field);
  }

  isFine(field: DraftField): boolean {
    const refused = this.#refused.some((finding) => finding.field === field);
    return this.#isChanged(field) && this.#check.fine.includes(field) && !refused;
  }

  /** Something has to be corrected before this can be saved. */
  get blocked(): boolean {
    return (Object.keys(VALUES) as DraftField[]).some((field) => this.findings(field).some((each) => each.blocking));
  }

  /** The two tokens seem to be in each other's box. */
  get swapped(): boolean {
    const both = typed(this.refreshToken) !== null && typed(this.accessToken) !== null;
    return both && looksSwapped(this.findings('refresh_token'));
  }

  /** Asks the core again once the typing pauses. */
  changed(field: DraftField): void {
    this.split = false;
    this.#refused = this.#refused.filter((finding) => finding.field !== field);
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check(), TYPING_PAUSE);
  }

  /** A token box has changed; Zalo's whole answer in it goes to both. */
  pasted(field: 'refresh_token' | 'access_token'): void {
    const pair = pairIn(field === 'refresh_token' ? this.refreshToken : this.accessToken);
    if (pair) this.#fill(pair.accessToken, pair.refreshToken);
    else this.changed(field);
    this.split = pair !== null;
  }

  swap(): void {
    this.#fill(this.refreshToken, this.accessToken);
  }

  /** Asks the core; the last question's answer wins. One it can't answer blocks nothing: saving checks again. */
  async check(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const check = this.isUnchanged
      ? UNCHECKED
      : await this.#ipc.checkEdit(this.#row.id, this.input).catch(() => UNCHECKED);
    if (turn === this.#turn) this.#check = check;
  }

  /** What differs from the profile as it is. An access token is only taken with the refresh token it came with. */
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

  /** Saves; true when it is done. A pair of another OA is taken with `anyway` only. */
  async save(tell: (thrown: unknown) => Reaction, anyway = false): Promise<boolean> {
    if (this.saving || this.blocked || this.#lacksToken()) return false;
    if (this.isUnchanged) return true;
    this.saving = true;
    this.otherOa = null;
    try {
      await this.#ipc.editProfile(this.#row.id, this.input, anyway);
      this.forget();
      return true;
    } catch (thrown) {
      const reaction = tell(thrown);
      if (reaction.kind === 'fields') this.#refused = reaction.findings;
      if (reaction.kind === 'other oa') this.otherOa = { known: reaction.known, found: reaction.found };
      return false;
    } finally {
      this.saving = false;
    }
  }

  /** Forgets the secrets typed, and every answer still to come. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.secretKey = this.refreshToken = this.accessToken = '';
  }

  #isChanged(field: DraftField): boolean {
    return this.input[VALUES[field]] !== null;
  }

  #fill(accessToken: string, refreshToken: string): void {
    this.accessToken = accessToken;
    this.refreshToken = refreshToken;
    this.#refused = [];
    void this.check();
  }

  #lacksToken(): boolean {
    if (!this.#newPair || typed(this.refreshToken) !== null) return false;
    const need = { words: 'page-new-pair-need', blocking: false, count: null, other: null };
    this.#refused = [{ field: 'refresh_token', ...need }];
    return true;
  }
}
