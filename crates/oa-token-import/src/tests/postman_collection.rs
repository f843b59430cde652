//! .

use oa_token_model::secret::Secret;

use super::asked;
use crate::draft::Draft;
use crate::{UnreadableImport, read};

const FIXTURE: &str = include_str!("../../../../tests/fixtures/import/zalo-oa.postman_collection.json");

fn draft(name: &str, refresh_token: &str) -> Draft {
    Draft {
        name: Some(name.to_owned()),
        app_id: Some("1234567890123456789".to_owned()),
        secret_key: Some(Secret::new("FAKE_SECRET_0000000000")),
        refresh_token: Some(Secret::new(refresh_token)),
        access_token: None,
    }
}

/// A collection of one request, two folders deep.
fn nested(request: &str) -> String {
    let variables = r#"[{"key":"id","value":"12"},{"key":"rt","value":"FAKE_RT_{{id}}"},
        {"key":"twice","value":"1"},{"key":"twice","value":"2"},{"key":"off","value":"FAKE_OFF","disabled":true}]"#;
    let item = format!(r#"{{"name":"deep","request":{request}}}"#);
    format!(
        r#"{{"info":{{"name":"c"}},"variable":{variables},"item":[{{"name":"f","item":[{{"name":"g","item":[{item}]}}]}}]}}"#
    )
}

#[test]
fn the_fixture_yields_only_the_literal_values() {
    let wanted = draft("Values typed straight in (what the tutorial shows)", "FAKE_RT_literal");
    for text in [
        FIXTURE.to_owned(),
        format!("\u{FEFF}{}", FIXTURE.replace('\n', "\r\n")),
        format!("{{\"collection\":{FIXTURE}}}"),
    ] {
        assert_eq!(read(text), Ok(vec![wanted.clone()]));
    }
}

#[test]
fn the_collections_own_variables_fill_its_requests() {
    let variables = r#""variable":[{"key":"app_id","value":"1234567890123456789"},{"id":"refresh_token",
        "value":"FAKE_RT_var"},{"key":"secret_key","value":"FAKE_SECRET_0000000000"}],"item""#;
    let drafts = read(FIXTURE.replace("\"item\"", variables)).unwrap();
    assert_eq!(drafts[0], draft("Access token from refresh token", "FAKE_RT_var"));
    assert_eq!(drafts.len(), 2);
    let same = FIXTURE.replace("\"item\"", &variables.replace("FAKE_RT_var", "FAKE_RT_literal"));
    assert_eq!(read(same).unwrap().len(), 1, "identical drafts are merged");
}

#[test]
fn requests_are_read_in_every_shape() {
    let wanted = Draft {
        name: Some("deep".to_owned()),
        app_id: Some("12".to_owned()),
        secret_key: Some(Secret::new("FAKE_S")),
        refresh_token: Some(Secret::new("FAKE_RT_12")),
        access_token: None,
    };
    let url = r#""url":{"path":["v4","oa","access_token"]}"#;
    let key = r#""header":"// secret_key: FAKE_NO\r\nsecret_key: FAKE_S\r\nAccept: */*""#;
    for body in [
        r#"{"mode":"urlencoded","urlencoded":[{"key":"app_id","value":"{{id}}"},{"key":"refresh_token","value":"{{rt}}"}]}"#,
        r#"{"mode":"urlencoded","urlencoded":"app_id=12&refresh_token={{ rt }}"}"#,
        r#"{"mode":"raw","raw":"app_id={{id}}&refresh_token=FAKE_RT_12","urlencoded":[{"key":"app_id","value":"9"}]}"#,
        r#"{"mode":"raw","raw":"{\"app_id\":12,\"refresh_token\":\"{{rt}}\"}"}"#,
        r#"{"mode":"formdata","formdata":[{"key":"appId","value":"12"},{"key":"app_id","value":"9","disabled":true},
            {"key":"refresh_token","value":"{{rt}}","enabled":true}]}"#,
    ] {
        let request = format!("{{{url},{key},\"body\":{body}}}");
        assert_eq!(read(nested(&request)), Ok(vec![wanted.clone()]), "{body}");
    }
}

