/** Getting a pair from Zalo for an OA: the first one, or a new one for a dead refresh token. */
import { t } from '../i18n/i18n.svelte';
import type { AuthorizationEndView, Ipc, ProfileRow } from '../ipc';
import type { Reaction } from '../kit/failures';
import type { Toasts } from '../kit/toasts.svelte';
import type { FirstTokens } from '../import/first-token.svelte';
import type { Refresh } from '../refresh/refresh.svelte';
import type { Checks } from '../profile/checks.svelte';
import { Consent } from './consent.svelte';

interface Owner {
  readonly ipc: Ipc;
  readonly rows: ProfileRow[];
  readonly toasts: Toasts;
  readonly checks: Checks;
  readonly firstTokens: FirstTokens;
  readonly refresh: Refresh;
  tell(thrown: unknown): Reaction;
  reload(): Promise<void>;
}

export type Road = 'explorer' | 'link';

export class Authorization {
  /** The OA that gets the pair; null while no dialog is open. */
  id = $state<string | null>(null);
  road = $state<Road>('explorer');
  /** The consent in progress, if the user chose the link. */
  consent = $state.raw<Consent | null>(null);
  readonly #owner: Owner;

  constructor(owner: Owner) {
    this.#owner = owner;
  }

  /** Shows a way to get a pair: API Explorer, or the link that an admin of the OA opens. */
  open(id: string, road: Road = 'explorer'): void {
    this.id = id;
    this.road = road;
    if (road === 'link' && this.consent?.id !== id) this.begin(id);
  }

  /** Leaves the page; a link that an admin may have opened stays valid. */
  leave(): void {
    this.id = null;
  }

  /** A pair was pasted: it is refreshed at once, so that its life becomes known. */
  async paired(row: ProfileRow, confirmed: boolean): Promise<void> {
    const isNew = !row.hasRefreshToken && !row.hasAccessToken;
    this.close();
    await this.#owner.reload();
    if (isNew) this.#owner.firstTokens.send(row.id, confirmed);
    else void this.#owner.refresh.send(row.id, confirmed);
  }

  close(): void {
    this.consent?.cancel();
    this.id = this.consent = null;
  }

  /** Starts the consent link. */
  begin(id: string): Consent {
    const { ipc } = this.#owner;
    const owner = { tell: (thrown: unknown) => this.#owner.tell(thrown), saved: (of: string) => this.#saved(of) };
    this.consent = new Consent(ipc, id, owner);
    void this.consent.load();
    return this.consent;
  }

  /** Handles a consent answer that the shell caught. */
  heard(id: string, end: AuthorizationEndView): void {
    if (this.consent?.id === id) this.consent.take(end);
    // The answer may arrive after the dialog was closed; a saved pair must be reported anyway.
    else if (end.kind === 'ended' && end.outcome.verdict === 'saved') void this.#saved(id);
  }

  /** Reports and shows the new pair, then checks it with Zalo, which spends nothing. */
  async #saved(id: string): Promise<void> {
    const isNew = this.#owner.rows.some((each) => each.id === id && !each.hasRefreshToken && !each.hasAccessToken);
    if (this.consent?.id === id) this.consent = null;
    if (this.id === id) this.id = null;
    await this.#owner.reload();
    const row = this.#owner.rows.find((each) => each.id === id);
    if (!row) return;
    if (isNew) void this.#owner.firstTokens.show(id);
    this.#owner.toasts.say(t('page-paired', { name: row.name }));
    await this.#owner.checks.ask(row);
  }
}
