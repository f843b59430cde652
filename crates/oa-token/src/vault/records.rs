//! What the vault keeps, as the rest of the core reads and writes it.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::destination::{DeliveryReport, Destination};
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId, ProfileKind, ProfileName};
use crate::rotation::AttemptState;
use crate::rotation::plan::{AttemptId, AttemptKind, Entry, Fingerprint};
use crate::secret::Secret;
use crate::token::{Expiry, Generation, Source, StoredPair, TokenPair};
use crate::zalo::{DeadAnswer, ZaloError};

/// A profile with what may be seen of it while locked.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct ProfileRecord {
    /// The profile.
    pub profile: Profile,
    /// Its current pair, without the tokens.
    pub current: PairRecord,
    /// Its newest attempt, without the answer's body.
    pub last: Option<LastAttempt>,
    /// When it was moved to another computer; nothing is sent from here until it is taken back.
    pub moved_at: Option<Timestamp>,
    /// The file its export is written to after each refresh.
    pub outlet: Option<Destination>,
    /// How that went last.
    pub outlet_report: Option<DeliveryReport>,
    /// Whether it refreshes by itself.
    pub automatic: bool,
    /// Whether its current pair may be older than one somewhere else: nothing is sent by itself then.
    pub old_copy: bool,
    /// Whether somebody without the key has changed what is said of it: nothing is done with it then.
    pub altered: bool,
    /// Whether the app's id or secret key were corrected since Zalo said no to the newest attempt: it has not seen them.
    /// Known while the vault is open.
    pub corrected: bool,
    /// The "Official Account Callback Url" the last consent was asked with, as it was typed.
    pub callback: Option<String>,
    /// What Zalo last said of the OA.
    pub facts: Option<OaFacts>,
    /// When its refresh tokens went over the wire in the last day, the oldest first. The engine fills it in, as it knows
    /// what time it is ([`Vault::sends`]).
    pub sends: Vec<Timestamp>,
}

/// What Zalo says of an OA beside its name, and when it did. Nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OaFacts {
    /// Whether it has the badge.
    pub verified: bool,
    /// How many follow it.
    pub followers: Option<u32>,
    /// The package it is on.
    pub package: Option<String>,
    /// The package's last day.
    pub package_until: Option<Date>,
    /// When Zalo was asked.
    pub checked_at: Timestamp,
}

/// What may be seen of a pair while locked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairRecord {
    /// Its number.
    pub generation: Generation,
    /// Where it came from.
    pub source: Source,
    /// When its tokens end.
    pub lives: Expiry,
    /// When it was saved.
    pub obtained_at: Timestamp,
    /// Whether its answer was odd.
    pub unconfirmed: bool,
    /// The fingerprint of its access token, if it has one.
    pub access: Option<Fingerprint>,
    /// The fingerprint of its refresh token, if it has one.
    pub refresh: Option<Fingerprint>,
}

/// What may be seen of an attempt while locked.
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

/// What a new profile is made of.
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

/// What is to be changed in a profile; `None` leaves it.
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
    /// A newer pair: becomes a generation, the old ones are kept.
    pub pair: Option<TokenPair>,
}

/// What happened to a profile, for its diary. Serialised as text, never with a secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum HistoryEvent {
    /// The profile was made with its first pair.
    Imported,
    /// A newer pair was pasted or imported.
    Replaced {
        /// Its number.
        generation: Generation,
    },
    /// Name, app id or secret key were changed.
    Edited,
    /// The user deleted it; it can be had back for a while.
    Deleted,
    /// The user had it back.
    Restored,
    /// Refreshing by itself was switched on.
    AutomaticOn,
    /// Refreshing by itself was switched off.
    AutomaticOff,
    /// It was moved to another computer.
    MovedAway,
    /// It was taken back from another computer.
    TakenBack,
    /// The vault had gone back in time, and this OA was brought up to date from the second copy.
    Healed,
    /// What an older version had sealed was sealed as this one does.
    Sealed,
    /// Two files hold different pairs of it, and neither knows of the other's.
    OldCopy,
    /// It is known again which pair lives.
    CopySettled,
    /// A token was sent to an origin that is neither Zalo's nor this computer's.
    SentElsewhere {
        /// The origin.
        origin: String,
    },
    /// It came out of a sealed file, alone or with a newer pair.
    CarriedIn {
        /// The number its newest pair has here.
        generation: Generation,
    },
    /// A sealed file's app, secret key or pair took the place of what was here, after a person said yes.
    CarriedOver {
        /// The number of its current pair.
        generation: Generation,
    },
    /// An attempt came to its end, or was told to be unknown.
    Attempt {
        /// How it stood.
        state: AttemptState,
        /// The pair it brought.
        generation: Option<Generation>,
        /// What it sent.
        #[serde(default)]
        kind: AttemptKind,
    },
}

