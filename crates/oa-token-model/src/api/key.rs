//! The text of an API key: `oat_`, 43 characters that encode 32 random bytes, and 6 characters of checksum.
//!
//! All characters after the prefix are digits and ASCII letters (base 62), so that a double click selects the key. The
//! checksum lets secret scanners recognise a key, and a mistyped one is refused without a look-up. It is the first four
//! bytes of the SHA-256 of everything before it, as a number in base 62.

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::secret::Secret;

/// What every key begins with.
pub const API_KEY_PREFIX: &str = "oat_";
/// 62 to the power of 43 is more than 2 to the power of 256.
const BODY_CHARS: usize = 43;
/// 62 to the power of 6 is more than 2 to the power of 32.
const CHECKSUM_CHARS: usize = 6;
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// An API key. Nothing stores it: the vault keeps its MAC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey(Secret);

/// The text is no API key: another prefix, length or alphabet, or the checksum differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no API key")]
pub struct InvalidApiKey;

impl ApiKey {
    /// Makes a new key.
    ///
    /// # Panics
    /// If the system has no random bytes. Every supported system has them after startup.
    pub fn random() -> Self {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        getrandom::fill(bytes.as_mut_slice()).expect("the system provides random bytes");
        Self::of(&bytes)
    }

    fn of(bytes: &[u8; 32]) -> Self {
        let body = Zeroizing::new(base_62(bytes, BODY_CHARS));
        let head = Zeroizing::new(format!("{API_KEY_PREFIX}{}", body.as_str()));
        Self(Secret::new(format!("{}{}", head.as_str(), checksum(&head))))
    }

    /// Parses a key as a program sent it.
    ///
    /// # Errors
    /// [`InvalidApiKey`].
    pub fn parse(text: &str) -> Result<Self, InvalidApiKey> {
        let is_long = text.len() == API_KEY_PREFIX.len() + BODY_CHARS + CHECKSUM_CHARS;
        let rest = text.strip_prefix(API_KEY_PREFIX).filter(|_| is_long).ok_or(InvalidApiKey)?;
        if !rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(InvalidApiKey);
        }
        let (head, sum) = text.split_at(text.len() - CHECKSUM_CHARS);
        if checksum(head) == sum { Ok(Self(Secret::new(text))) } else { Err(InvalidApiKey) }
    }

    /// Returns the key. It is shown once, to the user who made it.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

fn checksum(head: &str) -> String {
    let digest = Sha256::digest(head.as_bytes());
    base_62(&digest[..4], CHECKSUM_CHARS)
}

/// Writes a big-endian number in base 62 with this many digits.
fn base_62(number: &[u8], chars: usize) -> String {
    let mut number = Zeroizing::new(number.to_vec());
    let mut digits = vec![b'0'; chars];
    for digit in digits.iter_mut().rev() {
        let mut rest = 0_u32;
        for byte in number.iter_mut() {
            let value = rest * 256 + u32::from(*byte);
            // At most 61 * 256 + 255, divided by 62: less than 256.
            *byte = u8::try_from(value / 62).unwrap_or_default();
            rest = value % 62;
        }
        *digit = DIGITS[rest as usize];
    }
    digits.into_iter().map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_parsed_as_it_was_made() {
        for _ in 0..200 {
            let key = ApiKey::random();
            assert_eq!(key.expose().len(), 53);
            assert_eq!(ApiKey::parse(key.expose()), Ok(key));
        }
        assert_ne!(ApiKey::random(), ApiKey::random());
    }

    /// The wanted keys were computed by another program: scanners rely on the checksum.
    #[test]
    fn prefix_digits_and_checksum_are_as_published() {
        for (byte, wanted) in [
            (0, "oat_00000000000000000000000000000000000000000003uIk1e"),
            (255, "oat_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp13QeQWb"),
        ] {
            assert_eq!(ApiKey::of(&[byte; 32]).expose(), wanted);
        }
    }

    #[test]
    fn any_changed_character_is_refused() {
        let key = ApiKey::random();
        let text = key.expose();
        for at in 0..text.len() {
            let other = if text.as_bytes()[at] == b'a' { "b" } else { "a" };
            let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert_eq!(ApiKey::parse(&changed), Err(InvalidApiKey), "character {at}");
        }
        let longer = format!("{text}a");
        for wrong in ["", "oat_", &text[1..], &text[..52], longer.as_str(), &text.to_uppercase(), " ", "oat_ậ"] {
            assert_eq!(ApiKey::parse(wrong), Err(InvalidApiKey), "{} characters", wrong.len());
        }
    }

    #[test]
    fn debug_never_shows_the_key() {
        let key = ApiKey::random();
        assert!(!format!("{key:?}").contains(&key.expose()[4..12]));
    }
}
