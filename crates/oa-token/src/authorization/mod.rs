//! Getting a pair from Zalo by its admin's consent (docs/zalo-api.md, section 3): the link out, and the address back.
//!
//! `link` and `address` are pure; `listener` takes the browser's answer where it comes to this computer. State and verifier live in memory, in the engine, and die after ten minutes.

pub mod address;
pub mod link;
pub mod listener;

pub use address::{AuthorizationResponse, BadAddress, Expected};
pub use link::{Callback, CsrfState, InvalidCallback, PkceVerifier, permission_link};
pub use listener::{Listener, Pages};

use jiff::SignedDuration;

/// How long a consent may take: a code lives no longer.
pub const CONSENT_LIFE: SignedDuration = SignedDuration::from_mins(10);
