//! The typed line as a shell reads it: quotes, backslashes, and where readline begins to replace it.

/// The words up to the cursor. The last one is completed and may be empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The words without their quotes.
    pub(super) words: Vec<String>,
    /// How many letters of the last word readline leaves as they are.
    kept: usize,
    /// The quote that is open at the cursor.
    quote: Option<char>,
}

impl Line {
    /// Takes words that the shell has split.
    pub(super) fn of(words: Vec<String>) -> Self {
        Self { words, kept: 0, quote: None }
    }

    /// Takes words of which the last has its quotes.
    pub(super) fn of_raw_end(mut words: Vec<String>) -> Self {
        if let Some(last) = words.pop() {
            words.push(Self::split(&last, "").words.pop().unwrap_or_default());
        }
        Self::of(words)
    }

    /// Takes words of which the last begins with `=`, so that it is never empty.
    pub(super) fn of_marked_end(mut words: Vec<String>) -> Self {
        if let Some(last) = words.pop() {
            words.push(last.trim_start_matches('=').trim_start_matches(['\'', '"']).to_owned());
        }
        Self::of(words)
    }

    /// Splits a line of bash. After each of the `breaks` outside quotes, readline begins a new word.
    pub(super) fn split(line: &str, breaks: &str) -> Self {
        let mut this = Self { words: Vec::new(), kept: 0, quote: None };
        let (mut word, mut is_in_word) = (String::new(), false);
        let mut chars = line.chars();
        while let Some(char) = chars.next() {
            match (this.quote, char) {
                (None, char) if char.is_whitespace() => {
                    if is_in_word {
                        this.words.push(std::mem::take(&mut word));
                    }
                    (this.kept, is_in_word) = (0, false);
                    continue;
                }
                (None, '"' | '\'') => (this.quote, this.kept) = (Some(char), word.chars().count()),
                (Some(quote), char) if quote == char => (this.quote, this.kept) = (None, word.chars().count()),
                (None | Some('"'), '\\') => word.extend(unescaped(this.quote, chars.next())),
                (None, char) => {
                    word.push(char);
                    if breaks.contains(char) {
                        this.kept = word.chars().count();
                    }
                }
                (Some(_), char) => word.push(char),
            }
            is_in_word = true;
        }
        this.words.push(word);
        this
    }

    /// Returns what readline puts in the place of the last word: without the letters that it keeps, and quoted.
    pub(super) fn quoted(&self, value: &str) -> String {
        let rest = value.chars().skip(self.kept);
        match self.quote {
            Some('\'') => rest.collect::<String>().replace('\'', r"'\''"),
            Some(_) => rest.flat_map(|char| escaped(char, matches!(char, '"' | '\\' | '$' | '`'))).collect(),
            None => {
                rest.flat_map(|char| escaped(char, !(char.is_alphanumeric() || "_-./+,%".contains(char)))).collect()
            }
        }
    }
}

fn escaped(char: char, is_special: bool) -> impl Iterator<Item = char> {
    is_special.then_some('\\').into_iter().chain([char])
}

/// Returns what a backslash and the next character mean. In double quotes it protects four characters only.
fn unescaped(quote: Option<char>, next: Option<char>) -> impl Iterator<Item = char> {
    let stays = quote.is_some() && !matches!(next, Some('"' | '\\' | '$' | '`'));
    stays.then_some('\\').into_iter().chain(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BREAKS: &str = " \t\n\"'@><=;|&(:";

    #[test]
    fn a_candidate_replaces_what_readline_replaces() {
        for (line, value, wanted) in [
            ("oa-token token C", "Cà phê Hà Nội", r"Cà\ phê\ Hà\ Nội"),
            (r#"oa-token token "Cà ph"#, "Cà phê Hà Nội", "Cà phê Hà Nội"),
            (r"oa-token token Cà\ phê\ H", "Cà phê Hà Nội", r"Cà\ phê\ Hà\ Nội"),
            ("oa-token token 'it", "it's", r"it'\''s"),
            (r#"oa-token token "5"#, r#"5$ "x""#, r#"5\$ \"x\""#),
            ("oa-token token Shop:", "Shop: A", r"\ A"),
            (r"oa-token token Shop\:", "Shop: A", r"Shop\:\ A"),
            ("oa-token export shop --format=te", "--format=text", "text"),
        ] {
            assert_eq!(Line::split(line, BREAKS).quoted(value), wanted, "{line}");
        }
    }

    #[test]
    fn words_lose_their_quotes_and_the_last_may_be_empty() {
        for (line, words) in [
            ("oa-token  token ", &["oa-token", "token", ""][..]),
            (r#"oa-token auto "Cà phê" 'a b' x\ y o"#, &["oa-token", "auto", "Cà phê", "a b", "x y", "o"]),
            (r#"oa-token token """#, &["oa-token", "token", ""]),
            ("", &[""]),
        ] {
            assert_eq!(Line::split(line, BREAKS).words, words, "{line}");
        }
    }
}
