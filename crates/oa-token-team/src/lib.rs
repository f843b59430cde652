//! Several computers share the same OAs, and a PostgreSQL database is their referee.
//!
//! Each computer keeps its own vault and ledger. Team mode adds a claim before an attempt is sent, and a publication
//! after it has ended. The database is never the only place where a token is stored: one that was restored or failed
//! over is healed from the computers.
//!
//! ```text
//! rules     pure: who may claim, take over, refresh and read; how pairs are merged; how a database is healed
//! keys      pure but for random bytes: members' keys, the signed roster, team keys, invitations, sealed columns
//! postgres  the client, the schema and its migrations; feature `postgres`
//! ```
//!
//! `rules` and `keys` read no clock and no file. Times are arguments: points in time of the database's clock, or spans
//! measured by the caller.

pub mod keys;
#[cfg(feature = "postgres")]
pub mod postgres;
pub mod rules;
