use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::*;

const PAIR: &str = r#"{"access_token":"FAKE_AT_1_kZ0qW","refresh_token":"FAKE_RT_2_pL9xY","expires_in":"90000"}"#;
const EVERY: [Coding; 5] = [Coding::Gzip, Coding::Deflate, Coding::RawDeflate, Coding::Brotli, Coding::Zstd];

fn pack(coding: Coding, plain: &[u8]) -> Vec<u8> {
    let level = Compression::default();
    match coding {
        Coding::Gzip => {
            let mut encoder = GzEncoder::new(Vec::new(), level);
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        Coding::Deflate => {
            let mut encoder = ZlibEncoder::new(Vec::new(), level);
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        Coding::RawDeflate => {
            let mut encoder = DeflateEncoder::new(Vec::new(), level);
            encoder.write_all(plain).unwrap();
            encoder.finish().unwrap()
        }
        Coding::Brotli => pack_brotli(plain, 22),
        Coding::Zstd => compress_to_vec(plain, CompressionLevel::Fastest),
    }
}

fn pack_brotli(plain: &[u8], window: u32) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 5, window);
    writer.write_all(plain).unwrap();
    drop(writer);
    packed
}

/// Returns the header value of an encoding.
fn named(coding: Coding) -> &'static str {
    match coding {
        Coding::Gzip => "gzip",
        Coding::Deflate | Coding::RawDeflate => "deflate",
        Coding::Brotli => "br",
        Coding::Zstd => "zstd",
    }
}

fn unpacked(body: Vec<u8>, header: &str) -> (Vec<u8>, bool) {
    let (bytes, complete) = unpack(body, Coding::read_all([header].into_iter()), true);
    (bytes.expose().to_vec(), complete)
}

fn whole() -> (Vec<u8>, bool) {
    (PAIR.as_bytes().to_vec(), true)
}

#[test]
fn every_packing_is_unpacked_announced_or_not() {
    for coding in EVERY {
        let packed = pack(coding, PAIR.as_bytes());
        assert_eq!(unpacked(packed.clone(), named(coding)), whole(), "{coding:?}");
        assert_eq!(unpacked(packed.clone(), ""), whole(), "{coding:?} unannounced");
        assert_eq!(unpacked(packed, "identity, made-up"), whole(), "{coding:?} announced as another coding");
    }
}

#[test]
fn a_body_packed_twice_is_unpacked_twice() {
    for (inner, outer) in EVERY.into_iter().flat_map(|inner| EVERY.map(|outer| (inner, outer))) {
        let packed = pack(outer, &pack(inner, PAIR.as_bytes()));
        let header = format!("{}, {}", named(inner), named(outer));
        assert_eq!(unpacked(packed, &header), whole(), "{inner:?} in {outer:?}");
    }
}

#[test]
fn a_wrong_header_loses_nothing() {
    for header in ["gzip", "deflate", "br", "zstd", "br, gzip, deflate"] {
        assert_eq!(unpacked(PAIR.as_bytes().to_vec(), header), whole(), "plain, announced as {header}");
        for coding in EVERY {
            assert_eq!(unpacked(pack(coding, PAIR.as_bytes()), header), whole(), "{coding:?} announced as {header}");
        }
        let wide: Vec<u8> = PAIR.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(unpacked(wide.clone(), header), (wide, true), "UTF-16 announced as {header}");
        let latin = [PAIR.as_bytes(), b" caf\xE9 \x01"].concat();
        assert_eq!(unpacked(latin.clone(), header).0, latin, "Latin-1 announced as {header}");
    }
}

#[test]
fn a_body_that_is_not_packed_is_kept_as_received() {
    for body in
        [b"".as_slice(), b"\x1F", b"\x1F\x8B", b"\x1F\x8B\x08junk", b"\x28\xB5\x2F\xFD", b"\x78\x9C", b"\x00\xFF\xFE"]
    {
        for header in ["", "gzip", "deflate", "br", "zstd"] {
            let (bytes, _) = unpacked(body.to_vec(), header);
            assert_eq!(bytes, body, "{body:?} as {header}");
        }
    }
}

#[test]
fn a_cut_stream_yields_its_beginning_and_is_marked_as_cut() {
    for coding in EVERY {
        let packed = pack(coding, PAIR.as_bytes());
        for cut in 1..packed.len() {
            let (bytes, complete) = unpacked(packed[..cut].to_vec(), named(coding));
            let is_packed_still = bytes == packed[..cut];
            assert!(is_packed_still || PAIR.as_bytes().starts_with(&bytes), "{coding:?} cut at {cut}");
            assert!(is_packed_still || !complete, "{coding:?} cut at {cut} is not complete");
        }
    }
}

