/**
 * "Làm mới N OA đến hạn": refreshes one OA after the other, each with its own line. A failure does not stop the rest.
 */
import type { ProfileRow } from '../ipc';
import { reactionToThrown, type Sentence } from '../kit/failures';
import type { Tone } from '../kit/tone';
import { VERDICT_TONES } from '../profile/rules';
import type { Refresh } from './refresh.svelte';

export interface RoundLine {
  id: string;
  name: string;
  step: 'waiting' | 'sending' | 'ended';
  say: Sentence;
  tone: Tone;
  saved: boolean;
}

/** What it needs of the app. */
export interface BulkRefreshHost {
  readonly rows: ProfileRow[];
  tell(thrown: unknown): unknown;
  reload(): Promise<void>;
}

type End = Pick<RoundLine, 'say' | 'tone' | 'saved'>;

export class BulkRefresh {
  lines = $state.raw<RoundLine[]>([]);
  running = $state(false);
  readonly #refresh: Pick<Refresh, 'attempt'>;
  readonly #host: BulkRefreshHost;

  constructor(refresh: Pick<Refresh, 'attempt'>, host: BulkRefreshHost) {
    this.#refresh = refresh;
    this.#host = host;
  }

  get ended(): number {
    return this.lines.filter((line) => line.step === 'ended').length;
  }

  get saved(): number {
    return this.lines.filter((line) => line.saved).length;
  }

  /** `confirmed`: the user accepted that these OAs, never refreshed here, are sent although one may be in use. */
  async run(due: readonly ProfileRow[], confirmed = false): Promise<void> {
    if (this.running || due.length === 0) return;
    this.running = true;
    this.lines = due.map(({ id, name }) => ({ id, name, step: 'waiting', ...left('page-round-waiting', 'off') }));
    for (const { id } of due) {
      this.#set(id, { step: 'sending', say: { words: 'page-sending' } });
      this.#set(id, { step: 'ended', ...(await this.#send(id, confirmed)) });
      await this.#host.reload();
    }
    this.running = false;
  }

  /** Removes the lines. */
  clear(): void {
    if (!this.running) this.lines = [];
  }

  async #send(id: string, confirmed: boolean): Promise<End> {
    // Another window or command may have changed the row since the button was pressed.
    const row = this.#host.rows.find((each) => each.id === id);
    if (!row) return left('page-error-no-such-profile', 'warn');
    const isStill = confirmed ? row.untried : row.due;
    if (!isStill) return left('page-round-not-due', 'off');
    try {
      const { verdict, words } = await this.#refresh.attempt(id, confirmed);
      return { say: { words }, tone: VERDICT_TONES[verdict], saved: verdict === 'saved' };
    } catch (thrown) {
      return this.#refusal(thrown);
    }
  }

  /** Shown on the line, never in a dialog, which would block the rest. */
  #refusal(thrown: unknown): End {
    const reaction = reactionToThrown(thrown);
    if (reaction.kind === 'vault') this.#host.tell(thrown);
    if (reaction.kind === 'vault') return left('vault-locked', 'warn');
    if (reaction.kind === 'fields') return left('page-error-unexpected', 'bad');
    if (reaction.kind === 'toast' || reaction.kind === 'notice')
      return { say: reaction.say, tone: 'warn', saved: false };
    return left('page-round-skipped', 'off');
  }

  #set(id: string, change: Partial<RoundLine>): void {
    this.lines = this.lines.map((line) => (line.id === id ? { ...line, ...change } : line));
  }
}

function left(words: string, tone: Tone): End {
  return { say: { words }, tone, saved: false };
}
