//! .

use oa_token_model::secret::Secret;

use super::asked;
use crate::draft::Draft;
use crate::{UnreadableImport, read};

fn wanted() -> Draft {
    Draft {
        app_id: Some("123".to_owned()),
        secret_key: Some(Secret::new("FAKE_S")),
        refresh_token: Some(Secret::new("FAKE_RT-1_x")),
        ..Draft::default()
    }
}

/// Trims the drafts, as every caller does.
fn tidied(text: &str) -> Vec<Draft> {
    let drafts = read(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    drafts.into_iter().map(|draft| crate::draft::tidy(draft).0).collect()
}

const BROWSER: &str = r"curl 'https://oauth.zaloapp.com/v4/oa/access_token' \
  -H 'accept: */*' \
  -H 'content-type: application/x-www-form-urlencoded' \
  -H 'secret_key: FAKE_S' \
  --data-raw 'refresh_token=FAKE_RT-1_x&app_id=123&grant_type=refresh_token' \
  --compressed";

const POSTMAN: &str = r"curl --location 'https://oauth.zaloapp.com/v4/oa/access_token' \
--header 'secret_key: FAKE_S' \
--header 'Content-Type: application/x-www-form-urlencoded' \
--data-urlencode 'refresh_token=FAKE_RT-1_x' \
--data-urlencode 'app_id=123' \
--data-urlencode 'grant_type=refresh_token'";

const WINDOWS: &str = "curl ^\"https://oauth.zaloapp.com/v4/oa/access_token^\" ^\r\n  -X ^\"POST^\" ^\r\n  \
    -H ^\"secret_key: FAKE_S^\" ^\r\n  \
    --data-raw ^\"refresh_token=FAKE_RT-1_x^&app_id=123^&grant_type=refresh_token^\"\r\n";

#[test]
fn a_command_is_read_from_every_usual_source() {
    let one_line = BROWSER.replace("\\\n", "");
    for text in [
        BROWSER.to_owned(),
        BROWSER.replace('\n', "\r\n"),
        format!("\u{FEFF}$ {BROWSER}"),
        BROWSER.replace(" \\\n", "\n"),
        BROWSER.replace(" \\\n", " `\n"),
        BROWSER.replace('\'', "\""),
        BROWSER.replace(" '", " $'").replace('_', "\\u005f"),
        BROWSER.replace(" '", " ‘").replace('\'', "’").replace("--data", "—data"),
        one_line.replace("-H ", "--header ").replace("--data-raw", "-d"),
        one_line.replace("-H 's", "-sH's").replace("--data-raw ", "-d"),
        format!("{BROWSER} | jq .access_token"),
        format!("{BROWSER} ;\n{POSTMAN}"),
        POSTMAN.to_owned(),
        POSTMAN.replace("\\\n", "^\r\n").replace('\'', "\""),
        POSTMAN.replace("--data-urlencode", "-F"),
        WINDOWS.to_owned(),
        WINDOWS.replace("curl ", "curl.exe "),
        r#"curl -X POST --json '{"refresh_token":"FAKE_RT-1_x","app_id":123}' -H 'Secret-Key: FAKE_S' -A app_id=9 x"#
            .to_owned(),
        "curl 'https://oauth.zaloapp.com/v4/oa/access_token?refresh_token=FAKE_RT-1_x&app_id=123' -H secret_key:FAKE_S"
            .to_owned(),
    ] {
        assert_eq!(tidied(&text), [wanted()], "{text}");
    }
}

#[test]
fn several_commands_make_several_drafts() {
    let second = BROWSER.replace("=123", "=456");
    let drafts = tidied(&format!("{BROWSER}\n\n{second}"));
    assert_eq!(drafts, [wanted(), Draft { app_id: Some("456".to_owned()), ..wanted() }]);
}

#[test]
fn unknown_values_are_omitted_or_refused() {
    let nothing = UnreadableImport::NothingRecognised;
    for (text, wanted) in [
        ("curl", nothing),
        ("curl https://zalo.me -H", nothing),
        ("curl -d 'old_refresh_token=FAKE_RT' x", UnreadableImport::OutOfUse),
        ("curl -d 'refresh_token={{refresh_token}}' -H 'secret_key: '\"$SECRET\" x", UnreadableImport::References),
        ("curl -d @body.txt x; echo app_id=1", nothing),
        ("curly FAKE=1", nothing),
    ] {
        assert_eq!(read(text), Err(wanted), "{text}");
    }
}

#[test]
fn two_values_for_one_field_are_a_choice() {
    assert_eq!(asked("curl -d app_id=1 -d app_id=2 x"), ["app_id"]);
}
