//! A Unix socket in a folder that only its user can enter. Who connects is asked of the system.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use tokio::net::{UnixListener, UnixStream};

use super::CannotListen;
use crate::guard::Peer;

/// The socket; its file is removed when this is dropped.
pub(crate) struct Socket {
    listener: UnixListener,
    path: PathBuf,
}

impl Socket {
    /// Makes the socket, and its folder if there is none.
    pub(crate) async fn bind(path: &Path) -> Result<Self, CannotListen> {
        let failed = |error| CannotListen::Socket(path.to_owned(), error);
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if !folder.exists() {
            DirBuilder::new().mode(0o700).recursive(true).create(folder).map_err(failed)?;
        }
        let seen = fs::metadata(folder).map_err(failed)?;
        if seen.mode() & 0o077 != 0 || seen.uid() != rustix::process::geteuid().as_raw() {
            return Err(CannotListen::OpenFolder(folder.to_owned()));
        }
        // A file that nobody answers behind was left by a server that was killed.
        if path.exists() {
            if UnixStream::connect(path).await.is_ok() {
                return Err(CannotListen::SocketTaken(path.to_owned()));
            }
            fs::remove_file(path).map_err(failed)?;
        }
        let listener = UnixListener::bind(path).map_err(failed)?;
        Ok(Self { listener, path: path.to_owned() })
    }

    /// Waits for the next connection of a program of the same user.
    pub(crate) async fn accept(&self) -> io::Result<(UnixStream, Peer)> {
        loop {
            let (stream, _) = self.listener.accept().await?;
            if stream.peer_cred().is_ok_and(|peer| peer.uid() == rustix::process::geteuid().as_raw()) {
                return Ok((stream, Peer::Local));
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        fs::remove_file(&self.path).ok();
    }
}
