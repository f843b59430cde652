//! Finds secrets and possible secrets in a text, in several encodings. Pure.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use url::form_urlencoded;
use zeroize::Zeroizing;

use super::BULLETS;
use crate::secret::Secret;

/// A run of this many token characters is always masked: it may be part of an unknown token.
const SUSPICIOUS_RUN: usize = 20;
/// A run of this many letters and digits that also occurs in a known secret is masked.
const SHARED: usize = 12;
/// Replaces a secret in a sentence.
pub const HIDDEN: &str = "•••";

/// Masks texts received over the network. Stores only hashes of parts of the secrets.
pub struct Mask {
    hasher: RandomState,
    /// Hashes of the parts of the known secrets, by length.
    parts: HashMap<usize, HashSet<u64>>,
}

impl Mask {
    /// Adds the secrets: literally, in base64 at any offset, in hex, form-encoded once and twice.
    pub fn new(known: &[&Secret]) -> Self {
        let mut mask = Self { hasher: RandomState::new(), parts: HashMap::new() };
        for secret in known {
            let bytes = secret.expose().as_bytes();
            mask.learn(secret.expose());
            let once: Zeroizing<String> = Zeroizing::new(form_urlencoded::byte_serialize(bytes).collect());
            mask.learn(&once);
            mask.learn(&Zeroizing::new(form_urlencoded::byte_serialize(once.as_bytes()).collect::<String>()));
            if letters(secret.expose()).len() >= SHARED {
                for skipped in 0..3 {
                    mask.learn(&Zeroizing::new(STANDARD.encode(bytes.get(skipped..).unwrap_or_default())));
                }
                let digit = |digit: u8| char::from_digit(digit.into(), 16).unwrap_or_default();
                mask.learn(&Zeroizing::new(
                    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect::<String>(),
                ));
            }
        }
        mask
    }

    fn learn(&mut self, secret: &str) {
        let letters = Zeroizing::new(letters(secret).into_iter().map(|(letter, _)| letter).collect::<Vec<u8>>());
        let length = letters.len().min(SHARED);
        if length > 0 {
            let hashes = letters.windows(length).map(|part| self.hasher.hash_one(part));
            self.parts.entry(length).or_default().extend(hashes);
        }
    }

    /// Masks a text that is shown as received. Possible tokens keep their last four characters.
    pub fn with_tails(&self, text: &str) -> String {
        self.mask(text, BULLETS, 4)
    }

    /// Masks a sentence.
    pub fn sentence(&self, text: &str) -> String {
        self.mask(text, HIDDEN, 0)
    }

    fn mask(&self, text: &str, stands_for: &str, tail: usize) -> String {
        let known = self.known(text);
        let overlaps = |run: &Range<usize>| known.iter().any(|known| known.start < run.end && run.start < known.end);
        let unknown = runs(text).into_iter().map(|run| if overlaps(&run) { run } else { run.start..run.end - tail });
        let mut hidden: Vec<Range<usize>> = known.iter().cloned().chain(unknown).collect();
        hidden.sort_by_key(|range| range.start);
        let (mut masked, mut at) = (String::with_capacity(text.len()), 0);
        for range in hidden {
            if range.start >= at {
                // A range that touches the one before gets no second mask.
                if range.start > at || at == 0 {
                    masked.push_str(&text[at..range.start]);
                    masked.push_str(stands_for);
                }
            }
            at = at.max(range.end);
        }
        masked.push_str(&text[at..]);
        masked
    }

    /// Finds runs that also occur in the known secrets, ignoring case and characters between the letters.
    fn known(&self, text: &str) -> Vec<Range<usize>> {
        let letters = letters(text);
        let just: Vec<u8> = letters.iter().map(|(letter, _)| *letter).collect();
        let mut found: Vec<Range<usize>> = Vec::new();
        for (length, parts) in &self.parts {
            for (first, part) in just.windows(*length).enumerate() {
                if parts.contains(&self.hasher.hash_one(part)) {
                    found.push(letters[first].1..letters[first + length - 1].1 + 1);
                }
            }
        }
        found
    }
}

/// Returns the letters and digits of a text in lower case, each with its position.
fn letters(text: &str) -> Vec<(u8, usize)> {
    let bytes = text.bytes().enumerate();
    bytes.filter(|(_, byte)| byte.is_ascii_alphanumeric()).map(|(at, byte)| (byte.to_ascii_lowercase(), at)).collect()
}

/// Finds runs that may be a token or a part of one, in any encoding.
fn runs(text: &str) -> Vec<Range<usize>> {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"-_=+/%~\\&#;".contains(&byte);
    let (mut found, mut start) = (Vec::new(), 0);
    for (at, byte) in text.bytes().chain([b' ']).enumerate() {
        if !is_part(byte) {
            if at - start >= SUSPICIOUS_RUN {
                found.push(start..at);
            }
            start = at + 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_zalos_messages_are_hidden() {
        let (long, short) = (Secret::new("FAKE_RT_a+b/c"), Secret::new("FAKE_RT"));
        let mask = Mask::new(&[&short, &long, &Secret::new("")]);
        assert_eq!(mask.sentence("token FAKE_RT_a+b/c is bad"), "token ••• is bad");
        assert_eq!(mask.sentence("refresh_token=FAKE_RT_a%2Bb%2Fc&x"), "•••");
        assert_eq!(mask.sentence("FAKE_RT, FAKE_RT"), "•••, •••");
        assert_eq!(mask.sentence("nothing here"), "nothing here");
        assert_eq!(
            Mask::new(&[]).sentence("Refresh token is expired or invalid."),
            "Refresh token is expired or invalid."
        );
    }

    #[test]
    fn encoded_secrets_are_masked_too() {
        let text = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";
        let secret = Secret::new(text);
        let mask = Mask::new(&[&secret]);
        let spaced: String = text.chars().flat_map(|char| [char, ' ']).collect();
        let in_pieces = |text: &str, size, between| {
            let pieces: Vec<_> = text.as_bytes().chunks(size).map(String::from_utf8_lossy).collect();
            pieces.join(between)
        };
        let dotted = in_pieces(text, 5, ".");
        let in_base64 = STANDARD.encode(format!("ab{text}"));
        let base64_in_pieces = in_pieces(&in_base64, 9, " ");
        for said in [
            text[1..].to_owned(),
            text[..text.len() - 1].to_owned(),
            text[..29].to_owned(),
            text[29..].to_owned(),
            text[10..22].to_owned(),
            text.to_uppercase(),
            text.to_lowercase(),
            text.replace('_', "%255F"),
            spaced,
            dotted,
            in_base64,
            base64_in_pieces,
            text.chars().rev().collect(),
        ] {
            let shown = mask.sentence(&format!("no: {said} (bad)"));
            assert!(shown.starts_with("no: ") && shown.ends_with("(bad)"), "{shown}");
            let letters = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
            let left = letters(&shown).len() - letters("no bad").len();
            assert!(left < SHARED, "{shown}");
        }
    }

    #[test]
    fn the_tail_of_an_unknown_token_is_kept_in_text_shown_as_received() {
        let mask = Mask::new(&[]);
        assert_eq!(mask.with_tails("a FAKE_AT_0123456789abcdef b"), format!("a {BULLETS}cdef b"));
        assert_eq!(mask.with_tails("FAKE_AT_0123456789"), "FAKE_AT_0123456789", "too short for a token");
        assert_eq!(mask.with_tails(""), "");
    }
}
