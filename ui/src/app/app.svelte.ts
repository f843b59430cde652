/** Owns everything that the page shows: vault, list, open profile, and the shell's events. */
import { createContext } from 'svelte';
import { Authorization } from '../authorization/authorization.svelte';
import { Bundles } from '../bundles/bundles.svelte';
import { t } from '../i18n/i18n.svelte';
import { MINUTE } from '../i18n/time';
import { FirstTokens } from '../import/first-token.svelte';
import { Groups } from '../groups/groups.svelte';
import { Import, type Next } from '../import/import.svelte';
import type {
  DraftField,
  ExportFormat,
  Ipc,
  Link,
  OutcomeView,
  ProfilePage,
  ProfileRow,
  AppStateView,
  VaultView,
} from '../ipc';
import { Clock } from '../kit/clock.svelte';
import { reactionToThrown, type Reaction, type Sentence } from '../kit/failures';
import { Task } from '../kit/task.svelte';
import { Toasts } from '../kit/toasts.svelte';
import { Avatars } from '../profile/avatars.svelte';
import { Checks } from '../profile/checks.svelte';
import { copySecret } from '../profile/copying';
import { RevealedSecret } from '../profile/revealed-secret.svelte';
import { outcomeTone, outcomeWords } from '../profile/rules';
import { Trash } from '../profile/trash.svelte';
import { Protection } from '../protection/protection.svelte';
import { StepUp } from '../protection/step-up.svelte';
import { BulkRefresh } from '../refresh/bulk-refresh.svelte';
import { Refresh } from '../refresh/refresh.svelte';
import { SettingsPlace } from '../settings/settings-place.svelte';
import { UiSettingsState } from '../settings/ui-settings.svelte';
import { Team } from '../team/team.svelte';
import { Updates } from '../updates/updates.svelte';
import { Changes } from './changes';
import { stepFrom } from './order';
import { ProfileList } from './profile-list.svelte';
import { WindowLifecycle } from './window-lifecycle.svelte';

/** What the main area shows. */
export type Place = { kind: 'welcome' | 'overview' | 'add' | 'review' | 'settings' } | { kind: 'profile'; id: string };

/** A dialog that belongs to no OA. */
export type Panel = 'help' | 'deleted' | 'recovery' | 'palette';
export const [useApp, provideApp] = createContext<App>();

export class App {
  /** Null until the shell has answered for the first time. */
  vault = $state.raw<VaultView | null>(null);
  /** The app is locked: the screen shows nothing of any OA. */
  appLocked = $state(false);
  /** Known while the app is locked: whether a recovery code can unlock it, and whether some OA refreshes automatically. */
  hasRecoveryCode = $state(false);
  refreshesAutomatically = $state(false);
  rows = $state.raw<ProfileRow[]>([]);
  place = $state.raw<Place>({ kind: 'welcome' });
  /** The open profile's page; null while it is being fetched. */
  opened = $state.raw<ProfilePage | null>(null);
  /** The value of the open profile that is being corrected in its row; null while none is. */
  correcting = $state.raw<DraftField | null>(null);
  notice = $state.raw<{ say: Sentence; next: Sentence } | null>(null); // A request that was not carried out.
  panel = $state.raw<Panel | null>(null);
  exporting = $state.raw<readonly string[] | null>(null); // The OAs whose export dialog is open.
  savedPlaces = $state.raw<string | null>(null); // The OA that was just refreshed: where its token goes is shown.
  tokenUrl = $state('');
  exportFormat = $state<ExportFormat>('text'); // The format of the last export.

  readonly toasts = new Toasts();
  /** Makes a practice OA. */
  readonly sandbox = new Task((thrown) => this.tell(thrown));
  readonly clock = new Clock(this);
  readonly uiSettings: UiSettingsState;
  readonly groups: Groups;
  readonly revealedSecret: RevealedSecret;
  readonly checks: Checks;
  readonly authorization: Authorization;
  readonly avatars: Avatars;
  readonly importing: Import;
  readonly firstTokens = new FirstTokens(this);
  readonly refresh: Refresh;
  readonly bulkRefresh: BulkRefresh;
  readonly profileList: ProfileList;
  readonly settings = new SettingsPlace(this);
  readonly windowLifecycle: WindowLifecycle;
  readonly trash: Trash;
  readonly bundles: Bundles;
  readonly protection: Protection;
  readonly team = new Team(this);
  readonly updates = new Updates(this);
  readonly stepUp: StepUp;
  readonly ipc: Ipc;
  #starting = false;
  #outdated = false;
  /** The pending fetch of the open profile's page. */
  #fetching: Promise<void> = Promise.resolve();
  #pageTurn = 0;
  #rowsTurn = 0;
  readonly #changes = new Changes(this);

