/** The first access token of an OA: its page follows the first send that was saved. */
import type { Ipc, OutcomeView, ProfileRow } from '../ipc';
import type { Refresh } from '../refresh/refresh.svelte';
import { NO_EDIT } from './rules';

interface Owner {
  readonly ipc: Ipc;
  readonly refresh: Refresh;
  readonly appLocked: boolean;
  isOpen(id: string): boolean;
  fetchOpened(): Promise<void>;
  reload(): Promise<void>;
}

export class FirstTokens {
  /** The OA whose first access token is shown. */
  id = $state<string | null>(null);
  /** The OA that is being sent for the first time. */
  #sent: string | null = null;
  readonly #owner: Owner;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Sends an OA for the first time. */
  send(id: string, confirmed = false): void {
    this.#sent = id;
    void this.#owner.refresh.send(id, confirmed);
  }

  /** Takes the end of a send; reports whether it gets the page. */
  ended(id: string, outcome: OutcomeView): boolean {
    if (this.#sent !== id) return false;
    this.#sent = null;
    const shows = outcome.verdict === 'saved' && this.#owner.isOpen(id);
    if (shows) void this.show(id);
    return shows;
  }

  /** Asks Zalo which OA this is, which spends no token. An OA without a name of the user's takes Zalo's. */
  async name({ id, name, appId, oaName }: ProfileRow): Promise<void> {
    const { ipc } = this.#owner;
    if (oaName !== null) return;
    try {
      const found = (await ipc.checkToken(id)).oaName;
      if (found !== null && name.startsWith(appId)) await ipc.editProfile(id, { ...NO_EDIT, name: found }, false);
    } catch {
      return; // The name is only a convenience; the OA's page tells what is wrong.
    }
    await this.#owner.reload();
  }

  /** Shows the page, if the OA is still on the screen. */
  async show(id: string): Promise<void> {
    await this.#owner.fetchOpened();
    if (this.#owner.isOpen(id)) this.id = id;
  }
}
