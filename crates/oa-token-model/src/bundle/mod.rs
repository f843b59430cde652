//! Exports profiles from one vault to another, as one sealed file: a backup or a move. Pure: bytes in, profiles out.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::profile::Profile;
use crate::refresh::plan::AttemptId;
use crate::refresh::{AttemptState, UnknownCause};
use crate::secret::Secret;
use crate::token::{Expiry, Generation, StoredPair};

mod merge;
mod wire;

pub use merge::{BundleSide, Conflict, Decision, Differs, Here, MergeStatus};
pub use wire::{content, read, write};

/// File name extension of a sealed file.
pub const ENDING: &str = "oatoken";

/// The purpose of a sealed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "page", derive(specta::Type))]
pub enum BundlePurpose {
    /// A backup: its profiles stay active in the original vault.
    Backup,
    /// A move: its profile was stopped in the original vault.
    Move,
}

/// The authentication code of a sealed file's content, made by the vault that wrote it. 32 bytes, HMAC-SHA256.
pub type BundleMac = [u8; 32];

/// The vault that made a sealed file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MadeBy {
    /// The vault that is open here: the code matches.
    ThisVault,
    /// Another vault, or an unknown one.
    Elsewhere,
}

/// The content of a sealed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bundle {
    /// Its purpose.
    pub purpose: BundlePurpose,
    /// When it was made.
    pub made_at: Timestamp,
    /// The profiles in it.
    pub profiles: Vec<BundleProfile>,
}

impl Bundle {
    /// Limits all times to `now` and to the time the file was made, and all lifetimes to those of a real token. The
    /// file's clock may have been wrong: after a time in the year 9998 the vault would treat every later send as sent
    /// by a clock that is behind.
    #[must_use]
    pub fn capped(self, now: Timestamp) -> Self {
        let made_at = self.made_at.min(now);
        let profiles = self.profiles.into_iter().map(|profile| profile.capped(made_at)).collect();
        Self { purpose: self.purpose, made_at, profiles }
    }
}

/// A profile with all its stored data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleProfile {
    /// The profile; it keeps its id in every vault.
    pub profile: Profile,
    /// The app's secret key.
    pub secret_key: Secret,
    /// Whether it was refreshed automatically in the original vault. In another vault it is not, until the user allows
    /// it.
    pub automatic: bool,
    /// The stored pairs, newest first; at least one.
    pub pairs: Vec<StoredPair>,
    /// The attempts that spent their refresh tokens, oldest first.
    pub spends: Vec<BundleSpend>,
}

impl BundleProfile {
    fn capped(self, now: Timestamp) -> Self {
        let pair = |pair: StoredPair| {
            let obtained_at = pair.obtained_at.min(now);
            let expiry = Expiry { issued_at: pair.expiry.issued_at.map(|at| at.min(now)), ..pair.expiry };
            StoredPair { obtained_at, expiry: expiry.believed(obtained_at), ..pair }
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
    /// Never: a file with a profile without a pair is refused when it is read.
    pub fn newest(&self) -> &StoredPair {
        self.pairs.first().expect("an exported profile has a pair")
    }
}

/// What happened to one refresh token: an attempt without its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleSpend {
    /// Identifies the attempt in both vaults.
    pub id: AttemptId,
    /// The pair whose refresh token it spent.
    pub spends: Generation,
    /// The pair it gave, if that is stored.
    pub brought: Option<Generation>,
    /// How it ended.
    pub state: AttemptState,
    /// How often the token was sent.
    pub sends: u32,
    /// How many recovery sends were made automatically.
    pub recoveries: u32,
    /// Why an earlier send ended without a known result.
    pub lost: Option<UnknownCause>,
    /// Whether it no longer blocks sending the token.
    pub released: bool,
    /// When it was made.
    pub prepared_at: Timestamp,
    /// When the token was last sent.
    pub sent_at: Option<Timestamp>,
    /// When the last answer was complete, or was given up.
    pub answered_at: Option<Timestamp>,
}

impl BundleSpend {
    /// Returns the spend as another vault may store it. A send in progress becomes unknown: no process there recovers
    /// it.
    #[must_use]
    pub fn settled(mut self) -> Self {
        if matches!(self.state, AttemptState::Sending | AttemptState::Responded) {
            self.state = AttemptState::Unknown(UnknownCause::Crashed);
            self.lost = Some(UnknownCause::Crashed);
        }
        // The one automatic recovery send belongs to the vault that lost the answer. Elsewhere only a click sends
        // again.
        if matches!(self.state, AttemptState::Unknown(_)) {
            self.recoveries = self.recoveries.max(1);
        }
        self
    }
}
