//! Where everything is kept: profiles, pairs, attempts, the diary, settings. Must not know the network.
//!
//! One SQLite file. Secret columns are sealed ([`seal`]); names, states and times are not, so lists and the diary
//! can be read while the key is away. Every writing call is one transaction, durable when it returns.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::keys::{DataKey, Slot};
use crate::outlet::{Outlet, OutletReport};
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId, ProfileKind, ProfileName};
use crate::rotation::holder::{Hold, Process};
use crate::rotation::late::Arrival;
use crate::rotation::plan::{AttemptId, AttemptKind, Entry, Fingerprint};
use crate::rotation::{Attempt, State};
use crate::secret::{Secret, SecretBytes};
use crate::token::{Generation, Lives, Source, StoredPair, TokenPair};
use crate::transfer::{CarriedProfile, Standing};
use crate::zalo::{DeadAnswer, ZaloError};

pub mod seal;
pub mod sqlite;

/// How many pairs of a profile are kept: the current one and four before it.
pub const KEPT_GENERATIONS: u32 = 5;

/// How long a deleted profile can be had back: as long as people know it from their phone's bin.
pub const DELETED_KEPT: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Why the vault cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key is not in memory.
    #[error("the vault is locked")]
    Locked,
    /// The key is not this vault's.
    #[error("the key is not this vault's")]
    WrongKey,
    /// Somebody without the key has changed the vault: nothing is done with what was changed.
    #[error("the vault was changed without its key")]
    Altered,
    /// The file's tables and indexes are not as this program makes them.
    #[error("the vault's schema is foreign")]
    ForeignSchema,
    /// Another vault lies under the vault's name now.
    #[error("another vault is in its place")]
    Replaced,
    /// Another program has the file open, and it has to be led to this version alone.
    #[error("the vault is in use")]
    InUse {
        /// Who, as far as the system tells.
        by: Vec<String>,
    },
    /// Another profile has this name.
    #[error("the name is taken")]
    NameTaken,
    /// A practice profile takes no values of the user's: a live token in it would go to practice Zalo.
    #[error("a practice profile takes no other values")]
    Practice,
    /// This token is the live one of another profile.
    #[error("another profile holds this token")]
    TokenHeld {
        /// The other profile's name.
        by: String,
    },
    /// There is no such profile.
    #[error("no such profile")]
    NoSuchProfile,
    /// The row was changed by somebody else since it was read.
    #[error("the attempt has moved on")]
    Moved,
    /// The token of this attempt is, or may be, spent already.
    #[error("the token was spent before")]
    AlreadySpent,
    /// The file was written by a newer version of OA Token.
    #[error("the vault is from a newer version")]
    Newer,
    /// The file is not a vault, or is damaged.
    #[error("the vault is damaged")]
    Damaged(#[source] Option<rusqlite::Error>),
    /// The file is gone, and there are backups of it.
    #[error("the vault is gone")]
    Gone,
    /// The disk is full.
    #[error("the disk is full")]
    Full(#[source] rusqlite::Error),
    /// The file or its folder cannot be written.
    #[error("the vault cannot be written")]
    ReadOnly(#[source] rusqlite::Error),
    /// Another program held the file for longer than ten seconds.
    #[error("the vault is busy")]
    Busy(#[source] rusqlite::Error),
    /// The folder cannot be made or read.
    #[error("the data folder cannot be used")]
    Folder {
        /// Which folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A durable setting of SQLite did not take.
    #[error("SQLite did not take the setting {0}")]
    Pragma(&'static str),
    /// A sealed value does not open: damaged, swapped, or sealed by another key.
    #[error("a sealed value does not open")]
    Unsealable,
    /// SQLite failed otherwise.
    #[error("SQLite failed")]
    Sqlite(#[source] rusqlite::Error),
}

/// What somebody without the key has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// What is said of this OA, or its ledger.
    Altered(ProfileId),
    /// A slot was added, or put back.
    StrangeSlot(String),
    /// A slot was taken away.
    SlotGone,
    /// OAs were taken away, or added.
    ProfilesGone,
}

/// A profile with what may be seen of it while locked.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub outlet: Option<Outlet>,
    /// How that went last.
    pub outlet_report: Option<OutletReport>,
    /// Whether it refreshes by itself.
    pub automatic: bool,
    /// Whether its current pair may be older than one somewhere else: nothing is sent by itself then.
    pub old_copy: bool,
    /// Whether somebody without the key has changed what is said of it: nothing is done with it then.
    pub altered: bool,
    /// The "Official Account Callback Url" the last consent was asked with, as it was typed.
    pub callback: Option<String>,
    /// What Zalo last said of the OA.
    pub facts: Option<OaFacts>,
    /// When its refresh tokens went over the wire in the last day, the oldest first. The keeper fills it in, as it knows
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
    pub lives: Lives,
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
pub enum DiaryEvent {
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
    /// It came out of a sealed file, alone or with a newer pair.
    CarriedIn {
        /// The number its newest pair has here.
        generation: Generation,
    },
    /// An attempt came to its end, or was told to be unknown.
    Attempt {
        /// How it stood.
        state: State,
        /// The pair it brought.
        generation: Option<Generation>,
        /// What it sent.
        #[serde(default)]
        kind: AttemptKind,
    },
}

impl DiaryEvent {
    /// Gives the name for the command's JSON.
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
            Self::CarriedIn { .. } => "carried_in",
            Self::Attempt { state, .. } => state.name(),
        }
    }

    /// Gives the pair it is about, if there is one.
    pub fn generation(&self) -> Option<Generation> {
        match self {
            Self::Imported => Some(Generation::FIRST),
            Self::Replaced { generation } | Self::CarriedIn { generation } => Some(*generation),
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
            | Self::CopySettled => None,
            Self::Attempt { generation, .. } => *generation,
        }
    }

    /// Gives Zalo's own words, if it said any.
    pub fn zalo(&self) -> Option<&ZaloError> {
        match self {
            Self::Attempt { state: State::Refused(error) | State::Dead(DeadAnswer::Said(error)), .. } => Some(error),
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
            | Self::CarriedIn { .. }
            | Self::Attempt { .. } => None,
        }
    }

    /// Gives the message id.
    pub fn words(&self) -> &'static str {
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
            Self::CarriedIn { .. } => "history-carried-in",
            Self::Attempt { state, kind: AttemptKind::Exchange, .. } => match state {
                State::Saved => "history-consent-saved",
                State::Refused(_) | State::Dead(_) => "history-consent-refused",
                State::NotSent(_) => "history-consent-not-sent",
                State::Prepared | State::Sending | State::Responded | State::Unknown(_) => "history-consent-unknown",
            },
            Self::Attempt { state, kind: AttemptKind::Refresh, .. } => match state {
                State::Saved => "history-saved",
                State::Refused(_) => "history-refused",
                State::Dead(_) => "history-dead",
                State::NotSent(_) => "history-not-sent",
                State::Prepared | State::Sending | State::Responded | State::Unknown(_) => "history-unknown",
            },
        }
    }
}

/// One line of the diary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryLine {
    /// When it happened.
    pub at: Timestamp,
    /// Whose line it is.
    pub profile: ProfileId,
    /// The profile's name today.
    pub name: String,
    /// What happened.
    pub event: DiaryEvent,
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
    /// Gives the name it is kept under.
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
    pub lives: Lives,
    /// Whether the answer was odd.
    pub unconfirmed: bool,
    /// Whether the spent token stays spent in the index: false when the answer brought no new refresh token.
    pub keeps_index: bool,
}

