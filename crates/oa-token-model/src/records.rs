//! The records that the rest of the core reads from the vault and writes to it.

mod history;

pub use history::{HistoryEntry, HistoryEvent};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::destination::{DestinationRecord, PairMark};
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId, ProfileKind, ProfileName};
use crate::refresh::Attempt;
use crate::refresh::plan::{AttemptId, AttemptKind, Entry, Fingerprint};
use crate::secret::Secret;
use crate::token::{Expiry, Generation, Source, StoredPair, TokenPair};

/// A profile with the data that can be read while the vault is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts")]
pub struct ProfileRecord {
    /// The profile.
    pub profile: Profile,
    /// Its current pair, without the tokens.
    pub current: PairRecord,
    /// Its newest attempt, without the answer's body.
    pub last: Option<LastAttempt>,
    /// When it was moved to another computer. Nothing is sent from here until it is taken back.
    pub moved_at: Option<Timestamp>,
    /// The places that get its pairs, oldest first. Only known while the vault is unlocked.
    pub destinations: Vec<DestinationRecord>,
    /// Whether it is refreshed automatically.
    pub automatic: bool,
    /// Whether its current pair may be older than one elsewhere. If so, nothing is sent automatically.
    pub old_copy: bool,
    /// Whether somebody without the key has changed its data. If so, nothing is done with it.
    pub altered: bool,
    /// Whether the app id or secret key was corrected since Zalo rejected the newest attempt, so that Zalo has not seen
    /// the current values. Only known while the vault is unlocked.
    pub corrected: bool,
    /// The "Official Account Callback Url" that the last consent was requested with, as typed.
    pub callback: Option<String>,
    /// What Zalo last reported about the OA.
    pub facts: Option<OaFacts>,
    /// When its refresh tokens were sent in the last day, oldest first. Filled in by the engine, which knows the
    /// current time (`AttemptLedger::sends` of the vault).
    pub sends: Vec<Timestamp>,
}

/// What Zalo reports about an OA besides its name, and when it was asked. Nothing in it is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OaFacts {
    /// Whether it is a verified OA.
    pub verified: bool,
    /// Its number of followers.
    pub followers: Option<u32>,
    /// Its service package.
    pub package: Option<String>,
    /// The package's last day.
    pub package_until: Option<Date>,
    /// When Zalo was asked.
    pub checked_at: Timestamp,
}

/// The data of a pair that can be read while the vault is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairRecord {
    /// Its number.
    pub generation: Generation,
    /// Where it came from.
    pub source: Source,
    /// When its tokens expire.
    pub expiry: Expiry,
    /// When it was saved.
    pub obtained_at: Timestamp,
    /// Whether the answer that contained it was unusual.
    pub unconfirmed: bool,
    /// The fingerprint of its access token, if it has one.
    pub access: Option<Fingerprint>,
    /// The fingerprint of its refresh token, if it has one.
    pub refresh: Option<Fingerprint>,
}

impl PairRecord {
    /// Returns what identifies this pair in this vault.
    pub fn mark(&self) -> PairMark {
        let part =
            |print: Option<Fingerprint>| print.map_or(String::from("none"), |print| print.to_hex()[..16].to_owned());
        PairMark(format!("{}.{}.{}", self.generation.0, part(self.access), part(self.refresh)))
    }
}

/// The data of an attempt that can be read while the vault is locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastAttempt {
    /// The row; its `attempt.answer` has no body.
    pub entry: Entry,
    /// How many bytes the answer's body has.
    pub body_bytes: Option<u32>,
}

/// A profile's secrets.
#[derive(Debug, Clone)]
pub struct ProfileSecrets {
    /// The app's secret key.
    pub secret_key: Secret,
    /// The current pair.
    pub current: StoredPair,
}

/// The data of a new profile.
#[derive(Debug, Clone)]
pub struct ProfileSeed {
    /// Its name.
    pub name: ProfileName,
    /// The Zalo app.
    pub app_id: AppId,
    /// Live or practice.
    pub kind: ProfileKind,
    /// The app's secret key.
    pub secret_key: Secret,
    /// The first pair.
    pub pair: TokenPair,
}

