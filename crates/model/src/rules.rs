//! The decisions that the model is about.

use jiff::Timestamp;
use oa_token::profile::ProfileId;
use oa_token::rotation::holder::{Look, Presence, presence};
use oa_token::rotation::late::{Arrival, Current, arrival};
use oa_token::rotation::lineage::{Newer, Side, newer};
use oa_token::rotation::plan::{AttemptId, AttemptKind, Entry, Fingerprint, Plan, Trigger, plan};
use oa_token::rotation::{Attempt, Effect, Event, step};
use oa_token::token::Generation;

/// What a file says of an OA, with the number of its current pair: a broken rule may go by that.
#[derive(Debug, Clone, Copy)]
pub struct Numbered {
    /// What the product's rule is told.
    pub side: Side,
    /// The number of the current pair.
    pub generation: u8,
}

/// `rotation::plan::plan`, or another in its place.
pub type PlanRule = fn(&ProfileId, Option<Fingerprint>, bool, Fingerprint, Trigger, &[Entry]) -> Plan;

/// `rotation::late::arrival`, or another in its place.
pub type ArrivalRule = fn(&Current, &AttemptId, AttemptKind, Generation, Fingerprint) -> Arrival;

/// The decisions; by default the product's own.
#[derive(Clone)]
pub struct Rules {
    /// Moves an attempt on.
    pub step: fn(Attempt, Event, Timestamp) -> (Attempt, Vec<Effect>),
    /// Returns what a wish comes to.
    pub plan: PlanRule,
    /// Returns whether a holder is gone.
    pub presence: fn(&Look) -> Presence,
    /// Returns where a late pair goes.
    pub arrival: ArrivalRule,
    /// Returns which of two files is newer.
    pub newer: fn(&Numbered, &Numbered) -> Newer,
    /// Whether a request begins only shortly after its claim was written.
    pub fence: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { step, plan, presence, arrival, newer: |first, second| newer(&first.side, &second.side), fence: true }
    }
}
