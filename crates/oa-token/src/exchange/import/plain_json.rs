//! Recognises `{"name", "app_id", "secret_key", "refresh_token"?, "access_token"?}`, one or an array of them.

use serde_json::{Map, Value};

use super::UnreadableImport;
use crate::exchange::draft::Draft;
use crate::secret::Secret;

/// Takes whatever begins like a JSON object or array.
pub(super) fn recognise(text: &str) -> Option<Result<Vec<Draft>, UnreadableImport>> {
    text.trim_start().starts_with(['{', '[']).then(|| read(text))
}

fn read(text: &str) -> Result<Vec<Draft>, UnreadableImport> {
    let value: Value = serde_json::from_str(text).map_err(|error| UnreadableImport::NotJson { line: error.line() })?;
    let values = if let Value::Array(values) = value { values } else { vec![value] };
    let drafts: Vec<Draft> = values.into_iter().map(draft).collect::<Result<_, _>>()?;
    if drafts.is_empty() || drafts.contains(&Draft::default()) {
        return Err(UnreadableImport::NothingRecognised);
    }
    Ok(drafts)
}

fn draft(value: Value) -> Result<Draft, UnreadableImport> {
    let Value::Object(mut object) = value else { return Err(UnreadableImport::NotAnObject) };
    Ok(Draft {
        name: text(&mut object, "name")?,
        app_id: app_id(&mut object)?,
        secret_key: text(&mut object, "secret_key")?.map(Secret::new),
        refresh_token: text(&mut object, "refresh_token")?.map(Secret::new),
        access_token: text(&mut object, "access_token")?.map(Secret::new),
    })
}

fn text(object: &mut Map<String, Value>, key: &'static str) -> Result<Option<String>, UnreadableImport> {
    match object.remove(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            Err(UnreadableImport::WrongType { key })
        }
    }
}

/// An unquoted `app_id` is taken as long as its digits are exact.
fn app_id(object: &mut Map<String, Value>) -> Result<Option<String>, UnreadableImport> {
    const KEY: &str = "app_id";
    match object.get(KEY) {
        Some(Value::Number(number)) => {
            let digits = number.as_u64().ok_or(UnreadableImport::WrongType { key: KEY })?;
            Ok(Some(digits.to_string()))
        }
        _ => text(object, KEY),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

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
            ("{\"appid\":\"1\"}", UnreadableImport::NothingRecognised),
            ("[{\"app_id\":\"1\"},{}]", UnreadableImport::NothingRecognised),
            ("{\"refresh_token\":5}", UnreadableImport::WrongType { key: "refresh_token" }),
            ("{\"name\":false}", UnreadableImport::WrongType { key: "name" }),
        ] {
            assert_eq!(read(text), Err(wanted), "{text}");
        }
    }
}
