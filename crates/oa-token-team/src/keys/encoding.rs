//! Unambiguous bytes to sign, hash and bind.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use sha2::{Digest as _, Sha256};

/// Joins parts, each after its length, so that no two lists of parts give the same bytes. `purpose` comes first: a
/// signature for one purpose is none for another.
pub(super) fn joined(purpose: &str, parts: &[&[u8]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(256);
    for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    bytes
}

/// Returns the SHA-256 hash of bytes.
pub(super) fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Public bytes of a fixed length, written as hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hex<const N: usize>(pub [u8; N]);

impl<const N: usize> Hex<N> {
    /// Returns the digits.
    pub fn to_text(self) -> String {
        const DIGITS: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
        self.0.iter().flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 0x0f)]]).collect()
    }

    /// Reads digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, rest) = text.as_bytes().as_chunks::<2>();
        let value = |digit: u8| match digit {
            b'0'..=b'9' => Some(digit - b'0'),
            b'a'..=b'f' => Some(digit - b'a' + 10),
            _ => None,
        };
        let byte = |pair: &[u8; 2]| Some(value(pair[0])? << 4 | value(pair[1])?);
        let bytes: Vec<u8> = digits.iter().map(byte).collect::<Option<_>>().filter(|_| rest.is_empty())?;
        bytes.try_into().ok().map(Self)
    }
}

impl<const N: usize> Serialize for Hex<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_text())
    }
}

impl<'de, const N: usize> Deserialize<'de> for Hex<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not the hexadecimal digits of that many bytes"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_lists_of_parts_give_the_same_bytes() {
        let all = [
            joined("a", &[b"bc", b"d"]),
            joined("a", &[b"b", b"cd"]),
            joined("a", &[b"bcd"]),
            joined("ab", &[b"c", b"d"]),
            joined("a", &[b"bc", b"d", b""]),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{at}");
        }
    }

    #[test]
    fn digits_are_read_back_and_nothing_else_is() {
        let bytes = Hex([0, 1, 0xab, 0xff]);
        assert_eq!(bytes.to_text(), "0001abff");
        assert_eq!(Hex::parse("0001abff"), Some(bytes));
        for wrong in ["0001abf", "0001ABFF", "0001abff00", "0001abfg", "+001abff"] {
            assert_eq!(Hex::<4>::parse(wrong), None, "{wrong}");
        }
    }
}
