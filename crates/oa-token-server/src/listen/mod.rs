//! Where programs connect: TCP on loopback, a Unix socket beside it, a named pipe on Windows.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

#[cfg(windows)]
mod pipe;
mod tcp;
#[cfg(unix)]
mod unix;

#[cfg(windows)]
pub(crate) use pipe::Pipe as LocalListener;
pub(crate) use tcp::Tcp;
#[cfg(unix)]
pub(crate) use unix::Socket as LocalListener;

/// Why the server cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum CannotListen {
    /// The address is not this computer alone, and no proxy is named.
    #[error("the address is not loopback")]
    NotLoopback(SocketAddr),
    /// The TCP address cannot be taken. Another program may hold it.
    #[error("cannot listen on the address")]
    Address(SocketAddr, #[source] io::Error),
    /// Another server has this socket.
    #[error("another server has the socket")]
    SocketTaken(PathBuf),
    /// The folder of the socket is open to others.
    #[error("the folder of the socket is open to others")]
    OpenFolder(PathBuf),
    /// The socket cannot be made.
    #[error("cannot make the socket")]
    Socket(PathBuf, #[source] io::Error),
}
