//! Recognises a Postman environment: `{"name", "values": [{"key", "value", "enabled"}]}`.

use super::collected::Collected;
use super::json::{self, Json};
use super::variables::{Twice, Variables};
use super::{UnreadableImport, keys};
use crate::draft::{Draft, DraftField};

/// Accepts a JSON object with a list of `values`.
pub(super) fn recognise(text: &str) -> Option<Result<Vec<Draft>, UnreadableImport>> {
    if !json::begins(text) {
        return None;
    }
    let json = json::parse(text).ok()?;
    // Postman's API wraps the object that its window exports.
    let environment = json.get("environment").unwrap_or(&json);
    let Json::List(_) = environment.get("values")? else { return None };
    Some(read(environment))
}

fn read(environment: &Json) -> Result<Vec<Draft>, UnreadableImport> {
    let rows: Vec<(String, String)> = environment.get("values").into_iter().flat_map(Json::rows).collect();
    let variables: Variables = rows.iter().cloned().collect();
    let mut collected = Collected::default();
    for (key, value) in rows {
        let Some(field) = keys::field(&key) else { continue };
        match variables.resolve(&value) {
            Ok(Some(value)) => collected.offer(&key, &value)?,
            Ok(None) => {}
            Err(Twice) => return Err(UnreadableImport::Ambiguous { key: keys::spelling(field) }),
        }
    }
    if let Some(name) = environment.get("name").and_then(Json::text) {
        collected.put(DraftField::Name, &name)?;
    }
    collected.into_draft().map(|draft| vec![draft]).ok_or(UnreadableImport::NothingRecognised)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use oa_token_model::secret::Secret;

    const FIXTURE: &str = include_str!("../../../tests/fixtures/import/zalo-oa.postman_environment.json");

    fn wanted() -> Draft {
        Draft {
            name: Some("Zalo OA (synthetic)".to_owned()),
            app_id: Some("1234567890123456789".to_owned()),
            secret_key: Some(Secret::new("FAKE_SECRET_0000000000")),
            refresh_token: Some(Secret::new("FAKE_RT_env")),
            access_token: None,
        }
    }

    #[test]
    fn the_fixture_is_read_without_its_old_token() {
        assert_eq!(read(FIXTURE), Ok(vec![wanted()]));
        assert_eq!(read(format!("\u{FEFF}{}", FIXTURE.replace('\n', "\r\n"))), Ok(vec![wanted()]));
        assert_eq!(read(format!("{{\"environment\":{FIXTURE}}}")), Ok(vec![wanted()]));
        let enabled = FIXTURE.replace("false", "true");
        assert_eq!(read(enabled), Ok(vec![wanted()]), "an old token is not imported");
    }

    #[test]
    fn rows_switched_off_do_not_count_and_two_values_are_refused() {
        let twice = FIXTURE.replace("old_refresh_token", "refreshToken");
        assert_eq!(read(&twice), Ok(vec![wanted()]), "disabled");
        let key = "refresh_token";
        assert_eq!(read(twice.replace("false", "true")), Err(UnreadableImport::Ambiguous { key }));
        let same_key = FIXTURE.replace("old_refresh_token", key).replace("false", "true");
        assert_eq!(read(same_key), Err(UnreadableImport::Ambiguous { key }));
    }

    #[test]
    fn variables_in_values_are_resolved_or_omitted() {
        let text = r#"{"values":[{"key":"app_id","value":"{{id}}"},{"key":"id","value":7},
            {"key":"secret_key","value":"{{nowhere}}"}]}"#;
        assert_eq!(read(text), Ok(vec![Draft { app_id: Some("7".to_owned()), ..Draft::default() }]));
        assert_eq!(read(r#"{"name":"x","values":[]}"#), Err(UnreadableImport::NothingRecognised));
    }
}
