//! The user's guide in `docs/huong-dan`: its words in bold are the words on the screen.

use super::Finding;
use super::sources::Sources;

/// The folder of the guide.
const GUIDE: &str = "docs/huong-dan/";
/// Its table of contents.
const CONTENTS: &str = "docs/huong-dan/SUMMARY.md";
/// The sentences on the screen.
const WORDS: &str = "locales/vi/main.ftl";

/// Every text in bold is part of a Vietnamese sentence of the program, every page is in the table of contents, and every
/// link leads to a file.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let words = sources.file(WORDS).map(|file| file.text.replace("**", "")).unwrap_or_default();
    let contents = sources.file(CONTENTS).map(|file| file.text.as_str()).unwrap_or_default();
    let mut findings = Vec::new();
    for page in sources.below(GUIDE, ".md") {
        let name = page.path.strip_prefix(GUIDE).unwrap_or_default();
        if page.path != CONTENTS && !contents.contains(&format!("({name})")) {
            findings.push(Finding::at(&page.path, 0, "is not in SUMMARY.md"));
        }
        for (index, line) in page.text.lines().enumerate() {
            let missing = bold(line).filter(|said| !words.contains(said));
            findings.extend(
                missing.map(|said| Finding::at(&page.path, index + 1, format!("the screen does not say “{said}”"))),
            );
            let dead = links(line).filter(|link| sources.file(&format!("{GUIDE}{link}")).is_none());
            findings.extend(dead.map(|link| Finding::at(&page.path, index + 1, format!("{link} does not exist"))));
        }
    }
    findings
}

/// Returns what stands between two pairs of asterisks.
fn bold(line: &str) -> impl Iterator<Item = &str> {
    line.split("**").skip(1).step_by(2)
}

/// Returns the links to pages of the guide.
fn links(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')'))
        .map(|(link, _)| link)
        .filter(|link| !link.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(page: &str, contents: &str) -> usize {
        let ftl = (WORDS, "page-copy = Sao chép\npage-step = Bấm **Gửi** ngay\n");
        check(&Sources::of(&[ftl, ("docs/huong-dan/one.md", page), (CONTENTS, contents)])).len()
    }

    #[test]
    fn only_words_of_the_screen_are_bold() {
        assert_eq!(count("Bấm **Sao chép**, rồi **Gửi**.\n", "[Một](one.md)"), 0);
        assert_eq!(count("Bấm **Copy**.\n", "[Một](one.md)"), 1);
    }

    #[test]
    fn each_page_is_listed_and_each_link_leads_somewhere() {
        assert_eq!(count("Một\n", ""), 1);
        assert_eq!(count("[Hai](two.md)\n", "[Một](one.md)"), 1);
        assert_eq!(count("[Một](one.md) ![Hình](../screens/a.png)\n", "[Một](one.md)"), 0);
    }
}
