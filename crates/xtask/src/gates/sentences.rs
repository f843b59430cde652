//! Sentences stand in `locales/` and nowhere else, and every one there is said somewhere.

use std::collections::BTreeSet;

use super::Finding;
use super::facts::Facts;

const VIETNAMESE: &str = "locales/vi/main.ftl";

/// Where sentences are said.
const SOURCES: [(&str, &str); 4] =
    [("crates/", ".rs"), ("src-tauri/src/", ".rs"), ("ui/src/", ".ts"), ("ui/src/", ".svelte")];

/// Letters that only Vietnamese has, in the small form.
const LETTERS: &str = "ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ";

/// Files whose Vietnamese is data and no sentence, and why.
const DATA: [(&str, &str); 5] = [
    ("crates/zalo-sim/", "what Zalo itself would answer"),
    ("crates/oa-token/src/exchange/import/keys.rs", "spellings that are recognised"),
    ("crates/oa-token-cli/src/commands/demo.rs", "the name of a made-up OA"),
    ("ui/src/lib/search.ts", "a letter that is folded"),
    ("ui/src/components/LanguageChoice.svelte", "a language's own name, the same in each"),
];

/// Words that are shown as they are in both languages: Postman's and Zalo's own terms, and our name.
const TERMS: [&str; 19] = [
    "Access token",
    "Refresh token",
    "OA Token",
    "POST",
    "HTTP",
    "Headers",
    "Body",
    "x-www-form-urlencoded",
    "secret_key",
    "refresh_token",
    "access_token",
    "app_id",
    "grant_type",
    "cURL",
    "http://10.0.0.1:3128",
    "&nbsp;",
    "Enter",
    "Ctrl",
    "Esc",
];

/// Every sentence is named somewhere in the code.
pub(super) fn all_are_said(facts: &Facts) -> Vec<Finding> {
    let Some(file) = facts.file(VIETNAMESE) else { return Vec::new() };
    let said = Said::read(facts);
    let unsaid = file.text.lines().enumerate().filter_map(|(index, line)| {
        let (id, _) = line.split_once(" =")?;
        let is_id = id.starts_with(|letter: char| letter.is_ascii_lowercase())
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (is_id && !said.has(id)).then(|| Finding::at(VIETNAMESE, index + 1, format!("nothing says `{id}`: delete it")))
    });
    unsaid.collect()
}

/// What the code names.
struct Said<'a> {
    whole: BTreeSet<&'a str>,
    /// What stands before a value in an id that is put together.
    begun: BTreeSet<&'a str>,
}

impl<'a> Said<'a> {
    fn read(facts: &'a Facts) -> Self {
        let mut said = Self { whole: BTreeSet::new(), begun: BTreeSet::new() };
        for text in sources(facts).map(|(_, text)| text) {
            for mark in ['"', '\'', '`'] {
                for part in text.split(mark) {
                    said.take(part);
                }
            }
        }
        said
    }

    fn take(&mut self, text: &'a str) {
        let end = text.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-')).unwrap_or(text.len());
        let (id, rest) = text.split_at(end);
        if rest.is_empty() {
            self.whole.insert(id);
        } else if (rest.starts_with("${") || rest.starts_with('{')) && id.len() > 6 && id.ends_with('-') {
            self.begun.insert(id);
        }
    }

    /// The reason and the next step of a sentence are named by it.
    fn has(&self, id: &str) -> bool {
        let first = ["-next", "-why"].iter().find_map(|ending| id.strip_suffix(ending));
        let is_more = first.is_some_and(|first| self.whole.contains(first));
        self.whole.contains(id) || is_more || self.begun.iter().any(|begun| id.starts_with(begun))
    }
}

/// Gives the code without tests: path and text.
fn sources(facts: &Facts) -> impl Iterator<Item = (&str, &str)> {
    let files = SOURCES.iter().flat_map(|(folder, ending)| facts.below(folder, ending));
    let is_test = |path: &str| {
        path.contains("/tests") || path.contains(".test.") || path.contains("xtask") || path.ends_with("tests.rs")
    };
    files.filter(move |file| !is_test(&file.path)).map(|file| {
        let text = file.text.split("#[cfg(test)]").next().unwrap_or_default();
        (file.path.as_str(), text)
    })
}

