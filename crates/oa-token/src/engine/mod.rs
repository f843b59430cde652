//! The imperative shell of the core. One owner task runs all attempts; callers hold an [`Engine`] handle.
//!
//! The owner task owns the future of each attempt: dropping a handle, closing a window or Ctrl-C never cancels an
//! attempt in flight. This module must not depend on Tauri.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::authorization::InvalidCallback;
use crate::bundle::SealedFileFault;
use crate::clock::SharedClock;
use crate::host::Host;
use crate::keys::{self, KeyProblem, KeySource, Keychain};
use crate::origin::Origin;
use crate::outcome::Outcome;
use crate::owner;
use crate::paths::Environment;
use crate::profile::{Profile, ProfileId, ProfileKind, name_key};
use crate::rotation::plan::{Fingerprint, Trigger};
use crate::schedule::A_DAY;
use crate::secret::Secret;
use crate::status::{SendPolicy, send_policy};
use crate::token::{Generation, StoredPair};
use crate::vault::sqlite::SqliteVault;
use crate::vault::{DELETED_KEPT, Fault, HistoryEntry, ProfileRecord, ProfileSecrets, Reading, Vault, VaultError};
use crate::zalo::{ClientOptions, ZaloClient};

mod answer_spool;
mod app_lock;
mod attempt;
mod authorization;
mod auto_refresh;
mod backups;
mod bundles;
mod check;
mod clock_check;
mod copies;
mod delivery;
mod dispatcher;
mod exchange;
mod executor;
mod faults;
mod file_lock;
mod health;
mod holding;
mod place;
mod profiles;
mod protection;
mod role;
mod settings;
mod shared_vault;
mod snapshot;
mod step_up;
mod strays;

pub use app_lock::USUAL_LOCK_MINUTES;
use attempt::About;
pub use authorization::{Consent, ConsentEnd};
pub use auto_refresh::AutoRefreshEvent;
pub use backups::Backup;
pub use check::Check;
pub use faults::outcome_of;
pub use profiles::DraftConflicts;
pub use protection::{Protection, UnlockOption};
pub use role::ScheduleOwner;
use shared_vault::SharedVault;

/// Events buffered for a slow listener. A listener that falls further behind must reload everything.
const EVENTS_KEPT: usize = 256;
/// Commands that may be queued for the owner task.
const COMMANDS_KEPT: usize = 64;

/// What an engine needs to run.
#[derive(Clone)]
pub struct EngineOptions {
    /// Folders, key and origins.
    pub environment: Environment,
    /// The source of the current time.
    pub clock: SharedClock,
    /// The OS keychain.
    pub keychain: Arc<dyn Keychain>,
    /// Proxy and timeouts.
    pub client: ClientOptions,
    /// Timeouts and pauses.
    pub timeouts: Timeouts,
    /// The computer the engine runs on.
    pub host: Arc<dyn Host>,
}

/// Timeouts and pauses.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// How long to wait for a profile that another process holds.
    pub lock: Duration,
    /// How long to wait after a lost answer before the one recovery send.
    pub recovery: Duration,
    /// The pause between two attempts to save an answer.
    pub save: Duration,
    /// How long to wait for the file that a pair is delivered to, before continuing without it.
    pub delivery: Duration,
    /// How long a typed passphrase is accepted before an irreversible action asks for it again.
    pub step_up: Duration,
    /// How many times faster the clock's own pauses pass: 1, except in tests whose clocks run faster.
    pub pace: u32,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            lock: Duration::from_secs(90),
            recovery: crate::rotation::RECOVERY_DELAY.unsigned_abs(),
            save: Duration::from_secs(1),
            delivery: Duration::from_secs(10),
            step_up: Duration::from_secs(5 * 60),
            pace: 1,
        }
    }
}

