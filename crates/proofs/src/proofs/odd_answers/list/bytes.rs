//! Odd bytes, with an ordinary head: charsets, compressions, sizes.

use std::io::Write;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use oa_token_model::zalo::{BODY_LIMIT, UnclearCause};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::{ODD, Odd, Pair, SURE, Wanted};

/// The compressions by their names in headers; the second is what most servers call deflate, and the one that some
/// send.
const CODINGS: &[(&str, &str)] =
    &[("gzip", "gzip"), ("deflate", "deflate"), ("raw-deflate", "deflate"), ("br", "br"), ("zstd", "zstd")];

pub(super) fn all(pair: &Pair) -> Vec<Odd> {
    [
        charsets(pair),
        beside(pair),
        packed(pair),
        packed_twice(pair),
        announced_wrongly(pair),
        strange_packings(pair),
        sizes(pair),
    ]
    .concat()
}

fn charsets(pair: &Pair) -> Vec<Odd> {
    let plain = pair.documented();
    let marked = [b"\xEF\xBB\xBF".as_slice(), &plain].concat();
    let text = String::from_utf8_lossy(&plain).into_owned();
    let mut odds = vec![
        Odd::of_body("utf-8-mark", SURE, &marked),
        Odd::of_body("utf-8-two-marks", SURE, &[b"\xEF\xBB\xBF".as_slice(), &marked].concat()),
        Odd::of_body("unread-utf-7", Wanted::Unread, text.replace('{', "+AHs-").replace('"', "+ACI-").as_bytes()),
        Odd::of_body("unread-ebcdic", Wanted::Unread, &plain.iter().map(|byte| byte ^ 0x80).collect::<Vec<u8>>()),
        Odd::of_body(
            "unread-base64",
            Wanted::Unread,
            b"eyJhY2Nlc3NfdG9rZW4iOiJGQUtFIiwicmVmcmVzaF90b2tlbiI6IkZBS0UifQ==",
        ),
        Odd::of_body(
            "unread-hex",
            Wanted::Unread,
            plain.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<String>>().concat().as_bytes(),
        ),
    ];
    for (mark, name) in [("", "bare"), ("\u{feff}", "marked")] {
        let units: Vec<u16> = format!("{mark}{text}").encode_utf16().collect();
        let chars: Vec<u32> = format!("{mark}{text}").chars().map(u32::from).collect();
        let wide = |bytes: Vec<u8>, order: &str| Odd::of_body(format!("{order}-{name}"), ODD, &bytes);
        odds.extend([
            wide(units.iter().flat_map(|unit| unit.to_le_bytes()).collect(), "utf-16-le"),
            wide(units.iter().flat_map(|unit| unit.to_be_bytes()).collect(), "utf-16-be"),
            wide(chars.iter().flat_map(|char| char.to_le_bytes()).collect(), "utf-32-le"),
            wide(chars.iter().flat_map(|char| char.to_be_bytes()).collect(), "utf-32-be"),
        ]);
    }
    odds
}

/// Letters beyond ASCII in a member beside the tokens, or in the tokens.
fn beside(pair: &Pair) -> Vec<Odd> {
    let rows: &[(&str, Wanted, &[u8])] = &[
        ("vietnamese-beside", SURE, "Thành công".as_bytes()),
        ("emoji-beside", SURE, "🎉".as_bytes()),
        ("surrogates-escaped-beside", SURE, br"\ud83c\udf89"),
        ("half-a-surrogate-beside", ODD, br"\ud83c"),
        ("latin-1-beside", ODD, b"caf\xE9"),
        ("windows-1258-beside", ODD, b"Th\xE0nh c\xF4ng"),
        ("overlong-beside", ODD, b"\xC0\xAF"),
        ("cut-letter-beside", ODD, b"\xE1\xBB"),
        ("delete-beside", SURE, b"\x7F"),
        ("escapes-of-a-terminal-beside", ODD, b"\x1B]52;c;RkFLRQ==\x07"),
    ];
    let odd = |(name, wanted, text): &(&str, Wanted, &[u8])| {
        let rest = pair.in_text("\",$PAIR}").into_bytes();
        Odd::of_body(*name, *wanted, &[b"{\"message\":\"".as_slice(), text, &rest].concat())
    };
    let spoilt = pair.in_text("{\"access_token\":\"$A?\",\"refresh_token\":\"$R\"}").into_bytes();
    let spoilt: Vec<u8> = spoilt.into_iter().map(|byte| if byte == b'?' { 0xFF } else { byte }).collect();
    rows.iter().map(odd).chain([Odd::of_body("token-spoilt", Wanted::Refresh, &spoilt)]).collect()
}

