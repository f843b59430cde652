//! Derives a wrapping key from a passphrase. Does not depend on slots.

use std::path::Path;

use argon2::{Algorithm, Argon2, Version};
use oa_token_model::secret::Secret;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::file::{self, FileFault, KeyWarning};
use super::slot::{Params, SALT_BYTES};
use super::{KEY_BYTES, KeyProblem, SlotKind, WrappingKey, random_bytes};

/// RFC 9106's second recommended option (for less than 2 GiB of memory), but with one lane. Takes about 0.1 s.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
const LANES: u32 = 1;

/// Maximum cost accepted from a stored slot, so that a damaged row cannot stall the program: 1 GiB, 64 passes, 16
/// lanes.
const MOST_MEMORY_KIB: u32 = 1024 * 1024;
const MOST_PASSES: u32 = 64;
const MOST_LANES: u32 = 16;

/// Returns the parameters of a new passphrase slot: the current cost and a new salt.
pub(super) fn new_params() -> Params {
    Params::Argon2id { salt: random_bytes(), memory_kib: MEMORY_KIB, passes: PASSES, lanes: LANES }
}

/// Derives the wrapping key of the slot with these parameters.
pub(super) fn wrapping_key(passphrase: &Secret, params: &Params) -> Result<WrappingKey, KeyProblem> {
    const DAMAGED: KeyProblem = KeyProblem::SlotDamaged { kind: SlotKind::Passphrase };
    let Params::Argon2id { salt, memory_kib, passes, lanes } = params else { return Err(DAMAGED) };
    if *memory_kib > MOST_MEMORY_KIB || *passes > MOST_PASSES || *lanes > MOST_LANES {
        return Err(DAMAGED);
    }
    let cost = argon2::Params::new(*memory_kib, *passes, *lanes, Some(KEY_BYTES)).map_err(|_| DAMAGED)?;
    stretch(&normalised(passphrase), salt, cost)
}

fn stretch(text: &str, salt: &[u8; SALT_BYTES], cost: argon2::Params) -> Result<WrappingKey, KeyProblem> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    // Cost and lengths are within the limits here, so the only possible error is missing memory.
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost)
        .hash_password_into(text.as_bytes(), salt, &mut *key)
        .map_err(|_| KeyProblem::NoMemory)?;
    Ok(key)
}

/// Converts a passphrase to NFC, because Vietnamese keyboards send "ế" as one, two or three code points.
fn normalised(passphrase: &Secret) -> Zeroizing<String> {
    // NFC makes UTF-8 at most three times as long. A growing buffer would leave unwiped copies.
    let mut text = Zeroizing::new(String::with_capacity(passphrase.expose().len() * 3));
    text.extend(passphrase.expose().nfc());
    text
}

/// Reads a passphrase file: its first line, without the line end and without a byte order mark.
pub fn first_line(path: &Path) -> Result<(Secret, Option<KeyWarning>), KeyProblem> {
    let problem = |fault| KeyProblem::PassphraseFile { path: path.to_owned(), fault };
    let (content, warning) = file::read(path).map_err(problem)?;
    let line = content.split_inclusive(|byte| *byte == b'\n').next().unwrap_or_default();
    let text = str::from_utf8(file::without_line_end(line)).map_err(|_| problem(FileFault::NotText))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.is_empty() {
        return Err(problem(FileFault::Empty));
    }
    Ok((Secret::new(text), warning))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn params(memory_kib: u32, passes: u32, lanes: u32) -> Params {
        Params::Argon2id { salt: *b"FAKE_SALT_16byte", memory_kib, passes, lanes }
    }

    #[test]
    fn a_passphrase_is_the_first_line_as_it_is() {
        for (content, wanted) in [
            (&b"FAKE pass"[..], Ok("FAKE pass")),
            (b"FAKE pass\n", Ok("FAKE pass")),
            (b"FAKE pass\r\nsecond line", Ok("FAKE pass")),
            (b"FAKE pass\n\xff\xfe not text", Ok("FAKE pass")),
            (b" FAKE  spaces stay \n", Ok(" FAKE  spaces stay ")),
            ("\u{feff}FAKE mật khẩu\r\n".as_bytes(), Ok("FAKE mật khẩu")),
            (b"", Err("it has an empty first line")),
            (b"\n", Err("it has an empty first line")),
            (b"\r\nFAKE second line", Err("it has an empty first line")),
            ("\u{feff}\n".as_bytes(), Err("it has an empty first line")),
            (b"FAKE \xff\n", Err("it is not UTF-8 text")),
        ] {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(content).unwrap();
            match (first_line(file.path()), wanted) {
                (Ok((text, None)), Ok(wanted)) => assert_eq!(text.expose(), wanted),
                (Err(KeyProblem::PassphraseFile { fault, .. }), Err(wanted)) => assert_eq!(fault.to_string(), wanted),
                (other, _) => panic!("{content:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_missing_passphrase_file_or_a_folder_has_its_own_error() {
        let home = tempfile::tempdir().unwrap();
        let missing = first_line(&home.path().join("none")).unwrap_err();
        assert!(matches!(missing, KeyProblem::PassphraseFile { fault: FileFault::Missing, .. }));
        let folder = first_line(home.path()).unwrap_err();
        assert!(matches!(folder, KeyProblem::PassphraseFile { fault: FileFault::Folder, .. }));
    }

    #[test]
    fn composed_and_decomposed_vietnamese_yield_the_same_key() {
        let key = |text: &str| wrapping_key(&Secret::new(text), &params(8, 1, 1)).unwrap();
        assert_eq!(key("FAKE tiếng Việt"), key("FAKE tie\u{302}\u{301}ng Vie\u{323}\u{302}t"));
        assert_eq!(key("FAKE tiếng Việt"), key("FAKE ti\u{ea}\u{301}ng Vi\u{1eb9}\u{302}t"));
        assert_ne!(key("FAKE tiếng Việt"), key("FAKE tieng Viet"));
        assert_ne!(key("FAKE tiếng Việt"), key("FAKE tiếng việt"));
    }

    #[test]
    fn the_derived_key_depends_on_salt_and_cost() {
        let key = |params| wrapping_key(&Secret::new("FAKE pass"), &params).unwrap();
        let first = key(params(8, 1, 1));
        let salted = Params::Argon2id { salt: [0; 16], memory_kib: 8, passes: 1, lanes: 1 };
        for other in [salted, params(16, 1, 1), params(8, 2, 1), params(16, 1, 2)] {
            assert_ne!(key(other.clone()), first, "{other:?}");
        }
    }

    #[test]
    fn a_new_slot_costs_64_mib_in_three_passes_with_its_own_salt() {
        let (
            Params::Argon2id { salt: one, memory_kib: 65_536, passes: 3, lanes: 1 },
            Params::Argon2id { salt: two, .. },
        ) = (new_params(), new_params())
        else {
            panic!("{:?}", new_params());
        };
        assert_ne!(one, two);
    }

    #[test]
    fn an_impossible_cost_is_a_damaged_slot_and_is_not_tried() {
        for damaged in [
            params(0, 1, 1),
            params(8, 0, 1),
            params(8, 1, 0),
            params(u32::MAX, 1, 1),
            params(MOST_MEMORY_KIB + 1, 1, 1),
            params(8, u32::MAX, 1),
            params(65_536, 1, u32::MAX),
            Params::None,
        ] {
            let problem = wrapping_key(&Secret::new("FAKE pass"), &damaged).unwrap_err();
            assert!(matches!(problem, KeyProblem::SlotDamaged { kind: SlotKind::Passphrase }), "{damaged:?}");
        }
    }
}
