//! The handle on the engine. Each concern has a handle of its own.

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::origin::Origin;
use oa_token_model::profile::ProfileKind;
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{VaultError, owner};
use tokio::sync::{broadcast, mpsc};

use crate::paths::Environment;
use crate::shared_vault::SharedVault;
use crate::team::{Alone, DatabaseReferee, Referee};
use crate::zalo_client::ZaloClient;
use crate::{
    Alerts, ApiKeys, Authorization, AutoRefresh, Backups, Bundles, Checks, Destinations, EngineError, EngineEvent,
    EngineOptions, Health, Profiles, Protection, Refresh, Shared, Team, Updates, VaultSettings, alerts, app_lock,
    backups, blocking, delivery, dispatcher, place, protection, step_up, team,
};

/// Events buffered for a slow listener. A listener that falls further behind must reload everything.
const EVENTS_KEPT: usize = 256;
/// Commands that may be queued for the owner task.
const COMMANDS_KEPT: usize = 64;

/// A handle on the one task that owns the attempts in flight. Cheap to clone.
#[derive(Clone)]
pub struct Engine {
    pub(crate) shared: Arc<Shared>,
    pub(crate) commands: mpsc::Sender<dispatcher::Command>,
}

impl Engine {
    /// Starts the owner task on the current Tokio runtime. Opens no vault yet.
    pub fn start(options: EngineOptions) -> Result<Self, EngineError> {
        outlive_size_limit();
        let client = ZaloClient::new(options.client.clone())?;
        let (events, _) = broadcast::channel(EVENTS_KEPT);
        let client = Mutex::new(client);
        let store = SharedVault::start().map_err(EngineError::NoThread)?;
        let (deliveries, looks) = delivery::Deliveries::new();
        let (alerts, alert_looks) = alerts::AlertWork::new();
        let shared = Arc::new(Shared {
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
            deliveries,
            alerts,
            referee: Mutex::new(Arc::new(Alone)),
            team: team::TeamWork::default(),
            token: uuid::Uuid::new_v4().to_string(),
        });
        tokio::spawn(delivery::run(Arc::downgrade(&shared), looks));
        tokio::spawn(alerts::run(Arc::downgrade(&shared), alert_looks));
        tokio::spawn(backups::run(Arc::downgrade(&shared), Arc::clone(&shared.changes)));
        let (commands, inbox) = mpsc::channel(COMMANDS_KEPT);
        tokio::spawn(dispatcher::run(Arc::clone(&shared), inbox));
        Ok(Self { shared, commands })
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

    /// Sets the referee between the computers of a team. Attempts that have begun keep the one before.
    pub fn set_referee(&self, referee: Arc<dyn Referee>) {
        *self.shared.referee.lock().unwrap_or_else(PoisonError::into_inner) = referee;
    }

    /// Joins a team: from now on its database says which computer sends, and what others publish is followed.
    pub fn join_team(&self, referee: Arc<DatabaseReferee>) {
        self.set_referee(Arc::clone(&referee) as _);
        tokio::spawn(team::follow(Arc::downgrade(&self.shared), referee));
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

    /// Opens the vault without its key, which is enough for lists and the history. Returns whether there is a vault. A
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
            None => open_vault(&path, &backups, &recovery).inspect(|_| oa_token_vault::atomic_file::sweep(&home)),
        });
        let opened = opened.await?;
        let is_there = opened.is_some();
        if let Some(vault) = opened {
            self.shared.store.put(Box::new(vault));
        }
        Ok(is_there)
    }

    /// Returns whether there is a vault and its key is in memory.
    pub async fn is_unlocked(&self) -> bool {
        self.shared.store.run(|vault| Ok(vault.is_unlocked())).await.unwrap_or(false)
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

    /// Returns the handle for this concern: the profiles: list, read, create, change, delete.
    pub fn profiles(&self) -> Profiles<'_> {
        Profiles { engine: self }
    }

    /// Returns the handle for this concern: sends refresh tokens, and finishes what earlier processes began.
    pub fn refresh(&self) -> Refresh<'_> {
        Refresh { engine: self }
    }

    /// Returns the handle for this concern: automatic refresh: its policy, its schedule, and the task that runs it.
    pub fn auto_refresh(&self) -> AutoRefresh<'_> {
        AutoRefresh { engine: self }
    }

    /// Returns the handle for this concern: the consent flow in the browser, which gets a new pair.
    pub fn authorization(&self) -> Authorization<'_> {
        Authorization { engine: self }
    }

    /// Returns the handle for this concern: the ways to open the vault, the app lock, and step-up.
    pub fn protection(&self) -> Protection<'_> {
        Protection { engine: self }
    }

    /// Returns the handle for this concern: sealed files: backup, and moving an OA to another computer.
    pub fn bundles(&self) -> Bundles<'_> {
        Bundles { engine: self }
    }

    /// Returns the handle for this concern: the places that new pairs go to.
    pub fn destinations(&self) -> Destinations<'_> {
        Destinations { engine: self }
    }

    /// Returns the handle for this concern: alerts to Telegram and webhooks.
    pub fn alerts(&self) -> Alerts<'_> {
        Alerts { engine: self }
    }

    /// Returns the handle for this concern: the automatic copies of the vault.
    pub fn backups(&self) -> Backups<'_> {
        Backups { engine: self }
    }

    /// Returns the handle for this concern: questions to Zalo that spend nothing.
    pub fn checks(&self) -> Checks<'_> {
        Checks { engine: self }
    }

    /// Returns the handle for this concern: the settings stored in the vault.
    pub fn settings(&self) -> VaultSettings<'_> {
        VaultSettings { engine: self }
    }

    /// Returns the handle for this concern: the keys of the HTTP API.
    pub fn api_keys(&self) -> ApiKeys<'_> {
        ApiKeys { engine: self }
    }

    /// Returns the handle for this concern: the team that shares this computer's OAs.
    pub fn team(&self) -> Team<'_> {
        Team { engine: self }
    }

    /// Returns the handle for this concern: what an update of the program needs.
    pub fn updates(&self) -> Updates<'_> {
        Updates { engine: self }
    }

    /// Returns the handle for this concern: what `doctor` tests.
    pub fn health(&self) -> Health<'_> {
        Health { engine: self }
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

/// Makes a write beyond the file size limit (`ulimit -f`) fail like a write on a full disk. By default it would end the
/// process, with any attempt in flight.
fn outlive_size_limit() {
    // 25 is SIGXFSZ on Linux and macOS. A registered listener replaces the default action.
    #[cfg(unix)]
    drop(tokio::signal::unix::signal(tokio::signal::unix::SignalKind::from_raw(25)));
}
