//! Sentences are in `locales/` only.

use super::Finding;
use super::product::{page, rust, uncommented};
use super::source::product_literals;
use super::sources::Sources;

/// Lower-case letters that only Vietnamese has.
const LETTERS: &str = "ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ";

/// Files whose texts are data, not sentences, each with the reason.
const DATA: [(&str, &str); 5] = [
    ("crates/zalo-sim/", "Zalo's own answer"),
    ("crates/oa-token-import/src/keys.rs", "spellings that are recognised"),
    ("crates/oa-token-cli/src/commands/demo.rs", "the name of a made-up OA"),
    ("ui/src/app/search.ts", "a letter that is folded to ASCII"),
    ("ui/src/settings/LanguageChoice.svelte", "a language's own name, the same in each"),
];

/// Words that are the same in both languages, each with the reason.
const TERMS: [(&str, &str); 19] = [
    ("OA Token", "our name"),
    ("Access token", "Zalo's own term"),
    ("Refresh token", "Zalo's own term"),
    ("secret_key", "a field as Zalo spells it"),
    ("refresh_token", "a field as Zalo spells it"),
    ("access_token", "a field as Zalo spells it"),
    ("app_id", "a field as Zalo spells it"),
    ("grant_type", "a field as Zalo spells it"),
    ("HTTP", "a protocol"),
    ("POST", "a method of HTTP"),
    ("cURL", "a program's name"),
    ("Headers", "the same word in Postman"),
    ("Body", "the same word in Postman"),
    ("x-www-form-urlencoded", "the same word in Postman"),
    ("http://10.0.0.1:3128", "an address, as an example"),
    ("&nbsp;", "a blank"),
    ("Enter", "written on the key"),
    ("Ctrl", "written on the key"),
    ("Esc", "written on the key"),
];

/// Attributes that are shown or read aloud; `label` also matches `aria-label`.
const TOLD: [&str; 6] = ["title=\"", "label=\"", "placeholder=\"", "alt=\"", "description=\"", "valuetext=\""];

/// The code holds no sentences: no Vietnamese text, and no text written directly in a template.
pub(super) fn none_in_code(sources: &Sources) -> Vec<Finding> {
    let is_data = |path: &str| DATA.iter().any(|(data, _)| path.starts_with(data));
    let mut findings = Vec::new();
    let mut tell = |path: &str, line: usize, words: &str| {
        let says = format!("text in the code; move it to locales/ in both languages: {}", words.trim());
        findings.push(Finding::at(path, line, says));
    };
    for file in rust(sources).filter(|file| !is_data(&file.path)) {
        for literal in product_literals(&file.text).into_iter().filter(|literal| is_vietnamese(literal.text)) {
            tell(&file.path, literal.line, literal.text);
        }
    }
    for file in page(sources).filter(|file| !is_data(&file.path)) {
        for (index, line) in file.text.lines().enumerate().filter(|(_, line)| is_vietnamese(uncommented(line))) {
            tell(&file.path, index + 1, line);
        }
        if file.path.ends_with(".svelte") {
            for (line, words) in shown(&file.text) {
                tell(&file.path, line, &words);
            }
        }
    }
    findings
}

fn is_vietnamese(text: &str) -> bool {
    text.to_lowercase().chars().any(|letter| LETTERS.contains(letter))
}

