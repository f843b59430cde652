//! What a vault stores, by concern. Any back end must pass the contract tests of these traits.
//!
//! All times are UTC, to the millisecond. Every writing call is one transaction and is durable when it returns.

use std::path::Path;

use jiff::Timestamp;
use oa_token_model::alert::{AlertChannel, AlertChannelId, ChannelProgress, ToldMatter};
use oa_token_model::api::{ApiKey, ApiKeyId, ApiKeyRecord, ApiUse};
use oa_token_model::bundle::{BundleMac, BundleProfile, Decision, MadeBy, MergeStatus};
use oa_token_model::destination::{DeliveryEntry, DeliveryProgress, Destination, DestinationId, DestinationRecord};
use oa_token_model::origin::Origin;
use oa_token_model::profile::{AppId, OfficialAccount, Profile, ProfileId};
use oa_token_model::records::{
    AttemptVersion, DeletedProfile, Fault, HistoryEntry, NewAttempt, NewPair, OaFacts, ProfileEdit, ProfileRecord,
    ProfileSecrets, ProfileSeed, SettingName,
};
use oa_token_model::refresh::Attempt;
use oa_token_model::refresh::holder::{Hold, Process};
use oa_token_model::refresh::late::Arrival;
use oa_token_model::refresh::plan::{AttemptId, Entry, Fingerprint};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::token::{Generation, StoredPair, TokenPair};

use crate::keys::{DataKey, Slot};
use crate::{ApiKeyRing, VaultError};

/// The vault's file as a whole.
pub trait VaultFile {
    /// Takes the key into memory. From then on secrets can be read and written.
    fn unlock(&mut self, key: &DataKey) -> Result<(), VaultError>;
    /// Forgets the key.
    fn lock(&mut self);
    /// Adds the path that prevents writing to an error that does not name it.
    fn explained(&self, error: VaultError) -> VaultError {
        error
    }
    /// Checks that the open file is still the one at the vault's path, and that its data on one OA (`None`: on all) is
    /// not older than in the second copy. Called before anything is sent.
    fn settle(&mut self, of: Option<&ProfileId>) -> Result<(), VaultError>;
    /// Begins a group of reads. Until [`VaultFile::end_reading`] all reads see one snapshot, and nothing is written. If
    /// possible, the data on one OA (`None`: on all) is first brought up to date from the second copy.
    fn begin_reading(&mut self, of: Option<&ProfileId>);
    /// Ends a group of reads.
    fn end_reading(&mut self);
    /// Begins a group of writes to profiles: one transaction, durable when [`VaultFile::end_writing`] returns. A write
    /// that fails is undone alone. Reads see what the group has written.
    fn begin_writing(&mut self) -> Result<(), VaultError>;
    /// Ends a group of writes, if one is open: keeps all of them, or none.
    fn end_writing(&mut self, keep: bool) -> Result<(), VaultError>;
    /// Checks that this program may write to the file.
    ///
    /// # Errors
    /// [`VaultError::Newer`] once a newer version has migrated the file, [`VaultError::Gone`] once it was moved away.
    fn may_write(&self) -> Result<(), VaultError>;
    /// Reports whether the second copy holds everything that must not be lost.
    fn has_second_copy(&self) -> bool;
    /// Lists the changes that somebody without the key has made.
    fn faults(&self) -> Result<Vec<Fault>, VaultError>;
    /// Reports whether the key is in memory.
    fn is_unlocked(&self) -> bool;
    /// Returns the vault's id, which never changes.
    fn id(&self) -> &str;
    /// Writes a copy of the whole file, with sealed values unchanged. The copy is complete and durable when this
    /// returns.
    fn back_up(&self, to: &Path) -> Result<(), VaultError>;
    /// Returns a number that changes when another connection has changed the file.
    fn data_version(&self) -> Result<i64, VaultError>;
    /// Checks the whole file. Returns the problems, one line each, without any content.
    fn quick_check(&self) -> Result<Vec<String>, VaultError>;
    /// Checks that the indexes agree with the rows of profiles and pairs. Called when one is not found.
    ///
    /// # Errors
    /// [`VaultError::Damaged`] if rows and indexes disagree.
    fn check_rows(&self) -> Result<(), VaultError>;
    /// Returns the newest time in the ledger.
    fn newest_time(&self) -> Result<Option<Timestamp>, VaultError>;
    /// Proves that there is room to save an answer. If room is short, it writes a block larger than any answer,
    /// commits, and frees it.
    fn reserve(&mut self) -> Result<(), VaultError>;
}

