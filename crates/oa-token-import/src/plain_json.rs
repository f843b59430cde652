//! Recognises `{"name", "app_id", "secret_key", "refresh_token"?, "access_token"?}`, one or an array of them. This also
//! covers Zalo's own answer, which has the tokens only.

use super::collected::Collected;
use super::json::{self, Json};
use super::{UnreadableImport, keys};
use crate::draft::{Draft, DraftField};

/// Accepts any text that begins like a JSON object or array.
pub(super) fn recognise(text: &str) -> Option<Result<Vec<Draft>, UnreadableImport>> {
    json::begins(text).then(|| read(text))
}

fn read(text: &str) -> Result<Vec<Draft>, UnreadableImport> {
    let value = json::parse(text).map_err(|error| UnreadableImport::NotJson { line: error.line() })?;
    let values = if let Json::List(values) = value { values } else { vec![value] };
    let drafts: Vec<Draft> = values.iter().map(draft).collect::<Result<_, _>>()?;
    if drafts.is_empty() {
        return Err(UnreadableImport::NothingRecognised);
    }
    Ok(drafts)
}

fn draft(value: &Json) -> Result<Draft, UnreadableImport> {
    let Json::Object(members) = value else { return Err(UnreadableImport::NotAnObject) };
    let mut collected = Collected::default();
    for (key, value) in members {
        let Some(field) = keys::field(key) else { continue };
        if let Some(text) = text(field, value)? {
            collected.put(field, &text)?;
        }
    }
    collected.into_draft().ok_or(UnreadableImport::NothingRecognised)
}

/// An unquoted `app_id` is accepted if its digits are exact.
fn text(field: DraftField, value: &Json) -> Result<Option<String>, UnreadableImport> {
    match (field, value) {
        (_, Json::Null) => Ok(None),
        (_, Json::Text(text)) => Ok(Some(text.clone())),
        (DraftField::AppId, Json::Whole(digits)) => Ok(Some(digits.to_string())),
        _ => Err(UnreadableImport::WrongType { key: keys::spelling(field) }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use oa_token_model::secret::Secret;

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
        assert_eq!(read(format!("[{FULL},{FULL}]")), Ok(vec![full(), full()]));
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
            ("{\"old_refresh_token\":\"FAKE_RT\"}", UnreadableImport::NothingRecognised),
            ("{\"app_id\":\"1\",\"app_id\":\"2\"}", UnreadableImport::Ambiguous { key: "app_id" }),
            ("{\"secret\":\"FAKE_A\",\"secretKey\":\"FAKE_B\"}", UnreadableImport::Ambiguous { key: "secret_key" }),
            ("{\"error\":-14118,\"error_name\":\"Invalid\"}", UnreadableImport::NothingRecognised),
            ("[{\"app_id\":\"1\"},{}]", UnreadableImport::NothingRecognised),
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
}
