//! Prevents a request from beginning too long after the row `Sending` was written.
//!
//! Another process that finds the row `Sending` may take it for dead after a while. So a program that was stopped in
//! between must not send when it resumes. The fence checks both clocks before the client opens a connection, and again
//! when the connection is open, before the first byte of the request.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use tower_layer::Layer;
use tower_service::Service;

use super::timeouts::{FENCE, Moment};
use crate::clock::SharedClock;

/// When the row was written, and how long after that the request may begin.
#[derive(Clone)]
pub struct Fence {
    written: Moment,
    clock: SharedClock,
    /// How many times faster than real time the wall clock runs. 1, except in tests.
    pace: u32,
    /// Asked right before the first byte of the request.
    confirm: Option<Confirm>,
}

/// Asks whether the token is still this computer's to send.
pub type Confirm = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

impl Fence {
    /// Creates the fence of a request whose row was written at this moment. `instant` comes from `Instant::now`, and
    /// `wall` from `clock`, which is read again later.
    pub fn new(instant: Instant, wall: Timestamp, clock: SharedClock) -> Self {
        Self { written: Moment { instant, wall }, clock, pace: 1, confirm: None }
    }

    /// Sets how many times faster than real time the wall clock runs, for tests.
    #[must_use]
    pub fn at_pace(self, pace: u32) -> Self {
        Self { pace: pace.max(1), ..self }
    }

    /// Asks this, if anything, when the connection is open.
    #[must_use]
    pub fn confirmed_by(self, confirm: Option<Confirm>) -> Self {
        Self { confirm, ..self }
    }

    /// Reports whether the request must not begin any more.
    pub fn is_shut(&self) -> bool {
        self.now().since(&self.written) > FENCE
    }

    /// Returns the current moment on both clocks.
    pub(super) fn now(&self) -> Moment {
        let (instant, wall) = (Instant::now(), self.clock.now());
        let passed = Duration::try_from(wall.duration_since(self.written.wall)).unwrap_or_default() / self.pace;
        let wall = if self.pace == 1 { Some(wall) } else { self.written.wall.checked_add(passed).ok() };
        Moment { instant, wall: wall.unwrap_or(self.written.wall) }
    }
}

impl fmt::Debug for Fence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fence").field("written", &self.written).field("pace", &self.pace).finish_non_exhaustive()
    }
}

/// The error for a connection that was made too late.
#[derive(Debug, thiserror::Error)]
#[error("the request would start too long after it was recorded")]
pub(super) struct Shut;

/// The error for a token that another computer of the team may be sending.
#[derive(Debug, thiserror::Error)]
#[error("the team did not confirm that the token is this computer's to send")]
pub(super) struct Unconfirmed;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Adds the fence after the whole connection setup, including TLS and proxy.
#[derive(Debug, Clone)]
pub(super) struct FenceLayer(pub(super) Fence);

impl<S> Layer<S> for FenceLayer {
    type Service = Fenced<S>;

    fn layer(&self, inner: S) -> Fenced<S> {
        Fenced { inner, fence: self.0.clone() }
    }
}

/// Opens connections, and drops one that was opened too late.
#[derive(Debug, Clone)]
pub(super) struct Fenced<S> {
    inner: S,
    fence: Fence,
}

impl<S, R> Service<R> for Fenced<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
    S::Response: Send,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let (fence, connecting) = (self.fence.clone(), self.inner.call(request));
        Box::pin(async move {
            let connection = connecting.await?;
            if let Some(confirm) = &fence.confirm
                && !confirm().await
            {
                return Err(Unconfirmed.into());
            }
            if fence.is_shut() { Err(Shut.into()) } else { Ok(connection) }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use jiff::SignedDuration;

    use super::*;
    use crate::clock::Clock;

    #[derive(Default)]
    struct Set(AtomicI64);

    impl Clock for Set {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH + SignedDuration::from_secs(self.0.load(Ordering::Relaxed))
        }
    }

    fn fence(clock: &Arc<Set>) -> Fence {
        Fence::new(Instant::now(), clock.now(), Arc::clone(clock) as SharedClock)
    }

    #[tokio::test(start_paused = true)]
    async fn it_shuts_by_either_clock_and_not_before() {
        let wall = Arc::new(Set::default());
        let fence = fence(&wall);
        assert!(!fence.is_shut());
        tokio::time::advance(FENCE).await;
        assert!(!fence.is_shut(), "just in time");
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(fence.is_shut(), "by the monotonic clock");
        let fence = self::fence(&wall);
        wall.0.store(21, Ordering::Relaxed);
        assert!(fence.is_shut(), "by the wall clock, as after a suspend");
        wall.0.store(-3600, Ordering::Relaxed);
        assert!(!fence.is_shut(), "a clock that was set back proves nothing");
    }

    #[tokio::test(start_paused = true)]
    async fn a_faster_clock_is_tolerated() {
        let wall = Arc::new(Set::default());
        let fence = fence(&wall).at_pace(60);
        wall.0.store(60, Ordering::Relaxed);
        assert!(!fence.is_shut());
        wall.0.store(60 * 21, Ordering::Relaxed);
        assert!(fence.is_shut());
    }
}
