/** The vault's protection: its slots, the app lock, the recovery code, and whether the vault was copied here. */
import { t } from '../i18n/i18n.svelte';
import { CommandFailure, type Ipc, type ProtectionView } from '../ipc';
import type { Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import type { Toasts } from '../kit/toasts.svelte';
import { isToldAgain } from './rules';

/** What it needs of the app. */
export interface ProtectionHost {
  readonly ipc: Ipc;
  /** The vault is open, and the app is not locked. */
  readonly usable: boolean;
  fetchStart(): Promise<void>;
  tell(thrown: unknown): Reaction;
  readonly toasts: Pick<Toasts, 'say'>;
  readonly settings: { open(section: 'protection'): void };
}

export class Protection {
  /** Null until the shell has answered. */
  view = $state.raw<ProtectionView | null>(null);
  readonly settling = new Task((thrown) => this.#host.tell(thrown));
  #turn = 0;
  #toldAt: number | null = null;
  readonly #host: ProtectionHost;

  constructor(host: ProtectionHost) {
    this.#host = host;
  }

  get hasPassphrase(): boolean {
    return this.view?.hasPassphrase ?? false;
  }

  /** No recovery code is kept; a dot on the settings says so. */
  get wantsRecoveryCode(): boolean {
    return this.view !== null && !this.view.hasRecoveryCode;
  }

  /** Whether the vault came from another computer, and what the user chose. */
  get copied(): 'no' | 'asks' | 'elsewhere' {
    if (!this.view?.copiedHere) return 'no';
    return this.view.copiedAnswered ? 'elsewhere' : 'asks';
  }

  /** Fetches the view; called often, fails silently. Only the latest answer counts. */
  async load(): Promise<void> {
    if (!this.#host.usable) return;
    const turn = ++this.#turn;
    const view = await this.#host.ipc.getProtection().catch(() => null);
    if (view && turn === this.#turn) this.view = view;
  }

  /** Takes the core's answer to a change. */
  take(view: ProtectionView): void {
    this.#turn += 1;
    this.view = view;
  }

  async lock(): Promise<void> {
    try {
      await this.#host.ipc.lockApp();
      await this.#host.fetchStart();
    } catch (thrown) {
      const unset = thrown instanceof CommandFailure && thrown.reason.code === 'no_passphrase';
      if (unset) this.#offerPassphrase();
      else this.#host.tell(thrown);
    }
  }

  /** The app cannot be locked yet. */
  #offerPassphrase(): void {
    const take = () => this.#host.settings.open('protection');
    this.#host.toasts.say(t('error-no-passphrase'), 'warn', { label: t('page-set-passphrase'), take });
  }

  /** Reports user activity; the core counts the idle time from here until it locks. */
  touched(now: number): void {
    if (!this.#host.usable || !this.hasPassphrase || !isToldAgain(this.#toldAt, now)) return;
    this.#toldAt = now;
    this.#host.ipc.recordActivity().catch(() => undefined);
  }

  async setLockAfter(minutes: number): Promise<void> {
    const { view } = this;
    if (!view) return;
    this.take({ ...view, lockAfterMinutes: minutes });
    try {
      this.take(await this.#host.ipc.setLockAfter(minutes));
    } catch (thrown) {
      this.take(view);
      this.#host.tell(thrown);
    }
  }

  /** Chooses which computer continues: this one, or the one the vault was copied from. */
  async settle(here: boolean): Promise<void> {
    await this.settling.run(async () => this.take(await this.#host.ipc.resolveCopiedVault(here)));
  }
}
