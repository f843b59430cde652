/** The form of a new OA: what was typed, and what the core says of it. */
import type { Reaction } from '$lib/failures';
import type { DraftCheck, DraftField, DraftInput, FindingView, Ipc, ProfileRow } from '$lib/ipc';

/** Typing pauses for about this long between words. */
const TYPING_PAUSE = 150;

const EMPTY: DraftInput = { name: '', secretKey: '', refreshToken: '', appId: '' };
const UNCHECKED: DraftCheck = { findings: [], fine: [], savable: false, sendable: false };

/** Told, but nothing to look at again. */
const REMARKS = new Set(['draft-trimmed']);

export function isRemark(finding: FindingView): boolean {
  return REMARKS.has(finding.words);
}

/** The form has no box for an access token, and the core says nothing of one that is not there. */
const VALUES: Partial<Record<DraftField, keyof DraftInput>> = {
  name: 'name',
  secret_key: 'secretKey',
  refresh_token: 'refreshToken',
  app_id: 'appId',
};

/** The field that stops saving; without one, sending lacks its refresh token. */
function firstToMend(findings: FindingView[]): DraftField {
  return findings.find((finding) => finding.blocking)?.field ?? 'refresh_token';
}

export class Draft {
  typed = $state<DraftInput>({ ...EMPTY });
  saving = $state(false);
  #check = $state.raw<DraftCheck>(UNCHECKED);
  #refused = $state.raw<FindingView[]>([]);
  #pressed = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get isEmpty(): boolean {
    return Object.values(this.typed).every((value) => value === '');
  }

  isFine(field: DraftField): boolean {
    return this.#check.fine.includes(field) && this.#refused.every((finding) => finding.field !== field);
  }

  /** What is said beside a field. That something is missing is only said once a button was pressed. */
  findings(field: DraftField): FindingView[] {
    const all = [...this.#refused, ...this.#check.findings].filter((finding) => finding.field === field);
    const value = VALUES[field];
    return value && this.typed[value] === '' && !this.#pressed ? [] : all;
  }

  /** How many fields are worth another look. */
  get doubtful(): number {
    const fields = Object.keys(VALUES) as DraftField[];
    return fields.filter((field) => this.findings(field).some((finding) => !isRemark(finding))).length;
  }

  /** Asks the core again once the typing pauses. */
  changed(): void {
    this.#refused = [];
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.check().catch(() => undefined), TYPING_PAUSE);
  }

  /** Asks the core; the last question's answer wins. */
  async check(): Promise<DraftCheck> {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    const check = await this.#ipc.checkDraft({ ...this.typed });
    if (turn === this.#turn) this.#check = check;
    return check;
  }

  /**
   * Checks and saves; from now on also says what is missing. Gives the new row, or the first field that stops it,
   * or null when something else did (told by `tell`).
   */
  async save(toSend: boolean, tell: (thrown: unknown) => Reaction): Promise<ProfileRow | DraftField | null> {
    if (this.saving) return null;
    this.saving = true;
    this.#pressed = true;
    try {
      const check = await this.check();
      if (!(toSend ? check.sendable : check.savable)) return firstToMend(check.findings);
      return await this.#ipc.addProfile({ ...this.typed });
    } catch (thrown) {
      const reaction = tell(thrown);
      if (reaction.kind !== 'fields') return null;
      this.#refused = reaction.findings;
      return firstToMend(reaction.findings);
    } finally {
      this.saving = false;
    }
  }

  /** Forgets everything typed, secrets above all. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.typed = { ...EMPTY };
    this.#check = UNCHECKED;
    this.#refused = [];
    this.#pressed = false;
  }
}
