/** Correcting an OA: only what was changed is handed on. */
import type { Reaction } from '$lib/failures';
import type { DraftField, EditInput, FindingView, Ipc, ProfileRow } from '$lib/ipc';

export class Edit {
  name = $state('');
  appId = $state('');
  /** Empty secrets stay as they are. */
  secretKey = $state('');
  refreshToken = $state('');
  accessToken = $state('');
  saving = $state(false);
  #refused = $state.raw<FindingView[]>([]);
  readonly #ipc: Ipc;
  readonly #row: ProfileRow;

  constructor(ipc: Ipc, row: ProfileRow) {
    this.#ipc = ipc;
    this.#row = row;
    this.name = row.name;
    this.appId = row.appId;
  }

  findings(field: DraftField): FindingView[] {
    return this.#refused.filter((finding) => finding.field === field);
  }

  changed(field: DraftField): void {
    this.#refused = this.#refused.filter((finding) => finding.field !== field);
  }

  /** What differs from the profile as it is. */
  get input(): EditInput {
    const typed = (value: string) => (value.trim() === '' ? null : value);
    return {
      name: this.name === this.#row.name ? null : this.name,
      appId: this.appId === this.#row.appId ? null : this.appId,
      secretKey: typed(this.secretKey),
      refreshToken: typed(this.refreshToken),
      accessToken: typed(this.accessToken),
    };
  }

  get isUnchanged(): boolean {
    return Object.values(this.input).every((value) => value === null);
  }

  /** Saves; true when it is done. */
  async save(tell: (thrown: unknown) => Reaction): Promise<boolean> {
    if (this.saving) return false;
    if (this.isUnchanged) return true;
    this.saving = true;
    try {
      await this.#ipc.editProfile(this.#row.id, this.input);
      return true;
    } catch (thrown) {
      const reaction = tell(thrown);
      if (reaction.kind === 'fields') this.#refused = reaction.findings;
      return false;
    } finally {
      this.saving = false;
    }
  }
}
