//! A model of everything around one attempt, small enough to be tried in every order.
//!
//! **What is real.** Every decision is made by the product's own pure functions: [`Rules`] holds `rotation::step`, `plan`,
//! `presence`, `arrival` and `newer`. Answers are judged from bodies, by the product.
//!
//! **What is modelled.** What the product does with those decisions, one visible act a step: taking the OA's lock, looking
//! (compare the files, read them, judge the holder, plan, take over), each write, the send, the answer, the wait before
//! the recovery. Two or three processes; one vault, its second copy, an older vault file, the answer spool; attempt lock
//! files and the OA's lock, which may be removed, or keep nobody out; a Zalo with one live token. Whoever comes to wait is
//! either served later or gives up.
//!
//! **What may go wrong**, each at any step while the scope's count of faults lasts: a process ends, is stopped, is silent
//! for long; a request never arrives, arrives after it was given up, or loses its answer; an answer refuses or says
//! nothing; vault, copy or spool cannot be written; all lock files are removed; another pair is pasted; an older vault
//! file is put back, from the beginning or from a back-up made at any step.
//!
//! **What is left out.** Time is four facts: a long silence is possible for whoever does not beat, that is a process that
//! ended or is stopped; it shuts the fence of a send; a wish waits or gives up; an answer is read when the process runs
//! again, however late. One OA, one computer that is never restarted, credentials that never change, codes of a consent,
//! pruning of old rows, and keys are not in it. A transaction is one step: what a power cut leaves is tried elsewhere.
//!
//! ```text
//! scope    how much is tried, and the act of trying it        rules      the decisions, each replaceable
//! world    one state, and what may happen next                properties what must hold in each state
//! process  what a process does with the decisions             files      vault, copy and older file
//! values   the product's values in a few bytes                zalo       who has the live token
//! ```

mod files;
mod process;
mod properties;
mod rules;
mod scope;
mod values;
mod world;
mod zalo;

pub use rules::{Numbered, Rules};
pub use scope::{Flaw, Found, Scope};
pub use values::{Said, Stage, Why};
pub use world::{Action, Fault, World};
