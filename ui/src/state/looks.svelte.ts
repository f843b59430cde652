/** Language, theme and the profile shown last: worn by the document, kept by the shell. */
import type { Ipc, Language, Looks, Order, Theme } from '$lib/ipc';
import { speak } from '$lib/words.svelte';

const DARK = '(prefers-color-scheme: dark)';

const DEFAULTS: Looks = {
  language: 'vi',
  theme: 'system',
  lastProfile: null,
  order: 'added',
  closeToTray: null,
};

export class LooksState {
  #looks = $state.raw<Looks>(DEFAULTS);
  /** As the shell has them. */
  #kept = DEFAULTS;
  readonly #ipc: Ipc;
  readonly #tell: (thrown: unknown) => unknown;
  #queue: Promise<void> = Promise.resolve();

  constructor(ipc: Ipc, tell: (thrown: unknown) => unknown) {
    this.#ipc = ipc;
    this.#tell = tell;
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
    this.#kept = looks;
    this.#show(looks);
  }

  /** Shown at once; what could not be kept goes back and is told. */
  change(part: Partial<Omit<Looks, 'lastProfile'>>): Promise<void> {
    this.#show({ ...this.#looks, ...part });
    return this.#keep(part).catch((thrown: unknown) => {
      // What was chosen since stays.
      const now = Object.entries(part).filter(([name, value]) => this.#looks[name as keyof Looks] === value);
      const back = now.map(([name]) => [name, this.#kept[name as keyof Looks]]);
      this.#show({ ...this.#looks, ...(Object.fromEntries(back) as Partial<Looks>) });
      this.#tell(thrown);
    });
  }

  /** Remembers the profile shown last: if it can't be kept, nothing is lost that the user would miss. */
  remember(lastProfile: string): void {
    this.#looks = { ...this.#looks, lastProfile };
    this.#keep({ lastProfile }).catch(() => undefined);
  }

  /** One after the other, each over what the shell has. */
  #keep(part: Partial<Looks>): Promise<void> {
    const kept = this.#queue.then(async () => {
      const next = { ...this.#kept, ...part };
      await this.#ipc.setLooks(next);
      this.#kept = next;
    });
    this.#queue = kept.catch(() => undefined);
    return kept;
  }

  #show(looks: Looks): void {
    this.#looks = looks;
    this.#wear();
  }

  #wear(): void {
    const { language, theme } = this.#looks;
    const dark = theme === 'dark' || (theme === 'system' && matchMedia(DARK).matches);
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    speak(language);
  }
}
