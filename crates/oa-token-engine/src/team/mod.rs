//! OAs that several computers share. A referee between them says which one may send a token.
//!
//! ```text
//! handle      what window and command call; showing, state: what they show; fault: why something was not done
//! stored      what the vault stores about the team; loading: reads it, in every program alike
//! keeping_up  rosters, keys, who joins; members: who is invited and joins; leaving: who leaves; sharing: which OAs
//! apps        the app_id and secret_key of shared OAs: corrected on one computer, for all
//! config      what else steers a shared OA, sealed
//! logins      how members get into the database
//! watching    follows the team while a program runs
//!
//! referee     the trait, and `Alone`: without a team nothing is asked and nothing is waited for
//! local       what this vault holds of an OA, to be shared
//! adoption    pairs and verdicts of other computers, written into this vault
//! rounds      what an attempt asks the referee, and what comes of the answers
//! database    the referee of a team: its PostgreSQL database
//! claiming    the right to send, and its usual end; outgoing, incoming: what this vault holds and lacks
//! secrets     how tokens are sealed for the other members
//! ```

mod adoption;
mod apps;
mod claiming;
mod config;
mod database;
mod fault;
mod handle;
mod incoming;
mod keeping_up;
mod leaving;
mod loading;
mod local;
mod logins;
mod members;
mod outgoing;
mod referee;
mod rounds;
mod secrets;
mod sharing;
mod showing;
mod state;
mod stored;
mod watching;

pub(crate) use apps::entered;
pub use database::{DatabaseReferee, Membership};
pub use fault::{TeamFault, TeamRefusal};
pub use handle::Team;
pub(crate) use loading::{TeamWork, reload};
pub use local::LocalCopy;
pub use logins::{InvitedLogin, NewLogin};
pub use members::{DatabaseFound, InvitationShown, NewInvitation, NewTeam};
pub use oa_token_team::postgres::{ServerCheck, Transport};
pub use oa_token_team::rules::member::{MemberId, MemberKind, OaId, Role};
pub use referee::{Alone, Answer, Arriving, ClaimVerdict, ClaimWish, NoWord, Referee, Synced};
pub(crate) use rounds::{Permission, again, ask, confirmation, follow, forget, publish, refused_role, sync_first};
pub use secrets::TeamSecrets;
pub use state::{Awaited, LeaverChecklist, LeaverTask, OpenInvitation, TeamLink, TeamMember, TeamOa, TeamState};
