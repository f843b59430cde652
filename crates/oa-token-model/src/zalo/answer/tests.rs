use proptest::prelude::*;

use super::*;

const A: &str = "FAKE_AT_RfBh5NdqsWzhcX8bDDe_1A463Z34Fhy1GVi63AoTU1InwujqF";
const R: &str = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/answers/", $name)).as_slice()
    };
}

fn answer(status: u16, body: &[u8], complete: bool) -> RawAnswer {
    RawAnswer::new(status, vec![], SecretBytes::new(body.to_vec()), complete)
}

fn tokens(body: &[u8]) -> GivenTokens {
    let verdict = judge(&answer(200, body, true));
    let Verdict::Tokens(tokens) = verdict else { panic!("{verdict:?} for {}", String::from_utf8_lossy(body)) };
    tokens
}

fn given(access: Option<&str>, refresh: Option<&str>) -> GivenTokens {
    GivenTokens {
        pair: TokenPair { access: access.map(Secret::new), refresh: refresh.map(Secret::new) },
        access_life: SignedDuration::from_hours(25),
        refresh_life: SignedDuration::from_hours(90 * 24),
        life_told: true,
        confirmed: true,
    }
}

fn refused(code: i64, name: &str, reason: &str, kind: RefusalKind) -> ZaloError {
    let description = if reason.is_empty() { String::new() } else { name.to_owned() };
    ZaloError { code: Some(code), name: name.to_owned(), description, reason: reason.to_owned(), kind }
}

#[test]
fn fixtures_with_tokens_are_tokens_whatever_the_status() {
    let untold = GivenTokens { life_told: false, ..given(Some(A), Some(R)) };
    for status in [200, 201, 302, 400, 500] {
        for (body, wanted) in [
            (fixture!("200-ok-string-expires.json"), given(Some(A), Some(R))),
            (fixture!("200-ok-number-expires.json"), given(Some(A), Some(R))),
            (fixture!("200-ok-error-zero.json"), given(Some(A), Some(R))),
            (fixture!("200-ok-with-rt-expires.json"), given(Some(A), Some(R))),
            (fixture!("200-ok-no-expires.json"), untold.clone()),
            (fixture!("200-access-only.json"), given(Some(A), None)),
        ] {
            assert_eq!(judge(&answer(status, body, true)), Verdict::Tokens(wanted));
        }
    }
}

#[test]
fn fixtures_with_errors_are_refused_or_dead_by_code_whatever_the_status() {
    use RefusalKind::{BadGrantType, CodeSpent, Other, RateLimited, WrongAppId, WrongSecretKey};
    let inactive = "App is not active but user is not admin";
    let described = |mut error: ZaloError| {
        error.description.clone_from(&error.name);
        error
    };
    for status in [200, 400, 500, 302] {
        for (body, wanted) in [
            (fixture!("200-err-14002.json"), refused(-14002, "Invalid appId", inactive, WrongAppId)),
            (fixture!("200-err-14004.json"), described(refused(-14004, "Invalid secret key", "", WrongSecretKey))),
            (fixture!("200-err-14005.json"), refused(-14005, "Invalid authorization code", "", CodeSpent)),
            (fixture!("200-err-14018.json"), refused(-14018, "Invalid grant type", "", BadGrantType)),
            (fixture!("200-err-32.json"), refused(-32, "Your application reached limit call api", "", RateLimited)),
            (fixture!("getoa-err-216.json"), refused(-216, "Access token is invalid", "", Other)),
            (fixture!("getoa-err-220.json"), refused(-220, "access_token is expired or removed", "", Other)),
            (
                fixture!("getoa-err-404-in-200.json"),
                refused(404, "You are accessing an empty or invalid API", "", Other),
            ),
        ] {
            assert_eq!(judge(&answer(status, body, true)), Verdict::Refused(wanted));
        }
        let dead = refused(-14014, "Invalid refresh token.", "", RefusalKind::DeadToken);
        let empty_tokens = judge(&answer(status, fixture!("200-err-14014-empty-tokens.json"), true));
        assert_eq!(empty_tokens, Verdict::Dead(DeadAnswer::Said(dead.clone())), "empty tokens do not count");
        let said = judge(&answer(status, fixture!("200-err-14014.json"), true));
        assert_eq!(said, Verdict::Dead(DeadAnswer::Said(described(dead))));
    }
}

