//! Requirements for a new passphrase or key file. Existing ones are not checked, so they continue to open the vault.
//!
//! An attacker with a copy of the vault can guess as fast as their hardware allows: at Argon2id's speed for a
//! passphrase, and at HKDF's speed, millions per second, for a key file. zxcvbn is not used: its lists of English words
//! and names are larger than this crate's own code and contain no Vietnamese.

use oa_token_model::secret::Secret;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use super::known::{self, Names};

/// Minimum length of a new passphrase, in characters after NFC.
pub const LEAST_PASSPHRASE: usize = 12;
/// What a new passphrase must contain besides common words, names, dates and patterns, in half characters: a letter or
/// a symbol counts two, a digit one, because digits are easily guessed. Eight characters, so that twelve characters
/// with a short listed word still pass.
const LEAST_FRESH: usize = 16;
/// Minimum entropy of a key file in bits.
const LEAST_BITS: u32 = 128;
/// Number of characters of a key file that are checked. A text with less than 128 bits in these was not made at random.
const MOST_LOOKED_AT: usize = 1024;

/// Why a new passphrase is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassphrase {
    /// It has fewer than [`LEAST_PASSPHRASE`] characters.
    #[error("the passphrase has fewer than {LEAST_PASSPHRASE} characters")]
    TooShort,
    /// Too little remains without common words, dates, repeats and keyboard rows.
    #[error("the passphrase is easily guessed")]
    Common,
    /// Too little remains without the name of an OA or of the user.
    #[error("the passphrase is made of a name")]
    Name,
}

/// Checks a new passphrase. `names` are the names of the OAs and of the user. They count as common words.
pub fn check_passphrase(passphrase: &Secret, names: &[String]) -> Result<(), WeakPassphrase> {
    if passphrase.expose().nfc().count() < LEAST_PASSPHRASE {
        return Err(WeakPassphrase::TooShort);
    }
    // Full capacity from the start: a growing buffer would leave unwiped copies.
    let mut text = Zeroizing::new(Vec::with_capacity(passphrase.expose().len()));
    text.extend(passphrase.expose().nfc().filter(|each| !is_separator(*each)).map(known::fold));
    if fresh(&text, &Names::default()) < LEAST_FRESH {
        return Err(WeakPassphrase::Common);
    }
    if fresh(&text, &Names::of(names)) < LEAST_FRESH { Err(WeakPassphrase::Name) } else { Ok(()) }
}

fn fresh(text: &[char], names: &Names) -> usize {
    let pieces = known::pieces(text, names);
    pieces.fresh().map(|at| if text[at].is_ascii_digit() { 1 } else { 2 }).sum()
}

/// Separators are ignored, so that they cannot hide a common word.
fn is_separator(each: char) -> bool {
    each.is_whitespace() || matches!(each, '-' | '_' | '.' | ',' | '+')
}

/// Reports whether a key file's content is text that somebody typed, or text with less than 128 bits for another
/// reason. A rough estimate in the user's favour: 32 random bytes pass as base64, base32 and hex. Content that is not
/// text is never checked.
pub(super) fn is_guessable(content: &[u8]) -> bool {
    let Ok(text) = str::from_utf8(content) else { return false };
    if text.chars().any(|each| each.is_control() && !each.is_whitespace()) {
        return false;
    }
    // Full capacity from the start: a growing buffer would leave unwiped copies.
    let mut looked_at = Zeroizing::new(Vec::with_capacity(MOST_LOOKED_AT));
    looked_at.extend(text.chars().take(MOST_LOOKED_AT));
    bits(&looked_at) < LEAST_BITS
}

/// Estimates the entropy of a text in bits.
fn bits(text: &[char]) -> u32 {
    /// Tenths of a bit for a letter inside a word. Words have about two bits per letter, random letters have more.
    const IN_WORD: u32 = 25;
    /// Tenths of a bit for a space, a hyphen or a line end.
    const BETWEEN: u32 = 10;
    /// Tenths of a bit for a common word, a repeat or a pattern: one choice in about a thousand.
    const KNOWN: u32 = 100;
    let folded = Zeroizing::new(text.iter().copied().map(known::fold).collect::<Vec<_>>());
    let pieces = known::pieces(&folded, &Names::default());
    let each = tenths_of_a_character(text);
    let tenths: u32 = pieces
        .fresh()
        .map(|at| {
            if is_separator(text[at]) {
                BETWEEN
            } else if is_in_word(text, at) {
                IN_WORD
            } else {
                each
            }
        })
        .sum();
    let known = u32::try_from(pieces.known()).unwrap_or(u32::MAX);
    tenths.saturating_add(known.saturating_mul(KNOWN)) / 10
}

/// Returns the tenths of a bit per random character, for the smallest usual alphabet that contains the text.
fn tenths_of_a_character(text: &[char]) -> u32 {
    let has = |wanted: fn(&char) -> bool| text.iter().any(wanted);
    let (lower, upper) = (has(|each| each.is_lowercase()), has(|each| each.is_uppercase()));
    let digit = has(char::is_ascii_digit);
    let is_hex = text.iter().filter(|each| !is_separator(**each)).all(char::is_ascii_hexdigit);
    match (lower || upper, digit) {
        (false, true) => 33,                               // log2(10)
        (true, true) if is_hex && !(lower && upper) => 40, // log2(16)
        (true, true) if lower && upper => 59,              // log2(62)
        (true, true) => 50,                                // log2(32): base32, letters of one case with some digits
        (true, false) if lower && upper => 57,             // log2(52)
        (true, false) => 47,                               // log2(26)
        (false, false) => 40,                              // marks alone
    }
}

