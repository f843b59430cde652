//! The ways to open the vault, and how a person changes them.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use oa_token_model::records::{ProfileRecord, SettingName};
use oa_token_model::recovery_offer::{self, RecoveryFacts, SAVED_BEFORE_OFFER};
use oa_token_model::secret::Secret;
use oa_token_vault::keys::{
    self, DataKey, KeyProblem, KeySource, KeyWarning, RECOVERY_GROUPS, RecoveryCode, Slot, SlotKind,
};
use oa_token_vault::{Vault, VaultError};

use crate::work::{create, purge_deleted};
use crate::{Engine, EngineError, EngineEvent, Shared, blocking};

/// The vault's key while it is open, and a recovery code that is being created.
#[derive(Default)]
pub(crate) struct Held {
    key: Mutex<Option<Arc<DataKey>>>,
    code: Mutex<Option<(RecoveryCode, usize)>>,
}

impl Held {
    fn key(&self) -> Option<Arc<DataKey>> {
        self.key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn code(&self) -> std::sync::MutexGuard<'_, Option<(RecoveryCode, usize)>> {
        self.code.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a person can do about a vault that cannot be used as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum UnlockOption {
    /// Try again: the keychain may be open now.
    Retry,
    /// Type the passphrase.
    Passphrase,
    /// Type the recovery code.
    RecoveryCode,
    /// Choose a passphrase for a new vault: this computer has no keychain that takes a key.
    NewPassphrase,
    /// Replace the vault with the newest backup.
    Backup,
}

/// Lists the options, the most promising first.
fn unlock_options(error: &EngineError, kinds: &[SlotKind], by_keychain: bool, has_backup: bool) -> Vec<UnlockOption> {
    let typed =
        [(SlotKind::Passphrase, UnlockOption::Passphrase), (SlotKind::RecoveryCode, UnlockOption::RecoveryCode)];
    // If the environment names a key, only that one is tried.
    let typed = typed.into_iter().filter(|(kind, _)| by_keychain && kinds.contains(kind)).map(|(_, way)| way);
    let EngineError::Key(problem) = error else {
        let is_damaged = matches!(error, EngineError::Vault(fault) if fault.kind().offers_backup());
        let backup = (has_backup && is_damaged).then_some(UnlockOption::Backup);
        return backup.into_iter().chain([UnlockOption::Retry]).collect();
    };
    // Retrying the keychain does not help if the vault has no slot for it.
    let can_type = by_keychain && kinds.contains(&SlotKind::Passphrase);
    if by_keychain && matches!(problem, KeyProblem::NoKeychain(_) | KeyProblem::EntryExists | KeyProblem::NotKept) {
        vec![UnlockOption::NewPassphrase, UnlockOption::Retry]
    } else if can_type && matches!(problem, KeyProblem::NoSuchSlot { .. }) {
        typed.collect()
    } else if matches!(problem, KeyProblem::KeyLost | KeyProblem::WrongKey { .. }) {
        typed.chain([UnlockOption::Retry]).collect()
    } else {
        [UnlockOption::Retry].into_iter().chain(typed).collect()
    }
}

/// How the vault is protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProtectionState {
    /// The slots, oldest first.
    pub slots: Vec<Slot>,
    /// Whether the vault was copied here from another computer, so that this one does not refresh automatically.
    pub copied_here: bool,
    /// Whether a person has answered that the other computer continues; the question is not asked again.
    pub copied_answered: bool,
}

impl ProtectionState {
    /// Returns whether there is a slot of this kind.
    pub fn has(&self, kind: SlotKind) -> bool {
        self.slots.iter().any(|slot| slot.kind == kind)
    }

    /// Returns whether the passphrase may be removed: something else opens the vault at a start.
    pub fn passphrase_removable(&self) -> bool {
        self.has(SlotKind::Passphrase) && (self.has(SlotKind::Keychain) || self.has(SlotKind::KeyFile))
    }
}

/// Reports whether the page of this OA offers to make a recovery code.
pub(crate) fn offers_recovery_code(
    vault: &dyn Vault,
    record: &ProfileRecord,
    now: Timestamp,
) -> Result<bool, VaultError> {
    let has_code = vault.slots()?.iter().any(|slot| slot.kind == SlotKind::RecoveryCode);
    let declined = vault.setting(SettingName::RecoveryDeclined)?.is_some();
    let facts = RecoveryFacts { has_code, declined, saved: vault.saved_refreshes(SAVED_BEFORE_OFFER)? };
    Ok(recovery_offer::is_offered(record, facts, now))
}

/// The ways to open the vault, the app lock, and step-up.
#[derive(Clone, Copy)]
pub struct Protection<'a> {
    pub(crate) engine: &'a Engine,
}

