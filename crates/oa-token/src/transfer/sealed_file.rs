//! The file: a mark, what the passphrase is stretched by, and the rest under XChaCha20-Poly1305.

use crate::keys::{self, KeyProblem};
use crate::secret::{Secret, SecretBytes};

use super::{Carried, wire};

/// Begins every sealed file, so that it is known before anything is asked for. The digit is the version.
const MARK: &[u8; 16] = b"OA Token sealed\n";
const VERSION: u8 = 1;
/// The shortest passphrase taken, in characters.
pub const LEAST_PASSPHRASE: usize = 8;
/// More than any number of OAs comes to: a file above it is not read.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Why a file could not be opened, or made.
#[derive(Debug, thiserror::Error)]
pub enum SealedFileFault {
    /// OA Token did not write it.
    #[error("it is no sealed file of OA Token")]
    NotOurs,
    /// A newer version of OA Token wrote it.
    #[error("a newer version wrote it")]
    Newer,
    /// It is cut or changed, or its content is none of ours.
    #[error("it is damaged")]
    Damaged,
    /// The passphrase is another.
    #[error("the passphrase does not open it")]
    WrongPassphrase,
    /// The passphrase has fewer than [`LEAST_PASSPHRASE`] characters.
    #[error("the passphrase is too short")]
    TooShort,
    /// The passphrase could not be stretched: there is too little memory.
    #[error("the passphrase cannot be used")]
    Key(#[from] KeyProblem),
}

/// Refuses a passphrase that is too short to seal by.
pub fn check_passphrase(passphrase: &Secret) -> Result<(), SealedFileFault> {
    let is_long = passphrase.expose().chars().count() >= LEAST_PASSPHRASE;
    if is_long { Ok(()) } else { Err(SealedFileFault::TooShort) }
}

/// Seals what is carried under a passphrase.
pub fn seal(carried: &Carried, passphrase: &Secret) -> Result<Vec<u8>, SealedFileFault> {
    check_passphrase(passphrase)?;
    let sealed = keys::seal_under_passphrase(passphrase, &head(), wire::write(carried).expose())?;
    let length = u32::try_from(sealed.len()).map_err(|_| SealedFileFault::Damaged)?;
    Ok([head().as_slice(), &length.to_le_bytes(), &sealed].concat())
}

/// Tells whether bytes are a whole sealed file that this version can read, before a passphrase is asked for; gives what
/// is sealed.
pub fn recognise(bytes: &[u8]) -> Result<&[u8], SealedFileFault> {
    let rest = bytes.strip_prefix(MARK).ok_or(SealedFileFault::NotOurs)?;
    let (version, rest) = rest.split_first().ok_or(SealedFileFault::Damaged)?;
    if *version > VERSION {
        return Err(SealedFileFault::Newer);
    }
    let (length, sealed) = rest.split_first_chunk::<4>().ok_or(SealedFileFault::Damaged)?;
    let is_whole = u32::from_le_bytes(*length) as usize == sealed.len();
    if is_whole && *version == VERSION { Ok(sealed) } else { Err(SealedFileFault::Damaged) }
}

/// Opens a sealed file.
pub fn open(bytes: &[u8], passphrase: &Secret) -> Result<Carried, SealedFileFault> {
    let plain: Option<SecretBytes> = keys::open_under_passphrase(passphrase, &head(), recognise(bytes)?)?;
    // A changed byte cannot be told from another passphrase: the cipher knows only that something does not fit.
    let plain = plain.ok_or(SealedFileFault::WrongPassphrase)?;
    wire::read(plain.expose()).ok_or(SealedFileFault::Damaged)
}

fn head() -> [u8; MARK.len() + 1] {
    let mut head = [VERSION; MARK.len() + 1];
    head[..MARK.len()].copy_from_slice(MARK);
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::Purpose;

    fn carried() -> Carried {
        Carried { purpose: Purpose::Backup, made_at: jiff::Timestamp::UNIX_EPOCH, profiles: Vec::new() }
    }

    #[test]
    fn a_sealed_file_opens_by_its_passphrase_alone() {
        let file = seal(&carried(), &Secret::new("FAKE mật khẩu")).unwrap();
        assert_eq!(open(&file, &Secret::new("FAKE mật khẩu")).unwrap(), carried());
        assert!(matches!(open(&file, &Secret::new("FAKE mat khau")), Err(SealedFileFault::WrongPassphrase)));
        assert!(matches!(open(&file[..40], &Secret::new("x")), Err(SealedFileFault::Damaged)));
        assert!(matches!(seal(&carried(), &Secret::new("ngắn qu")), Err(SealedFileFault::TooShort)));
    }

    #[test]
    fn other_files_are_told_apart_before_a_passphrase_is_asked() {
        assert!(matches!(recognise(b"{}"), Err(SealedFileFault::NotOurs)));
        assert!(matches!(recognise(b""), Err(SealedFileFault::NotOurs)));
        assert!(matches!(recognise(b"OA Token sealed\n"), Err(SealedFileFault::Damaged)));
        assert!(matches!(recognise(b"OA Token sealed\n\x02"), Err(SealedFileFault::Newer)));
        assert!(recognise(&seal(&carried(), &Secret::new("FAKE 12345")).unwrap()).is_ok());
    }

    #[test]
    fn every_flipped_byte_is_noticed() {
        let passphrase = Secret::new("FAKE 12345");
        let file = seal(&carried(), &passphrase).unwrap();
        // A passphrase takes a tenth of a second: some bytes of each part stand for the rest.
        for at in [0, 16, 17, 30, 33, 34, 40, 57, 60, file.len() - 1] {
            let mut flipped = file.clone();
            flipped[at] ^= 1;
            assert!(open(&flipped, &passphrase).is_err(), "byte {at}");
        }
    }
}
