//! What became of one send, as the ledger needs it: was the token perhaps spent, or surely not?

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer::RawAnswer;

/// What became of one send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// Proven: nothing of the request left this computer.
    NotSent(NotSentCause),
    /// The request may have arrived; no answer came.
    Lost(LostCause),
    /// An answer came, perhaps cut.
    Answered {
        /// The answer as received.
        answer: RawAnswer,
    },
}

/// What became of one send, and what was noticed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// What became of it.
    pub delivery: Delivery,
    /// Whether the program or the computer stood still for a while: the network may not be back yet.
    pub gap: bool,
}

/// Why nothing left this computer, as best told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSentCause {
    /// The host's name was not found: mostly, no network.
    Dns,
    /// The other computer refused the connection.
    Refused,
    /// No way leads there.
    Unreachable,
    /// No connection came about in time.
    TimedOut,
    /// The other side could not prove who it is, or speaks no TLS.
    Tls,
    /// The proxy could not be reached or would not let us through.
    Proxy,
    /// Too long after it was written down that the request begins, as after a stop: others may think it dead.
    TooLate,
    /// The request or its client could not be built.
    CannotBuild,
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LostCause {
    /// Nothing came in time.
    TimedOut,
    /// The connection ended, or spoke no HTTP.
    ConnectionLost,
}

/// What a look at an origin found, if it was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// What time it is there, if it said.
    pub date: Option<Timestamp>,
}
