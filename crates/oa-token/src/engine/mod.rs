//! The imperative shell of the core: one task owns what is under way, everyone else holds a [`Engine`].
//!
//! The future of an attempt belongs to that task: dropping a handle, a closed window or Ctrl-C never cancels an
//! attempt in flight. Must not know Tauri.

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
mod auto_refresh;
mod backups;
mod check;
mod clock_check;
mod consent;
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
mod transfer;

pub use app_lock::USUAL_LOCK_MINUTES;
use attempt::About;
pub use auto_refresh::AutoRefreshEvent;
pub use backups::Backup;
pub use check::Check;
pub use consent::{Consent, ConsentEnd};
pub use faults::outcome_of;
pub use profiles::DraftConflicts;
pub use protection::{Protection, UnlockOption};
pub use role::ScheduleOwner;
use shared_vault::SharedVault;

/// Events kept for a slow listener; one that falls behind further reloads everything.
const EVENTS_KEPT: usize = 256;
/// Wishes that may wait for the owner task.
const COMMANDS_KEPT: usize = 64;

/// What an engine works with.
#[derive(Clone)]
pub struct EngineOptions {
    /// Folders, key and origins.
    pub environment: Environment,
    /// Tells the time.
    pub clock: SharedClock,
    /// The OS keychain.
    pub keychain: Arc<dyn Keychain>,
    /// Proxy and time-outs.
    pub client: ClientOptions,
    /// How long to wait for things.
    pub timeouts: Timeouts,
    /// The computer it runs on.
    pub computer: Arc<dyn Host>,
}

/// How long to wait for things.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// For a profile another process holds.
    pub lock: Duration,
    /// After a lost answer, before the one recovery send.
    pub recovery: Duration,
    /// Between two tries to save an answer.
    pub save: Duration,
    /// For the file that a pair is delivered to, before the program goes on without it.
    pub delivery: Duration,
    /// For how long a typed passphrase counts, before what cannot be taken back asks for it again.
    pub step_up: Duration,
    /// How many times faster the clock's own pauses pass: 1, but for tests whose clocks run as fast.
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