#[test]
fn the_other_fixtures_are_dead_or_unclear() {
    let empty = fixture!("200-consumed-token-empty-body.txt");
    assert_eq!(judge(&answer(200, empty, true)), Verdict::Dead(DeadAnswer::EmptyBody));
    let gateway = judge(&answer(502, fixture!("502-gateway.html"), true));
    assert_eq!(gateway, Verdict::Unclear(UnclearCause::ServerError));
    let no_tokens = judge(&answer(200, fixture!("getoa-ok.json"), true));
    assert_eq!(no_tokens, Verdict::Unclear(UnclearCause::NoTokens));
}

#[test]
fn only_a_complete_empty_200_is_dead() {
    for body in [b"".as_slice(), b" \r\n", b"\xEF\xBB\xBF", b"\xEF\xBB\xBF\n"] {
        assert_eq!(judge(&answer(200, body, true)), Verdict::Dead(DeadAnswer::EmptyBody), "{body:?}");
        assert_eq!(judge(&answer(200, body, false)), Verdict::Unclear(UnclearCause::Cut), "{body:?}");
        for status in [201, 204, 302, 400, 500] {
            assert!(matches!(judge(&answer(status, body, true)), Verdict::Unclear(_)), "{status}");
        }
    }
}

#[test]
fn an_answer_without_information_is_unclear_with_its_cause() {
    let large = vec![b'x'; BODY_LIMIT];
    for (status, body, complete, wanted) in [
        (307, b"".as_slice(), true, UnclearCause::Redirect),
        (404, b"<html>", true, UnclearCause::ClientError),
        (503, b"", true, UnclearCause::ServerError),
        (200, b"\n<!doctype html><p>Log in to the Wi-Fi", true, UnclearCause::Html),
        (200, b"{\"error\":-14014,\"error_name\":\"Inv", false, UnclearCause::Cut),
        (200, &large, false, UnclearCause::TooLarge),
        (200, b"{\"error\":0}", true, UnclearCause::NoTokens),
        (200, b"{\"error\":\"0\",\"message\":\"Success\"}", true, UnclearCause::NoTokens),
        (200, b"{}", true, UnclearCause::NoTokens),
        (200, b"[]", true, UnclearCause::NotZalo),
        (200, b"null", true, UnclearCause::NotZalo),
        (200, b"OK", true, UnclearCause::NotZalo),
        (200, b"{\"access_token\":null,\"refresh_token\":5}", true, UnclearCause::NoTokens),
    ] {
        let verdict = judge(&answer(status, body, complete));
        assert_eq!(verdict, Verdict::Unclear(wanted), "{status} {}", String::from_utf8_lossy(body));
    }
}

