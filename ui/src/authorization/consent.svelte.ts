/** One consent in progress: the link, the pasted address, and the result. */
import { CommandFailure, type AuthorizationEndView, type AuthorizationView, type Ipc, type OutcomeView } from '../ipc';
import type { Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';

interface Owner {
  tell(thrown: unknown): Reaction;
  /** The code was sent, and a pair is saved. */
  saved(id: string): unknown;
}

export class Consent {
  callback = $state('');
  pkce = $state(true);
  /** What the browser's address bar shows after the user agreed. */
  address = $state('');
  view = $state.raw<AuthorizationView | null>(null);
  /** Makes a link, or sends a code. */
  readonly task = new Task((thrown) => this.#refuse(thrown));
  sending = $state(false);
  /** Why the address gave no pair: a message id; the one with `-next` says what to do. */
  wrong = $state<string | null>(null);
  /** Zalo's answer to the code, unless it gave a pair. */
  outcome = $state.raw<OutcomeView | null>(null);
  /** Another OA gave its consent; the user is asked before its code is sent. */
  otherOa = $state.raw<{ known: string; found: string } | null>(null);
  readonly id: string;
  readonly #ipc: Ipc;
  readonly #owner: Owner;

  constructor(ipc: Ipc, id: string, owner: Owner) {
    this.#ipc = ipc;
    this.id = id;
    this.#owner = owner;
  }

  /** Why the callback address is invalid: a message id; the one with `-next` says what to do. */
  badCallback = $state<string | null>(null);

  /** A link is open in a browser, or may be. */
  get begun(): boolean {
    return this.view?.link != null;
  }

  /** Returns the milliseconds for which the link is still valid; null without a link. */
  left(now: Date): number | null {
    return this.view?.endsAt ? Math.max(0, Date.parse(this.view.endsAt) - now.getTime()) : null;
  }

  async load(): Promise<void> {
    try {
      this.view = await this.#ipc.getAuthorization(this.id);
      this.callback = this.view.callback;
      this.pkce = this.view.pkce;
    } catch (thrown) {
      this.#refuse(thrown);
    }
  }

  /**
   * Makes the link. A link that still fits is reused, since making a new one would invalidate it.
   */
  make(now: Date): Promise<boolean> {
    return this.#with(now, () => undefined);
  }

  /** Opens the link in the browser. */
  open(now: Date): Promise<boolean> {
    return this.#with(now, () => this.#ipc.openAuthorization(this.id));
  }

  /** Copies the link, or a message with `{link}` in it. */
  copy(now: Date, message: string | null): Promise<boolean> {
    return this.#with(now, () => this.#ipc.copyAuthorizationLink(this.id, message));
  }

  async #with(now: Date, act: () => unknown): Promise<boolean> {
    const done = await this.task.run(async () => {
      const { view } = this;
      const fits = view !== null && this.callback.trim() === view.callback && this.pkce === view.pkce;
      this.#forgetAnswer();
      if (!this.begun || !fits || this.left(now) === 0) {
        this.view = await this.#ipc.beginAuthorization(this.id, this.callback, this.pkce);
      }
      await act();
      return true;
    });
    return done === true;
  }

  async openSettings(): Promise<void> {
    await this.#ipc.openCallbackSettings(this.id).catch((thrown: unknown) => this.#refuse(thrown));
  }

  /**
   * Submits the address. With an empty box or with `anyway`, submits the previous one, which the shell caught or the
   * user was asked about.
   */
  async finish(anyway = false): Promise<void> {
    if (this.task.busy) return;
    const address = anyway || this.address.trim() === '' ? null : this.address;
    this.wrong = this.outcome = this.otherOa = null;
    this.sending = true;
    await this.task.run(async () => this.take(await this.#ipc.finishAuthorization(this.id, address, anyway)));
    this.sending = false;
  }

  /** Handles the result of an address, pasted or caught. */
  take(end: AuthorizationEndView): void {
    if (end.kind === 'bad_address') this.wrong = end.words;
    if (end.kind === 'other_oa') this.otherOa = { known: end.known, found: end.found };
    if (end.kind !== 'ended') return;
    if (end.outcome.verdict === 'saved') {
      this.#forgetAnswer();
      this.#owner.saved(this.id);
    } else {
      this.outcome = end.outcome;
      // The code is used up, so a new link is needed.
      if (end.outcome.words === 'refused-code' && this.view) this.view = { ...this.view, link: null, endsAt: null };
    }
  }

  /** Cancels the consent; its link becomes invalid. */
  cancel(): void {
    this.#forgetAnswer();
    void this.#ipc.cancelAuthorization(this.id).catch(() => undefined);
  }

  #forgetAnswer(): void {
    this.address = '';
    this.wrong = this.badCallback = this.outcome = this.otherOa = null;
  }

  #refuse(thrown: unknown): void {
    if (thrown instanceof CommandFailure && thrown.reason.code === 'invalid_callback') {
      this.badCallback = thrown.reason.words;
    } else this.#owner.tell(thrown);
  }
}
