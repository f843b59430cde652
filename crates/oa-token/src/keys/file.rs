//! Files that hold a key or a passphrase: read whole, never written. Knows nothing of slots.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::slot::SALT_BYTES;
use super::{KEY_BYTES, KeyProblem, KeySource, WrappingKey, strength};
use crate::secret::SecretBytes;

/// Less than this is no key: a 256-bit key as raw bytes is exactly as long.
const LEAST_BYTES: usize = 32;
/// More than this is surely not what was meant; a key file is some dozens of bytes, a photograph may be a megabyte.
const MOST_BYTES: usize = 1024 * 1024;
/// Tells keys derived here from any other use of the same file.
const PURPOSE: &[u8] = b"oa-token key file v1";

/// What is wrong with a file that should hold a key or a passphrase.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// There is no such file; it is never made for the user.
    #[error("it does not exist")]
    Missing,
    /// The path is a folder.
    #[error("it is a folder")]
    Folder,
    /// The system doesn't let us read it.
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
    /// A key file with less than 32 bytes, a line end at its end not counted.
    #[error("it holds less than {LEAST_BYTES} bytes")]
    TooShort,
    /// More than 1 MiB.
    #[error("it is larger than 1 MiB")]
    TooLarge,
    /// A key file for a new slot that holds text with less than 128 bits.
    #[error("its content is easily guessed")]
    Guessable,
    /// A passphrase file whose first line is empty.
    #[error("it has an empty first line")]
    Empty,
    /// A passphrase file whose first line is not UTF-8.
    #[error("it is not UTF-8 text")]
    NotText,
}

/// What the user should know although all went well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyWarning {
    /// The file may be read by other users of this computer.
    ReadableByOthers(PathBuf),
}

/// A key file's material: its content without one line end at the end.
#[derive(Debug)]
pub(super) struct KeyFile {
    material: SecretBytes,
    pub(super) warning: Option<KeyWarning>,
}

impl KeyFile {
    /// Reads a key file.
    pub(super) fn read(path: &Path) -> Result<Self, KeyProblem> {
        let problem = |fault| KeyProblem::KeyFile { path: path.to_owned(), fault };
        let (mut content, warning) = read(path).map_err(problem)?;
        let length = without_line_end(&content).len();
        if length < LEAST_BYTES {
            return Err(problem(FileFault::TooShort));
        }
        content.truncate(length);
        Ok(Self { material: SecretBytes::new(std::mem::take(&mut *content)), warning })
    }

    /// Returns whether its content is easily guessed. Such a file opens the slots it has, and makes no new one.
    pub(super) fn is_guessable(&self) -> bool {
        strength::is_guessable(self.material.expose())
    }

    /// Derives the wrapping key of the slot with this salt.
    pub(super) fn wrapping_key(&self, salt: &[u8; SALT_BYTES]) -> WrappingKey {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Hkdf::<Sha256>::new(Some(salt), self.material.expose())
            .expand(PURPOSE, &mut *key)
            .expect("32 bytes are below HKDF-SHA256's limit of 8160");
        key
    }
}

/// Returns whether the vault opens by a key file that is easily guessed: one that was taken before this was looked at.
pub fn is_guessable_key_file(from: &KeySource) -> bool {
    matches!(from, KeySource::KeyFile(path) if KeyFile::read(path).is_ok_and(|file| file.is_guessable()))
}

/// Reads a whole file into memory that is wiped.
pub(super) fn read(path: &Path) -> Result<(Zeroizing<Vec<u8>>, Option<KeyWarning>), FileFault> {
    let file = File::open(path).map_err(|error| fault(error, path))?;
    let about = file.metadata().map_err(FileFault::Unreadable)?;
    if about.is_dir() {
        return Err(FileFault::Folder);
    }
    // Room for all of it from the start: a growing buffer would leave copies behind.
    let mut content = Zeroizing::new(Vec::with_capacity(MOST_BYTES + 1));
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut content).map_err(|error| fault(error, path))?;
    if content.len() > MOST_BYTES {
        return Err(FileFault::TooLarge);
    }
    let warning = readable_by_others(&about).then(|| KeyWarning::ReadableByOthers(path.to_owned()));
    Ok((content, warning))
}

/// Drops one line end, `\n` or `\r\n`: what an editor or `echo` puts there unasked.
pub(super) fn without_line_end(content: &[u8]) -> &[u8] {
    content.strip_suffix(b"\r\n").or_else(|| content.strip_suffix(b"\n")).unwrap_or(content)
}