impl Protection<'_> {
    /// Loads the vault's key into memory from the source the environment names.
    pub async fn unlock(self) -> Result<Option<KeyWarning>, EngineError> {
        let warning = self.unlock_from(self.engine.environment().key.clone()).await?;
        self.lock_at_start().await?;
        Ok(warning)
    }

    /// Loads the vault's key into memory with what a person typed. If the keychain lost its entry, creates a new one
    /// for the same key, so that the next start needs no typing.
    pub async fn unlock_by(self, typed: KeySource) -> Result<(), EngineError> {
        self.unlock_from(typed).await?;
        self.open_face();
        self.engine.shared.step_up.note();
        if self.engine.environment().key == KeySource::Keychain && self.has_slot(SlotKind::Keychain).await? {
            self.repair_keychain().await;
        }
        Ok(())
    }

    async fn unlock_from(self, from: KeySource) -> Result<Option<KeyWarning>, EngineError> {
        let (id, slots) = self.engine.shared.store.run(|vault| Ok((vault.id().to_owned(), vault.slots()?))).await?;
        let keychain = Arc::clone(&self.engine.shared.options.keychain);
        let opened = blocking(move || Ok(keys::open(&id, &slots, &from, keychain.as_ref())?)).await;
        let opened = opened.inspect_err(|_| self.engine.shared.alerts.note_locked(true, self.engine.now()))?;
        let slot = opened.slot_id;
        self.hold(opened.key, move |vault| Ok(!vault.strangers()?.contains(&slot))).await?;
        Ok(opened.warning)
    }

    /// Returns the vault's key, to pass it to the process that replaces this one; `None` while it is not held.
    pub fn key_to_hand_over(self) -> Option<Arc<DataKey>> {
        self.engine.shared.held.key.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Loads the vault's key that the previous process held. Locks the app if there is a passphrase.
    ///
    /// # Errors
    /// [`EngineError::Vault`] if it is not this vault's key.
    pub async fn unlock_with(self, key: DataKey) -> Result<(), EngineError> {
        self.hold(key, |_| Ok(true)).await?;
        self.lock_at_start().await
    }

    /// Loads the key into memory, if the vault confirms the slot that yielded it.
    async fn hold(
        self,
        key: DataKey,
        vouches: impl FnOnce(&mut dyn Vault) -> Result<bool, VaultError> + Send + 'static,
    ) -> Result<(), EngineError> {
        let (key, now) = (Arc::new(key), self.engine.now());
        let held = Arc::clone(&key);
        let unlock = move |vault: &mut dyn Vault| {
            vault.unlock(&key)?;
            if !vouches(vault)? {
                vault.lock();
                return Ok(false);
            }
            // A failed purge must not keep the vault closed; the next start tries again.
            purge_deleted(vault, now).ok();
            Ok(true)
        };
        if !self.engine.shared.store.run(unlock).await? {
            return Err(EngineError::StrangeSlot);
        }
        *self.engine.shared.held.key.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
        self.engine.shared.alerts.note_locked(false, now);
        self.engine.settings().take_proxy().await;
        // Before anything can be sent: the team says who may.
        crate::team::reload(&self.engine.shared).await?;
        self.record_host().await;
        Ok(())
    }

    /// Opens and unlocks the vault. On first run creates it, with the slot the environment names, by default the
    /// keychain.
    pub async fn open_or_create(self) -> Result<Option<KeyWarning>, EngineError> {
        if self.engine.open().await? {
            return self.unlock().await;
        }
        self.make(self.engine.environment().key.clone()).await?;
        // Unlock by the slot, as at every later start: another process may have created the vault meanwhile.
        self.unlock().await
    }

    /// Creates the vault with a passphrase, for a computer without a keychain. If another process created one, opens
    /// that with the passphrase.
    ///
    /// # Errors
    /// [`KeyProblem::WeakPassphrase`]; nothing is created then.
    pub async fn create_with_passphrase(self, passphrase: Secret) -> Result<(), EngineError> {
        self.check_new_passphrase(&passphrase).await?;
        let typed = KeySource::Passphrase(passphrase);
        if !self.engine.open().await? {
            self.make(typed.clone()).await?;
        }
        self.unlock_by(typed).await
    }

    async fn make(self, from: KeySource) -> Result<(), EngineError> {
        let (path, now) = (self.engine.environment().vault_file(), self.engine.now());
        let keychain = Arc::clone(&self.engine.shared.options.keychain);
        let names = self.names().await;
        let vault = blocking(move || create(&path, &from, keychain.as_ref(), now, &names)).await?;
        self.engine.shared.store.put(Box::new(vault));
        Ok(())
    }

    /// Returns how the vault is protected.
    pub async fn state(self) -> Result<ProtectionState, EngineError> {
        let slots = self.slots().await?;
        let copied_here = self.is_copied().await;
        let declined_device = self.engine.settings().get(SettingName::DeclinedDevice).await;
        let copied_answered =
            declined_device.is_some_and(|id| Some(id.expose()) == self.engine.shared.options.host.id().as_deref());
        Ok(ProtectionState { slots, copied_here, copied_answered })
    }

    /// Records that the user does not want to be offered a recovery code again.
    pub async fn decline_recovery_code(self) -> Result<(), EngineError> {
        self.engine.settings().set(SettingName::RecoveryDeclined, Some(Secret::new("later"))).await
    }

    /// Lists the options for a vault that could not be opened for this reason, the most promising first.
    pub async fn unlock_options(self, error: &EngineError) -> Vec<UnlockOption> {
        let slots = self.engine.shared.store.run(|vault| vault.slots()).await.unwrap_or_default();
        let kinds: Vec<SlotKind> = slots.iter().map(|slot| slot.kind).collect();
        let by_keychain = self.engine.environment().key == KeySource::Keychain;
        unlock_options(error, &kinds, by_keychain, self.engine.backups().newest().await.is_some())
    }

    /// Returns whether there is a slot of this kind.
    pub async fn has_slot(self, kind: SlotKind) -> Result<bool, EngineError> {
        let slots = self.engine.shared.store.run(|vault| vault.slots()).await?;
        Ok(slots.iter().any(|slot| slot.kind == kind))
    }

    /// Adds another way to open the vault, which must be unlocked.
    pub async fn add_slot(self, from: KeySource) -> Result<(Slot, Option<KeyWarning>), EngineError> {
        let made = self.new_slot(from).await?;
        let slot = made.slot.clone();
        self.engine.shared.store.run(move |vault| vault.add_slot(&slot)).await?;
        if made.slot.kind == SlotKind::Passphrase {
            self.engine.shared.step_up.note();
        }
        Ok((made.slot, made.warning))
    }

    /// Returns the vault's id, by which the keychain names its entry.
    pub async fn vault_id(self) -> Result<String, EngineError> {
        self.engine.shared.store.run(|vault| Ok(vault.id().to_owned())).await
    }

    /// Lists the ways to open the vault, oldest first.
    pub async fn slots(self) -> Result<Vec<Slot>, EngineError> {
        self.engine.shared.store.run(|vault| vault.slots()).await
    }

    /// Removes a way to open the vault; returns whether it existed. The last one cannot be removed.
    ///
    /// # Errors
    /// [`EngineError::NothingElseOpens`] if no other slot was shown to open the vault; for a passphrase those of
    /// [`Self::require_step_up`].
    pub async fn remove_slot(self, id: String) -> Result<bool, EngineError> {
        let read = |vault: &mut dyn Vault| Ok((vault.id().to_owned(), vault.slots()?, vault.strangers()?));
        let (vault_id, mut rest, strangers) = self.engine.shared.store.run(read).await?;
        if rest.iter().any(|slot| slot.id == id && slot.kind == SlotKind::Passphrase) {
            self.require_step_up().await?;
        }
        let count = rest.len();
        rest.retain(|slot| slot.id != id && !strangers.contains(&slot.id));
        let has_others = count > 1 && !rest.is_empty();
        if has_others && !self.is_opened_by(vault_id, rest).await {
            return Err(EngineError::NothingElseOpens);
        }
        self.engine.shared.store.run(move |vault| vault.remove_slot(&id)).await
    }

    /// Returns whether one of these slots opens with the key this process uses at a start, or with the keychain.
    async fn is_opened_by(self, vault: String, slots: Vec<Slot>) -> bool {
        let (key, keychain) = (self.engine.environment().key.clone(), Arc::clone(&self.engine.shared.options.keychain));
        let opens = move || {
            let opens = |from: &KeySource| keys::open(&vault, &slots, from, keychain.as_ref()).is_ok();
            Ok(opens(&key) || slots.iter().any(|slot| slot.kind == SlotKind::Keychain) && opens(&KeySource::Keychain))
        };
        blocking(opens).await.unwrap_or_default()
    }

    async fn new_slot(self, from: KeySource) -> Result<keys::NewSlot, EngineError> {
        let key = self.engine.shared.held.key().ok_or(VaultError::Locked)?;
        let id = self.vault_id().await?;
        let (now, keychain) = (self.engine.now(), Arc::clone(&self.engine.shared.options.keychain));
        let names = self.names().await;
        blocking(move || Ok(keys::add_slot(&id, &key, &from, keychain.as_ref(), now, &names)?)).await
    }

    /// Rejects a weak new passphrase early, for the vault or for a file, before the user has to type more.
    ///
    /// # Errors
    /// [`KeyProblem::WeakPassphrase`].
    pub async fn check_new_passphrase(self, passphrase: &Secret) -> Result<(), EngineError> {
        let names = self.names().await;
        Ok(keys::check_passphrase(passphrase, &names).map_err(KeyProblem::from)?)
    }

    /// Returns the names that a passphrase must not consist of: the OAs' names here and at Zalo, and the user's.
    async fn names(self) -> Vec<String> {
        let named = |record: ProfileRecord| {
            let at_zalo = record.profile.oa.map(|oa| oa.name);
            [record.profile.name.to_string()].into_iter().chain(at_zalo)
        };
        // Without a vault only the user's name is known.
        let here = self.engine.shared.store.run(|vault| vault.profiles()).await.unwrap_or_default();
        here.into_iter().flat_map(named).chain(self.engine.environment().user.clone()).collect()
    }

    /// Sets the passphrase, replacing an existing one, which must be given too.
    ///
    /// # Errors
    /// [`EngineError::Key`] if `current` does not open the vault, or `wanted` is easily guessed.
    pub async fn set_passphrase(self, current: Option<Secret>, wanted: Secret) -> Result<(), EngineError> {
        self.check_new_passphrase(&wanted).await?;
        if self.has_slot(SlotKind::Passphrase).await? {
            let current = current.ok_or(KeyProblem::PassphraseEmpty)?;
            self.proves_owner(KeySource::Passphrase(current)).await?;
        }
        let slot = self.new_slot(KeySource::Passphrase(wanted)).await?.slot;
        self.engine.shared.store.run(move |vault| vault.replace_slots(&slot)).await?;
        self.engine.shared.step_up.note();
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }

    /// Removes the passphrase, if something else opens the vault at a start.
    ///
    /// # Errors
    /// [`EngineError::NoPassphrase`] if nothing else does; [`EngineError::Key`] if `current` does not open the vault.
    pub async fn remove_passphrase(self, current: Secret) -> Result<(), EngineError> {
        let protection = self.state().await?;
        if !protection.passphrase_removable() {
            return Err(EngineError::NoPassphrase);
        }
        self.step_up(current).await?;
        for slot in protection.slots.into_iter().filter(|slot| slot.kind == SlotKind::Passphrase) {
            self.remove_slot(slot.id).await?;
        }
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }

    /// Creates a recovery code, which opens nothing until it is confirmed; returns the number of the group to ask for.
    pub fn begin_recovery_code(self) -> usize {
        let code = RecoveryCode::random();
        // Never the first group: it stays visible while the user writes down the rest.
        let asks = 2 + usize::from(uuid::Uuid::new_v4().as_bytes()[0]) % (RECOVERY_GROUPS - 1);
        *self.engine.shared.held.code() = Some((code, asks));
        asks
    }

    /// Returns the recovery code that is being created.
    pub fn recovery_code(self) -> Option<Secret> {
        self.engine.shared.held.code().as_ref().map(|(code, _)| code.text())
    }

    /// Stores the recovery code that is being created, if its group was typed correctly. The previous code opens
    /// nothing any more.
    ///
    /// # Errors
    /// [`EngineError::WrongGroup`]; the code stays pending.
    pub async fn confirm_recovery_code(self, group: &Secret) -> Result<(), EngineError> {
        let code = {
            let held = self.engine.shared.held.code();
            let (code, asks) = held.as_ref().ok_or(EngineError::WrongGroup)?;
            if !code.has_group(*asks, group) {
                return Err(EngineError::WrongGroup);
            }
            code.text()
        };
        let slot = self.new_slot(KeySource::RecoveryCode(code)).await?.slot;
        self.engine.shared.store.run(move |vault| vault.replace_slots(&slot)).await?;
        *self.engine.shared.held.code() = None;
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }

    /// Creates a new keychain entry if the old one is lost; overwrites nothing.
    async fn repair_keychain(self) {
        let Err(EngineError::Key(KeyProblem::KeyLost)) = self.proves_owner(KeySource::Keychain).await else { return };
        if let Ok(made) = self.new_slot(KeySource::Keychain).await {
            // If it cannot be stored, the next start asks again.
            self.engine.shared.store.run(move |vault| vault.replace_slots(&made.slot)).await.ok();
        }
    }

    /// Stores which computer the vault is on, the first time it is opened there.
    async fn record_host(self) {
        let Some(here) = self.engine.shared.options.host.id() else { return };
        if self.engine.settings().get(SettingName::Device).await.is_none() {
            // If the vault cannot be written now, the next opening stores it.
            self.engine.settings().set(SettingName::Device, Some(Secret::new(here))).await.ok();
        }
    }

    /// Returns whether the vault was copied here from another computer, and no person has said which one continues.
    /// Only a vault with a keychain slot can be recognized as copied: a key file is meant to be moved.
    pub async fn is_copied(self) -> bool {
        self.engine.shared.is_copied().await
    }

    /// Sets which computer continues to refresh automatically after the vault was copied here: this one, or the other.
    pub async fn resolve_copied_vault(self, here: bool) -> Result<(), EngineError> {
        let name = if here { SettingName::Device } else { SettingName::DeclinedDevice };
        let id = self.engine.shared.options.host.id();
        self.engine.settings().set(name, id.map(Secret::new)).await?;
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }
}

