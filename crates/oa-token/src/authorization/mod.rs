//! Gets a pair from Zalo by the OA admin's consent (docs/zalo-api.md, section 3): the link, and the returned address.
//!
//! `link` and `address` are pure; `listener` receives the browser's answer on this computer. The engine keeps state and
//! verifier in memory only, for ten minutes.

pub mod address;
pub mod link;
pub mod listener;

pub use address::{AuthorizationResponse, BadAddress, Expected};
pub use link::{Callback, CsrfState, InvalidCallback, PkceVerifier, permission_link};
pub use listener::{Listener, Pages};

use jiff::SignedDuration;

/// Time limit of a consent; a code is not valid longer.
pub const CONSENT_LIFE: SignedDuration = SignedDuration::from_mins(10);