/// Returns the text written directly in a template, without the terms, each with its line.
fn shown(text: &str) -> Vec<(usize, String)> {
    let parts = [("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->")];
    let template = parts.iter().fold(text.to_owned(), |text, (from, to)| without(&text, from, to));
    let (plain, expressions) = split_braces(&template);
    let mut found = Vec::new();
    let mut take = |whole: &str, at: usize, words: &str| {
        if has_a_word(words) {
            let blanks = words.len() - words.trim_start().len();
            found.push((whole[..at + blanks].matches('\n').count() + 1, words.trim().to_owned()));
        }
    };
    for (at, _) in std::iter::once((0, ">")).chain(plain.match_indices('>')) {
        let from = at + usize::from(plain[at..].starts_with('>'));
        take(&plain, from, plain[from..].split('<').next().unwrap_or_default());
    }
    for (at, attribute) in TOLD.iter().flat_map(|attribute| plain.match_indices(attribute)) {
        let from = at + attribute.len();
        take(&plain, from, plain[from..].split('"').next().unwrap_or_default());
    }
    for (at, mark) in ["'", "\"", "`"].iter().flat_map(|mark| expressions.match_indices(mark)) {
        let words = expressions[at + 1..].split(mark).next().unwrap_or_default();
        // In an expression, names of classes and tests begin with a small letter; sentences do not.
        if words.starts_with(char::is_uppercase) {
            take(&expressions, at + 1, words);
        }
    }
    found
}

/// Reports whether a word of three letters remains without the terms.
fn has_a_word(words: &str) -> bool {
    let rest = TERMS.iter().fold(words.to_owned(), |words, (term, _)| words.replace(term, " "));
    rest.split(|letter: char| !letter.is_alphabetic()).any(|word| word.chars().count() > 2)
}

/// Removes everything between two marks, except line breaks.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| {
        let (inside, rest) = part.split_once(to).unwrap_or((part, ""));
        kept + &"\n".repeat(inside.matches('\n').count()) + rest
    })
}

/// Splits a template into the text outside braces and the text inside. Both keep the line breaks.
fn split_braces(text: &str) -> (String, String) {
    let (mut outside, mut inside, mut depth) = (String::new(), String::new(), 0_usize);
    for letter in text.chars() {
        depth += usize::from(letter == '{');
        let (ours, other) = if depth > 0 { (&mut inside, &mut outside) } else { (&mut outside, &mut inside) };
        ours.push(letter);
        if letter == '\n' {
            other.push(letter);
        }
        depth = depth.saturating_sub(usize::from(letter == '}'));
    }
    (outside, inside)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        none_in_code(&Sources::of(&[(path, text)])).into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn vietnamese_in_code_is_found_and_in_a_comment_or_a_test_it_is_not() {
        for (path, text, wanted) in [
            ("ui/src/a.ts", "// Ghi chú\nconst a = t('page-a'); // cũng vậy", &[][..]),
            ("ui/src/a.ts", "\nconst a = 'Đã lưu';", &[2]),
            ("ui/src/a.ts", "f('https://a', 'Đã lưu')", &[1]),
            ("ui/src/app/search.ts", "f('đ')", &[]),
            ("src-tauri/src/a.rs", "say(\"Đã lưu\")\n#[cfg(test)]\nmod tests { say(\"Đã lưu\") }", &[1]),
            ("src-tauri/src/a.rs", "#[cfg(test)]\nmod tests;\nsay(\"https://a Đã lưu\") // cũng vậy", &[3]),
            ("crates/zalo-sim/src/a.rs", "\"Đã lưu\"", &[]),
        ] {
            assert_eq!(lines(path, text), wanted, "{path}: {text}");
        }
    }

    #[test]
    fn literal_text_in_a_template_is_found_and_a_term_is_not() {
        for (text, wanted) in [
            ("<script>\nlet saved = 'Saved it';\n</script><b title={t('a')}>{t('b', { c: {} })} OA Token</b>", &[][..]),
            ("<script>\n</script>\n<!-- A\nnote -->\n<p>\n  Saved\n</p>", &[6]),
            ("<i aria-label=\"Close it\"></i>", &[1]),
            ("<p\n  title=\"Ctrl\" alt=\"Close it\">x</p>", &[2]),
            ("<p class={open ? 'row open' : ''}>{open ?\n 'Saved it' : t('a')}</p>", &[2]),
            ("Saved", &[1]),
        ] {
            assert_eq!(lines("ui/src/A.svelte", text), wanted, "{text}");
        }
    }
}
