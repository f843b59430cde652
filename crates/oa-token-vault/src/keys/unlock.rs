//! Opens a vault's key, creates a new one, and adds slots. Does not depend on where slots are stored.

use jiff::Timestamp;
use oa_token_model::secret::{Secret, SecretBytes};
use zeroize::Zeroizing;

use super::file::{KeyFile, KeyWarning};
use super::keychain::{Addition, Keychain};
use super::slot::{Params, Slot, SlotKind};
use super::{
    DataKey, FileFault, KEY_BYTES, KeyProblem, KeySource, RecoveryCode, WrappingKey, check_passphrase, passphrase,
    random_bytes,
};

/// A vault's key, unwrapped from one of its slots.
#[derive(Debug)]
pub struct Opened {
    /// The key that seals the vault.
    pub key: DataKey,
    /// The slot that was used.
    pub slot_id: String,
    /// A warning for the user, although the vault opened.
    pub warning: Option<KeyWarning>,
}

/// A new vault's key and its first slot.
#[derive(Debug)]
pub struct Created {
    /// The key that will seal the vault.
    pub key: DataKey,
    /// The slot to store in the vault before anything is sealed.
    pub slot: Slot,
    /// A warning for the user, although the slot was created.
    pub warning: Option<KeyWarning>,
}

/// A further slot for an unlocked vault.
#[derive(Debug)]
pub struct NewSlot {
    /// The slot to store.
    pub slot: Slot,
    /// A warning for the user, although the slot was created.
    pub warning: Option<KeyWarning>,
}

/// Unwraps the key of a vault that has slots. Tries only slots of the kind of `from`, and uses the keychain only if
/// `from` names it. Changes nothing, except for a probe entry that is created and removed in the keychain.
pub fn open(vault_id: &str, slots: &[Slot], from: &KeySource, keychain: &dyn Keychain) -> Result<Opened, KeyProblem> {
    let kind = from.kind();
    let slots: Vec<&Slot> = slots.iter().filter(|slot| slot.kind == kind).collect();
    if slots.is_empty() {
        return Err(KeyProblem::NoSuchSlot { wanted: kind });
    }
    match from {
        KeySource::KeyFile(path) => {
            let file = KeyFile::read(path)?;
            let opened = first_that_opens(vault_id, &slots, kind, |params| match params {
                Params::HkdfSha256 { salt } => Ok(file.wrapping_key(salt)),
                Params::None | Params::Argon2id { .. } => Err(KeyProblem::SlotDamaged { kind }),
            })?;
            Ok(Opened { warning: file.warning, ..opened })
        }
        KeySource::PassphraseFile(path) => {
            let (passphrase, warning) = passphrase::first_line(path)?;
            Ok(Opened { warning, ..open_with_passphrase(vault_id, &slots, &passphrase)? })
        }
        KeySource::Passphrase(passphrase) => open_with_passphrase(vault_id, &slots, passphrase),
        KeySource::RecoveryCode(text) => {
            let code = RecoveryCode::parse(text)?;
            first_that_opens(vault_id, &slots, kind, |params| match params {
                Params::HkdfSha256 { salt } => Ok(code.wrapping_key(salt)),
                Params::None | Params::Argon2id { .. } => Err(KeyProblem::SlotDamaged { kind }),
            })
        }
        KeySource::Keychain => open_with_keychain(vault_id, &slots, keychain),
    }
}

/// Creates the key of a new vault and its first slot. `vault_id` is new and random. Stores nothing but the keychain
/// entry. `names` as in [`add_slot`].
pub fn create(
    vault_id: &str,
    from: &KeySource,
    keychain: &dyn Keychain,
    now: Timestamp,
    names: &[String],
) -> Result<Created, KeyProblem> {
    let key = DataKey::random();
    let NewSlot { slot, warning } = add_slot(vault_id, &key, from, keychain, now, names)?;
    Ok(Created { key, slot, warning })
}

