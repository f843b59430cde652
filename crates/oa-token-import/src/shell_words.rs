//! Splits a command line into words like bash and Windows' cmd, also if a word processor changed it.

use std::iter::Peekable;
use std::str::Chars;

/// A word, or the end of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Word(String),
    /// A line ends here, without a sign that the command continues.
    LineEnd,
    /// `;`, `&`, `&&`, `|`: another command follows.
    Separator,
}

/// Splits a text; always ends, for any input.
pub(super) fn split(text: &str) -> Vec<Part> {
    let is_cmd = text.contains("^\"") || text.lines().any(|line| line.trim_end().ends_with('^'));
    let without_carets = is_cmd.then(|| drop_carets(text));
    let text = without_carets.as_deref().unwrap_or(text);
    let mut words = Words { chars: text.chars().peekable(), is_cmd, parts: Vec::new() };
    while words.step() {}
    words.parts
}

/// Removes cmd's carets: a caret before a line end joins the lines, one before a character escapes it. Inside plain
/// quotes a caret is literal.
fn drop_carets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut is_quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        if char != '^' || is_quoted {
            is_quoted ^= char == '"';
            kept.push(char);
            continue;
        }
        // Editors and chats leave spaces after the caret.
        let mut rest = chars.clone();
        while rest.next_if(|char| matches!(char, ' ' | '\t' | '\r')).is_some() {}
        if rest.next_if_eq(&'\n').is_some() {
            chars = rest;
            kept.push(' ');
        } else {
            kept.extend(chars.next());
        }
    }
    kept
}

struct Words<'a> {
    chars: Peekable<Chars<'a>>,
    is_cmd: bool,
    parts: Vec<Part>,
}

impl Words<'_> {
    /// Reads the next part; reports whether there may be more.
    fn step(&mut self) -> bool {
        match self.chars.peek() {
            None => return false,
            Some('\n') => {
                self.chars.next();
                self.parts.push(Part::LineEnd);
            }
            Some(char) if is_blank(*char) => {
                self.chars.next();
            }
            Some(_) => self.word(),
        }
        true
    }

    fn word(&mut self) {
        let mut word = String::new();
        let mut is_bare = true;
        let mut is_ended = false;
        while let Some(char) = self.chars.next_if(|char| !is_blank(*char) && *char != '\n') {
            is_bare &= !matches!(char, '\'' | '"' | '‘' | '“');
            match char {
                '\'' | '"' => self.quoted(char, &mut word),
                '‘' | '’' | '‚' => self.until(&mut word, |char| matches!(char, '‘' | '’')),
                '“' | '”' | '„' => self.until(&mut word, |char| matches!(char, '“' | '”')),
                '$' if self.chars.peek() == Some(&'\'') => {
                    self.chars.next();
                    is_bare = false;
                    self.ansi_c(&mut word);
                }
                '\\' if !self.is_cmd || self.chars.peek() == Some(&'"') => self.escaped(&mut word),
                // PowerShell's line continuation.
                '`' if self.line_end_follows() => {}
                ';' | '|' if self.chars.peek().is_none_or(|next| next.is_whitespace()) => {
                    is_ended = true;
                    break;
                }
                other => word.push(other),
            }
        }
        if is_bare && matches!(word.as_str(), "&" | "&&" | "|" | "||" | ";") {
            is_ended = true;
            word.clear();
        }
        if !is_bare || !word.is_empty() {
            self.parts.push(Part::Word(word));
        }
        if is_ended {
            self.parts.push(Part::Separator);
        }
    }

    /// Reads the character after a backslash; a backslash before a line end drops both.
    fn escaped(&mut self, word: &mut String) {
        if !self.line_end_follows() {
            word.extend(self.chars.next());
        }
    }

    /// Skips spaces and a line end, if these come next.
    fn line_end_follows(&mut self) -> bool {
        let mut rest = self.chars.clone();
        while rest.next_if(|char| is_blank(*char)).is_some() {}
        let follows = rest.next_if_eq(&'\n').is_some();
        if follows {
            self.chars = rest;
        }
        follows
    }

    fn quoted(&mut self, quote: char, word: &mut String) {
        while let Some(char) = self.chars.next() {
            if char == quote {
                return;
            }
            let escapes = if self.is_cmd { "\"" } else { "\"\\$`\n" };
            let next = self.chars.peek().copied();
            match next {
                Some(next) if quote == '"' && char == '\\' && escapes.contains(next) => {
                    self.chars.next();
                    word.extend((next != '\n').then_some(next));
                }
                _ => word.push(char),
            }
        }
    }

    fn until(&mut self, word: &mut String, is_end: fn(char) -> bool) {
        for char in self.chars.by_ref().take_while(|char| !is_end(*char)) {
            word.push(char);
        }
    }

    /// Reads bash's `$'…'`.
    fn ansi_c(&mut self, word: &mut String) {
        while let Some(char) = self.chars.next() {
            if char == '\'' {
                return;
            }
            if char != '\\' {
                word.push(char);
                continue;
            }
            let Some(escape) = self.chars.next() else { return };
            let made = match escape {
                'n' => Some('\n'),
                'r' => Some('\r'),
                't' => Some('\t'),
                'a' => Some('\u{7}'),
                'b' => Some('\u{8}'),
                'e' | 'E' => Some('\u{1B}'),
                'f' => Some('\u{C}'),
                'v' => Some('\u{B}'),
                'x' => self.number(16, 2, 0),
                'u' => self.number(16, 4, 0),
                'U' => self.number(16, 8, 0),
                '0'..='7' => self.number(8, 2, escape.to_digit(8).unwrap_or_default()),
                other => Some(other),
            };
            word.extend(made);
        }
    }

    /// Reads at most `most` digits after those already read.
    fn number(&mut self, radix: u32, most: usize, mut number: u32) -> Option<char> {
        for _ in 0..most {
            let Some(digit) = self.chars.peek().and_then(|char| char.to_digit(radix)) else { break };
            self.chars.next();
            number = number.wrapping_mul(radix).wrapping_add(digit);
        }
        char::from_u32(number)
    }
}

