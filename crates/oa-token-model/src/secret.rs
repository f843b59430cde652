//! A text that must not be shown by accident.

use std::fmt;

use zeroize::Zeroizing;

/// A secret text: redacted in `Debug`, without `Display`, `Deref` or `Serialize`, zeroed on drop.
///
/// The only way to the text is [`Secret::expose`], so a search for that word finds every use.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the text. Callers must keep it out of logs, errors and arguments.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Reports whether the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the last four characters, or nothing if the text is too short to reveal four.
    pub fn last_four(&self) -> &str {
        const SAFE_LENGTH: usize = 16;
        if self.0.chars().count() < SAFE_LENGTH {
            return "";
        }
        let start = self.0.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
        &self.0[start..]
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Secret bytes, such as an answer as received: redacted in `Debug`, zeroed on drop.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SecretBytes(Zeroizing<Vec<u8>>);

impl SecretBytes {
    /// Wraps bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Returns the bytes. Callers must keep them out of logs, errors and arguments.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// Returns the number of bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Reports whether there are no bytes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBytes({} B)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_text() {
        let secret = Secret::new("FAKE_SECRET_0000000000");
        assert_eq!(format!("{secret:?} {:#?}", Some(&secret)).matches("FAKE").count(), 0);
    }

    #[test]
    fn only_a_long_secret_shows_its_last_four() {
        assert_eq!(Secret::new("FAKE_SECRET_0000000wT3k").last_four(), "wT3k");
        assert_eq!(Secret::new("FAKE_short").last_four(), "");
        assert_eq!(Secret::new("FAKE_nhiều_chữ_có_dấu_ậếộữ").last_four(), "ậếộữ");
    }
}
