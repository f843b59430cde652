//! Gets a pair from Zalo by the OA admin's consent (docs/zalo-api.md, section 3): the link, and the returned address.
//!
//! The engine receives the browser's answer, and keeps state and verifier in memory only, for ten minutes.

pub mod address;
pub mod link;

pub use address::{AuthorizationResponse, BadAddress, Expected, is_same};
pub use link::{Callback, CsrfState, InvalidCallback, PkceVerifier, permission_link};

use jiff::SignedDuration;

/// Time limit of a consent; a code is not valid longer.
pub const CONSENT_LIFE: SignedDuration = SignedDuration::from_mins(10);
