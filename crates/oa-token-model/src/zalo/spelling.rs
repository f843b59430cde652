//! Recognises the keys of tokens in any usual spelling: `access_token`, `accessToken`, `ACCESS-TOKEN`. No I/O.

/// Separators between the words of a key, plain or JSON-escaped.
const BETWEEN: &[&str] = &["_", "-", " ", ".", "\\u005f", "\\u005F", "\\u002d", "\\u002D", "\\u0020"];

/// A key as Zalo writes it: lower case, with `_` between the words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(&'static str);

/// The key of the access token.
pub(super) const ACCESS: Key = Key("access_token");
/// The key of the refresh token.
pub(super) const REFRESH: Key = Key("refresh_token");
/// The key of the access token's life.
pub(super) const ACCESS_LIFE: Key = Key("expires_in");
/// The key of the refresh token's life.
pub(super) const REFRESH_LIFE: Key = Key("refresh_token_expires_in");

impl Key {
    /// Returns the text after the key if the text begins with it, in any case and with any separator or none.
    pub(super) fn strip(self, text: &str) -> Option<&str> {
        let mut rest = text;
        for (at, word) in self.0.split('_').enumerate() {
            if at > 0 {
                rest = BETWEEN.iter().find_map(|mark| rest.strip_prefix(mark)).unwrap_or(rest);
            }
            let head = rest.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
            rest = &rest[head.len()..];
        }
        Some(rest)
    }

    /// Reports whether a text is exactly this key.
    pub(super) fn is(self, text: &str) -> bool {
        self.strip(text) == Some("")
    }

    /// Returns the key as Zalo writes it.
    pub(super) fn documented(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_usual_spelling_is_the_same_key() {
        for text in [
            "access_token",
            "accessToken",
            "AccessToken",
            "ACCESS_TOKEN",
            "access-token",
            "accesstoken",
            "Access Token",
        ] {
            assert!(ACCESS.is(text), "{text}");
        }
        for text in ["refresh_token_expires_in", "refreshTokenExpiresIn", "REFRESH-TOKEN-EXPIRES-IN"] {
            assert!(REFRESH_LIFE.is(text) && !REFRESH.is(text), "{text}");
        }
    }

    #[test]
    fn another_word_is_another_key() {
        for text in ["access__token", "access_tokens", "old_access_token", "access", "token", "", "accès_token"] {
            assert!(!ACCESS.is(text), "{text}");
        }
    }
}
