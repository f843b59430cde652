//! Quotes values for shells.

use super::token::Token;

/// Writes a value after `NAME=` for both shells and dotenv parsers.
///
/// Without quotes if no character has a meaning, because some parsers do not support quotes; otherwise in single
/// quotes. A value with a single quote is written in double quotes, because few parsers know how shells escape it.
pub(super) fn value(token: &Token<'_>) -> String {
    let real = token.real().expose();
    if !real.is_empty() && real.chars().all(means_itself) {
        token.shown().to_owned()
    } else if real.contains('\'') {
        double_quoted(token.shown())
    } else {
        format!("'{}'", token.shown())
    }
}

fn means_itself(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '-' | '.' | ':' | '/' | '+' | '@' | ',' | '%')
}

fn double_quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for char in text.chars() {
        if matches!(char, '"' | '\\' | '$' | '`') {
            quoted.push('\\');
        }
        quoted.push(char);
    }
    quoted.push('"');
    quoted
}
