//! The client of the team's PostgreSQL database, its schema and its statements. Alone names `tokio_postgres`.
//!
//! ```text
//! address     where the database is: what a person typed, with the options that are allowed
//! login       refuses servers that ask for a password in a form that they could use elsewhere
//! tls         TLS, verified by the platform
//! connection  one connection: each call has a time-out, and a call that fails drops the connection
//! database    what members ask: connects again where it must
//! schema      the tables, and the migrations to them
//! claim       the right to spend a token: asked for, confirmed, given back, taken over
//! share       one OA: what the database lacks is written, what it holds is read
//! publish     the usual end of a refresh, in one round trip
//! pulse       what a computer with nothing to do asks: one statement
//! epoch       whether the database went back, and who has noticed
//! check       what `doctor` says about the server
//! members     rosters, team keys, who joins and who leaves
//! retiring    an OA that leaves the team, or is sealed with new keys
//! permissions the database's own roles, for its administrator
//! rows        rows of the tables as the rules know them
//! ```
//!
//! Nothing of a session is relied on, so that a pooler in transaction mode is enough. No statement is cancelled: a
//! cancel request goes over another connection, and may hit another statement.

mod address;
mod check;
mod claim;
mod connection;
mod database;
mod epoch;
mod error;
mod login;
mod members;
mod permissions;
mod publish;
mod pulse;
mod retiring;
mod rows;
mod schema;
mod share;
mod team;
mod tls;

pub use address::{AddressError, DatabaseAddress, DatabaseHost};
pub use check::ServerCheck;
pub use claim::{ClaimRequest, Claimed, StoredAttempt};
pub use connection::Transport;
pub use database::{Database, Ear, Login, Waits};
pub use error::DatabaseError;
pub use members::{MemberNote, RosterChange};
pub use permissions::{joining_login, login_ended, login_of, permissions};
pub use pulse::{Lease, Pulse};
pub use retiring::{NewCode, PlainConfig, Retired, SealedApp};
pub use schema::Standing;
pub use share::{SealedPair, Share, Sharing};
pub use team::{NewOa, OaRecord};
