//! Practice Zalo on 127.0.0.1: the OAuth and the Official Account API, with single-use tokens, every error and every
//! transport fault. It uses no other network, and every token it issues starts with `FAKE`.
//!
//! ```text
//! sandbox    Sandbox: the Zalo of practice OAs, one for all processes on a home, its data in one file
//! sim        Sim: the running server and the calls of a test
//! config     Config, App, Oa, AnswerShape: what it serves, and the shape of its valid answers
//! fault      Fault: one fault for one request, set by a script
//! ledger     Ledger: what it saw, spent and answered, and every violation of the contract
//!
//! server     one connection from the first byte to the close        (uses all below)
//! plan       the effect of a fault at each moment of a connection
//! http       parses requests, writes replies                        (knows nothing of Zalo)
//! form       form encoding                random_text  random texts of base64url
//! oauth      POST /v4/oa/access_token      consent   GET /v4/oa/permission
//! openapi    GET /v2.0/oa/getoa            answer    the bodies of all three
//! state      apps, scripts and requests of this run
//! persistence  tokens and codes, which a file can keep after the run
//! atomic_file writes a file completely and durably, or not at all
//! ```
//!
//! Invariants:
//! - A spend is written to the stored data, and the outcome to the ledger, before the first byte of the answer is sent. A
//!   test that received an answer or a broken connection therefore finds the ledger complete.
//! - A token that this server did not issue is never kept as text, neither in memory nor in the file.
//! - A violation of the contract is recorded and then answered as Zalo would answer it.
//! - The server runs on its own thread: a test may block, or pause tokio's clock.

mod answer;
mod atomic_file;
mod config;
mod consent;
mod fault;
mod form;
mod http;
mod ledger;
mod oauth;
mod openapi;
mod persistence;
mod plan;
mod random_text;
mod sandbox;
mod server;
mod sim;
mod state;

pub use answer::ZaloError;
pub use config::{AnswerShape, App, Config, ExpiresIn, Layout, Oa, SpentAnswer, TokenDate, TokensGiven};
pub use consent::Consent;
pub use fault::{BodyKind, Fault};
pub use ledger::{Ledger, Outcome, SeenRequest, SeenToken};
pub use persistence::{Pair, TokenKind, TokenState};
pub use sandbox::Sandbox;
pub use sim::Sim;
