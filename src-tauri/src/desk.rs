//! What commands share: the engine, and why the vault is not open.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oa_token::clock::SystemClock;
use oa_token::engine::{AutoRefreshEvent, Engine, EngineError, EngineOptions, Timeouts};
use oa_token::host::ThisHost;
use oa_token::keys::{DataKey, KeyProblem, KeySource, OsKeychain};
use oa_token::messages::{self, Explanation};
use oa_token::outcome::AttemptResult;
use oa_token::paths::Environment;
use oa_token::profile::ProfileId;
use oa_token::secret::Secret;
use oa_token::vault::{ProfileRecord, VaultError};
use oa_token::zalo::ClientOptions;

use tokio::sync::{OnceCell, watch};

use crate::clipboard::Copied;
use crate::closing::Closing;
use crate::edges::Edges;
use crate::imports::Imports;
use crate::notices::Unshown;
use crate::practice::PracticeZalo;
use crate::present;
use crate::sealed::Sealed;
use crate::view::{BackupView, UnlockWay, VaultState, VaultView};

/// How often the vault is looked at for changes by other processes while a window is open.
const LOOK: Duration = Duration::from_secs(1);

/// What commands share. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    /// The handle on the core.
    pub keeper: Engine,
    /// The desktop.
    pub(crate) edges: Arc<dyn Edges>,
    /// Practice Zalo, once it is needed.
    pub(crate) practice: PracticeZalo,
    /// What was recognised and waits to be saved.
    pub(crate) imports: Arc<Imports>,
    /// A sealed file between the page's questions.
    pub(crate) sealed: Arc<Sealed>,
    /// What was copied and is still to be taken out of the clipboard.
    pub(crate) copied: Arc<Copied>,
    /// What closing the window means.
    pub(crate) closing: Arc<Closing>,
    /// What is to be said in the window.
    pub(crate) unshown: Arc<Unshown>,
    /// Told when something may look different that the engine tells nothing of: a language, an open lock.
    pub(crate) stirred: watch::Sender<()>,
    /// Which OA was refreshed by itself last.
    pub(crate) by_itself: watch::Sender<Option<String>>,
    /// How many processes have begun that were to take this one's place.
    pub(crate) successors: watch::Sender<u32>,
    /// Whether the key came from something a person typed: no other process could have it.
    typed: Arc<AtomicBool>,
    /// The key that the process before this one held, until it is used.
    left: Arc<Mutex<Option<DataKey>>>,
    opened: Arc<OnceCell<()>>,
    problem: Arc<Mutex<Option<Problem>>>,
}

/// Why the vault is not open.
#[derive(Clone)]
struct Problem {
    state: VaultState,
    explanation: Explanation,
    ways: Vec<UnlockWay>,
    backup: Option<BackupView>,
}

/// The usual patience; tests of the window shorten what nobody waits for.
fn patience() -> Timeouts {
    let usual = Timeouts::default();
    #[cfg(feature = "testing")]
    if let Some(text) = std::env::var_os("OA_TOKEN_TEST_STEP_UP_MS") {
        let given = text.to_str().and_then(|text| text.parse().ok()).map(Duration::from_millis);
        return Timeouts { step_up: given.unwrap_or(usual.step_up), ..usual };
    }
    usual
}

impl Desk {
    /// Starts the engine with the usual patience; `reason` is why the computer stays awake. Needs a Tokio runtime around it.
    pub fn new(environment: Environment, edges: Arc<dyn Edges>, reason: String) -> Result<Self, EngineError> {
        let options = EngineOptions {
            environment,
            clock: Arc::new(SystemClock),
            keychain: Arc::new(OsKeychain::new()),
            client: ClientOptions::default(),
            timeouts: patience(),
            computer: Arc::new(ThisHost::new(reason)),
        };
        Self::with(options, edges)
    }

    /// Starts the engine with these options. Needs a Tokio runtime around it.
    pub fn with(options: EngineOptions, edges: Arc<dyn Edges>) -> Result<Self, EngineError> {
        let keeper = Engine::start(options)?;
        Ok(Self {
            keeper,
            edges,
            imports: Arc::default(),
            practice: PracticeZalo::default(),
            sealed: Arc::default(),
            copied: Arc::default(),
            closing: Arc::default(),
            unshown: Arc::default(),
            stirred: watch::Sender::default(),
            by_itself: watch::Sender::default(),
            successors: watch::Sender::default(),
            typed: Arc::default(),
            left: Arc::default(),
            opened: Arc::default(),
            problem: Arc::default(),
        })
    }

    /// Opens the vault at the page's first question; later ones find it as it is.
    pub(crate) async fn open_once(&self) {
        self.opened
            .get_or_init(|| async {
                self.open().await;
                self.keeper.watch_changes(LOOK);
                self.keeper.watch_idle();
                let (keeper, desk) = (self.keeper.clone(), self.clone());
                // Ends with the program. What it does reaches the page as everything else does.
                tauri::async_runtime::spawn(
                    async move { keeper.run_auto_refresh(|news| desk.note_saved(&news)).await },
                );
                self.stirred.send_replace(());
            })
            .await;
    }

    /// Opens the vault if there is one, and brings to an end what an ended program left open.
    pub(crate) async fn open(&self) {
        let opened = match self.keeper.open().await {
            Ok(true) => self.unlock().await,
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        self.note(opened).await;
    }

    /// Takes the key that the process before this one held; the vault is opened by it.
    pub(crate) fn take_key(&self, key: Option<DataKey>) {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) = key;
    }