impl HistoryEvent {
    /// Returns the name for the command's JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Imported => "imported",
            Self::Replaced { .. } => "replaced",
            Self::Edited => "edited",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::AutomaticOn => "automatic_on",
            Self::AutomaticOff => "automatic_off",
            Self::MovedAway => "moved_away",
            Self::TakenBack => "taken_back",
            Self::Healed => "healed",
            Self::Sealed => "sealed",
            Self::OldCopy => "old_copy",
            Self::CopySettled => "copy_settled",
            Self::SentElsewhere { .. } => "sent_elsewhere",
            Self::CarriedIn { .. } => "carried_in",
            Self::CarriedOver { .. } => "carried_over",
            Self::Attempt { state, .. } => state.name(),
        }
    }

    /// Returns the pair it is about, if there is one.
    pub fn generation(&self) -> Option<Generation> {
        match self {
            Self::Imported => Some(Generation::FIRST),
            Self::Replaced { generation } | Self::CarriedIn { generation } | Self::CarriedOver { generation } => {
                Some(*generation)
            }
            Self::Edited
            | Self::Deleted
            | Self::Restored
            | Self::AutomaticOn
            | Self::AutomaticOff
            | Self::MovedAway
            | Self::TakenBack
            | Self::Healed
            | Self::Sealed
            | Self::OldCopy
            | Self::CopySettled
            | Self::SentElsewhere { .. } => None,
            Self::Attempt { generation, .. } => *generation,
        }
    }

    /// Returns Zalo's own words, if it said any.
    pub fn zalo(&self) -> Option<&ZaloError> {
        match self {
            Self::Attempt {
                state: AttemptState::Refused(error) | AttemptState::Dead(DeadAnswer::Said(error)), ..
            } => Some(error),
            Self::Imported
            | Self::Replaced { .. }
            | Self::Edited
            | Self::Deleted
            | Self::Restored
            | Self::AutomaticOn
            | Self::AutomaticOff
            | Self::MovedAway
            | Self::TakenBack
            | Self::Healed
            | Self::Sealed
            | Self::OldCopy
            | Self::CopySettled
            | Self::SentElsewhere { .. }
            | Self::CarriedIn { .. }
            | Self::CarriedOver { .. }
            | Self::Attempt { .. } => None,
        }
    }

    /// Returns what was said or where something went, word for word: Zalo's code and name, or an address.
    pub fn said(&self) -> Option<String> {
        self.origin().map(str::to_owned).or_else(|| self.zalo().map(ZaloError::said))
    }

    /// Returns where a token went that did not go to Zalo.
    pub fn origin(&self) -> Option<&str> {
        if let Self::SentElsewhere { origin } = self { Some(origin) } else { None }
    }

    /// Returns the message id.
    pub fn message_id(&self) -> &'static str {
        match self {
            Self::Imported => "history-imported",
            Self::Replaced { .. } => "history-replaced",
            Self::Edited => "history-edited",
            Self::Deleted => "history-deleted",
            Self::Restored => "history-restored",
            Self::AutomaticOn => "history-automatic-on",
            Self::AutomaticOff => "history-automatic-off",
            Self::MovedAway => "history-moved-away",
            Self::TakenBack => "history-taken-back",
            Self::Healed => "history-healed",
            Self::Sealed => "history-sealed",
            Self::OldCopy => "history-old-copy",
            Self::CopySettled => "history-copy-settled",
            Self::SentElsewhere { .. } => "history-sent-elsewhere",
            Self::CarriedIn { .. } => "history-carried-in",
            Self::CarriedOver { .. } => "history-carried-over",
            Self::Attempt { state, kind: AttemptKind::Exchange, .. } => match state {
                AttemptState::Saved => "history-consent-saved",
                AttemptState::Refused(_) | AttemptState::Dead(_) => "history-consent-refused",
                AttemptState::NotSent(_) => "history-consent-not-sent",
                AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded | AttemptState::Unknown(_) => {
                    "history-consent-unknown"
                }
            },
            Self::Attempt { state, kind: AttemptKind::Refresh, .. } => match state {
                AttemptState::Saved => "history-saved",
                AttemptState::Refused(_) => "history-refused",
                AttemptState::Dead(_) => "history-dead",
                AttemptState::NotSent(_) => "history-not-sent",
                AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded | AttemptState::Unknown(_) => {
                    "history-unknown"
                }
            },
        }
    }
}

/// One line of the diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// When it happened.
    pub at: Timestamp,
    /// Whose line it is.
    pub profile: ProfileId,
    /// The profile's name today.
    pub name: String,
    /// What happened.
    pub event: HistoryEvent,
    /// The attempt it tells of, if it does.
    pub attempt: Option<AttemptId>,
}

/// A profile the user deleted and can have back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeletedProfile {
    /// Identifies it, as before.
    pub id: ProfileId,
    /// The name it had.
    pub name: String,
    /// When it was deleted.
    pub deleted_at: Timestamp,
}

/// The settings the vault keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingName {
    /// The address of a proxy; none for the system's.
    Proxy,
    /// After how many seconds a copied access token leaves the clipboard.
    AccessClipboardSeconds,
    /// The same for the other secrets.
    OtherClipboardSeconds,
    /// After how many minutes without a touch the app locks.
    LockAfterMinutes,
    /// The computer that refreshes by itself with this vault.
    Device,
    /// The computer that was told to leave that to another one.
    Onlooker,
    /// Whether anything refreshes by itself.
    Automatic,
    /// With how many hours of an access token's life left it does.
    MarginHours,
    /// Before when nothing refreshes by itself.
    PausedUntil,
}

impl SettingName {
    /// Returns the name it is kept under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::AccessClipboardSeconds => "access_clipboard_seconds",
            Self::OtherClipboardSeconds => "other_clipboard_seconds",
            Self::LockAfterMinutes => "lock_after_minutes",
            Self::Device => "device",
            Self::Onlooker => "onlooker",
            Self::Automatic => "automatic",
            Self::MarginHours => "margin_hours",
            Self::PausedUntil => "paused_until",
        }
    }
}

/// A new pair as an answer brought it.
#[derive(Debug, Clone)]
pub struct NewPair {
    /// The tokens to keep as the current pair.
    pub pair: TokenPair,
    /// When they end.
    pub lives: Expiry,
    /// Whether the answer was odd.
    pub unconfirmed: bool,
    /// Whether the spent token stays spent in the index: false when the answer brought no new refresh token.
    pub keeps_index: bool,
}
