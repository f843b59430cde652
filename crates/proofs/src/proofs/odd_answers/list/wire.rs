//! Ordinary bodies sent in an odd way: status lines, headers, chunks, lengths, cuts.

use oa_token_model::zalo::UnclearCause;

use super::{ODD, Odd, Pair, SURE, Wanted};

/// The text before the headers; `$H` is replaced by the headers with the body's length.
const STATUS_LINES: &[(&str, Wanted, &str)] = &[
    ("status-without-reason", SURE, "HTTP/1.1 200\r\n"),
    ("status-with-space-behind", SURE, "HTTP/1.1 200 \r\n"),
    ("status-with-long-reason", SURE, "HTTP/1.1 200 Everything is as it should be, thank you\r\n"),
    ("status-in-latin-1", SURE, "HTTP/1.1 200 \u{e9}\r\n"),
    ("http-1-0", SURE, "HTTP/1.0 200 OK\r\n"),
    ("blank-line-before", SURE, "\r\nHTTP/1.1 200 OK\r\n"),
    ("line-feeds-alone", SURE, "HTTP/1.1 200 OK\n"),
    ("continue-before", SURE, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"),
    ("processing-before", SURE, "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\n"),
    ("early-hints-before", SURE, "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 200 OK\r\n"),
    ("limit-http-0-9", Wanted::Lost, ""),
    ("limit-http-1-2", Wanted::Lost, "HTTP/1.2 200 OK\r\n"),
    ("limit-http-2", Wanted::Lost, "HTTP/2 200\r\n"),
    ("limit-http-in-small-letters", Wanted::Lost, "http/1.1 200 OK\r\n"),
    ("limit-shoutcast", Wanted::Lost, "ICY 200 OK\r\n"),
    ("limit-status-of-two-digits", Wanted::Lost, "HTTP/1.1 20 OK\r\n"),
    ("limit-status-of-four-digits", Wanted::Lost, "HTTP/1.1 2000 OK\r\n"),
    ("limit-status-in-words", Wanted::Lost, "HTTP/1.1 OK\r\n"),
];

/// Statuses that do not matter if the body contains tokens.
const STATUSES: &[u16] = &[
    201, 202, 203, 205, 206, 226, 299, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 409, 410, 418, 429, 451,
    500, 501, 502, 503, 504, 520, 599, 600, 999,
];

/// Headers, each line ended; the length follows.
const HEADERS: &[(&str, Wanted, &str)] = &[
    ("type-json", SURE, "Content-Type: application/json\r\n"),
    ("type-text-json", SURE, "Content-Type: text/json;charset=utf-8\r\n"),
    ("type-html", SURE, "Content-Type: text/html\r\n"),
    ("type-image", SURE, "Content-Type: image/png\r\n"),
    ("type-form", SURE, "Content-Type: application/x-www-form-urlencoded\r\n"),
    ("type-junk", SURE, "Content-Type: ;;;=\r\n"),
    ("type-twice", SURE, "Content-Type: text/html\r\nContent-Type: application/json\r\n"),
    ("charset-wrong", SURE, "Content-Type: application/json; charset=utf-16\r\n"),
    ("charset-made-up", SURE, "Content-Type: application/json; charset=klingon\r\n"),
    ("as-a-file", SURE, "Content-Disposition: attachment; filename=\"token.json\"\r\n"),
    ("location-beside", SURE, "Location: https://example.com/\r\n"),
    ("refresh-beside", SURE, "Refresh: 0; url=https://example.com/\r\n"),
    ("cookies-beside", SURE, "Set-Cookie: FAKE=1\r\nSet-Cookie: FAKE=2; Secure\r\n"),
    ("retry-after-beside", SURE, "Retry-After: 120\r\n"),
    ("date-wrong", SURE, "Date: yesterday\r\n"),
    ("folded-header", SURE, "X: a\r\n b\r\n\tc\r\n"),
    ("space-before-colon", SURE, "X : a\r\n"),
    ("space-in-name", SURE, "X y: a\r\n"),
    ("header-without-colon", SURE, "nonsense\r\n"),
    ("header-without-name", SURE, ": a\r\n"),
    ("header-without-value", SURE, "X:\r\n"),
    ("header-in-utf-8", SURE, "X: Thành công\r\n"),
    ("header-name-in-utf-8", SURE, "Ngày: a\r\n"),
    ("header-with-delete", SURE, "X: \u{7f}\r\n"),
    ("header-with-escape", SURE, "X: \u{1b}[2J\r\n"),
    ("limit-header-with-nul", Wanted::Lost, "X: a\0b\r\n"),
    ("connection-upgrade", SURE, "Connection: upgrade\r\nUpgrade: h2c\r\n"),
    ("trailer-announced", SURE, "Trailer: X\r\n"),
    ("vary-and-etag", SURE, "Vary: *\r\nETag: \"x\"\r\nAge: 0\r\n"),
];

/// Whole heads that state their own body length: `$N` is the true one.
const LENGTHS: &[(&str, Wanted, &str)] = &[
    ("length-untold", SURE, ""),
    ("length-untold-and-close", SURE, "Connection: close\r\n"),
    ("length-untold-and-keep-alive", SURE, "Connection: keep-alive\r\n"),
    ("length-twice-the-same", SURE, "Content-Length: $N\r\nContent-Length: $N\r\n"),
    ("length-with-zeroes", SURE, "Content-Length: 000$N\r\n"),
    ("length-in-small-letters", SURE, "content-length:$N\r\n"),
    ("length-too-long", SURE, "Content-Length: 100000\r\n"),
    ("length-of-exabytes", SURE, "Content-Length: 9223372036854775807\r\n"),
    ("limit-length-zero", Wanted::NoBody, "Content-Length: 0\r\n"),
    ("limit-length-twice-and-different", Wanted::Lost, "Content-Length: $N\r\nContent-Length: 5\r\n"),
    ("limit-length-negative", Wanted::Lost, "Content-Length: -1\r\n"),
    ("limit-length-with-sign", Wanted::Lost, "Content-Length: +$N\r\n"),
    ("limit-length-in-words", Wanted::Lost, "Content-Length: many\r\n"),
    ("limit-length-beyond-64-bits", Wanted::Lost, "Content-Length: 99999999999999999999999\r\n"),
];

pub(super) fn all(pair: &Pair) -> Vec<Odd> {
    [
        status_lines(pair),
        statuses(pair),
        headers(pair),
        many_headers(pair),
        lengths(pair),
        chunks(pair),
        pieces(pair),
        cuts(pair),
    ]
    .concat()
}

fn status_lines(pair: &Pair) -> Vec<Odd> {
    let body = pair.documented();
    let odd = |(name, wanted, line): &(&str, Wanted, &str)| {
        let end = if line.ends_with("\r\n") || line.is_empty() { "\r\n" } else { "\n" };
        let rest = if line.is_empty() { String::new() } else { format!("Content-Length: {}{end}{end}", body.len()) };
        Odd::new(*name, *wanted, vec![[line.as_bytes(), rest.as_bytes(), &body].concat()])
    };
    STATUS_LINES.iter().map(odd).collect()
}

fn statuses(pair: &Pair) -> Vec<Odd> {
    let body = pair.documented();
    let odd = |status: u16, name: &str, wanted| {
        let head = format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\n\r\n", body.len());
        Odd::new(format!("{name}{status}"), wanted, vec![[head.as_bytes(), &body].concat()])
    };
    let without_body = [204, 304].map(|status| odd(status, "limit-status-", Wanted::NoBody));
    STATUSES.iter().map(|status| odd(*status, "status-", SURE)).chain(without_body).collect()
}

fn headers(pair: &Pair) -> Vec<Odd> {
    let odd =
        |(name, wanted, lines): &(&str, Wanted, &str)| Odd::with_headers(*name, *wanted, lines, &pair.documented());
    HEADERS.iter().map(odd).collect()
}

fn many_headers(pair: &Pair) -> Vec<Odd> {
    let body = pair.documented();
    let of = |name: &str, wanted, count| {
        let lines: Vec<String> = (0..count).map(|number| format!("X-{number}: {number}\r\n")).collect();
        Odd::with_headers(name, wanted, &lines.concat(), &body)
    };
    let long = |length: usize| format!("X: {}\r\n", "x".repeat(length));
    let location =
        pair.in_text("HTTP/1.1 302 Found\r\nLocation: /?access_token=$A&refresh_token=$R\r\nContent-Length: 0\r\n\r\n");
    vec![
        of("headers-99", SURE, 99),
        of("headers-101", SURE, 101),
        of("headers-1000", SURE, 1000),
        of("headers-4000", SURE, 4000),
        of("limit-headers-5000", Wanted::Lost, 5000),
        Odd::with_headers("header-of-8-kib", SURE, &long(8 << 10), &body),
        Odd::with_headers("header-of-200-kib", SURE, &long(200 << 10), &body),
        Odd::with_headers("limit-header-of-600-kib", Wanted::Lost, &long(600 << 10), &body),
        Odd::new("limit-pair-in-location-alone", Wanted::Unclear(UnclearCause::Redirect), vec![location.into_bytes()]),
    ]
}

fn lengths(pair: &Pair) -> Vec<Odd> {
    let body = pair.documented();
    let odd = |(name, wanted, lines): &(&str, Wanted, &str)| {
        let head = format!("HTTP/1.1 200 OK\r\n{lines}\r\n").replace("$N", &body.len().to_string());
        Odd::new(*name, *wanted, vec![[head.as_bytes(), &body].concat()])
    };
    let short = |name: &str, wanted, length: usize| {
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n");
        Odd::new(name, wanted, vec![[head.as_bytes(), &body].concat()])
    };
    let another = [Odd::of_body("", SURE, &body).pieces.concat(), b"HTTP/1.1 500 x\r\n\r\n".to_vec()].concat();
    LENGTHS
        .iter()
        .map(odd)
        .chain([
            short("length-too-short-by-the-brace", ODD, body.len() - 1),
            short("limit-length-ends-in-the-second-token", Wanted::Access, body.len() - 40),
            short("limit-length-ends-in-the-first-token", Wanted::Unclear(UnclearCause::NotZalo), 40),
            Odd::new("another-answer-behind", SURE, vec![another]),
        ])
        .collect()
}

fn chunks(pair: &Pair) -> Vec<Odd> {
    let body = pair.documented();
    let head = |lines: &str| format!("HTTP/1.1 200 OK\r\n{lines}Transfer-Encoding: chunked\r\n\r\n").into_bytes();
    let chunked = |size: usize, extension: &str| {
        let chunk = |part: &[u8]| [format!("{:x}{extension}\r\n", part.len()).as_bytes(), part, b"\r\n"].concat();
        body.chunks(size).flat_map(chunk).collect::<Vec<u8>>()
    };
    let one = chunked(body.len(), "");
    let odd = |name: &str, wanted, lines: &str, parts: &[&[u8]]| {
        Odd::new(name, wanted, vec![[head(lines), parts.concat()].concat()])
    };
    let end: &[u8] = b"0\r\n\r\n";
    let length = format!("Content-Length: {}\r\n", body.len());
    let size = format!("{:08X}\r\n", body.len());
    vec![
        odd("chunk-of-all", SURE, "", &[&one, end]),
        odd("chunks-of-one-byte", SURE, "", &[&chunked(1, ""), end]),
        odd("chunks-of-seven-bytes", SURE, "", &[&chunked(7, ""), end]),
        odd("chunks-with-extensions", SURE, "", &[&chunked(16, ";x=\"y\""), end]),
        odd("chunk-size-with-zeroes", SURE, "", &[size.as_bytes(), &body, b"\r\n", end]),
        odd("chunks-with-trailers", SURE, "", &[&one, b"0\r\nX: a\r\nY: b\r\n\r\n"]),
        odd("chunks-without-end", SURE, "", &[&one]),
        odd("chunks-with-half-an-end", SURE, "", &[&one, b"0\r\n"]),
        odd("chunks-then-junk-size", SURE, "", &[&one, b"zz\r\n"]),
        odd("chunks-then-a-huge-size", SURE, "", &[&one, b"ffffffffffffffff\r\n"]),
        odd("chunks-and-a-length", SURE, &length, &[&one, end]),
        odd("chunks-and-a-wrong-length", SURE, "Content-Length: 3\r\n", &[&one, end]),
        odd("chunk-that-never-ends", SURE, "", &[b"ffff\r\n", &body]),
        odd("chunks-cut-in-the-second-token", Wanted::Access, "", &[&one[..one.len() - 60]]),
        odd("limit-chunk-size-in-words", Wanted::Unclear(UnclearCause::Cut), "", &[b"many\r\n", &body]),
        odd("limit-chunks-without-sizes", Wanted::Unclear(UnclearCause::Cut), "", &[&body]),
    ]
}

fn pieces(pair: &Pair) -> Vec<Odd> {
    let whole = Odd::of_body("", SURE, &pair.documented()).pieces.concat();
    let in_pieces = |name: &str, size: usize| Odd::new(name, SURE, whole.chunks(size).map(<[u8]>::to_vec).collect());
    vec![in_pieces("pieces-of-1-byte", 1), in_pieces("pieces-of-13-bytes", 13), in_pieces("pieces-of-100-bytes", 100)]
}

/// Answers cut at these places, by a connection that ends before the stated length.
fn cuts(pair: &Pair) -> Vec<Odd> {
    let body = pair.documented();
    let text = String::from_utf8_lossy(&body).into_owned();
    let (first, second) = (text.find(&pair.access).unwrap_or_default(), text.find(&pair.refresh).unwrap_or_default());
    let cut = Wanted::Unclear(UnclearCause::Cut);
    let places = [
        ("cut-before-the-body", cut, 0),
        ("cut-after-the-brace", cut, 1),
        ("cut-in-the-first-key", cut, 9),
        ("cut-before-the-first-token", cut, first),
        ("cut-in-the-first-token", cut, first + 20),
        ("cut-at-the-first-tokens-quote", cut, first + pair.access.len()),
        ("cut-behind-the-first-token", Wanted::Access, first + pair.access.len() + 1),
        ("cut-in-the-second-key", Wanted::Access, second - 9),
        ("cut-in-the-second-token", Wanted::Access, second + 20),
        ("cut-at-the-second-tokens-quote", Wanted::Access, second + pair.refresh.len()),
        ("cut-behind-the-second-token", ODD, second + pair.refresh.len() + 1),
        ("cut-in-the-life", ODD, body.len() - 4),
        ("cut-before-the-last-brace", ODD, body.len() - 1),
    ];
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes();
    let mut odds: Vec<Odd> = places
        .iter()
        .map(|(name, wanted, end)| Odd::new(*name, *wanted, vec![[head.as_slice(), &body[..*end]].concat()]))
        .collect();
    odds.push(Odd::new("cut-in-the-head", Wanted::Lost, vec![head[..20].to_vec()]));
    odds.push(Odd::new("cut-in-the-last-header", Wanted::Lost, vec![head[..head.len() - 3].to_vec()]));
    odds.push(Odd::new("nothing-at-all", Wanted::Lost, vec![Vec::new()]));
    odds
}
