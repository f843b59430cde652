//! One connection: its time limits, its sizes, and how many there are.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use oa_token_model::api::{Problem, Refusal};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};

use crate::guard::Peer;
use crate::reply;
use crate::service::{self, State};

/// The most connections at once.
const MOST: usize = 64;
/// The most connections that have not shown a key yet. The others are for programs that have.
const MOST_STRANGERS: usize = 16;
/// The longest that the head of a request may take, from the end of the one before. An idle connection ends too.
const HEAD_TIME: Duration = Duration::from_secs(10);
/// The most bytes of a head.
const MOST_HEAD: usize = 8 * 1024;
/// The most headers.
const MOST_HEADERS: usize = 64;
/// How long a refused connection is given to read why.
const FAREWELL: Duration = Duration::from_secs(1);

/// Counts the connections.
#[derive(Clone, Default)]
pub(crate) struct Seats(Arc<Counts>);

#[derive(Default)]
struct Counts {
    all: AtomicUsize,
    strangers: AtomicUsize,
}

/// One connection.
pub(crate) struct Seat {
    seats: Seats,
    is_stranger: AtomicBool,
}

impl Seats {
    /// Takes a seat for a new connection; `None` if there are too many.
    pub(crate) fn take(&self) -> Option<Seat> {
        let below = |most: usize| move |count: usize| (count < most).then_some(count + 1);
        let order = Ordering::Relaxed;
        self.0.all.fetch_update(order, order, below(MOST)).ok()?;
        if self.0.strangers.fetch_update(order, order, below(MOST_STRANGERS)).is_err() {
            self.0.all.fetch_sub(1, order);
            return None;
        }
        Some(Seat { seats: self.clone(), is_stranger: AtomicBool::new(true) })
    }

    /// Returns how many connections there are.
    pub(crate) fn count(&self) -> usize {
        self.0.all.load(Ordering::Relaxed)
    }
}

impl Seat {
    /// Notes that this connection has shown a key.
    pub(crate) fn is_known(&self) {
        if self.is_stranger.swap(false, Ordering::Relaxed) {
            self.seats.0.strangers.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.is_known();
        self.seats.0.all.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Serves one connection until it ends, or until the server stops and no request is under way.
pub(crate) async fn serve(state: Arc<State>, stream: impl AsyncRead + AsyncWrite + Unpin + 'static, peer: Peer) {
    if !state.rules.admits(peer) {
        return;
    }
    let Some(seat) = state.seats.take() else {
        return refuse(&state, stream).await;
    };
    let service = service_fn(|request| {
        let (state, seat) = (&state, &seat);
        async move { Ok::<_, Infallible>(service::answer(state, request, peer, seat).await) }
    });
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(MOST_HEAD).max_headers(MOST_HEADERS);
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = state.stopped() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // Its text may quote what was sent; the sort of the error does not.
        let (timed_out, parse) = (error.is_timeout(), error.is_parse());
        tracing::debug!(timed_out, parse, "connection ended");
    }
}

/// Says that there are too many connections. The request is not read.
async fn refuse(state: &State, mut stream: impl AsyncWrite + Unpin) {
    let refusal = Refusal::from(Problem::TooManyConnections);
    let message = (state.say)(refusal.problem.parts().2);
    let body = serde_json::json!({"error": {"code": refusal.problem.parts().1, "message": message}}).to_string();
    let text = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: application/json\r\ncache-control: no-store\r\n\
         retry-after: 30\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    state.counts.add("refused", reply::with(hyper::StatusCode::SERVICE_UNAVAILABLE, "", "").status());
    let told = async { stream.write_all(text.as_bytes()).await.and(stream.shutdown().await) };
    tokio::time::timeout(FAREWELL, told).await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_strangers_and_sixty_four_in_all() {
        let seats = Seats::default();
        let strangers: Vec<Seat> = (0..MOST_STRANGERS).map(|_| seats.take().unwrap()).collect();
        assert!(seats.take().is_none());
        for seat in &strangers {
            seat.is_known();
            seat.is_known();
        }
        let mut others = Vec::new();
        while let Some(seat) = seats.take() {
            seat.is_known();
            others.push(seat);
        }
        assert_eq!((strangers.len() + others.len(), seats.count()), (MOST, MOST));
        drop((strangers, others));
        assert_eq!((seats.count(), seats.0.strangers.load(Ordering::Relaxed)), (0, 0));
    }
}
