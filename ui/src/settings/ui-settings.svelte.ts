/** Language, theme, last shown profile, groups and pins: applied to the document, stored by the shell. */
import { speak } from '../i18n/i18n.svelte';
import type { Ipc, Language, Order, ProfileGroup, Theme, UiSettings } from '../ipc';

const DARK = '(prefers-color-scheme: dark)';

const DEFAULTS: UiSettings = {
  language: 'vi',
  theme: 'system',
  lastProfile: null,
  order: 'added',
  closeToTray: null,
  groups: [],
  pins: [],
  updateChecks: null,
};

export class UiSettingsState {
  #uiSettings = $state.raw<UiSettings>(DEFAULTS);
  /** The appearance settings as the shell has stored them. */
  #kept = DEFAULTS;
  /** Resolves when the page speaks the chosen language. */
  spoken: Promise<void> = Promise.resolve();
  readonly #ipc: Ipc;
  readonly #tell: (thrown: unknown) => unknown;
  #queue: Promise<void> = Promise.resolve();

  constructor(ipc: Ipc, tell: (thrown: unknown) => unknown) {
    this.#ipc = ipc;
    this.#tell = tell;
  }

  get language(): Language {
    return this.#uiSettings.language;
  }

  get theme(): Theme {
    return this.#uiSettings.theme;
  }

  get order(): Order {
    return this.#uiSettings.order;
  }

  /** Whether the program keeps running after the window is closed; null until the user has chosen. */
  get closeToTray(): boolean | null {
    return this.#uiSettings.closeToTray;
  }

  /** Whether newer versions of the program are looked for. */
  get updateChecks(): boolean {
    return this.#uiSettings.updateChecks ?? true;
  }

  get groups(): readonly ProfileGroup[] {
    return this.#uiSettings.groups;
  }

  get pins(): readonly string[] {
    return this.#uiSettings.pins;
  }

  get lastProfile(): string | null {
    return this.#uiSettings.lastProfile;
  }

  /** Applies the stored looks and follows the system's theme; the returned function stops following. */
  follow(): () => void {
    const system = matchMedia(DARK);
    const wear = () => this.#wear();
    system.addEventListener('change', wear);
    wear();
    return () => system.removeEventListener('change', wear);
  }

  take(uiSettings: UiSettings): void {
    this.#kept = uiSettings;
    this.#show(uiSettings);
  }

  /** Shown at once. A change that cannot be stored is reverted and reported. */
  change(part: Partial<Omit<UiSettings, 'lastProfile'>>): Promise<void> {
    this.#show({ ...this.#uiSettings, ...part });
    return this.#keep(part).catch((thrown: unknown) => {
      // Values changed again since then are not reverted.
      const now = Object.entries(part).filter(([name, value]) => this.#uiSettings[name as keyof UiSettings] === value);
      const back = now.map(([name]) => [name, this.#kept[name as keyof UiSettings]]);
      this.#show({ ...this.#uiSettings, ...(Object.fromEntries(back) as Partial<UiSettings>) });
      this.#tell(thrown);
    });
  }

  /** Stores the last shown profile. A failure is ignored, since the user would not notice it. */
  remember(lastProfile: string): void {
    this.#uiSettings = { ...this.#uiSettings, lastProfile };
    this.#keep({ lastProfile }).catch(() => undefined);
  }

  /** Stores changes one after the other, each on top of what the shell has. */
  #keep(part: Partial<UiSettings>): Promise<void> {
    const kept = this.#queue.then(async () => {
      const next = { ...this.#kept, ...part };
      await this.#ipc.setUiSettings(next);
      this.#kept = next;
    });
    this.#queue = kept.catch(() => undefined);
    return kept;
  }

  #show(uiSettings: UiSettings): void {
    this.#uiSettings = uiSettings;
    this.#wear();
  }

  #wear(): void {
    const { language, theme } = this.#uiSettings;
    const dark = theme === 'dark' || (theme === 'system' && matchMedia(DARK).matches);
    document.documentElement.lang = language;
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    this.spoken = speak(language);
  }
}
