//! .

use oa_token_model::secret::Secret;

use super::asked;
use crate::draft::Draft;
use crate::{UnreadableImport, read};

fn full() -> Draft {
    Draft {
        name: Some("Cà phê".to_owned()),
        app_id: Some("1234567890123456789".to_owned()),
        secret_key: Some(Secret::new("FAKE_KEY")),
        refresh_token: Some(Secret::new("FAKE_RT")),
        access_token: None,
    }
}

const FULL: &str = r#"{"name":"Cà phê","app_id":"1234567890123456789","secret_key":"FAKE_KEY",
    "refresh_token":"FAKE_RT","access_token":null,"note":{"any":["thing"]}}"#;

#[test]
fn one_object_or_an_array_of_them_is_read() {
    assert_eq!(read(FULL), Ok(vec![full()]));
    let other = FULL.replace("FAKE_RT", "FAKE_RT2");
    let second = Draft { refresh_token: Some(Secret::new("FAKE_RT2")), ..full() };
    assert_eq!(read(format!("[{FULL},{other}]")), Ok(vec![full(), second]));
    assert_eq!(read(format!("[{FULL},{FULL}]")), Ok(vec![full()]), "the same values are one OA");
}

#[test]
fn an_app_id_may_be_a_number_and_keeps_every_digit() {
    assert_eq!(read(FULL.replace("\"1234567890123456789\"", "1234567890123456789")), Ok(vec![full()]));
    for number in ["1.5", "-12", "123456789012345678901234567890", "[1]"] {
        let read = read(format!("{{\"app_id\":{number}}}"));
        assert_eq!(read, Err(UnreadableImport::WrongType { key: "app_id" }), "{number}");
    }
}

#[test]
fn each_mistake_has_its_error() {
    for (text, wanted) in [
        ("{\n\"app_id\":\n oops}", UnreadableImport::NotJson { line: 3 }),
        ("{\"app_id\":\"1\"", UnreadableImport::NotJson { line: 1 }),
        ("\r\n\r\n{oops}", UnreadableImport::NotJson { line: 3 }),
        ("[1]", UnreadableImport::NotAnObject),
        ("[]", UnreadableImport::NothingRecognised),
        ("{}", UnreadableImport::NothingRecognised),
        ("{\"id\":\"1\"}", UnreadableImport::NothingRecognised),
        ("{\"name\":\"x\"}", UnreadableImport::NothingRecognised),
        ("{\"old_refresh_token\":\"FAKE_RT\"}", UnreadableImport::OutOfUse),
        ("{\"error\":-14118,\"error_name\":\"Invalid\"}", UnreadableImport::NothingRecognised),
        ("{\"refresh_token\":5}", UnreadableImport::WrongType { key: "refresh_token" }),
        ("{\"name\":false}", UnreadableImport::WrongType { key: "name" }),
    ] {
        assert_eq!(read(text), Err(wanted), "{text}");
    }
}

#[test]
fn other_spellings_and_curly_quotes_are_read() {
    let text = FULL.replace("app_id", "appId").replace("secret_key", "ZALO_APP_SECRET").replace('"', "”");
    assert_eq!(read(text.replace("name", "\u{200B}name").replace(':', "\u{A0}:")), Ok(vec![full()]));
}

#[test]
fn the_tokens_are_read_from_zalos_own_answer() {
    let answer = r#"{"access_token":"FAKE_AT","refresh_token":"FAKE_RT","expires_in":"90000"}"#;
    let (access_token, refresh_token) = (Some(Secret::new("FAKE_AT")), Some(Secret::new("FAKE_RT")));
    assert_eq!(read(answer), Ok(vec![Draft { refresh_token, access_token, ..Draft::default() }]));
}

#[test]
fn two_values_for_one_field_are_a_choice() {
    for (text, key) in [
        ("{\"app_id\":\"1\",\"app_id\":\"2\"}", "app_id"),
        ("{\"secret\":\"FAKE_A\",\"secretKey\":\"FAKE_B\"}", "secret_key"),
    ] {
        assert_eq!(asked(text), [key], "{text}");
    }
}
