//! A partial Rust parser for the gates: code without comments, literals and tests; and the literals separately.

/// Returns only the code: without comments and contents of literals, with all line breaks.
pub(super) fn code(source: &str) -> String {
    scan(source).code
}

/// A literal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Literal<'a> {
    /// Its line, from 1.
    pub(super) line: usize,
    /// The source code before it.
    pub(super) before: &'a str,
    /// Its contents, with escapes as written.
    pub(super) text: &'a str,
}

/// Returns the literals of the product, as far as [`product_code`] reads.
pub(super) fn product_literals(source: &str) -> Vec<Literal<'_>> {
    let end = product_code(source).matches('\n').count() + 1;
    scan(source).literals.into_iter().filter(|literal| literal.line <= end).collect()
}

fn scan(source: &str) -> Scanner<'_> {
    let code = String::with_capacity(source.len());
    let mut scanner = Scanner { source, rest: source, code, line: 1, literals: Vec::new() };
    while !scanner.rest.is_empty() {
        scanner.next();
    }
    scanner
}

/// Returns the code of the product: [`code`] up to the module of tests at the file's end.
pub(super) fn product_code(source: &str) -> String {
    let code = code(source);
    let mut from = 0;
    while let Some(at) = code[from..].find("#[cfg(test)]").map(|at| from + at) {
        let end = at + "#[cfg(test)]".len();
        let item = code[end..].trim_start();
        let is_inline_module = item.starts_with("mod ") && item.find('{') < item.find(';').or(Some(usize::MAX));
        if is_inline_module && item.contains('{') {
            return code[..at].to_owned();
        }
        from = end;
    }
    code
}

/// Returns the lines, from 1, that contain a word: `tokio` in `tokio::spawn`, but not in `tokio_like`.
pub(super) fn lines_naming(code: &str, word: &str) -> Vec<usize> {
    let names = |(_, line): &(usize, &str)| names(line, word);
    code.lines().enumerate().filter(names).map(|(index, _)| index + 1).collect()
}

fn names(line: &str, word: &str) -> bool {
    let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (line[..at].chars().next_back(), line[at + word.len()..].chars().next());
        let begins = !is_part(word.chars().next()) || !is_part(before);
        let ends = !is_part(word.chars().next_back()) || !is_part(after);
        begins && ends
    })
}

struct Scanner<'a> {
    source: &'a str,
    rest: &'a str,
    code: String,
    line: usize,
    literals: Vec<Literal<'a>>,
}

impl Scanner<'_> {
    /// Skips one character, comment or literal.
    fn next(&mut self) {
        if self.rest.starts_with("//") {
            self.leave_out(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.leave_out(block_comment(self.rest));
        } else if let Some(length) = raw_string(self.rest) {
            self.keep(length, '"');
        } else if self.rest.starts_with('"') {
            self.keep(quoted(self.rest, '"'), '"');
        } else if is_letter_literal(self.rest) {
            self.keep(quoted(self.rest, '\''), '\'');
        } else {
            let letter = self.rest.chars().next().unwrap_or_default();
            self.code.push(letter);
            self.line += usize::from(letter == '\n');
            self.rest = &self.rest[letter.len_utf8()..];
        }
    }

    /// Removes a literal from the code and stores its contents.
    fn keep(&mut self, length: usize, mark: char) {
        let before = &self.source[..self.source.len() - self.rest.len()];
        let whole = &self.rest[..length];
        let from = whole.find(mark).map_or(length, |at| at + 1);
        let to = whole.rfind(mark).unwrap_or(length).max(from);
        self.literals.push(Literal { line: self.line, before, text: &whole[from..to] });
        self.leave_out(length);
    }

    /// Skips source that a gate ignores; a space keeps its neighbours apart.
    fn leave_out(&mut self, length: usize) {
        self.code.push(' ');
        self.code.extend(self.rest[..length].matches('\n'));
        self.line += self.rest[..length].matches('\n').count();
        self.rest = &self.rest[length..];
    }
}

/// Returns the length of a block comment, including nested ones.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Returns the length of a raw string that starts here.
fn raw_string(text: &str) -> Option<usize> {
    let after_r = text.strip_prefix('r')?;
    let hashes = after_r.len() - after_r.trim_start_matches('#').len();
    let inside = after_r[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(1 + hashes + 1 + length)
}

/// Returns the length of a literal between two marks, with escapes.
fn quoted(text: &str, mark: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == mark => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Distinguishes `'a'` and `'\n'` from the lifetime `'a`.
fn is_letter_literal(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next() == Some('\'') && matches!((letters.next(), letters.next()), (Some('\\'), _) | (Some(_), Some('\'')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_not_code() {
        for (source, wanted) in [
            ("a // tokio\nb", "a  \nb"),
            ("a /* tokio /* deep */ still */ b", "a   b"),
            ("f(\"tokio \\\" more\") + 1", "f( ) + 1"),
            ("f(r#\"tokio \" more\"#) + 1", "f( ) + 1"),
            ("f(br\"tokio\")", "f(b )"),
            ("let q = '\"'; tokio", "let q =  ; tokio"),
            ("fn f<'a>(x: &'a str) {}", "fn f<'a>(x: &'a str) {}"),
            ("let c = '\\''; 'ạ' x", "let c =  ;   x"),
            ("\"two\nlines\" x", " \n x"),
            ("r#type", "r#type"),
        ] {
            assert_eq!(code(source), wanted, "{source}");
        }
    }

    #[test]
    fn a_test_module_is_not_the_product_and_one_in_its_own_file_hides_nothing() {
        assert_eq!(product_code("a();\n#[cfg(test)]\nmod tests { b(); }"), "a();\n");
        let apart = "#[cfg(test)]\nmod tests;\nfn f() { tokio(); }";
        assert!(product_code(apart).contains("tokio"));
    }

    #[test]
    fn literals_keep_their_line_and_those_in_comments_and_tests_are_ignored() {
        let source = "// \"no\"\nf(\"a // b\", r#\"c \" d\"#);\n'e'; \"\" \"two\nlines\"; \"f\"\n#[cfg(test)]\nmod tests { \"no\" }";
        let found: Vec<_> = product_literals(source).iter().map(|literal| (literal.line, literal.text)).collect();
        assert_eq!(found, [(2, "a // b"), (2, "c \" d"), (3, "e"), (3, ""), (3, "two\nlines"), (4, "f")]);
        let below = "#[cfg(test)]\nmod tests;\nsay(\"a\")";
        assert_eq!(product_literals(below)[0], Literal { line: 3, before: &below[..below.len() - 4], text: "a" });
    }

    #[test]
    fn only_whole_words_are_named() {
        assert_eq!(lines_naming("use tokio;\nuse tokio_like;\nx.tokio()", "tokio"), [1, 3]);
        assert_eq!(lines_naming("std::fs::read()\nstd::fsx", "std::fs"), [1]);
        assert_eq!(lines_naming("x.await?\nx.awaited", ".await"), [1]);
    }
}