/// Why the engine cannot do what was requested.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no vault yet.
    #[error("there is no vault yet")]
    NoVault,
    /// The vault's key cannot be obtained.
    #[error("the vault's key cannot be had")]
    Key(#[from] KeyProblem),
    /// The vault refuses the operation.
    #[error("the vault says no")]
    Vault(#[from] VaultError),
    /// The app cannot be locked, or its passphrase cannot be removed: nothing else would open it.
    #[error("nothing else would open it")]
    NoPassphrase,
    /// The action is irreversible, and the passphrase was not typed in the last minutes.
    #[error("the passphrase is asked for once more")]
    NeedsPassphrase,
    /// The typed group of the recovery code is wrong.
    #[error("the group of the recovery code does not match")]
    WrongGroup,
    /// There is no intact backup.
    #[error("there is no backup")]
    NoBackup,
    /// The vault is in order: replacing it with an older copy would lose changes.
    #[error("the vault is not damaged")]
    NotDamaged,
    /// The slot that opened the vault was removed from it, or never added to it.
    #[error("the way in was removed")]
    StrangeSlot,
    /// The slot cannot be removed before another one was shown to open the vault.
    #[error("nothing else was shown to open the vault")]
    NothingElseOpens,
    /// The callback address cannot be used for a consent request.
    #[error("the callback address cannot be asked with")]
    Callback(#[from] InvalidCallback),
    /// A sealed file cannot be opened or created.
    #[error("the sealed file cannot be used")]
    Sealed(#[from] SealedFileFault),
    /// Practice Zalo is not available.
    #[error("practice Zalo is not there")]
    NoPractice,
    /// An attempt is in flight, in this process or another one.
    #[error("an attempt is under way")]
    InFlight,
    /// The HTTP client cannot be created.
    #[error("the HTTP client cannot be made")]
    Client(#[from] crate::zalo::ClientError),
    /// The system cannot start a thread for the vault's work.
    #[error("no thread can be started")]
    NoThread(#[source] std::io::Error),
    /// The engine has ended, or one of its tasks has panicked.
    #[error("the engine has ended")]
    Stopped,
}

/// The progress of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "page", derive(serde::Serialize, serde::Deserialize, specta::Type), serde(rename_all = "snake_case"))]
pub enum AttemptPhase {
    /// Checking that the answer can be saved.
    Preparing,
    /// The request is on the wire.
    Sending,
    /// The answer was lost; waiting for the one recovery send.
    WaitingToRecover,
    /// Zalo answered; the answer is being made durable.
    Saving,
    /// The answer cannot be saved yet; saving is retried each second. The process must not be ended.
    RetryingSave,
    /// The attempt has ended.
    Done,
}

/// What the engine broadcasts to its listeners: ids and states, never secret values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// A profile has changed.
    ProfileChanged(ProfileId),
    /// Profiles were added or removed, or another process has changed the vault.
    ProfilesChanged,
    /// An attempt has entered another phase.
    AttemptMoved(ProfileId, AttemptPhase),
    /// A secret is sent to an origin that is neither Zalo's nor this computer's.
    SentElsewhere(Origin),
    /// The app was locked.
    AppLocked,
    /// The browser's answer to a consent reached this computer; carries the result.
    ConsentEnded(ProfileId, ConsentEnd),
}

/// A handle on the one task that owns the attempts in flight. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    commands: mpsc::Sender<dispatcher::Command>,
}

/// State shared by attempts and handles.
struct Shared {
    /// For tasks that must outlive the call that started them.
    me: Weak<Self>,
    options: EngineOptions,
    store: SharedVault,
    /// Recreated when the proxy changes; an attempt in flight keeps the client it began with.
    client: Mutex<ZaloClient>,
    events: broadcast::Sender<EngineEvent>,
    /// The origin of practice Zalo, once the shell has set it.
    practice: Mutex<Option<Origin>>,
    /// The key, and a recovery code that is being created.
    held: protection::Held,
    app_lock: app_lock::AppLock,
    step_up: step_up::StepUp,
    /// Consents in progress.
    consents: Mutex<HashMap<ProfileId, authorization::Pending>>,
    /// Changes that are not backed up yet.
    changes: Arc<backups::Changes>,
    /// Whether this process waits for the computer's clock to be corrected.
    misdated: AtomicBool,
    /// The slots that limit how many attempts run at once.
    places: place::Places,
    /// The outlets that are being written.
    deliveries: delivery::Deliveries,
    /// Identifies this process in the rows that it holds.
    token: String,
}

impl Shared {
    fn now(&self) -> Timestamp {
        self.options.clock.now()
    }

    fn client(&self) -> ZaloClient {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the origin that tokens of this kind are requested from. A token never goes to the other kind's origin.
    fn token_origin(&self, kind: ProfileKind) -> Option<Origin> {
        match kind {
            ProfileKind::Live => Some(self.options.environment.oauth.clone()),
            ProfileKind::Practice => self.practice.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Reports the origin of a send that goes neither to Zalo nor to this computer.
    fn emit_elsewhere(&self, origin: Option<Origin>) {
        if let Some(origin) = origin.filter(Origin::is_other) {
            self.emit(EngineEvent::SentElsewhere(origin));
        }
    }

    fn emit(&self, event: EngineEvent) {
        // Having no listener is no error: the command-line program has no window.
        drop(self.events.send(event));
    }
}

impl Engine {
    /// Starts the owner task on the current Tokio runtime. Opens no vault yet.
    pub fn start(options: EngineOptions) -> Result<Self, EngineError> {
        outlive_size_limit();
        let client = ZaloClient::new(options.client.clone())?;
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        let client = Mutex::new(client);
        let store = SharedVault::start().map_err(EngineError::NoThread)?;
        let shared = Arc::new_cyclic(|me| Shared {
            me: me.clone(),
            options,
            store,
            client,
            events,
            practice: Mutex::default(),
            held: protection::Held::default(),
            app_lock: app_lock::AppLock::default(),
            step_up: step_up::StepUp::default(),
            consents: Mutex::default(),
            changes: Arc::default(),
            misdated: AtomicBool::new(false),
            places: place::Places::default(),
            deliveries: delivery::Deliveries::default(),
            token: uuid::Uuid::new_v4().to_string(),
        });
        tokio::spawn(backups::run(Arc::downgrade(&shared), Arc::clone(&shared.changes)));
        let (wishes, inbox) = mpsc::channel(COMMANDS_KEPT);
        tokio::spawn(dispatcher::run(Arc::clone(&shared), inbox));
        Ok(Self { shared, commands: wishes })
    }

    /// Returns the environment this engine works in.
    pub fn environment(&self) -> &Environment {
        &self.shared.options.environment
    }

    /// Sets the origin of practice Zalo. The shell runs it, and calls this again whenever the origin has changed.
    /// Ignores an origin that is not loopback: practice never leaves this computer.
    pub fn set_sandbox_origin(&self, origin: Origin) {
        if origin.is_loopback() {
            *self.shared.practice.lock().unwrap_or_else(PoisonError::into_inner) = Some(origin);
        }
    }

    /// Returns the origin that a profile's tokens are requested from; `None` for a practice profile while practice Zalo
    /// is not available.
    pub fn token_origin(&self, kind: ProfileKind) -> Option<Origin> {
        self.shared.token_origin(kind)
    }

    /// Returns the time by this engine's clock.
    pub fn now(&self) -> Timestamp {
        self.shared.now()
    }

    /// Subscribes to the events from now on.
    pub fn events(&self) -> broadcast::Receiver<EngineEvent> {
        self.shared.events.subscribe()
    }

    /// Opens the vault without its key, which is enough for lists and the diary. Returns whether there is a vault. A
    /// vault that is already open stays as it is.
    pub async fn open(&self) -> Result<bool, EngineError> {
        match self.shared.store.run(|_| Ok(())).await {
            Err(EngineError::NoVault) => {}
            there => return there.map(|()| true),
        }
        let (path, backups) = (self.environment().vault_file(), self.environment().backups_folder());
        let recovery = self.environment().recovery_file();
        let home = self.environment().home.clone();
        let opened = blocking(move || match owner::shut_out_by_us(&home) {
            Some(owner) => Err(VaultError::OtherUser { path: home, owner }.into()),
            None => open_vault(&path, &backups, &recovery).inspect(|_| crate::atomic_file::sweep(&home)),
        });
        let opened = opened.await?;
        let is_there = opened.is_some();
        if let Some(vault) = opened {
            self.shared.store.put(Box::new(vault));
        }
        Ok(is_there)
    }

    /// Lists all profiles, oldest first; empty before the first run.
    pub async fn profiles(&self) -> Result<Vec<ProfileRecord>, EngineError> {
        let since = self.a_day_ago();
        let read = move |vault: &mut dyn Vault| {
            let mut vault = Reading::of(vault, None);
            let mut records = vault.profiles()?;
            let mut sends: HashMap<ProfileId, Vec<Timestamp>> = HashMap::new();
            for (id, at) in vault.sends(None, since)? {
                sends.entry(id).or_default().push(at);
            }
            for record in &mut records {
                record.sends = sends.remove(&record.profile.id).unwrap_or_default();
            }
            Ok(records)
        };
        match self.shared.store.run(read).await {
            Err(EngineError::NoVault) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Reads a profile.
    pub async fn record(&self, id: &ProfileId) -> Result<ProfileRecord, EngineError> {
        let (of, since) = (id.clone(), self.a_day_ago());
        let read = move |vault: &mut dyn Vault| {
            let mut vault = Reading::of(vault, Some(&of));
            let Some(mut record) = vault.record(&of)? else { return Ok(None) };
            record.sends = vault.sends(Some(&of), since)?.into_iter().map(|(_, at)| at).collect();
            Ok(Some(record))
        };
        match self.shared.store.run(read).await {
            Ok(Some(record)) => Ok(record),
            Ok(None) | Err(EngineError::NoVault) => Err(VaultError::NoSuchProfile.into()),
            Err(error) => Err(error),
        }
    }

    fn a_day_ago(&self) -> Timestamp {
        self.now().checked_sub(A_DAY).unwrap_or(Timestamp::MIN)
    }

    /// Finds the profile a person typed: the one with exactly this id, else the one with this name, ignoring case. Only
    /// for user input; the rest of the code identifies profiles by id.
    pub async fn resolve(&self, typed: &str) -> Result<ProfileRecord, EngineError> {
        if let Ok(id) = ProfileId::parse(typed.trim()) {
            match self.record(&id).await {
                Err(EngineError::Vault(VaultError::NoSuchProfile)) => {}
                found => return found,
            }
        }
        let found = match self.named(typed).await? {
            Some(id) => Some(self.record(&id).await?),
            None => None,
        };
        match found {
            Some(record) if record.profile.name.key() == name_key(typed) => Ok(record),
            // Not found, or an index points to another row or to no row.
            other => match self.shared.store.run(|vault| vault.check_rows()).await {
                Ok(()) | Err(EngineError::NoVault) => other.ok_or_else(|| VaultError::NoSuchProfile.into()),
                Err(error) => Err(error),
            },
        }
    }

    /// Finds the profile with this name, ignoring case; does not accept an id.
    pub async fn named(&self, name: &str) -> Result<Option<ProfileId>, EngineError> {
        let name = name.to_owned();
        match self.shared.store.run(move |vault| vault.named(&name)).await {
            Err(EngineError::NoVault) => Ok(None),
            other => other,
        }
    }

    /// Returns whether there is a vault and its key is in memory.
    pub async fn is_unlocked(&self) -> bool {
        self.shared.store.run(|vault| Ok(vault.is_unlocked())).await.unwrap_or(false)
    }

    /// Returns the fingerprint of the credentials a profile would be sent with.
    pub async fn credentials(&self, profile: &Profile, secret_key: &Secret) -> Result<Fingerprint, EngineError> {
        let (app_id, secret_key) = (profile.app_id.clone(), secret_key.clone());
        self.shared.store.run(move |vault| vault.credentials(&app_id, &secret_key)).await
    }

    /// Returns what pressing "Gửi" does at the moment.
    pub fn send_policy(&self, record: &ProfileRecord) -> SendPolicy {
        send_policy(record, self.now())
    }

    /// Reads a profile's secrets.
    pub async fn secrets(&self, id: &ProfileId) -> Result<ProfileSecrets, EngineError> {
        let of = id.clone();
        self.shared.store.run(move |vault| vault.secrets(&of)).await
    }

    /// Reads the stored pairs of a profile, newest first.
    pub async fn generations(&self, id: &ProfileId) -> Result<Vec<StoredPair>, EngineError> {
        let of = id.clone();
        self.shared.store.run(move |vault| vault.generations(&of)).await
    }

    /// Reads the diary, newest first, of one profile or of all.
    pub async fn diary(&self, of: Option<ProfileId>, at_most: u32) -> Result<Vec<HistoryEntry>, EngineError> {
        match self.shared.store.run(move |vault| vault.diary(of.as_ref(), at_most)).await {
            Err(EngineError::NoVault) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Reads other data from the vault, for pages and set-up checks.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, EngineError> {
        self.shared.store.run(work).await
    }

    /// Refreshes a profile. A second request for the same profile gets the outcome of the first.
    pub async fn refresh(&self, id: &ProfileId, by: Trigger) -> Result<Outcome, Arc<EngineError>> {
        self.request(id, by, None).await
    }

    /// Refreshes a profile after a click on this pair. Sends nothing if another pair has replaced it meanwhile: the
    /// user did not agree to spend that one.
    pub async fn refresh_pair(&self, id: &ProfileId, pair: Generation) -> Result<Outcome, Arc<EngineError>> {
        self.request(id, Trigger::User, Some(pair)).await
    }

    async fn current_generation(&self, id: &ProfileId) -> Option<Generation> {
        attempt::find(&self.shared, id).await.ok().map(|record| record.current.generation)
    }

    async fn request(
        &self,
        id: &ProfileId,
        by: Trigger,
        pair: Option<Generation>,
    ) -> Result<Outcome, Arc<EngineError>> {
        let (reply, outcome) = oneshot::channel();
        let about = About { by, pair };
        // The attempt itself reports a profile that cannot be read.
        let seen = match by {
            Trigger::User if pair.is_none() => self.current_generation(id).await,
            Trigger::User | Trigger::Automatic | Trigger::Recovery => None,
        };
        let request = dispatcher::Command::Refresh { id: id.clone(), about, seen, reply };
        self.commands.send(request).await.map_err(|_| stopped())?;
        outcome.await.map_err(|_| stopped())?
    }

    /// Records that the current pair is the valid one, although it may be older than a pair elsewhere.
    pub async fn accept_copy(&self, id: &ProfileId) -> Result<(), EngineError> {
        let record = self.record(id).await?;
        let (of, pair, now) = (id.clone(), record.current.generation, self.now());
        self.shared.store.run(move |vault| vault.choose_pair(&of, pair, now)).await?;
        self.shared.emit(EngineEvent::ProfileChanged(id.clone()));
        Ok(())
    }

    /// Lists what was changed in the vault without the key.
    pub async fn faults(&self) -> Result<Vec<Fault>, EngineError> {
        self.shared.store.run(|vault| vault.faults()).await
    }

    /// Returns whether file locks work where the vault is stored. Without them, processes can detect each other only by
    /// their heartbeats, which takes minutes.
    pub async fn locks_work(&self) -> bool {
        let folder = self.environment().locks_folder();
        let tried = blocking(move || Ok(crate::paths::make_folder(&folder).is_ok() && holding::locks_work(&folder)));
        tried.await.unwrap_or_default()
    }

    /// Completes the attempts that ended processes left open.
    pub async fn recover(&self) -> Result<(), Arc<EngineError>> {
        strays::take_in(&self.shared).await;
        let open = match self.shared.store.run(|vault| vault.profiles_with_open_attempts()).await {
            Err(EngineError::NoVault) => return Ok(()),
            other => other.map_err(Arc::new)?,
        };
        let mut result = Ok(());
        for id in open {
            // A failed profile does not stop the next one.
            let repaired = self.refresh(&id, Trigger::Recovery).await;
            result = result.and(repaired.map(drop));
        }
        result
    }

    /// Waits until no attempt is in flight, and the new pairs are delivered or delivery was given up. The process may
    /// end then.
    pub async fn drain(&self) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(dispatcher::Command::Drain { reply }).await.is_ok() {
            // An error means that the owner task has ended, so nothing is in flight.
            drop(done.await);
        }
        self.shared.deliveries.settled().await;
        backups::before_exit(&self.shared).await;
    }

    /// Counts the answers stored beside the vault because the vault could not take them. The next process that may
    /// spend takes them in.
    pub async fn answers_waiting(&self) -> usize {
        let folder = self.environment().spool_folder();
        blocking(move || Ok(answer_spool::waiting(&folder))).await.unwrap_or_default()
    }

    /// Returns the profiles with an attempt in flight in this process.
    pub async fn in_flight(&self) -> Vec<ProfileId> {
        let (reply, list) = oneshot::channel();
        if self.commands.send(dispatcher::Command::InFlight { reply }).await.is_err() {
            return Vec::new();
        }
        list.await.unwrap_or_default()
    }

    /// Watches for changes by other processes while any handle on the engine exists, checking every `pause`.
    pub fn watch_changes(&self, pause: Duration) {
        let shared = Arc::downgrade(&self.shared);
        tokio::spawn(async move {
            let mut seen = None;
            // Ends with the engine, so that the vault can be closed.
            while let Some(shared) = shared.upgrade() {
                if let Ok(version) = shared.store.run(|vault| vault.data_version()).await {
                    if seen.is_some_and(|seen| seen != version) {
                        shared.emit(EngineEvent::ProfilesChanged);
                    }
                    seen = Some(version);
                }
                drop(shared);
                tokio::time::sleep(pause).await;
            }
        });
    }
}

/// Opens the vault, if there is one.
fn open_vault(path: &Path, backups: &Path, recovery: &Path) -> Result<Option<SqliteVault>, EngineError> {
    match SqliteVault::open(path)? {
        // If a backup exists, a missing vault is not a first run: creating one would hide the loss.
        None if backups::was_there(backups, recovery) => Err(VaultError::Gone.into()),
        opened => Ok(opened),
    }
}

/// Deletes for good what was deleted long ago. Uses the earlier of the clock and the ledger's newest time, so that a
/// clock that jumped ahead does not destroy a token. A vault without activity therefore keeps deleted items longer.
fn purge_deleted(vault: &mut dyn Vault, now: Timestamp) -> Result<usize, VaultError> {
    let Some(newest) = vault.newest_time()? else { return Ok(0) };
    vault.forget_deleted(now.min(newest).saturating_sub(DELETED_KEPT).unwrap_or(Timestamp::MIN))
}

/// Creates a vault's key, its first slot and its file.
fn create(
    path: &Path,
    from: &KeySource,
    keychain: &dyn Keychain,
    now: Timestamp,
    names: &[String],
) -> Result<SqliteVault, EngineError> {
    let id = ProfileId::random().to_string();
    let created = keys::create(&id, from, keychain, now, names)?;
    let vault = SqliteVault::create(path, &id, &created.slot, &created.key)?;
    if vault.id() != id && *from == KeySource::Keychain {
        // Another process created the vault first: the key just created opens nothing.
        drop(keychain.delete(&id));
    }
    Ok(vault)
}

fn stopped() -> Arc<EngineError> {
    Arc::new(EngineError::Stopped)
}

/// Runs blocking work away from the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    // `spawn_blocking` panics if the system cannot start a thread and the pool has none yet.
    let begun = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| tokio::task::spawn_blocking(work)));
    let done = match begun {
        Ok(begun) => begun.await.unwrap_or(Err(EngineError::Stopped)),
        Err(_) => Err(EngineError::Stopped),
    };
    done.map_err(faults::noted)
}

/// Makes a write beyond the file size limit (`ulimit -f`) fail like a write on a full disk. By default it would end the
/// process, with any attempt in flight.
fn outlive_size_limit() {
    // 25 is SIGXFSZ on Linux and macOS. A registered listener replaces the default action.
    #[cfg(unix)]
    drop(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(25)));
}