    async fn unlock(&self) -> Result<(), EngineError> {
        let left = self.left.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(key) = left
            && self.keeper.unlock_with(key).await.is_ok()
        {
            self.typed.store(true, Ordering::Relaxed);
            return Ok(());
        }
        self.keeper.unlock().await.map(drop)
    }

    /// Opens the vault by what was typed.
    pub(crate) async fn open_by(&self, typed: KeySource) -> Result<(), EngineError> {
        self.keeper.unlock_by(typed).await?;
        self.typed.store(true, Ordering::Relaxed);
        self.note(Ok(())).await;
        Ok(())
    }

    /// Makes the vault with a passphrase.
    pub(crate) async fn make_vault_with(&self, passphrase: Secret) -> Result<(), EngineError> {
        self.keeper.create_with_passphrase(passphrase).await?;
        self.typed.store(true, Ordering::Relaxed);
        self.note(Ok(())).await;
        Ok(())
    }

    /// Reads the profile that the page means: it knows profiles by their ids.
    pub(crate) async fn record(&self, id: &str) -> Result<ProfileRecord, EngineError> {
        self.keeper.record(&self::id(id)?).await
    }

    /// Returns whether the vault was opened by something a person typed.
    pub(crate) fn is_typed(&self) -> bool {
        self.typed.load(Ordering::Relaxed)
    }

    /// Puts a backup in the vault's place and opens it.
    pub(crate) async fn restore_backup(&self) -> Result<(), EngineError> {
        self.keeper.restore_backup().await?;
        self.open().await;
        Ok(())
    }

    /// Remembers why the vault is not open; once it is, what an ended program left open is brought to its end.
    async fn note(&self, opened: Result<(), EngineError>) {
        let is_open = opened.is_ok();
        let problem = match opened {
            Ok(()) => None,
            Err(error) => Some(Problem::of(&error, &self.keeper).await),
        };
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
        if is_open {
            let (keeper, practice) = (self.keeper.clone(), self.practice.clone());
            // What comes of it reaches the page as events.
            tauri::async_runtime::spawn(async move {
                // Before mending, which may have a practice OA to mend; without it that one is not sent.
                practice.begin_if_needed(&keeper).await.ok();
                keeper.recover().await.ok();
            });
        }
    }

    /// Remembers whom the clock has refreshed.
    fn note_saved(&self, news: &AutoRefreshEvent) {
        if let AutoRefreshEvent::Ended(id, _, outcome) = news
            && matches!(outcome.result, AttemptResult::Saved(_))
        {
            self.by_itself.send_replace(Some(id.to_string()));
            self.stirred.send_replace(());
        }
    }

    /// Makes the vault at the first profile; merely starting makes none.
    pub(crate) async fn make_vault(&self) -> Result<(), EngineError> {
        if self.keeper.is_unlocked().await {
            return Ok(());
        }
        let made = self.keeper.open_or_create().await.map(drop);
        let problem = match &made {
            Ok(()) => None,
            Err(error) => Some(Problem::of(error, &self.keeper).await),
        };
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
        made
    }

    /// Returns whether the vault can be used, for the page.
    pub(crate) fn vault(&self) -> VaultView {
        let problem = self.problem.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let folder = self.keeper.environment().home.display().to_string();
        let other_origin = self.keeper.environment().other_origin().map(ToString::to_string);
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
                args: present::args(&explanation),
                next: explanation.next.map(str::to_owned),
                folder,
                ways,
                backup,
                other_origin,
            },
        }
    }
}

/// Reads an id as the page sends it.
pub(crate) fn id(text: &str) -> Result<ProfileId, EngineError> {
    ProfileId::parse(text).map_err(|_| VaultError::NoSuchProfile.into())
}

impl Problem {
    async fn of(error: &EngineError, keeper: &Engine) -> Self {
        let ways: Vec<UnlockWay> = keeper.ways_out(error).await.into_iter().map(present::way).collect();
        let backup = match ways.first() {
            Some(UnlockWay::Backup) => keeper.backup().await.as_ref().map(present::backup),
            _ => None,
        };
        let state = match error {
            EngineError::Key(problem) if problem.is_lost() => VaultState::KeyLost,
            EngineError::Key(KeyProblem::NoKeychain(_) | KeyProblem::EntryExists | KeyProblem::NotKept) => {
                VaultState::NoKeyPlace
            }
            EngineError::Key(_)
            | EngineError::StrangeSlot
            | EngineError::Vault(
                VaultError::Locked | VaultError::WrongKey | VaultError::Busy(_) | VaultError::InUse { .. },
            ) => VaultState::Locked,
            EngineError::Vault(
                VaultError::Damaged(_)
                | VaultError::Gone
                | VaultError::Unsealable
                | VaultError::Altered
                | VaultError::ForeignSchema,
            ) => VaultState::Damaged,
            EngineError::Vault(
                VaultError::Replaced
                | VaultError::NameTaken
                | VaultError::Practice
                | VaultError::TokenHeld { .. }
                | VaultError::NoSuchProfile
                | VaultError::VersionConflict
                | VaultError::AlreadySpent
                | VaultError::Newer
                | VaultError::Full(_)
                | VaultError::ReadOnly(_)
                | VaultError::Denied { .. }
                | VaultError::OtherUser { .. }
                | VaultError::Folder { .. }
                | VaultError::Pragma(_)
                | VaultError::Sqlite(_),
            )
            | EngineError::NotDamaged
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
            | EngineError::Stopped => VaultState::Unusable,
        };
        let explanation = match (error, ways.first()) {
            (EngineError::Key(KeyProblem::NoSuchSlot { .. }), Some(UnlockWay::Passphrase)) => {
                messages::asks_passphrase()
            }
            _ => messages::keeper(error),
        };
        Self { state, explanation, ways, backup }
    }
}
