//! The decisions that the model checks.

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::holder::{Look, Presence, presence};
use oa_token_model::refresh::late::{Arrival, Current, arrival};
use oa_token_model::refresh::lineage::{Newer, Side, newer};
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Entry, Fingerprint, Plan, Trigger, plan};
use oa_token_model::refresh::{Attempt, Effect, Event, step};
use oa_token_model::token::Generation;

/// Facts about an OA in a file, with the number of its current pair, which a wrong rule may use.
#[derive(Debug, Clone, Copy)]
pub struct Numbered {
    /// The input of the product's rule.
    pub side: Side,
    /// The number of the current pair.
    pub generation: u8,
}

/// `refresh::plan::plan`, or a replacement.
pub type PlanRule = fn(&ProfileId, Option<Fingerprint>, bool, Fingerprint, Trigger, &[Entry]) -> Plan;

/// `refresh::late::arrival`, or a replacement.
pub type ArrivalRule = fn(&Current, &AttemptId, AttemptKind, Generation, Fingerprint) -> Arrival;

/// The decisions; by default the product's own.
#[derive(Clone)]
pub struct Rules {
    /// Advances an attempt.
    pub step: fn(Attempt, Event, Timestamp) -> (Attempt, Vec<Effect>),
    /// Returns the plan for a request.
    pub plan: PlanRule,
    /// Reports whether a holder is gone.
    pub presence: fn(&Look) -> Presence,
    /// Returns how a late pair is stored.
    pub arrival: ArrivalRule,
    /// Returns which of two files is newer.
    pub newer: fn(&Numbered, &Numbered) -> Newer,
    /// Whether a request may start only shortly after its claim was written.
    pub fence: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { step, plan, presence, arrival, newer: |first, second| newer(&first.side, &second.side), fence: true }
    }
}
