//! The record of what practice Zalo saw. Holds no token, no secret and no code as text.

use std::time::SystemTime;

use crate::fault::Fault;
use crate::persistence::{TokenKind, TokenState};

/// A snapshot of everything seen so far.
#[derive(Clone, Debug)]
pub struct Ledger {
    /// Every request of this run, in the order of arrival.
    pub requests: Vec<SeenRequest>,
    /// Every token issued, registered or sent, in the order in which it became known. Includes those of earlier runs.
    pub tokens: Vec<SeenToken>,
    /// Every violation of the contract, as `request N: what`. Never holds a secret value.
    pub violations: Vec<String>,
    /// Why the last attempt to write the ledger file failed.
    pub file_error: Option<String>,
}

impl Ledger {
    /// Returns only the requests to the token endpoint.
    pub fn token_requests(&self) -> impl Iterator<Item = &SeenRequest> {
        self.requests.iter().filter(|request| request.is_token_request)
    }
}

/// One request.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    /// Its number in this run, from 1.
    pub number: usize,
    /// When its first line arrived, by practice Zalo's clock.
    pub at: SystemTime,
    /// `POST`, `GET`, …; empty if the first line was not valid.
    pub method: String,
    /// The path without its query; empty if the first line was not valid.
    pub path: String,
    /// Whether it went to the token endpoint.
    pub is_token_request: bool,
    /// Whether it was read completely.
    pub fully_read: bool,
    /// The app it named.
    pub app_id: Option<String>,
    /// The serial number of its token ([`SeenToken::serial`]).
    pub token: Option<u64>,
    /// Whether it spent its refresh token or its authorization code.
    pub spent: bool,
    /// The fault that it got.
    pub fault: Option<Fault>,
    /// Its outcome.
    pub outcome: Outcome,
    /// Its violations of the contract.
    pub violations: Vec<String>,
}

/// The outcome of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// None yet.
    Open,
    /// An answer was sent.
    Answered {
        /// The HTTP status.
        status: u16,
        /// The error code, if the answer was an error of Zalo.
        error: Option<i64>,
        /// Whether the answer contained tokens.
        tokens: bool,
        /// Whether everything announced was sent.
        complete: bool,
    },
    /// The connection was closed without an answer.
    Closed,
    /// The connection was reset without an answer.
    Reset,
    /// The client disconnected before its request was complete.
    Abandoned,
}

/// One token, by its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenToken {
    /// Its number, from 1; the same in every run with one ledger file, except for foreign tokens.
    pub serial: u64,
    /// Its kind.
    pub kind: TokenKind,
    /// Its app; empty for a foreign token.
    pub app_id: String,
    /// Its position in its chain of refreshes, from 1; 0 for a foreign token.
    pub generation: u64,
    /// Its state.
    pub state: TokenState,
    /// How often it was sent to the token endpoint.
    pub sends: usize,
}
