//! What the vault holds, in memory: OAs, keys, and the access tokens that were asked for. As current as half a second:
//! changes by this process are read at once, those by others when the file's version has changed.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use oa_token_engine::{Engine, EngineError};
use oa_token_model::api::Problem;
use oa_token_model::profile::{ProfileId, name_key};
use oa_token_model::records::ProfileRecord;
use oa_token_model::schedule::{NextRefresh, Policy};
use oa_token_model::secret::Secret;
use oa_token_vault::{ApiKeyRing, VaultErrorKind};
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::{Mutex, OnceCell, watch};
use tokio::time::Instant;

/// How often the file's version is read. A key that another process removes works at most this long.
const LOOK: Duration = Duration::from_millis(500);
/// The book is read again at least this often, because pauses and dates end by themselves.
const AT_LEAST: Duration = Duration::from_secs(30);

/// How often the vault is read at most because of keys that are not known.
const FOR_NEW_KEY: Duration = Duration::from_millis(100);

/// The current page, and who reads it.
pub(crate) struct Book {
    engine: Engine,
    current: RwLock<Result<Arc<Page>, Problem>>,
    /// One reading at a time, so that an older one never replaces a newer.
    reading: Mutex<()>,
    changed: watch::Sender<u64>,
    /// When the vault was last read because of a key that was not known.
    last_for_key: Mutex<Option<Instant>>,
}

/// What the vault held at one moment.
pub(crate) struct Page {
    pub(crate) policy: Policy,
    pub(crate) keys: ApiKeyRing,
    pub(crate) oas: HashMap<ProfileId, Oa>,
    names: HashMap<String, ProfileId>,
}

/// An OA.
pub(crate) struct Oa {
    pub(crate) record: ProfileRecord,
    next: Option<NextRefresh>,
    /// Its access token, read when it is first asked for, and kept while the pair stays the same.
    access: Arc<OnceCell<Option<Secret>>>,
}

impl Oa {
    /// Returns when the schedule refreshes the OA, as of now.
    pub(crate) fn next(&self, now: jiff::Timestamp) -> Option<NextRefresh> {
        match self.next {
            Some(NextRefresh::At(at)) if at <= now => Some(NextRefresh::Due),
            next => next,
        }
    }
}

impl Page {
    /// Finds the OA with exactly this id, else the one with this name, ignoring case.
    pub(crate) fn find(&self, typed: &str) -> Option<&Oa> {
        let id = ProfileId::parse(typed).ok().filter(|id| self.oas.contains_key(id));
        self.oas.get(id.as_ref().or_else(|| self.names.get(&name_key(typed)))?)
    }
}

impl Book {
    /// Makes a book that nothing was read into yet.
    pub(crate) fn new(engine: Engine) -> Arc<Self> {
        let current = RwLock::new(Err(Problem::Locked));
        let changed = watch::Sender::new(0);
        Arc::new(Self { engine, current, reading: Mutex::default(), changed, last_for_key: Mutex::default() })
    }

    /// Returns the current page.
    ///
    /// # Errors
    /// Why the vault cannot be read.
    pub(crate) fn page(&self) -> Result<Arc<Page>, Problem> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns a receiver that is told of each new page.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Keeps the book current until the future is dropped.
    pub(crate) async fn keep_current(&self) {
        let mut events = self.engine.events();
        self.engine.watch_changes(LOOK);
        loop {
            self.read().await;
            let pause = if self.page().is_ok() { AT_LEAST } else { LOOK };
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                event = events.recv() => if matches!(event, Err(RecvError::Closed)) {
                    return std::future::pending().await;
                }
            }
            // One reading for all that has happened meanwhile.
            while events.try_recv().is_ok() {}
        }
    }

    /// Reads the vault for a key that is not known yet: it may have been made a moment ago. Wrong keys cannot make the
    /// server read all the time.
    pub(crate) async fn read_for_new_key(&self) {
        let mut last = self.last_for_key.lock().await;
        if last.is_none_or(|last| last.elapsed() >= FOR_NEW_KEY) {
            self.read().await;
            *last = Some(Instant::now());
        }
    }

    /// Reads the vault.
    pub(crate) async fn read(&self) {
        let _alone = self.reading.lock().await;
        let before = self.page().ok();
        let read = self.read_page(before.as_deref()).await.map(Arc::new).map_err(|error| problem(&error));
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = read;
        self.changed.send_modify(|version| *version += 1);
    }

    async fn read_page(&self, before: Option<&Page>) -> Result<Page, EngineError> {
        let keys = self.engine.api_keys().ring().await?;
        let policy = self.engine.auto_refresh().policy().await;
        let overview = self.engine.profiles().overview().await?;
        let (mut oas, mut names) = (HashMap::new(), HashMap::new());
        for record in overview.records {
            let id = record.profile.id.clone();
            names.insert(record.profile.name.key(), id.clone());
            let next = overview.schedule.get(&id).copied();
            let same = before.and_then(|page| page.oas.get(&id)).filter(|oa| oa.record.current == record.current);
            let access = same.map(|oa| Arc::clone(&oa.access)).unwrap_or_default();
            oas.insert(id, Oa { record, next, access });
        }
        Ok(Page { policy, keys, oas, names })
    }

    /// Returns the access token of an OA; `None` if the pair has none, or was replaced meanwhile.
    ///
    /// # Errors
    /// Why the vault cannot be read.
    pub(crate) async fn access(&self, oa: &Oa) -> Result<Option<Secret>, Problem> {
        let (id, generation) = (&oa.record.profile.id, oa.record.current.generation);
        let read = async || {
            let secrets = self.engine.profiles().secrets(id).await?;
            let is_same = secrets.current.generation == generation;
            Ok::<_, EngineError>(secrets.current.pair.access.filter(|_| is_same))
        };
        oa.access.get_or_try_init(read).await.cloned().map_err(|error| problem(&error))
    }
}

/// Returns the problem of an error of the engine.
pub(crate) fn problem(error: &EngineError) -> Problem {
    match error {
        EngineError::NoVault | EngineError::Key(_) | EngineError::StrangeSlot | EngineError::NeedsPassphrase => {
            Problem::Locked
        }
        EngineError::Vault(error) => match error.kind() {
            VaultErrorKind::Locked | VaultErrorKind::Unsealable | VaultErrorKind::WrongKey => Problem::Locked,
            VaultErrorKind::NoSuchProfile => Problem::NotFound,
            VaultErrorKind::Altered => Problem::Altered,
            VaultErrorKind::Busy => Problem::Busy,
            VaultErrorKind::Refused
            | VaultErrorKind::Damaged
            | VaultErrorKind::Newer
            | VaultErrorKind::Conflict
            | VaultErrorKind::CannotSave => Problem::CannotSave,
        },
        EngineError::InFlight => Problem::Busy,
        EngineError::NoPractice => Problem::Practice,
        EngineError::NoPassphrase
        | EngineError::Team(_)
        | EngineError::WrongGroup
        | EngineError::NoBackup
        | EngineError::NotDamaged
        | EngineError::NothingElseOpens
        | EngineError::Callback(_)
        | EngineError::Sealed(_)
        | EngineError::Client(_)
        | EngineError::NoThread(_)
        | EngineError::Stopped => Problem::CannotSave,
    }
}