#[test]
fn a_request_may_be_an_address() {
    let wanted = |app_id: &str| {
        Ok(vec![Draft { name: Some("deep".to_owned()), app_id: Some(app_id.to_owned()), ..Draft::default() }])
    };
    let path = "https://oauth.zaloapp.com/v4/oa/access_token";
    assert_eq!(read(nested(&format!("\"{path}?app_id=5\""))), wanted("5"));
    assert_eq!(read(nested(&format!("{{\"url\":\"{path}/?app_id={{{{id}}}}\"}}"))), wanted("12"));
    let rows = r#"[{"key":"app_id","value":"6"},{"key":"app_id","value":"7","disabled":true}]"#;
    let object = format!("{{\"url\":{{\"raw\":\"{path}?app_id=6&app_id=7\",\"query\":{rows}}}}}");
    assert_eq!(read(nested(&object)), wanted("6"));
}

#[test]
fn unknown_values_are_omitted_or_refused() {
    let nothing = UnreadableImport::NothingRecognised;
    let path = "https://oauth.zaloapp.com/v4/oa/access_token";
    for (request, wanted) in [
        (format!("\"{path}?app_id={{{{nowhere}}}}\""), UnreadableImport::References),
        (format!("\"{path}?refresh_token={{{{off}}}}&old_refresh_token=FAKE_OLD\""), UnreadableImport::References),
        ("null".to_owned(), nothing),
    ] {
        assert_eq!(read(nested(&request)), Err(wanted), "{request}");
    }
    assert_eq!(read(r#"{"info":{},"item":[]}"#), Err(nothing));
    for request in [format!("\"{path}?app_id=1&app_id=2\""), format!("\"{path}?app_id={{{{twice}}}}\"")] {
        assert_eq!(asked(nested(&request)), ["app_id"], "{request}");
    }
}

#[test]
fn the_variables_of_a_folder_override_those_of_its_parents() {
    let request = |name: &str| {
        format!(
            r#"{{"name":"{name}","request":{{"url":"https://oauth.zaloapp.com/v4/oa/access_token",
            "header":[{{"key":"secret_key","value":"{{{{key}}}}"}}],
            "body":{{"mode":"urlencoded","urlencoded":[{{"key":"refresh_token","value":"{{{{token}}}}"}},
            {{"key":"app_id","value":"{{{{app}}}}"}}]}}}}}}"#
        )
    };
    let text = format!(
        r#"{{"variable":[{{"key":"key","value":"FAKE_KEY"}},{{"key":"app","value":"1"}},{{"key":"token","value":"FAKE_RT_out"}}],
        "item":[{{"name":"A","variable":[{{"key":"token","value":"FAKE_RT_a"}},{{"key":"app","value":"2"}}],"item":[{}]}},{}]}}"#,
        request("A"),
        request("B")
    );
    let drafts = read(text).unwrap();
    let values: Vec<_> = drafts
        .iter()
        .map(|draft| (draft.app_id.as_deref().unwrap(), draft.refresh_token.as_ref().unwrap().expose()))
        .collect();
    assert_eq!(values, [("2", "FAKE_RT_a"), ("1", "FAKE_RT_out")]);
}

#[test]
fn the_token_of_a_saved_call_is_imported_and_its_collection_is_no_name() {
    let call = r#"{"url":"https://openapi.zalo.me/v2.0/oa/getoa","header":[{"key":"access_token","value":"FAKE_AT"}]}"#;
    let token = Draft { name: Some("deep".to_owned()), access_token: Some(Secret::new("FAKE_AT")), ..Draft::default() };
    assert_eq!(read(nested(call)), Ok(vec![token]));
}
