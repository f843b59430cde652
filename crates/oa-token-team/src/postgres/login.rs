//! Refuses a server that asks for the password in the clear or as MD5, or that lets a password in without a proof.
//!
//! On this computer another user's program can hold the port while the database is down. With SCRAM it learns nothing.
//! The client library answers any request, so the messages of the login are read before it sees them.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A message's type and length.
const HEAD: usize = 5;
/// The code behind the head of a message about the login.
const CODE: usize = 4;

/// Requests of a server during the login.
const OK: u32 = 0;
const SASL: u32 = 10;
const SASL_CONTINUE: u32 = 11;
const SASL_FINAL: u32 = 12;

/// The error for a refused server.
#[derive(Debug, thiserror::Error)]
#[error("the server asks for a login other than SCRAM")]
pub(super) struct NotScram;

/// A connection whose login is watched.
#[derive(Debug)]
pub(super) struct Watched<S> {
    inner: S,
    has_password: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Reads heads; the bytes of one that is not complete, and what is left of a message's body.
    Login { part: Vec<u8>, skip: usize, proved: bool },
    /// The login is over.
    Open,
}

impl<S> Watched<S> {
    pub(super) fn new(inner: S, has_password: bool) -> Self {
        Self { inner, has_password, state: State::Login { part: Vec::new(), skip: 0, proved: false } }
    }

    /// Reads what the server sent. Fails on a request that is not answered.
    fn look(&mut self, mut bytes: &[u8]) -> Result<(), NotScram> {
        while !bytes.is_empty() {
            let State::Login { part, skip, proved } = &mut self.state else { return Ok(()) };
            if *skip > 0 {
                let skipped = bytes.len().min(*skip);
                *skip -= skipped;
                bytes = &bytes[skipped..];
                continue;
            }
            part.push(bytes[0]);
            bytes = &bytes[1..];
            let is_login = part[0] == b'R';
            if part.len() < if is_login { HEAD + CODE } else { HEAD } {
                continue;
            }
            let length = u32::from_be_bytes([part[1], part[2], part[3], part[4]]) as usize;
            *skip = (length + 1).checked_sub(part.len()).ok_or(NotScram)?;
            let code = is_login.then(|| u32::from_be_bytes([part[5], part[6], part[7], part[8]]));
            part.clear();
            match code {
                Some(SASL_FINAL) => *proved = true,
                Some(OK) if *proved || !self.has_password => self.state = State::Open,
                None | Some(SASL | SASL_CONTINUE) => {}
                Some(_) => return Err(NotScram),
            }
        }
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Watched<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = Pin::new(&mut self.inner).poll_read(context, buf);
        if matches!(self.state, State::Login { .. })
            && matches!(read, Poll::Ready(Ok(())))
            && let Err(refused) = self.look(&buf.filled()[before..])
        {
            buf.set_filled(before);
            return Poll::Ready(Err(io::Error::new(io::ErrorKind::PermissionDenied, refused)));
        }
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Watched<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

impl<S> Watched<S> {
    /// Returns the connection inside.
    pub(super) fn inner(&self) -> &S {
        &self.inner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(code: u32, more: &[u8]) -> Vec<u8> {
        let length = u32::try_from(8 + more.len()).unwrap();
        [b"R".as_slice(), &length.to_be_bytes(), &code.to_be_bytes(), more].concat()
    }

    fn taken(messages: &[Vec<u8>], has_password: bool, chunk: usize) -> bool {
        let mut watched = Watched::new((), has_password);
        messages.concat().chunks(chunk).all(|bytes| watched.look(bytes).is_ok())
    }

    #[test]
    fn only_scram_gets_an_answer_however_the_bytes_arrive() {
        let scram = [request(10, b"SCRAM-SHA-256\0\0"), request(11, b"r=x"), request(12, b"v=y"), request(0, b"")];
        for chunk in [1, 2, 7, 1000] {
            assert!(taken(&scram, true, chunk));
            assert!(!taken(&[request(3, b"")], true, chunk), "in the clear");
            assert!(!taken(&[request(5, b"salt")], true, chunk), "MD5");
            assert!(!taken(&[request(0, b"")], true, chunk), "a server that wants no proof gives none");
            assert!(taken(&[request(0, b"")], false, chunk), "without a password there is nothing to lose");
            assert!(!taken(&[vec![b'N', 0, 0, 0, 5, 0], request(3, b"")], true, chunk), "behind a notice");
        }
        assert!(!taken(&[vec![b'N', 0, 0, 0, 0, 0]], true, 1), "an impossible length");
    }
}
