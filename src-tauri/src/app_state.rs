//! The state that commands share: the engine, and why the vault is not open.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oa_token_engine::clock::SystemClock;
use oa_token_engine::host::ThisHost;
use oa_token_engine::paths::Environment;
use oa_token_engine::zalo_client::ClientOptions;
use oa_token_engine::{
    AutoRefreshEvent, Engine, EngineError, EngineEvent, EngineOptions, FrontEnd, Timeouts, UnlockOption, messages,
};
use oa_token_model::explanation::Explanation;
use oa_token_model::outcome::AttemptResult;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileRecord;
use oa_token_model::secret::Secret;
use oa_token_vault::keys::{DataKey, KeyProblem, KeySource, OsKeychain};
use oa_token_vault::{VaultError, VaultErrorKind};
use tokio::sync::broadcast::Receiver;
use tokio::sync::{OnceCell, watch};

use crate::clipboard::Copied;
use crate::close_behavior::CloseBehavior;
use crate::desktop::Desktop;
use crate::notifications::PendingNotifications;
use crate::pending_bundle::PendingBundle;
use crate::pending_import::PendingImport;
use crate::pending_invitation::PendingInvitation;
use crate::pending_place::PendingPlace;
use crate::read_ahead::ReadAhead;
use crate::sandbox::SandboxServer;
use crate::updates::Updates;
use crate::views::{AppStateView, BackupView, VaultState, VaultView, convert};

/// How often a change of the vault by another process is looked for while a window is open.
const LOOK: Duration = Duration::from_secs(1);

/// How long other work waits for a page that loads.
const LOADING: Duration = Duration::from_secs(3);

/// The state that commands share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The handle on the core.
    pub engine: Engine,
    /// The calls to the desktop.
    pub(crate) desktop: Arc<dyn Desktop>,
    /// Practice Zalo, once it is needed.
    pub(crate) sandbox: SandboxServer,
    /// Recognised drafts that wait to be saved.
    pub(crate) pending_import: Arc<PendingImport>,
    /// The chosen sealed file, kept between the page's calls.
    pub(crate) pending_bundle: Arc<PendingBundle>,
    /// The chosen invitation of a team, and the passphrase of one that was just made.
    pub(crate) pending_invitation: Arc<PendingInvitation>,
    /// What adding a place leaves for the next call.
    pub(crate) pending_place: Arc<PendingPlace>,
    /// What is known of newer versions of the program.
    pub(crate) updates: Arc<Updates>,
    /// A newer version that was downloaded.
    #[cfg(any(windows, target_os = "macos"))]
    pub(crate) downloaded: Arc<Mutex<Option<crate::update_installer::Downloaded>>>,
    /// The copied secret that must still be removed from the clipboard.
    pub(crate) copied: Arc<Copied>,
    /// What closing the window does.
    pub(crate) close_behavior: Arc<CloseBehavior>,
    /// Notices that the desktop did not show.
    pub(crate) pending_notifications: Arc<PendingNotifications>,
    /// Notifies of changes without an engine event: a new language, an opened lock.
    pub(crate) refresh_signal: watch::Sender<()>,
    /// The OA that was last refreshed automatically.
    pub(crate) refreshed_automatically: watch::Sender<Option<String>>,
    /// How many processes have started to replace this one.
    pub(crate) successors: watch::Sender<u32>,
    /// Whether the user typed a secret to open the vault: then another process cannot obtain the key.
    typed: Arc<AtomicBool>,
    /// The key that the previous process handed over, until it is used.
    left: Arc<Mutex<Option<DataKey>>>,
    opened: Arc<OnceCell<()>>,
    /// Whether the window that this process starts with has painted nothing yet.
    loading: watch::Sender<bool>,
    /// The answer to the page's first call, if it was read while the page loads.
    read_ahead: Arc<Mutex<Option<ReadAhead>>>,
    /// What has happened since the overall state was read for the page, which does not listen yet at its first call.
    since_answer: Arc<Mutex<Option<Receiver<EngineEvent>>>>,
    problem: Arc<Mutex<Option<Problem>>>,
}

/// Why the vault is not open.
#[derive(Clone)]
struct Problem {
    state: VaultState,
    explanation: Explanation,
    ways: Vec<UnlockOption>,
    backup: Option<BackupView>,
}

/// The usual time limits. UI tests shorten the ones that a test would wait for.
fn timeouts() -> Timeouts {
    let usual = Timeouts::default();
    #[cfg(feature = "testing")]
    if let Some(text) = std::env::var_os("OA_TOKEN_TEST_STEP_UP_MS") {
        let given = text.to_str().and_then(|text| text.parse().ok()).map(Duration::from_millis);
        return Timeouts { step_up: given.unwrap_or(usual.step_up), ..usual };
    }
    usual
}

impl AppState {
    /// Starts the engine with the usual time limits; `reason` is why the computer stays awake. Needs a Tokio runtime.
    pub fn new(environment: Environment, desktop: Arc<dyn Desktop>, reason: String) -> Result<Self, EngineError> {
        let options = EngineOptions {
            environment,
            clock: Arc::new(SystemClock),
            keychain: Arc::new(OsKeychain::new()),
            client: ClientOptions::default(),
            timeouts: timeouts(),
            host: Arc::new(ThisHost::new(reason)),
            front_end: FrontEnd::Window,
        };
        Self::with(options, desktop)
    }

