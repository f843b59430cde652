use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::profile::{AppId, ProfileId, ProfileKind};
use crate::redaction::BULLETS;
use crate::token::{Expiry, Generation, Source, TokenPair};

const FIXTURE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/answers/200-ok-string-expires.json"));
const A: &str = "FAKE_AT_RfBh5NdqsWzhcX8bDDe_1A463Z34Fhy1GVi63AoTU1InwujqF";
const R: &str = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";
const KEY: &str = "FAKE_SECRET_CANARY_00";
const NAME: &str = "Cà phê Hà Nội";

pub(super) fn stored(access: Option<&str>, refresh: Option<&str>, answer: Option<&str>) -> StoredPair {
    StoredPair {
        generation: Generation::FIRST,
        source: Source::Refresh,
        pair: TokenPair { access: access.map(Secret::new), refresh: refresh.map(Secret::new) },
        expiry: Expiry::default(),
        obtained_at: "2026-11-23T00:00:00Z".parse().unwrap(),
        unconfirmed: false,
        answer: answer.map(|text| SecretBytes::new(text.into())),
    }
}

/// The same pair with known expiry times.
pub(super) fn living(access: &str, refresh: &str) -> StoredPair {
    let expiry = Expiry {
        issued_at: Some("2026-11-23T00:00:00.900Z".parse().unwrap()),
        access_expires_at: Some("2026-11-24T01:00:00.900Z".parse().unwrap()),
        refresh_expires_at: Some("2027-02-21T00:00:00.900Z".parse().unwrap()),
    };
    StoredPair { expiry, ..stored(Some(access), Some(refresh), None) }
}

pub(super) fn profile(name: &str) -> Profile {
    Profile {
        id: ProfileId::parse("00000000-0000-4000-8000-000000000001").unwrap(),
        name: ProfileName::parse(name).unwrap(),
        app_id: AppId::parse("1234567890123456789").unwrap(),
        kind: ProfileKind::Live,
        oa: None,
        created_at: "2026-11-23T00:00:00Z".parse().unwrap(),
    }
}

fn choice(format: Format, with_refresh_token: bool) -> Choice {
    Choice { format, with_refresh_token, names: EnvNames::default() }
}

