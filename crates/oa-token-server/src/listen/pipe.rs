//! A named pipe. Windows lets others of this computer read its name, but not write to it, so they cannot ask anything.

use std::io;
use std::path::{Path, PathBuf};

use tokio::net::windows::named_pipe::{NamedPipeServer, ServerOptions};
use tokio::sync::Mutex;

use super::CannotListen;
use crate::guard::Peer;

/// The pipe, and its instance that waits for the next program.
pub(crate) struct Pipe {
    name: PathBuf,
    next: Mutex<NamedPipeServer>,
}

impl Pipe {
    /// Makes the pipe. The first instance must be ours, so that another program cannot have taken the name before.
    #[expect(clippy::unused_async, reason = "called as the one for Unix")]
    pub(crate) async fn bind(name: &Path) -> Result<Self, CannotListen> {
        let first = ServerOptions::new().first_pipe_instance(true).reject_remote_clients(true).create(name);
        match first {
            Ok(next) => Ok(Self { name: name.to_owned(), next: Mutex::new(next) }),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
                Err(CannotListen::SocketTaken(name.to_owned()))
            }
            Err(error) => Err(CannotListen::Socket(name.to_owned(), error)),
        }
    }

    /// Waits for the next connection.
    pub(crate) async fn accept(&self) -> io::Result<(NamedPipeServer, Peer)> {
        let mut next = self.next.lock().await;
        next.connect().await?;
        let other = ServerOptions::new().reject_remote_clients(true).create(&self.name)?;
        Ok((std::mem::replace(&mut *next, other), Peer::Local))
    }
}
