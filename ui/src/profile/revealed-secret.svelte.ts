/** The only secret that is readable on the screen, for half a minute. */
import type { Ipc, SecretName } from '../ipc';

const SHOWN_FOR = 30_000;

/**
 * The same secret can appear in the request, in the answer and among the kept pairs; only the requested place shows it.
 */
export type Spot = 'request' | 'answer' | 'pairs';

interface Open {
  id: string;
  spot: Spot;
  secret: SecretName;
  /** The kept pair's number; null for whichever pair is current. */
  generation: number | null;
  value: string;
}

export class RevealedSecret {
  #open = $state.raw<Open | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  valueOf(id: string, spot: Spot, secret: SecretName, generation: number | null = null): string | null {
    const open = this.#open;
    if (!open || open.id !== id || open.spot !== spot) return null;
    return open.secret === secret && open.generation === generation ? open.value : null;
  }

  /** Shows the secret, or hides it if it is shown. A late answer never shows what was closed in the meantime. */
  async toggle(id: string, spot: Spot, secret: SecretName, generation: number | null = null): Promise<void> {
    if (this.valueOf(id, spot, secret, generation) !== null) return this.hide();
    this.#close();
    const turn = this.#asked;
    const value = await this.#ipc.revealSecret(id, secret, generation);
    if (turn !== this.#asked) return this.#concealed();
    this.#open = { id, spot, secret, generation, value };
    this.#timer = setTimeout(() => this.hide(), SHOWN_FOR);
  }

  hide(): void {
    const wasOpen = this.#open !== null;
    this.#close();
    if (wasOpen) this.#concealed();
  }

  /** The shell excludes the window from recordings while something is shown; a later reveal continues that. */
  #concealed(): void {
    if (this.#open === null) this.#ipc.recordConcealed().catch(() => undefined);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#open = null;
  }
}
