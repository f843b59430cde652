//! The running server and the calls of its owner.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use crate::answer::ZaloError;
use crate::config::{App, Config, TokenDate};
use crate::consent::Consent;
use crate::fault::Fault;
use crate::ledger::Ledger;
use crate::persistence::{Pair, TokenKind};
use crate::server::{self, Progress, Shared};
use crate::state::State;

/// Runs practice Zalo on its own thread; it stops when this is dropped.
pub struct Sim {
    shared: Arc<Shared>,
    address: SocketAddr,
    /// Dropping it stops the server.
    stop: Option<oneshot::Sender<()>>,
    /// Closes when the server has ended.
    ended: Option<oneshot::Receiver<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Sim {
    /// Opens the stored data, listens on 127.0.0.1 and starts to serve.
    ///
    /// # Errors
    /// The port is in use, or the ledger file exists and cannot be read.
    pub async fn start(config: Config) -> io::Result<Self> {
        Self::serve(State::new(config)?).await
    }

    /// Listens on 127.0.0.1 and starts to serve this state.
    pub(crate) async fn serve(state: State) -> io::Result<Self> {
        let port = state.config.port;
        let shared = Arc::new(Shared::new(state));
        let (stop, stopped) = oneshot::channel();
        let (ready, address) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        let served = Arc::clone(&shared);
        let thread = thread::Builder::new().name("zalo-sim".to_owned()).spawn(move || {
            run(port, served, ready, stopped);
            drop::<oneshot::Sender<()>>(end);
        })?;
        let address = address.await.map_err(io::Error::other)??;
        Ok(Self { shared, address, stop: Some(stop), ended: Some(ended), thread: Some(thread) })
    }

    /// Returns `http://127.0.0.1:PORT`, the origin of both the OAuth server and the OA API.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Writes the server's origin to the stored data.
    pub(crate) fn tell_origin(&self) -> io::Result<()> {
        let origin = self.origin();
        let mut state = self.shared.state();
        state.change(|stored| stored.origin = Some(origin));
        state.file_error().map_or(Ok(()), |error| Err(io::Error::other(error.to_owned())))
    }

    /// Adds an app, or replaces the one with its id and keeps its tokens.
    pub fn add_app(&self, app: App) {
        self.shared.state().apps.insert(app.app_id.clone(), app);
    }

    /// Makes a first live pair for an app, as the API Explorer does.
    pub fn issue_pair(&self, app_id: &str) -> Pair {
        let mut state = self.shared.state();
        let (lifetimes, now) = (state.lifetimes(), state.now());
        state.change(|stored| stored.first_pair(app_id, lifetimes, now))
    }

    /// Makes a given refresh token live. A known token keeps its state: a spent one stays spent.
    pub fn register_refresh_token(&self, app_id: &str, refresh_token: &str) {
        let mut state = self.shared.state();
        let (lifetimes, now) = (state.lifetimes(), state.now());
        state.change(|stored| stored.register(app_id, None, refresh_token, lifetimes, now));
    }

    /// Makes a given pair live. A known token keeps its state.
    pub fn register_pair(&self, app_id: &str, pair: &Pair) {
        let mut state = self.shared.state();
        let (lifetimes, now) = (state.lifetimes(), state.now());
        state.change(|stored| stored.register(app_id, Some(&pair.access_token), &pair.refresh_token, lifetimes, now));
    }

    /// Assigns these faults to the next requests to the token endpoint, in order, one each; later requests succeed.
    ///
    /// A request takes its fault when its first line arrives. A second script is appended to the rest of the first.
    pub fn script(&self, faults: impl IntoIterator<Item = Fault>) {
        self.shared.state().script.extend(faults);
    }

    /// Does the same for `getoa`; [`Fault::ErrorCode`] gives its errors (-204, -205, -209, -212, -219, -223, -32, …).
    ///
    /// Faults about tokens in the answer have no effect there.
    pub fn script_getoa(&self, faults: impl IntoIterator<Item = Fault>) {
        self.shared.state().getoa_script.extend(faults);
    }

    /// Sets the time in all further answers of the token endpoint.
    pub fn date_tokens(&self, date: TokenDate) {
        self.shared.state().token_date = date;
    }

    /// Returns how many faults of the token endpoint are not used yet.
    pub fn faults_left(&self) -> usize {
        self.shared.state().script.len()
    }

    /// Drops the unused faults of the token endpoint.
    pub fn forget_script(&self) {
        self.shared.state().script.clear();
    }

    /// Returns everything seen so far.
    pub fn ledger(&self) -> Ledger {
        self.shared.state().ledger()
    }

    /// Returns how many refresh tokens were spent, including those of earlier runs with the same file.
    pub fn spends(&self) -> usize {
        self.shared.state().stored().spends()
    }

    /// Returns how often a text was sent to the token endpoint as a refresh token, with any result.
    pub fn sends_of(&self, refresh_token: &str) -> usize {
        self.shared.state().stored().sends_of(refresh_token)
    }

    /// Reports whether a refresh token is valid now.
    pub fn is_live_refresh(&self, refresh_token: &str) -> bool {
        let state = self.shared.state();
        state.stored().is_live(TokenKind::Refresh, refresh_token, state.now())
    }

    /// Reports whether an access token is valid now.
    pub fn is_live_access(&self, access_token: &str) -> bool {
        let state = self.shared.state();
        state.stored().is_live(TokenKind::Access, access_token, state.now())
    }

    /// Returns the newest pair of an app whose tokens are both live.
    pub fn live_pair(&self, app_id: &str) -> Option<Pair> {
        let state = self.shared.state();
        state.stored().live_pair(app_id, state.now())
    }

    /// Gives consent as an OA's admin does, and returns the redirect address. `None` is consent without PKCE.
    ///
    /// # Errors
    /// -14002 for an app that is unknown or not active, -14003 for a callback that is not the saved one.
    pub fn consent(&self, app_id: &str, redirect_uri: &str, challenge: Option<&str>) -> Result<Consent, ZaloError> {
        self.shared.state().consent(app_id, redirect_uri, challenge, None)
    }

    /// Advances practice Zalo's clock; the ledger file keeps the offset.
    pub fn advance(&self, by: Duration) {
        self.shared.state().change(|stored| stored.clock_offset = stored.clock_offset.saturating_add(by));
    }

    /// Sets whether `getoa` requires `appsecret_proof` from now on.
    pub fn require_appsecret_proof(&self, required: bool) {
        self.shared.state().config.require_appsecret_proof = required;
    }

    /// Waits until `n` token requests of this run were read completely. A connection closed unread does not count.
    pub fn wait_for_request(&self, n: usize) -> impl Future<Output = ()> + Send + use<> {
        reached(self.shared.progress.subscribe(), move |progress| progress.read >= n)
    }

    /// Waits until `n` token requests of this run have spent their refresh token or code, answered or not.
    pub fn wait_for_spend(&self, n: usize) -> impl Future<Output = ()> + Send + use<> {
        reached(self.shared.progress.subscribe(), move |progress| progress.spent >= n)
    }

    /// Waits until `n` token requests of this run have an outcome in the ledger.
    pub fn wait_for_outcome(&self, n: usize) -> impl Future<Output = ()> + Send + use<> {
        reached(self.shared.progress.subscribe(), move |progress| progress.settled >= n)
    }

    /// Releases one [`Fault::Hold`] or [`Fault::HoldBeforeSpending`]: the one that has waited longest, or else the next
    /// one.
    ///
    /// If a held client disconnects, its request stays held, as Zalo would continue to work on it; it must be released
    /// too.
    pub fn release(&self) {
        self.shared.releases.add_permits(1);
    }

    /// Stops the server: when this returns, the port is free and every connection is closed.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        if let Some(ended) = self.ended.take() {
            // The thread drops the other end as its last action.
            drop(ended.await);
        }
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was already printed.
            drop(thread.join());
        }
    }
}

/// Waits for a progress. If the server has ended, returns early; the ledger then shows what is missing.
async fn reached(mut progress: watch::Receiver<Progress>, enough: impl FnMut(&Progress) -> bool) {
    drop(progress.wait_for(enough).await);
}

/// Serves until the owner is dropped.
fn run(port: u16, shared: Arc<Shared>, ready: oneshot::Sender<io::Result<SocketAddr>>, stopped: oneshot::Receiver<()>) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return drop(ready.send(Err(error))),
    };
    runtime.block_on(async {
        let bound = async {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
            let address = listener.local_addr()?;
            Ok((listener, address))
        };
        let (listener, address) = match bound.await {
            Ok(bound) => bound,
            Err(error) => return drop(ready.send(Err(error))),
        };
        drop(ready.send(Ok(address)));
        let own_hosts = Arc::new([address.to_string(), format!("localhost:{}", address.port())]);
        tokio::select! {
            () = server::accept(listener, shared, own_hosts) => {}
            _ = stopped => {}
        }
    });
}
