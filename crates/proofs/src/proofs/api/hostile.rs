//! The requests, and the keys they are made with.

use std::thread;
use std::time::Duration;

use oa_token_model::api::ApiKey;

use crate::home::Home;
use crate::proof::Trouble;
use crate::rng::Rng;
use crate::serving;

/// Keys of every sort.
pub(super) struct Keys {
    /// May do everything on "shop".
    pub(super) right: String,
    /// May do everything on "other".
    others: String,
    /// May see states of "shop".
    status: String,
    expired: String,
    removed: String,
    /// Keys of another vault.
    strange: Vec<String>,
}

impl Keys {
    /// Makes them by the command.
    pub(super) fn make(home: &Home) -> Result<Self, Trouble> {
        let all = "status,token,refresh";
        let keys = Self {
            right: serving::key(home, "right", &["--oa", "shop", "--can", all])?,
            others: serving::key(home, "others", &["--oa", "other", "--can", all])?,
            status: serving::key(home, "status", &["--oa", "shop", "--can", "status"])?,
            expired: serving::key(home, "expired", &["--oa", "shop", "--can", all, "--expires", "1s"])?,
            removed: serving::key(home, "removed", &["--oa", "shop", "--can", all])?,
            strange: (0..16).map(|_| ApiKey::random().expose().to_owned()).collect(),
        };
        if !home.run(&["api-key", "remove", "removed"])?.status.success() {
            return Err("a key could not be removed".into());
        }
        thread::sleep(Duration::from_secs(2));
        Ok(keys)
    }

    /// Returns all keys that this vault made.
    pub(super) fn all(&self) -> [&str; 5] {
        [&self.right, &self.others, &self.status, &self.expired, &self.removed]
    }
}

/// One hostile request.
pub(super) struct Request {
    pub(super) kind: &'static str,
    pub(super) bytes: Vec<u8>,
}

const PATHS: [&str; 5] =
    ["/v1/oas", "/v1/oas/shop", "/v1/oas/shop/token", "/v1/oas/shop/token?min_life=90000", "/v1/oas/SHOP/token"];
const FOREIGN: [&str; 14] = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.nip.io",
    "localhost.",
    "127.1",
    "0x7f000001",
    "2130706433",
    "0.0.0.0:8470",
    "[::ffff:127.0.0.1]",
    "user@localhost",
    "localhost@evil.example",
    "192.168.1.10",
    "",
    "localhost, evil.example",
];
const ORIGINS: [&str; 6] =
    ["https://evil.example", "null", "http://localhost", "http://127.0.0.1:8470", "file://", "chrome-extension://abc"];
const FORWARDED: [&str; 8] = [
    "Forwarded: for=127.0.0.1;host=localhost",
    "X-Forwarded-For: 127.0.0.1",
    "X-Forwarded-Host: localhost",
    "X-Forwarded-Proto: https",
    "X-FORWARDED-PORT: 8470",
    "X-Forwarded-Prefix: /",
    "X-Real-IP: 127.0.0.1",
    "Via: 1.1 evil",
];

/// Makes one, with the right key wherever the key is not what is wrong.
pub(super) fn request(keys: &Keys, rng: &mut Rng) -> Request {
    let path = *rng.of(&PATHS);
    let right = keys.right.as_str();
    let head = |path: &str, host: &str, key: &str, more: &str| {
        let bearer = if key.is_empty() { String::new() } else { format!("authorization: Bearer {key}\r\n") };
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{bearer}{more}\r\n").into_bytes()
    };
    let here = |key: &str, more: &str| head(path, "localhost", key, more);
    let post = |oa: &str, key: &str, more: &str, body: &str| {
        let bearer = format!("authorization: Bearer {key}\r\n");
        format!(
            "POST /v1/oas/{oa}/refresh HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n{bearer}{more}\r\n{body}"
        )
        .into_bytes()
    };
    let json = "content-type: application/json\r\n";
    let (kind, bytes) = match rng.below(18) {
        0 | 1 => ("a foreign Host", head(path, rng.of::<&str>(&FOREIGN), right, "")),
        2 => ("a whole address of a foreign host", head(&format!("http://evil.example{path}"), "localhost", right, "")),
        3 => ("two Hosts", here(right, &format!("host: {}\r\n", rng.of(&FOREIGN)))),
        4 | 5 => ("an Origin", here(right, &format!("origin: {}\r\n", rng.of(&ORIGINS)))),
        6 | 7 => ("headers of a proxy", here(right, &format!("{}\r\n", rng.of(&FORWARDED)))),
        8 => {
            let length = usize::try_from(8192 + rng.below(60_000)).unwrap_or(8192);
            ("a large head", here(right, &format!("x: {}\r\n", "x".repeat(length))))
        }
        9 => ("many headers", here(right, &"x: 1\r\n".repeat(70))),
        10 => {
            let length = 1025 + rng.below(1 << 40);
            ("a large body", post("shop", right, &format!("{json}content-length: {length}\r\n"), ""))
        }
        11 => ("a body with a GET", here(right, &format!("content-length: {}\r\n", 1 + rng.below(1000)))),
        12 => {
            let both = "transfer-encoding: chunked\r\ncontent-length: 16\r\n";
            let hidden = format!("0\r\n\r\n{}", String::from_utf8_lossy(&here(right, "")));
            ("two lengths", post("shop", right, &format!("{json}{both}"), &hidden))
        }
        13 => ("no key", here("", rng.of::<&str>(&["", "authorization: Basic QTpC\r\n", "cookie: key=1\r\n"]))),
        14 => ("a wrong key", here(&damaged(&rng.of(&keys.strange).clone(), right, rng), "")),
        15 => ("an ended or removed key", here(rng.of::<&str>(&[&keys.expired, &keys.removed]), "")),
        16 => {
            let path = *rng.of(&["/v1/oas/other", "/v1/oas/other/token", "/v1/oas/Other", "/v1/oas/..%2fother/token"]);
            ("an OA of others", head(path, "localhost", rng.of::<&str>(&[right, &keys.status]), ""))
        }
        _ => match rng.below(4) {
            0 => ("too little permission", head("/v1/oas/shop/token", "localhost", &keys.status, "")),
            1 => {
                let body = "{\"generation\":2}";
                let more = format!("{json}content-length: {}\r\n", body.len());
                ("too little permission", post("shop", rng.of::<&str>(&[&keys.status, &keys.others]), &more, body))
            }
            2 => {
                let method = rng.of(&["OPTIONS", "PUT", "DELETE", "HEAD", "PATCH", "TRACE"]);
                let text = String::from_utf8_lossy(&here(right, "")).replacen("GET", method, 1);
                ("another method", text.into_bytes())
            }
            _ => {
                let noise = (0..64).map(|_| u8::try_from(rng.below(256)).unwrap_or_default());
                ("no HTTP", noise.chain(*b"\r\n\r\n").collect())
            }
        },
    };
    Request { kind, bytes }
}

/// Returns a key of another vault, or the right one with a letter changed.
fn damaged(strange: &str, right: &str, rng: &mut Rng) -> String {
    if rng.below(2) == 0 {
        return strange.to_owned();
    }
    let at = usize::try_from(rng.below(right.len() as u64)).unwrap_or_default();
    let other = if right.as_bytes()[at] == b'a' { 'b' } else { 'a' };
    format!("{}{other}{}", &right[..at], &right[at + 1..])
}
