/** A new name for an OA, and the core's findings on it. */
import type { DraftCheck, EditInput, FindingView, Ipc, ProfileRow } from '../ipc';
import { DebouncedCheck } from '../kit/debounced-check';
import type { Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';

export class Rename {
  name = $state('');
  readonly task = new Task((thrown) => this.#refuse(this.#tell(thrown)));
  findings = $state.raw<FindingView[]>([]);
  readonly #check = new DebouncedCheck<DraftCheck>(
    () => this.#ipc.checkEdit(this.#row.id, this.#input),
    ({ findings }) => this.#show(findings),
  );
  readonly #ipc: Ipc;
  readonly #row: ProfileRow;
  readonly #tell: (thrown: unknown) => Reaction;

  constructor(ipc: Ipc, row: ProfileRow, tell: (thrown: unknown) => Reaction) {
    this.#ipc = ipc;
    this.#row = row;
    this.#tell = tell;
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
  async save(): Promise<ProfileRow | null> {
    if (!this.task.busy && this.name === this.#row.name) return this.#row;
    const saved = await this.task.run(async () => {
      await this.#check.now();
      if (this.findings.some((finding) => finding.blocking)) return null;
      return this.#ipc.editProfile(this.#row.id, this.#input, false);
    });
    return saved ?? null;
  }

  #refuse(reaction: Reaction): void {
    if (reaction.kind === 'fields') this.#show(reaction.findings);
  }

  #show(findings: FindingView[]): void {
    this.findings = findings.filter((each) => each.field === 'name');
  }
}