impl Shared {
    /// Returns whether the vault was copied here; see [`Protection::is_copied`].
    pub(crate) async fn is_copied(&self) -> bool {
        let here = self.options.host.id();
        self.store.run(move |vault| Ok(is_copied(vault, here.as_deref()))).await.unwrap_or_default()
    }
}

/// Reports whether the vault was copied to the computer with the id `here`, as far as it can be read.
pub(crate) fn is_copied(vault: &mut dyn Vault, here: Option<&str>) -> bool {
    let by_keychain = vault.slots().is_ok_and(|slots| slots.iter().any(|slot| slot.kind == SlotKind::Keychain));
    let kept = vault.setting(SettingName::Device).ok().flatten().filter(|_| by_keychain);
    here.is_some_and(|here| kept.is_some_and(|kept| kept.expose() != here))
}

#[cfg(test)]
mod tests {
    use super::*;
    use oa_token_vault::keys::KeychainRefusal;

    #[test]
    fn each_reason_has_its_remedies_the_likeliest_first() {
        use SlotKind::{Keychain, Passphrase, RecoveryCode};
        use UnlockOption as Way;
        let locked = || EngineError::Key(KeyProblem::Locked(KeychainRefusal::Slow));
        let lost = || EngineError::Key(KeyProblem::KeyLost);
        let no_slot = || EngineError::Key(KeyProblem::NoSuchSlot { wanted: Keychain });
        let no_place = EngineError::Key(KeyProblem::NoKeychain(KeychainRefusal::Slow));
        let all = [Keychain, Passphrase, RecoveryCode];
        for (error, kinds, by_keychain, has_backup, wanted) in [
            (locked(), &all[..1], true, true, &[Way::Retry][..]),
            (locked(), &all, true, false, &[Way::Retry, Way::Passphrase, Way::RecoveryCode]),
            (lost(), &all[..1], true, true, &[Way::Retry]),
            (lost(), &[Keychain, RecoveryCode], true, false, &[Way::RecoveryCode, Way::Retry]),
            (no_slot(), &[Passphrase], true, false, &[Way::Passphrase]),
            (no_slot(), &[SlotKind::KeyFile], true, false, &[Way::Retry]),
            (locked(), &all, false, false, &[Way::Retry]),
            (no_place, &[], true, false, &[Way::NewPassphrase, Way::Retry]),
            (VaultError::Gone.into(), &[], true, true, &[Way::Backup, Way::Retry]),
            (VaultError::Damaged(None).into(), &[], true, false, &[Way::Retry]),
            (VaultError::Newer.into(), &[], true, true, &[Way::Retry]),
        ] {
            assert_eq!(unlock_options(&error, kinds, by_keychain, has_backup), wanted, "{error} {kinds:?}");
        }
    }
}
