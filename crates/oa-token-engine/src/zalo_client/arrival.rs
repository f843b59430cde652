//! The part of an answer that has arrived so far. It is kept if the wait for the rest is dropped.

use std::pin::pin;
use std::time::Duration;

use oa_token_model::zalo::unpack::{Coding, unpack};
use oa_token_model::zalo::{BODY_LIMIT, RawAnswer, Verdict, judge};
use reqwest::header::{CONTENT_ENCODING, DATE, HeaderMap, HeaderValue};

use crate::zalo_client::timeouts;

/// Maximum number of headers kept, besides the date. More than any server sends, and few enough for the vault.
const HEADERS_KEPT: usize = 100;
/// Maximum number of bytes kept of a header value.
const HEADER_KEPT: usize = 1024;

/// An answer that is being received.
#[derive(Default)]
pub(super) struct Arrival {
    head: Option<Head>,
    body: Vec<u8>,
    complete: bool,
}

struct Head {
    status: u16,
    headers: Vec<(String, String)>,
    codings: Vec<Coding>,
}

impl Arrival {
    /// Sends a request and receives the answer. If this is dropped, the part received so far stays. The rest of a body
    /// that already contains both tokens is awaited for at most `quiet`, counted in slices seen.
    pub(super) async fn fetch(
        &mut self,
        client: &reqwest::Client,
        request: reqwest::Request,
        quiet: Duration,
    ) -> reqwest::Result<()> {
        let mut response = client.execute(request).await?;
        self.head = Some(Head::of(&response));
        // Full capacity from the start: a buffer that never moves leaves no unwiped copies.
        self.body = Vec::with_capacity(BODY_LIMIT);
        self.complete = loop {
            let mut next = pin!(response.chunk());
            // The body is checked only when no more data is ready, not after each byte of a slow stream.
            let chunk = match timeouts::wait_quietly(next.as_mut(), Duration::ZERO).await {
                Some(chunk) => Some(chunk),
                None if self.has_both() => timeouts::wait_quietly(next, quiet).await,
                None => Some(next.await),
            };
            match chunk {
                Some(Ok(Some(chunk))) if self.take(&chunk) => {}
                Some(Ok(None)) => break true,
                Some(Ok(Some(_)) | Err(_)) | None => break false,
            }
        };
        Ok(())
    }

    /// Returns the answer as far as it arrived, or `None` if its head did not arrive.
    pub(super) fn into_answer(self) -> Option<RawAnswer> {
        let Self { head, body, complete } = self;
        let Head { status, headers, codings } = head?;
        let (body, complete) = unpack(body, codings, complete);
        Some(RawAnswer::new(status, headers, body, complete))
    }

    /// Appends a piece of the body. Returns whether all of it fit.
    fn take(&mut self, piece: &[u8]) -> bool {
        let room = BODY_LIMIT - self.body.len();
        self.body.extend_from_slice(&piece[..piece.len().min(room)]);
        piece.len() <= room
    }

    fn has_both(&self) -> bool {
        let Some(head) = self.head.as_ref().filter(|_| !self.body.is_empty()) else { return false };
        let (body, _) = unpack(self.body.clone(), head.codings.clone(), false);
        let answer = RawAnswer::new(head.status, Vec::new(), body, false);
        matches!(judge(&answer), Verdict::Tokens(found) if found.pair.access.is_some() && found.pair.refresh.is_some())
    }
}

impl Head {
    fn of(response: &reqwest::Response) -> Self {
        let packed = response.headers().get_all(CONTENT_ENCODING);
        Self {
            status: response.status().as_u16(),
            headers: readable(response.headers()),
            codings: Coding::read_all(packed.iter().filter_map(|value| value.to_str().ok())),
        }
    }
}

fn readable(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| {
        let bytes = value.as_bytes();
        String::from_utf8_lossy(&bytes[..bytes.len().min(HEADER_KEPT)]).into_owned()
    };
    let is_kept = |(at, (name, value)): (usize, (&_, &_))| {
        (at < HEADERS_KEPT || *name == DATE).then(|| (ToString::to_string(name), text(value)))
    };
    headers.iter().enumerate().filter_map(is_kept).collect()
}
