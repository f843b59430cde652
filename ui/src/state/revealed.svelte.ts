/** The one secret that may be read on the screen, for half a minute. */
import type { Ipc, SecretName } from '$lib/ipc';

const SHOWN_FOR = 30_000;

/** The same secret can stand in the request and in the answer; only the one asked for opens. */
export type Spot = 'request' | 'answer';

interface Open {
  id: string;
  spot: Spot;
  secret: SecretName;
  value: string;
}

export class Revealed {
  #open = $state.raw<Open | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  valueOf(id: string, spot: Spot, secret: SecretName): string | null {
    const open = this.#open;
    return open && open.id === id && open.spot === spot && open.secret === secret ? open.value : null;
  }

  /** Shows it, or hides it if it is shown. A slow answer never opens what was closed meanwhile. */
  async toggle(id: string, spot: Spot, secret: SecretName): Promise<void> {
    const wasOpen = this.valueOf(id, spot, secret) !== null;
    this.hide();
    if (wasOpen) return;
    const turn = this.#asked;
    const value = await this.#ipc.revealSecret(id, secret);
    if (turn !== this.#asked) return;
    this.#open = { id, spot, secret, value };
    this.#timer = setTimeout(() => this.hide(), SHOWN_FOR);
  }

  hide(): void {
    clearTimeout(this.#timer);
    this.#asked += 1;
    this.#open = null;
  }
}
