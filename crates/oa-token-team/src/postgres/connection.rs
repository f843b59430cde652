//! One connection to the database. A call that fails or takes too long drops it.

use std::error::Error;
use std::future::poll_fn;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio_postgres::config::{ChannelBinding, SslMode};
use tokio_postgres::tls::{NoTls, TlsStream};
use tokio_postgres::{AsyncMessage, Client, Config, Connection as Driver};
use tokio_rustls::rustls::pki_types::ServerName;

use super::address::DatabaseHost;
use super::database::Login;
use super::error::DatabaseError;
use super::login::{NotScram, Watched};
use super::tls::{Handshake, config};

/// How the bytes travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Encrypted, to a server whose certificate was verified.
    Tls,
    /// Plain, within this computer.
    Local,
}

/// A connection. Dropping it closes it at once, whatever runs on it.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) transport: Transport,
    /// Whether the login was bound to the server's certificate.
    pub(super) is_bound: bool,
    /// Set by a warning that a commit was not replicated.
    not_replicated: Arc<AtomicBool>,
    driver: AbortHandle,
    /// A word for each notification.
    pub(super) notified: mpsc::Receiver<()>,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Connection {
    /// Connects to the first host that takes the login and can be written to. With `must_bind` the login over TLS has to be
    /// bound to the server's certificate.
    pub(super) async fn open(login: &Login, must_bind: bool, patience: Duration) -> Result<Self, DatabaseError> {
        let mut last = DatabaseError::Unreachable(None);
        for host in &login.address.hosts {
            let opened = tokio::time::timeout(patience, Self::open_one(login, host, must_bind)).await;
            match opened.unwrap_or(Err(DatabaseError::Unreachable(None))) {
                Ok(connection) => return Ok(connection),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn open_one(login: &Login, host: &DatabaseHost, must_bind: bool) -> Result<Self, DatabaseError> {
        let mut settings = Config::new();
        settings.user(&login.address.user).dbname(&login.address.name).application_name("oa-token");
        if let Some(password) = &login.password {
            settings.password(password.expose());
        }
        let has_password = login.password.is_some();
        settings.channel_binding(ChannelBinding::Prefer);
        let unreachable = |_: io::Error| DatabaseError::Unreachable(None);
        let connection = match host {
            DatabaseHost::Socket(folder, port) => {
                settings.ssl_mode(SslMode::Disable);
                let socket = socket(folder, *port).await?;
                start(
                    settings.connect_raw(Watched::new(socket, has_password, Arc::default()), NoTls).await,
                    Transport::Local,
                )?
            }
            DatabaseHost::Tcp(name, port) => {
                let stream = TcpStream::connect((name.as_str(), *port)).await.map_err(unreachable)?;
                let stream = kept_alive(stream).map_err(unreachable)?;
                if host.is_local() && login.authority.is_none() {
                    settings.ssl_mode(SslMode::Disable);
                    start(
                        settings.connect_raw(Watched::new(stream, has_password, Arc::default()), NoTls).await,
                        Transport::Local,
                    )?
                } else {
                    settings.ssl_mode(SslMode::Require);
                    let config = config(login.authority.as_deref()).map_err(|_| DatabaseError::Insecure)?;
                    let name = ServerName::try_from(name.clone()).map_err(|_| DatabaseError::Insecure)?;
                    let binds = Arc::new(AtomicBool::new(false));
                    let handshake = Handshake { config, name, has_password, binds: Arc::clone(&binds) };
                    // A pooler ends the TLS itself, so binding is required where it was used before.
                    if must_bind && has_password {
                        settings.channel_binding(ChannelBinding::Require);
                    }
                    // `host` only says that there is a name to verify.
                    settings.host("tls");
                    let mut opened = start(settings.connect_raw(stream, handshake).await, Transport::Tls)?;
                    opened.is_bound = has_password && binds.load(Ordering::Acquire);
                    opened
                }
            }
        };
        let sql = "SELECT pg_is_in_recovery(), current_setting('transaction_read_only')";
        let row = connection.client.query_typed_one(sql, &[]).await?;
        if row.get::<_, bool>(0) || row.get::<_, &str>(1) == "on" {
            return Err(DatabaseError::ReadOnly);
        }
        Ok(connection)
    }

    /// Forgets warnings of earlier statements.
    pub(super) fn begin(&self) {
        self.not_replicated.store(false, Ordering::Release);
    }

    /// Fails if a commit since [`Connection::begin`] was not replicated as the server is set up to.
    pub(super) fn replicated(&self) -> Result<(), DatabaseError> {
        if self.not_replicated.load(Ordering::Acquire) { Err(DatabaseError::NotReplicated) } else { Ok(()) }
    }
}

/// Drives a connection in a task of its own.
fn start<S, T>(
    opened: Result<(Client, Driver<S, T>), tokio_postgres::Error>,
    transport: Transport,
) -> Result<Connection, DatabaseError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    T: TlsStream + Unpin + Send + 'static,
{
    let (client, mut driver) = opened.map_err(login_failed)?;
    let (notify, notified) = mpsc::channel(1);
    let not_replicated = Arc::new(AtomicBool::new(false));
    let warned = Arc::clone(&not_replicated);
    let task = tokio::spawn(async move {
        while let Some(message) = poll_fn(|context| driver.poll_message(context)).await {
            match message {
                Ok(AsyncMessage::Notice(notice)) if notice.code().code() == "01000" => {
                    warned.store(true, Ordering::Release);
                }
                // A full channel already says that something has changed.
                Ok(AsyncMessage::Notification(_)) => drop(notify.try_send(())),
                Ok(_) => {}
                Err(_) => break,
            }
        }
    });
    Ok(Connection { client, transport, is_bound: false, not_replicated, driver: task.abort_handle(), notified })
}

/// Returns why a login failed. The library wraps the causes.
fn login_failed(error: tokio_postgres::Error) -> DatabaseError {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            if holds::<NotScram>(io) {
                return DatabaseError::Login;
            }
            if holds::<tokio_rustls::rustls::Error>(io) {
                return DatabaseError::Insecure;
            }
        }
        source = cause.source();
    }
    // The library has no kinds for a server without TLS, and for one that does not bind the login.
    let says =
        |what: &str| error.to_string().contains(what) || error.source().is_some_and(|it| it.to_string().contains(what));
    if error.code().is_none() && (says("TLS") || says("channel binding")) {
        return DatabaseError::Insecure;
    }
    error.into()
}

fn holds<T: Error + 'static>(io: &io::Error) -> bool {
    io.get_ref().and_then(|inner| inner.downcast_ref::<T>()).is_some()
}

