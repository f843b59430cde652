//! The states that a receiver of an OA's tokens gets: those of that OA, without its other places.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::matters::is_told;
use super::{ChannelProgress, Matter, Standstill, ToldMatter, matters};
use crate::destination::{DeliveryState, DestinationKind, DestinationRecord};
use crate::records::ProfileRecord;

/// What a place was told, and how the last tries went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlaceTold {
    /// How the last tries went.
    pub progress: ChannelProgress,
    /// What it was told last of each matter.
    pub told: Vec<ToldMatter>,
}

/// What all places were told, by their ids.
pub type ToldPlaces = BTreeMap<String, PlaceTold>;

impl PlaceTold {
    /// Records what was told of matters, and forgets those that are over.
    pub fn note(&mut self, entries: Vec<ToldMatter>, over: &[String]) {
        let is_new = |told: &ToldMatter| entries.iter().any(|entry| entry.matter == told.matter);
        self.told.retain(|told| !is_new(told) && !over.contains(&told.matter));
        self.told.extend(entries);
    }
}

/// Reports whether states of an OA are told to this place.
pub fn is_told_states(oa: &ProfileRecord, place: &DestinationRecord) -> bool {
    let is_receiver = place.kind == DestinationKind::Webhook && place.with_states && place.enabled;
    is_receiver && place.progress.state != DeliveryState::Stopped && is_told(oa) && !oa.altered && !oa.old_copy
}

/// Returns what a receiver of this OA's tokens must know.
pub fn place_matters(oa: &ProfileRecord, standstill: &Standstill, now: Timestamp) -> Vec<Matter> {
    let mut found = matters(std::slice::from_ref(oa), standstill, now);
    found.retain(|matter| !matter.key.starts_with("place "));
    found
}

/// Reports whether a state may be sent to a place now. One that cannot be reached gets it after it took its token.
pub fn is_reachable(place: &DestinationRecord, now: Timestamp) -> bool {
    place.progress.fault.is_none() || place.progress.next_at.is_none_or(|at| at <= now)
}
