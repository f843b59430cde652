//! .

use oa_token_model::secret::Secret;

use super::asked;
use crate::draft::Draft;
use crate::{UnreadableImport, read};

#[test]
fn a_body_or_an_address_with_its_pairs_is_read() {
    let wanted =
        Draft { app_id: Some("123".to_owned()), refresh_token: Some(Secret::new("FAKE_RT=")), ..Draft::default() };
    for text in [
        "refresh_token=FAKE_RT%3D&app_id=123&grant_type=refresh_token",
        "\u{FEFF}app_id=123&refresh_token=FAKE_RT%3D\r\n",
        "?app_id=123&refresh_token=FAKE_RT%3D&refresh_token=FAKE_RT%3D",
        "https://oauth.zaloapp.com/v4/oa/access_token?app_id=123&refresh_token=FAKE_RT%3D#x",
    ] {
        assert_eq!(read(text), Ok(vec![wanted.clone()]), "{text}");
    }
}

#[test]
fn an_unknown_key_or_two_values_are_refused() {
    for (text, wanted) in [
        ("https://shop.example/back?code=FAKE_CODE&oa_id=1", UnreadableImport::NothingRecognised),
        ("a=1&b=2", UnreadableImport::NothingRecognised),
        ("app_id={{app_id}}&refresh_token={{refresh_token}}", UnreadableImport::References),
    ] {
        assert_eq!(read(text), Err(wanted), "{text}");
    }
}

#[test]
fn two_values_for_one_field_are_a_choice() {
    assert_eq!(asked("app_id=1&app_id=2"), ["app_id"]);
}
