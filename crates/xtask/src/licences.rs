//! The parts the product is made of, with their licences: `src-tauri/licences.tsv`, shown by the window.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::call::Call;
use crate::failure::Failure;
use crate::house::House;
use crate::steps::{Done, OnFailure, Step};

const FILE: &str = "src-tauri/licences.tsv";

/// Compares the file with what is built in today.
pub(crate) const STEP: Step = Step {
    name: "licences",
    does: "the list of parts and their licences is today's",
    act: |house, _| {
        let file = house.root.join(FILE);
        let kept = fs::read_to_string(&file).map_err(|source| Failure::File { path: file, source })?;
        if kept == list(house)? { Ok(Done::Ran) } else { Err(Failure::Wanted("Please run `cargo xtask licences`.")) }
    },
    on_failure: OnFailure::GoOn,
};

/// Writes the file anew.
pub(crate) const WRITE: Step = Step {
    name: "licences",
    does: "the list of parts and their licences",
    act: |house, _| {
        let file = house.root.join(FILE);
        fs::write(&file, list(house)?).map_err(|source| Failure::File { path: file, source })?;
        Ok(Done::Ran)
    },
    on_failure: OnFailure::Stop,
};

fn list(house: &House) -> Result<String, Failure> {
    let tree = "tree --locked --package oa-token-desktop --package oa-token-cli --edges normal --target all \
                --features oa-token-desktop/custom-protocol --prefix none --format {p}\t{l}";
    let tree = Call::new(&house.root, "cargo", tree.split(' ')).read()?;
    let lock = house.page().join("package-lock.json");
    let lock = fs::read_to_string(&lock).map_err(|source| Failure::File { path: lock, source })?;
    let mut parts = crates(&tree);
    parts.extend(modules(&lock).ok_or(Failure::NotRead("package-lock.json lists no packages."))?);
    Ok(parts.into_iter().map(|part| part + "\n").collect())
}

/// Reads `name vVERSION …<TAB>LICENCE`; what is ours is no part of somebody else's.
fn crates(tree: &str) -> BTreeSet<String> {
    let parts = tree.lines().filter_map(|line| {
        let (package, licence) = line.split_once('\t')?;
        let mut words = package.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        let is_ours = package.contains("(/") || package.contains(":\\");
        (!is_ours).then(|| format!("{name}\t{version}\t{}", licence.trim_end_matches(" (*)")))
    });
    parts.collect()
}

/// Gives what the page is bundled from: its dependencies and Svelte, with all they need. What only Svelte's compiler
/// needs is among it: naming too many harms nobody.
fn modules(lock: &str) -> Option<BTreeSet<String>> {
    let lock: Value = serde_json::from_str(lock).ok()?;
    let packages = lock["packages"].as_object()?;
    let mut wanted: Vec<String> = packages.get("")?["dependencies"].as_object()?.keys().cloned().collect();
    wanted.push("svelte".to_owned());
    let (mut seen, mut parts) = (BTreeSet::new(), BTreeSet::new());
    while let Some(name) = wanted.pop() {
        let Some(package) = packages.get(&format!("node_modules/{name}")) else { continue };
        if seen.insert(name.clone()) {
            let text = |key: &str| package[key].as_str();
            let licence = text("license").or_else(|| told(&name)).unwrap_or_default();
            parts.insert(format!("{name}\t{}\t{licence}", text("version").unwrap_or_default()));
            wanted.extend(package["dependencies"].as_object().into_iter().flat_map(|needs| needs.keys().cloned()));
        }
    }
    Some(parts)
}

/// The licence of a package that states it in its LICENSE file alone.
fn told(name: &str) -> Option<&'static str> {
    (name == "svelte-toolbelt").then_some("MIT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_crates_are_listed_once_and_ours_are_not() {
        let tree = "oa-token v0.1.0 (/somewhere/oa-token)\tMIT\nserde v1.0.1\tMIT OR Apache-2.0\nserde v1.0.1\tMIT OR Apache-2.0 (*)\n";
        assert_eq!(crates(tree).into_iter().collect::<Vec<_>>(), ["serde\t1.0.1\tMIT OR Apache-2.0"]);
    }

    #[test]
    fn the_page_is_listed_with_all_it_needs_and_without_its_tools() {
        let lock = r#"{"packages": {
            "": {"dependencies": {"a": "1"}, "devDependencies": {"eslint": "1", "svelte": "5"}},
            "node_modules/a": {"version": "1.0.0", "license": "MIT", "dependencies": {"b": "2"}},
            "node_modules/b": {"version": "2.0.0", "license": "ISC"},
            "node_modules/eslint": {"version": "1.0.0", "license": "MIT"},
            "node_modules/svelte": {"version": "5.0.0", "license": "MIT"}
        }}"#;
        let parts: Vec<String> = modules(lock).unwrap().into_iter().collect();
        assert_eq!(parts, ["a\t1.0.0\tMIT", "b\t2.0.0\tISC", "svelte\t5.0.0\tMIT"]);
        assert_eq!(modules("{}"), None);
    }
}