fn fault(error: io::Error, path: &Path) -> FileFault {
    if error.kind() == io::ErrorKind::NotFound {
        FileFault::Missing
    } else if path.is_dir() {
        // Windows refuses to open a folder at all.
        FileFault::Folder
    } else {
        FileFault::Unreadable(error)
    }
}

#[cfg(unix)]
fn readable_by_others(about: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.is_file() && about.permissions().mode() & 0o077 != 0
}

/// Access lists on Windows are not read: a user's own folders are closed to others there.
#[cfg(not(unix))]
fn readable_by_others(_about: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn file_with(content: &[u8]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(content).unwrap();
        file
    }

    fn fault_of(path: &Path) -> FileFault {
        match KeyFile::read(path) {
            Err(KeyProblem::KeyFile { path: named, fault }) => {
                assert_eq!(named, path);
                fault
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_key_file_is_its_content_less_one_line_end() {
        let long: Vec<u8> = (0..=255).collect();
        for (content, material) in [
            (&b"FAKE_KEY_0123456789abcdef0123456"[..], Some(&b"FAKE_KEY_0123456789abcdef0123456"[..])),
            (b"FAKE_KEY_0123456789abcdef0123456\n", Some(b"FAKE_KEY_0123456789abcdef0123456")),
            (b"FAKE_KEY_0123456789abcdef0123456\r\n", Some(b"FAKE_KEY_0123456789abcdef0123456")),
            (b"FAKE_KEY_0123456789abcdef0123456\n\n", Some(b"FAKE_KEY_0123456789abcdef0123456\n")),
            (b"FAKE_KEY_0123456789abcdef0123456\r", Some(b"FAKE_KEY_0123456789abcdef0123456\r")),
            (b"  FAKE_KEY_of_two_lines\nwith spaces ", Some(b"  FAKE_KEY_of_two_lines\nwith spaces ")),
            (&[0; 32], Some(&[0; 32])),
            (&[0xff; 33], Some(&[0xff; 33])),
            (&long, Some(&long)),
            (b"", None),
            (b"FAKE_KEY_0123456789abcdef012345\n", None),
            (b"FAKE_KEY_0123456789abcdef012345\r\n", None),
        ] {
            let file = file_with(content);
            match (KeyFile::read(file.path()), material) {
                (Ok(key), Some(material)) => assert_eq!(key.material.expose(), material),
                (Err(KeyProblem::KeyFile { fault: FileFault::TooShort, .. }), None) => {}
                (other, _) => panic!("{content:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn each_fault_of_a_key_file_has_its_own_name() {
        let home = tempfile::tempdir().unwrap();
        assert!(matches!(fault_of(&home.path().join("none")), FileFault::Missing));
        assert!(matches!(fault_of(home.path()), FileFault::Folder));
        let file = file_with(b"short");
        assert!(matches!(fault_of(file.path()), FileFault::TooShort));
        assert!(matches!(fault_of(&file.path().join("below")), FileFault::Unreadable(_)));
        assert!(matches!(fault_of(file_with(&vec![b'x'; MOST_BYTES + 1]).path()), FileFault::TooLarge));
        assert!(KeyFile::read(file_with(&vec![b'x'; MOST_BYTES]).path()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn only_a_file_that_others_may_read_brings_a_warning() {
        use std::os::unix::fs::PermissionsExt;
        for (mode, warned) in [(0o400, false), (0o600, false), (0o640, true), (0o604, true), (0o620, true)] {
            let file = file_with(&[7; 32]);
            file.as_file().set_permissions(PermissionsExt::from_mode(mode)).unwrap();
            let key = KeyFile::read(file.path()).unwrap();
            let warning = warned.then(|| KeyWarning::ReadableByOthers(file.path().to_owned()));
            assert_eq!(key.warning, warning, "{mode:o}");
        }
    }

    #[test]
    fn a_derived_key_depends_on_every_byte_of_file_and_salt() {
        let key = |content: &[u8], salt| KeyFile::read(file_with(content).path()).unwrap().wrapping_key(&salt);
        let first = key(&[7; 32], [1; 16]);
        assert_eq!(key(&[7; 32], [1; 16]), first);
        assert_ne!(key(&[7; 33], [1; 16]), first);
        assert_ne!(key(&[7; 32], [2; 16]), first);
    }

    #[test]
    fn debug_and_messages_show_nothing_of_the_file() {
        let good = KeyFile::read(file_with(b"FAKE_KEY_0123456789abcdef0123456").path()).unwrap();
        let bad = KeyFile::read(file_with(b"FAKE_KEY_short").path()).unwrap_err();
        assert!(!format!("{good:?} {bad:?} {bad}").contains("FAKE"));
    }
}
