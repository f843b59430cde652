/** A new name for an OA, and the core's findings on it. */
import type { DraftCheck, EditInput, FindingView, Ipc, ProfileRow } from '../ipc';
import { DebouncedCheck } from '../kit/debounced-check';
import type { Reaction } from '../kit/failures';

export class Rename {
  name = $state('');
  saving = $state(false);
  findings = $state.raw<FindingView[]>([]);
  readonly #check = new DebouncedCheck<DraftCheck>(
    () => this.#ipc.checkEdit(this.#row.id, this.#input),
    ({ findings }) => this.#show(findings),
  );
  readonly #ipc: Ipc;
  readonly #row: ProfileRow;

  constructor(ipc: Ipc, row: ProfileRow) {
    this.#ipc = ipc;
    this.#row = row;
    this.name = row.name;
  }

  get #input(): EditInput {
    return { name: this.name, secretKey: null, appId: null, refreshToken: null, accessToken: null };
  }

  /** Asks the core once typing pauses. */
  changed(): void {
    this.findings = [];
    this.#check.soon();
  }

  /** Saves; returns the renamed row, or null if the name is not allowed. */
  async save(tell: (thrown: unknown) => Reaction): Promise<ProfileRow | null> {
    if (this.saving) return null;
    if (this.name === this.#row.name) return this.#row;
    this.saving = true;
    try {
      await this.#check.now();
      if (this.findings.some((finding) => finding.blocking)) return null;
      return await this.#ipc.editProfile(this.#row.id, this.#input, false);
    } catch (thrown) {
      const reaction = tell(thrown);
      if (reaction.kind === 'fields') this.#show(reaction.findings);
      return null;
    } finally {
      this.saving = false;
    }
  }

  #show(findings: FindingView[]): void {
    this.findings = findings.filter((each) => each.field === 'name');
  }
}