/// No sentence stands in the code.
pub(super) fn none_in_code(facts: &Facts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in sources(facts) {
        if DATA.iter().all(|(data, _)| !path.starts_with(data)) {
            for (index, line) in text.lines().enumerate().filter(|(_, line)| is_vietnamese(line)) {
                let says = format!("a sentence in the code, to be moved to locales/: {}", line.trim());
                findings.push(Finding::at(path, index + 1, says));
            }
        }
        if path.ends_with(".svelte") {
            findings.extend(
                written(text)
                    .map(|words| Finding::at(path, 0, format!("words on the page, to be moved to locales/: {words}"))),
            );
        }
    }
    findings
}

/// Tells whether a line says something in Vietnamese that is no comment.
fn is_vietnamese(line: &str) -> bool {
    let line = line.trim_start();
    let is_comment = ["//", "/*", "*", "<!--"].iter().any(|mark| line.starts_with(mark));
    let code = line.split("//").next().unwrap_or_default();
    !is_comment && code.to_lowercase().chars().any(|letter| LETTERS.contains(letter))
}

/// Gives what a template shows or tells a screen reader by itself, less the terms.
fn written(text: &str) -> impl Iterator<Item = String> {
    let template = without(&without(&without(text, "<script", "</script>"), "<style", "</style>"), "<!--", "-->");
    let plain = without_braces(&template);
    let shown: Vec<String> =
        plain.split('>').map(|part| part.split('<').next().unwrap_or_default().to_owned()).collect();
    let told = ["title=\"", "label=\"", "placeholder=\"", "alt=\""].iter().flat_map(|attribute| {
        plain
            .split(attribute)
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    });
    let told: Vec<String> = told.collect();
    shown.into_iter().chain(told).filter(|words| {
        let rest = TERMS.iter().fold(words.clone(), |words, term| words.replace(term, " "));
        rest.split(|letter: char| !letter.is_alphabetic()).any(|word| word.chars().count() > 2)
    })
}

/// Leaves out what stands between two marks.
fn without(text: &str, from: &str, to: &str) -> String {
    let mut parts = text.split(from);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |kept, part| kept + part.split_once(to).map_or("", |(_, rest)| rest))
}

/// Leaves out `{…}`, also one in another.
fn without_braces(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|letter| {
            let was_inside = depth > 0;
            match letter {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            !was_inside && depth == 0
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_that_nothing_says_is_found() {
        let unsaid = |code: &str| {
            let locale = "# x\npage-a = A\npage-a-next = B\npage-day-1 = C\n";
            let facts = Facts::of(&[(VIETNAMESE, locale), ("ui/src/a.ts", code)]);
            all_are_said(&facts).into_iter().map(|finding| finding.line).collect::<Vec<_>>()
        };
        assert_eq!(unsaid("t('page-a'); t(`page-day-${n}`)"), [0; 0]);
        assert_eq!(unsaid("t('page-b')"), [2, 3, 4]);
    }

    #[test]
    fn a_sentence_in_code_or_on_a_page_is_found_and_a_term_is_not() {
        let found = |path: &str, text: &str| none_in_code(&Facts::of(&[(path, text)])).len();
        assert_eq!(found("ui/src/a.ts", "// Ghi chú\nconst a = t('page-a'); // cũng vậy"), 0);
        assert_eq!(found("ui/src/a.ts", "const a = 'Đã lưu';"), 1);
        assert_eq!(found("src-tauri/src/a.rs", "say(\"Đã lưu\")\n#[cfg(test)]\nsay(\"Đã lưu\")"), 1);
        assert_eq!(
            found(
                "ui/src/A.svelte",
                "<script>let saved = 'x';</script><b title={t('a')}>{t('b', { c: {} })} OA Token</b>"
            ),
            0
        );
        assert_eq!(found("ui/src/A.svelte", "<b>Saved</b>"), 1);
        assert_eq!(found("ui/src/A.svelte", "<i aria-label=\"Close it\"></i>"), 1);
    }
}
