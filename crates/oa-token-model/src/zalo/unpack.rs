//! Decompresses an answer's body: gzip, deflate, br and zstd, as announced by the header or recognised by the bytes.
//! This client requests none of them, but some proxies and gateways use them anyway. No I/O.
//!
//! Bounded for any input: at most [`BODY_LIMIT`] bytes of output and 8 MiB of window. A body that cannot be
//! decompressed is returned unchanged.

use std::io::Read;

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use flate2::{Decompress, FlushDecompress};
use ruzstd::decoding::StreamingDecoder;
use zeroize::Zeroizing;

use super::answer::BODY_LIMIT;
use super::zstd_frame::Frame;
use crate::secret::SecretBytes;

/// The largest zstd window accepted. RFC 9659 allows no larger one in HTTP.
const WINDOW_LIMIT: u64 = 8 * 1024 * 1024;
/// Maximum number of nested encodings. Two occur behind two proxies.
const LAYERS: usize = 3;
/// Number of bytes read from a decoder at once. Small, because an error in the stream loses the current piece.
const PIECE: usize = 64;

/// A content encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coding {
    /// RFC 1952.
    Gzip,
    /// `deflate` means the zlib format, but some servers send it raw.
    Deflate,
    /// RFC 1951, without the zlib frame.
    RawDeflate,
    /// RFC 7932.
    Brotli,
    /// RFC 8878.
    Zstd,
}

impl Coding {
    /// Parses the values of the `Content-Encoding` headers, in the order in which the encodings were applied.
    pub fn read_all<'a>(values: impl Iterator<Item = &'a str>) -> Vec<Self> {
        let names = values.flat_map(|value| value.split(',')).map(|name| name.trim().to_ascii_lowercase());
        let read = |name: String| match name.as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" | "x-deflate" | "zlib" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        };
        names.filter_map(read).collect()
    }

    /// Recognises the encoding by the first bytes.
    fn told_by(body: &[u8]) -> Option<Self> {
        match *body {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            // The zlib header: method deflate, a window of at most 32 KiB, no dictionary, and a valid 5-bit check.
            [first, second, ..]
                if first & 0x8F == 0x08
                    && second & 0x20 == 0
                    && u16::from_be_bytes([first, second]).is_multiple_of(31) =>
            {
                Some(Self::Deflate)
            }
            _ => None,
        }
    }

    /// Reports whether the output proves that this was the encoding. Gzip and zstd are proven by their headers and
    /// checks. The others are not: nearly any bytes can be the beginning of raw deflate or br.
    fn is_proof(self, opened: &[u8]) -> bool {
        match self {
            Self::Gzip | Self::Zstd => true,
            Self::Deflate | Self::RawDeflate | Self::Brotli => {
                opened.is_empty() || is_text(opened) || mentions_token(opened) || Self::told_by(opened).is_some()
            }
        }
    }

    fn open(self, body: &[u8]) -> Unpacked {
        match self {
            Self::Gzip => read_all(flate2::bufread::MultiGzDecoder::new(body)),
            Self::Deflate => inflate(body, true),
            Self::RawDeflate => inflate(body, false),
            Self::Brotli => brotli(body),
            Self::Zstd => zstd(body),
        }
    }
}

/// The output of one layer, and whether it is complete.
struct Unpacked {
    bytes: SecretBytes,
    whole: bool,
}

/// Decompresses a body as far as possible. Returns whether the body and every layer in it are complete.
pub fn unpack(body: Vec<u8>, mut announced: Vec<Coding>, complete: bool) -> (SecretBytes, bool) {
    let (mut body, mut complete) = (SecretBytes::new(body), complete);
    for _ in 0..LAYERS {
        let outer = announced.pop();
        let Some(layer) = open_layer(body.expose(), outer, !announced.is_empty()) else { break };
        body = layer.bytes;
        complete &= layer.whole;
    }
    (body, complete)
}

/// Decompresses the outermost layer, if there is one. `has_more` means that another layer inside it was announced.
fn open_layer(body: &[u8], announced: Option<Coding>, has_more: bool) -> Option<Unpacked> {
    if body.is_empty() || is_text(body) {
        return None;
    }
    let raw = announced.filter(|coding| *coding == Coding::Deflate).map(|_| Coding::RawDeflate);
    let mut cut: Option<Unpacked> = None;
    for coding in [Coding::told_by(body), announced, raw].into_iter().flatten() {
        let opened = coding.open(body);
        if opened.whole && (has_more || coding.is_proof(opened.bytes.expose())) {
            return Some(opened);
        }
        let is_better = cut.as_ref().is_none_or(|earlier| earlier.bytes.len() < opened.bytes.len());
        if !opened.bytes.is_empty() && is_better && is_sound_part(coding, opened.bytes.expose(), body) {
            cut = Some(Unpacked { whole: false, ..opened });
        }
    }
    match guess(body) {
        Some(opened) if opened.whole || cut.is_none() => Some(opened),
        Some(_) | None => cut,
    }
}

/// Reports whether incomplete output may be used. A token that is in the body uncompressed must not be lost to a wrong
/// guess.
fn is_sound_part(coding: Coding, part: &[u8], body: &[u8]) -> bool {
    mentions_token(part) || !mentions_token(body) && coding.is_proof(part)
}

/// Tries the encodings that neither a header nor the first bytes show. Accepts only output that is text.
fn guess(body: &[u8]) -> Option<Unpacked> {
    [Coding::Brotli, Coding::RawDeflate].into_iter().map(|coding| coding.open(body)).find(|opened| {
        let bytes = opened.bytes.expose();
        is_text(bytes) && (opened.whole || mentions_token(bytes) && !mentions_token(body))
    })
}

