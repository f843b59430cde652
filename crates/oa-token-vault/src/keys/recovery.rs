//! The recovery code: 128 random bits as characters that a person writes down. Does not depend on slots.
//!
//! Seven groups of four characters in Crockford's Base32 (no I, L, O, U): 128 bits of key, then 12 bits of their
//! SHA-256. The check bits distinguish a typing error from the code of another vault.

use hkdf::Hkdf;
use oa_token_model::secret::Secret;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::slot::SALT_BYTES;
use super::{KEY_BYTES, WrappingKey, random_bytes};

/// Crockford's Base32. It leaves out characters that are easily confused in handwriting.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_BYTES: usize = 16;
const BITS_A_CHARACTER: u32 = 5;
/// Number of characters in a code: 128 key bits and 12 check bits.
const CHARACTERS: usize = 28;
const CHECK_BITS: u32 = 12;
/// Half of the characters, 70 bits. Each half fits into one number.
const HALF: usize = CHARACTERS / 2;
/// Number of key bits in the second half. The rest are check bits.
const BITS_BELOW: u32 = 58;
/// Number of characters in a group, as on a bank card.
const RECOVERY_GROUP: usize = 4;
/// Number of groups in a code.
pub const RECOVERY_GROUPS: usize = CHARACTERS / RECOVERY_GROUP;
/// Separates keys derived here from other uses of the same bits.
const PURPOSE: &[u8] = b"oa-token recovery code v1";

/// Why a text is not a recovery code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRecoveryCode {
    /// It does not have 28 characters.
    #[error("a recovery code has {CHARACTERS} characters")]
    Length,
    /// It contains an invalid character, or its check bits are wrong.
    #[error("the recovery code is mistyped")]
    Mistyped,
}

/// A recovery code. Redacted in `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<[u8; CODE_BYTES]>);

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

impl RecoveryCode {
    /// Creates a new code from the system's random source.
    pub fn random() -> Self {
        Self(Zeroizing::new(random_bytes()))
    }

    /// Parses a code as a person types it: in any case, with or without spaces and dashes, with O for 0 and I or L for
    /// 1.
    pub fn parse(text: &Secret) -> Result<Self, InvalidRecoveryCode> {
        let mut halves = Zeroizing::new([0_u128; 2]);
        let mut count = 0;
        for letter in typed(text) {
            let value = value(letter).ok_or(InvalidRecoveryCode::Mistyped)?;
            let half = halves.get_mut(count / HALF).ok_or(InvalidRecoveryCode::Length)?;
            *half = (*half << BITS_A_CHARACTER) | value;
            count += 1;
        }
        if count != CHARACTERS {
            return Err(InvalidRecoveryCode::Length);
        }
        let bits = Zeroizing::new((halves[0] << BITS_BELOW) | (halves[1] >> CHECK_BITS));
        let code = Self(Zeroizing::new(bits.to_be_bytes()));
        let check = halves[1] & ((1 << CHECK_BITS) - 1);
        if check == code.check() { Ok(code) } else { Err(InvalidRecoveryCode::Mistyped) }
    }

    /// Returns the code in its written form: groups joined by dashes.
    pub fn text(&self) -> Secret {
        // Full capacity from the start: a growing buffer would leave unwiped copies.
        let mut text = Zeroizing::new(String::with_capacity(CHARACTERS + RECOVERY_GROUPS));
        for group in 0..RECOVERY_GROUPS {
            if group > 0 {
                text.push('-');
            }
            text.extend((0..RECOVERY_GROUP).map(|place| self.character(group * RECOVERY_GROUP + place)));
        }
        Secret::new(text.as_str())
    }

    /// Reports whether the answer is this group of the code, counted from 1.
    pub fn has_group(&self, number: usize, answer: &Secret) -> bool {
        let text = self.text();
        let Some(group) = number.checked_sub(1).and_then(|index| text.expose().split('-').nth(index)) else {
            return false;
        };
        typed(answer).map(value).eq(group.chars().map(value))
    }

