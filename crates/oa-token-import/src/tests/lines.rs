//! .

use oa_token_model::secret::Secret;

use super::asked;
use crate::draft::{Draft, tidy};
use crate::{UnreadableImport, read};

fn wanted() -> Draft {
    Draft {
        name: None,
        app_id: Some("123".to_owned()),
        secret_key: Some(Secret::new("FAKE_S")),
        refresh_token: Some(Secret::new("FAKE_RT=:x")),
        access_token: None,
    }
}

#[test]
fn labelled_lines_are_read_however_they_are_labelled() {
    let env = "# Zalo\nDB_URL=postgres://a:b@c/d\nZALO_APP_ID=123\nZALO_APP_SECRET=FAKE_S # the app's\n\
        ZALO_OA_REFRESH_TOKEN=FAKE_RT=:x\nOLD_REFRESH_TOKEN=FAKE_OLD\n#ZALO_APP_ID=9\n";
    for text in [
        env.to_owned(),
        format!("\u{FEFF}{}", env.replace('\n', "\r\n")),
        env.replace("ZALO_", "export ZALO_"),
        env.replace("=FAKE_S #", "=\"FAKE_S\" #").replace("=123", "= '123'"),
        "App ID: 123\nSecret Key  FAKE_S\nRefresh Token: FAKE_RT=:x".to_owned(),
        "app id\t123\nsecret key\tFAKE_S\nrefresh token\tFAKE_RT=:x".to_owned(),
        "ID ứng dụng: 123\nKhóa bí mật: “FAKE_S”\nMã làm mới：FAKE_RT=:x".to_owned(),
        "Đây là thông tin của shop:\n\n• App ID:\u{A0}123\n• Khoá bí mật: ‘FAKE_S’\n• refreshToken: FAKE_RT=:x\n\
            Cảm ơn!"
            .to_owned(),
        "App ID\n123\n\nSecret Key:\n\u{200B}FAKE_S\u{200B}\nRefresh Token\nFAKE_RT=:x\nFAKE_stray".to_owned(),
        "\"app_id\": \"123\",\r\n\"secret_key\": \"FAKE_S\",\r\n\"refresh_token\": \"FAKE_RT=:x\"".to_owned(),
        "$env:APP_ID = \"123\"\nset SECRET_KEY=FAKE_S\nREFRESH_TOKEN: FAKE_RT=:x;".replace(":x;", ":x"),
        "app_id=123\napp_id: 123\nsecret=FAKE_S\nrefresh_token=FAKE_RT=:x\naccess_token=${TOKEN}".to_owned(),
    ] {
        let drafts = read(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(drafts.into_iter().map(|draft| tidy(draft).0).collect::<Vec<_>>(), [wanted()], "{text}");
    }
}

#[test]
fn a_name_keeps_its_spaces_and_signs() {
    let name = |text: &str| read(text).unwrap().remove(0).name;
    assert_eq!(name("Tên: Cà phê #1: Hà Nội\napp_id=1").as_deref(), Some("Cà phê #1: Hà Nội"));
    assert_eq!(name("NAME=\"Cà phê\"\napp_id=1").as_deref(), Some("Cà phê"));
}

#[test]
fn a_value_without_its_label_is_not_guessed() {
    let nothing = UnreadableImport::NothingRecognised;
    for (text, wanted) in [
        ("FAKE_RT_0123456789012345678901234567890123456789", UnreadableImport::LoneValue),
        ("1234567890123456789\nFAKE_SECRET_0000000000", nothing),
        ("token: FAKE_RT", nothing),
        (
            "old_refresh_token=FAKE_RT\nbackup.refresh_token: FAKE_RT\nrefresh_token (cũ): FAKE_RT",
            UnreadableImport::OutOfUse,
        ),
        ("refresh token expired", nothing),
        ("refresh_token=", nothing),
        ("Refresh Token\nplease send it", nothing),
        ("name: shop", nothing),
        ("OA Secret Key: FAKE_WEBHOOK", nothing),
    ] {
        assert_eq!(read(text), Err(wanted), "{text}");
    }
    let labelled = read("refresh_token: FAKE_RT").unwrap();
    assert_eq!(labelled[0].refresh_token, Some(Secret::new("FAKE_RT")));
}

#[test]
fn two_values_for_one_field_are_a_choice() {
    for (text, key) in
        [("app_id=1\nAppId: 2", "app_id"), ("ACCESS_TOKEN=FAKE_A\nZALO_ACCESS_TOKEN=FAKE_B", "access_token")]
    {
        assert_eq!(asked(text), [key], "{text}");
    }
}

#[test]
fn a_value_without_a_label_becomes_no_name_and_no_key_that_is_shown() {
    let text = "FAKEsecretKey0123456\nApp ID: 1\nRefresh Token: FAKE_RT_1\n\n\
        FAKEsecretKey0123457\nApp ID: 2\nRefresh Token: FAKE_RT_2\n";
    assert!(read(text).unwrap().iter().all(|draft| draft.name.is_none()));
}

#[test]
fn a_secret_key_without_zalos_name_counts_only_in_zalos_own_spelling() {
    let tokens = "ZALO_OA_REFRESH_TOKEN=FAKE_RT\n";
    let own = read(format!("{tokens}app_id=123\nsecret_key=FAKE_S\n")).unwrap();
    assert_eq!(own[0].secret_key, Some(Secret::new("FAKE_S")));
    for others in [
        "SECRET_KEY=FAKE_S\n",
        "APP_ID=123\nSECRET_KEY=FAKE_S\n",
        "ZALO_APP_ID=123\nSECRET_KEY=FAKE_S\n",
        "ZALO_APP_ID=123\nsecret_key=FAKE_S\n",
        "app_id=shop\nsecret_key=FAKE_S\n",
    ] {
        assert_eq!(read(format!("{tokens}{others}")).unwrap()[0].secret_key, None, "{others}");
    }
}
