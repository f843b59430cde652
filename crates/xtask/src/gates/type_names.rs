//! Names of public types: each has one meaning.

use std::collections::BTreeMap;

use super::Finding;
use super::facts::Facts;

/// Names that two public types share intentionally, each with the reason.
const SHARED: &[(&str, &str)] = &[
    ("AheadWhy", MIRROR),
    ("EnvVariable", MIRROR),
    ("Language", MIRROR),
    ("LineKind", MIRROR),
    ("NextStep", MIRROR),
    ("SendPolicy", MIRROR),
];
const MIRROR: &str = "the shell's copy of the core's enum, from which the page's types are generated";

/// No two public types of the product have the same name.
pub(super) fn check(facts: &Facts) -> Vec<Finding> {
    let mut found: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for file in facts.below("", ".rs").filter(|file| is_product(&file.path)) {
        for (index, line) in file.text.lines().enumerate() {
            if let Some(name) = declared(line) {
                found.entry(name).or_default().push((&file.path, index + 1));
            }
        }
    }
    let shared = |name: &str| SHARED.iter().any(|(known, _)| *known == name);
    let twice = found.iter().filter(|(name, places)| places.len() > 1 && !shared(name));
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
            ("crates/oa-token/src/a.rs", "pub struct State;\nstruct Row;"),
            ("crates/oa-token/src/b.rs", "\npub enum State {"),
            ("src-tauri/src/c.rs", "pub(crate) struct Row;"),
            ("crates/zalo-sim/src/d.rs", "pub struct State;"),
        ];
        let finding =
            Finding::at("crates/oa-token/src/b.rs", 2, "`State` is also declared in crates/oa-token/src/a.rs");
        assert_eq!(check(&Facts::of(&files)), [finding]);
    }
}
