/** The form of a new team: what was typed, and whether the database was found fit. */
import type { Ipc, TeamDatabaseInput, TeamView } from '../ipc';
import type { Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import { saidOf, type Said } from './team.svelte';

/** What it needs of the app. */
export interface TeamFormHost {
  readonly ipc: Ipc;
  tell(thrown: unknown): Reaction;
}

/** The port of PostgreSQL. */
const PORT = '5432';

export class TeamForm {
  name = $state('');
  myName = $state('');
  host = $state('');
  port = $state(PORT);
  database = $state('');
  user = $state('');
  password = $state('');
  ids = $state.raw<readonly string[]>([]);
  /** What the database was found to hold: nothing (''), or the team of this name. Null until it was asked. */
  found = $state.raw<string | null>(null);
  said = $state.raw<Said | null>(null);
  readonly checking: Task<null>;
  readonly saving: Task<null>;
  readonly #host: TeamFormHost;

  constructor(host: TeamFormHost, ids: readonly string[]) {
    this.#host = host;
    this.ids = ids;
    const refused = (thrown: unknown) => {
      this.said = saidOf(thrown, (each) => host.tell(each));
      return null;
    };
    this.checking = new Task(refused);
    this.saving = new Task(refused);
  }

  get #address(): TeamDatabaseInput {
    return { host: this.host, port: this.port, database: this.database, user: this.user };
  }

  /** Whether the database can be asked. */
  get askable(): boolean {
    return [this.host, this.database, this.user].every((typed) => typed.trim() !== '');
  }

  /** Whether the team can be made: the database answered and is empty. */
  get ready(): boolean {
    return this.found === '' && this.name.trim() !== '' && this.myName.trim() !== '';
  }

  /** The address was changed, so what was found is of another. */
  typing(): void {
    this.found = this.said = null;
  }

  async check(): Promise<void> {
    await this.checking.run(async () => {
      this.typing();
      const asked = JSON.stringify([this.#address, this.password]);
      const found = (await this.#host.ipc.tryTeamDatabase(this.#address, this.password)) ?? '';
      if (asked === JSON.stringify([this.#address, this.password])) this.found = found;
      return null;
    });
  }

  /** Makes the team; returns it if that worked. */
  async save(): Promise<TeamView | null> {
    const made = await this.saving.run(async () => {
      this.said = null;
      const { name, myName, password } = this;
      return this.#host.ipc.createTeam({ name, myName, database: this.#address, ids: [...this.ids] }, password);
    });
    return made ?? null;
  }
}
