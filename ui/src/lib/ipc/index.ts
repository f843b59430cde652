/**
 * The page's only access to the shell. All other modules take an `Ipc`, so that tests and the preview can pass a fake.
 * A refused command throws `CommandFailure`, whatever the shell threw.
 */
import {
  commands,
  events,
  type AttemptPhase,
  type CommandError,
  type AuthorizationEndView,
  type SecretName,
} from './bindings';

export type {
  AboutView,
  UpcomingExpiryView,
  UpcomingExpiryReason,
  AnswerLine,
  AnswerView,
  AttemptPage,
  AttemptPhase,
  AutomaticView,
  BackupView,
  BundleKind,
  BundleRow,
  MergeStatusView,
  BundleView,
  CheckVerdict,
  CheckView,
  CommandError,
  ConflictSide,
  ConflictView,
  AuthorizationEndView,
  AuthorizationView,
  TrashRow,
  DraftCheck,
  DraftField,
  DraftInput,
  EditInput,
  EnvNamesInput,
  EnvVariable,
  ExportChoice,
  ExportFormat,
  ExportPreview,
  FindingView,
  GenerationRow,
  HistoryLine,
  ImportChoice,
  ImportDraft,
  ImportEdit,
  ImportPreview,
  ImportSaved,
  Language,
  LineKind,
  Link,
  UiSettings,
  NextStep,
  OaFactsView,
  Order,
  OutcomeView,
  DestinationView,
  PolicyView,
  ProfilePage,
  ProfileRow,
  ProtectionView,
  RecoveryTask,
  RequestPart,
  RequestRow,
  RequestView,
  SecretName,
  SendPolicy,
  Settings,
  SlotKindView,
  SlotRow,
  AppStateView,
  StateView,
  Theme,
  UnlockOption,
  VaultView,
  VerdictView,
} from './bindings';

/** A refused command, with the reason from the shell. */
export class CommandFailure extends Error {
  constructor(readonly reason: CommandError) {
    super(reason.code);
    this.name = 'CommandFailure';
  }
}

/** The shell's events that the page listens to. */
export interface Listeners {
  profileChanged(id: string): void;
  /** Any profile may have changed, also by another process. */
  profilesChanged(): void;
  attemptMoved(id: string, phase: AttemptPhase): void;
  /** A file is being dragged over the window, or no longer is. */
  filesHovered(over: boolean): void;
  /** A file was dropped on the window; `readDropped` reads it. */
  filesDropped(): void;
  /** The app was locked, automatically or by the user. */
  appLocked(): void;
  /** The user closes the window and has not yet chosen what closing means. */
  closeAsked(): void;
  /** A notification could not be shown; `takeNotices` returns it. */
  noticesWait(): void;
  /** The user clicked a notification of this OA. */
  profileWanted(id: string): void;
  /** The shell received the browser's answer to a consent; `end` is the result. */
  consentEnded(id: string, end: AuthorizationEndView): void;
}

type Answer<T> = { status: 'ok'; data: T } | { status: 'error'; error: CommandError };

/** Turns a generated command into one that throws `CommandFailure`. */
function unwrapped<Given extends unknown[], Data>(command: (...given: Given) => Promise<Answer<Data>>) {
  return async (...given: Given): Promise<Data> => {
    const answer = await command(...given).catch((): Answer<Data> => {
      return { status: 'error', error: { code: 'unexpected' } };
    });
    if (answer.status === 'ok') return answer.data;
    // Tauri itself rejects with plain text (no permission, bad argument), which must never be shown.
    throw new CommandFailure(isCommandError(answer.error) ? answer.error : { code: 'unexpected' });
  };
}

function isCommandError(thrown: unknown): thrown is CommandError {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown && typeof thrown.code === 'string';
}

/** Starts listening; the returned function stops it. */
async function listen(listeners: Listeners): Promise<() => void> {
  const stops = await Promise.all([
    events.profileChanged.listen(({ payload }) => listeners.profileChanged(payload.id)),
    events.profilesChanged.listen(() => listeners.profilesChanged()),
    events.attemptMoved.listen(({ payload }) => listeners.attemptMoved(payload.id, payload.phase)),
    events.filesHovered.listen(({ payload }) => listeners.filesHovered(payload.over)),
    events.filesDropped.listen(() => listeners.filesDropped()),
    events.appLocked.listen(() => listeners.appLocked()),
    events.closeAsked.listen(() => listeners.closeAsked()),
    events.noticesWait.listen(() => listeners.noticesWait()),
    events.profileWanted.listen(({ payload }) => listeners.profileWanted(payload.id)),
    events.consentEnded.listen(({ payload }) => listeners.consentEnded(payload.id, payload.end)),
  ]);
  return () => stops.forEach((stop) => stop());
}

const reveal = unwrapped(commands.revealSecret);
const copy = unwrapped(commands.copySecret);

