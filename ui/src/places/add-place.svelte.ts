/** A place that is being added: what was typed, and the shell's answer. */
import { Export } from '../export/export.svelte';
import type { CopyForm, Ipc, PlaceAdded, PlaceView, Preset, ProfileRow } from '../ipc';
import { reactionToThrown, type Reaction } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import { freeName, RECEIVERS, type Kind } from './rules';

/** What it needs of the app. */
export interface AddPlaceHost {
  readonly ipc: Ipc;
  tell(thrown: unknown): Reaction;
}

/** Returns the sentence for a name or address that is refused; other refusals are reported. */
export function refusedWords(thrown: unknown, tell: (thrown: unknown) => Reaction): string | null {
  const reaction = reactionToThrown(thrown);
  if (reaction.kind === 'fields') return 'page-place-name-taken';
  if (reaction.kind === 'toast' && reaction.stale === 'nothing') return reaction.say.words;
  tell(thrown);
  return null;
}

export class AddPlace {
  kind = $state<Kind>('file');
  name = $state('');
  address = $state('');
  preset = $state<Preset | null>('n8n');
  withToken = $state(true);
  withStates = $state(false);
  reminds = $state(true);
  copiedAs = $state<CopyForm>('access_token');
  privateNetwork = $state(false);
  /** The path of the chosen file; the shell holds it. */
  path = $state<string | null>(null);
  /** The message id of why it was refused. */
  refused = $state<string | null>(null);
  readonly task: Task<null>;
  readonly exporting: Export;
  readonly #host: AddPlaceHost;
  readonly #id: string;
  readonly #places: readonly PlaceView[];

  constructor(host: AddPlaceHost, row: ProfileRow) {
    this.#host = host;
    this.#id = row.id;
    this.#places = row.places;
    this.exporting = new Export(host.ipc, row.id, 'env', (thrown) => host.tell(thrown));
    this.task = new Task((thrown) => {
      this.refused = refusedWords(thrown, (each) => host.tell(each));
      return null;
    });
  }

  /** A name that the user has not typed follows the choice. */
  choose(kind: Kind): void {
    this.kind = kind;
    this.refused = null;
    this.name = kind === 'sheet' ? freeName('Google Sheets', this.#places) : '';
    if (kind === 'webhook') this.receive(this.preset);
    if (kind === 'file') void this.exporting.show();
  }

  receive(preset: Preset | null): void {
    const typed = this.name !== '' && !RECEIVERS.some((each) => this.name.startsWith(each.name));
    this.preset = preset;
    const usual = RECEIVERS.find((each) => each.preset === preset)?.name;
    if (!typed) this.name = usual === undefined ? '' : freeName(usual, this.#places);
  }

  /** Whether everything that is needed was given. */
  get ready(): boolean {
    if (this.kind === 'file') return this.path !== null && !this.exporting.blocked;
    if (this.kind === 'by_hand') return this.name.trim() !== '';
    return this.address.trim() !== '';
  }

  async chooseFile(): Promise<void> {
    await this.task.run(async () => {
      this.refused = null;
      this.path = (await this.#host.ipc.choosePlaceFile(this.#id, this.exporting.choice())) ?? this.path;
      return null;
    });
  }

  /** Saves the place, which is tried at once; null if it was refused. */
  async save(): Promise<PlaceAdded | null> {
    this.refused = null;
    const added = await this.task.run(() => this.#add());
    return added ?? null;
  }

  #add(): Promise<PlaceAdded> {
    const { ipc } = this.#host;
    if (this.kind === 'file') return ipc.addFilePlace(this.#id, this.exporting.choice());
    if (this.kind === 'by_hand') return ipc.addNotePlace(this.#id, this.name, this.reminds, this.copiedAs);
    const isSheet = this.kind === 'sheet';
    return ipc.addWebhookPlace(this.#id, {
      name: this.name,
      address: this.address,
      withToken: isSheet || this.withToken,
      withStates: !isSheet && this.withStates,
      privateNetwork: !isSheet && this.privateNetwork,
      preset: isSheet ? 'apps_script' : this.preset,
    });
  }
}
