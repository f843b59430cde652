//! The decisions that the model checks.

use jiff::Timestamp;
use oa_token_team::rules::attempt::AttemptRow;
use oa_token_team::rules::claim::{ClaimFacts, ClaimRefusal, SinceClaim, is_confirmed, is_within_fence, may_claim};
use oa_token_team::rules::epoch::{Continuity, EpochRow, Memory, Pause, Shown, compare};
use oa_token_team::rules::healing::{LocalOa, Repair, SharedOa, repairs};
use oa_token_team::rules::member::MemberId;
use oa_token_team::rules::pair::{OaRow, PairRow};
use oa_token_team::rules::provisional::is_final;
use oa_token_team::rules::takeover::{Takeover, TakeoverFacts, may_take_over};

use super::computer::{adopt, pause};
use oa_token_model::refresh::plan::Trigger;

/// Who is waited for after the database went back.
pub(super) type PauseRule = fn(&EpochRow, &[MemberId], Option<&MemberId>, Trigger) -> Pause;

/// What a computer puts back.
pub(super) type RepairRule = fn(&LocalOa, &SharedOa, &MemberId, &[MemberId], Timestamp) -> Vec<Repair>;

/// The decisions; by default the product's own.
#[derive(Clone)]
pub struct TeamRules {
    /// Whether a member may claim.
    pub may_claim: fn(&OaRow, &ClaimFacts<'_>) -> Result<(), ClaimRefusal>,
    /// Whether a send may begin by the member's clocks.
    pub is_within_fence: fn(SinceClaim) -> bool,
    /// Whether a send may begin by the database.
    pub is_confirmed: fn(Option<&AttemptRow>, &MemberId, Timestamp) -> bool,
    /// Whether a member may send for another.
    pub may_take_over: fn(&AttemptRow, &TakeoverFacts<'_>) -> Takeover,
    /// Whether the database went back.
    pub compare: fn(&Memory, &Shown) -> Continuity,
    /// Whether claims wait. The third argument is the OA's refresher, which a wrong rule may wait for alone.
    pub pause: PauseRule,
    /// What a computer puts back.
    pub repairs: RepairRule,
    /// Which pairs a vault holds after it has read the database's: its own and those.
    pub adopt: fn(&mut Vec<PairRow>, &[PairRow]),
    /// Whether a provisional verdict is final.
    pub is_final: fn(&AttemptRow, &[MemberId], Timestamp) -> bool,
}

impl Default for TeamRules {
    fn default() -> Self {
        Self { may_claim, is_within_fence, is_confirmed, may_take_over, compare, pause, repairs, adopt, is_final }
    }
}
