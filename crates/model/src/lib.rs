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
//! **Bounds.** A [`Scope`] counts processes, wishes and faults; within them everything is tried. What an older file and a
//! full copy make every file forget may be sent again: nobody can know better. An attempt "ends" if, with nothing going
//! wrong any more, the processes come to rest and a mending leaves no row open; a process that gets nowhere although all
//! files can be written goes in circles. [`Flaw`] puts back what the product did wrong around its decisions, or still does,
//! so that the model is known to see it.
//!
//! ```text
//! scope    how much is tried, and the act of trying it        rules      the decisions, each replaceable
//! world    one state                                          possible   what may happen next
//! process  what a process does with the decisions             writes     what it writes, and what the judge notes
//! faults   what goes wrong                                    rest       how it ends once nothing does
//! files    vault, copy and older file                         properties what must hold in each state
//! values   the product's values in a few bytes                zalo       who has the live token
//! ```

mod faults;
mod files;
mod possible;
mod process;
mod properties;
mod rest;
mod rules;
mod scope;
mod values;
mod world;
mod writes;
mod zalo;

pub use rules::{ArrivalRule, Numbered, PlanRule, Rules};
pub use scope::{Flaw, Found, Scope};
pub use values::{Said, Stage, Why};
pub use world::{Action, Fault, World};
