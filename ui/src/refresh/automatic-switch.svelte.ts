/** One OA's switch of automatic refresh: turned off at once, turned on after a question. */
import { tick } from 'svelte';
import type { Ipc, ProfileRow } from '../ipc';
import { Task } from '../kit/task.svelte';

/** What it needs of the app. */
export interface AutomaticSwitchHost {
  readonly ipc: Ipc;
  tell(thrown: unknown): unknown;
  reload(): Promise<void>;
}

export class AutomaticSwitch {
  readonly task: Task;
  #isOpen = $state(false);
  readonly #host: AutomaticSwitchHost;
  readonly #row: () => ProfileRow;
  readonly #button: () => HTMLElement | null;

  /** `button` returns the switch, which takes the focus when the question closes. */
  constructor(host: AutomaticSwitchHost, row: () => ProfileRow, button: () => HTMLElement | null) {
    this.#host = host;
    this.#row = row;
    this.#button = button;
    this.task = new Task((thrown) => host.tell(thrown));
  }

  /** The question is open. */
  get asking(): boolean {
    return this.#isOpen && !this.#row().automatic.on;
  }

  flip = (): void => {
    if (this.#row().automatic.on) void this.#set(false);
    else this.#isOpen = !this.#isOpen;
  };

  /** The question was answered: nothing else refreshes the OA. */
  turnOn = (): void => void this.#set(true);

  close = async (): Promise<void> => {
    this.#isOpen = false;
    await tick();
    this.#button()?.focus();
  };

  async #set(on: boolean): Promise<void> {
    const { ipc } = this.#host;
    await this.task.run(() => ipc.setAutomatic(this.#row().id, on).then(() => this.#host.reload()));
    if (on) await this.close();
  }
}
