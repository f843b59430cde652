//! Recognises a request body as text: `refresh_token=…&app_id=…&grant_type=refresh_token`.

use url::form_urlencoded;

use super::UnreadableImport;
use super::collected::Collected;
use crate::draft::Draft;

/// Accepts one line of pairs joined by `&`, alone or after the `?` of an address, if one of the keys is known.
pub(super) fn recognise(text: &str) -> Option<Result<Vec<Draft>, UnreadableImport>> {
    let text = text.trim();
    let is_form = !text.contains(char::is_whitespace) && text.contains('=') && text.contains('&');
    if !is_form {
        return None;
    }
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    let pairs = if is_address { query(text) } else { text.trim_start_matches('?') };
    let mut collected = Collected::default();
    match read(pairs, &mut collected) {
        Ok(()) => collected.into_draft().map(|draft| Ok(vec![draft])),
        Err(error) => Some(Err(error)),
    }
}

/// Returns the text after the `?` of an address.
pub(super) fn query(address: &str) -> &str {
    let address = address.split('#').next().unwrap_or_default();
    address.split_once('?').map_or("", |(_, query)| query)
}

/// Splits pairs at `&` and decodes them.
pub(super) fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    form_urlencoded::parse(text.trim().as_bytes()).map(|(key, value)| (key.into_owned(), value.into_owned()))
}

/// Adds every pair whose key is known.
pub(super) fn read(text: &str, collected: &mut Collected) -> Result<(), UnreadableImport> {
    pairs(text).try_for_each(|(key, value)| collected.offer(&key, &value))
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;
    use oa_token_model::secret::Secret;

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
            ("app_id={{app_id}}&refresh_token={{refresh_token}}", UnreadableImport::NothingRecognised),
            ("app_id=1&app_id=2", UnreadableImport::Ambiguous { key: "app_id" }),
        ] {
            assert_eq!(read(text), Err(wanted), "{text}");
        }
    }
}
