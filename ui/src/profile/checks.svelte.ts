/** "Kiểm tra token": Zalo's last answer, and for which OA. A check does not spend the refresh token. */
import type { CheckView, Ipc, ProfileRow } from '../ipc';
import type { Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';

export class Checks {
  readonly task = new Task((thrown) => this.#owner.tell(thrown));
  /** The OA being checked, or checked last. */
  asked = $state<string | null>(null);
  /** The result, and the pair it is about; kept until closed. */
  told = $state.raw<{ id: string; generation: number; view: CheckView } | null>(null);
  readonly #ipc: Ipc;
  readonly #owner: { tell(thrown: unknown): Reaction };

  constructor(ipc: Ipc, owner: { tell(thrown: unknown): Reaction }) {
    this.#ipc = ipc;
    this.#owner = owner;
  }

  /** Returns what to show on this OA's page. */
  of(row: ProfileRow): CheckView | null {
    const isOfThisPair = this.told?.id === row.id && this.told.generation === row.generation;
    return isOfThisPair ? (this.told?.view ?? null) : null;
  }

  async ask(row: ProfileRow): Promise<void> {
    const { id, generation } = row;
    await this.task.run(async () => {
      this.asked = id;
      this.told = { id, generation, view: await this.#ipc.checkToken(id) };
    });
  }

  close(): void {
    this.told = null;
  }
}
