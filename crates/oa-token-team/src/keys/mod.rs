//! Who is a member, which keys the team has, and how its secrets are sealed. No clock, file or network; random bytes
//! come from the system.
//!
//! ```text
//! identity    a member's two key pairs             team_key    a key of the team, and its commitment
//! roster      the signed list of members           chain       rosters from the first one, and whom they may change
//! wrap        a team key, wrapped for one member   column      secret columns, row codes and fingerprints
//! code        who wrote an attempt                 place       where the sealed values of OAs and pairs belong
//! invitation  the file that lets a computer join   encoding    unambiguous bytes to sign, hash and bind
//! ```
//!
//! The database is not trusted. Only an admin of one roster can sign the next, the first is signed by the creator, and
//! each member keeps the newest that it has verified. A team key is used only if a roster commits to it.

pub mod chain;
mod code;
pub mod column;
mod encoding;
mod fault;
pub mod identity;
pub mod invitation;
pub mod place;
pub mod roster;
pub mod team_key;
pub mod wrap;

#[cfg(test)]
mod attacks;

pub use encoding::Hex;
pub use fault::{JoinFault, KeyFault, RosterFault};

/// Returns random bytes.
///
/// # Panics
/// If the system gives none, because nothing secret can be made then.
fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("every supported system has a random source that is ready after boot");
    bytes
}

/// Returns a random id: a UUID as text.
fn random_id() -> String {
    uuid::Uuid::new_v4().to_string()
}