/// The slots that wrap the vault's key.
pub trait KeySlots {
    /// Lists the slots that were removed, or that this program never added. They are not trusted to open the vault.
    fn strangers(&self) -> Result<Vec<String>, VaultError>;
    /// Returns the slots that wrap the key.
    fn slots(&self) -> Result<Vec<Slot>, VaultError>;
    /// Adds a slot.
    fn add_slot(&mut self, slot: &Slot) -> Result<(), VaultError>;
    /// Removes a slot. Returns whether it existed. The last slot cannot be removed.
    fn remove_slot(&mut self, id: &str) -> Result<bool, VaultError>;
    /// Replaces all slots of this slot's kind with it.
    fn replace_slots(&mut self, slot: &Slot) -> Result<(), VaultError>;
}

/// Settings, sealed.
pub trait SettingStore {
    /// Reads a setting.
    fn setting(&self, name: SettingName) -> Result<Option<Secret>, VaultError>;
    /// Writes a setting. `None` restores the default.
    fn set_setting(&mut self, name: SettingName, value: Option<&Secret>) -> Result<(), VaultError>;
    /// Reads a setting and writes what `change` makes of it, in one transaction. `None` leaves it as it is.
    fn change_setting(
        &mut self,
        name: SettingName,
        change: &mut dyn FnMut(Option<&Secret>) -> Option<Secret>,
    ) -> Result<(), VaultError>;
}

