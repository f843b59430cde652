//! The table of the spellings of all keys: in files, in forms, in both languages.

use unicode_normalization::UnicodeNormalization;

use crate::draft::DraftField;

/// Longer than any spelling in the table, with all its diacritics.
const LONGEST: usize = 120;

/// Returns the field a key means, in any spelling: `appId`, `ZALO_APP_SECRET`, "Khóa bí mật".
///
/// Only whole keys match, so `old_refresh_token` is no field.
pub(super) fn field(key: &str) -> Option<DraftField> {
    if key.len() > LONGEST {
        return None;
    }
    let letters = letters(key);
    let mut bare = letters.as_str();
    let mut is_oa = false;
    while let Some((rest, prefix)) = ["zalo", "oa"].iter().find_map(|p| bare.strip_prefix(p).map(|rest| (rest, *p))) {
        is_oa |= prefix == "oa";
        bare = rest;
    }
    let field = match bare {
        "name" | "ten" | "profilename" | "tenoa" => DraftField::Name,
        "appid" | "applicationid" | "idungdung" | "maungdung" | "appidungdung" | "idapp" | "idcuaungdung" => {
            DraftField::AppId
        }
        // The "OA Secret Key" is for webhooks and differs from the app's key.
        "secret" | "secretkey" | "khoabimat" | "mabimat" if is_oa => return None,
        "secret"
        | "secretkey"
        | "appsecret"
        | "appsecretkey"
        | "applicationsecret"
        | "khoabimat"
        | "mabimat"
        | "khoabimatungdung"
        | "khoabimatcuaungdung"
        | "khoabimatapp"
        | "secretkeycuaungdung" => DraftField::SecretKey,
        "refreshtoken" | "tokenrefresh" | "malammoi" | "tokenlammoi" => DraftField::RefreshToken,
        "accesstoken" | "tokenaccess" | "matruycap" | "tokentruycap" => DraftField::AccessToken,
        _ => return None,
    };
    Some(field)
}

/// Returns Zalo's spelling, for messages.
pub(super) fn spelling(field: DraftField) -> &'static str {
    match field {
        DraftField::Name => "name",
        DraftField::AppId => "app_id",
        DraftField::SecretKey => "secret_key",
        DraftField::RefreshToken => "refresh_token",
        DraftField::AccessToken => "access_token",
    }
}

/// Keeps letters and digits, in lower case, without Vietnamese diacritics.
fn letters(key: &str) -> String {
    let plain = key.nfkd().map(|char| if matches!(char, 'đ' | 'Đ') { 'd' } else { char });
    // Non-ASCII letters are kept, so that a foreign word does not shrink to a known one.
    plain.filter(|char| char.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_finds_its_field() {
        for (wanted, keys) in [
            (
                DraftField::AppId,
                &["app_id", "appId", "APP ID", "ZALO_APP_ID", "zaloOaAppId", "ID ứng dụng", "App-Id"][..],
            ),
            (
                DraftField::SecretKey,
                &[
                    "secret_key",
                    "ZALO_APP_SECRET",
                    "appsecret",
                    "secret",
                    "Khóa bí mật",
                    "Khoá bí mật",
                    "zalo.secretKey",
                ],
            ),
            (
                DraftField::SecretKey,
                &["Kho\u{301}a bi\u{301} ma\u{323}\u{302}t", "KHÓA BÍ MẬT CỦA ỨNG DỤNG", "zalo_secret"],
            ),
            (DraftField::RefreshToken, &["refresh_token", "refreshToken", "ZALO_OA_REFRESH_TOKEN", "“Refresh Token”"]),
            (DraftField::RefreshToken, &["Mã làm mới", "\u{200B}refresh_token"]),
            (DraftField::AccessToken, &["access_token", "ZALO_ACCESS_TOKEN", "OA Access Token", "Mã truy cập"]),
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
            "refresh_token_2",
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
        ] {
            assert_eq!(field(key), None, "{key}");
        }
    }
}
