//! How far a place is: which pair it holds, and how the last try went.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{DeliveryFault, DestinationId};
use crate::token::Generation;

/// Identifies a pair in this vault: its generation and parts of its tokens' fingerprints. A restored vault may use a
/// generation again, so the generation alone does not.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PairMark(pub String);

impl PairMark {
    /// Returns the generation, or `None` for a text that is no mark.
    pub fn generation(&self) -> Option<Generation> {
        self.0.split_once('.')?.0.parse().ok().map(Generation)
    }
}

/// The state of the deliveries to one place, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Nothing was tried yet.
    #[default]
    New,
    /// The last try succeeded.
    Delivered,
    /// The last try failed; it is repeated.
    Failing,
    /// The receiver wants nothing more. Only the user starts again.
    Stopped,
}

/// How far a place is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeliveryProgress {
    /// The pair that the place holds.
    pub delivered_pair: Option<PairMark>,
    /// When it got there.
    pub delivered_at: Option<Timestamp>,
    /// How the last try went.
    pub state: DeliveryState,
    /// Why the last try failed.
    pub fault: Option<DeliveryFault>,
    /// The HTTP status of the last try's answer.
    pub status: Option<u16>,
    /// How many tries failed in a row.
    pub tries: u32,
    /// The pair that was tried last.
    pub tried_pair: Option<PairMark>,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// Since when every try failed.
    pub failing_since: Option<Timestamp>,
    /// Nothing is sent before this time. A process that sends claims the place by moving it.
    pub next_at: Option<Timestamp>,
}

/// One try, as the log of a place shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryEntry {
    /// When.
    pub at: Timestamp,
    /// The place.
    pub destination: DestinationId,
    /// What was sent, by the name of the event.
    pub event: String,
    /// The pair it was about.
    pub generation: Generation,
    /// Why it failed; `None` if the receiver took it.
    pub fault: Option<DeliveryFault>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub took: u32,
}