    /// Starts the engine with these options. Needs a Tokio runtime.
    pub fn with(options: EngineOptions, desktop: Arc<dyn Desktop>) -> Result<Self, EngineError> {
        let engine = Engine::start(options)?;
        Ok(Self {
            engine,
            desktop,
            pending_import: Arc::default(),
            sandbox: SandboxServer::default(),
            pending_bundle: Arc::default(),
            pending_invitation: Arc::default(),
            pending_place: Arc::default(),
            updates: Arc::default(),
            #[cfg(any(windows, target_os = "macos"))]
            downloaded: Arc::default(),
            copied: Arc::default(),
            close_behavior: Arc::default(),
            pending_notifications: Arc::default(),
            refresh_signal: watch::Sender::default(),
            refreshed_automatically: watch::Sender::default(),
            successors: watch::Sender::default(),
            typed: Arc::default(),
            left: Arc::default(),
            opened: Arc::default(),
            loading: watch::Sender::default(),
            read_ahead: Arc::default(),
            since_answer: Arc::default(),
            problem: Arc::default(),
        })
    }

    /// Opens the vault, once: at the start, and at the latest at the page's first call.
    pub(crate) async fn open_once(&self) {
        self.opened
            .get_or_init(|| async {
                self.open().await;
                // Before the reading, so that no change is missed.
                self.engine.watch_changes(LOOK);
                if self.is_loading() {
                    let read = ReadAhead::read(self).await;
                    *self.read_ahead.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
                }
                self.engine.protection().watch_idle();
                let (engine, state) = (self.engine.clone(), self.clone());
                // Runs until the program ends. Its results reach the page as the engine's events.
                tauri::async_runtime::spawn(async move {
                    state.until_loaded().await;
                    state.set_alert_language();
                    engine.auto_refresh().run(|news| state.record_saved(&news)).await;
                });
                self.refresh_signal.send_replace(());
            })
            .await;
    }

    /// A window was opened whose page will ask for everything.
    pub(crate) fn begin_loading(&self) {
        self.loading.send_replace(true);
    }

    /// The page has painted something.
    pub(crate) fn end_loading(&self) {
        self.loading.send_replace(false);
    }

    fn is_loading(&self) -> bool {
        *self.loading.borrow()
    }

    /// Waits while the page loads, for `LOADING` at most: the user waits for the page, and nobody for anything else.
    pub(crate) async fn until_loaded(&self) {
        let mut loading = self.loading.subscribe();
        tokio::time::timeout(LOADING, loading.wait_for(|loading| !loading)).await.ok();
    }

    /// The overall state is being read for the page.
    pub(crate) fn begin_answer(&self) {
        *self.since_answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(self.engine.events());
    }

    /// Reports whether anything has happened since then.
    pub(crate) fn is_answer_outdated(&self) -> bool {
        let since = self.since_answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        since.is_some_and(|events| !events.is_empty())
    }

    /// Alerts speak the page's language.
    pub(crate) fn set_alert_language(&self) {
        self.engine.alerts().speak(self.desktop.ui_settings().language);
    }

    /// Takes the answer that was read while the page loaded, unless something has changed since.
    pub(crate) fn take_read_ahead(&self) -> Option<AppStateView> {
        self.read_ahead.lock().unwrap_or_else(PoisonError::into_inner).take()?.unless_outdated()
    }