/// Calls `f` with the pair as the subject of an export.
fn with_subject<T>(name: &str, stored: &StoredPair, f: impl FnOnce(&Subject<'_>) -> T) -> T {
    let (profile, secret_key, api) = (profile(name), Secret::new(KEY), Origin::zalo_api());
    f(&Subject { profile: &profile, stored, secret_key: &secret_key, api: &api })
}

fn tried(stored: &StoredPair, format: Format, with_refresh_token: bool) -> Result<String, CannotExport> {
    let written = with_subject(NAME, stored, |subject| write(subject, &choice(format, with_refresh_token)));
    written.map(|bytes| String::from_utf8(bytes.expose().to_vec()).unwrap())
}

/// Reports whether a format carries every character of a token. The Windows shells interpret some.
fn is_carried(format: Format, token: &str) -> bool {
    token.chars().all(|char| format.carries(char))
}

pub(super) fn exported(stored: &StoredPair, format: Format, with_refresh_token: bool) -> String {
    tried(stored, format, with_refresh_token).unwrap()
}

fn previewed(stored: &StoredPair, format: Format, with_refresh_token: bool) -> String {
    with_subject(NAME, stored, |subject| preview(subject, &choice(format, with_refresh_token))).unwrap()
}

/// Every valid combination of a format with and without the refresh token.
fn kinds() -> impl Iterator<Item = (Format, bool)> {
    let both = Format::ALL.into_iter().flat_map(|format| [(format, false), (format, true)]);
    both.filter(|kind| *kind != (Format::Curl, true))
}

#[test]
fn json_is_zalos_answer_byte_for_byte() {
    let pair = stored(Some(A), Some(R), Some(FIXTURE));
    assert_eq!(exported(&pair, Format::Json, true), FIXTURE);
    let without = FIXTURE.replace(&format!("\"refresh_token\":\"{R}\","), "");
    assert_eq!(exported(&pair, Format::Json, false), without);
}

#[test]
fn an_answer_that_is_not_clean_is_rewritten() {
    let compact = format!(r#"{{"access_token":"{A}"}}"#);
    let full = format!(r#"{{"access_token":"{A}","refresh_token":"{R}"}}"#);
    for answer in [
        None,
        Some(String::new()),
        Some(FIXTURE[..FIXTURE.len() - 1].to_owned()),
        Some(format!("<pre>{FIXTURE}</pre>")),
        Some(format!("{{\"data\":{FIXTURE}}}")),
        Some(FIXTURE.replace(A, "FAKE_another")),
        Some(FIXTURE.replace(R, "FAKE_another")),
        Some(format!(r#"{{"access_token":"{A}","expires_in":"90000"}}"#)),
        Some(FIXTURE.replacen('{', "{\"secret_key\":\"FAKE_KEY\",", 1)),
    ] {
        let pair = stored(Some(A), Some(R), answer.as_deref());
        assert_eq!(exported(&pair, Format::Json, false), compact, "{answer:?}");
        assert_eq!(exported(&pair, Format::Json, true), full, "{answer:?}");
    }
    let unconfirmed = StoredPair { unconfirmed: true, ..stored(Some(A), Some(R), Some(FIXTURE)) };
    assert_eq!(exported(&unconfirmed, Format::Json, true), full);
}

#[test]
fn a_known_lifetime_is_written_in_zalos_format() {
    let expiry = Expiry {
        issued_at: Some("2026-11-23T00:00:00Z".parse().unwrap()),
        access_expires_at: Some("2026-11-24T01:00:00Z".parse().unwrap()),
        refresh_expires_at: None,
    };
    let pair = StoredPair { expiry, ..stored(Some(A), Some(R), None) };
    assert_eq!(exported(&pair, Format::Json, true), FIXTURE);
}

#[test]
fn an_answer_that_repeats_the_refresh_token_is_exported_without_it() {
    for extra in [
        format!("\"note\":\"sent {R} back\","),
        "\"data\":{\"refresh_token\":\"FAKE_other\"},".to_owned(),
        format!("\"{R}\":1,"),
    ] {
        let answer = FIXTURE.replacen('{', &format!("{{{extra}"), 1);
        let pair = stored(Some(A), Some(R), Some(&answer));
        assert_eq!(exported(&pair, Format::Json, false), format!(r#"{{"access_token":"{A}"}}"#), "{extra}");
        assert_eq!(exported(&pair, Format::Json, true), answer, "{extra}");
    }
}

#[test]
fn an_access_token_without_a_refresh_token_is_exported_as_received() {
    let answer = format!("{{ \"access_token\": \"{A}\" }}\n");
    assert_eq!(exported(&stored(Some(A), None, Some(&answer)), Format::Json, false), answer);
}

#[test]
fn text_is_the_token_and_nothing_else() {
    let pair = stored(Some(A), Some(R), Some(FIXTURE));
    assert_eq!(exported(&pair, Format::Text, false), A);
    assert_eq!(exported(&pair, Format::Text, true), format!("access_token: {A}\nrefresh_token: {R}"));
}

#[test]
fn json_iso_has_the_expiry_times() {
    let pair = living(A, R);
    let access = format!("{{\n  \"access_token\": \"{A}\",\n  \"expires_at\": \"2026-11-24T01:00:00Z\"");
    assert_eq!(exported(&pair, Format::JsonIso, false), format!("{access}\n}}"));
    let refresh = format!("\"refresh_token\": \"{R}\",\n  \"refresh_expires_at\": \"2027-02-21T00:00:00Z\"");
    assert_eq!(exported(&pair, Format::JsonIso, true), format!("{access},\n  {refresh}\n}}"));
    let unknown = exported(&stored(Some(A), Some(R), None), Format::JsonIso, true);
    let value: Value = serde_json::from_str(&unknown).unwrap();
    assert_eq!((&value["expires_at"], &value["refresh_expires_at"]), (&Value::Null, &Value::Null));
    assert_eq!(value.as_object().unwrap().len(), 4);
}

#[test]
fn env_has_one_line_per_variable_and_none_for_an_unknown_time() {
    let line = format!("ZALO_OA_ACCESS_TOKEN={A}\n");
    let with_time = format!("{line}ZALO_OA_EXPIRES_AT=2026-11-24T01:00:00Z\n");
    assert_eq!(exported(&living(A, R), Format::Env, false), with_time);
    assert_eq!(exported(&living(A, R), Format::Env, true), format!("{with_time}ZALO_OA_REFRESH_TOKEN={R}\n"));
    assert_eq!(exported(&stored(Some(A), None, None), Format::Env, false), line);
    let names = EnvNames::parse("TOKEN", "_ends", "R2").unwrap();
    let chosen = Choice { names, ..choice(Format::Env, true) };
    let written = with_subject(NAME, &living(A, R), |subject| write(subject, &chosen)).unwrap();
    let wanted = format!("TOKEN={A}\n_ends=2026-11-24T01:00:00Z\nR2={R}\n");
    assert!(written.expose() == wanted.as_bytes());
}

#[test]
fn env_quotes_only_if_needed() {
    for (token, wanted) in [
        ("FAKE_a-1.:/+@,%", "FAKE_a-1.:/+@,%"),
        ("FAKE a#b", "'FAKE a#b'"),
        ("FAKE$a`b\\n\"", "'FAKE$a`b\\n\"'"),
        ("FAKE=", "'FAKE='"),
        ("~FAKE", "'~FAKE'"),
        ("FAKE'a b", "\"FAKE'a b\""),
        ("FAKE'\"$`\\", r#""FAKE'\"\$\`\\""#),
        ("", "''"),
        ("ệ", "'ệ'"),
    ] {
        let written = exported(&stored(Some(token), None, None), Format::Env, false);
        assert_eq!(written, format!("ZALO_OA_ACCESS_TOKEN={wanted}\n"));
    }
}

#[test]
fn tsv_is_one_row() {
    let row = format!("{NAME}\t{A}\t2026-11-24T01:00:00Z");
    assert_eq!(exported(&living(A, R), Format::Tsv, false), format!("{row}\n"));
    assert_eq!(exported(&living(A, R), Format::Tsv, true), format!("{row}\t{R}\n"));
    assert_eq!(exported(&stored(Some(A), Some(R), None), Format::Tsv, true), format!("{NAME}\t{A}\t\t{R}\n"));
}

#[test]
fn no_cell_of_tsv_is_a_formula_or_quoted() {
    for name in ["=1+1", "+84 900", "@shop", "＝1", "'x", "\"x"] {
        let pair = stored(Some("-FAKE_AT"), None, None);
        let row = with_subject(name, &pair, |subject| write(subject, &choice(Format::Tsv, false))).unwrap();
        assert_eq!(std::str::from_utf8(row.expose()).unwrap(), format!("'{name}\t'-FAKE_AT\t\n"));
    }
}

#[test]
#[cfg(unix)]
fn curl_calls_getoa_with_only_the_access_token() {
    let wanted = format!("curl -H 'access_token: {A}' 'https://openapi.zalo.me/v2.0/oa/getoa'");
    assert_eq!(exported(&living(A, R), Format::Curl, false), wanted);
    let odd = exported(&stored(Some("FAKE'a $(b)"), None, None), Format::Curl, false);
    assert_eq!(odd, r"curl -H 'access_token: FAKE'\''a $(b)' 'https://openapi.zalo.me/v2.0/oa/getoa'");
    assert_eq!(tried(&living(A, R), Format::Curl, true), Err(CannotExport::NoPlaceForRefreshToken));
}

#[test]
fn a_postman_environment_holds_tokens_and_no_secret_key() {
    let mut value: Value = serde_json::from_str(&exported(&living(A, R), Format::PostmanEnvironment, true)).unwrap();
    // The id is random.
    value.as_object_mut().unwrap().shift_remove("id").unwrap();
    let row = |key: &str, value: &str, kind: &str| serde_json::json!({"key": key, "value": value, "type": kind, "enabled": true});
    let wanted = serde_json::json!({
        "name": NAME,
        "values": [
            row("access_token", A, "secret"),
            row("access_token_expires_at", "2026-11-24T01:00:00Z", "default"),
            row("refresh_token", R, "secret"),
        ],
        "_postman_variable_scope": "environment",
    });
    assert_eq!(value, wanted);
    let text = exported(&stored(Some(A), Some(R), None), Format::PostmanEnvironment, false);
    assert!(!text.contains("expires_at") && !text.contains(R));
}

#[test]
fn no_export_names_the_profile_by_its_id() {
    let subject_id = "00000000-0000-4000-8000-000000000001";
    for (format, with_refresh_token) in kinds() {
        assert!(!exported(&living(A, R), format, with_refresh_token).contains(subject_id), "{format:?}");
    }
    let id = || {
        let text = exported(&living(A, R), Format::PostmanEnvironment, false);
        serde_json::from_str::<Value>(&text).unwrap()["id"].as_str().unwrap().to_owned()
    };
    assert_ne!(id(), id(), "each export has its own id");
}

#[test]
fn a_preview_is_the_file_with_its_tokens_masked() {
    let mask = |text: &str| text.replace(A, &format!("{BULLETS}ujqF")).replace(R, &format!("{BULLETS}GX9G"));
    // The id of an environment is random.
    let without_id = |text: &str| text.lines().filter(|line| !line.contains("\"id\": ")).collect::<Vec<_>>().join("\n");
    for answer in [None, Some(FIXTURE)] {
        let pair = StoredPair { answer: stored(None, None, answer).answer, ..living(A, R) };
        for (format, with_refresh_token) in kinds() {
            let text = exported(&pair, format, with_refresh_token);
            let shown = previewed(&pair, format, with_refresh_token);
            assert_eq!(without_id(&shown), without_id(&mask(&text)), "{format:?}");
            assert!(!mask(&text).contains(A) && mask(&text).contains(BULLETS));
        }
    }
}

#[test]
fn a_preview_is_quoted_as_the_file_is() {
    let odd = stored(Some("FAKE 0123456789 0123456789'x y"), None, None);
    assert_eq!(previewed(&odd, Format::Env, false), format!("ZALO_OA_ACCESS_TOKEN=\"{BULLETS}'x y\"\n"));
    let sign = stored(Some("=FAKE_short"), None, None);
    assert_eq!(previewed(&sign, Format::Tsv, false), format!("{NAME}\t'{BULLETS}\t\n"));
    let spaced = stored(Some("FAKE_AT 01234567"), None, None);
    assert_eq!(previewed(&spaced, Format::Env, false), format!("ZALO_OA_ACCESS_TOKEN='{BULLETS}4567'\n"));
}

#[test]
fn a_preview_masks_a_received_answer_however_it_spells_its_tokens() {
    let escaped = A.replace("RfBh", "\\u0052fBh");
    let old = "FAKE_OLD_0123456789_0123456789";
    let answer = format!(
        "{{ \"access_token\" : \"{escaped}\", \"refresh_token\":\"{R}\", \"echo\": [\"got {R}!\", \"{old}\"],\n \
         \"refresh_token_expires_in\": \"7776000\", \"n\": 1 }}"
    );
    let shown = previewed(&stored(Some(A), Some(R), Some(&answer)), Format::Json, true);
    let wanted = format!(
        "{{ \"access_token\" : \"{BULLETS}ujqF\", \"refresh_token\":\"{BULLETS}GX9G\", \
         \"echo\": [\"got {BULLETS}GX9G!\", \"{BULLETS}6789\"],\n \"refresh_token_expires_in\": \"7776000\", \"n\": 1 }}"
    );
    assert_eq!(shown, wanted);
}

#[test]
fn a_missing_token_cannot_be_exported() {
    for (format, with_refresh_token) in kinds() {
        let none = tried(&stored(None, Some(R), None), format, with_refresh_token);
        assert_eq!(none, Err(CannotExport::NoAccessToken));
        let alone = tried(&stored(Some(A), None, None), format, with_refresh_token);
        assert_eq!(alone.err(), with_refresh_token.then_some(CannotExport::NoRefreshToken));
    }
}

#[test]
fn a_control_character_is_refused_where_it_would_be_read_as_another_value() {
    for (format, char, wanted) in [
        (Format::Tsv, '\t', Some(CannotExport::OddToken)),
        (Format::Tsv, '\n', Some(CannotExport::OddToken)),
        (Format::Curl, '\r', Some(CannotExport::OddToken)),
        (Format::Env, '\0', Some(CannotExport::OddToken)),
        (Format::Env, '\n', Some(CannotExport::OddToken)),
        (Format::Text, '\u{1B}', Some(CannotExport::OddToken)),
        (Format::Text, '\u{9B}', Some(CannotExport::OddToken)),
        (Format::Env, '\u{202E}', Some(CannotExport::OddToken)),
        (Format::JsonIso, '\0', None),
        (Format::Json, '\n', None),
        (Format::PostmanEnvironment, '\t', None),
    ] {
        let token = format!("FAKE{char}AT");
        assert_eq!(tried(&stored(Some(&token), None, None), format, false).err(), wanted, "{format:?} {char:?}");
        let refresh = stored(Some(A), Some(&token), None);
        assert!(tried(&refresh, format, false).is_ok(), "a token that is not exported may hold any character");
    }
}

#[test]
fn formats_are_chosen_by_name() {
    for format in Format::ALL {
        assert_eq!(format.name().parse(), Ok(format));
    }
    assert_eq!("JSON ".parse::<Format>(), Err(UnknownFormat));
}

#[test]
fn files_are_named_after_profile_and_format() {
    let name = ProfileName::parse("..Cà/phê: 1").unwrap();
    let names = Format::ALL.map(|format| file_name(&name, format));
    let endings =
        ["txt", "env", "json", "json", "tsv", "postman_environment.json", if cfg!(windows) { "cmd" } else { "sh" }];
    assert_eq!(names, endings.map(|ending| format!("Cà-phê- 1.{ending}")));
}

proptest! {
    #[test]
    fn without_the_refresh_token_no_export_holds_it(answer: Option<String>, access in "[!-~]{1,30}", refresh in "R[a-z]{12}") {
        let whole = format!(r#"{{"access_token":{},"refresh_token":"{refresh}"}}"#, Value::from(access.as_str()));
        let pair = stored(Some(&access), Some(&refresh), Some(&answer.unwrap_or(whole)));
        for format in Format::ALL.into_iter().filter(|format| is_carried(*format, &access)) {
            let text = exported(&pair, format, false);
            prop_assert!(!text.contains(&refresh));
            if matches!(format, Format::Json | Format::JsonIso) {
                let value: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(value["access_token"].as_str(), Some(access.as_str()));
            }
        }
    }

    #[test]
    fn no_format_ever_holds_the_secret_key(
        key in "secret_key|note|appSecret|access_token|x",
        before in "[a-z ]{0,4}",
        nested: bool,
        escaped: bool,
        twice: bool,
    ) {
        let canary = if escaped { KEY.replace("CANARY", "\\u0043ANARY") } else { KEY.to_owned() };
        let member = format!("\"{key}\":\"{before}{canary}\"");
        let member = if nested { format!("\"data\":[{{{member}}}]") } else { member };
        let again = if twice { format!("\"{key}\":\"1\",") } else { String::new() };
        let answer = format!("{{{member},{again}\"access_token\":\"{A}\",\"refresh_token\":\"{R}\"}}");
        prop_assert!(serde_json::from_str::<Value>(&answer).is_ok());
        let pair = stored(Some(A), Some(R), Some(&answer));
        for (format, with_refresh_token) in kinds() {
            for text in [exported(&pair, format, with_refresh_token), previewed(&pair, format, with_refresh_token)] {
                prop_assert!(!text.contains("CANARY") && !text.contains("ANARY") && !text.contains("secret_key"));
            }
        }
    }

    #[test]
    fn a_preview_never_holds_a_token(answer: bool, access in "[!-~]{5,40}", refresh in "[!-~]{5,40}") {
        let quoted = |text: &str| Value::from(text).to_string();
        let (a, r) = (format!("FAKE_A{access}"), format!("FAKE_R{refresh}"));
        let whole = format!("{{\"access_token\":{},\"refresh_token\":{}}}", quoted(&a), quoted(&r));
        let pair = stored(Some(&a), Some(&r), answer.then_some(whole.as_str()));
        for (format, with_refresh_token) in kinds().filter(|(format, _)| is_carried(*format, &a)) {
            let text = previewed(&pair, format, with_refresh_token);
            prop_assert!(!text.contains("FAKE_A") && !text.contains("FAKE_R"), "{}", text);
        }
    }
}