  constructor(shell: Ipc) {
    this.stepUp = new StepUp(shell, this.tell);
    const ipc = (this.ipc = this.stepUp.around(shell));
    this.uiSettings = new UiSettingsState(ipc, this.tell);
    this.groups = new Groups(this);
    this.revealedSecret = new RevealedSecret(ipc);
    this.checks = new Checks(ipc, this);
    this.authorization = new Authorization(this);
    this.avatars = new Avatars(ipc);
    this.refresh = new Refresh(ipc, { ended: (id, outcome) => this.#ended(id, outcome), tell: this.tell });
    this.bulkRefresh = new BulkRefresh(this.refresh, this);
    this.importing = new Import(ipc, {
      tell: this.tell,
      ready: () => this.usable,
      fills: () => this.fillsSlots,
      review: (already) => this.#review(already),
      reload: () => this.reload(),
      group: (named) => void this.groups.place(named),
      done: (saved, next) => this.#imported(saved, next),
      left: () => this.place.kind === 'review' && this.leaveForm(),
    });
    this.profileList = new ProfileList(this);
    this.windowLifecycle = new WindowLifecycle(ipc, this);
    this.trash = new Trash(ipc, this);
    this.bundles = new Bundles(ipc, this);
    this.protection = new Protection(this);
  }

  /** Starts: applies the display settings, listens to events, makes the first call. The returned function stops it. */
  start(): () => void {
    const stopUiSettings = this.uiSettings.follow();
    const listening = this.ipc.listen({
      profileChanged: (id) => this.#changes.profile(id),
      profilesChanged: () => this.#changes.all(),
      attemptMoved: (id, phase) => this.refresh.moved(id, phase),
      filesHovered: (over) => (this.importing.hovered = over),
      filesDropped: () => void this.importing.dropped(),
      appLocked: () => (this.#cover(), void this.fetchStart()),
      closeAsked: () => (this.windowLifecycle.closeAsked = true),
      notificationsWait: () => void this.windowLifecycle.takeNotifications(),
      profileWanted: (id) => this.usable && this.rows.some((row) => row.id === id) && this.choose(id),
      authorizationEnded: (id, end) => this.authorization.heard(id, end),
      teamChanged: () => void this.team.load(),
      updateFound: () => void this.updates.load(),
    });
    listening.catch(this.tell);
    // States change with time (due, expired) without an event, so reload regularly while the page is visible.
    const reloading = setInterval(() => void (document.hidden || this.reload()), MINUTE);
    this.clock.tick();
    const first = this.fetchStart().then(() => this.#fetching);
    const stopSeeing = this.windowLifecycle.show(
      Promise.all([first.then(() => this.uiSettings.spoken), listening]),
      () => void (document.hidden ? this.revealedSecret.hide() : this.reload()),
    );
    return () => {
      stopUiSettings();
      void listening.then((stop) => stop()).catch(() => undefined);
      stopSeeing();
      clearInterval(reloading);
      this.clock.stop();
    };
  }

  async fetchStart(): Promise<void> {
    if ((this.#outdated = this.#starting)) return; // The pending answer may be older than this request.
    this.#starting = true;
    await this.answered(
      () => this.ipc.getAppState(),
      (start) => this.#outdated || this.takeStart(start),
    );
    this.#starting = false;
    if (this.#outdated) await this.fetchStart();
  }

  /** The vault is open and the app is not locked. */
  get usable(): boolean {
    return this.vault?.state === 'ready' && !this.appLocked;
  }

  /** The three slots of a new OA are on the screen. */
  get fillsSlots(): boolean {
    return (
      this.place.kind === 'add' ||
      (this.rows.length === 0 && this.place.kind !== 'review' && this.place.kind !== 'settings')
    );
  }

  /** Fetches the list and the open profile again. */
  async reload(): Promise<void> {
    const { place } = this;
    await this.#fetchRows();
    if (this.place === place) await this.fetchOpened();
    void this.protection.load();
  }

  isOpen(id: string): boolean {
    return this.place.kind === 'profile' && this.place.id === id;
  }

  /** Shows a profile. */
  choose(id: string): void {
    if (this.isOpen(id)) return;
    this.revealedSecret.hide();
    this.opened = this.correcting = this.firstTokens.id = null;
    this.place = { kind: 'profile', id };
    this.uiSettings.remember(id);
    void this.fetchOpened();
  }

  /** Shows the OA above or below in the list. */
  step(by: 1 | -1): void {
    const row = stepFrom(this.profileList.rows, this.place.kind === 'profile' ? this.place.id : null, by);
    if (row) this.choose(row.id);
  }

  /** Shows all OAs, or those of a group. */
  overview(group: string | null = null): void {
    this.revealedSecret.hide();
    this.groups.show(group);
    this.place = { kind: 'overview' };
  }

  /** Shows the slots for a new OA; a review that is open comes first. */
  add(): void {
    this.revealedSecret.hide();
    this.place = { kind: this.importing.cards.length > 0 ? 'review' : 'add' };
  }

  /** Leaves the slots or a review for what was shown before. */
  leaveForm(): void {
    const back = this.rows.find((row) => row.id === this.uiSettings.lastProfile) ?? this.rows[0];
    if (back) this.choose(back.id);
    else this.place = { kind: 'welcome' };
  }

  /** Shows the recognised OAs. */
  #review(already: boolean): void {
    this.revealedSecret.hide();
    this.place = { kind: 'review' };
    if (already) this.toasts.say(t('page-import-busy'), 'warn');
  }

  /** Shows the practice OA; makes one if there is none. */
  async startSandbox(): Promise<void> {
    // A dead practice OA has nothing left to show, so make a new one.
    const held = this.rows.find((row) => row.practice && row.state !== 'needs_consent');
    await this.sandbox.run(async () => {
      await this.answered(
        () => (held ? Promise.resolve(held) : this.ipc.startSandbox()),
        (row) => this.choose(row.id),
      );
      await this.#fetchRows();
    });
  }

  /** Copies a secret of a kept pair by its number, or of the current pair; returns true on success. */
  copy = (...named: Parameters<Ipc['copySecret']>): Promise<boolean> => copySecret(this, named);

  /** Copies the next request as a command with both secrets in it. Call only after the user has confirmed. */
  async copyCurl(id: string): Promise<void> {
    await this.answered(async () => (await this.ipc.copyCurl(id), this.toasts.say(t('page-copied-curl'))));
  }

  /** Opens one of Zalo's pages in the browser. */
  open = (link: Link): Promise<boolean> => this.answered(() => this.ipc.openLink(link));

  reveal = (...spot: Parameters<RevealedSecret['toggle']>): Promise<boolean> =>
    this.answered(() => this.revealedSecret.toggle(...spot));

  /** Shows a refused command as the table says. Fields and questions are left to the caller. */
  tell = (thrown: unknown): Reaction => {
    const reaction = reactionToThrown(thrown);
    if (reaction.kind === 'toast') this.toasts.say(t(reaction.say.words, reaction.say.args), 'warn');
    if (reaction.kind === 'notice') this.notice = { say: reaction.say, next: reaction.next };
    if (reaction.kind === 'vault') void this.fetchStart();
    // Never refetch the open page because opening it failed: that would loop.
    if (reaction.kind === 'toast' && reaction.stale === 'list') void this.#fetchRows();
    if (reaction.kind === 'toast' && reaction.stale === 'page') void this.reload();
    return reaction;
  };

  /** Takes the shell's answer, or reports its refusal; returns true on success. */
  async answered<T>(ask: () => Promise<T>, take: (answer: T) => unknown = () => undefined): Promise<boolean> {
    try {
      take(await ask());
      return true;
    } catch (thrown) {
      this.tell(thrown);
      return false;
    }
  }

  /** Applies the shell's overall state: at the start, and whenever the vault or the app was locked or unlocked. */
  takeStart(start: AppStateView): void {
    if (start.appLocked) this.bundles.forget();
    this.vault = start.vault;
    this.appLocked = start.appLocked;
    [this.hasRecoveryCode, this.refreshesAutomatically] = [start.hasRecoveryCode, start.refreshesAutomatically];
    this.tokenUrl = start.tokenUrl;
    this.uiSettings.take(start.uiSettings);
    // Marks the end of the start-up for measurements.
    requestAnimationFrame(() => performance.mark('usable'));
    if (!this.usable) this.revealedSecret.hide();
    if (start.appLocked) return this.#cover();
    const { place } = this;
    this.#takeRows(start.profiles);
    // Navigating elsewhere already fetches the page.
    if (this.place === place) void this.fetchOpened();
    void this.protection.load();
    void this.windowLifecycle.takeNotifications();
  }

  /** Clears everything that identifies an OA, and everything that would reopen after unlocking. */
  #cover(): void {
    this.appLocked = true;
    this.settings.cover();
    this.authorization.close();
    this.checks.close();
    this.stepUp.cancel();
    this.avatars.forget();
    this.team.cover();
    this.panel = this.exporting = this.savedPlaces = this.notice = this.opened = this.firstTokens.id = null;
    this.refresh.keep();
    this.toasts.dismiss();
    this.toasts.clear();
  }

  #takeRows(rows: ProfileRow[]): void {
    this.rows = rows;
    this.avatars.fetch(rows);
    this.clock.tick();
    const { place } = this;
    const isGone =
      place.kind === 'profile' ? rows.every((row) => row.id !== place.id) : place.kind === 'overview' && !rows.length;
    if (isGone || place.kind === 'welcome') this.leaveForm();
  }

  takeRow(row: ProfileRow): void {
    if (this.rows.every((known) => known.id !== row.id)) return;
    this.#takeRows(this.rows.map((known) => (known.id === row.id ? row : known)));
  }

  async #fetchRows(): Promise<void> {
    if (this.appLocked) return;
    const turn = ++this.#rowsTurn;
    await this.answered(
      () => this.ipc.listProfiles(),
      (rows) => turn === this.#rowsTurn && this.#takeRows(rows),
    );
  }

  fetchOpened(): Promise<void> {
    return (this.#fetching = this.#fetchPage());
  }

  async #fetchPage(): Promise<void> {
    const { place } = this;
    if (place.kind !== 'profile' || !this.usable) return;
    const turn = ++this.#pageTurn;
    await this.answered(
      () => this.ipc.openProfile(place.id),
      (page) => {
        if (turn !== this.#pageTurn) return;
        this.opened = page;
        this.takeRow(page.row);
      },
    );
  }

  async #imported(saved: ProfileRow[], next: Next): Promise<void> {
    const [first, ...others] = saved;
    await this.#fetchRows();
    if (!first) return;
    this.revealedSecret.hide();
    const isShown = this.place.kind === 'profile' && this.place.id === first.id;
    if (isShown) await this.fetchOpened();
    else if (others.length > 0) this.overview();
    else this.choose(first.id);
    if (next === 'send') this.firstTokens.send(first.id);
    else if (next === 'pair') this.authorization.open(first.id, 'link');
    else if (others.length > 0) this.toasts.say(t('page-import-saved', { count: String(saved.length) }));
    else this.toasts.say(t('page-saved-not-sent', { name: first.name }));
  }

  #ended(id: string, outcome: OutcomeView): void {
    if (this.firstTokens.ended(id, outcome)) return;
    if (outcome.verdict === 'saved') this.savedPlaces = id;
    const name = this.rows.find((row) => row.id === id)?.name ?? '';
    this.toasts.say(t('page-ended-with', { name, words: outcomeWords(t, outcome) }), outcomeTone(outcome));
  }

  ends(): number[] {
    const ends = this.rows.flatMap((row) => [row.accessExpiresAt, row.refreshExpiresAt]);
    ends.push(this.authorization.consent?.view?.endsAt ?? null);
    return ends.filter((end) => end !== null).map((end) => Date.parse(end));
  }
}
