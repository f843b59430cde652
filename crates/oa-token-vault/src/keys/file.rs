//! Reads files that hold a key or a passphrase. Never writes them. Does not depend on slots.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hkdf::Hkdf;
use oa_token_model::secret::SecretBytes;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::slot::SALT_BYTES;
use super::{KEY_BYTES, KeyProblem, KeySource, WrappingKey, strength};
use crate::owner;

/// Minimum length of a key: a 256-bit key as raw bytes.
const LEAST_BYTES: usize = 32;
/// Maximum size. A key file has some dozens of bytes, so a larger file was probably chosen by mistake. A photo can
/// still be used.
const MOST_BYTES: usize = 1024 * 1024;
/// Separates keys derived here from other uses of the same file.
const PURPOSE: &[u8] = b"oa-token key file v1";

/// What is wrong with a file that should hold a key or a passphrase.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The file does not exist. The program never creates it.
    #[error("it does not exist")]
    Missing,
    /// The path is a folder.
    #[error("it is a folder")]
    Folder,
    /// The system does not allow reading it.
    #[error("it cannot be read")]
    Unreadable(#[source] io::Error),
    /// A key file with less than 32 bytes, not counting a line end at its end.
    #[error("it holds less than {LEAST_BYTES} bytes")]
    TooShort,
    /// More than 1 MiB.
    #[error("it is larger than 1 MiB")]
    TooLarge,
    /// A key file for a new slot, with text that holds less than 128 bits of entropy.
    #[error("its content is easily guessed")]
    Guessable,
    /// A passphrase file whose first line is empty.
    #[error("it has an empty first line")]
    Empty,
    /// A passphrase file whose first line is not UTF-8.
    #[error("it is not UTF-8 text")]
    NotText,
}

/// A warning for the user after a successful call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyWarning {
    /// Other users of this computer may be able to read the file.
    ReadableByOthers(PathBuf),
    /// The file is outside the user's own folders on Windows, where other users can read by default.
    OutsideProfile(PathBuf),
}

/// The key material of a key file: its content without one line end at the end.
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

    /// Reports whether its content is easily guessed. Such a file still opens existing slots, but no new slot is made
    /// from it.
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

/// Reports whether the vault is opened with a key file that is easily guessed. Older versions accepted such files.
pub fn is_guessable_key_file(from: &KeySource) -> bool {
    matches!(from, KeySource::KeyFile(path) if KeyFile::read(path).is_ok_and(|file| file.is_guessable()))
}

/// Reads a whole file into a buffer that is wiped when dropped.
pub(super) fn read(path: &Path) -> Result<(Zeroizing<Vec<u8>>, Option<KeyWarning>), FileFault> {
    let file = File::open(path).map_err(|error| fault(error, path))?;
    let about = file.metadata().map_err(FileFault::Unreadable)?;
    if about.is_dir() {
        return Err(FileFault::Folder);
    }
    // Full capacity from the start: a growing buffer would leave unwiped copies.
    let mut content = Zeroizing::new(Vec::with_capacity(MOST_BYTES + 1));
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut content).map_err(|error| fault(error, path))?;
    if content.len() > MOST_BYTES {
        return Err(FileFault::TooLarge);
    }
    let warning = match (readable_by_others(&about), owner::is_outside_profile(path)) {
        (true, _) => Some(KeyWarning::ReadableByOthers(path.to_owned())),
        (false, true) => Some(KeyWarning::OutsideProfile(path.to_owned())),
        (false, false) => None,
    };
    Ok((content, warning))
}

/// Removes one line end, `\n` or `\r\n`, because editors and `echo` add it.
pub(super) fn without_line_end(content: &[u8]) -> &[u8] {
    content.strip_suffix(b"\r\n").or_else(|| content.strip_suffix(b"\n")).unwrap_or(content)
}

fn fault(error: io::Error, path: &Path) -> FileFault {
    if error.kind() == io::ErrorKind::NotFound {
        FileFault::Missing
    } else if path.is_dir() {
        // On Windows, opening a folder fails with another error.
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

/// Windows has no modes; see [`owner::is_outside_profile`].
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
    fn a_key_file_is_its_content_without_one_line_end() {
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
        // To Windows, a file below a file is missing.
        #[cfg(unix)]
        assert!(matches!(fault_of(&file.path().join("below")), FileFault::Unreadable(_)));
        assert!(matches!(fault_of(file_with(&vec![b'x'; MOST_BYTES + 1]).path()), FileFault::TooLarge));
        assert!(KeyFile::read(file_with(&vec![b'x'; MOST_BYTES]).path()).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn only_a_file_that_others_may_read_causes_a_warning() {
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
