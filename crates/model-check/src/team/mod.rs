//! A model of several computers that share one OA, and the database between them.
//!
//! **What is real.** [`TeamRules`] holds the functions of `oa_token_team::rules` that decide: `may_claim`,
//! `is_within_fence`, `is_confirmed`, `may_take_over`, `compare`, `pause`, `repairs` (with `merge`, `published` and
//! `answer` in it) and `is_final`. The database's rows are the product's own types. What a computer does with its own
//! ledger is decided by `refresh::plan`.
//!
//! **What is modelled.** Two or three computers, each with its vault, its ledger and one request at a time, in these
//! steps: connect (compare, put back, check in, adopt), claim or take over, confirm, send, answer, publish. A database
//! of which a copy may be taken at any step. A Zalo with one live token.
//!
//! **What may go wrong**, each at any step while the scope's number of faults lasts: a computer crashes, sleeps, is
//! away for long and comes back; a request or an answer is lost, or refused; the answer to a transaction is lost after
//! it took; the database goes back to the copy, by a failover or a restored dump; a person pastes another pair.
//!
//! **What is left out.** Time is these facts: a claim is past its deadline only if its holder does not run; a computer
//! that slept began its send too late; the pause after the database went back ends only if a computer that has not
//! checked in does not run; a day passes. A transaction is one step. Any member may take the task of the refresher at any
//! time, which is more than the product allows. Keys are not in the model.
//!
//! ```text
//! scope     the limits of a check, and the check      rules       the decisions, each replaceable
//! world     one state, and its actions                possible    the possible actions
//! computer  a computer, its vault and its steps       database    the database, and the copy of it
//! faults    the faults                                rest        how a state ends without further faults
//! properties
//! ```

mod computer;
mod database;
mod faults;
mod possible;
mod properties;
mod rest;
mod rules;
mod scope;
mod world;

pub use rules::TeamRules;
pub use scope::{TeamFound, TeamScope};
pub use world::{TeamAction, TeamFault, TeamWorld};
