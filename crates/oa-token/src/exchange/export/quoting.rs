//! Values as shells read them.

use super::token::Token;

/// Writes a text in single quotes, in which no POSIX shell changes anything.
pub(super) fn single_quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// Writes a value behind `NAME=` for shells and dotenv parsers alike.
///
/// Bare where nothing in it means anything, as parsers that know no quotes want it; then in single quotes; a value
/// that holds such a quote in double ones, as few parsers know how a shell leaves its quotes.
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
