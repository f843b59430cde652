/** Language, theme and the profile shown last: worn by the document, kept by the shell. */
import type { Ipc, Language, Looks, Order, Theme } from '$lib/ipc';
import { speak } from '$lib/words.svelte';

const DARK = '(prefers-color-scheme: dark)';

export class LooksState {
  #looks = $state.raw<Looks>({ language: 'vi', theme: 'system', lastProfile: null, order: 'added', closeToTray: null });
  readonly #ipc: Ipc;

  constructor(ipc: Ipc) {
    this.#ipc = ipc;
  }

  get language(): Language {
    return this.#looks.language;
  }

  get theme(): Theme {
    return this.#looks.theme;
  }

  get order(): Order {
    return this.#looks.order;
  }

  /** Closing the window lets the program go on; null until somebody was asked. */
  get closeToTray(): boolean | null {
    return this.#looks.closeToTray;
  }

  get lastProfile(): string | null {
    return this.#looks.lastProfile;
  }

  /** Puts on what the shell kept, and follows the system's theme; the answer stops following. */
  follow(): () => void {
    const system = matchMedia(DARK);
    const wear = () => this.#wear();
    system.addEventListener('change', wear);
    wear();
    return () => system.removeEventListener('change', wear);
  }

  take(looks: Looks): void {
    this.#looks = looks;
    this.#wear();
  }

  change(part: Partial<Looks>): void {
    this.take({ ...this.#looks, ...part });
    // Only looks: if they can't be kept, nothing is lost that the user would miss.
    this.#ipc.setLooks(this.#looks).catch(() => undefined);
  }

  #wear(): void {
    const { language, theme } = this.#looks;
    const dark = theme === 'dark' || (theme === 'system' && matchMedia(DARK).matches);
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    speak(language);
  }
}
