//! Time-outs counted in timer ticks seen, not in elapsed time.
//!
//! A program that was stopped for an hour resumes with every deadline passed and the answer in its socket. So a future
//! is polled in slices. Each slice counts for at most `MOST`, however long it took. The future is dropped only after
//! the slices add up to the whole time-out, because dropping it closes the connection and loses the answer.

use std::pin::pin;
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, timeout};

/// How many times shorter the time-outs of the proofs are, so that a stopped program can be tested hundreds of times.
/// Never used in a release.
const SHORTER: u32 = if cfg!(feature = "proofs") { 20 } else { 1 };

/// Length of one slice: short for a user, long compared with the cost of a wake-up.
const SLICE: Duration = shortened(Duration::from_millis(250));
/// The most that one slice counts for, whatever a clock shows. Twice its length, to allow for a busy computer.
const MOST: Duration = shortened(Duration::from_millis(500));
/// Minimum number of slices left after one that took too long, so that the answer in the socket can still be read.
const AFTER_A_STOP: u32 = 4;
/// How often that minimum is granted. Otherwise a computer that is always busy would wait forever.
const STOPS_GRANTED: u32 = 4;
/// A slice longer than this means that the program or the computer was stopped.
const GAP: Duration = shortened(Duration::from_secs(20));
/// How long after writing the row `Sending` the request may still begin. Other processes respect the row for longer
/// than that.
pub(super) const FENCE: Duration = shortened(Duration::from_secs(20));
/// Time-out for an answer's head and body together. Long, because the answer may be the only copy of two tokens.
pub(super) const ANSWER: Duration = shortened(Duration::from_secs(180));
/// Time-out for the rest of a body that already contains both tokens. Short, because waiting delays saving them.
pub(super) const QUIET: Duration = shortened(Duration::from_secs(15));

/// Returns a time-out for this build: the full value, or a twentieth with the feature `proofs`.
pub const fn shortened(full: Duration) -> Duration {
    match full.checked_div(SHORTER) {
        Some(part) => part,
        None => full,
    }
}

/// A moment on two clocks: one that stops while the computer sleeps, and one that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Monotonic time. Cannot be set.
    pub instant: Instant,
    /// By the wall clock.
    pub wall: Timestamp,
}

impl Moment {
    /// Returns the time since an earlier moment, by the clock that shows more.
    pub(super) fn since(&self, earlier: &Self) -> Duration {
        let by_instant = self.instant.saturating_duration_since(earlier.instant);
        let by_wall = Duration::try_from(self.wall.duration_since(earlier.wall)).unwrap_or_default();
        by_instant.max(by_wall)
    }
}

/// The result of waiting.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Waited<T> {
    /// The future's output, or `None` if the time-out ended first.
    pub(super) output: Option<T>,
    /// Whether the program or the computer was stopped meanwhile.
    pub(super) gap: bool,
}

/// Waits for a future until the slices seen add up to the time-out.
pub(super) async fn wait<F: Future>(future: F, patience: Duration, now: impl Fn() -> Moment) -> Waited<F::Output> {
    let mut future = pin!(future);
    let (mut spent, mut gap, mut granted) = (Duration::ZERO, false, STOPS_GRANTED);
    let mut before = now();
    loop {
        // A new timer for each slice, so that no timer is ever late and two never expire at once.
        let output = timeout(SLICE, future.as_mut()).await.ok();
        let after = now();
        let took = after.since(&before);
        gap |= took > GAP;
        if output.is_some() {
            return Waited { output, gap };
        }
        // At least one slice, so that a stopped clock cannot make this wait forever.
        spent += after.instant.saturating_duration_since(before.instant).clamp(SLICE, MOST);
        before = after;
        if took > MOST && granted > 0 {
            granted -= 1;
            spent = spent.min(patience.saturating_sub(SLICE * AFTER_A_STOP));
        }
        if spent >= patience {
            return Waited { output: None, gap };
        }
    }
}

