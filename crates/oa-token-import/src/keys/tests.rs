use super::*;

#[test]
fn every_spelling_finds_its_field() {
    for (wanted, keys) in [
        (
            DraftField::AppId,
            &["app_id", "appId", "APP ID", "ZALO_APP_ID", "zaloOaAppId", "ID ứng dụng", "App-Id", "AppID", "zaloappid"]
                [..],
        ),
        (
            DraftField::SecretKey,
            &["secret_key", "ZALO_APP_SECRET", "appsecret", "secret", "Khóa bí mật", "Khoá bí mật", "zalo.secretKey"],
        ),
        (
            DraftField::SecretKey,
            &[
                "Kho\u{301}a bi\u{301} ma\u{323}\u{302}t",
                "KHÓA BÍ MẬT CỦA ỨNG DỤNG",
                "zalo_secret",
                "ZALO_OA_APP_SECRET",
            ],
        ),
        (DraftField::RefreshToken, &["refresh_token", "refreshToken", "ZALO_OA_REFRESH_TOKEN", "“Refresh Token”"]),
        (DraftField::RefreshToken, &["Mã làm mới", "\u{200B}refresh_token"]),
        (
            DraftField::AccessToken,
            &["access_token", "ZALO_ACCESS_TOKEN", "OA Access Token", "Mã truy cập", "ZALO_OA_TOKEN"],
        ),
        (DraftField::Name, &["name", "Tên OA", "oa_name"]),
    ] {
        for key in keys {
            assert_eq!(field(key), Some(wanted), "{key}");
        }
    }
}

#[test]
fn a_text_that_only_resembles_a_key_is_not_a_key() {
    for key in [
        "old_refresh_token",
        "refresh_token_old",
        "backup_access_token",
        "refresh_token_expires_in",
        "oa_id",
        "zalo",
        "token",
        "",
        "OA Secret Key",
        "ZALO_OA_SECRET_KEY",
        "APP_NAME",
        "refresh_tokenж",
        "grant_type",
        "FACEBOOK_APP_ID",
        "ACCESS_TOKEN_EXPIRE_MINUTES",
        "client_id",
        "refresh_token (cũ)",
        "WEBHOOK_SECRET",
    ] {
        assert_eq!(field(key), None, "{key}");
    }
}

#[test]
fn the_words_around_a_key_are_kept() {
    let qualifier = |key: &str| read(key).map(|key| (key.qualifier, key.is_zalo, key.is_previous));
    assert_eq!(qualifier("ZALO_BON_APP_ID"), Some(("bon".to_owned(), true, false)));
    assert_eq!(qualifier("app.zalo.app-secret"), Some((String::new(), true, false)));
    assert_eq!(qualifier("ZALO_ZNS_REFRESH_TOKEN"), Some((String::new(), true, false)));
    assert_eq!(qualifier("REFRESH_TOKEN_2"), Some(("2".to_owned(), false, false)));
    assert_eq!(qualifier("refresh_token_prev"), Some((String::new(), false, true)));
    assert_eq!(qualifier("zaloRefreshTokenOld"), Some((String::new(), true, true)));
}
