//! The components of the product with their licences, found by cargo-about and by a plugin of the page's bundler:
//! `src-tauri/licences.tsv`, which the window shows, and the texts, which the installers carry.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;
use toml::Table;

use crate::failure::Failure;
use crate::page;
use crate::process::Process;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};
use crate::workspace::Workspace;

/// Name, version and licence of each component, a line each.
const LIST: &str = "src-tauri/licences.tsv";

/// Where the parts of the work are put.
const FOLDER: &str = "target/licences";

/// What the page's bundler wrote: `ui/licences.config.ts`.
const PAGE: &str = "target/licences/page.json";

/// Every licence's text with the components it covers.
const TEXTS: &str = "target/licences/third-party-licences.txt";

/// The manifests of the programs that are given away, with the features they are built with.
const PROGRAMS: [(&str, &str); 2] = [("Cargo.toml", "custom-protocol"), ("crates/oa-token-cli/Cargo.toml", "")];

/// What `cargo xtask licences` does.
pub(crate) const WRITING: &[&Step] = &[&page::NODE, &page::INSTALL, &page::BUILD, &WRITE];

/// Compares the list with what is built today.
pub(crate) const STEP: Step = Step {
    name: "licences",
    does: "the list of third-party parts and licences is up to date",
    act: |workspace, _| {
        let changed = changes(&read(workspace, LIST)?, &built(workspace)?, &locked(&read(workspace, "Cargo.lock")?)?);
        for change in &changed {
            say(&format!("       {change}"));
        }
        if changed.is_empty() { Ok(Done::Ran) } else { Err(Failure::Wanted("Please run `cargo xtask licences`.")) }
    },
    on_failure: OnFailure::GoOn,
};

/// Rewrites the list and the texts, after the page is built.
pub(crate) const WRITE: Step = Step {
    name: "licences",
    does: "the list of third-party parts and the texts of their licences",
    act: |workspace, _| {
        let mut found = Found::default();
        for (manifest, features) in PROGRAMS {
            found.add_crates(&about(workspace, manifest, features)?).ok_or(Failure::NotRead("cargo-about"))?;
        }
        found.add_page(&page_parts(workspace)?).ok_or(Failure::NotRead(PAGE))?;
        if let Some(part) = found.list.iter().find(|part| part.ends_with('\t')) {
            say(&format!("       {part}"));
            return Err(Failure::Wanted("Please look up the licence of this part and add it to licences.config.ts."));
        }
        let list: Vec<&str> = found.list.iter().map(String::as_str).collect();
        write(workspace, LIST, &(list.join("\n") + "\n"))?;
        write(workspace, TEXTS, &found.texts())?;
        Ok(Done::Ran)
    },
    on_failure: OnFailure::Stop,
};

