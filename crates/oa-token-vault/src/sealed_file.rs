//! The file format: a mark, the parameters of the passphrase derivation, and the content under XChaCha20-Poly1305.

use oa_token_model::bundle::{self, Bundle, BundleMac};
use oa_token_model::secret::{Secret, SecretBytes};

use crate::keys::{self, KeyProblem};

/// Starts every sealed file, so that it is recognised before the user is asked for anything. `VERSION` follows.
type Mark = [u8; 16];
/// Starts a sealed file of profiles.
const MARK: &Mark = b"OA Token sealed\n";
/// Starts an invitation into a team. Its content is the crate `oa-token-team`'s.
const INVITATION: &Mark = b"OA Token invite\n";
const VERSION: u8 = 1;
/// The size limit; larger than any number of OAs needs.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Why a file could not be opened or made.
#[derive(Debug, thiserror::Error)]
pub enum SealedFileFault {
    /// OA Token did not write it.
    #[error("it is no sealed file of OA Token")]
    NotOurs,
    /// A newer version of OA Token wrote it.
    #[error("a newer version wrote it")]
    Newer,
    /// It is truncated or changed, or its content is not valid.
    #[error("it is damaged")]
    Damaged,
    /// The passphrase is wrong.
    #[error("the passphrase does not open it")]
    WrongPassphrase,
    /// Opening it would take more memory or time than for any file of OA Token.
    #[error("it asks for too much memory or time")]
    TooCostly,
    /// The key could not be derived from the passphrase: there is too little memory.
    #[error("the passphrase cannot be used")]
    Key(#[from] KeyProblem),
}

/// Seals profiles under a passphrase that the caller has checked, with the code of the vault they come from.
pub fn seal(carried: &Bundle, mac: Option<&BundleMac>, passphrase: &Secret) -> Result<Vec<u8>, SealedFileFault> {
    whole(MARK, &keys::seal_under_passphrase(passphrase, &head(MARK), bundle::write(carried, mac).expose())?)
}

/// Seals the content of an invitation under a generated passphrase.
pub fn seal_invitation(content: &SecretBytes, passphrase: &Secret) -> Result<Vec<u8>, SealedFileFault> {
    whole(INVITATION, &keys::seal_under_passphrase(passphrase, &head(INVITATION), content.expose())?)
}

/// Seals any content with any cost, like a forged file. For tests.
#[doc(hidden)]
pub fn seal_content(content: &[u8], passphrase: &Secret, cost: [u32; 3]) -> Result<Vec<u8>, SealedFileFault> {
    whole(MARK, &keys::seal_costing(passphrase, &head(MARK), content, cost)?)
}

fn whole(mark: &Mark, sealed: &[u8]) -> Result<Vec<u8>, SealedFileFault> {
    let length = u32::try_from(sealed.len()).map_err(|_| SealedFileFault::Damaged)?;
    Ok([head(mark).as_slice(), &length.to_le_bytes(), sealed].concat())
}

/// Reports whether bytes begin like a sealed file.
pub fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MARK)
}

/// Reports whether bytes begin like an invitation into a team.
pub fn is_invitation(bytes: &[u8]) -> bool {
    bytes.starts_with(INVITATION)
}

/// Checks that bytes are a complete sealed file that this version can read, before asking for a passphrase. Returns
/// the sealed part.
pub fn recognise(bytes: &[u8]) -> Result<&[u8], SealedFileFault> {
    recognise_marked(MARK, bytes)
}

/// As [`recognise`], for an invitation.
pub fn recognise_invitation(bytes: &[u8]) -> Result<&[u8], SealedFileFault> {
    recognise_marked(INVITATION, bytes)
}

fn recognise_marked<'a>(mark: &Mark, bytes: &'a [u8]) -> Result<&'a [u8], SealedFileFault> {
    let rest = bytes.strip_prefix(mark).ok_or(SealedFileFault::NotOurs)?;
    let (version, rest) = rest.split_first().ok_or(SealedFileFault::Damaged)?;
    if *version > VERSION {
        return Err(SealedFileFault::Newer);
    }
    let (length, sealed) = rest.split_first_chunk::<4>().ok_or(SealedFileFault::Damaged)?;
    let is_whole = u32::from_le_bytes(*length) as usize == sealed.len();
    if !is_whole || *version != VERSION {
        return Err(SealedFileFault::Damaged);
    }
    if keys::is_too_costly(sealed) { Err(SealedFileFault::TooCostly) } else { Ok(sealed) }
}

/// Opens a sealed file; returns its content, and the code of the vault it comes from.
pub fn open(bytes: &[u8], passphrase: &Secret) -> Result<(Bundle, Option<BundleMac>), SealedFileFault> {
    let plain = open_marked(MARK, recognise(bytes)?, passphrase)?;
    bundle::read(plain.expose()).ok_or(SealedFileFault::Damaged)
}

/// Opens an invitation; returns its content.
pub fn open_invitation(bytes: &[u8], passphrase: &Secret) -> Result<SecretBytes, SealedFileFault> {
    open_marked(INVITATION, recognise_invitation(bytes)?, passphrase)
}

