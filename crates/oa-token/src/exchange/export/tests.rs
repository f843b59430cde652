use proptest::prelude::*;

use super::*;
use crate::token::{Generation, Source};

const FIXTURE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/answers/200-ok-string-expires.json"));
const A: &str = "FAKE_AT_RfBh5NdqsWzhcX8bDDe_1A463Z34Fhy1GVi63AoTU1InwujqF";
const R: &str = "FAKE_RT_L2Y2BO9Prn_I1SkM08T4J99bZQYVbOBPfTVeRgrLdPK4ZqGX9G";

fn stored(access: Option<&str>, refresh: Option<&str>, answer: Option<&str>) -> StoredPair {
    StoredPair {
        generation: Generation::FIRST,
        source: Source::Refresh,
        pair: TokenPair { access: access.map(Secret::new), refresh: refresh.map(Secret::new) },
        lives: Lives::default(),
        obtained_at: "2026-11-23T00:00:00Z".parse().unwrap(),
        unconfirmed: false,
        answer: answer.map(|text| SecretBytes::new(text.into())),
    }
}

fn exported(stored: &StoredPair, format: Format, with_refresh_token: bool) -> String {
    String::from_utf8(write(stored, format, with_refresh_token).unwrap().expose().to_vec()).unwrap()
}

#[test]
fn json_is_zalos_answer_byte_for_byte() {
    let pair = stored(Some(A), Some(R), Some(FIXTURE));
    assert_eq!(exported(&pair, Format::Json, true), FIXTURE);
    let without = FIXTURE.replace(&format!("\"refresh_token\":\"{R}\","), "");
    assert_eq!(exported(&pair, Format::Json, false), without);
}

#[test]
fn an_answer_that_is_not_clean_is_written_anew() {
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
fn a_known_life_is_written_as_zalo_writes_it() {
    let lives = Lives {
        issued_at: Some("2026-11-23T00:00:00Z".parse().unwrap()),
        access_expires_at: Some("2026-11-24T01:00:00Z".parse().unwrap()),
        refresh_expires_at: None,
    };
    let pair = StoredPair { lives, ..stored(Some(A), Some(R), None) };
    assert_eq!(exported(&pair, Format::Json, true), FIXTURE);
}

#[test]
fn an_answer_that_repeats_the_refresh_token_does_not_give_it_away() {
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
fn an_access_token_that_came_alone_is_exported_as_received() {
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
fn what_is_not_there_cannot_be_exported() {
    for format in Format::ALL {
        assert_eq!(write(&stored(None, Some(R), None), format, true), Err(CannotExport::NoAccessToken));
        assert_eq!(write(&stored(None, Some(R), None), format, false), Err(CannotExport::NoAccessToken));
        assert_eq!(write(&stored(Some(A), None, None), format, true), Err(CannotExport::NoRefreshToken));
        assert!(write(&stored(Some(A), None, None), format, false).is_ok());
    }
}

#[test]
fn formats_are_chosen_by_name() {
    assert_eq!(("json".parse(), "text".parse()), (Ok(Format::Json), Ok(Format::Text)));
    assert_eq!("JSON ".parse::<Format>(), Err(UnknownFormat));
}

proptest! {
    #[test]
    fn without_the_refresh_token_no_export_holds_it(answer: Option<String>, access in "[!-~]{1,30}", refresh in "R[a-z]{12}") {
        let whole = format!(r#"{{"access_token":{},"refresh_token":"{refresh}"}}"#, Value::from(access.as_str()));
        let pair = stored(Some(&access), Some(&refresh), Some(&answer.unwrap_or(whole)));
        for format in Format::ALL {
            let text = exported(&pair, format, false);
            prop_assert!(!text.contains(&refresh));
            if format == Format::Json {
                let value: Value = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(value["access_token"].as_str(), Some(access.as_str()));
            }
        }
    }
}
