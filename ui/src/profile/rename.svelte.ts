/** A new name for an OA, and the core's findings on it. */
import type { EditInput, FindingView, Ipc, ProfileRow } from '../ipc';
import type { Reaction } from '../kit/failures';

/** A typical pause between typed words, in milliseconds. */
const TYPING_PAUSE = 150;

export class Rename {
  name = $state('');
  saving = $state(false);
  findings = $state.raw<FindingView[]>([]);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
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
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check().catch(() => undefined), TYPING_PAUSE);
  }

  /** Saves; returns the renamed row, or null if the name is not allowed. */
  async save(tell: (thrown: unknown) => Reaction): Promise<ProfileRow | null> {
    if (this.saving) return null;
    if (this.name === this.#row.name) return this.#row;
    this.saving = true;
    try {
      await this.#check();
      if (this.findings.some((finding) => finding.blocking)) return null;
      return await this.#ipc.editProfile(this.#row.id, this.#input, false);
    } catch (thrown) {
      const reaction = tell(thrown);
      if (reaction.kind === 'fields') this.findings = reaction.findings.filter((each) => each.field === 'name');
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Asks the core; only the latest answer counts. */
  async #check(): Promise<void> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const check = await this.#ipc.checkEdit(this.#row.id, this.#input);
    if (turn === this.#turn) this.findings = check.findings.filter((each) => each.field === 'name');
  }
}
