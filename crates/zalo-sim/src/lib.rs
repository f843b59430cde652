//! Practice Zalo on 127.0.0.1: the OAuth and the Official Account API, with single-use tokens, every error and every
//! fault of the wire. Nothing here reaches the network, and every token it makes says `FAKE` at its front.
//!
//! ```text
//! practice   Practice: the Zalo of practice OAs, one for all programs on a home, its books in one file
//! sim        Sim: the running server and everything a test asks of it
//! config     Config, App, Oa, AnswerShape: what it plays, and how its good answers look
//! fault      Fault: one mishap for one request, by script
//! ledger     Ledger: what it saw, spent and answered, and every breach of the contract
//!
//! server     one connection from the first byte to the close        (knows all below)
//! plan       what a fault means at each moment of a connection
//! http       bytes to a request, a reply to bytes                   (knows nothing of Zalo)
//! form       form encoding                letters   random texts, base64url
//! oauth      POST /v4/oa/access_token      consent   GET /v4/oa/permission
//! openapi    GET /v2.0/oa/getoa            answer    the bodies of all three
//! state      apps, scripts and requests of this run
//! books      tokens and codes, which may outlive the run in a file
//! whole_file a file written whole and durably, or not at all
//! ```
//!
//! What holds everywhere:
//! - A spend is written in the books before the first byte of its answer leaves, and so is the ledger's outcome:
//!   whoever has an answer, or a broken connection, finds the ledger complete.
//! - A token this server did not make is never kept as text, neither in memory nor in the file.
//! - A breach of the contract is recorded and then answered as Zalo would answer it.
//! - The server runs on a thread of its own: a test may block, or pause tokio's clock.

mod answer;
mod books;
mod config;
mod consent;
mod fault;
mod form;
mod http;
mod ledger;
mod letters;
mod oauth;
mod openapi;
mod plan;
mod practice;
mod server;
mod sim;
mod state;
mod whole_file;

pub use answer::ZaloError;
pub use books::{Pair, TokenKind, TokenState};
pub use config::{AnswerShape, App, Config, ExpiresIn, Layout, Oa, SpentAnswer, TokenDate, TokensGiven};
pub use consent::Consent;
pub use fault::{BodyKind, Fault};
pub use ledger::{Ledger, Outcome, SeenRequest, SeenToken};
pub use practice::Practice;
pub use sim::Sim;