/// Why an engine cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no vault yet.
    #[error("there is no vault yet")]
    NoVault,
    /// The vault's key can't be had.
    #[error("the vault's key cannot be had")]
    Key(#[from] KeyProblem),
    /// The vault says no.
    #[error("the vault says no")]
    Vault(#[from] VaultError),
    /// The app cannot be locked, or its passphrase not be taken away: nothing else would open it.
    #[error("nothing else would open it")]
    NoPassphrase,
    /// What was asked cannot be taken back, and nobody has typed the passphrase in the last minutes.
    #[error("the passphrase is asked for once more")]
    NeedsPassphrase,
    /// The group of the recovery code was not typed as it is.
    #[error("the group of the recovery code does not match")]
    WrongGroup,
    /// There is no backup that is sound.
    #[error("there is no backup")]
    NoBackup,
    /// The vault is in order: an older copy in its place would go back in time.
    #[error("the vault is not damaged")]
    NotDamaged,
    /// The slot that opened the vault was removed from it, or never added to it.
    #[error("the way in was removed")]
    StrangeSlot,
    /// A way in is not taken away before another one was shown to open the vault.
    #[error("nothing else was shown to open the vault")]
    NothingElseOpens,
    /// A callback address cannot be asked with.
    #[error("the callback address cannot be asked with")]
    Callback(#[from] InvalidCallback),
    /// A sealed file cannot be opened or made.
    #[error("the sealed file cannot be used")]
    Sealed(#[from] SealedFileFault),
    /// Practice Zalo is not there.
    #[error("practice Zalo is not there")]
    NoPractice,
    /// An attempt is under way, here or in another program.
    #[error("an attempt is under way")]
    InFlight,
    /// The HTTP client can't be made.
    #[error("the HTTP client cannot be made")]
    Client(#[from] crate::zalo::ClientError),
    /// The system gives no thread for the vault's work.
    #[error("no thread can be started")]
    NoThread(#[source] std::io::Error),
    /// The engine has ended, or a piece of its work has panicked.
    #[error("the keeper has ended")]
    Stopped,
}

/// How far an attempt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Checking that the answer can be saved.
    Preparing,
    /// On the wire.
    Sending,
    /// The answer was lost; waiting for the one recovery send.
    WaitingToRecover,
    /// Zalo answered; making it durable.
    Saving,
    /// The answer can't be saved yet; trying again each second. The program must not be ended.
    RetryingSave,
    /// Over.
    Done,
}

/// What an engine tells everybody. Ids and states, never values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// A profile has changed.
    ProfileChanged(ProfileId),
    /// Profiles were added or removed, or another process has changed the vault.
    ProfilesChanged,
    /// An attempt has moved on.
    AttemptMoved(ProfileId, Phase),
    /// A secret goes to an origin that is neither Zalo's nor this computer's.
    SentElsewhere(Origin),
    /// The face of the program was closed.
    AppLocked,
    /// The browser's answer to a consent came to this computer, and this came of it.
    ConsentEnded(ProfileId, ConsentEnd),
}

/// A handle on the one task that owns what is under way. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
    commands: mpsc::Sender<dispatcher::Command>,
}

/// What attempts and handles share.
struct Shared {
    /// For what goes on beside who asked.
    me: Weak<Self>,
    options: EngineOptions,
    store: SharedVault,
    /// Made anew when the proxy changes; an attempt under way keeps the one it began with.
    client: Mutex<ZaloClient>,
    events: broadcast::Sender<EngineEvent>,
    /// Where practice Zalo is, once the shell has said so.
    practice: Mutex<Option<Origin>>,
    /// The key, and a recovery code that is being made.
    held: protection::Held,
    app_lock: app_lock::AppLock,
    step_up: step_up::StepUp,
    /// Consents under way.
    consents: Mutex<HashMap<ProfileId, consent::Pending>>,
    /// What is to be backed up.
    changes: Arc<backups::Changes>,
    /// The clock of this program waits for this computer's to be set right.
    misdated: AtomicBool,
    /// The places of the attempts at work.
    places: place::Places,
    /// The outlets that are being written.
    deliveries: delivery::Deliveries,
    /// Names this program in the rows that it holds.
    token: String,
}

impl Shared {
    fn now(&self) -> Timestamp {
        self.options.clock.now()
    }

    fn client(&self) -> ZaloClient {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns where tokens of this kind are asked for. No token ever goes to the other kind's origin.
    fn token_origin(&self, kind: ProfileKind) -> Option<Origin> {
        match kind {
            ProfileKind::Live => Some(self.options.environment.oauth.clone()),
            ProfileKind::Practice => self.practice.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Names the origin of a send that goes neither to Zalo nor to this computer.
    fn tell_elsewhere(&self, origin: Option<Origin>) {
        if let Some(origin) = origin.filter(Origin::is_other) {
            self.tell(EngineEvent::SentElsewhere(origin));
        }
    }

    fn tell(&self, event: EngineEvent) {
        // Nobody listening is no error: the command has no window.
        drop(self.events.send(event));
    }
}

impl Engine {
    /// Starts the owner task on the current Tokio runtime. Opens nothing yet.
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

    /// Returns the environment this keeper works in.
    pub fn environment(&self) -> &Environment {
        &self.shared.options.environment
    }

    /// Says where practice Zalo is from now on; the shell runs it, and says so anew whenever it has moved. Only an
    /// origin of this computer is taken: practice never leaves it.
    pub fn set_sandbox_origin(&self, origin: Origin) {
        if origin.is_loopback() {
            *self.shared.practice.lock().unwrap_or_else(PoisonError::into_inner) = Some(origin);
        }
    }

    /// Returns where a profile's tokens are asked for; `None` for a practice one while practice Zalo is not there.
    pub fn token_origin(&self, kind: ProfileKind) -> Option<Origin> {
        self.shared.token_origin(kind)
    }

    /// Returns the time by this engine's clock.
    pub fn now(&self) -> Timestamp {
        self.shared.now()
    }

    /// Listens to what happens from now on.
    pub fn events(&self) -> broadcast::Receiver<EngineEvent> {
        self.shared.events.subscribe()
    }

    /// Opens the vault without its key: lists and the diary work. Tells whether there is one. A vault that is open
    /// stays as it is.
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

    /// Lists all profiles, oldest first; none before the first run.
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

    /// Finds what a person typed: the profile of exactly this id, else the one of this name, ignoring case. For the edge
    /// alone; everything within knows profiles by their ids.
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
            // Not there; or an index leads to another one, or to none.
            other => match self.shared.store.run(|vault| vault.check_rows()).await {
                Ok(()) | Err(EngineError::NoVault) => other.ok_or_else(|| VaultError::NoSuchProfile.into()),
                Err(error) => Err(error),
            },
        }
    }

    /// Finds the profile of this name, ignoring case; an id is no name.
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

    /// Returns the fingerprint of what a profile would be sent with.
    pub async fn credentials(&self, profile: &Profile, secret_key: &Secret) -> Result<Fingerprint, EngineError> {
        let (app_id, secret_key) = (profile.app_id.clone(), secret_key.clone());
        self.shared.store.run(move |vault| vault.credentials(&app_id, &secret_key)).await
    }

    /// Returns what pressing "Gửi" does now.
    pub fn send_policy(&self, record: &ProfileRecord) -> SendPolicy {
        send_policy(record, self.now())
    }

    /// Reads a profile's secrets.
    pub async fn secrets(&self, id: &ProfileId) -> Result<ProfileSecrets, EngineError> {
        let of = id.clone();
        self.shared.store.run(move |vault| vault.secrets(&of)).await
    }

    /// Reads the kept pairs of a profile, newest first.
    pub async fn generations(&self, id: &ProfileId) -> Result<Vec<StoredPair>, EngineError> {
        let of = id.clone();
        self.shared.store.run(move |vault| vault.generations(&of)).await
    }

    /// Reads the diary, newest first; of one profile or of all.
    pub async fn diary(&self, of: Option<ProfileId>, at_most: u32) -> Result<Vec<HistoryEntry>, EngineError> {
        match self.shared.store.run(move |vault| vault.diary(of.as_ref(), at_most)).await {
            Err(EngineError::NoVault) => Ok(Vec::new()),
            other => other,
        }
    }

    /// Reads what else the vault knows, for pages and checks of set-up.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Vault) -> Result<T, VaultError> + Send + 'static,
    ) -> Result<T, EngineError> {
        self.shared.store.run(work).await
    }

    /// Refreshes a profile. A second wish for the same profile gets the first one's outcome.
    pub async fn refresh(&self, id: &ProfileId, by: Trigger) -> Result<Outcome, Arc<EngineError>> {
        self.wish(id, by, None).await
    }

    /// Refreshes a profile on a click that was about this pair. If another has taken its place meanwhile, nothing is
    /// sent: who clicked was never asked about that one.
    pub async fn refresh_pair(&self, id: &ProfileId, pair: Generation) -> Result<Outcome, Arc<EngineError>> {
        self.wish(id, Trigger::User, Some(pair)).await
    }

    async fn current_generation(&self, id: &ProfileId) -> Option<Generation> {
        attempt::find(&self.shared, id).await.ok().map(|record| record.current.generation)
    }

    async fn wish(&self, id: &ProfileId, by: Trigger, pair: Option<Generation>) -> Result<Outcome, Arc<EngineError>> {
        let (reply, outcome) = oneshot::channel();
        let about = About { by, pair };
        // One that cannot be read now is told so by the attempt.
        let seen = match by {
            Trigger::User if pair.is_none() => self.current_generation(id).await,
            Trigger::User | Trigger::Automatic | Trigger::Recovery => None,
        };
        let wish = dispatcher::Command::Refresh { id: id.clone(), about, seen, reply };
        self.commands.send(wish).await.map_err(|_| stopped())?;
        outcome.await.map_err(|_| stopped())?
    }

    /// Says that the current pair is the one that lives, although it may be older than one somewhere else.
    pub async fn accept_copy(&self, id: &ProfileId) -> Result<(), EngineError> {
        let record = self.record(id).await?;
        let (of, pair, now) = (id.clone(), record.current.generation, self.now());
        self.shared.store.run(move |vault| vault.choose_pair(&of, pair, now)).await?;
        self.shared.tell(EngineEvent::ProfileChanged(id.clone()));
        Ok(())
    }

    /// Lists what somebody without the key has changed in the vault.
    pub async fn faults(&self) -> Result<Vec<Fault>, EngineError> {
        self.shared.store.run(|vault| vault.faults()).await
    }

    /// Returns whether locks keep other programs out where the vault lies: without them two of them are told apart by their
    /// beats alone, which takes minutes.
    pub async fn locks_work(&self) -> bool {
        let folder = self.environment().locks_folder();
        let tried = blocking(move || Ok(crate::paths::make_folder(&folder).is_ok() && holding::locks_work(&folder)));
        tried.await.unwrap_or_default()
    }

    /// Brings to an end what ended programs left open.
    pub async fn recover(&self) -> Result<(), Arc<EngineError>> {
        strays::take_in(&self.shared).await;
        let open = match self.shared.store.run(|vault| vault.profiles_with_open_attempts()).await {
            Err(EngineError::NoVault) => return Ok(()),
            other => other.map_err(Arc::new)?,
        };
        let mut result = Ok(());
        for id in open {
            // One that fails never stops the next.
            let mended = self.refresh(&id, Trigger::Recovery).await;
            result = result.and(mended.map(drop));
        }
        result
    }

    /// Waits until no attempt is in flight, and what they brought is delivered or was given up. The program may end then.
    pub async fn drain(&self) {
        let (reply, done) = oneshot::channel();
        if self.commands.send(dispatcher::Command::Drain { reply }).await.is_ok() {
            // An error means the owner task has ended, and nothing is in flight.
            drop(done.await);
        }
        self.shared.deliveries.settled().await;
        backups::before_exit(&self.shared).await;
    }

    /// Counts answers that lie beside the vault because it could not take them; whatever may spend brings them in.
    pub async fn answers_waiting(&self) -> usize {
        let folder = self.environment().inflight_folder();
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

    /// Watches for changes by other processes for as long as anybody holds the engine, looking every `pause`.
    pub fn watch_changes(&self, pause: Duration) {
        let shared = Arc::downgrade(&self.shared);
        tokio::spawn(async move {
            let mut seen = None;
            // Ends with the engine: a vault nobody holds is to be closed.
            while let Some(shared) = shared.upgrade() {
                if let Ok(version) = shared.store.run(|vault| vault.data_version()).await {
                    if seen.is_some_and(|seen| seen != version) {
                        shared.tell(EngineEvent::ProfilesChanged);
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
        // Beside a copy a missing vault is no first run: making one would hide what is gone.
        None if backups::was_there(backups, recovery) => Err(VaultError::Gone.into()),
        opened => Ok(opened),
    }
}

/// Lets go what was deleted long ago: by the clock, and by the ledger too, as a clock that jumped ahead is no reason to
/// throw a token away. A vault that nothing happens in keeps its bin for longer.
fn purge_deleted(vault: &mut dyn Vault, now: Timestamp) -> Result<usize, VaultError> {
    let Some(newest) = vault.newest_time()? else { return Ok(0) };
    vault.forget_deleted(now.min(newest).saturating_sub(DELETED_KEPT).unwrap_or(Timestamp::MIN))
}

/// Makes a vault's key, its first slot and its file.
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
        // Somebody else was quicker: the key just made opens nothing.
        drop(keychain.delete(&id));
    }
    Ok(vault)
}

fn stopped() -> Arc<EngineError> {
    Arc::new(EngineError::Stopped)
}

/// Runs what may block away from the async threads.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, EngineError> + Send + 'static,
) -> Result<T, EngineError> {
    // It panics where the system gives no thread and there is none yet.
    let begun = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| tokio::task::spawn_blocking(work)));
    let done = match begun {
        Ok(begun) => begun.await.unwrap_or(Err(EngineError::Stopped)),
        Err(_) => Err(EngineError::Stopped),
    };
    done.map_err(faults::noted)
}

/// Lets a write beyond the limit of a file's size (`ulimit -f`) fail like one on a full disk: it would end the program, with
/// whatever is in flight.
fn outlive_size_limit() {
    // SIGXFSZ on Linux and macOS. Once it is listened to, it does nothing else any more.
    #[cfg(unix)]
    drop(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(25)));
}