/// Ends a connection whose server is gone without a word.
fn kept_alive(stream: TcpStream) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    let socket = socket2::SockRef::from(&stream);
    let keepalive =
        socket2::TcpKeepalive::new().with_time(Duration::from_secs(30)).with_interval(Duration::from_secs(10));
    socket.set_tcp_keepalive(&keepalive)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(20)))?;
    Ok(stream)
}

#[cfg(unix)]
type Socket = tokio::net::UnixStream;

/// Opens a Unix socket. The process behind it must be root's, ours, or that of the folder's owner.
#[cfg(unix)]
async fn socket(folder: &std::path::Path, port: u16) -> Result<Socket, DatabaseError> {
    use std::os::unix::fs::MetadataExt as _;
    let unreachable = |_: io::Error| DatabaseError::Unreachable(None);
    let socket = Socket::connect(folder.join(format!(".s.PGSQL.{port}"))).await.map_err(unreachable)?;
    let peer = socket.peer_cred().map_err(unreachable)?.uid();
    let owner = std::fs::metadata(folder).map_err(unreachable)?.uid();
    let is_known = is_known_peer(peer, owner, rustix::process::geteuid().as_raw());
    if is_known { Ok(socket) } else { Err(DatabaseError::Login) }
}

/// Reports whether the user at the other end of a socket may get the password: root, the owner of the socket's folder, or
/// this program's own user. In a folder that everybody may write to, another user can put a socket.
#[cfg(unix)]
fn is_known_peer(peer: u32, owner: u32, me: u32) -> bool {
    peer == 0 || peer == owner || peer == me
}

#[cfg(not(unix))]
#[expect(clippy::unused_async, reason = "called as the one for Unix")]
async fn socket(_: &std::path::Path, _: u16) -> Result<Socket, DatabaseError> {
    Err(DatabaseError::Unreachable(None))
}

/// Stands in where there are no Unix sockets.
#[cfg(not(unix))]
type Socket = TcpStream;

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_socket_of_another_user_gets_no_password() {
        let (root, postgres, me, other) = (0, 111, 1000, 1001);
        for peer in [root, postgres, me] {
            assert!(is_known_peer(peer, postgres, me), "{peer}");
        }
        assert!(!is_known_peer(other, postgres, me));
        // In a folder of root's that everybody may write to.
        assert!(!is_known_peer(other, root, me));
    }
}