fn open_marked(mark: &Mark, sealed: &[u8], passphrase: &Secret) -> Result<SecretBytes, SealedFileFault> {
    // The cipher cannot distinguish a changed byte from a wrong passphrase.
    keys::open_under_passphrase(passphrase, &head(mark), sealed)?.ok_or(SealedFileFault::WrongPassphrase)
}

fn head(mark: &Mark) -> [u8; size_of::<Mark>() + 1] {
    let mut head = [VERSION; size_of::<Mark>() + 1];
    head[..mark.len()].copy_from_slice(mark);
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use oa_token_model::bundle::BundlePurpose;

    fn carried() -> Bundle {
        Bundle { purpose: BundlePurpose::Backup, made_at: jiff::Timestamp::UNIX_EPOCH, profiles: Vec::new() }
    }

    #[test]
    fn a_sealed_file_opens_only_with_its_passphrase() {
        let file = seal(&carried(), None, &Secret::new("FAKE mật khẩu")).unwrap();
        assert_eq!(open(&file, &Secret::new("FAKE mật khẩu")).unwrap(), (carried(), None));
        assert!(matches!(open(&file, &Secret::new("FAKE mat khau")), Err(SealedFileFault::WrongPassphrase)));
        assert!(matches!(open(&file[..40], &Secret::new("x")), Err(SealedFileFault::Damaged)));
    }

    #[test]
    fn other_files_are_detected_before_the_passphrase_prompt() {
        assert!(matches!(recognise(b"{}"), Err(SealedFileFault::NotOurs)));
        assert!(matches!(recognise(b""), Err(SealedFileFault::NotOurs)));
        assert!(matches!(recognise(b"OA Token sealed\n"), Err(SealedFileFault::Damaged)));
        assert!(matches!(recognise(b"OA Token sealed\n\x02"), Err(SealedFileFault::Newer)));
        assert!(recognise(&seal(&carried(), None, &Secret::new("FAKE 12345")).unwrap()).is_ok());
    }

    #[test]
    fn the_code_is_stored_and_not_part_of_its_own_input() {
        let passphrase = Secret::new("FAKE 12345");
        let file = seal(&carried(), Some(&[0xA5; 32]), &passphrase).unwrap();
        let (opened, mac) = open(&file, &passphrase).unwrap();
        assert_eq!((&opened, mac), (&carried(), Some([0xA5; 32])));
        assert_eq!(bundle::content(&opened).expose(), bundle::content(&carried()).expose());
    }

    #[test]
    fn a_file_with_a_higher_cost_than_ours_is_refused_before_a_passphrase() {
        let file = seal(&carried(), None, &Secret::new("FAKE 12345")).unwrap();
        let numbers = MARK.len() + 1 + 4 + 16;
        let costing = |numbered: [u32; 3]| {
            let mut file = file.clone();
            file[numbers..numbers + 12].copy_from_slice(&numbered.map(u32::to_le_bytes).concat());
            file
        };
        for fine in [[65_536, 3, 1], [262_144, 4, 1], [8, 1, 1]] {
            assert!(recognise(&costing(fine)).is_ok(), "{fine:?}");
        }
        for refused in [[262_145, 3, 1], [65_536, 5, 1], [65_536, 3, 5], [0, 3, 1], [65_536, 0, 1], [u32::MAX; 3]] {
            assert!(matches!(recognise(&costing(refused)), Err(SealedFileFault::TooCostly)), "{refused:?}");
        }
    }

    #[test]
    fn an_invitation_is_no_file_of_profiles() {
        let (content, passphrase) = (SecretBytes::new(b"FAKE content".to_vec()), Secret::new("FAKE 12345"));
        let file = seal_invitation(&content, &passphrase).unwrap();
        assert!(is_invitation(&file) && !is_sealed(&file));
        assert_eq!(open_invitation(&file, &passphrase).unwrap(), content);
        assert!(matches!(open_invitation(&file, &Secret::new("FAKE")), Err(SealedFileFault::WrongPassphrase)));
        assert!(matches!(open(&file, &passphrase), Err(SealedFileFault::NotOurs)));
        // The kind is authenticated too.
        let renamed = [MARK, &file[MARK.len()..]].concat();
        assert!(matches!(open(&renamed, &passphrase), Err(SealedFileFault::WrongPassphrase)));
        let profiles = seal(&carried(), None, &passphrase).unwrap();
        assert!(matches!(open_invitation(&profiles, &passphrase), Err(SealedFileFault::NotOurs)));
    }

    #[test]
    fn every_flipped_byte_is_detected() {
        let passphrase = Secret::new("FAKE 12345");
        let file = seal(&carried(), None, &passphrase).unwrap();
        // Each try takes a tenth of a second, so only some bytes of each part are tested.
        for at in [0, 16, 17, 30, 33, 34, 40, 57, 60, file.len() - 1] {
            let mut flipped = file.clone();
            flipped[at] ^= 1;
            assert!(open(&flipped, &passphrase).is_err(), "byte {at}");
        }
    }
}
