//! OAs that several computers share. A referee between them says which one may send a token.
//!
//! ```text
//! referee    the trait, and `Alone`: without a team nothing is asked and nothing is waited for
//! local      what this vault holds of an OA, to be shared
//! adoption   pairs and verdicts of other computers, written into this vault
//! rounds     what an attempt asks the referee, and what comes of the answers
//! database   the referee of a team: its PostgreSQL database
//! secrets    how tokens are sealed for the other members
//! ```

mod adoption;
mod database;
mod local;
mod referee;
mod rounds;
mod secrets;

pub use database::{DatabaseReferee, Membership};
pub use local::LocalCopy;
pub use referee::{Alone, Answer, Arriving, ClaimVerdict, ClaimWish, NoWord, Referee, Synced};
pub(crate) use rounds::{Permission, again, ask, confirmation, follow, forget, publish, sync_first};
pub use secrets::TeamSecrets;