/// Same as [`wait`], for at least one slice and without the wall clock. For a part of a longer wait.
pub(super) async fn wait_quietly<F: Future>(future: F, patience: Duration) -> Option<F::Output> {
    wait(future, patience, || Moment { instant: Instant::now(), wall: Timestamp::UNIX_EPOCH }).await.output
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::future::{pending, poll_fn};
    use std::task::Poll;

    use super::*;

    /// Clocks with settable offsets to tokio's time.
    struct Clocks {
        begun: Instant,
        instant_ahead: Cell<Duration>,
        wall_ahead: Cell<i64>,
    }

    impl Clocks {
        fn new() -> Self {
            Self { begun: Instant::now(), instant_ahead: Cell::default(), wall_ahead: Cell::default() }
        }

        fn now(&self) -> Moment {
            let passed = self.begun.elapsed();
            let wall = Timestamp::UNIX_EPOCH + passed + jiff::SignedDuration::from_secs(self.wall_ahead.get());
            Moment { instant: Instant::now() + self.instant_ahead.get(), wall }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_after_its_number_of_slices() {
        let clocks = Clocks::new();
        let waited = wait(pending::<()>(), ANSWER, || clocks.now()).await;
        assert_eq!(waited, Waited { output: None, gap: false });
        let spent = clocks.begun.elapsed();
        assert!(spent >= ANSWER && spent < ANSWER + 2 * SLICE, "{spent:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_hour_between_two_ticks_is_one_slice_and_a_gap() {
        for by_wall in [false, true] {
            let clocks = Clocks::new();
            let polls = Cell::new(0);
            let slow = poll_fn(|_| {
                polls.set(polls.get() + 1);
                match polls.get() {
                    1 if by_wall => clocks.wall_ahead.set(3600),
                    1 => clocks.instant_ahead.set(Duration::from_secs(3600)),
                    _ => {}
                }
                // The answer in the socket is noticed only some polls later.
                if polls.get() > 5 { Poll::Ready("answer") } else { Poll::Pending }
            });
            let waited = wait(slow, Duration::from_secs(1), || clocks.now()).await;
            assert_eq!(waited, Waited { output: Some("answer"), gap: true }, "{by_wall}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_in_the_last_slice_leaves_time_to_read_the_socket() {
        let clocks = Clocks::new();
        let stopped = poll_fn(|_| {
            if clocks.begun.elapsed() + SLICE >= ANSWER && clocks.instant_ahead.get().is_zero() {
                clocks.instant_ahead.set(Duration::from_secs(3600));
            }
            if clocks.begun.elapsed() >= ANSWER + SLICE { Poll::Ready(()) } else { Poll::Pending }
        });
        assert_eq!(wait(stopped, ANSWER, || clocks.now()).await, Waited { output: Some(()), gap: true });
    }

    #[tokio::test(start_paused = true)]
    async fn a_program_stopped_at_every_slice_still_sees_all_of_them_and_ends() {
        let clocks = Clocks::new();
        let polls = Cell::new(0_u32);
        let stopped = poll_fn(|_| -> Poll<()> {
            polls.set(polls.get() + 1);
            clocks.instant_ahead.set(Duration::from_secs(60) * polls.get());
            Poll::Pending
        });
        assert_eq!(wait(stopped, ANSWER, || clocks.now()).await, Waited { output: None, gap: true });
        let least = u32::try_from(ANSWER.as_millis() / MOST.as_millis()).unwrap();
        assert!(polls.get() >= least, "{} polls of at least {least}", polls.get());
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_was_set_back_is_not_a_gap() {
        let clocks = Clocks::new();
        let set_back = poll_fn(|_| {
            clocks.wall_ahead.set(-3600);
            Poll::Ready(())
        });
        assert_eq!(wait(set_back, ANSWER, || clocks.now()).await, Waited { output: Some(()), gap: false });
    }

    #[test]
    fn only_the_proofs_use_a_twentieth_of_the_timeouts() {
        let wanted = if cfg!(feature = "proofs") { 9 } else { 180 };
        assert_eq!(ANSWER, Duration::from_secs(wanted));
    }
}