/// Changes to a profile. `None` leaves a field unchanged.
#[derive(Debug, Clone, Default)]
pub struct ProfileEdit {
    /// A new name.
    pub name: Option<ProfileName>,
    /// A corrected app id.
    pub app_id: Option<AppId>,
    /// A corrected secret key.
    pub secret_key: Option<Secret>,
    /// The OA at Zalo.
    pub oa: Option<OfficialAccount>,
    /// A newer pair. It becomes a new generation, and the old ones are kept.
    pub pair: Option<TokenPair>,
    /// Where the values come from, if no person entered them here.
    pub from_team: Option<FromTeam>,
}

/// Another computer of the team that has changed the app id or the secret key.
#[derive(Debug, Clone)]
pub struct FromTeam {
    /// Its name; may be empty.
    pub by: String,
    /// Whether values are replaced that were entered here meanwhile. The secret key is kept.
    pub over: bool,
}

/// A deleted profile that the user can restore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedProfile {
    /// Its id, unchanged.
    pub id: ProfileId,
    /// The name it had.
    pub name: String,
    /// When it was deleted.
    pub deleted_at: Timestamp,
}

/// The settings that the vault stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingName {
    /// The address of a proxy. Unset: the system's proxy.
    Proxy,
    /// Number of seconds after which a copied access token is cleared from the clipboard.
    AccessClipboardSeconds,
    /// The same for the other secrets.
    OtherClipboardSeconds,
    /// Number of minutes without user input after which the app locks.
    LockAfterMinutes,
    /// The computer that does the automatic refreshes of this vault.
    Device,
    /// The computer whose user chose to leave automatic refresh to another one.
    DeclinedDevice,
    /// Whether automatic refresh is on.
    Automatic,
    /// Remaining life of an access token, in hours, at which it is refreshed.
    MarginHours,
    /// Time until which automatic refresh is paused.
    PausedUntil,
    /// Whether the user answered "Để sau" to the offer of a recovery code.
    RecoveryDeclined,
    /// What the receivers of webhooks were told of their OAs' states. No choice of the user.
    ToldPlaces,
}

impl SettingName {
    /// Returns the name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::AccessClipboardSeconds => "access_clipboard_seconds",
            Self::OtherClipboardSeconds => "other_clipboard_seconds",
            Self::LockAfterMinutes => "lock_after_minutes",
            Self::Device => "device",
            Self::DeclinedDevice => "onlooker",
            Self::Automatic => "automatic",
            Self::MarginHours => "margin_hours",
            Self::PausedUntil => "paused_until",
            Self::RecoveryDeclined => "recovery_declined",
            Self::ToldPlaces => "told_places",
        }
    }
}

/// A new pair from an answer.
#[derive(Debug, Clone)]
pub struct NewPair {
    /// The tokens to keep as the current pair.
    pub pair: TokenPair,
    /// When they expire.
    pub expiry: Expiry,
    /// Whether the answer was unusual.
    pub unconfirmed: bool,
    /// Whether the spent token stays in the index of spent tokens. False if the answer contained no new refresh token.
    pub keeps_index: bool,
}

/// A new attempt before its first write.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// Identifies the row.
    pub id: AttemptId,
    /// The profile whose token it spends.
    pub profile: ProfileId,
    /// What it sends.
    pub kind: AttemptKind,
    /// The pair whose refresh token it spends, or the pair that a code will replace.
    pub spends: Generation,
    /// The refresh token, or the code, it spends.
    pub fingerprint: Fingerprint,
    /// The credentials it is sent with.
    pub credentials: Fingerprint,
    /// Where the pair whose token it spends came from.
    pub token_source: Source,
    /// When that pair was saved here.
    pub token_at: Timestamp,
    /// Its state.
    pub attempt: Attempt,
}

/// The state of an attempt when it was last read or written. Compare-and-set compares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttemptVersion {
    /// The name of its state.
    pub state: &'static str,
    /// Its count of sends.
    pub sends: u32,
}

impl AttemptVersion {
    /// Returns the version of an attempt.
    pub fn of(attempt: &Attempt) -> Self {
        Self { state: attempt.state.name(), sends: attempt.sends }
    }
}

/// A change that somebody without the key has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The data of this OA, or its ledger, was changed.
    Altered(ProfileId),
    /// A slot was added, or a removed slot was put back.
    StrangeSlot(String),
    /// A slot was removed.
    SlotGone,
    /// OAs were removed or added.
    ProfilesGone,
    /// API keys were changed, removed or added.
    ApiKeys,
    /// Alert channels were changed, removed or added.
    AlertChannels,
    /// This computer's place in a team was changed. Nothing of the team is sent.
    Team,
}
