//! Infers from the ledger why a refresh token is dead. Pure. It is an inference, so every message says "probably".

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Attempt;
use crate::token::{REFRESH_LIFE, Source};

/// The most likely reason why Zalo rejects a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeathCause {
    /// We sent it before, and that answer was lost.
    LostAnswer,
    /// Zalo gave it to us, and we never sent it: another program did.
    UsedElsewhere,
    /// It is older than 90 days.
    TooOld,
    /// It never worked since it was pasted: the wrong field, or already spent.
    NeverWorked,
    /// It was spent here before, and another pair came of it.
    SpentHere,
}

/// Infers why the token of a dead attempt is invalid, from its source and from what was sent before.
pub fn diagnose(attempt: &Attempt, source: Source, obtained_at: Timestamp) -> DeathCause {
    let died_at = attempt.answered_at.unwrap_or(attempt.prepared_at);
    if attempt.lost.is_some() || attempt.sends > 1 {
        DeathCause::LostAnswer
    } else if died_at.duration_since(obtained_at) > REFRESH_LIFE {
        DeathCause::TooOld
    } else {
        match source {
            Source::Import => DeathCause::NeverWorked,
            Source::Refresh | Source::Exchange => DeathCause::UsedElsewhere,
        }
    }
}
