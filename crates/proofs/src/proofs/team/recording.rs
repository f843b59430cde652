//! What goes over the connections to the database: which statements, and in how many round trips.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long an answer is held back while round trips are counted, so that requests that a client sends one after the
/// other without waiting are one round trip however fast the server is.
const HELD_BACK: Duration = Duration::from_millis(10);
/// What begins a transaction.
const BEGIN: &str = "BEGIN ISOLATION";
/// How long a held request waits at most.
const TO_HOLD: Duration = Duration::from_secs(60);

/// One round trip: what a client sent before it had an answer to anything of it.
#[derive(Debug, Clone)]
pub(super) struct Turn {
    /// The number of its connection.
    pub(super) connection: u64,
    /// What was sent.
    pub(super) asked: Vec<u8>,
    begun: Instant,
    /// The last part of the answer.
    answered: Option<Instant>,
}

impl Turn {
    /// Reports whether these words are in the request.
    pub(super) fn holds(&self, words: &str) -> bool {
        self.asked.windows(words.len()).any(|part| part == words.as_bytes())
    }
}

/// A recording of all connections of a proxy.
#[derive(Default)]
pub(super) struct Recording {
    inner: Mutex<Inner>,
    moved: Condvar,
}

#[derive(Default)]
struct Inner {
    connections: u64,
    turns: Option<Vec<Turn>>,
    /// Whether answers are held back.
    counts: bool,
    /// A request with these words is held.
    held: Option<&'static str>,
    /// Whether one is held now.
    is_holding: bool,
}

impl Recording {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a recording: of round trips, or of times.
    pub(super) fn begin(&self, counts: bool) {
        let mut inner = self.inner();
        (inner.turns, inner.counts) = (Some(Vec::new()), counts);
    }

    /// Ends it, and returns the round trips in the order in which they began.
    pub(super) fn end(&self) -> Vec<Turn> {
        let mut inner = self.inner();
        inner.counts = false;
        inner.turns.take().unwrap_or_default()
    }

    /// Returns the number of a new connection.
    pub(super) fn connected(&self) -> u64 {
        let mut inner = self.inner();
        inner.connections += 1;
        inner.connections
    }

    /// Holds the next request with these words, until [`Recording::let_go`].
    pub(super) fn hold(&self, words: &'static str) {
        self.inner().held = Some(words);
    }

    /// Waits until a request is held. Returns false if none comes.
    pub(super) fn is_held_within(&self, bound: Duration) -> bool {
        let held = self.moved.wait_timeout_while(self.inner(), bound, |inner| !inner.is_holding);
        held.is_ok_and(|(inner, _)| inner.is_holding)
    }

    /// Lets a held request go on, and holds none any more.
    pub(super) fn let_go(&self) {
        let mut inner = self.inner();
        (inner.held, inner.is_holding) = (None, false);
        self.moved.notify_all();
    }

    /// A part of a request goes to the server.
    pub(super) fn asked(&self, connection: u64, part: &[u8]) {
        let is_it = |words: &str| part.windows(words.len()).any(|seen| seen == words.as_bytes());
        let mut inner = self.inner();
        // A transaction's time begins with it, also if the end of one before it was not waited for.
        let begins = !inner.counts && is_it(BEGIN);
        if let Some(turns) = &mut inner.turns {
            match turns.iter_mut().rfind(|turn| turn.connection == connection) {
                Some(turn) if turn.answered.is_none() && !begins => turn.asked.extend_from_slice(part),
                _ => turns.push(Turn { connection, asked: part.to_vec(), begun: Instant::now(), answered: None }),
            }
        }
        if inner.held.is_some_and(is_it) {
            (inner.held, inner.is_holding) = (None, true);
            self.moved.notify_all();
            drop(self.moved.wait_timeout_while(inner, TO_HOLD, |inner| inner.is_holding));
        }
    }

    /// A part of an answer goes to the client.
    pub(super) fn answers(&self, connection: u64) {
        if self.inner().counts {
            thread::sleep(HELD_BACK);
        }
        let mut inner = self.inner();
        let turns = inner.turns.iter_mut().flatten();
        if let Some(turn) = turns.rev().find(|turn| turn.connection == connection) {
            turn.answered = Some(Instant::now());
        }
    }
}

/// Returns how long each transaction took, from its first byte to its answer's last one, with what it asked.
pub(super) fn transactions(turns: &[Turn]) -> Vec<(Vec<u8>, Duration)> {
    let mut done = Vec::new();
    let mut open: Option<Turn> = None;
    for turn in turns {
        let mut now = match open.take() {
            Some(before) if before.connection == turn.connection && !turn.holds(BEGIN) => {
                Turn { asked: [before.asked, turn.asked.clone()].concat(), begun: before.begun, ..turn.clone() }
            }
            _ => turn.clone(),
        };
        if !now.holds(BEGIN) {
            continue;
        }
        if now.holds("COMMIT\0") {
            let took = now.answered.map_or(Duration::MAX, |answered| answered - now.begun);
            done.push((std::mem::take(&mut now.asked), took));
        } else {
            open = Some(now);
        }
    }
    done
}