/// Creates a further slot for an unlocked vault. The caller stores it. If that fails and it is a keychain slot, the
/// caller removes the new keychain entry with [`Keychain::delete`] of the vault's id.
///
/// # Errors
/// [`KeyProblem::WeakPassphrase`] and [`FileFault::Guessable`] if the secret is easily guessed. `names` are names that
/// a passphrase must not consist of.
pub fn add_slot(
    vault_id: &str,
    key: &DataKey,
    from: &KeySource,
    keychain: &dyn Keychain,
    now: Timestamp,
    names: &[String],
) -> Result<NewSlot, KeyProblem> {
    let (params, wrapping, warning) = match from {
        KeySource::KeyFile(path) => {
            let (file, salt) = (KeyFile::read(path)?, random_bytes());
            if file.is_guessable() {
                return Err(KeyProblem::KeyFile { path: path.clone(), fault: FileFault::Guessable });
            }
            (Params::HkdfSha256 { salt }, file.wrapping_key(&salt), file.warning)
        }
        KeySource::PassphraseFile(path) => {
            let ((passphrase, warning), params) = (passphrase::first_line(path)?, passphrase::new_params());
            check_passphrase(&passphrase, names)?;
            let wrapping = passphrase::wrapping_key(&passphrase, &params)?;
            (params, wrapping, warning)
        }
        KeySource::Passphrase(passphrase) => {
            check_passphrase(passphrase, names)?;
            let params = passphrase::new_params();
            let wrapping = passphrase::wrapping_key(passphrase, &params)?;
            (params, wrapping, None)
        }
        KeySource::RecoveryCode(text) => {
            let (code, salt) = (RecoveryCode::parse(text)?, random_bytes());
            (Params::HkdfSha256 { salt }, code.wrapping_key(&salt), None)
        }
        KeySource::Keychain => (Params::None, new_entry(vault_id, keychain)?, None),
    };
    let slot = Slot::seal(vault_id, from.kind(), &params, &wrapping, key, now);
    Ok(NewSlot { slot, warning })
}

/// Stores a new wrapping key in the keychain and reads it back: if the keychain does not keep it, the vault would be
/// lost.
fn new_entry(vault_id: &str, keychain: &dyn Keychain) -> Result<WrappingKey, KeyProblem> {
    let wrapping = Zeroizing::new(random_bytes::<KEY_BYTES>());
    let secret = SecretBytes::new(wrapping.to_vec());
    if keychain.add(vault_id, &secret).map_err(KeyProblem::NoKeychain)? == Addition::Occupied {
        return Err(KeyProblem::EntryExists);
    }
    let problem = match keychain.get(vault_id) {
        Ok(kept) if kept == [secret] => return Ok(wrapping),
        Ok(_) => KeyProblem::NotKept,
        Err(refusal) => KeyProblem::NoKeychain(refusal),
    };
    // This call created the entry, and no slot uses it. If it stayed, it would block the next attempt.
    drop(keychain.delete(vault_id));
    Err(problem)
}

fn open_with_passphrase(vault_id: &str, slots: &[&Slot], passphrase: &Secret) -> Result<Opened, KeyProblem> {
    if passphrase.is_empty() {
        return Err(KeyProblem::PassphraseEmpty);
    }
    first_that_opens(vault_id, slots, SlotKind::Passphrase, |params| passphrase::wrapping_key(passphrase, params))
}

fn open_with_keychain(vault_id: &str, slots: &[&Slot], keychain: &dyn Keychain) -> Result<Opened, KeyProblem> {
    let entries = keychain.get(vault_id).map_err(KeyProblem::Locked)?;
    if entries.is_empty() {
        // A locked keychain may also report no entry. The key is lost only if the keychain can be written to.
        keychain.probe(vault_id).map_err(KeyProblem::Locked)?;
        return Err(KeyProblem::KeyLost);
    }
    let kind = SlotKind::Keychain;
    entries
        .iter()
        .filter_map(|entry| <[u8; KEY_BYTES]>::try_from(entry.expose()).ok().map(Zeroizing::new))
        .find_map(|wrapping| first_that_opens(vault_id, slots, kind, |_| Ok(wrapping.clone())).ok())
        .ok_or(KeyProblem::WrongKey { kind })
}

/// Tries each slot. If a slot could not be tried, returns its problem, because it may be the one that would have
/// opened.
fn first_that_opens(
    vault_id: &str,
    slots: &[&Slot],
    kind: SlotKind,
    wrapping_key: impl Fn(&Params) -> Result<WrappingKey, KeyProblem>,
) -> Result<Opened, KeyProblem> {
    let mut untried = None;
    for slot in slots {
        let params = slot.read_params().ok_or(KeyProblem::SlotDamaged { kind });
        match params.and_then(|params| wrapping_key(&params)) {
            Ok(wrapping) => {
                if let Some(key) = slot.unseal(vault_id, &wrapping) {
                    return Ok(Opened { key, slot_id: slot.id.clone(), warning: None });
                }
            }
            Err(problem) => untried = Some(problem),
        }
    }
    Err(untried.unwrap_or(KeyProblem::WrongKey { kind }))
}