/** The shell of this window. */
export const shell = {
  getStart: unwrapped(commands.getStart),
  showWindow: unwrapped(commands.showWindow),
  listProfiles: unwrapped(commands.listProfiles),
  openProfile: unwrapped(commands.openProfile),
  checkDraft: unwrapped(commands.checkDraft),
  addProfile: unwrapped(commands.addProfile),
  editProfile: unwrapped(commands.editProfile),
  refreshToken: unwrapped(commands.refreshToken),
  /** Reveals a secret of the kept pair with this number, or of the current pair. */
  revealSecret: (id: string, secret: SecretName, generation: number | null = null) =>
    reveal({ of: 'profile', id, secret, generation }),
  /** Notes that the page no longer shows any secret. */
  recordConcealed: unwrapped(commands.recordConcealed),
  copySecret: (id: string, secret: SecretName, generation: number | null = null) =>
    copy({ of: 'profile', id, secret, generation }),
  /** Reveals the recovery code that is being made. */
  revealRecoveryCode: () => reveal({ of: 'recovery_code' }),
  copyRecoveryCode: () => copy({ of: 'recovery_code' }),
  exportTokens: unwrapped(commands.exportTokens),
  listHistory: unwrapped(commands.listHistory),
  retryUnlock: unwrapped(commands.retryUnlock),
  setLooks: unwrapped(commands.setLooks),
  answerClose: unwrapped(commands.answerClose),
  takeNotices: unwrapped(commands.takeNotices),
  getStartsWithComputer: unwrapped(commands.getStartsWithComputer),
  setStartsWithComputer: unwrapped(commands.setStartsWithComputer),
  previewExport: unwrapped(commands.previewExport),
  copyExport: unwrapped(commands.copyExport),
  readImport: unwrapped(commands.readImport),
  chooseImport: unwrapped(commands.chooseImport),
  readDropped: unwrapped(commands.readDropped),
  checkImport: unwrapped(commands.checkImport),
  saveImport: unwrapped(commands.saveImport),
  dropImport: unwrapped(commands.dropImport),
  deleteProfile: unwrapped(commands.deleteProfile),
  listDeleted: unwrapped(commands.listDeleted),
  restoreProfile: unwrapped(commands.restoreProfile),
  checkEdit: unwrapped(commands.checkEdit),
  startPractice: unwrapped(commands.startPractice),
  openAttempt: unwrapped(commands.openAttempt),
  copyReport: unwrapped(commands.copyReport),
  copyCurl: unwrapped(commands.copyCurl),
  getSettings: unwrapped(commands.getSettings),
  setSettings: unwrapped(commands.setSettings),
  getAbout: unwrapped(commands.getAbout),
  openLink: unwrapped(commands.openLink),
  openFolder: unwrapped(commands.openFolder),
  unlock: unwrapped(commands.unlock),
  makeVault: unwrapped(commands.makeVault),
  restoreBackup: unwrapped(commands.restoreBackup),
  lockApp: unwrapped(commands.lockApp),
  recordActivity: unwrapped(commands.recordActivity),
  getProtection: unwrapped(commands.getProtection),
  setPassphrase: unwrapped(commands.setPassphrase),
  makePassphrase: unwrapped(commands.makePassphrase),
  removePassphrase: unwrapped(commands.removePassphrase),
  stepUp: unwrapped(commands.stepUp),
  setLockAfter: unwrapped(commands.setLockAfter),
  beginRecoveryCode: unwrapped(commands.beginRecoveryCode),
  confirmRecoveryCode: unwrapped(commands.confirmRecoveryCode),
  resolveCopiedVault: unwrapped(commands.resolveCopiedVault),
  listGenerations: unwrapped(commands.listGenerations),
  saveBackupFile: unwrapped(commands.saveBackupFile),
  chooseSealedFile: unwrapped(commands.chooseSealedFile),
  openSealedFile: unwrapped(commands.openSealedFile),
  takeSealedFile: unwrapped(commands.takeSealedFile),
  dropSealedFile: unwrapped(commands.dropSealedFile),
  moveProfile: unwrapped(commands.moveProfile),
  takeBack: unwrapped(commands.takeBack),
  getConsent: unwrapped(commands.getConsent),
  beginConsent: unwrapped(commands.beginConsent),
  openConsent: unwrapped(commands.openConsent),
  copyConsentLink: unwrapped(commands.copyConsentLink),
  openCallbackSettings: unwrapped(commands.openCallbackSettings),
  finishConsent: unwrapped(commands.finishConsent),
  cancelConsent: unwrapped(commands.cancelConsent),
  checkToken: unwrapped(commands.checkToken),
  checkPasted: unwrapped(commands.checkPasted),
  getAvatar: unwrapped(commands.getAvatar),
  chooseOutlet: unwrapped(commands.chooseOutlet),
  tryOutlet: unwrapped(commands.tryOutlet),
  removeOutlet: unwrapped(commands.removeOutlet),
  setAutomatic: unwrapped(commands.setAutomatic),
  getPolicy: unwrapped(commands.getPolicy),
  setPolicy: unwrapped(commands.setPolicy),
  pauseClock: unwrapped(commands.pauseClock),
  listen,
};

/** What the page needs from a shell, real or fake. */
export type Ipc = typeof shell;