/// Reports whether a letter is in a run of at least three letters of one case: usual in words, rare in random text.
fn is_in_word(text: &[char], at: usize) -> bool {
    let same = |other: &&char| {
        (text[at].is_lowercase() && other.is_lowercase()) || (text[at].is_uppercase() && other.is_uppercase())
    };
    let before = text[..at].iter().rev().take_while(same).count();
    let after = text[at + 1..].iter().take_while(same).count();
    before + after >= 2
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

    use super::super::random_bytes;
    use super::*;

    fn judged(text: &str, names: &[&str]) -> Result<(), WeakPassphrase> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        check_passphrase(&Secret::new(text), &names)
    }

    #[test]
    fn twelve_characters_are_counted_as_a_person_counts_them() {
        for (text, enough) in [
            ("", false),
            ("cá voi xanh", false),
            ("cá voi xanhs", true),
            // Eleven and twelve characters; each diacritic is a separate code point.
            ("ca\u{301} voi xanh", false),
            ("ca\u{301} voi xa\u{309}nhs", true),
            ("🐳🐋🐟🐠🐡🦈🐙🦑🦐🦞🦀", false),
            ("🐳🐋🐟🐠🐡🦈🐙🦑🦐🦞🦀🐚", true),
        ] {
            let wanted = if enough { Ok(()) } else { Err(WeakPassphrase::TooShort) };
            assert_eq!(judged(text, &[]), wanted, "{text}");
        }
    }

    #[test]
    fn common_passphrases_are_refused() {
        for text in [
            "aaaaaaaaaaaaaaaa",
            "            ",
            "abababababab",
            "hoahoahoahoa",
            "123456789012",
            "098765432109",
            "012345678910",
            "qwertyuiop[]",
            "QWERTYUIOPASDF",
            "asdfghjkl;'asdf",
            "1qaz2wsx3edc",
            "!@#$%^&*()!@",
            "abcdefghijkl",
            "password1234",
            "Password2024!",
            "P@ssw0rd2026!!",
            "password19847261",
            "matkhau12345",
            "Mật khẩu 123456",
            "mật-khẩu-của-tôi",
            "Anh yêu em 1234",
            "zalo oa token 2026",
            "correct horse battery staple",
            "nguyenvana1990",
            "admin@123456789",
            "079201012345",
            "0912345678 0912345678",
            "14021990-14021990",
        ] {
            assert_eq!(judged(text, &[]), Err(WeakPassphrase::Common), "{text}");
        }
    }

    #[test]
    fn an_original_passphrase_is_accepted() {
        for text in [
            "FAKE cá voi xanh lơ",
            "một con vịt xòe ra",
            "cầu vồng bảy sắc",
            "thai-lo bua-mau cho-nhai tra-vu lao-hoi",
            "k2Vd9sQx7Lmw",
            "glatt Orkan Muschel",
            "password của cô hàng xóm",
            "7402918365027461",
        ] {
            assert_eq!(judged(text, &[]), Ok(()), "{text}");
        }
    }

    #[test]
    fn the_name_of_an_oa_or_of_the_user_is_refused_as_a_passphrase() {
        let names = ["Tiệm Hoa Mộc Miên", "OA", "trungdung"];
        for text in
            ["Tiệm Hoa Mộc Miên", "tiemhoamocmien1", "tiem_hoa_moc_mien 2026", "Trung Dũng 1999", "trungdung@1234"]
        {
            assert_eq!(judged(text, &names), Err(WeakPassphrase::Name), "{text}");
        }
        assert_eq!(judged("tiemhoamocmien1", &["Another"]), Ok(()), "a name that this vault does not contain");
        assert_eq!(judged("Tiệm Hoa Mộc Miên có con mèo béo", &names), Ok(()));
    }

    #[test]
    fn random_bytes_pass_as_text_of_every_usual_kind() {
        for _ in 0..100 {
            let bytes: [u8; 32] = random_bytes();
            let digit = |of: u8| char::from_digit(of.into(), 16).unwrap();
            let hex: String = bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
            for text in [STANDARD.encode(bytes), URL_SAFE_NO_PAD.encode(bytes), hex.to_uppercase(), hex, base32(&bytes)]
            {
                assert!(!is_guessable(text.as_bytes()), "{} bits: {text}", bits(&text.chars().collect::<Vec<_>>()));
            }
            assert!(!is_guessable(&bytes), "{bytes:?}");
        }
    }

    /// Letters and digits with five bits each. The one remaining bit is dropped.
    fn base32(bytes: &[u8]) -> String {
        let bit = |at: usize| usize::from(bytes[at / 8] >> (7 - at % 8) & 1);
        let digits = (0..bytes.len() * 8 / 5).map(|at| (0..5).fold(0, |sum, of| sum * 2 + bit(at * 5 + of)));
        digits.map(|digit| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[digit])).collect()
    }

    #[test]
    fn a_typed_key_file_is_guessable() {
        for text in [
            "a".repeat(32),
            "a".repeat(100_000),
            "0123456789".repeat(4),
            "abcdefghijklmnopqrstuvwxyz0123456789".into(),
            "FAKE_KEY_FILE_0123456789_0123456789_0123456789".into(),
            "the quick brown fox jumps over the lazy dog".into(),
            "đây là tệp khóa của tiệm hoa chúng tôi nhé".into(),
            "passwordpasswordpasswordpassword".into(),
            "31415926535897932384626433832795".into(),
            "OA_TOKEN_KEY=changeme-changeme-changeme".into(),
            " \n\t".repeat(20),
        ] {
            assert!(is_guessable(text.as_bytes()), "{} bits: {text:.60}", bits(&text.chars().collect::<Vec<_>>()));
        }
    }

    #[test]
    fn non_text_is_not_judged() {
        for bytes in [&[0; 32][..], &[0xff; 33], b"\x00aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            assert!(!is_guessable(bytes), "{bytes:?}");
        }
    }
}
