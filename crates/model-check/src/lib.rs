//! A model of everything around one attempt, small enough to check all orders of events.
//!
//! **What is real.** The product's own pure functions make every decision: [`Rules`] holds `refresh::step`, `plan`,
//! `presence`, `arrival` and `newer`. The product also judges the bodies of answers.
//!
//! **What is modelled.** What the product does with those decisions, one visible action per step: taking the OA's lock,
//! looking (compare the files, read them, judge the holder, plan, take over), each write, the send, the answer, the
//! wait before the recovery. Two or three processes; one vault, its second copy, an older vault file, the answer spool;
//! lock files of attempts and the OA's lock, which may be removed or not exclude other processes; a Zalo with one live
//! token. A waiting request is either served later or gives up.
//!
//! **What may go wrong**, each at any step while the scope's number of faults lasts: a process ends, is stopped, is
//! silent for a long time; a request never arrives, arrives after it was abandoned, or loses its answer; an answer
//! refuses or is unreadable; vault, copy or spool are not writable; all lock files are removed; another pair is pasted;
//! an older vault file is restored, either one from the start or a backup made at any step.
//!
//! **What is left out.** Time is four facts: a process without a heartbeat (ended or stopped) may be silent for a long
//! time; this shuts the fence of a send; a request waits or gives up; an answer is read when the process runs again,
//! however late. Not in the model: a second OA, a restart of the computer, changes of credentials, codes of a consent,
//! pruning of old rows, and keys. A transaction is one step: the effects of a power cut are tested elsewhere.
//!
//! **Bounds.** A [`Scope`] limits processes, requests and faults; within these limits all orders are checked. If an
//! older file and a full copy make every file forget a send, the token may be sent again, because no process can know
//! better. An attempt "ends" if, without further faults, the processes become idle and a recovery leaves no row open. A
//! process that makes no progress although all files are writable goes in circles. [`Flaw`] restores errors that the
//! product had, or still has, around its decisions, to show that the model finds them.
//!
//! ```text
//! scope    the limits of a check, and the check               rules      the decisions, each replaceable
//! world    one state                                          possible   the possible actions
//! process  what a process does with the decisions             writes     what it writes, and the checks of it
//! faults   the faults                                         rest       how a state ends without further faults
//! files    vault, copy and older file                         properties the properties of each state
//! values   compact forms of the product's values              zalo       a Zalo with one live token
//! team     another model: several computers and the database between them
//! ```

mod faults;
mod files;
mod possible;
mod process;
mod properties;
mod rest;
mod rules;
mod scope;
mod search;
mod team;
mod values;
mod world;
mod writes;
mod zalo;

pub use rules::{ArrivalRule, Numbered, PlanRule, Rules};
pub use scope::{Flaw, Found, Scope};
pub use team::{TeamAction, TeamFault, TeamFound, TeamRules, TeamScope, TeamWorld};
pub use values::{Said, Stage, Why};
pub use world::{Action, Fault, World};
