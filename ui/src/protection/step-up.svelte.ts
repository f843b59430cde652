/** Step-up: an action that cannot be undone asks for the passphrase again and then continues. */
import { CommandFailure, type Ipc } from '../ipc';
import { besideOr, type Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';

type Command = (...given: never[]) => Promise<unknown>;

export class StepUp {
  /** The passphrase dialog is open. */
  asking = $state(false);
  typed = $state('');
  readonly task = new Task((thrown) => (this.refused = besideOr(thrown, this.#tell)));
  /** What is wrong with the typed text: a message id. */
  refused = $state.raw<string | null>(null);
  #answer: (proven: boolean) => void = () => undefined;
  #question: Promise<boolean> | null = null;
  readonly #ipc: Ipc;
  readonly #tell: (thrown: unknown) => Reaction;

  constructor(ipc: Ipc, tell: (thrown: unknown) => Reaction) {
    this.#ipc = ipc;
    this.#tell = tell;
  }

  /** Wraps the shell: its guarded commands ask for the passphrase first where the core requires it. */
  around(ipc: Ipc): Ipc {
    return {
      ...ipc,
      revealSecret: this.#asks(ipc.revealSecret),
      copySecret: this.#asks(ipc.copySecret),
      copyCurl: this.#asks(ipc.copyCurl),
      beginRecoveryCode: this.#asks(ipc.beginRecoveryCode),
      saveBackupFile: this.#asks(ipc.saveBackupFile),
      moveProfiles: this.#asks(ipc.moveProfiles),
      chooseDestination: this.#asks(ipc.chooseDestination),
      changePlaceFile: this.#asks(ipc.changePlaceFile),
    };
  }

  typing(): void {
    this.refused = null;
  }

  async prove(): Promise<void> {
    await this.task.run(async () => {
      this.typing();
      await this.#ipc.stepUp(this.typed);
      this.#end(true);
    });
  }

  /** Cancels; the guarded action is not done. */
  cancel(): void {
    this.#end(false);
  }

  #asks<Asked extends Command>(command: Asked): Asked {
    const asked = async (...given: Parameters<Asked>) => {
      try {
        return await command(...given);
      } catch (thrown) {
        const needed = thrown instanceof CommandFailure && thrown.reason.code === 'needs_passphrase';
        if (!needed || !(await this.#ask())) throw thrown;
        return command(...given);
      }
    };
    return asked as unknown as Asked;
  }

  /** Two requests at the same time share one question. */
  #ask(): Promise<boolean> {
    this.asking = true;
    this.#question ??= new Promise((resolve) => (this.#answer = resolve));
    return this.#question;
  }

  #end(proven: boolean): void {
    this.asking = false;
    this.typed = '';
    this.typing();
    this.#question = null;
    this.#answer(proven);
  }
}
