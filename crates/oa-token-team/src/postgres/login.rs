//! Refuses a server that asks for the password in the clear or as MD5, or that lets a password in without a proof.
//!
//! On this computer another user's program can hold the port while the database is down. With SCRAM it learns nothing.
//! The client library answers any request, so the messages of the login are read before it sees them. They also say
//! whether the server offers to bind the login to its certificate: a program that stands between cannot do that.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
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

/// The way to log in that is bound to the server's certificate, as it stands in the list.
const BOUND: &[u8] = b"SCRAM-SHA-256-PLUS\0";
/// The most of a list that is read.
const LIST: usize = 1024;

/// The error for a refused server.
#[derive(Debug, thiserror::Error)]
#[error("the server asks for a login other than SCRAM")]
pub(super) struct NotScram;

/// A connection whose login is watched.
#[derive(Debug)]
pub(super) struct Watched<S> {
    inner: S,
    has_password: bool,
    offers_binding: Arc<AtomicBool>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Reads heads; the bytes of one that is not complete, what is left of a message's body, and the list of ways to log
    /// in while it is read.
    Login { part: Vec<u8>, skip: usize, list: Option<Vec<u8>>, proved: bool },
    /// The login is over.
    Open,
}

impl<S> Watched<S> {
    /// Watches a connection. `offers_binding` is set if the server offers a login that is bound to its certificate.
    pub(super) fn new(inner: S, has_password: bool, offers_binding: Arc<AtomicBool>) -> Self {
        let state = State::Login { part: Vec::new(), skip: 0, list: None, proved: false };
        Self { inner, has_password, offers_binding, state }
    }

    /// Reads what the server sent. Fails on a request that is not answered.
    fn look(&mut self, mut bytes: &[u8]) -> Result<(), NotScram> {
        while !bytes.is_empty() {
            let State::Login { part, skip, list, proved } = &mut self.state else { return Ok(()) };
            if *skip > 0 {
                let skipped = bytes.len().min(*skip);
                *skip -= skipped;
                if let Some(read) = list {
                    read.extend(bytes[..skipped].iter().take(LIST.saturating_sub(read.len())));
                    if read.windows(BOUND.len()).any(|part| part == BOUND) {
                        self.offers_binding.store(true, Ordering::Release);
                    }
                }
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
            *list = (code == Some(SASL)).then(Vec::new);
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

#[cfg(test)]
mod tests {
    use super::*;

    fn request(code: u32, more: &[u8]) -> Vec<u8> {
        let length = u32::try_from(8 + more.len()).unwrap();
        [b"R".as_slice(), &length.to_be_bytes(), &code.to_be_bytes(), more].concat()
    }

    fn taken(messages: &[Vec<u8>], has_password: bool, chunk: usize) -> bool {
        let mut watched = Watched::new((), has_password, Arc::default());
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

    #[test]
    fn a_server_that_offers_to_bind_the_login_is_noticed_however_the_bytes_arrive() {
        let offers = |list: &[u8], chunk: usize| {
            let offers = Arc::new(AtomicBool::new(false));
            let mut watched = Watched::new((), true, Arc::clone(&offers));
            let messages = [request(10, list), request(11, b"SCRAM-SHA-256-PLUS\0")].concat();
            assert!(messages.chunks(chunk).all(|bytes| watched.look(bytes).is_ok()));
            offers.load(Ordering::Acquire)
        };
        for chunk in [1, 2, 7, 1000] {
            assert!(offers(b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0", chunk));
            assert!(!offers(b"SCRAM-SHA-256\0\0", chunk), "said elsewhere");
            assert!(!offers(b"SCRAM-SHA-256-PLUSX\0\0", chunk));
        }
    }
}
