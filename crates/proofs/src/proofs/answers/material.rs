//! The parts that answers are made of.

use super::body::Kind;
use crate::rng::Rng;

/// Zalo's errors, and similar texts.
pub(super) const REFUSALS: &[&str] = &[
    r#"{"error_name":"Invalid refresh token","error_reason":"Refresh token is invalid","error":-14014}"#,
    r#"{"error":"-14014","error_name":"Invalid refresh token"}"#,
    r#"{"error":-14014.5e999,"message":"x"}"#,
    r#"{"error":{"error":[-1]},"error_name":null}"#,
    r#"{"message":"Access denied"}"#,
    "{}",
    "[]",
    "null",
    "-14014",
    "\"\"",
    "",
    " \r\n",
    "{\"error\":",
];

/// HTML pages and other text that surrounds JSON by mistake.
pub(super) const PAGES: &[&str] = &[
    "<html><body>Đăng nhập Wi-Fi</body></html>",
    "<!DOCTYPE html>\n<title>502 Bad Gateway</title><center>nginx</center>",
    "<pre>",
    "for(;;);",
    "HTTP/1.1 200 OK\r\nContent-Type: text/json\r\n\r\n",
    "\"access_token\"",
    "access_token",
];

/// Returns a member that is not a token, or junk in a token's place.
pub(super) fn other(rng: &mut Rng) -> String {
    let life = *rng.of(&["expires_in", "refresh_token_expires_in"]);
    match rng.below(10) {
        0 => format!("\"{life}\":\"{}\"", rng.below(100_000_000)),
        1 => format!("\"{life}\":{}", rng.next()),
        2 => {
            let odd = [
                "null",
                "-1",
                "0",
                "1e999",
                "-1e999",
                "\"NaN\"",
                "\"inf\"",
                "\"\"",
                "[]",
                "{}",
                "true",
                "\"9e18\"",
                "0.000001",
                "\"90000 \"",
                "9223372036854775808",
            ];
            format!("\"{life}\":{}", rng.of(&odd))
        }
        3 => format!("\"error\":{}", rng.of(&["0", "\"0\"", "-14014", "\"x\"", "null", "1e400", "{}"])),
        4 => format!("\"message\":\"{}\"", rng.of(&["Thành công", "\\u0110\\ud83d\\ude00", "\\\\", "\\\"", "a\\nb"])),
        5 | 6 => format!("\"x{}\":{}", rng.below(9), "[".repeat(within(rng, 300))),
        7 => "\"error_name\":\"Invalid\"".to_owned(),
        _ => format!("\"k{:x}\":\"{:x}\"", rng.below(99), rng.next()),
    }
}

/// Returns a token that looks like Zalo's, from 20 bytes to 3 KiB.
pub(super) fn token(rng: &mut Rng, kind: Kind) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~+/=:";
    let length = *rng.of(&[8, 60, 200, 400, if rng.clone().below(40) == 0 { 3000 } else { 100 }]);
    let front = if kind == Kind::Access { "FAKE_ACCESS_" } else { "FAKE_REFRESH_" };
    let letters = (0..length).map(|_| char::from(*rng.of(LETTERS)));
    front.chars().chain(letters).collect()
}

/// Returns random bytes, mostly ones with a meaning in JSON.
pub(super) fn junk(rng: &mut Rng, most: usize) -> Vec<u8> {
    let length = within(rng, most);
    let is_wild = rng.below(2) == 0;
    let byte = |rng: &mut Rng| {
        if is_wild {
            rng.next().to_le_bytes()[3]
        } else {
            *rng.of(b"\"\\{}[],:u0dn-<>/ \n\xC3\xA9\xED\xA0\x80\xF0\x9F\0")
        }
    };
    (0..length).map(|_| byte(rng)).collect()
}

/// Returns a position from 0 to `most`, inclusive.
pub(super) fn within(rng: &mut Rng, most: usize) -> usize {
    usize::try_from(rng.below(most as u64 + 1)).unwrap_or_default()
}

/// Chooses one of several texts.
pub(super) fn text(rng: &mut Rng, choices: &[&'static str]) -> &'static str {
    rng.of::<&str>(choices)
}
