//! What a value is: a token, a reference to a value that is elsewhere, or nothing.

use crate::draft::clean_value;
use crate::keys;

/// What a text in the place of a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A value.
    Literal,
    /// Nothing, or a word for nothing.
    Empty,
    /// A reference or a placeholder: `{{x}}`, `${X}`, `env('X')`, `%X%`, `<your key>`.
    Reference,
    /// A Zalo Bot's token.
    BotToken,
}

/// Words that programs write where a value is missing.
const NOTHING: &[&str] =
    &["null", "none", "undefined", "nil", "true", "false", "n/a", "na", "-", "--", "string", "required"];
const PLACEHOLDERS: &[&str] =
    &["your_", "your-", "yourapp", "changeme", "change_me", "replace_", "xxx", "***", "•••", "todo", "..."];

/// Says what a value is, wherever it was quoted.
pub(crate) fn kind(value: &str) -> Kind {
    let clean = clean_value(value);
    let lower = clean.to_ascii_lowercase();
    if clean.is_empty() || NOTHING.contains(&lower.as_str()) {
        return Kind::Empty;
    }
    if is_reference(&clean) || PLACEHOLDERS.iter().any(|start| lower.starts_with(start)) {
        return Kind::Reference;
    }
    if is_bot_token(&clean) { Kind::BotToken } else { Kind::Literal }
}

/// Reports whether a value without quotes, in code, is an expression: `data.refresh_token`, `tokens[0]`, `getToken()`.
pub(crate) fn is_expression(value: &str) -> bool {
    /// A secret key may consist of letters alone; then it has this length.
    const SECRET_KEY_LENGTH: usize = 20;
    let begins_small = value.starts_with(|char: char| char.is_ascii_lowercase() || matches!(char, '_' | '$' | '@'));
    let is_name = value.chars().all(|char| {
        char.is_ascii_alphabetic() || matches!(char, '_' | '.' | '$' | '[' | ']' | '(' | ')' | '>' | '-' | '@')
    });
    let is_secret_like = value.len() == SECRET_KEY_LENGTH && value.bytes().all(|byte| byte.is_ascii_alphabetic());
    (begins_small && is_name && !is_secret_like) || is_call(value) || is_index(value) || keys::field(value).is_some()
}

/// Reports whether a word is as long and as mixed as a secret, so that it must not be shown.
pub(crate) fn is_like_a_secret(word: &str) -> bool {
    /// Zalo's secret keys have 20 characters.
    const SHORTEST: usize = 16;
    word.len() >= SHORTEST && word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Reports whether a number was rounded, as Excel does beyond 15 digits: `3.14159E+18`.
pub(crate) fn is_rounded(value: &str) -> bool {
    let number = value.trim().split_once(['e', 'E']);
    let is_number = |text: &str| {
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b'+'))
    };
    number.is_some_and(|(digits, power)| is_number(digits) && is_number(power))
}

fn is_call(value: &str) -> bool {
    value.split_once('(').is_some_and(|(name, _)| {
        !name.is_empty()
            && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | ':' | '\\'))
    })
}

/// Reports whether it is `config["key"]`.
fn is_index(value: &str) -> bool {
    value.split_once('[').is_some_and(|(name, _)| {
        !name.is_empty() && name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '_' | '.' | '$'))
    })
}

fn is_reference(value: &str) -> bool {
    let is_around = |open: &str, close: &str| value.len() > 1 && value.starts_with(open) && value.ends_with(close);
    value.contains("{{")
        || value.contains("${")
        || value.starts_with('$')
        || value.starts_with("={")
        || value.starts_with("env.")
        || value.starts_with("env:")
        || value.starts_with("process.env")
        || value.starts_with("@Microsoft.KeyVault")
        || value.starts_with("!Ref")
        || is_around("<", ">")
        || is_around("%", "%")
        || is_around("[", "]")
        || is_around("#{", "}")
        || is_around("{", "}")
        || is_call(value)
}

/// Zalo Bot's tokens are those of Telegram's kind: digits, a colon, letters.
fn is_bot_token(value: &str) -> bool {
    const SHORTEST: usize = 8;
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    value.split_once(':').is_some_and(|(id, token)| {
        id.len() >= SHORTEST
            && id.bytes().all(|byte| byte.is_ascii_digit())
            && token.len() >= SHORTEST
            && is_word(token)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_nothing_are_no_values() {
        for text in [
            "{{x}}",
            "${X}",
            "$X",
            "%X%",
            "<your key>",
            "env('X')",
            "process.env.X",
            "={{ $json.a }}",
            "YOUR_APP_ID",
            "os.getenv(\"A\")",
        ] {
            assert_eq!(kind(text), Kind::Reference, "{text}");
        }
        for text in ["", " ", "\"\"", "null", "None", "undefined"] {
            assert_eq!(kind(text), Kind::Empty, "{text}");
        }
        for text in ["FAKE_RT", "123", "FAKE_RT=:x", "FAKE'$\"\\`x", "1.5", "FAKE RT với dấu cách"] {
            assert_eq!(kind(text), Kind::Literal, "{text}");
        }
        assert_eq!(kind("1234567890:FAKEbotToken_x"), Kind::BotToken);
    }

    #[test]
    fn names_of_variables_are_expressions() {
        for text in
            ["data.refresh_token", "refreshToken", "tokens[i]", "getToken()", "$token", "REFRESH_TOKEN", "self.token"]
        {
            assert!(is_expression(text), "{text}");
        }
        for text in ["FAKE_S", "FAKE_RT-1_x", "123", "FAKE_RT=:x", "abcdefghijklmnopqrst"] {
            assert!(!is_expression(text), "{text}");
        }
    }
}