    /// Derives the wrapping key of the slot with this salt. 128 random bits need no stretching.
    pub(super) fn wrapping_key(&self, salt: &[u8; SALT_BYTES]) -> WrappingKey {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        Hkdf::<Sha256>::new(Some(salt), &*self.0)
            .expand(PURPOSE, &mut *key)
            .expect("32 bytes are below HKDF-SHA256's limit of 8160");
        key
    }

    fn check(&self) -> u128 {
        let digest = Sha256::digest(*self.0);
        (u128::from(digest[0]) << 4) | u128::from(digest[1] >> 4)
    }

    /// Returns the character at a position: five of the 140 bits, counted from the first.
    fn character(&self, place: usize) -> char {
        let bits = Zeroizing::new(u128::from_be_bytes(*self.0));
        let below = (*bits & ((1 << BITS_BELOW) - 1)) << CHECK_BITS | self.check();
        let halves = Zeroizing::new([*bits >> BITS_BELOW, below]);
        let value = halves[place / HALF] >> (BITS_A_CHARACTER as usize * (HALF - 1 - place % HALF)) & 31;
        char::from(ALPHABET[usize::try_from(value).unwrap_or_default()])
    }
}

/// Returns the typed characters without spaces and separators.
fn typed(text: &Secret) -> impl Iterator<Item = char> {
    text.expose().chars().filter(|letter| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '.'))
}

fn value(letter: char) -> Option<u128> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    ALPHABET.iter().position(|known| char::from(*known) == letter).and_then(|at| u128::try_from(at).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<RecoveryCode, InvalidRecoveryCode> {
        RecoveryCode::parse(&Secret::new(text))
    }

    #[test]
    fn a_code_is_read_back_however_it_is_typed() {
        for _ in 0..200 {
            let code = RecoveryCode::random();
            let text = code.text();
            let text = text.expose();
            assert_eq!(text.len(), CHARACTERS + RECOVERY_GROUPS - 1);
            assert_eq!(parse(text), Ok(code.clone()));
            assert_eq!(parse(&text.to_lowercase().replace('-', " ")), Ok(code.clone()));
            assert_eq!(parse(&text.replace('-', "").replace('0', "o").replace('1', "l")), Ok(code));
        }
    }

    #[test]
    fn the_known_code_is_stable() {
        let code = RecoveryCode(Zeroizing::new(*b"FAKE_CODE_16byte"));
        assert_eq!(code.text().expose(), "8S0M-PHAZ-8D7M-8HAZ-64V6-4YBM-CQ9W");
        assert_eq!(parse(code.text().expose()), Ok(code));
    }

    #[test]
    fn a_mistyped_code_and_a_short_code_have_different_errors() {
        let mut found = 0;
        let code = RecoveryCode::random();
        let text = code.text().expose().replace('-', "");
        for place in 0..text.len() {
            let mut slipped: Vec<char> = text.chars().collect();
            slipped[place] = if slipped[place] == 'Z' { 'Y' } else { 'Z' };
            let slipped: String = slipped.into_iter().collect();
            found += usize::from(parse(&slipped) == Err(InvalidRecoveryCode::Mistyped));
        }
        // One typing error in 4,096 gives the same check bits.
        assert!(found + 2 >= text.len(), "{found}");
        assert_eq!(parse(&text[..27]), Err(InvalidRecoveryCode::Length));
        assert_eq!(parse(&format!("{text}A")), Err(InvalidRecoveryCode::Length));
        assert_eq!(parse(""), Err(InvalidRecoveryCode::Length));
        assert_eq!(parse(&"ế".repeat(28)), Err(InvalidRecoveryCode::Mistyped));
    }

    #[test]
    fn one_group_shows_that_it_was_written_down() {
        let code = RecoveryCode::random();
        let text = code.text();
        for (index, group) in text.expose().split('-').enumerate() {
            assert!(code.has_group(index + 1, &Secret::new(group.to_lowercase())));
            assert!(!code.has_group(index + 1, &Secret::new(&group[1..])));
        }
        assert!(!code.has_group(0, &Secret::new("")));
        assert!(!code.has_group(8, &Secret::new("")));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", RecoveryCode::random()), "RecoveryCode(…)");
    }
}
