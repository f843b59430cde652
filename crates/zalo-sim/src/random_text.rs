//! The 64 characters of tokens, which are those of base64url. Knows no meaning of either.

/// The characters in the order of base64url.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Extends a prefix to a length with random characters of A-Z a-z 0-9 - _.
pub(crate) fn random_text(front: &str, length: usize) -> String {
    let mut bytes = vec![0; length.saturating_sub(front.len())];
    getrandom::fill(&mut bytes).expect("the system provides random bytes");
    front.chars().chain(bytes.into_iter().map(|byte| char::from(ALPHABET[usize::from(byte & 63)]))).collect()
}

/// Encodes bytes as base64url without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    let sextets = bytes.chunks(3).flat_map(|chunk| {
        let word = chunk.iter().fold(0u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        (0..=chunk.len()).map(move |at| ALPHABET[(word >> (18 - 6 * at) & 63) as usize])
    });
    sextets.map(char::from).collect()
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn base64url_is_that_of_the_rfcs() {
        for (bytes, text) in [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg")] {
            assert_eq!(base64url(bytes.as_bytes()), text);
        }
        // RFC 7636, appendix B.
        let digest = Sha256::digest(b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(base64url(&digest), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn tokens_look_fake_and_differ() {
        let (one, other) = (random_text("FAKE_AT_1_", 384), random_text("FAKE_AT_1_", 384));
        assert_ne!(one, other);
        assert_eq!(one.len(), 384);
        assert!(one.starts_with("FAKE_") && one.bytes().all(|byte| byte == b'_' || ALPHABET.contains(&byte)));
    }
}
