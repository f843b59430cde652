//! Names of public types: each has one meaning.

use std::collections::BTreeMap;

use super::Finding;
use super::sources::Sources;

/// No two public types of the product have the same name.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let mut found: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for file in sources.below("", ".rs").filter(|file| is_product(&file.path)) {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(name) = declared(line) {
                found.entry(name).or_default().push((&file.path, index + 1));
            }
        }
    }
    let twice = found.iter().filter(|(_, places)| places.len() > 1);
    let tell = |(name, places): (&&str, &Vec<(&str, usize)>)| {
        let (path, line) = places[1];
        Finding::at(path, line, format!("`{name}` is also declared in {}", places[0].0))
    };
    twice.map(tell).collect()
}

fn is_product(path: &str) -> bool {
    let is_source = path.starts_with("src-tauri/src/") || path.starts_with("crates/oa-token") && path.contains("/src/");
    is_source && !path.ends_with("tests.rs")
}

/// Returns the public type that a line declares.
fn declared(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("pub ")?;
    let rest = ["struct ", "enum ", "trait ", "type "].iter().find_map(|word| rest.strip_prefix(word))?;
    rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_two_public_types_share_is_found() {
        let files = [
            ("crates/oa-token-model/src/a.rs", "pub struct State;\nstruct Row;"),
            ("crates/oa-token-vault/src/b.rs", "\npub enum State {"),
            ("src-tauri/src/c.rs", "pub(crate) struct Row;"),
            ("crates/zalo-sim/src/d.rs", "pub struct State;"),
        ];
        let finding = Finding::at(
            "crates/oa-token-vault/src/b.rs",
            2,
            "`State` is also declared in crates/oa-token-model/src/a.rs",
        );
        assert_eq!(check(&Sources::of(&files)), [finding]);
    }
}