fn packed(pair: &Pair) -> Vec<Odd> {
    let both = |(name, header): &(&str, &str)| {
        let body = pack(name, &pair.documented());
        [
            Odd::with_headers(format!("{name}-announced"), SURE, &encoding(header), &body),
            Odd::of_body(format!("{name}-unannounced"), SURE, &body),
            Odd::with_headers(format!("{name}-announced-as-identity"), SURE, &encoding("identity"), &body),
        ]
    };
    CODINGS.iter().flat_map(both).collect()
}

fn packed_twice(pair: &Pair) -> Vec<Odd> {
    let pairs = CODINGS.iter().flat_map(|inner| CODINGS.iter().map(move |outer| (inner, outer)));
    let twice = |((inner, first), (outer, second)): (&(&str, &str), &(&str, &str))| {
        let body = pack(outer, &pack(inner, &pair.documented()));
        Odd::with_headers(format!("{inner}-in-{outer}"), SURE, &encoding(&format!("{first}, {second}")), &body)
    };
    let thrice = pack("gzip", &pack("gzip", &pack("gzip", &pair.documented())));
    let lines = pack("gzip", &pack("br", &pair.documented()));
    let lines =
        Odd::with_headers("br-in-gzip-two-headers", SURE, &format!("{}{}", encoding("br"), encoding("gzip")), &lines);
    let unannounced = pack("gzip", &pack("deflate", &pair.documented()));
    pairs
        .map(twice)
        .chain([
            Odd::with_headers("gzip-thrice", SURE, &encoding("gzip, gzip, gzip"), &thrice),
            lines,
            Odd::of_body("deflate-in-gzip-unannounced", SURE, &unannounced),
        ])
        .collect()
}

fn announced_wrongly(pair: &Pair) -> Vec<Odd> {
    let plain = pair.documented();
    let mut odds: Vec<Odd> = ["gzip", "deflate", "br", "zstd", "compress", "aws-chunked", "gzip, br", ""]
        .iter()
        .map(|header| Odd::with_headers(format!("plain-announced-as-{header}"), SURE, &encoding(header), &plain))
        .collect();
    for (name, header) in [("gzip", "br"), ("br", "gzip"), ("zstd", "deflate"), ("deflate", "zstd"), ("br", "deflate")]
    {
        let body = pack(name, &plain);
        odds.push(Odd::with_headers(format!("{name}-announced-as-{header}"), SURE, &encoding(header), &body));
    }
    for header in ["GZIP", "x-gzip", " gzip "] {
        let body = pack("gzip", &plain);
        odds.push(Odd::with_headers(
            format!("gzip-spelt-{}", header.replace(' ', "_")),
            SURE,
            &encoding(header),
            &body,
        ));
    }
    odds
}