#[test]
fn both_tokens_of_a_malformed_body_are_unconfirmed() {
    let plain = format!(r#"{{"access_token":"{A}","refresh_token":"{R}","expires_in":"90000"}}"#);
    let mut bad_utf8 = plain.clone().into_bytes();
    bad_utf8.splice(1..1, *b"\"x\":\"\xFF\xC3\",");
    let with = |before: &str, after: &str| format!("{before}{plain}{after}").into_bytes();
    for body in [
        with("", "\n<!-- proxy -->"),
        with("<html><body>", "</body></html>"),
        with("{\"data\":", "}"),
        with("{\"data\":", ",\"error\":0}"),
        plain.as_bytes()[..plain.len() - 2].to_vec(),
        serde_json::json!({ "body": plain }).to_string().into_bytes(),
        serde_json::json!({ "a": serde_json::json!({ "body": plain }).to_string() }).to_string().into_bytes(),
        plain.replacen('{', "{\"error\":-1,\"error_name\":\"odd\",", 1).into_bytes(),
        plain.replacen('{', "{\"access_token\":\"FAKE_other\",", 1).into_bytes(),
        bad_utf8,
        with(&"[".repeat(500), ""),
        format!("access_token={A}&refresh_token={R}&expires_in=90000").into_bytes(),
    ] {
        let found = tokens(&body);
        assert_eq!(found, GivenTokens { confirmed: false, life_told: found.life_told, ..given(Some(A), Some(R)) });
    }
}

#[test]
fn a_byte_order_mark_is_accepted() {
    let body = [b"\xEF\xBB\xBF", fixture!("200-ok-string-expires.json"), b"\r\n"].concat();
    assert_eq!(tokens(&body), given(Some(A), Some(R)));
}

#[test]
fn a_single_token_is_kept() {
    assert_eq!(tokens(format!(r#"{{"refresh_token":"{R}","expires_in":90000}}"#).as_bytes()), given(None, Some(R)));
    let cut = format!(r#"{{"access_token":"{A}","refresh_token":"{}"#, &R[..20]);
    let wanted = GivenTokens { confirmed: false, life_told: false, ..given(Some(A), None) };
    assert_eq!(tokens(cut.as_bytes()), wanted);
}

#[test]
fn a_token_damaged_on_the_wire_is_not_taken() {
    let body = [b"{\"access_token\":\"FAKE\xFF\",\"refresh_token\":\"", R.as_bytes(), b"\"}"].concat();
    assert_eq!(tokens(&body).pair, given(None, Some(R)).pair);
}

#[test]
fn lifetimes_are_read_from_strings_and_numbers_and_invalid_ones_are_25_hours() {
    let life = |member: &str| {
        let body = format!(r#"{{"access_token":"{A}",{member} "refresh_token":"{R}"}}"#);
        let found = tokens(body.as_bytes());
        assert!(found.confirmed, "an invalid lifetime does not make the tokens unconfirmed: {member}");
        (found.access_life.as_secs(), found.life_told)
    };
    for told in ["\"3600\"", "3600", "3600.9", "\" 3600 \"", "3.6e3"] {
        assert_eq!(life(&format!("\"expires_in\":{told},")), (3600, true), "{told}");
    }
    for junk in [
        "0",
        "-1",
        "\"0\"",
        "\"-90000\"",
        "\"soon\"",
        "\"\"",
        "null",
        "true",
        "[3600]",
        "0.4",
        "\"NaN\"",
        "\"inf\"",
        "1e300",
        "315360001",
    ] {
        assert_eq!(life(&format!("\"expires_in\":{junk},")), (90_000, false), "{junk}");
    }
    assert_eq!(life(""), (90_000, false));
    assert_eq!(life("\"expires_in\":315360000,"), (315_360_000, true));
}

#[test]
fn the_lifetime_of_the_refresh_token_is_read_if_present() {
    let life = |told: &str| {
        let body = format!(r#"{{"access_token":"{A}","refresh_token":"{R}","refresh_token_expires_in":{told}}}"#);
        tokens(body.as_bytes()).refresh_life.as_secs()
    };
    assert_eq!((life("\"60\""), life("60"), life("0"), life("\"x\"")), (60, 60, 7_776_000, 7_776_000));
}

#[test]
fn debug_shows_neither_body_nor_header_values() {
    let headers = vec![("set-cookie".to_owned(), "FAKE_1".to_owned()), ("location".to_owned(), "FAKE_2".to_owned())];
    let answer = RawAnswer::new(200, headers, SecretBytes::new(A.as_bytes().to_vec()), true);
    assert_eq!(answer.headers[0].1, HIDDEN);
    assert!(!format!("{answer:?}").contains("FAKE"));
    assert!(!format!("{:?}", tokens(fixture!("200-ok-string-expires.json"))).contains("FAKE"));
}

fn a_token() -> impl Strategy<Value = String> {
    "[A-Za-z0-9_.~+/=-]{1,80}"
}

/// A regular body and the position where its second token ends.
fn body(access: &str, refresh: &str, pretty: bool, access_first: bool) -> (String, usize) {
    let (gap, colon) = if pretty { ("\n  ", " : ") } else { ("", ":") };
    let mut members = [("access_token", access), ("refresh_token", refresh)];
    if !access_first {
        members.reverse();
    }
    let [(key_1, value_1), (key_2, value_2)] = members;
    let start = format!("{{{gap}\"{key_1}\"{colon}\"{value_1}\",{gap}\"{key_2}\"{colon}\"{value_2}\"");
    let end = start.len();
    (format!("{start},{gap}\"expires_in\"{colon}\"90000\"}}"), end)
}

proptest! {
    #[test]
    fn both_tokens_are_found_in_a_body_cut_or_damaged_after_the_second(
        access in a_token(), refresh in a_token(), pretty: bool, access_first: bool,
        cut in 0_usize..40, before in "[^\"\\\\]{0,20}", after: Vec<u8>, complete: bool, status in 100_u16..600,
    ) {
        let (body, end) = body(&access, &refresh, pretty, access_first);
        let kept = (end + cut).min(body.len());
        let spoilt = [before.as_bytes(), &body.as_bytes()[..kept], &after].concat();
        let verdict = judge(&answer(status, &spoilt, complete));
        let wanted = given(Some(&access), Some(&refresh)).pair;
        prop_assert!(matches!(verdict, Verdict::Tokens(found) if found.pair == wanted));
    }

    #[test]
    fn a_token_cut_before_its_closing_quote_is_never_returned(
        access in a_token(), refresh in a_token(), pretty: bool, access_first: bool, cut in 0_usize..400,
        quoted: bool, complete: bool,
    ) {
        let (mut body, mut end) = body(&access, &refresh, pretty, access_first);
        if quoted {
            let before = &body[..end];
            end = serde_json::json!([before]).to_string().len() - 2;
            body = serde_json::json!([body]).to_string();
        }
        let kept = cut.min(end - 1);
        let verdict = judge(&answer(200, &body.as_bytes()[..kept], complete));
        let pair = if let Verdict::Tokens(found) = verdict { found.pair } else { TokenPair::default() };
        let (first, second) = if access_first { (pair.access, pair.refresh) } else { (pair.refresh, pair.access) };
        let whole = if access_first { &access } else { &refresh };
        prop_assert!(first.is_none_or(|token| token.expose() == whole));
        prop_assert_eq!(second, None);
    }

    #[test]
    fn arbitrary_bytes_never_panic(body: Vec<u8>, complete: bool, status: u16) {
        judge(&answer(status, &body, complete));
    }

    #[test]
    fn arbitrary_escapes_never_panic(body in r#"(access_token|refresh_token|expires_in|\\u|d8|00|[\\":{}, a-f0-9-]){0,60}"#) {
        judge(&answer(200, body.as_bytes(), true));
    }
}

#[test]
fn tokens_in_utf_16_are_not_dropped() {
    let body = format!("{{\"access_token\":\"{A}\",\"refresh_token\":\"{R}\"");
    for unit in [u16::to_le_bytes as fn(u16) -> [u8; 2], u16::to_be_bytes] {
        for mark in ["", "\u{FEFF}"] {
            let wide: Vec<u8> = format!("{mark}{body}").encode_utf16().flat_map(unit).collect();
            let pair = TokenPair { access: Some(Secret::new(A)), refresh: Some(Secret::new(R)) };
            assert_eq!(tokens(&wide).pair, pair);
            assert!(!tokens(&wide).confirmed, "an answer in UTF-16 is never confirmed");
            assert!(!crate::redaction::raw(&SecretBytes::new(wide), &[]).contains("FAKE_AT"), "masked nevertheless");
        }
    }
}
