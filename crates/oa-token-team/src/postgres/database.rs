//! The database as members ask it: a connection is opened when one is needed, and dropped when a call fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use oa_token_model::secret::Secret;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tokio_postgres::Client;

use super::address::DatabaseAddress;
use super::connection::{Connection, Transport};
use super::error::DatabaseError;
use super::schema;

/// How to get in.
#[derive(Clone)]
pub struct Login {
    /// Where it is.
    pub address: DatabaseAddress,
    /// The password; `None` where the server knows us by our socket.
    pub password: Option<Secret>,
    /// The only certificate authority to trust, as DER; `None` for those of the platform.
    pub authority: Option<Vec<u8>>,
    /// Whether a login over TLS was bound to the server's certificate before. It has to be from then on.
    pub bound: bool,
}

/// How long to wait.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    /// For a connection to one host.
    pub connect: Duration,
    /// For a call.
    pub call: Duration,
}

impl Default for Waits {
    /// 5 s, and 8 s: a statement ends by itself after 5 s.
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), call: Duration::from_secs(8) }
    }
}

/// A handle on the database. Cheap to clone; all clones share one connection.
#[derive(Clone)]
pub struct Database {
    login: Arc<Login>,
    waits: Waits,
    /// The team that it has to hold; `None` if it may be any.
    team: Option<Arc<str>>,
    open: Arc<Mutex<Option<Connection>>>,
    /// Whether the server has refused to tell which one it is.
    silent: Arc<AtomicBool>,
    /// Whether a login was bound to the server's certificate.
    bound: Arc<AtomicBool>,
}

/// What begins a transaction that spends or publishes.
pub(super) const BEGIN: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = on; \
    SET LOCAL statement_timeout = '5s'; SET LOCAL lock_timeout = '3s'; \
    SET LOCAL idle_in_transaction_session_timeout = '10s'";

impl Database {
    /// Makes a handle. Connects at the first call.
    pub fn new(login: Login, waits: Waits) -> Self {
        let bound = Arc::new(AtomicBool::new(login.bound));
        Self { login: Arc::new(login), waits, team: None, open: Arc::default(), silent: Arc::default(), bound }
    }

    /// Returns the handle on a database that has to hold this team. Nothing else is asked of another team's, and nothing
    /// is written into it.
    #[must_use]
    pub fn of_team(self, team: &str) -> Self {
        Self { team: Some(team.into()), ..self }
    }

    /// Returns how the bytes travel, connecting if necessary.
    pub async fn transport(&self) -> Result<Transport, DatabaseError> {
        let mut slot = self.open.lock().await;
        self.opened(&mut slot).await.map(|connection| connection.transport)
    }

    /// Closes the connection, for example after the computer slept.
    pub async fn forget(&self) {
        self.open.lock().await.take();
    }

    /// Reports whether a login was bound to the server's certificate, now or before.
    pub fn is_bound(&self) -> bool {
        self.bound.load(Ordering::Acquire)
    }

    async fn connect(&self) -> Result<Connection, DatabaseError> {
        let connection = Connection::open(&self.login, self.is_bound(), self.waits.connect).await?;
        if connection.is_bound {
            self.bound.store(true, Ordering::Release);
        }
        Ok(connection)
    }

    pub(super) fn is_silent(&self) -> bool {
        self.silent.load(Ordering::Relaxed)
    }

    pub(super) fn note_silent(&self) {
        self.silent.store(true, Ordering::Relaxed);
    }

