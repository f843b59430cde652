/** The form for a new OA: what the user typed, and the core's findings. */
import type { DraftCheck, DraftField, DraftInput, FindingView, Ipc, ProfileRow } from '../ipc';
import { DebouncedCheck } from '../kit/debounced-check';
import type { Reaction } from '../kit/failures';
import { isRemark } from '../kit/findings';
import { Task } from '../kit/task.svelte';

const EMPTY: DraftInput = { name: '', secretKey: '', refreshToken: '', appId: '' };
const UNCHECKED: DraftCheck = { findings: [], fine: [], savable: false, sendable: false };

/** The form has no field for an access token, and the core reports nothing on a missing one. */
const VALUES: Partial<Record<DraftField, keyof DraftInput>> = {
  name: 'name',
  secret_key: 'secretKey',
  refresh_token: 'refreshToken',
  app_id: 'appId',
};

/** Returns the field that prevents saving; without one, sending lacks its refresh token. */
function firstToMend(findings: FindingView[]): DraftField {
  return findings.find((finding) => finding.blocking)?.field ?? 'refresh_token';
}

export class Draft {
  typed = $state<DraftInput>({ ...EMPTY });
  readonly task = new Task((thrown) => this.#refuse(this.#tell(thrown)));
  #checked = $state.raw<DraftCheck>(UNCHECKED);
  #refused = $state.raw<FindingView[]>([]);
  #pressed = $state(false);
  readonly #check = new DebouncedCheck<DraftCheck>(
    () => this.#ipc.checkDraft({ ...this.typed }),
    (checked) => (this.#checked = checked),
  );
  readonly #ipc: Ipc;
  readonly #tell: (thrown: unknown) => Reaction;

  constructor(ipc: Ipc, tell: (thrown: unknown) => Reaction) {
    this.#ipc = ipc;
    this.#tell = tell;
  }

  get isEmpty(): boolean {
    return Object.values(this.typed).every((value) => value === '');
  }

  isFine(field: DraftField): boolean {
    return this.#checked.fine.includes(field) && this.#refused.every((finding) => finding.field !== field);
  }

  /** Returns what to show beside a field. A missing value is reported only after a button was pressed. */
  findings(field: DraftField): FindingView[] {
    const all = [...this.#refused, ...this.#checked.findings].filter((finding) => finding.field === field);
    const value = VALUES[field];
    return value && this.typed[value] === '' && !this.#pressed ? [] : all;
  }

  /** How many fields need a second look. */
  get doubtful(): number {
    const fields = Object.keys(VALUES) as DraftField[];
    return fields.filter((field) => this.findings(field).some((finding) => !isRemark(finding))).length;
  }

  /** Asks the core again once typing pauses. */
  changed(): void {
    this.#refused = [];
    this.#check.soon();
  }

  /** Asks the core; only the latest answer counts. */
  check(): Promise<DraftCheck> {
    return this.#check.now();
  }

  /**
   * Checks and saves; from now on missing values are reported too. Returns the new row, the first field that prevents
   * saving, or null for any other failure.
   */
  async save(toSend: boolean): Promise<ProfileRow | DraftField | null> {
    const saved = await this.task.run(async () => {
      this.#pressed = true;
      const check = await this.check();
      if (!(toSend ? check.sendable : check.savable)) return firstToMend(check.findings);
      return this.#ipc.addProfile({ ...this.typed });
    });
    return saved ?? null;
  }

  /** Clears everything typed, especially secrets. */
  clear(): void {
    this.#check.stop();
    this.typed = { ...EMPTY };
    this.#checked = UNCHECKED;
    this.#refused = [];
    this.#pressed = false;
  }

  #refuse(reaction: Reaction): DraftField | null {
    if (reaction.kind !== 'fields') return null;
    this.#refused = reaction.findings;
    return firstToMend(reaction.findings);
  }
}