/// All components, and the texts with what each covers.
#[derive(Default)]
struct Found {
    list: BTreeSet<String>,
    covered: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Found {
    /// Adds what cargo-about printed. Omits the crates of this workspace, which come from no registry.
    fn add_crates(&mut self, about: &Value) -> Option<()> {
        for part in about["crates"].as_array()? {
            if part["package"]["source"].is_string() {
                self.list.insert(line(&part["package"], part["license"].as_str()?)?);
            }
        }
        for licence in about["licenses"].as_array()? {
            let text = (licence["id"].as_str()?.to_owned(), licence["text"].as_str()?.trim().to_owned());
            let covered = self.covered.entry(text).or_default();
            for user in licence["used_by"].as_array()? {
                covered.insert(name(&user["crate"])?);
            }
        }
        Some(())
    }

    /// Adds what the page's bundler wrote. A package without a text of its own is under the text of its licence.
    fn add_page(&mut self, page: &Value) -> Option<()> {
        for part in page.as_array()? {
            let id = part["license"].as_str().unwrap_or_default();
            self.list.insert(line(part, id)?);
            let text = part["text"].as_str().map(|text| (id.to_owned(), text.trim().to_owned()));
            let same = || self.covered.keys().find(|(licence, _)| licence == id).cloned();
            self.covered.entry(text.or_else(same)?).or_default().insert(name(part)?);
        }
        Some(())
    }

    fn texts(&self) -> String {
        let rule = "-".repeat(80);
        let mut texts = String::from("OA Token contains these works of others, each under the licence that follows.\n");
        for ((id, text), covered) in &self.covered {
            let covered: Vec<&str> = covered.iter().map(String::as_str).collect();
            let covered = covered.join(", ");
            texts.extend([&rule, "\n", id, "\n", &covered, "\n\n", text, "\n\n"].map(String::from));
        }
        texts
    }
}

/// Runs cargo-about for one program. What it may accept and for which systems is in `deny.toml`.
fn about(workspace: &Workspace, manifest: &str, features: &str) -> Result<Value, Failure> {
    let call = |arguments: &[&str]| Process::new(&workspace.root, "cargo", [&["about"], arguments].concat());
    if !call(&["--version"]).works() {
        return Err(Failure::Wanted(
            "Please install cargo-about: `cargo install --locked --features cli cargo-about --version 0.9.3`.",
        ));
    }
    let config = config(&read(workspace, "deny.toml")?).ok_or(Failure::NotRead("deny.toml"))?;
    let (settings, out) = (format!("{FOLDER}/about.toml"), format!("{FOLDER}/about.json"));
    write(workspace, &settings, &config)?;
    let mut arguments = vec!["generate", "--config", &settings, "--locked", "--fail", "--format", "json"];
    arguments.extend(["--manifest-path", manifest, "--output-file", &out]);
    if !features.is_empty() {
        arguments.extend(["--features", features]);
    }
    call(&arguments).run()?;
    serde_json::from_str(&read(workspace, &out)?).map_err(|_| Failure::NotRead("cargo-about"))
}

/// Returns the settings of cargo-about.
fn config(deny: &str) -> Option<String> {
    let deny: Table = deny.parse().ok()?;
    let (accepted, targets) = (deny.get("licenses")?.get("allow")?, deny.get("graph")?.get("targets")?);
    Some(format!(
        "accepted = {accepted}\ntargets = {targets}\nignore-build-dependencies = true\nignore-dev-dependencies = true\n"
    ))
}

fn page_parts(workspace: &Workspace) -> Result<Value, Failure> {
    let Ok(page) = fs::read(workspace.root.join(PAGE)) else {
        return Err(Failure::Wanted("Please build the page: `cargo xtask test --only npm-ci,page-build`."));
    };
    serde_json::from_slice(&page).map_err(|_| Failure::NotRead(PAGE))
}

/// Returns name and version of what is surely in the product: the crates but for macros, and the page's packages.
fn built(workspace: &Workspace) -> Result<BTreeSet<String>, Failure> {
    let tree = "tree --locked --package oa-token-desktop --package oa-token-cli --edges normal,no-proc-macro \
                --features oa-token-desktop/custom-protocol --prefix none --format {p}";
    let deny = read(workspace, "deny.toml")?.parse::<Table>().map_err(|_| Failure::NotRead("deny.toml"))?;
    let systems = deny["graph"]["targets"].as_array().into_iter().flatten().filter_map(toml::Value::as_str);
    let arguments = tree.split(' ').chain(systems.flat_map(|system| ["--target", system]));
    let mut parts = crates(&Process::new(&workspace.root, "cargo", arguments).read()?);
    if parts.is_empty() {
        return Err(Failure::NotRead("`cargo tree` printed no crates: run `cargo fetch` to see why."));
    }
    let page = page_parts(workspace)?;
    parts.extend(page.as_array().into_iter().flatten().filter_map(name));
    Ok(parts)
}

/// Parses `name vVERSION …`; omits the crates of this workspace.
fn crates(tree: &str) -> BTreeSet<String> {
    let parts = tree.lines().filter_map(|package| {
        let mut words = package.split(' ');
        let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
        let is_ours = package.contains("(/") || package.contains(":\\");
        (!is_ours).then(|| format!("{name} {version}"))
    });
    parts.collect()
}

/// Returns name and version of all packages of `Cargo.lock`.
fn locked(lock: &str) -> Result<BTreeSet<String>, Failure> {
    let lock: Table = lock.parse().map_err(|_| Failure::NotRead("Cargo.lock"))?;
    let packages = lock.get("package").and_then(toml::Value::as_array).into_iter().flatten();
    let text = |package: &toml::Value, key| package.get(key).and_then(toml::Value::as_str).map(str::to_owned);
    Ok(packages.filter_map(|one| Some(format!("{} {}", text(one, "name")?, text(one, "version")?))).collect())
}

/// Returns what is built and not listed, and what is listed and exists no more. Line ends may be of any system.
fn changes(list: &str, built: &BTreeSet<String>, locked: &BTreeSet<String>) -> Vec<String> {
    let listed: BTreeSet<String> =
        list.lines().filter_map(|line| line.rsplit_once('\t')).map(|(part, _)| part.replace('\t', " ")).collect();
    let went = listed.iter().filter(|part| !built.contains(*part) && !locked.contains(*part));
    went.map(|part| format!("- {part}")).chain(built.difference(&listed).map(|part| format!("+ {part}"))).collect()
}

fn name(part: &Value) -> Option<String> {
    Some(format!("{} {}", part["name"].as_str()?, part["version"].as_str()?))
}

fn line(part: &Value, licence: &str) -> Option<String> {
    Some(format!("{}\t{}\t{licence}", part["name"].as_str()?, part["version"].as_str()?))
}

fn read(workspace: &Workspace, path: &str) -> Result<String, Failure> {
    let path = workspace.root.join(path);
    fs::read_to_string(&path).map_err(|source| Failure::File { path, source })
}

fn write(workspace: &Workspace, path: &str, text: &str) -> Result<(), Failure> {
    let path = workspace.root.join(path);
    fs::write(&path, text).map_err(|source| Failure::File { path, source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn set(parts: &[&str]) -> BTreeSet<String> {
        parts.iter().map(|&part| part.to_owned()).collect()
    }

    #[test]
    fn third_party_crates_are_found_once_and_our_crates_are_not() {
        let tree = "oa-token-engine v0.1.0 (/somewhere/oa-token-engine)\nserde v1.0.1\nserde v1.0.1 (*)\n";
        assert_eq!(crates(tree), set(&["serde 1.0.1"]));
    }

    #[test]
    fn an_outdated_list_is_found_and_other_line_ends_are_accepted() {
        let list = "a\t1\tMIT\r\na-derive\t1\tMIT\r\n";
        let locked = locked("[[package]]\nname = 'a'\nversion = '1'\n[[package]]\nname = 'a-derive'\nversion = '1'\n");
        assert_eq!(changes(list, &set(&["a 1"]), &locked.unwrap()), [""; 0]);
        assert_eq!(changes(list, &set(&["a 2"]), &set(&["a 2", "a-derive 1"])), ["- a 1", "+ a 2"]);
    }

    #[test]
    fn each_text_is_given_once_with_all_it_covers() {
        let part = |name: &str| json!({"name": name, "version": "1", "source": "registry"});
        let about = json!({
            "crates": [{"package": part("a"), "license": "MIT"}, {"package": {"name": "ours", "version": "1"}}],
            "licenses": [{"id": "MIT", "text": " words\n", "used_by": [{"crate": part("a")}]}],
        });
        let page = json!([
            {"name": "same", "version": "2", "license": "MIT", "text": "words"},
            {"name": "none", "version": "3", "license": "MIT", "text": null},
        ]);
        let mut found = Found::default();
        found.add_crates(&about).unwrap();
        found.add_page(&page).unwrap();
        assert_eq!(found.list, set(&["a\t1\tMIT", "none\t3\tMIT", "same\t2\tMIT"]));
        assert!(found.texts().ends_with("\nMIT\na 1, none 3, same 2\n\nwords\n\n"), "{}", found.texts());
    }

    #[test]
    fn what_is_accepted_is_what_may_be_used() {
        let deny = "[graph]\ntargets = ['linux']\n[licenses]\nallow = ['MIT', 'ISC']\n";
        assert!(config(deny).unwrap().starts_with("accepted = [\"MIT\", \"ISC\"]\ntargets = [\"linux\"]\n"));
        assert_eq!(config("[licenses]\nallow = []\n"), None);
    }
}
