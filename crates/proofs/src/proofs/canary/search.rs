//! Searches for secrets in every encoding.

use crate::proof::Trouble;
use crate::secret_parts::Parts;

/// The secrets to search for.
#[derive(Default)]
pub(in crate::proofs) struct Secrets {
    needles: Vec<Vec<u8>>,
    /// Parts of twelve letters, in any case and with anything between the letters.
    parts: Parts,
}

/// What was found where, and how many places were searched.
#[derive(Default)]
pub(super) struct Found {
    pub(super) searched: u64,
    pub(super) places: Vec<String>,
}

impl Secrets {
    /// Adds a secret of at least 20 characters.
    pub(in crate::proofs) fn add(&mut self, secret: &str) {
        self.needles.extend(spellings(secret));
        self.parts.add(secret.as_bytes());
    }

    /// Returns the number of encodings to search for.
    pub(super) fn spellings(&self) -> u64 {
        self.needles.len() as u64
    }

    /// Reports whether any of them is in these bytes.
    pub(in crate::proofs) fn are_in(&self, bytes: &[u8]) -> bool {
        self.needles.iter().any(|needle| contains(bytes, needle)) || self.parts.are_in(bytes)
    }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    let Some(first) = needle.first() else { return false };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        if rest[at..].starts_with(needle) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}

/// Returns a secret's possible encodings, also of each of its halves, because half a token is a leak too.
fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let bytes = secret.as_bytes();
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let hex = |upper: bool| {
        let digits = bytes.iter().map(|byte| if upper { format!("{byte:02X}") } else { format!("{byte:02x}") });
        digits.collect::<String>().into_bytes()
    };
    let wide = |unit: fn(u16) -> [u8; 2]| secret.encode_utf16().flat_map(unit).collect();
    let form = secret.bytes().map(|byte| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    let form = form.collect::<String>().into_bytes();
    let mut all = vec![first.to_vec(), second.to_vec(), hex(false), hex(true), form];
    all.extend([wide(u16::to_le_bytes), wide(u16::to_be_bytes)]);
    // In base64 the same bytes look different depending on their offset.
    for skipped in 0..3 {
        let whole = (bytes.len() - skipped) / 3 * 3;
        for letters in ["+/", "-_"] {
            all.push(base64(&bytes[skipped..skipped + whole], letters));
        }
    }
    all
}

fn base64(bytes: &[u8], last: &str) -> Vec<u8> {
    let letters: Vec<u8> = (b'A'..=b'Z').chain(b'a'..=b'z').chain(b'0'..=b'9').chain(last.bytes()).collect();
    let group = |three: &[u8]| {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        [18, 12, 6, 0].map(|shift| letters[(bits >> shift & 63) as usize])
    };
    bytes.chunks_exact(3).flat_map(group).collect()
}

/// Fails unless each encoding of a planted secret is found, and nothing is found in clean text.
pub(in crate::proofs) fn prove_able() -> Result<(), Trouble> {
    let planted = "FAKE_CANARY_planted+0123/456789=abcdef";
    let mut secrets = Secrets::default();
    secrets.add(planted);
    for needle in &secrets.needles {
        let around = [b"some text FAKE_CANARY \0\xFF".as_slice(), needle, b"\0 more"].concat();
        if !secrets.are_in(&around) {
            return Err("the search does not find a planted secret".into());
        }
    }
    // Written by hand, in case encoding and search share an error.
    let known = [
        "x FAKE_CANARY_planted+0123/456789=abcdef y",
        "FAKE_CANARY_planted%2B0123%2F456789%3Dabcdef",
        "46414b455f43414e4152595f706c616e7465642b303132332f3435363738393d616263646566",
        "RkFLRV9DQU5BUllfcGxhbnRlZCswMTIzLzQ1Njc4OT1hYmNkZWY=",
        "no: P L A N T E D 0 1 2 3 4 (bad)",
    ];
    if known.iter().any(|text| !secrets.are_in(text.as_bytes())) || secrets.are_in(b"FAKE_CANARY_0123456789") {
        return Err("the search does not distinguish present from absent secrets".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_planted_secret_is_found() {
        super::prove_able().unwrap();
    }
}
