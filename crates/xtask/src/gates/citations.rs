//! File names in comments and documents.

use super::Finding;
use super::sources::Sources;

/// File name endings by which a word is taken for a file of this repository.
const ENDINGS: &[&str] = &[".rs", ".md", ".ts", ".svelte", ".css", ".ftl", ".service", ".toml"];

/// Every file that a comment or a document names is in the repository. Checks names with a folder, and names in
/// capitals such as README.md. The folder may start at the root or at any folder below it.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &sources.files {
        let ending = file.path.rsplit('.').next().unwrap_or_default();
        let is_document = ending == "md";
        if !is_document && !["rs", "ts", "svelte", "toml"].contains(&ending) {
            continue;
        }
        for (index, line) in file.text.lines().enumerate() {
            let said = if is_document { line } else { comment(line).unwrap_or_default() };
            let missing = named(said).filter(|name| !holds(sources, name));
            findings.extend(missing.map(|name| Finding::at(&file.path, index + 1, format!("`{name}` does not exist"))));
        }
    }
    findings
}

/// Returns the comment in a line.
fn comment(line: &str) -> Option<&str> {
    let start = line.trim_start();
    [" // ", "# "]
        .iter()
        .find_map(|mark| line.split_once(mark).map(|(_, said)| said))
        .or_else(|| ["//", "/*", "*", "#"].iter().any(|mark| start.starts_with(mark)).then_some(start))
}

/// Returns the file names in a text.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| {
        letter.is_ascii_alphanumeric() || matches!(letter, '/' | '.' | '-' | '_' | ':' | '*' | '~' | '$')
    };
    text.split(move |letter| !is_part(letter)).map(|word| word.trim_end_matches(['.', ':'])).filter(|word| {
        let is_plain = !word.contains([':', '*', '~', '$']) && !word.starts_with('/') && !word.contains("..");
        let name = word.rsplit('/').next().unwrap_or(word);
        let is_ours = word.contains('/')
            || name
                .strip_suffix(".md")
                .is_some_and(|stem| stem.chars().all(|letter| letter.is_ascii_uppercase()) && !stem.is_empty());
        is_plain && is_ours && ENDINGS.iter().any(|ending| name.len() > ending.len() && name.ends_with(ending))
    })
}

fn holds(sources: &Sources, name: &str) -> bool {
    let name = name.trim_start_matches("./");
    let below = format!("/{name}");
    sources.files.iter().any(|file| file.path == name || file.path.ends_with(&below))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_found_in_comments_and_documents() {
        let source = ["//! As docs/a.md says.\nlet x = \"docs/none.md\"; /", "/ gone/e.rs"].concat();
        let files = [("docs/a.md", "see [b](b.md), docs/gone.md and GONE.md."), ("src/c.rs", source.as_str())];
        let found: Vec<_> = check(&Sources::of(&files)).into_iter().map(|finding| finding.says).collect();
        assert_eq!(found, ["`docs/gone.md` does not exist", "`GONE.md` does not exist", "`gone/e.rs` does not exist"]);
    }

    #[test]
    fn a_path_outside_the_repository_is_ignored() {
        let text = "https://example.test/a.md, /etc/x.toml, ~/b/c.rs, src/*.rs, $HOME/d.md, a.md, src/c.rs";
        assert_eq!(check(&Sources::of(&[("x.md", text), ("src/c.rs", "")])), []);
    }
}
