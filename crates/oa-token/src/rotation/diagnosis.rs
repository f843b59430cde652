//! Why a refresh token is dead, inferred from the ledger. Pure; an inference, so every sentence says "probably".

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Attempt;
use crate::token::{REFRESH_LIFE, Source};

/// The likeliest reason why Zalo calls a refresh token no good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeathCause {
    /// We sent it before, and that answer was lost on the way.
    LostAnswer,
    /// It came to us from Zalo, and we never sent it: somebody else did.
    UsedElsewhere,
    /// It is older than 90 days.
    TooOld,
    /// It never worked since it was pasted: the wrong box, or spent before.
    NeverWorked,
    /// It was spent here before, and another pair came of it.
    SpentHere,
}

/// Infers why the token of a dead attempt is no good, from how the token came here and what was sent before.
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
