//! Profiles on their way out of a vault and into another: backups and moves in one sealed file. Pure: bytes in, profiles
//! out. Knows nothing of storage.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::profile::Profile;
use crate::rotation::plan::AttemptId;
use crate::rotation::{AttemptState, UnknownCause};
use crate::secret::Secret;
use crate::token::{Expiry, Generation, StoredPair};

mod merge;
mod sealed_file;
mod wire;

pub use merge::{BundleSide, Conflict, Decision, Differs, Here, MergeStatus};
pub use sealed_file::{MOST_BYTES, SealedFileFault, is_sealed, open, recognise, seal, seal_content};
pub use wire::content;

/// The ending of a sealed file's name.
pub const ENDING: &str = "oatoken";

/// What a sealed file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BundlePurpose {
    /// A backup: its profiles go on where it was made.
    Backup,
    /// A move: its profile was stopped where it was made.
    Move,
}

/// The code of a sealed file's content, made by the vault that it comes from. 32 bytes, HMAC-SHA256.
pub type BundleMac = [u8; 32];

/// Which vault made a sealed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeBy {
    /// The one that is open here: its code fits.
    ThisVault,
    /// Another one, or nobody knows.
    Elsewhere,
}

/// What a sealed file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// What it is for.
    pub purpose: BundlePurpose,
    /// When it was made.
    pub made_at: Timestamp,
    /// The profiles in it.
    pub profiles: Vec<BundleProfile>,
}

impl Bundle {
    /// Returns the same with no time after the file was made or yet to come, and no life longer than a token has: a file's
    /// clock may have been wrong, and a vault that knows of the year 9998 would take each send since for one by a clock
    /// that runs behind.
    #[must_use]
    pub fn capped(self, now: Timestamp) -> Self {
        let made_at = self.made_at.min(now);
        let profiles = self.profiles.into_iter().map(|profile| profile.capped(made_at)).collect();
        Self { purpose: self.purpose, made_at, profiles }
    }
}

/// A profile with all that is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleProfile {
    /// The profile; it keeps its id wherever it goes.
    pub profile: Profile,
    /// The app's secret key.
    pub secret_key: Secret,
    /// Whether it refreshed by itself where it comes from. It does nowhere else before a person says so.
    pub automatic: bool,
    /// The kept pairs, newest first; at least one.
    pub pairs: Vec<StoredPair>,
    /// What became of the refresh tokens among them, oldest first.
    pub spends: Vec<BundleSpend>,
}

impl BundleProfile {
    fn capped(self, now: Timestamp) -> Self {
        let pair = |pair: StoredPair| {
            let obtained_at = pair.obtained_at.min(now);
            let lives = Expiry { issued_at: pair.lives.issued_at.map(|at| at.min(now)), ..pair.lives };
            StoredPair { obtained_at, lives: lives.believed(obtained_at), ..pair }
        };
        let spend = |spend: BundleSpend| BundleSpend {
            prepared_at: spend.prepared_at.min(now),
            sent_at: spend.sent_at.map(|at| at.min(now)),
            answered_at: spend.answered_at.map(|at| at.min(now)),
            ..spend
        };
        let created_at = self.profile.created_at.min(now);
        Self {
            profile: Profile { created_at, ..self.profile },
            secret_key: self.secret_key,
            automatic: self.automatic,
            pairs: self.pairs.into_iter().map(pair).collect(),
            spends: self.spends.into_iter().map(spend).collect(),
        }
    }

    /// Returns the newest pair.
    ///
    /// # Panics
    /// Never: a file without a pair for each profile is refused when it is read.
    pub fn newest(&self) -> &StoredPair {
        self.pairs.first().expect("a carried profile has a pair")
    }
}

/// What became of one refresh token: an attempt without its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleSpend {
    /// Identifies the attempt, here and there.
    pub id: AttemptId,
    /// The pair whose refresh token it spent.
    pub spends: Generation,
    /// The pair it brought, if it is kept.
    pub brought: Option<Generation>,
    /// How it ended.
    pub state: AttemptState,
    /// How often the token was sent.
    pub sends: u32,
    /// How many recovery sends were made by themselves.
    pub recoveries: u32,
    /// Why an earlier send ended without a known result.
    pub lost: Option<UnknownCause>,
    /// Whether it no longer keeps the token from being sent.
    pub released: bool,
    /// When it was made.
    pub prepared_at: Timestamp,
    /// When the token last went over the wire.
    pub sent_at: Option<Timestamp>,
    /// When the last answer was complete, or given up.
    pub answered_at: Option<Timestamp>,
}

impl BundleSpend {
    /// Returns the spend as another vault may keep it: nobody there mends what is under way here.
    #[must_use]
    pub fn settled(mut self) -> Self {
        if matches!(self.state, AttemptState::Sending | AttemptState::Responded) {
            self.state = AttemptState::Unknown(UnknownCause::Crashed);
            self.lost = Some(UnknownCause::Crashed);
        }
        // The one recovery send is made where the answer was lost, or by click.
        if matches!(self.state, AttemptState::Unknown(_)) {
            self.recoveries = self.recoveries.max(1);
        }
        self
    }
}