    /// Opens the vault if there is one, and recovers attempts that an ended process left open.
    pub(crate) async fn open(&self) {
        let opened = match self.engine.open().await {
            Ok(true) => self.unlock().await,
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        self.note(opened).await;
    }

    /// Keeps the key that the previous process handed over, to open the vault with it.
    pub(crate) fn take_key(&self, key: Option<DataKey>) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    async fn unlock(&self) -> Result<(), EngineError> {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(key) = left
            && self.engine.protection().unlock_with(key).await.is_ok()
        {
            self.typed.store(true, Ordering::Relaxed);
            return Ok(());
        }
        self.engine.protection().unlock().await.map(drop)
    }

    /// Opens the vault with the typed passphrase or recovery code.
    pub(crate) async fn open_by(&self, typed: KeySource) -> Result<(), EngineError> {
        self.engine.protection().unlock_by(typed).await?;
        self.typed.store(true, Ordering::Relaxed);
        self.note(Ok(())).await;
        Ok(())
    }

    /// Creates the vault with a passphrase.
    pub(crate) async fn make_vault_with(&self, passphrase: Secret) -> Result<(), EngineError> {
        self.engine.protection().create_with_passphrase(passphrase).await?;
        self.typed.store(true, Ordering::Relaxed);
        self.note(Ok(())).await;
        Ok(())
    }

    /// Reads a profile by the id that the page sends.
    pub(crate) async fn record(&self, id: &str) -> Result<ProfileRecord, EngineError> {
        self.engine.profiles().get(&self::id(id)?).await
    }

    /// Reports whether the user typed a secret to open the vault.
    pub(crate) fn is_typed(&self) -> bool {
        self.typed.load(Ordering::Relaxed)
    }

    /// Replaces the vault by a backup and opens it.
    pub(crate) async fn restore_backup(&self) -> Result<(), EngineError> {
        self.engine.backups().restore().await?;
        self.open().await;
        Ok(())
    }

    /// Stores why the vault is not open. If it is open, recovers attempts that an ended process left open.
    async fn note(&self, opened: Result<(), EngineError>) {
        let is_open = opened.is_ok();
        let problem = match opened {
            Ok(()) => None,
            Err(error) => Some(Problem::of(&error, &self.engine).await),
        };
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
        if is_open {
            let (engine, practice) = (self.engine.clone(), self.sandbox.clone());
            // The results reach the page as events.
            tauri::async_runtime::spawn(async move {
                // Before the recovery, which may concern a practice OA. Without practice Zalo that one is not
                // sent.
                practice.begin_if_needed(&engine).await.ok();
                engine.refresh().recover().await.ok();
            });
        }
    }

    /// Stores which OA was last refreshed automatically.
    fn record_saved(&self, news: &AutoRefreshEvent) {
        if let AutoRefreshEvent::Ended(id, _, outcome) = news
            && matches!(outcome.result, AttemptResult::Saved(_))
        {
            self.refreshed_automatically.send_replace(Some(id.to_string()));
            self.refresh_signal.send_replace(());
        }
    }

    /// Creates the vault for the first profile; a start alone creates none.
    pub(crate) async fn make_vault(&self) -> Result<(), EngineError> {
        if self.engine.is_unlocked().await {
            return Ok(());
        }
        let made = self.engine.protection().open_or_create().await.map(drop);
        let problem = match &made {
            Ok(()) => None,
            Err(error) => Some(Problem::of(error, &self.engine).await),
        };
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
        made
    }

    /// Returns the vault's state, for the page.
    pub(crate) fn vault(&self) -> VaultView {
        let problem = self.problem.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let folder = self.engine.environment().home.display().to_string();
        let other_origin = self.engine.environment().other_origin().map(ToString::to_string);
        match problem {
            None => VaultView {
                state: VaultState::Ready,
                words: None,
                args: BTreeMap::new(),
                next: None,
                folder,
                ways: Vec::new(),
                backup: None,
                other_origin,
            },
            Some(Problem { state, explanation, ways, backup }) => VaultView {
                state,
                words: Some(explanation.id.to_owned()),
                args: convert::args(&explanation),
                next: explanation.next.map(str::to_owned),
                folder,
                ways,
                backup,
                other_origin,
            },
        }
    }
}

/// Parses an id that the page sends.
pub(crate) fn id(text: &str) -> Result<ProfileId, EngineError> {
    ProfileId::parse(text).map_err(|_| VaultError::NoSuchProfile.into())
}

impl Problem {
    async fn of(error: &EngineError, engine: &Engine) -> Self {
        let ways: Vec<UnlockOption> = engine.protection().unlock_options(error).await;
        let backup = match ways.first() {
            Some(UnlockOption::Backup) => engine.backups().newest().await.as_ref().map(convert::backup),
            _ => None,
        };
        let state = match error {
            EngineError::Key(problem) if problem.is_lost() => VaultState::KeyLost,
            EngineError::Key(KeyProblem::NoKeychain(_) | KeyProblem::EntryExists | KeyProblem::NotKept) => {
                VaultState::NoKeyPlace
            }
            EngineError::Key(_) | EngineError::StrangeSlot => VaultState::Locked,
            EngineError::Vault(fault) => match fault.kind() {
                VaultErrorKind::Locked | VaultErrorKind::WrongKey | VaultErrorKind::Busy => VaultState::Locked,
                VaultErrorKind::Damaged | VaultErrorKind::Unsealable | VaultErrorKind::Altered => VaultState::Damaged,
                VaultErrorKind::Newer
                | VaultErrorKind::Refused
                | VaultErrorKind::NoSuchProfile
                | VaultErrorKind::Conflict
                | VaultErrorKind::CannotSave => VaultState::Unusable,
            },
            EngineError::NotDamaged
            | EngineError::NoVault
            | EngineError::NoPassphrase
            | EngineError::NeedsPassphrase
            | EngineError::WrongGroup
            | EngineError::NothingElseOpens
            | EngineError::Callback(_)
            | EngineError::NoBackup
            | EngineError::Sealed(_)
            | EngineError::InFlight
            | EngineError::NoThread(_)
            | EngineError::Client(_)
            | EngineError::NoPractice
            | EngineError::Team(_)
            | EngineError::Stopped => VaultState::Unusable,
        };
        let explanation = match (error, ways.first()) {
            (EngineError::Key(KeyProblem::NoSuchSlot { .. }), Some(UnlockOption::Passphrase)) => {
                messages::asks_passphrase()
            }
            _ => messages::engine(error),
        };
        Self { state, explanation, ways, backup }
    }
}
