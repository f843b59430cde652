//! The disguises of a secret: cut, then encoded, then split, among other words.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use crate::rng::Rng;
use crate::secret_parts::TELLING;

/// A run of this length is always masked.
const RUN: usize = 20;

/// A sentence that repeats a secret.
pub(super) struct Worn {
    /// Zalo's error code.
    pub(super) code: i64,
    /// The whole sentence.
    pub(super) said: String,
    /// The disguised secret in it.
    pub(super) wears: String,
    /// How it was cut, for the table.
    pub(super) cut: &'static str,
}

impl Worn {
    pub(super) fn new(secret: &str, rng: &mut Rng) -> Self {
        let (cut, part) = cut(secret, rng);
        let wears = encoded(part, rng);
        let act = *rng.of(&[
            "",
            "",
            "\u{1b}]52;c;RkFLRQ==\u{7}",
            "\u{1b}[2J",
            "\u{9b}2J",
            "\nShop B: saved, pair 9\r",
            "\u{202e}",
            "\u{e0041}",
            "\0",
        ]);
        let said = match rng.below(4) {
            0 => wears.clone(),
            1 => format!("Invalid refresh token {wears}{act}."),
            2 => format!("{act}<b>refresh_token</b>=\"{wears}\""),
            _ => format!("no such token: {wears} (xin cấp lại){act}"),
        };
        Self { code: *rng.of(&[-14014, -14004, -14002, -32, -1]), said, wears, cut }
    }
}

fn cut<'a>(secret: &'a str, rng: &mut Rng) -> (&'static str, &'a str) {
    let length = secret.len();
    let within = |rng: &mut Rng| usize::try_from(rng.below((length - TELLING) as u64 + 1)).unwrap_or_default();
    match rng.below(5) {
        0 => ("whole", secret),
        1 => ("cut by one character", if rng.below(2) == 0 { &secret[1..] } else { &secret[..length - 1] }),
        2 => ("halved", if rng.below(2) == 0 { &secret[..length / 2] } else { &secret[length / 2..] }),
        3 => (
            "its beginning or end",
            if rng.below(2) == 0 { &secret[within(rng)..] } else { &secret[..length - within(rng)] },
        ),
        _ => {
            let from = within(rng);
            ("its middle", &secret[from..(from + TELLING + within(rng)).min(length)])
        }
    }
}

/// Encodes once and splits, or encodes twice. Parts shorter than a run that is always masked stay plain: no known order
/// may put twelve of its letters in a row.
fn encoded(part: &str, rng: &mut Rng) -> String {
    if part.len() < RUN {
        return in_pieces(part, rng);
    }
    let once = one_way(part, rng);
    if rng.below(6) == 0 { one_way(&once, rng) } else { in_pieces(&once, rng) }
}

fn one_way(text: &str, rng: &mut Rng) -> String {
    let bytes = text.as_bytes();
    let front = &b"xyz"[..usize::try_from(rng.below(3)).unwrap_or_default()];
    let each = |form: fn(&mut String, u8)| {
        bytes.iter().fold(String::new(), |mut made, byte| {
            form(&mut made, *byte);
            made
        })
    };
    match rng.below(12) {
        0..=2 => text.to_owned(),
        3 => text.to_uppercase(),
        4 => text.to_lowercase(),
        5 => STANDARD.encode([front, bytes].concat()),
        6 => URL_SAFE_NO_PAD.encode([front, bytes].concat()),
        7 => each(|made, byte| write!(made, "{byte:02x}").unwrap_or_default()),
        8 => each(|made, byte| write!(made, "%{byte:02X}").unwrap_or_default()),
        9 => text.replace('_', "%255F"),
        10 => each(|made, byte| write!(made, "\\u{byte:04x}").unwrap_or_default()),
        _ => each(|made, byte| write!(made, "&#{byte};").unwrap_or_default()),
    }
}

/// Inserts separators, but not inside a text's escapes.
fn in_pieces(text: &str, rng: &mut Rng) -> String {
    let between = *rng.of(&[" ", ".", ", ", "-", "\n", "\u{200b}", "/", " _ "]);
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-=+/".contains(&byte));
    if rng.below(3) != 0 || !is_plain {
        return text.to_owned();
    }
    let size = usize::try_from(1 + rng.below(9)).unwrap_or(1);
    let pieces: Vec<_> = text.as_bytes().chunks(size).map(String::from_utf8_lossy).collect();
    pieces.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret_parts::Parts;

    #[test]
    fn a_secret_is_distinguished_from_its_wrapping() {
        let secret = "FAKE_RT_0123456789abcdef";
        let mut parts = Parts::default();
        parts.add(secret.as_bytes());
        let worn = (0..400).map(|number| Worn::new(secret, &mut Rng::new(1, number)));
        let plain = worn.filter(|worn| parts.are_in(worn.said.as_bytes())).count();
        assert!(plain > 100, "{plain}");
    }
}
