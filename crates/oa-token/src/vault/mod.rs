//! Where everything is kept: profiles, pairs, attempts, the diary, settings. Must not know the network.
//!
//! One SQLite file. Secret columns are sealed ([`seal`]); names, states and times are not, so lists and the diary
//! can be read while the key is away. Every writing call is one transaction, durable when it returns.

use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};

use crate::bundle::{BundleMac, BundleProfile, Decision, MadeBy, MergeStatus};
use crate::destination::{DeliveryReport, Destination};
use crate::keys::{DataKey, Slot};
use crate::origin::Origin;
use crate::profile::{AppId, OfficialAccount, Profile, ProfileId};
use crate::rotation::Attempt;
use crate::rotation::holder::{Hold, Process};
use crate::rotation::late::Arrival;
use crate::rotation::plan::{AttemptId, AttemptKind, Entry, Fingerprint};
use crate::secret::{Secret, SecretBytes};
use crate::token::{Generation, Source, StoredPair, TokenPair};

mod records;
pub mod seal;
pub mod sqlite;

pub use records::{
    DeletedProfile, HistoryEntry, HistoryEvent, LastAttempt, NewPair, OaFacts, PairRecord, ProfileEdit, ProfileRecord,
    ProfileSecrets, ProfileSeed, SettingName,
};

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
    VersionConflict,
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
    /// The system lets this user not write a file or folder.
    #[error("{} may not be written", path.display())]
    Denied {
        /// Which file or folder.
        path: PathBuf,
        /// Whose it is, if it is another user's.
        owner: Option<String>,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The data folder is another user's, and this is the administrator: files of the administrator's would shut its user
    /// out.
    #[error("the data folder {} is another user's", path.display())]
    OtherUser {
        /// The folder.
        path: PathBuf,
        /// Whose it is.
        owner: String,
    },
    /// A file or folder cannot be made, read or written.
    #[error("{} cannot be used", path.display())]
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

impl VaultError {
    /// Takes what a file system said of a file or folder.
    pub fn of_io(path: &Path, source: std::io::Error) -> Self {
        let path = path.to_owned();
        if source.kind() != std::io::ErrorKind::PermissionDenied {
            return Self::Folder { path, source };
        }
        let owner = crate::owner::other_than_us(&path);
        Self::Denied { path, owner, source }
    }

    /// Returns whether nobody expects this: it is told with the id by which the log knows it.
    pub fn is_unexpected(&self) -> bool {
        match self {
            Self::VersionConflict | Self::AlreadySpent | Self::Pragma(_) | Self::Sqlite(_) => true,
            Self::Folder { source, .. } => !is_full(source) && source.kind() != std::io::ErrorKind::ReadOnlyFilesystem,
            Self::Locked
            | Self::WrongKey
            | Self::Altered
            | Self::ForeignSchema
            | Self::Replaced
            | Self::InUse { .. }
            | Self::NameTaken
            | Self::Practice
            | Self::TokenHeld { .. }
            | Self::NoSuchProfile
            | Self::Newer
            | Self::Damaged(_)
            | Self::Gone
            | Self::Full(_)
            | Self::ReadOnly(_)
            | Self::Busy(_)
            | Self::Denied { .. }
            | Self::OtherUser { .. }
            | Self::Unsealable => false,
        }
    }

    /// Returns the code SQLite failed with, if it was SQLite.
    pub fn sqlite_code(&self) -> Option<i32> {
        let (Self::Damaged(Some(error))
        | Self::Full(error)
        | Self::ReadOnly(error)
        | Self::Busy(error)
        | Self::Sqlite(error)) = self
        else {
            return None;
        };
        error.sqlite_error().map(|error| error.extended_code)
    }
}

/// Returns whether a file system says that there is no room, for a file or at all.
pub(crate) fn is_full(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    [StorageFull, QuotaExceeded, FileTooLarge].contains(&error.kind())
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

/// A sealed store of profiles and attempts. All times are UTC, to the millisecond.
pub trait Vault: Send {
    /// Takes the key into memory; from now on secrets can be read and written.
    fn unlock(&mut self, key: &DataKey) -> Result<(), VaultError>;
    /// Forgets the key.
    fn lock(&mut self);
    /// Names the file that keeps the vault from being written, where an error says no more than that.
    fn explained(&self, error: VaultError) -> VaultError {
        error
    }
    /// Sees to it that the file is the one under its name, and what it says of an OA (of all) no older than in its second copy:
    /// before anything is sent.
    fn settle(&mut self, of: Option<&ProfileId>) -> Result<(), VaultError>;
    /// Begins to read: until [`Vault::end_reading`] all that is read is of one moment, and nothing is written. What it says of
    /// an OA (of all) is no older than in its second copy, if that can be seen to.
    fn begin_reading(&mut self, of: Option<&ProfileId>);
    /// Ends reading.
    fn end_reading(&mut self);
    /// Returns whether this program may write into the file.
    ///
    /// # Errors
    /// [`VaultError::Newer`] once a newer version leads it, [`VaultError::Gone`] once it was moved away.
    fn may_write(&self) -> Result<(), VaultError>;
    /// Returns whether all that must not be lost is in a second file too.
    fn has_second_copy(&self) -> bool;
    /// Lists the slots that were removed, or never added by this program: what opens them opens nothing.
    fn strangers(&self) -> Result<Vec<String>, VaultError>;
    /// Lists what somebody without the key has changed.
    fn faults(&self) -> Result<Vec<Fault>, VaultError>;
    /// Returns whether the key is in memory.
    fn is_unlocked(&self) -> bool;
    /// Returns the vault's id, made once.
    fn id(&self) -> &str;
    /// Returns the slots that wrap the key.
    fn slots(&self) -> Result<Vec<Slot>, VaultError>;
    /// Adds a slot.
    fn add_slot(&mut self, slot: &Slot) -> Result<(), VaultError>;
    /// Removes a slot; returns whether it was there. The last slot can't be removed.
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
    /// Returns when refresh tokens of one profile, or of all, were sent since then; the oldest first.
    fn sends(&self, of: Option<&ProfileId>, since: Timestamp) -> Result<Vec<(ProfileId, Timestamp)>, VaultError>;
    /// Makes a profile; its pair is generation 1.
    fn create(&mut self, seed: &ProfileSeed, now: Timestamp) -> Result<Profile, VaultError>;
    /// Changes a profile; returns the number of the new pair, if there is one.
    fn edit(&mut self, id: &ProfileId, edit: &ProfileEdit, now: Timestamp) -> Result<Option<Generation>, VaultError>;
    /// Names a profile, other than `of`, whose live pair shares a token with this one.
    fn held_by(&self, of: Option<&ProfileId>, pair: &TokenPair) -> Result<Option<String>, VaultError>;
    /// Takes a profile out of sight. Its pairs stay for a while, its attempts for ever.
    fn delete(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError>;
    /// Lists what was deleted and can be had back, newest first.
    fn deleted(&self) -> Result<Vec<DeletedProfile>, VaultError>;
    /// Brings a deleted profile back; under a numbered name if its own is taken.
    fn restore(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError>;
    /// Lets the secrets of what was deleted before that time go; returns how many profiles that were.
    fn forget_deleted(&mut self, before: Timestamp) -> Result<usize, VaultError>;
    /// Switches refreshing by itself on or off for a profile.
    fn set_automatic(&mut self, id: &ProfileId, automatic: bool, now: Timestamp) -> Result<(), VaultError>;
    /// Sets the file that a profile's export is written to, or takes it away; what was noted of it is forgotten.
    fn set_destination(&mut self, id: &ProfileId, outlet: Option<&Destination>) -> Result<(), VaultError>;
    /// Notes how writing it went.
    fn record_delivery(&mut self, id: &ProfileId, report: &DeliveryReport) -> Result<(), VaultError>;
    /// Remembers the callback address that consents of a profile are asked with.
    fn set_callback(&mut self, id: &ProfileId, callback: &str) -> Result<(), VaultError>;
    /// Keeps what Zalo said of the OA behind a profile.
    fn set_oa(&mut self, id: &ProfileId, oa: &OfficialAccount, facts: &OaFacts) -> Result<(), VaultError>;
    /// Marks a profile as moved to another computer, or as taken back.
    fn set_moved(&mut self, id: &ProfileId, moved: bool, now: Timestamp) -> Result<(), VaultError>;
    /// Reads live profiles with all that is kept of them: one, or all but those that were moved.
    fn export_bundle(&mut self, of: Option<&ProfileId>) -> Result<Vec<BundleProfile>, VaultError>;
    /// Returns how a carried profile stands to what is here.
    fn standing(&mut self, carried: &BundleProfile, made_by: MadeBy) -> Result<MergeStatus, VaultError>;
    /// Takes a carried profile in, as it stands to what is here; returns its id unless nothing changed. Of a conflict
    /// nothing is taken unless a person decided for the file's side.
    fn import_bundle(
        &mut self,
        carried: &BundleProfile,
        made_by: MadeBy,
        decision: Decision,
        now: Timestamp,
    ) -> Result<Option<ProfileId>, VaultError>;
    /// Reads the secret keys that a file's have replaced, oldest first.
    fn former_secret_keys(&mut self, id: &ProfileId) -> Result<Vec<Secret>, VaultError>;
    /// Makes the code that tells a file of this vault's from any other.
    fn bundle_mac(&self, content: &[u8]) -> Result<BundleMac, VaultError>;
    /// Returns whether this vault made that code.
    fn made_bundle(&self, content: &[u8], mac: &BundleMac) -> Result<bool, VaultError>;
    /// Reads a setting.
    fn setting(&self, name: SettingName) -> Result<Option<Secret>, VaultError>;
    /// Writes a setting; `None` for the default.
    fn set_setting(&mut self, name: SettingName, value: Option<&Secret>) -> Result<(), VaultError>;
    /// Reads a profile's secrets.
    fn secrets(&mut self, id: &ProfileId) -> Result<ProfileSecrets, VaultError>;
    /// Reads the kept pairs, newest first.
    fn generations(&mut self, id: &ProfileId) -> Result<Vec<StoredPair>, VaultError>;

    /// Returns the fingerprint of a secret.
    fn fingerprint(&self, secret: &Secret) -> Result<Fingerprint, VaultError>;
    /// Returns the fingerprint of an `app_id` with its secret key.
    fn credentials(&self, app_id: &AppId, secret_key: &Secret) -> Result<Fingerprint, VaultError>;
    /// Reads the rows of this profile and all rows with this fingerprint, oldest first. With a fingerprint the answers to
    /// that token are read, and those that nobody has read yet; without one all answers.
    fn ledger(&mut self, id: &ProfileId, token: Option<Fingerprint>) -> Result<Vec<Entry>, VaultError>;
    /// Reads one attempt, with its answer.
    fn attempt(&mut self, id: &AttemptId) -> Result<Option<Entry>, VaultError>;
    /// Lists the profiles with an attempt that an ended program may have left open.
    fn profiles_with_open_attempts(&self) -> Result<Vec<ProfileId>, VaultError>;
    /// Returns the newest time in the ledger.
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
        was: &AttemptVersion,
        attempt: &Attempt,
        credentials: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<(), VaultError>;
    /// Returns how an attempt stands on disk; `None` if it is not there.
    fn attempt_version(&self, id: &AttemptId) -> Result<Option<(String, u32)>, VaultError>;
    /// Returns whether the answer to a send of an attempt is kept.
    fn has_answer(&self, id: &AttemptId, send: u32) -> Result<bool, VaultError>;
    /// Writes an attempt that was answered, and whose row no file has any more. Where another attempt claims its token by now,
    /// it claims nothing; where its token is newer than all that is known, what is current may be old.
    fn take_in(&mut self, answered: &NewAttempt, now: Timestamp) -> Result<(), VaultError>;
    /// Forgets an attempt that never sent anything.
    fn drop_attempt(&mut self, id: &AttemptId) -> Result<(), VaultError>;
    /// Writes the attempt as saved with the pair it brought, in one transaction; returns the pair's number and where it
    /// went. Without `was` the answer came late, to an attempt that somebody else has ended.
    fn save_pair(
        &mut self,
        id: &AttemptId,
        was: Option<&AttemptVersion>,
        attempt: &Attempt,
        new: &NewPair,
        now: Timestamp,
    ) -> Result<(Generation, Arrival), VaultError>;
    /// Notes that the access token of a pair ended at the latest at this time: Zalo has said so.
    fn end_access(&mut self, id: &ProfileId, generation: Generation, at: Timestamp) -> Result<(), VaultError>;
    /// Notes in the diary that an attempt goes to an origin that is neither Zalo's nor this computer's.
    fn record_elsewhere(&mut self, id: &AttemptId, origin: &Origin, now: Timestamp) -> Result<(), VaultError>;
    /// Makes a kept pair the current one: it is known to be the one that lives.
    fn choose_pair(&mut self, id: &ProfileId, generation: Generation, now: Timestamp) -> Result<(), VaultError>;
    /// Returns whether a token is known to be spent or replaced.
    fn is_recorded(&self, token: Fingerprint) -> Result<bool, VaultError>;
    /// Returns whether a token is known to be spent, also where the attempt is gone by now.
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
    fn diary(&self, of: Option<&ProfileId>, at_most: u32) -> Result<Vec<HistoryEntry>, VaultError>;
    /// Returns a number that changes when another process has changed the file.
    fn data_version(&self) -> Result<i64, VaultError>;
    /// Checks the whole file; returns what is wrong, one line each, without any content.
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
pub struct AttemptVersion {
    /// The name of its state.
    pub state: &'static str,
    /// Its count of sends.
    pub sends: u32,
}

impl AttemptVersion {
    /// Notes how an attempt stands.
    pub fn of(attempt: &Attempt) -> Self {
        Self { state: attempt.state.name(), sends: attempt.sends }
    }
}
