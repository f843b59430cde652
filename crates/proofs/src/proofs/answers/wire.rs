//! A body on its way: packed, framed and cut.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use oa_token_model::zalo::{BODY_LIMIT, Delivery, RawAnswer};

use super::body::Body;
use super::material::within;
use crate::proof::Trouble;
use crate::rng::Rng;
use crate::wire::Wire;

/// Sends a body over the connection and records in the body what was cut on the way. Returns `None` if there was no
/// answer.
pub(super) fn bring(wire: &Wire, rng: &mut Rng, body: &mut Body) -> Result<Option<RawAnswer>, Trouble> {
    let mut sent = body.bytes.clone();
    let is_packed = rng.below(2) == 0 && !sent.is_empty();
    if is_packed {
        sent = packed(&sent, rng)?;
    }
    let end = if rng.below(2) == 0 { within(rng, sent.len()) } else { sent.len() };
    let arrived = &sent[..end.min(BODY_LIMIT)];
    let length = if is_packed { unpacked(arrived).len() } else { arrived.len() };
    // If gzip could not be unpacked, the bytes are kept as received and hold no token.
    body.cut_at(length.min(BODY_LIMIT));
    match wire.bring(vec![framed(rng, &sent, end)]) {
        Delivery::Answered { answer } => {
            // A form that was cut unnoticed reads as complete; JSON shows where it ends.
            let is_lost = body.is_form && body.is_cut && answer.complete;
            Ok((!is_lost).then_some(answer))
        }
        Delivery::Lost(_) => Ok(None),
        Delivery::NotSent(cause) => Err(format!("nothing was sent: {cause:?}").into()),
    }
}

fn packed(bytes: &[u8], rng: &mut Rng) -> Result<Vec<u8>, Trouble> {
    let level = *rng.of(&[Compression::none(), Compression::fast(), Compression::best()]);
    let mut encoder = GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}

/// Unpacks byte by byte, so that an error loses no byte before it.
fn unpacked(bytes: &[u8]) -> Vec<u8> {
    let mut decoder = GzDecoder::new(bytes);
    let mut unpacked = Vec::new();
    let mut byte = [0];
    while unpacked.len() < BODY_LIMIT && decoder.read(&mut byte).is_ok_and(|read| read == 1) {
        unpacked.push(byte[0]);
    }
    unpacked
}

/// Puts the head before the body's first bytes, using one of HTTP's framings.
fn framed(rng: &mut Rng, body: &[u8], end: usize) -> Vec<u8> {
    let status = rng.of(&["200 OK", "200", "200 \u{e9}", "302 Found", "400 x", "500 x", "999 x"]);
    let odd =
        rng.of(&["", "Set-Cookie: FAKE=1\r\n", "X y: z\r\n", "X : z\r\n", "X: \u{7f}\u{e9}\r\n", "X: a\r\n b\r\n"]);
    let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Type: text/html\r\n{odd}").into_bytes();
    match rng.below(3) {
        0 => {
            bytes.extend(format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes());
            bytes.extend(&body[..end]);
        }
        1 => {
            bytes.extend(b"Transfer-Encoding: chunked\r\n\r\n");
            let size = 1 + within(rng, 900);
            for chunk in body[..end].chunks(size) {
                bytes.extend(format!("{:x}\r\n", chunk.len()).into_bytes());
                bytes.extend(chunk);
                bytes.extend(b"\r\n");
            }
            if end == body.len() {
                bytes.extend(b"0\r\n\r\n");
            }
        }
        _ => {
            bytes.extend(b"Connection: close\r\n\r\n");
            bytes.extend(&body[..end]);
        }
    }
    bytes
}