fn strange_packings(pair: &Pair) -> Vec<Odd> {
    let plain = pair.documented();
    let (first, last) = plain.split_at(plain.len() / 2);
    let gzip = pack("gzip", &plain);
    let cut = |name: &str, bytes: &[u8], by: usize| {
        Odd::with_headers(format!("{name}-cut-by-{by}"), SURE, &encoding(name), &bytes[..bytes.len() - by])
    };
    let named = [b"\x1F\x8B\x08\x08\0\0\0\0\0\x03token.json\0".as_slice(), &gzip[10..]].concat();
    let skipped = [b"\x50\x2A\x4D\x18\x02\0\0\0ab".as_slice(), &pack("zstd", &plain)].concat();
    let stored = |name: &str| Odd::with_headers(format!("{name}-stored"), SURE, &encoding(name), &stored(name, &plain));
    vec![
        stored("gzip"),
        stored("deflate"),
        cut("gzip", &gzip, 8),
        cut("gzip", &gzip, 1),
        cut("deflate", &pack("deflate", &plain), 4),
        Odd::of_body("gzip-with-file-name", SURE, &named),
        Odd::of_body("gzip-in-two-members", SURE, &[pack("gzip", first), pack("gzip", last)].concat()),
        Odd::of_body("gzip-with-junk-behind", SURE, &[gzip.as_slice(), b"junk\0\xFF"].concat()),
        Odd::of_body("gzip-with-zeroes-behind", SURE, &[gzip.as_slice(), &[0; 64]].concat()),
        Odd::of_body("zstd-in-two-frames", SURE, &[pack("zstd", first), pack("zstd", last)].concat()),
        Odd::of_body("zstd-after-a-frame-to-skip", SURE, &skipped),
        Odd::with_headers("br-of-the-smallest-window", SURE, &encoding("br"), &brotli(&plain, 10)),
        Odd::with_headers("br-of-the-largest-window", SURE, &encoding("br"), &brotli(&plain, 24)),
        Odd::with_headers(
            "gzip-of-form",
            ODD,
            &encoding("gzip"),
            &pack("gzip", pair.in_text("access_token=$A&refresh_token=$R").as_bytes()),
        ),
        Odd::with_headers("gzip-of-nothing", Wanted::Dead, &encoding("gzip"), &pack("gzip", b"")),
        Odd::with_headers("nothing-announced-as-gzip", Wanted::Dead, &encoding("gzip"), b""),
        Odd::of_body(
            "gzip-of-a-refusal",
            Wanted::Dead,
            &pack("gzip", br#"{"error":-14014,"error_name":"Invalid refresh token"}"#),
        ),
        Odd::of_body("gzip-head-alone", Wanted::Unclear(UnclearCause::NotZalo), &gzip[..10]),
        Odd::of_body("zip-head-alone", Wanted::Unclear(UnclearCause::NotZalo), b"PK\x03\x04\x14\0\0\0\x08\0"),
    ]
}

fn sizes(pair: &Pair) -> Vec<Odd> {
    let plain = pair.documented();
    let spaces = |length: usize| vec![b' '; length];
    let long = |length: usize| Pair { access: format!("{}{}", pair.access, "x".repeat(length)), ..pair.clone() };
    let with_long = |length: usize| Odd {
        own: Some(long(length)),
        ..Odd::of_body(format!("access-token-of-{length}"), SURE, &long(length).documented())
    };
    let before =
        |length: usize| [b"{\"x\":\"".as_slice(), &vec![b'x'; length], pair.in_text("\",$PAIR}").as_bytes()].concat();
    let mut odds = vec![
        with_long(3_000),
        with_long(30_000),
        with_long(60_000),
        Odd::of_body("exactly-64-kib", SURE, &[plain.as_slice(), &spaces(BODY_LIMIT - plain.len())].concat()),
        Odd::of_body("a-mebibyte-of-spaces-behind", SURE, &[plain.as_slice(), &spaces(1 << 20)].concat()),
        Odd::of_body("a-mebibyte-of-junk-behind", ODD, &[plain.as_slice(), &vec![b'x'; 1 << 20]].concat()),
        Odd::of_body("60-kib-before", SURE, &before(60_000)),
        Odd::of_body("limit-pair-behind-64-kib", Wanted::Unclear(UnclearCause::TooLarge), &before(70_000)),
    ];
    for (name, header) in CODINGS {
        let bomb = pack(name, &[plain.as_slice(), &spaces(256 << 10)].concat());
        odds.push(Odd::with_headers(format!("{name}-of-256-kib"), SURE, &encoding(header), &bomb));
    }
    odds
}

fn encoding(value: &str) -> String {
    format!("Content-Encoding: {value}\r\n")
}

/// Compresses; writing to memory cannot fail.
fn pack(name: &str, plain: &[u8]) -> Vec<u8> {
    let level = Compression::default();
    match name {
        "gzip" => written(GzEncoder::new(Vec::new(), level), plain, GzEncoder::finish),
        "deflate" => written(ZlibEncoder::new(Vec::new(), level), plain, ZlibEncoder::finish),
        "raw-deflate" => written(DeflateEncoder::new(Vec::new(), level), plain, DeflateEncoder::finish),
        "br" => brotli(plain, 22),
        _ => compress_to_vec(plain, CompressionLevel::Fastest),
    }
}

fn stored(name: &str, plain: &[u8]) -> Vec<u8> {
    match name {
        "gzip" => written(GzEncoder::new(Vec::new(), Compression::none()), plain, GzEncoder::finish),
        _ => written(ZlibEncoder::new(Vec::new(), Compression::none()), plain, ZlibEncoder::finish),
    }
}

fn written<W: Write>(mut encoder: W, plain: &[u8], finish: fn(W) -> std::io::Result<Vec<u8>>) -> Vec<u8> {
    encoder.write_all(plain).expect("memory accepts everything");
    finish(encoder).expect("memory accepts everything")
}

fn brotli(plain: &[u8], window: u32) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut packed, 4096, 5, window);
    writer.write_all(plain).expect("memory accepts everything");
    drop(writer);
    packed
}
