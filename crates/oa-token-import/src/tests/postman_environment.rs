//! .

use oa_token_model::secret::Secret;

use super::asked;
use crate::draft::Draft;
use crate::{UnreadableImport, read};

const FIXTURE: &str = include_str!("../../../../tests/fixtures/import/zalo-oa.postman_environment.json");

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
    assert_eq!(asked(twice.replace("false", "true")), [key]);
    let same_key = FIXTURE.replace("old_refresh_token", key).replace("false", "true");
    assert_eq!(asked(same_key), [key]);
}

#[test]
fn variables_in_values_are_resolved_or_omitted() {
    let text = r#"{"values":[{"key":"app_id","value":"{{id}}"},{"key":"id","value":7},
        {"key":"secret_key","value":"{{nowhere}}"}]}"#;
    assert_eq!(read(text), Ok(vec![Draft { app_id: Some("7".to_owned()), ..Draft::default() }]));
    assert_eq!(read(r#"{"name":"x","values":[]}"#), Err(UnreadableImport::NothingRecognised));
}
