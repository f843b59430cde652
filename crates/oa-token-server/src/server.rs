//! The running server.

use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use oa_token_engine::Engine;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::book::Book;
use crate::connection;
use crate::guard::Rules;
use crate::listen::{CannotListen, LocalListener, Tcp};
use crate::options::ServerOptions;
use crate::service::State;

/// How often uses are written.
const FLUSH: Duration = Duration::from_secs(10 * 60);
/// How long requests under way may take when the server stops.
const FAREWELL: Duration = Duration::from_secs(3);
/// The pause after a connection could not be taken, for example because too many files are open.
const NO_CONNECTION: Duration = Duration::from_millis(100);

/// A server that listens, and serves once it runs.
pub struct Server {
    tcp: Tcp,
    address: SocketAddr,
    local: Option<LocalListener>,
    socket: Option<PathBuf>,
    state: Arc<State>,
    stop: watch::Sender<bool>,
}

impl Server {
    /// Begins to listen. The vault may still be locked, or not exist yet: until then all is answered with 503.
    ///
    /// # Errors
    /// [`CannotListen`].
    pub async fn bind(engine: Engine, options: ServerOptions) -> Result<Self, CannotListen> {
        let tcp = Tcp::bind(&options).await?;
        let address = tcp.address().map_err(|error| CannotListen::Address(options.listen, error))?;
        let local = match &options.socket {
            Some(path) => Some(LocalListener::bind(path).await?),
            None => None,
        };
        let (stop, stopping) = watch::channel(false);
        let state = State {
            book: Book::new(engine.clone()),
            engine,
            rules: Rules { hosts: options.hosts, proxies: options.proxies },
            seats: connection::Seats::default(),
            waits: crate::limits::Waits::default(),
            failed: crate::limits::FailedKeys::default(),
            tries: crate::limits::Tries::default(),
            usage: crate::usage::Usage::default(),
            counts: crate::metrics::Counts::default(),
            say: options.say,
            stopping,
        };
        Ok(Self { tcp, address, local, socket: options.socket, state: Arc::new(state), stop })
    }

    /// Returns the TCP address, with its port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the path of the socket or the name of the pipe.
    pub fn socket(&self) -> Option<&Path> {
        self.socket.as_deref()
    }

    /// Serves until `stop` is ready. Requests under way are answered before this returns.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let mut connections = JoinSet::new();
        {
            let book = self.state.book.keep_current();
            let flush = async {
                loop {
                    tokio::time::sleep(FLUSH).await;
                    self.state.usage.flush(&self.state.engine).await;
                }
            };
            let accept = accept(&self.tcp, self.local.as_ref(), &self.state, &mut connections);
            tokio::select! {
                () = stop => {}
                () = book => {}
                () = flush => {}
                () = accept => {}
            }
        }
        self.stop.send_replace(true);
        let all = async { while connections.join_next().await.is_some() {} };
        tokio::time::timeout(FAREWELL, all).await.ok();
        self.state.usage.flush(&self.state.engine).await;
    }
}

async fn accept(tcp: &Tcp, local: Option<&LocalListener>, state: &Arc<State>, connections: &mut JoinSet<()>) {
    loop {
        tokio::select! {
            taken = tcp.accept() => match taken {
                Ok((stream, peer)) => drop(connections.spawn(connection::serve(Arc::clone(state), stream, peer))),
                Err(_) => tokio::time::sleep(NO_CONNECTION).await,
            },
            taken = from(local) => match taken {
                Ok((stream, peer)) => drop(connections.spawn(connection::serve(Arc::clone(state), stream, peer))),
                Err(_) => tokio::time::sleep(NO_CONNECTION).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

#[cfg(unix)]
async fn from(local: Option<&LocalListener>) -> std::io::Result<(tokio::net::UnixStream, crate::guard::Peer)> {
    match local {
        Some(local) => local.accept().await,
        None => std::future::pending().await,
    }
}

#[cfg(windows)]
async fn from(
    local: Option<&LocalListener>,
) -> std::io::Result<(tokio::net::windows::named_pipe::NamedPipeServer, crate::guard::Peer)> {
    match local {
        Some(local) => local.accept().await,
        None => std::future::pending().await,
    }
}
