/** The settings as a place of the page: which section is shown, and where the person came from. */
import type { Place } from '../app/app.svelte';

export const SECTIONS = ['general', 'clock', 'protection', 'data', 'team', 'about'] as const;
export type Section = (typeof SECTIONS)[number];

/** What it needs of the app. */
export interface SettingsHost {
  place: Place;
  readonly revealedSecret: { hide(): void };
  /** Fetches the list and the open profile again. */
  reload(): Promise<void>;
}

export class SettingsPlace {
  section = $state.raw<Section>('general');
  /** The name of the setting to bring into view and focus once it is there; null if none is looked for. */
  sought = $state.raw<string | null>(null);
  #before: Place = { kind: 'welcome' };
  readonly #host: SettingsHost;

  constructor(host: SettingsHost) {
    this.#host = host;
  }

  get isOpen(): boolean {
    return this.#host.place.kind === 'settings';
  }

  open(section: Section = 'general', sought: string | null = null): void {
    this.section = section;
    this.sought = sought;
    if (this.isOpen) return;
    this.#host.revealedSecret.hide();
    this.#before = this.#host.place;
    this.#host.place = { kind: 'settings' };
  }

  /** Shows again what was shown before. */
  leave(): void {
    if (!this.isOpen) return;
    this.cover();
    void this.#host.reload();
  }

  /** Leaves without fetching anything: the app is being locked. */
  cover(): void {
    if (this.isOpen) this.#host.place = this.#before;
  }
}
