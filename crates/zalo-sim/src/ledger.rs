//! What practice Zalo tells about what it saw. Holds no token, no secret and no code as text.

use std::time::SystemTime;

use crate::books::{TokenKind, TokenState};
use crate::fault::Fault;

/// Holds a snapshot of everything seen so far.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Every request of this run, in the order of arrival.
    pub requests: Vec<SeenRequest>,
    /// Every token made, registered or sent, in the order it became known. Those of earlier runs are here too.
    pub tokens: Vec<SeenToken>,
    /// Every breach of the contract, as `request N: what`. Never holds a secret value.
    pub violations: Vec<String>,
    /// Why the ledger file could not be written the last time it was tried.
    pub file_error: Option<String>,
}

impl Ledger {
    /// Returns the requests to the token endpoint alone.
    pub fn token_requests(&self) -> impl Iterator<Item = &SeenRequest> {
        self.requests.iter().filter(|request| request.is_token_request)
    }
}

/// Describes one request.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    /// Its number in this run, from 1.
    pub number: usize,
    /// When its first line had arrived, by practice Zalo's clock.
    pub at: SystemTime,
    /// `POST`, `GET`, …; empty if the first line was junk.
    pub method: String,
    /// The path without its query; empty if the first line was junk.
    pub path: String,
    /// Whether it went to the token endpoint.
    pub is_token_request: bool,
    /// Whether all of it was read.
    pub fully_read: bool,
    /// The app it named.
    pub app_id: Option<String>,
    /// The serial number of the token it carried (of [`SeenToken::serial`]).
    pub token: Option<u64>,
    /// Whether it used up its refresh token, or its authorization code.
    pub spent: bool,
    /// The mishap it met.
    pub fault: Option<Fault>,
    /// What it was answered.
    pub outcome: Outcome,
    /// Where it broke the contract.
    pub violations: Vec<String>,
}

/// Says what became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    Open,
    /// An answer was sent.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The number of the `error`, if the answer was an error of Zalo's.
        error: Option<i64>,
        /// Whether the answer was made with tokens in it.
        tokens: bool,
        /// Whether all that was promised was sent.
        complete: bool,
    },
    /// The connection was closed without an answer.
    Closed,
    /// The connection was reset without an answer.
    Reset,
    /// The client left before its request was complete.
    Abandoned,
}

/// Describes one token by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenToken {
    /// Its number, from 1; the same in every run over one ledger file, save for foreign tokens.
    pub serial: u64,
    /// What it is.
    pub kind: TokenKind,
    /// Whose it is; empty for a foreign one.
    pub app_id: String,
    /// Its place in its chain of refreshes, from 1; 0 for a foreign one.
    pub generation: u64,
    /// Whether it can be used.
    pub state: TokenState,
    /// How often it was sent to the token endpoint.
    pub sends: usize,
}