    async fn opened<'a>(&self, slot: &'a mut Option<Connection>) -> Result<&'a Connection, DatabaseError> {
        let is_open = slot.as_ref().is_some_and(|connection| !connection.client.is_closed());
        if !is_open {
            let connection = self.connect().await?;
            let limit =
                tokio::time::timeout(self.waits.call, schema::check(&connection.client, self.team.as_deref())).await;
            limit.unwrap_or(Err(DatabaseError::Unreachable(None)))?;
            *slot = Some(connection);
        }
        slot.as_ref().ok_or(DatabaseError::Unreachable(None))
    }

    /// Runs statements on the connection. If they fail, or take too long, the connection is dropped: what it was
    /// doing is then known only by asking again.
    pub(super) async fn run<T>(
        &self,
        work: impl AsyncFnOnce(&Client) -> Result<T, DatabaseError>,
    ) -> Result<T, DatabaseError> {
        let mut slot = self.open.lock().await;
        self.opened(&mut slot).await?;
        // Taken out, so that a caller that is dropped drops it too, with the transaction it is in.
        let connection = slot.take().ok_or(DatabaseError::Unreachable(None))?;
        connection.begin();
        let ran = tokio::time::timeout(self.waits.call, work(&connection.client)).await;
        let done = match ran.unwrap_or(Err(DatabaseError::Unreachable(None))) {
            Ok(done) => connection.replicated().map(|()| done),
            Err(error) => Err(error),
        };
        if done.is_ok() {
            *slot = Some(connection);
        }
        done
    }

    /// Makes the tables, or brings older ones up to date. Needs a login that may create a schema.
    pub async fn prepare(&self) -> Result<(), DatabaseError> {
        let connection = self.connect().await?;
        let limit = tokio::time::timeout(self.waits.call, schema::migrate(&connection.client)).await;
        limit.unwrap_or(Err(DatabaseError::Unreachable(None)))
    }

    /// Waits until something may have changed: another member published, or the pause is over. Uses a connection of its
    /// own, which is handed back for the next wait. The first call finds out whether notifications arrive at all: behind
    /// some poolers they do not. Where they do, the pause is twice as long.
    pub async fn changed(&self, ear: &mut Ear, poll: Duration) {
        ear.wait(self, poll).await;
    }
}

/// The connection that listens.
#[derive(Default)]
pub struct Ear {
    connection: Option<Connection>,
    hears: bool,
    /// When notifications were found not to arrive.
    deaf_since: Option<Instant>,
}

/// How long a notification to ourselves may take.
const SELF_TEST: Duration = Duration::from_secs(2);
/// How long an ear that hears nothing is not tried again. A pooler is seldom replaced.
const DEAF: Duration = Duration::from_secs(3600);

/// How long a database that cannot be reached is not tried again.
const RETRY: Duration = Duration::from_secs(5);

impl Ear {
    /// Reports whether notifications arrive; if not, members ask at each pause.
    pub fn hears(&self) -> bool {
        self.hears
    }

    async fn wait(&mut self, database: &Database, poll: Duration) {
        let begun = Instant::now();
        if self.connection.as_ref().is_none_or(|connection| connection.client.is_closed()) {
            (self.connection, self.hears) = (None, false);
            if self.deaf_since.is_none_or(|since| since.elapsed() >= DEAF) && self.listen(database).await {
                // What happened before is not heard.
                return;
            }
        }
        match &mut self.connection {
            Some(connection) => {
                if tokio::time::timeout_at(begun + poll * 2, connection.notified.recv()).await == Ok(None) {
                    // The connection has ended.
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
            None if self.deaf_since.is_some() => tokio::time::sleep_until(begun + poll).await,
            None => tokio::time::sleep_until(begun + poll.min(RETRY)).await,
        }
    }

    /// Opens the connection, and returns whether notifications arrive on it.
    async fn listen(&mut self, database: &Database) -> bool {
        let Ok(mut connection) = database.connect().await else { return false };
        match listens(&mut connection, database).await {
            Some(true) => (self.connection, self.hears, self.deaf_since) = (Some(connection), true, None),
            Some(false) => self.deaf_since = Some(Instant::now()),
            // It cannot be reached, which says nothing about notifications.
            None => {}
        }
        self.hears
    }
}

/// Listens, and notifies itself to find out whether that works; `None` if a statement failed. The notification comes
/// over the other connection: behind a pooler in transaction mode a connection receives only its own notifications.
async fn listens(connection: &mut Connection, database: &Database) -> Option<bool> {
    let test = async {
        connection.client.batch_execute("LISTEN oa_token").await.ok()?;
        let notify = async |client: &Client| Ok(client.batch_execute("NOTIFY oa_token").await?);
        database.run(notify).await.ok()
    };
    tokio::time::timeout(SELF_TEST, test).await.ok()??;
    match tokio::time::timeout(SELF_TEST, connection.notified.recv()).await {
        Ok(Some(())) => Some(true),
        Ok(None) => None,
        Err(_) => Some(false),
    }
}