fn is_blank(char: char) -> bool {
    char != '\n' && (char.is_whitespace() || matches!(char, '\u{200B}' | '\u{FEFF}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let part = |part| match part {
            Part::Word(word) => format!("[{word}]"),
            Part::LineEnd => "/".to_owned(),
            Part::Separator => ";".to_owned(),
        };
        split(text).into_iter().map(part).collect()
    }

    #[test]
    fn words_end_where_the_shell_ends_them() {
        for (text, wanted) in [
            ("a  'b c' \"d e\"f ''", "[a][b c][d ef][]"),
            (r#"a\ b "x\"y\\z\n" 'p\q'"#, r"[a b][x\x22y\z\n][p\q]"),
            ("a \\\n b \\ \r\n c\r\nd", "[a][b][c]/[d]"),
            (r"$'a\n\'\x41\u1EC7\101\\'$", "[a\n'AệA\\$]"),
            ("a; b && c | d & e", "[a];[b];[c];[d];[e]"),
            ("http://x/?a=1&b=2;c", "[http://x/?a=1&b=2;c]"),
            ("‘a b’ “c d” 'it’s'", "[a b][c d][it’s]"),
            ("a `\r\n b", "[a][b]"),
            ("^\"a^&b c^\" ^\r\n  d\\e ^\"x^\\^\"y^\" \"1^2\"", "[a&b c][d\\e][x\"y][1^2]"),
            ("'open", "[open]"),
            ("a\\", "[a]"),
            ("$'\\", "[]"),
        ] {
            assert_eq!(words(text), wanted.replace("\\x22", "\""), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_text_never_panics(text: String, shell in "[\\^\"'$\\\\xuU0-9\n ;&|‘”`]{0,40}") {
            split(&text);
            split(&shell);
        }
    }
}