#[test]
fn most_of_a_cut_stream_of_tokens_is_recovered() {
    // Tokens hardly compress, so all but the last bytes are there.
    for coding in [Coding::Gzip, Coding::Deflate, Coding::RawDeflate, Coding::Brotli] {
        let packed = pack(coding, PAIR.as_bytes());
        let (bytes, complete) = unpacked(packed[..packed.len() - 14].to_vec(), named(coding));
        assert!(!complete && bytes.starts_with(br#"{"access_token":"FAKE_AT_1_kZ0qW""#), "{coding:?}");
    }
}

#[test]
fn a_cut_frame_of_zstd_yields_its_complete_blocks() {
    // Two raw blocks, in a frame with a checksum that is missing.
    let (first, last) = (&PAIR.as_bytes()[..60], &PAIR.as_bytes()[60..]);
    let head = |size: usize, is_last: bool| {
        u32::to_le_bytes(u32::try_from(size << 3).unwrap() | u32::from(is_last))[..3].to_vec()
    };
    let start = b"\x28\xB5\x2F\xFD\x04\x50".to_vec();
    let frame = [start, head(first.len(), false), first.to_vec(), head(last.len(), true), last.to_vec()].concat();
    assert_eq!(unpacked(frame.clone(), "zstd"), (PAIR.as_bytes().to_vec(), false), "only the checksum is missing");
    for cut in 9..frame.len() {
        let (bytes, complete) = unpacked(frame[..cut].to_vec(), "zstd");
        assert!(PAIR.as_bytes().starts_with(&bytes) || bytes == frame[..cut], "{cut}");
        assert!(!complete || bytes == frame[..cut], "{cut}");
        assert!(cut < 69 || bytes.len() >= 60, "{cut}: the first block is decoded");
    }
}

#[test]
fn no_output_exceeds_the_limit() {
    let large = [PAIR.as_bytes(), &vec![b' '; 4 * 1024 * 1024]].concat();
    for coding in EVERY {
        let (bytes, complete) = unpacked(pack(coding, &large), named(coding));
        assert_eq!((bytes.len(), complete), (BODY_LIMIT, false), "{coding:?}");
        assert!(bytes.starts_with(PAIR.as_bytes()), "{coding:?}");
        let exact = [PAIR.as_bytes(), &vec![b' '; BODY_LIMIT - PAIR.len()]].concat();
        assert_eq!(
            unpacked(pack(coding, &exact), named(coding)),
            (exact, true),
            "{coding:?}: exactly 64 KiB is complete"
        );
    }
}

#[test]
fn brotli_of_every_window_size_is_read_with_a_small_window() {
    let long = [PAIR.as_bytes(), PAIR.repeat(500).as_bytes()].concat();
    for window in 10..=24 {
        assert_eq!(unpacked(pack_brotli(&long, window), "br"), (long.clone(), true), "{window}");
    }
}

#[test]
fn a_window_of_zstd_beyond_8_mib_is_refused() {
    let frame = |window: u8| {
        let size = u32::to_le_bytes(u32::try_from(PAIR.len() << 3).unwrap() | 1);
        [b"\x28\xB5\x2F\xFD\x00".as_slice(), &[window], &size[..3], PAIR.as_bytes()].concat()
    };
    let (eight, more) = (13 << 3, (13 << 3) + 1);
    assert_eq!(unpacked(frame(eight), "zstd"), whole());
    assert_eq!(unpacked(frame(more), "zstd"), (frame(more), true), "kept as received");
}

#[test]
fn consecutive_frames_and_members_are_one_text() {
    let (first, last) = PAIR.split_at(40);
    for coding in [Coding::Gzip, Coding::Zstd] {
        let packed = [pack(coding, first.as_bytes()), pack(coding, last.as_bytes())].concat();
        assert_eq!(unpacked(packed, ""), whole(), "{coding:?}");
    }
    let skippable = b"\x50\x2A\x4D\x18\x03\x00\x00\x00abc".to_vec();
    assert_eq!(unpacked([skippable, pack(Coding::Zstd, PAIR.as_bytes())].concat(), "zstd"), whole());
}

#[test]
fn a_packed_empty_body_is_empty() {
    // A complete empty br stream is `;`, which cannot be distinguished from text.
    for coding in EVERY.into_iter().filter(|coding| *coding != Coding::Brotli) {
        assert_eq!(unpacked(pack(coding, b""), named(coding)), (Vec::new(), true), "{coding:?}");
    }
}