/// Reports whether bytes are text. The last character may be cut off. UTF-16 is accepted if it is ASCII only.
/// Compressed data is never text.
fn is_text(bytes: &[u8]) -> bool {
    let marks: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
    let bytes = marks.iter().find_map(|mark| bytes.strip_prefix(*mark)).unwrap_or(bytes);
    let plain = SecretBytes::new(bytes.iter().copied().filter(|byte| *byte != 0).collect());
    let is_even = !plain.is_empty();
    let text = match str::from_utf8(plain.expose()) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            str::from_utf8(&plain.expose()[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    is_even && text.chars().all(|char| !char.is_control() || matches!(char, '\t' | '\n' | '\r'))
}

fn mentions_token(bytes: &[u8]) -> bool {
    let plain = SecretBytes::new(bytes.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect());
    plain.expose().windows(5).any(|word| word == b"token")
}

/// Reads a decoder piece by piece, up to the limit.
fn read_all(mut reader: impl Read) -> Unpacked {
    let mut bytes = Vec::with_capacity(BODY_LIMIT);
    let mut piece = [0; PIECE];
    let whole = loop {
        match reader.read(&mut piece) {
            Ok(0) => break true,
            Ok(length) => {
                if !take(&mut bytes, &piece[..length]) {
                    break false;
                }
            }
            Err(_) => break false,
        }
    };
    Unpacked { bytes: SecretBytes::new(bytes), whole }
}

/// Appends a piece. Returns whether all of it fit.
fn take(bytes: &mut Vec<u8>, piece: &[u8]) -> bool {
    let room = BODY_LIMIT - bytes.len();
    bytes.extend_from_slice(&piece[..piece.len().min(room)]);
    piece.len() <= room
}

/// Decompresses deflate without flate2's readers, because they accept a stream without its end as complete.
fn inflate(body: &[u8], with_head: bool) -> Unpacked {
    let mut decoder = Decompress::new(with_head);
    let mut bytes = Vec::with_capacity(BODY_LIMIT);
    let mut piece = [0; PIECE];
    let whole = loop {
        let (read, written) = (decoder.total_in(), decoder.total_out());
        let rest = usize::try_from(read).ok().and_then(|read| body.get(read..)).unwrap_or_default();
        let status = decoder.decompress(rest, &mut piece, FlushDecompress::None);
        let length = usize::try_from(decoder.total_out() - written).unwrap_or_default();
        if !take(&mut bytes, &piece[..length]) {
            break false;
        }
        match status {
            // Raw deflate has no checksum, so bytes after its end show that this was not such a stream.
            Ok(flate2::Status::StreamEnd) => break with_head || decoder.total_in() == body.len() as u64,
            Ok(flate2::Status::Ok | flate2::Status::BufError) if length > 0 || decoder.total_in() > read => {}
            Ok(flate2::Status::Ok | flate2::Status::BufError) | Err(_) => break false,
        }
    };
    Unpacked { bytes: SecretBytes::new(bytes), whole }
}

/// Decompresses br with a window of at most 256 KiB. The output has at most [`BODY_LIMIT`] bytes, so no reference can
/// point further back, and a stream with a larger window decodes the same (RFC 7932, sections 4 and 9.1).
fn brotli(body: &[u8]) -> Unpacked {
    const SMALLER: u8 = 0b0011;
    let mut packed = Zeroizing::new(body.to_vec());
    // Windows of 18 bits and more: a 1 bit, then the number of bits above 17 as three bits that are not all zero.
    if let Some(first) = packed.first_mut().filter(|first| **first & 1 == 1 && **first & 0b1110 != 0) {
        *first = *first & 0xF0 | SMALLER;
    }
    let allocate = StandardAlloc::default;
    let mut state = BrotliState::new(allocate(), allocate(), allocate());
    // One byte more than the limit, so that output of exactly the limit is recognised as complete.
    let mut bytes = vec![0; BODY_LIMIT + 1];
    let (mut left, mut read, mut room, mut written, mut total) = (packed.len(), 0, bytes.len(), 0, 0);
    let ended = BrotliDecompressStream(
        &mut left,
        &mut read,
        &packed,
        &mut room,
        &mut written,
        &mut bytes,
        &mut total,
        &mut state,
    );
    let whole = matches!(ended, BrotliResult::ResultSuccess) && left == 0 && written <= BODY_LIMIT;
    bytes.truncate(written.min(BODY_LIMIT));
    Unpacked { bytes: SecretBytes::new(bytes), whole }
}

/// Decompresses zstd, one frame after another.
fn zstd(body: &[u8]) -> Unpacked {
    let mut rest = body;
    let mut bytes = Vec::with_capacity(BODY_LIMIT);
    let mut whole = true;
    while whole && !rest.is_empty() {
        let (frame, after) = match Frame::first_of(rest) {
            Some(Frame::Skippable { after }) => (None, after),
            Some(Frame::Whole { frame, after }) => (Some(SecretBytes::new(frame.to_vec())), after),
            Some(Frame::Cut { repaired }) => {
                whole = false;
                (Some(repaired), &rest[..0])
            }
            None => (Some(SecretBytes::default()), &rest[..0]),
        };
        rest = after;
        let Some(frame) = frame else { continue };
        let opened = zstd_frame(frame.expose());
        whole &= take(&mut bytes, opened.bytes.expose()) && opened.whole;
    }
    Unpacked { bytes: SecretBytes::new(bytes), whole }
}

fn zstd_frame(frame: &[u8]) -> Unpacked {
    match StreamingDecoder::new_with_max_window_size(frame, WINDOW_LIMIT) {
        Ok(decoder) => read_all(decoder),
        Err(_) => Unpacked { bytes: SecretBytes::default(), whole: false },
    }
}

#[cfg(test)]
mod tests;
