//! Unpacks an answer's body: gzip, deflate, br and zstd, as the header says or the bytes tell. We ask for none of them;
//! some proxies and gateways send them all the same. Pure.
//!
//! Bounded whatever arrives: [`BODY_LIMIT`] bytes out and 8 MiB of window. What cannot be unpacked stays as it came.

use std::io::Read;

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};
use flate2::{Decompress, FlushDecompress};
use ruzstd::decoding::StreamingDecoder;
use zeroize::Zeroizing;

use super::answer::BODY_LIMIT;
use super::zstd_frame::Frame;
use crate::secret::SecretBytes;

/// The largest window of zstd that is taken; RFC 9659 allows no larger one in HTTP.
const WINDOW_LIMIT: u64 = 8 * 1024 * 1024;
/// How often what was unpacked may be packed itself: twice is seen behind two proxies.
const LAYERS: usize = 3;
/// How much is asked of a decoder at once: an error in the stream takes the piece in hand with it.
const PIECE: usize = 64;

/// One way to pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Gzip,
    /// `deflate` is meant to be zlib's; some send it raw.
    Deflate,
    RawDeflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// Reads the values of the headers `Content-Encoding`, in the order in which they were put on.
    pub(super) fn read_all<'a>(values: impl Iterator<Item = &'a str>) -> Vec<Self> {
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

    /// Tells the packing by the first bytes.
    fn told_by(body: &[u8]) -> Option<Self> {
        match *body {
            [0x1F, 0x8B, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Self::Zstd),
            // Deflate, a window of at most 32 KiB, no dictionary, and a check in five bits.
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

    /// Returns whether what came out shows that this was the packing: all do by their heads or checks, save raw deflate and
    /// br, of which nearly any bytes are the beginning.
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

/// What came out of one layer, and whether its end did.
struct Unpacked {
    bytes: SecretBytes,
    whole: bool,
}

/// Unpacks a body as far as it goes; returns whether it came to its end, and so did all that was packed in it.
pub(super) fn unpack(body: Vec<u8>, mut announced: Vec<Coding>, complete: bool) -> (SecretBytes, bool) {
    let (mut body, mut complete) = (SecretBytes::new(body), complete);
    for _ in 0..LAYERS {
        let outer = announced.pop();
        let Some(layer) = open_layer(body.expose(), outer, !announced.is_empty()) else { break };
        body = layer.bytes;
        complete &= layer.whole;
    }
    (body, complete)
}

/// Opens the outermost layer, if there is one; `has_more` tells that another one was announced below it.
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

/// Returns whether what came out of a stream without its end may be taken for its beginning. A token that stands in the
/// body as it is must not be lost to a wrong guess.
fn is_sound_part(coding: Coding, part: &[u8], body: &[u8]) -> bool {
    mentions_token(part) || !mentions_token(body) && coding.is_proof(part)
}

/// Tries what neither a header nor the first bytes tell; only what makes a text of it counts.
fn guess(body: &[u8]) -> Option<Unpacked> {
    [Coding::Brotli, Coding::RawDeflate].into_iter().map(|coding| coding.open(body)).find(|opened| {
        let bytes = opened.bytes.expose();
        is_text(bytes) && (opened.whole || mentions_token(bytes) && !mentions_token(body))
    })
}

/// Returns whether bytes are a text, whose last character may be cut; in UTF-16 too as far as it is ASCII. Nothing packed
/// is one.
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

/// Adds a piece; returns whether there was room for all of it.
fn take(bytes: &mut Vec<u8>, piece: &[u8]) -> bool {
    let room = BODY_LIMIT - bytes.len();
    bytes.extend_from_slice(&piece[..piece.len().min(room)]);
    piece.len() <= room
}

/// Unpacks deflate by hand: flate2's readers take an end that never came for one.
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
            // Without a check, what is left over shows that this was no such stream.
            Ok(flate2::Status::StreamEnd) => break with_head || decoder.total_in() == body.len() as u64,
            Ok(flate2::Status::Ok | flate2::Status::BufError) if length > 0 || decoder.total_in() > read => {}
            Ok(flate2::Status::Ok | flate2::Status::BufError) | Err(_) => break false,
        }
    };
    Unpacked { bytes: SecretBytes::new(bytes), whole }
}

/// Unpacks br by a window of 256 KiB at most: as no more than [`BODY_LIMIT`] bytes come out, nothing can point further
/// back, and a stream that asks for a larger window reads the same by this one (RFC 7932, sections 4 and 9.1).
fn brotli(body: &[u8]) -> Unpacked {
    const SMALLER: u8 = 0b0011;
    let mut packed = Zeroizing::new(body.to_vec());
    // Windows of 18 bits and more: a one, then how many above 17 in three bits that are not zero.
    if let Some(first) = packed.first_mut().filter(|first| **first & 1 == 1 && **first & 0b1110 != 0) {
        *first = *first & 0xF0 | SMALLER;
    }
    let allocate = StandardAlloc::default;
    let mut state = BrotliState::new(allocate(), allocate(), allocate());
    // One byte more than is taken, so that an end right at the limit is seen.
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

/// Unpacks zstd, one frame after the other.
fn zstd(body: &[u8]) -> Unpacked {
    let mut rest = body;
    let mut bytes = Vec::with_capacity(BODY_LIMIT);
    let mut whole = true;
    while whole && !rest.is_empty() {
        let (frame, after) = match Frame::first_of(rest) {
            Some(Frame::Skippable { after }) => (None, after),
            Some(Frame::Whole { frame, after }) => (Some(SecretBytes::new(frame.to_vec())), after),
            Some(Frame::Cut { mended }) => {
                whole = false;
                (Some(mended), &rest[..0])
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