/// Profiles with their pairs and their history.
pub trait ProfileStore {
    /// Lists all profiles, oldest first.
    fn profiles(&mut self) -> Result<Vec<ProfileRecord>, VaultError>;
    /// Reads one profile.
    fn record(&mut self, id: &ProfileId) -> Result<Option<ProfileRecord>, VaultError>;
    /// Finds the profile of this name, ignoring case.
    fn named(&self, name: &str) -> Result<Option<ProfileId>, VaultError>;
    /// Creates a profile. Its pair is generation 1.
    fn create(&mut self, seed: &ProfileSeed, now: Timestamp) -> Result<Profile, VaultError>;
    /// Changes a profile; returns the number of the new pair, if there is one.
    fn edit(&mut self, id: &ProfileId, edit: &ProfileEdit, now: Timestamp) -> Result<Option<Generation>, VaultError>;
    /// Returns the name of a profile, other than `of`, whose current pair shares a token with this one.
    fn held_by(&self, of: Option<&ProfileId>, pair: &TokenPair) -> Result<Option<String>, VaultError>;
    /// Marks a profile as deleted. Its pairs are kept for [`super::DELETED_KEPT`], its attempts forever.
    fn delete(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError>;
    /// Lists the deleted profiles that can be restored, newest first.
    fn deleted(&self) -> Result<Vec<DeletedProfile>, VaultError>;
    /// Restores a deleted profile. If its name is taken, it gets a numbered name.
    fn restore(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError>;
    /// Erases the secrets of profiles deleted before `before`. Returns how many profiles that were.
    fn forget_deleted(&mut self, before: Timestamp) -> Result<usize, VaultError>;
    /// Switches automatic refresh of a profile on or off.
    fn set_automatic(&mut self, id: &ProfileId, automatic: bool, now: Timestamp) -> Result<(), VaultError>;
    /// Stores the callback address that consents of a profile are requested with.
    fn set_callback(&mut self, id: &ProfileId, callback: &str) -> Result<(), VaultError>;
    /// Stores what Zalo reported about the OA of a profile.
    fn set_oa(&mut self, id: &ProfileId, oa: &OfficialAccount, facts: &OaFacts) -> Result<(), VaultError>;
    /// Marks a profile as moved to another computer, or as taken back.
    fn set_moved(&mut self, id: &ProfileId, moved: bool, now: Timestamp) -> Result<(), VaultError>;
    /// Records what was put back into a team's database that went back in time.
    fn record_put_back(&mut self, id: &ProfileId, pairs: u32, attempts: u32, now: Timestamp) -> Result<(), VaultError>;
    /// Records that a team's database held something about a profile that no member had written.
    fn record_team_altered(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError>;
    /// Reads a profile's secrets.
    fn secrets(&mut self, id: &ProfileId) -> Result<ProfileSecrets, VaultError>;
    /// Reads the kept pairs, newest first.
    fn generations(&mut self, id: &ProfileId) -> Result<Vec<StoredPair>, VaultError>;
    /// Reads the secret keys that imports from bundles have replaced, oldest first.
    fn former_secret_keys(&mut self, id: &ProfileId) -> Result<Vec<Secret>, VaultError>;
    /// Makes a kept pair the current one, because it is known to be the valid one.
    fn choose_pair(&mut self, id: &ProfileId, generation: Generation, now: Timestamp) -> Result<(), VaultError>;
    /// Records that the access token of a pair ended no later than `at`, because Zalo rejected it.
    fn end_access(&mut self, id: &ProfileId, generation: Generation, at: Timestamp) -> Result<(), VaultError>;
    /// Reads the newest `at_most` history entries of one profile or of all, newest first.
    fn history(&self, of: Option<&ProfileId>, at_most: u32) -> Result<Vec<HistoryEntry>, VaultError>;
}

/// Profiles on their way out of this vault and into it.
pub trait BundleStore {
    /// Reads one live profile, or all that were not moved, with everything that is kept of them.
    fn export_bundle(&mut self, of: Option<&ProfileId>) -> Result<Vec<BundleProfile>, VaultError>;
    /// Returns how a profile from a bundle relates to the data here.
    fn standing(&mut self, carried: &BundleProfile, made_by: MadeBy) -> Result<MergeStatus, VaultError>;
    /// Imports a profile from a bundle according to its merge status. Returns its id, or `None` if nothing changed. In
    /// a conflict nothing is imported unless a person chose the bundle's side.
    fn import_bundle(
        &mut self,
        carried: &BundleProfile,
        made_by: MadeBy,
        decision: Decision,
        now: Timestamp,
    ) -> Result<Option<ProfileId>, VaultError>;
    /// Returns the MAC that identifies a bundle as made by this vault.
    fn bundle_mac(&self, content: &[u8]) -> Result<BundleMac, VaultError>;
    /// Reports whether this vault made that MAC.
    fn made_bundle(&self, content: &[u8], mac: &BundleMac) -> Result<bool, VaultError>;
}

/// The ledger of attempts, their answers, and who carries them out.
pub trait AttemptLedger {
    /// Returns the fingerprint of a secret.
    fn fingerprint(&self, secret: &Secret) -> Result<Fingerprint, VaultError>;
    /// Returns the fingerprint of an `app_id` with its secret key.
    fn credentials(&self, app_id: &AppId, secret_key: &Secret) -> Result<Fingerprint, VaultError>;
    /// Reads the attempts of this profile and all attempts with this fingerprint, oldest first. With a fingerprint, the
    /// answers to that token and the answers that are not processed yet are read. Without one, all answers are read.
    fn ledger(&mut self, id: &ProfileId, token: Option<Fingerprint>) -> Result<Vec<Entry>, VaultError>;
    /// Reads one attempt, with its answer.
    fn attempt(&mut self, id: &AttemptId) -> Result<Option<Entry>, VaultError>;
    /// Lists the profiles with an attempt that a terminated process may have left open.
    fn profiles_with_open_attempts(&self) -> Result<Vec<ProfileId>, VaultError>;
    /// Writes a new attempt, held by this process. In the same transaction, the attempt `release` is taken out of the
    /// index of spent tokens.
    fn begin_attempt(
        &mut self,
        entry: &NewAttempt,
        release: Option<&AttemptId>,
        by: &Process,
    ) -> Result<(), VaultError>;
    /// Writes the state of an attempt if no other process has changed it since `was` (compare-and-set). `credentials` is
    /// given if the attempt is about to be sent.
    fn write_attempt(
        &mut self,
        id: &AttemptId,
        was: &AttemptVersion,
        attempt: &Attempt,
        credentials: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<(), VaultError>;
    /// Returns the state and the number of sends of an attempt on disk, or `None` if it does not exist.
    fn attempt_version(&self, id: &AttemptId) -> Result<Option<(String, u32)>, VaultError>;
    /// Reports whether the answer to a send of an attempt is stored.
    fn has_answer(&self, id: &AttemptId, send: u32) -> Result<bool, VaultError>;
    /// Writes an answered attempt whose row is in no file any more. If another attempt has claimed its token meanwhile,
    /// this one is written as released. If its token is unknown here, the current pair is marked as possibly old.
    fn take_in(&mut self, answered: &NewAttempt, now: Timestamp) -> Result<(), VaultError>;
    /// Deletes an attempt that never sent anything.
    fn drop_attempt(&mut self, id: &AttemptId) -> Result<(), VaultError>;
    /// Writes an attempt as saved, with its new pair, in one transaction. Returns the pair's number and where it was
    /// placed. `was` is `None` if the answer came late, to an attempt that another process has ended.
    fn save_pair(
        &mut self,
        id: &AttemptId,
        was: Option<&AttemptVersion>,
        attempt: &Attempt,
        new: &NewPair,
        now: Timestamp,
    ) -> Result<(Generation, Arrival), VaultError>;
    /// Records in the history that an attempt is sent to an origin that is neither Zalo's nor this computer.
    fn record_elsewhere(&mut self, id: &AttemptId, origin: &Origin, now: Timestamp) -> Result<(), VaultError>;
    /// Reports whether a token is known to be spent or replaced.
    fn is_recorded(&self, token: Fingerprint) -> Result<bool, VaultError>;
    /// Reports whether a token is known to be spent, even if its attempt was deleted.
    fn fate_is_spent(&self, token: Fingerprint) -> Result<bool, VaultError>;
    /// Returns when refresh tokens of one profile, or of all, were sent since `since`, oldest first.
    fn sends(&self, of: Option<&ProfileId>, since: Timestamp) -> Result<Vec<(ProfileId, Timestamp)>, VaultError>;
    /// Counts the saved refreshes of live profiles, up to `at_most`.
    fn saved_refreshes(&self, at_most: u32) -> Result<u32, VaultError>;
    /// Returns the process that holds an attempt.
    fn hold(&self, id: &AttemptId) -> Result<Option<Hold>, VaultError>;
    /// Takes an attempt over from a process that has ended.
    fn take_hold(&mut self, id: &AttemptId, by: &Process, now: Timestamp) -> Result<(), VaultError>;
    /// Renews this process's hold on an attempt. Returns false if it does not hold it any more.
    fn beat(&mut self, id: &AttemptId, by: &Process, now: Timestamp) -> Result<bool, VaultError>;
    /// Releases an attempt, whichever process holds it.
    fn end_hold(&mut self, id: &AttemptId) -> Result<(), VaultError>;
    /// Returns the process that runs the schedule.
    fn schedule_holder(&self) -> Result<Option<Hold>, VaultError>;
    /// Takes the schedule, or renews this process's hold on it. Returns false if another process runs it. `is_gone`
    /// means that the other process's lock shows it has ended.
    fn take_schedule(&mut self, by: &Process, is_gone: bool, now: Timestamp) -> Result<bool, VaultError>;
    /// Releases the schedule.
    fn release_schedule(&mut self, by: &Process) -> Result<(), VaultError>;
    /// Seals an answer that this file cannot store now, to be kept in a file beside it.
    fn seal_spooled(&self, id: &AttemptId, plain: &SecretBytes) -> Result<Vec<u8>, VaultError>;
    /// Opens an answer that was sealed for this attempt by [`AttemptLedger::seal_spooled`].
    fn open_spooled(&self, id: &AttemptId, sealed: &[u8]) -> Result<SecretBytes, VaultError>;
}

/// The places that get new pairs, and the deliveries to them.
pub trait DestinationStore {
    /// Returns the places of an OA, oldest first.
    ///
    /// # Errors
    /// [`VaultError::Altered`] if somebody without the key has changed, removed or added one.
    fn destinations(&mut self, oa: &ProfileId) -> Result<Vec<DestinationRecord>, VaultError>;
    /// Reads a place with its secrets.
    fn destination(&mut self, id: &DestinationId) -> Result<(Destination, DeliveryProgress), VaultError>;
    /// Reports whether there may be a receiver of webhooks. Not authenticated: it only saves reading all OAs.
    fn may_have_webhooks(&self) -> Result<bool, VaultError>;
    /// Adds a place, or changes the one that has this id.
    ///
    /// # Errors
    /// [`VaultError::NameTaken`] if another place of the OA has this name.
    fn put_destination(&mut self, destination: &Destination) -> Result<(), VaultError>;
    /// Removes a place. What waits for it is dropped.
    fn remove_destination(&mut self, id: &DestinationId) -> Result<(), VaultError>;
    /// Claims a place for a while, so that no other process sends to it. Returns false if another process has claimed it
    /// or sent to it since `was` was read.
    fn claim_delivery(
        &mut self,
        id: &DestinationId,
        was: &DeliveryProgress,
        now: Timestamp,
    ) -> Result<bool, VaultError>;
    /// Changes how far a place is, and adds a try to its log.
    fn record_delivery(
        &mut self,
        id: &DestinationId,
        entry: Option<&DeliveryEntry>,
        change: &mut dyn FnMut(&mut DeliveryProgress),
    ) -> Result<(), VaultError>;
    /// Returns the log of a place, newest first.
    fn deliveries(&self, of: &DestinationId, at_most: u32) -> Result<Vec<DeliveryEntry>, VaultError>;
}

/// The channels that a person is alerted by.
pub trait AlertStore {
    /// Returns the channels, oldest first. One that somebody without the key has changed is left out.
    fn channels(&self) -> Result<Vec<(AlertChannel, ChannelProgress)>, VaultError>;
    /// Adds a channel, or changes the one that has this id.
    fn put_channel(&mut self, channel: &AlertChannel) -> Result<(), VaultError>;
    /// Removes a channel. Returns whether it existed.
    fn remove_channel(&mut self, id: &AlertChannelId) -> Result<bool, VaultError>;
    /// Claims a channel until this time, so that no other process sends to it. Returns false if another process has
    /// claimed it or sent to it since `was` was read.
    fn claim_channel(
        &mut self,
        id: &AlertChannelId,
        was: &ChannelProgress,
        until: Timestamp,
    ) -> Result<bool, VaultError>;
    /// Stores how a try went, what the channel was told, and which matters are over.
    fn record_alert(
        &mut self,
        id: &AlertChannelId,
        progress: &ChannelProgress,
        told: &[ToldMatter],
        over: &[String],
    ) -> Result<(), VaultError>;
    /// Returns what a channel was told last, one entry a matter.
    fn told(&self, id: &AlertChannelId) -> Result<Vec<ToldMatter>, VaultError>;
}

/// The keys of the HTTP API.
pub trait ApiKeyStore {
    /// Reads the keys. Rows that somebody without the vault's key has written are left out.
    fn api_keys(&self) -> Result<ApiKeyRing, VaultError>;
    /// Stores the MAC of a new key.
    ///
    /// # Errors
    /// [`VaultError::NameTaken`] if another key has its name.
    fn add_api_key(&mut self, key: &ApiKey, record: &ApiKeyRecord) -> Result<(), VaultError>;
    /// Removes a key. Returns whether there was one.
    fn remove_api_key(&mut self, id: &ApiKeyId) -> Result<bool, VaultError>;
    /// Adds uses of a key on an OA. The first use, and the sums of days that have ended, are written to the history.
    ///
    /// # Errors
    /// [`VaultError::NoSuchProfile`] if the key or the OA was removed meanwhile.
    fn record_api_use(&mut self, used: &ApiUse, now: Timestamp) -> Result<(), VaultError>;
}

/// A part of what is stored about a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamPart {
    /// This computer's place in the team: address, keys, roster, shared OAs.
    Membership,
    /// What this computer saw of the team's database.
    Memory,
}

/// This computer's place in a team. The content belongs to the engine.
pub trait TeamStore {
    /// Reads a part; `None` if this computer is in no team.
    ///
    /// # Errors
    /// [`VaultError::Altered`] if somebody without the key has changed or removed it.
    fn team(&self, part: TeamPart) -> Result<Option<SecretBytes>, VaultError>;
    /// Reads a part and writes what `change` makes of it, in one transaction; `None` removes it. If `change` fails,
    /// nothing is written.
    fn change_team(
        &mut self,
        part: TeamPart,
        change: &mut dyn FnMut(Option<SecretBytes>) -> Result<Option<SecretBytes>, VaultError>,
    ) -> Result<(), VaultError>;
    /// Returns a text that is another one after each change of a part; `None` if it is not there. Reads no content.
    fn team_mark(&self, part: TeamPart) -> Result<Option<String>, VaultError>;
}

/// A sealed store of everything.
pub trait Vault:
    VaultFile
    + KeySlots
    + SettingStore
    + ProfileStore
    + DestinationStore
    + AlertStore
    + ApiKeyStore
    + TeamStore
    + BundleStore
    + AttemptLedger
    + Send
{
}

impl<Store> Vault for Store where
    Store: VaultFile
        + KeySlots
        + SettingStore
        + ProfileStore
        + DestinationStore
        + AlertStore
        + ApiKeyStore
        + TeamStore
        + BundleStore
        + AttemptLedger
        + Send
{
}
