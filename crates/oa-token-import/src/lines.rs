//! Recognises labelled lines: `.env` files, "App ID: 123", a label above its value. A value without a label is ignored,
//! because a refresh token and an access token look alike.

use super::collected::Collected;
use super::{UnreadableImport, keys};
use crate::draft::{Draft, DraftField};

/// Accepts a text in which a line holds a known key and its value.
pub(super) fn recognise(text: &str) -> Option<Result<Vec<Draft>, UnreadableImport>> {
    let mut collected = Collected::default();
    match read(text, &mut collected) {
        Ok(()) => collected.into_draft().map(|draft| Ok(vec![draft])),
        Err(error) => Some(Err(error)),
    }
}

fn read(text: &str, collected: &mut Collected) -> Result<(), UnreadableImport> {
    // The label on the previous line, if it had no value.
    let mut above: Option<DraftField> = None;
    for line in text.lines().map(bare).filter(|line| !line.is_empty()) {
        if line.starts_with(['#', ';']) || line.starts_with("//") {
            continue;
        }
        match labelled(line) {
            Some((field, "")) => above = Some(field),
            Some((field, value)) => {
                above = None;
                collected.put(field, alone(field, value))?;
            }
            None => {
                if let Some(field) = above.take().filter(|field| *field == DraftField::Name || is_one_word(line)) {
                    collected.put(field, alone(field, line))?;
                }
            }
        }
    }
    Ok(())
}

/// Removes text before a key: invisible characters, bullets, shell keywords that set a variable.
fn bare(line: &str) -> &str {
    let is_nothing =
        |char: char| char.is_whitespace() || matches!(char, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let mut line = line.trim_matches(is_nothing);
    for bullet in ["- ", "* ", "• ", "+ "] {
        line = line.strip_prefix(bullet).unwrap_or(line).trim_start_matches(is_nothing);
    }
    for word in ["export ", "set ", "SET ", "setx ", "$env:"] {
        line = line.strip_prefix(word).unwrap_or(line).trim_start();
    }
    line
}

/// Splits a line into its field and value; the value is empty if the line is only a label.
fn labelled(line: &str) -> Option<(DraftField, &str)> {
    if let Some(field) = keys::field(line) {
        return Some((field, ""));
    }
    let at_sign = line.split_once(['=', ':', '：', '\t', '|']);
    let known = at_sign.and_then(|(key, value)| Some((keys::field(key)?, value.trim())));
    known.or_else(|| spaced(line))
}

/// Splits at a space if there is no separator: "Secret Key  FAKE". A sentence that begins like this is not accepted.
fn spaced(line: &str) -> Option<(DraftField, &str)> {
    const SHORTEST: usize = 8;
    let (key, value) = line.rsplit_once(char::is_whitespace)?;
    let is_wide = key.ends_with(char::is_whitespace);
    let is_like_a_value = value.chars().count() >= SHORTEST && value.contains(|char: char| char.is_ascii_digit());
    let field = keys::field(key).filter(|field| *field != DraftField::Name)?;
    (is_wide || is_like_a_value).then_some((field, value))
}

/// Removes the quotes around a value, or cuts the comment after it.
fn alone(field: DraftField, value: &str) -> &str {
    let close: &[char] = match value.chars().next() {
        Some('"') => &['"'],
        Some('\'') => &['\''],
        Some('`') => &['`'],
        Some('“' | '”' | '„') => &['“', '”'],
        Some('‘' | '’' | '‚') => &['‘', '’'],
        _ if field == DraftField::Name => return value,
        _ => return value.split_once(" #").map_or(value, |(value, _)| value).trim_end(),
    };
    let mut inner = value.chars();
    inner.next();
    let inner = inner.as_str();
    inner.split_once(close).map_or(inner, |(inner, _)| inner)
}

fn is_one_word(line: &str) -> bool {
    !line.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use crate::draft::tidy;
    use oa_token_model::secret::Secret;

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
            ("FAKE_RT_0123456789012345678901234567890123456789", nothing),
            ("1234567890123456789\nFAKE_SECRET_0000000000", nothing),
            ("token: FAKE_RT", nothing),
            ("old_refresh_token=FAKE_RT\nbackup.refresh_token: FAKE_RT\nrefresh_token (cũ): FAKE_RT", nothing),
            ("refresh token expired", nothing),
            ("refresh_token=", nothing),
            ("Refresh Token\nplease send it", nothing),
            ("name: shop", nothing),
            ("OA Secret Key: FAKE_WEBHOOK", nothing),
            ("app_id=1\nAppId: 2", UnreadableImport::Ambiguous { key: "app_id" }),
            ("ACCESS_TOKEN=FAKE_A\nZALO_ACCESS_TOKEN=FAKE_B", UnreadableImport::Ambiguous { key: "access_token" }),
        ] {
            assert_eq!(read(text), Err(wanted), "{text}");
        }
        let labelled = read("refresh_token: FAKE_RT").unwrap();
        assert_eq!(labelled[0].refresh_token, Some(Secret::new("FAKE_RT")));
    }
}
