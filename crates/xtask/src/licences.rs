//! The components of the product with their licences: `src-tauri/licences.tsv`, which the window shows.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::process::Process;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};
use crate::workspace::Workspace;

const FILE: &str = "src-tauri/licences.tsv";

/// Compares the file with the current components.
pub(crate) const STEP: Step = Step {
    name: "licences",
    does: "the list of third-party parts and licences is up to date",
    act: |workspace, _| {
        let file = workspace.root.join(FILE);
        let kept = fs::read_to_string(&file).map_err(|source| Failure::File { path: file, source })?;
        let changed = changes(&kept, &list(workspace)?);
        for change in &changed {
            say(&format!("       {change}"));
        }
        if changed.is_empty() { Ok(Done::Ran) } else { Err(Failure::Wanted("Please run `cargo xtask licences`.")) }
    },
    on_failure: OnFailure::GoOn,
};

/// Rewrites the file.
pub(crate) const WRITE: Step = Step {
    name: "licences",
    does: "the list of third-party parts and licences",
    act: |workspace, _| {
        let file = workspace.root.join(FILE);
        fs::write(&file, list(workspace)?).map_err(|source| Failure::File { path: file, source })?;
        Ok(Done::Ran)
    },
    on_failure: OnFailure::Stop,
};

/// Returns the components that were added or removed since the file was written, ignoring line ending style.
fn changes(kept: &str, today: &str) -> Vec<String> {
    let (kept, today): (BTreeSet<_>, BTreeSet<_>) = (kept.lines().collect(), today.lines().collect());
    let went = kept.difference(&today).map(|part| format!("- {part}"));
    went.chain(today.difference(&kept).map(|part| format!("+ {part}"))).collect()
}

/// Lists the components of the product. Omits procedural macros and crates that only they need.
fn list(workspace: &Workspace) -> Result<String, Failure> {
    let tree = "tree --locked --package oa-token-desktop --package oa-token-cli --edges normal,no-proc-macro \
                --target all --features oa-token-desktop/custom-protocol --prefix none --format {p}\t{l}";
    let tree = Process::new(&workspace.root, "cargo", tree.split(' ')).read()?;
    let lock = workspace.page().join("package-lock.json");
    let lock = fs::read_to_string(&lock).map_err(|source| Failure::File { path: lock, source })?;
    let mut parts = crates(&tree);
    if parts.is_empty() {
        return Err(Failure::NotRead("`cargo tree` printed no crates: run `cargo fetch` to see why."));
    }
    parts.extend(modules(&lock).ok_or(Failure::NotRead("package-lock.json lists no packages."))?);
    if let Some(part) = parts.iter().find(|part| part.ends_with('\t')) {
        say(&format!("       {part}"));
        return Err(Failure::Wanted("Please look up the licence of this part and add it to `told` in licences.rs."));
    }
    Ok(parts.into_iter().map(|part| part + "\n").collect())
}

/// Parses `name vVERSION …<TAB>LICENCE`; omits the crates of this workspace.
fn crates(tree: &str) -> BTreeSet<String> {
    let parts = tree.lines().filter_map(|line| {
        let (package, licence) = line.split_once('\t')?;
        let mut words = package.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        let is_ours = package.contains("(/") || package.contains(":\\");
        (!is_ours).then(|| part(name, version, licence.trim_end_matches("(*)").trim_end()))
    });
    parts.collect()
}

/// Returns what the page is bundled from: its dependencies, including fonts, and Svelte, with all their dependencies.
/// Includes those that only Svelte's compiler needs: listing too many does no harm.
fn modules(lock: &str) -> Option<BTreeSet<String>> {
    let lock: Value = serde_json::from_str(lock).ok()?;
    let packages = lock["packages"].as_object()?;
    let direct = packages.get("")?["dependencies"].as_object()?.keys().map(String::as_str);
    let mut wanted: Vec<(String, &str)> = direct.chain(["svelte"]).map(|name| (String::new(), name)).collect();
    let (mut seen, mut parts) = (BTreeSet::new(), BTreeSet::new());
    while let Some((from, name)) = wanted.pop() {
        let Some(at) = place(packages, &from, name) else { continue };
        let package = &packages[&at];
        let text = |key: &str| package[key].as_str().unwrap_or_default();
        if seen.insert(at.clone()) {
            parts.insert(part(name, text("version"), text("license")));
            let needs = package["dependencies"].as_object();
            wanted.extend(needs.into_iter().flat_map(Map::keys).map(|need| (at.clone(), need.as_str())));
        }
    }
    Some(parts)
}

/// Returns the folder in which Node finds a package from another package's folder: inside it, or in the nearest one
/// above.
fn place(packages: &Map<String, Value>, from: &str, name: &str) -> Option<String> {
    let mut folder = from;
    loop {
        let at =
            if folder.is_empty() { format!("node_modules/{name}") } else { format!("{folder}/node_modules/{name}") };
        if packages.contains_key(&at) {
            return Some(at);
        }
        if folder.is_empty() {
            return None;
        }
        folder = folder.rfind("/node_modules/").map_or("", |end| &folder[..end]);
    }
}

fn part(name: &str, version: &str, licence: &str) -> String {
    let licence = if licence.is_empty() { told(name).unwrap_or_default() } else { licence };
    format!("{name}\t{version}\t{licence}")
}

/// Returns the licence of a package that states it only in its LICENSE file.
fn told(name: &str) -> Option<&'static str> {
    (name == "svelte-toolbelt").then_some("MIT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn third_party_crates_are_listed_once_and_our_crates_are_not() {
        let tree = "oa-token-engine v0.1.0 (/somewhere/oa-token-engine)\tMIT\nserde v1.0.1\tMIT OR Apache-2.0\nserde v1.0.1\tMIT OR Apache-2.0 (*)\n";
        assert_eq!(crates(tree).into_iter().collect::<Vec<_>>(), ["serde\t1.0.1\tMIT OR Apache-2.0"]);
    }

    #[test]
    fn an_outdated_list_is_found_and_other_line_ends_are_accepted() {
        assert_eq!(changes("a\t1\tMIT\r\nb\t1\tMIT\r\n", "a\t1\tMIT\nb\t1\tMIT\n"), [""; 0]);
        assert_eq!(changes("a\t1\tMIT\n", "a\t2\tMIT\n"), ["- a\t1\tMIT", "+ a\t2\tMIT"]);
    }

    #[test]
    fn the_version_is_the_one_that_node_finds() {
        let lock = r#"{"packages": {
            "": {"dependencies": {"a": "1"}},
            "node_modules/a": {"version": "1.0.0", "license": "MIT", "dependencies": {"b": "2"}},
            "node_modules/a/node_modules/b": {"version": "2.0.0", "dependencies": {"c": "3"}},
            "node_modules/b": {"version": "9.0.0", "license": "ISC"},
            "node_modules/c": {"version": "3.0.0", "license": "ISC"}
        }}"#;
        let parts: Vec<String> = modules(lock).unwrap().into_iter().collect();
        assert_eq!(parts, ["a\t1.0.0\tMIT", "b\t2.0.0\t", "c\t3.0.0\tISC"]);
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
