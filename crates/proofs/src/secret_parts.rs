//! Detects how much of a secret a text reveals, in any case and with anything between the letters.

use std::collections::HashSet;

/// This many consecutive letters reveal a secret.
pub(crate) const TELLING: usize = 12;

/// The parts of secrets that must not appear.
#[derive(Default)]
pub(crate) struct Parts(HashSet<Vec<u8>>);

impl Parts {
    pub(crate) fn add(&mut self, secret: &[u8]) {
        self.0.extend(letters(secret).windows(TELLING).map(<[u8]>::to_vec));
    }

    /// Reports whether the bytes contain any of them.
    pub(crate) fn are_in(&self, bytes: &[u8]) -> bool {
        letters(bytes).windows(TELLING).any(|part| self.0.contains(part))
    }
}

/// Returns letters and digits in lower case.
pub(crate) fn letters(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(u8::to_ascii_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revealed_secret_is_found() {
        let mut parts = Parts::default();
        parts.add(b"FAKE_RT_0123456789abcdef");
        assert!(parts.are_in(b"no: K E-RT.0123_4567 (bad)"), "twelve");
        assert!(!parts.are_in(b"no: FAKE_RT_0123 (bad)"), "ten, and its neighbours");
    }
}
