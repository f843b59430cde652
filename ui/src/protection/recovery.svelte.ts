/**
 * Making a recovery code: explanation, the code itself, typing one group back. It takes effect only after that was
 * right.
 */
import type { Ipc, RecoveryTask } from '../ipc';
import { besideOr, type Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import type { Protection } from './protection.svelte';
import { groupsOf } from './recovery-code';

export type RecoveryStep = 'why' | 'code' | 'ask' | 'done';

export interface RecoveryHost {
  readonly ipc: Ipc;
  readonly protection: Protection;
  tell(thrown: unknown): Reaction;
}

export class Recovery {
  step = $state<RecoveryStep>('why');
  task = $state.raw<RecoveryTask | null>(null);
  /** The code's groups, while they may be shown. */
  groups = $state.raw<string[]>([]);
  typed = $state('');
  refused = $state.raw<string | null>(null);
  readonly asking = new Task((thrown) => (this.refused = besideOr(thrown, (each) => this.#host.tell(each))));
  readonly #host: RecoveryHost;

  constructor(host: RecoveryHost) {
    this.#host = host;
  }

  /** A code was made, and it is not active yet. */
  get isPending(): boolean {
    return this.step === 'code' || this.step === 'ask';
  }

  forget(): void {
    if (this.groups.length > 0) this.#host.ipc.recordConcealed().catch(() => undefined);
    this.groups = [];
    this.typed = '';
  }

  typing(): void {
    this.refused = null;
  }

  /** Goes to the next step; the step before the last asks the core. */
  async next(): Promise<void> {
    if (this.step === 'why') await this.asking.run(() => this.#begin());
    else if (this.step === 'code') this.step = 'ask';
    else if (this.step === 'ask') await this.asking.run(() => this.#confirm());
  }

  /** Returns to the code, so that the user can write down what is missing. */
  back(): void {
    this.typed = '';
    this.typing();
    this.step = 'code';
  }

  async #begin(): Promise<void> {
    this.typing();
    this.task = await this.#host.ipc.beginRecoveryCode();
    this.groups = groupsOf(await this.#host.ipc.revealRecoveryCode());
    this.step = 'code';
  }

  async #confirm(): Promise<void> {
    this.typing();
    this.#host.protection.take(await this.#host.ipc.confirmRecoveryCode(this.typed));
    this.forget();
    this.step = 'done';
  }
}
