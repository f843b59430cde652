//! The result of one send, as the ledger needs it: whether the token may be spent.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer::RawAnswer;

/// The result of one send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivery {
    /// It is certain that nothing of the request left this computer.
    NotSent(NotSentCause),
    /// The request may have arrived, but no answer came.
    Lost(LostCause),
    /// An answer came, perhaps cut off.
    Answered {
        /// The answer as received.
        answer: RawAnswer,
    },
}

/// The result of one send, and whether there was a gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The result.
    pub delivery: Delivery,
    /// Whether the program or the computer was stopped for a while. If so, the network may not be available again yet.
    pub gap: bool,
}

/// Why nothing left this computer, as far as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSentCause {
    /// The host's name was not found. Usually there is no network.
    Dns,
    /// The other computer refused the connection.
    Refused,
    /// There is no route to it.
    Unreachable,
    /// No connection was made in time.
    TimedOut,
    /// The other side has no valid certificate, or does not speak TLS.
    Tls,
    /// The proxy could not be reached or refused the connection.
    Proxy,
    /// The row `Sending` was written too long ago, for example after a suspend. Other processes may take it for dead.
    TooLate,
    /// The team did not confirm right before the send that the token is this computer's to send.
    Unconfirmed,
    /// The request or its client could not be built.
    CannotBuild,
}

/// Why no answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LostCause {
    /// Nothing came in time.
    TimedOut,
    /// The connection ended, or the other side did not speak HTTP.
    ConnectionLost,
}

/// The result of a check of an origin that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The origin's time, if it sent one.
    pub date: Option<Timestamp>,
}