/// A sealed store of profiles and attempts. All times are UTC, to the millisecond.
pub trait Vault: Send {
    /// Takes the key into memory; from now on secrets can be read and written.
    fn unlock(&mut self, key: &DataKey) -> Result<(), VaultError>;
    /// Forgets the key.
    fn lock(&mut self);
    /// Sees to it that the file is the one under its name, and what it says of an OA (of all) no older than in its second copy:
    /// before anything is sent.
    fn settle(&mut self, of: Option<&ProfileId>) -> Result<(), VaultError>;
    /// Begins to read: until [`Vault::end_reading`] all that is read is of one moment, and nothing is written. What it says of
    /// an OA (of all) is no older than in its second copy, if that can be seen to.
    fn begin_reading(&mut self, of: Option<&ProfileId>);
    /// Ends reading.
    fn end_reading(&mut self);
    /// Tells whether this program may write into the file.
    ///
    /// # Errors
    /// [`VaultError::Newer`] once a newer version leads it, [`VaultError::Gone`] once it was moved away.
    fn may_write(&self) -> Result<(), VaultError>;
    /// Tells whether all that must not be lost is in a second file too.
    fn has_second_copy(&self) -> bool;
    /// Lists the slots that were removed, or never added by this program: what opens them opens nothing.
    fn strangers(&self) -> Result<Vec<String>, VaultError>;
    /// Lists what somebody without the key has changed.
    fn faults(&self) -> Result<Vec<Fault>, VaultError>;
    /// Tells whether the key is in memory.
    fn is_unlocked(&self) -> bool;
    /// Gives the vault's id, made once.
    fn id(&self) -> &str;
    /// Gives the slots that wrap the key.
    fn slots(&self) -> Result<Vec<Slot>, VaultError>;
    /// Adds a slot.
    fn add_slot(&mut self, slot: &Slot) -> Result<(), VaultError>;
    /// Removes a slot; tells whether it was there. The last slot can't be removed.
    fn remove_slot(&mut self, id: &str) -> Result<bool, VaultError>;

