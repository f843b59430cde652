//! What commands share: the keeper, and why the vault is not open.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oa_token::clock::SystemClock;
use oa_token::computer::ThisComputer;
use oa_token::explain::{self, Explanation};
use oa_token::home::Environment;
use oa_token::keeper::{ClockNews, Keeper, KeeperError, KeeperOptions, Patience};
use oa_token::keys::{DataKey, KeyFrom, KeyProblem, OsKeychain};
use oa_token::outcome::AttemptResult;
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
    pub keeper: Keeper,
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
    /// Told when something may look different that the keeper tells nothing of: a language, an open lock.
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
fn patience() -> Patience {
    let usual = Patience::default();
    #[cfg(feature = "testing")]
    if let Some(text) = std::env::var_os("OA_TOKEN_TEST_STEP_UP_MS") {
        let given = text.to_str().and_then(|text| text.parse().ok()).map(Duration::from_millis);
        return Patience { step_up: given.unwrap_or(usual.step_up), ..usual };
    }
    usual
}

impl Desk {
    /// Starts the keeper with the usual patience; `reason` is why the computer stays awake. Needs a Tokio runtime around it.
    pub fn new(environment: Environment, edges: Arc<dyn Edges>, reason: String) -> Result<Self, KeeperError> {
        let options = KeeperOptions {
            environment,
            clock: Arc::new(SystemClock),
            keychain: Arc::new(OsKeychain::new()),
            client: ClientOptions::default(),
            patience: patience(),
            computer: Arc::new(ThisComputer::new(reason)),
        };
        Self::with(options, edges)
    }

    /// Starts the keeper with these options. Needs a Tokio runtime around it.
    pub fn with(options: KeeperOptions, edges: Arc<dyn Edges>) -> Result<Self, KeeperError> {
        let keeper = Keeper::start(options)?;
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
                tauri::async_runtime::spawn(async move { keeper.run_clock(|news| desk.note_saved(&news)).await });
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

    async fn unlock(&self) -> Result<(), KeeperError> {
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
    pub(crate) async fn open_by(&self, typed: KeyFrom) -> Result<(), KeeperError> {
        self.keeper.unlock_by(typed).await?;
        self.typed.store(true, Ordering::Relaxed);
        self.note(Ok(())).await;
        Ok(())
    }

    /// Makes the vault with a passphrase.
    pub(crate) async fn make_vault_with(&self, passphrase: Secret) -> Result<(), KeeperError> {
        self.keeper.create_with_passphrase(passphrase).await?;
        self.typed.store(true, Ordering::Relaxed);
        self.note(Ok(())).await;
        Ok(())
    }

    /// Reads the profile that the page means: it knows profiles by their ids.
    pub(crate) async fn record(&self, id: &str) -> Result<ProfileRecord, KeeperError> {
        self.keeper.record(&self::id(id)?).await
    }

    /// Returns whether the vault was opened by something a person typed.
    pub(crate) fn is_typed(&self) -> bool {
        self.typed.load(Ordering::Relaxed)
    }

    /// Puts a backup in the vault's place and opens it.
    pub(crate) async fn restore_backup(&self) -> Result<(), KeeperError> {
        self.keeper.restore_backup().await?;
        self.open().await;
        Ok(())
    }

    /// Remembers why the vault is not open; once it is, what an ended program left open is brought to its end.
    async fn note(&self, opened: Result<(), KeeperError>) {
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
                keeper.mend().await.ok();
            });
        }
    }

    /// Remembers whom the clock has refreshed.
    fn note_saved(&self, news: &ClockNews) {
        if let ClockNews::Ended(id, _, outcome) = news
            && matches!(outcome.result, AttemptResult::Saved(_))
        {
            self.by_itself.send_replace(Some(id.to_string()));
            self.stirred.send_replace(());
        }
    }

    /// Makes the vault at the first profile; merely starting makes none.
    pub(crate) async fn make_vault(&self) -> Result<(), KeeperError> {
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
pub(crate) fn id(text: &str) -> Result<ProfileId, KeeperError> {
    ProfileId::parse(text).map_err(|_| VaultError::NoSuchProfile.into())
}

impl Problem {
    async fn of(error: &KeeperError, keeper: &Keeper) -> Self {
        let ways: Vec<UnlockWay> = keeper.ways_out(error).await.into_iter().map(present::way).collect();
        let backup = match ways.first() {
            Some(UnlockWay::Backup) => keeper.backup().await.as_ref().map(present::backup),
            _ => None,
        };
        let state = match error {
            KeeperError::Key(problem) if problem.is_lost() => VaultState::KeyLost,
            KeeperError::Key(KeyProblem::NoKeychain(_) | KeyProblem::EntryExists | KeyProblem::NotKept) => {
                VaultState::NoKeyPlace
            }
            KeeperError::Key(_)
            | KeeperError::StrangeSlot
            | KeeperError::Vault(
                VaultError::Locked | VaultError::WrongKey | VaultError::Busy(_) | VaultError::InUse { .. },
            ) => VaultState::Locked,
            KeeperError::Vault(
                VaultError::Damaged(_)
                | VaultError::Gone
                | VaultError::Unsealable
                | VaultError::Altered
                | VaultError::ForeignSchema,
            ) => VaultState::Damaged,
            KeeperError::Vault(
                VaultError::Replaced
                | VaultError::NameTaken
                | VaultError::Practice
                | VaultError::TokenHeld { .. }
                | VaultError::NoSuchProfile
                | VaultError::Moved
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
            | KeeperError::NotDamaged
            | KeeperError::NoVault
            | KeeperError::NoPassphrase
            | KeeperError::NeedsPassphrase
            | KeeperError::WrongGroup
            | KeeperError::NothingElseOpens
            | KeeperError::Callback(_)
            | KeeperError::NoBackup
            | KeeperError::Sealed(_)
            | KeeperError::InFlight
            | KeeperError::NoThread(_)
            | KeeperError::Client(_)
            | KeeperError::NoPractice
            | KeeperError::Stopped => VaultState::Unusable,
        };
        let explanation = match (error, ways.first()) {
            (KeeperError::Key(KeyProblem::NoSuchSlot { .. }), Some(UnlockWay::Passphrase)) => {
                explain::asks_passphrase()
            }
            _ => explain::keeper(error),
        };
        Self { state, explanation, ways, backup }
    }
}
