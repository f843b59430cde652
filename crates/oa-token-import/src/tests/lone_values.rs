//! Values copied without their keys, one after the other.

use oa_token_model::secret::Secret;

use crate::draft::{Draft, DraftField, lone_field};
use crate::{ImportedDraft, Input, UnreadableImport, read_all};

const APP_ID: &str = "1234567890123456789";
const SECRET_KEY: &str = "FAKEsecretKey0000000";

fn token() -> String {
    format!("FAKE_RT_{}", "a-Z_0".repeat(50))
}

#[test]
fn the_form_of_a_value_tells_its_field() {
    for (text, field) in [
        (APP_ID, Some(DraftField::AppId)),
        (" 123 \n", Some(DraftField::AppId)),
        (SECRET_KEY, Some(DraftField::SecretKey)),
        ("\"FAKEsecretKey0000000\",", Some(DraftField::SecretKey)),
        (&token(), Some(DraftField::RefreshToken)),
        ("hello", None),
        ("hôm nay trời đẹp nên đi chơi", None),
        ("https://developers.zalo.me/app/123", None),
        ("", None),
    ] {
        assert_eq!(lone_field(text), field, "{text}");
    }
}

#[test]
fn a_value_alone_is_named_as_such_where_it_could_be_of_any_oa() {
    let refused = |text: &str| read_all(&[Input { name: "", bytes: text.as_bytes() }]).unwrap_err();
    for text in [APP_ID, SECRET_KEY, &token(), &format!("  {}\n", token())] {
        assert_eq!(refused(text), UnreadableImport::LoneValue, "{text}");
    }
    assert_eq!(refused("hôm nay trời đẹp"), UnreadableImport::NothingRecognised);
    assert_eq!(refused("[1]"), UnreadableImport::NotAnObject);
}

#[test]
fn values_read_one_after_the_other_become_one_draft_and_the_newest_wins() {
    let mut draft = ImportedDraft::of_lone_value(SECRET_KEY).unwrap();
    draft.add(ImportedDraft::of_lone_value(&token()).unwrap());
    draft.add(ImportedDraft::of_lone_value("999").unwrap());
    draft.add(ImportedDraft::of_lone_value(APP_ID).unwrap());
    let wanted = Draft {
        app_id: Some(APP_ID.to_owned()),
        secret_key: Some(Secret::new(SECRET_KEY)),
        refresh_token: Some(Secret::new(token())),
        ..Draft::default()
    };
    assert_eq!(draft.draft, wanted);
    assert_eq!(draft.places.len(), 3);
}

#[test]
fn a_later_choice_takes_the_place_of_a_value_and_a_later_value_that_of_a_choice() {
    let text =
        "APP_ID=1\nSECRET_KEY=FAKE_SECRET_aaaaaaaaaa\nAPP_SECRET=FAKE_SECRET_bbbbbbbbbb\nREFRESH_TOKEN=FAKE_RT_1\n";
    let several = read_all(&[Input { name: "", bytes: text.as_bytes() }]).unwrap().drafts.remove(0);
    let mut draft = ImportedDraft::of_lone_value(SECRET_KEY).unwrap();
    draft.add(several);
    assert_eq!((draft.draft.secret_key.as_ref(), draft.choices.len()), (None, 1));
    draft.add(ImportedDraft::of_lone_value(SECRET_KEY).unwrap());
    assert_eq!((draft.draft.secret_key, draft.choices.len()), (Some(Secret::new(SECRET_KEY)), 0));
}