    /// Puts a slot in the place of all slots of its kind.
    fn replace_slots(&mut self, slot: &Slot) -> Result<(), VaultError>;
    /// Writes a copy of the whole file, sealed values as they are, whole and durable when it returns.
    fn back_up(&self, to: &Path) -> Result<(), VaultError>;

    /// Lists all profiles, oldest first.
    fn profiles(&mut self) -> Result<Vec<ProfileRecord>, VaultError>;
    /// Reads one profile.
    fn record(&mut self, id: &ProfileId) -> Result<Option<ProfileRecord>, VaultError>;
    /// Finds the profile of this name, ignoring case.
    fn named(&self, name: &str) -> Result<Option<ProfileId>, VaultError>;
    /// Tells when refresh tokens of one profile, or of all, were sent since then; the oldest first.
    fn sends(&self, of: Option<&ProfileId>, since: Timestamp) -> Result<Vec<(ProfileId, Timestamp)>, VaultError>;
    /// Makes a profile; its pair is generation 1.
    fn create(&mut self, seed: &ProfileSeed, now: Timestamp) -> Result<Profile, VaultError>;
    /// Changes a profile; gives the number of the new pair, if there is one.
    fn edit(&mut self, id: &ProfileId, edit: &ProfileEdit, now: Timestamp) -> Result<Option<Generation>, VaultError>;
    /// Names a profile, other than `of`, whose live pair shares a token with this one.
    fn held_by(&self, of: Option<&ProfileId>, pair: &TokenPair) -> Result<Option<String>, VaultError>;
    /// Takes a profile out of sight. Its pairs stay for a while, its attempts for ever.
    fn delete(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError>;
    /// Lists what was deleted and can be had back, newest first.
    fn deleted(&self) -> Result<Vec<DeletedProfile>, VaultError>;
    /// Brings a deleted profile back; under a numbered name if its own is taken.
    fn restore(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError>;
    /// Lets the secrets of what was deleted before that time go; gives how many profiles that were.
    fn forget_deleted(&mut self, before: Timestamp) -> Result<usize, VaultError>;
    /// Switches refreshing by itself on or off for a profile.
    fn set_automatic(&mut self, id: &ProfileId, automatic: bool, now: Timestamp) -> Result<(), VaultError>;
    /// Sets the file that a profile's export is written to, or takes it away; what was noted of it is forgotten.
    fn set_outlet(&mut self, id: &ProfileId, outlet: Option<&Outlet>) -> Result<(), VaultError>;
    /// Notes how writing it went.
    fn note_outlet(&mut self, id: &ProfileId, report: &OutletReport) -> Result<(), VaultError>;
    /// Remembers the callback address that consents of a profile are asked with.
    fn set_callback(&mut self, id: &ProfileId, callback: &str) -> Result<(), VaultError>;
    /// Keeps what Zalo said of the OA behind a profile.
    fn set_oa(&mut self, id: &ProfileId, oa: &OfficialAccount, facts: &OaFacts) -> Result<(), VaultError>;
    /// Marks a profile as moved to another computer, or as taken back.
    fn set_moved(&mut self, id: &ProfileId, moved: bool, now: Timestamp) -> Result<(), VaultError>;
    /// Reads live profiles with all that is kept of them: one, or all but those that were moved.
    fn carry_out(&mut self, of: Option<&ProfileId>) -> Result<Vec<CarriedProfile>, VaultError>;
    /// Tells how a carried profile stands to what is here.
    fn standing(&mut self, carried: &CarriedProfile) -> Result<Standing, VaultError>;
    /// Takes a carried profile in, as it stands to what is here; gives its id unless nothing changed.
    fn carry_in(&mut self, carried: &CarriedProfile, now: Timestamp) -> Result<Option<ProfileId>, VaultError>;
    /// Reads a setting.
    fn setting(&self, name: SettingName) -> Result<Option<Secret>, VaultError>;
    /// Writes a setting; `None` for the default.
    fn set_setting(&mut self, name: SettingName, value: Option<&Secret>) -> Result<(), VaultError>;
    /// Reads a profile's secrets.
    fn secrets(&mut self, id: &ProfileId) -> Result<ProfileSecrets, VaultError>;
    /// Reads the kept pairs, newest first.
    fn generations(&mut self, id: &ProfileId) -> Result<Vec<StoredPair>, VaultError>;

    /// Gives the fingerprint of a secret.
    fn fingerprint(&self, secret: &Secret) -> Result<Fingerprint, VaultError>;
    /// Gives the fingerprint of an `app_id` with its secret key.
    fn credentials(&self, app_id: &AppId, secret_key: &Secret) -> Result<Fingerprint, VaultError>;
    /// Reads the rows of this profile and all rows with this fingerprint, oldest first. With a fingerprint the answers to
    /// that token are read, and those that nobody has read yet; without one all answers.
    fn ledger(&mut self, id: &ProfileId, token: Option<Fingerprint>) -> Result<Vec<Entry>, VaultError>;
    /// Reads one attempt, with its answer.
    fn attempt(&mut self, id: &AttemptId) -> Result<Option<Entry>, VaultError>;
    /// Lists the profiles with an attempt that an ended program may have left open.
    fn profiles_with_open_attempts(&self) -> Result<Vec<ProfileId>, VaultError>;
    /// Gives the newest time in the ledger.
    fn newest_time(&self) -> Result<Option<Timestamp>, VaultError>;
    /// Proves that an answer can be saved: writes 256 KiB, commits, frees them.
    fn reserve(&mut self) -> Result<(), VaultError>;
    /// Writes a new attempt, held by this process; `release` takes an old verdict out of the index in the same
    /// transaction.
    fn begin_attempt(
        &mut self,
        entry: &NewAttempt,
        release: Option<&AttemptId>,
        by: &Process,
    ) -> Result<(), VaultError>;
    /// Writes an attempt as it stands, if nobody else has changed it since `was` (compare-and-set); with the
    /// credentials it is about to be sent with, if it is.
    fn write_attempt(
        &mut self,
        id: &AttemptId,
        was: &Seen,
        attempt: &Attempt,
        credentials: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<(), VaultError>;
    /// Tells how an attempt stands on disk; `None` if it is not there.
    fn seen(&self, id: &AttemptId) -> Result<Option<(String, u32)>, VaultError>;
    /// Tells whether the answer to a send of an attempt is kept.
    fn has_answer(&self, id: &AttemptId, send: u32) -> Result<bool, VaultError>;
    /// Writes an attempt that was answered, and whose row no file has any more. Where another attempt claims its token by now,
    /// it claims nothing; where its token is newer than all that is known, what is current may be old.
    fn take_in(&mut self, answered: &NewAttempt, now: Timestamp) -> Result<(), VaultError>;
    /// Forgets an attempt that never sent anything.
    fn drop_attempt(&mut self, id: &AttemptId) -> Result<(), VaultError>;
    /// Writes the attempt as saved with the pair it brought, in one transaction; gives the pair's number and where it
    /// went. Without `was` the answer came late, to an attempt that somebody else has ended.
    fn save_pair(
        &mut self,
        id: &AttemptId,
        was: Option<&Seen>,
        attempt: &Attempt,
        new: &NewPair,
        now: Timestamp,
    ) -> Result<(Generation, Arrival), VaultError>;
    /// Makes a kept pair the current one: it is known to be the one that lives.
    fn choose_pair(&mut self, id: &ProfileId, generation: Generation, now: Timestamp) -> Result<(), VaultError>;
    /// Tells whether a token is known to be spent or replaced.
    fn is_recorded(&self, token: Fingerprint) -> Result<bool, VaultError>;
    /// Tells whether a token is known to be spent, also where the attempt is gone by now.
    fn fate_is_spent(&self, token: Fingerprint) -> Result<bool, VaultError>;

    /// Reads who holds an attempt.
    fn hold(&self, id: &AttemptId) -> Result<Option<Hold>, VaultError>;
    /// Takes an attempt over from a holder that is gone.
    fn take_hold(&mut self, id: &AttemptId, by: &Process, now: Timestamp) -> Result<(), VaultError>;
    /// Says that this process still holds an attempt; false if it does not any more.
    fn beat(&mut self, id: &AttemptId, by: &Process, now: Timestamp) -> Result<bool, VaultError>;
    /// Lets go of an attempt, whoever held it.
    fn end_hold(&mut self, id: &AttemptId) -> Result<(), VaultError>;
    /// Reads who runs the schedule.
    fn schedule_holder(&self) -> Result<Option<Hold>, VaultError>;
    /// Takes the schedule, or says that this process still runs it; false if another does. `is_gone`: its lock says that
    /// whoever ran it has ended.
    fn take_schedule(&mut self, by: &Process, is_gone: bool, now: Timestamp) -> Result<bool, VaultError>;
    /// Lets go of the schedule.
    fn release_schedule(&mut self, by: &Process) -> Result<(), VaultError>;

    /// Seals an answer that this file cannot take now, to be kept beside it.
    fn seal_aside(&self, id: &AttemptId, plain: &SecretBytes) -> Result<Vec<u8>, VaultError>;
    /// Opens what was sealed for this attempt to be kept beside the file.
    fn open_aside(&self, id: &AttemptId, sealed: &[u8]) -> Result<SecretBytes, VaultError>;

    /// Reads the diary, newest first; of one profile or of all.
    fn diary(&self, of: Option<&ProfileId>, at_most: u32) -> Result<Vec<DiaryLine>, VaultError>;
    /// Gives a number that changes when another process has changed the file.
    fn data_version(&self) -> Result<i64, VaultError>;
    /// Checks the whole file; gives what is wrong, one line each, without any content.
    fn quick_check(&self) -> Result<Vec<String>, VaultError>;
    /// Sees that profiles and pairs are found as they stand: asked where one is not found.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] if rows and indexes tell different things.
    fn check_rows(&self) -> Result<(), VaultError>;
}

/// A new attempt before its first write.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    /// Identifies the row.
    pub id: AttemptId,
    /// Whose token it spends.
    pub profile: ProfileId,
    /// What it sends.
    pub kind: AttemptKind,
    /// The pair whose refresh token it spends; the pair that a code is to replace.
    pub spends: Generation,
    /// The refresh token, or the code, it spends.
    pub fingerprint: Fingerprint,
    /// The credentials it is sent with.
    pub credentials: Fingerprint,
    /// Where the pair whose token it spends came from.
    pub token_source: Source,
    /// When that pair was saved here.
    pub token_at: Timestamp,
    /// Its life so far.
    pub attempt: Attempt,
}

/// Reads that belong together: of one moment, and by one trip to the file.
pub struct Reading<'a>(&'a mut dyn Vault);

impl<'a> Reading<'a> {
    /// Begins to read what there is of an OA, or of all.
    pub fn of(vault: &'a mut dyn Vault, id: Option<&ProfileId>) -> Self {
        vault.begin_reading(id);
        Self(vault)
    }
}

impl<'a> std::ops::Deref for Reading<'a> {
    type Target = dyn Vault + 'a;

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl std::ops::DerefMut for Reading<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.0
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        self.0.end_reading();
    }
}

/// How an attempt stood when it was last read or written: what compare-and-set compares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The name of its state.
    pub state: &'static str,
    /// Its count of sends.
    pub sends: u32,
}

impl Seen {
    /// Notes how an attempt stands.
    pub fn of(attempt: &Attempt) -> Self {
        Self { state: attempt.state.name(), sends: attempt.sends }
    }
}
