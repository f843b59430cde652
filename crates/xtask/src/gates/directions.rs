//! Direction of dependencies: `engine → {zalo, vault, rotation} → {profile, token, secret}`, never back.

use super::Finding;
use super::source::{lines_naming, product_code};
use super::sources::Sources;

/// The folder of the core's modules.
const CORE: &str = "crates/oa-token/src/";

/// The modules that a module of the core must not name, because they are above it or beside it.
const NEVER: &[(&str, &[&str])] = &[
    (
        "secret",
        &["profile", "token", "origin", "zalo", "rotation", "vault", "keys", "exchange", "outcome", "status", "engine"],
    ),
    ("profile", &["origin", "zalo", "rotation", "vault", "keys", "exchange", "outcome", "status", "engine"]),
    ("token", &["origin", "zalo", "rotation", "vault", "keys", "exchange", "outcome", "status", "engine"]),
    ("zalo", &["rotation", "vault", "keys", "exchange", "schedule", "outcome", "status", "engine"]),
    ("rotation", &["vault", "keys", "exchange", "outcome", "status", "engine"]),
    ("keys", &["zalo", "rotation", "vault", "exchange", "outcome", "status", "engine"]),
    ("exchange", &["zalo", "rotation", "vault", "keys", "outcome", "status", "engine"]),
    ("vault", &["exchange", "outcome", "status", "engine"]),
    ("outcome", &["keys", "exchange", "engine"]),
    ("status", &["keys", "exchange", "engine"]),
    ("schedule", &["keys", "exchange", "engine"]),
    ("destination", &["zalo", "rotation", "vault", "keys", "exchange", "outcome", "status", "engine"]),
];

/// The core is built without Tauri.
pub(super) fn no_tauri_below_the_core(sources: &Sources) -> Vec<Finding> {
    let tree = &sources.core_dependencies;
    if !tree.starts_with("oa-token v") {
        // Cargo prints nothing for a misspelt name; without this check the gate would always pass.
        return vec![Finding::at("", 0, "`cargo tree` did not list the dependencies of oa-token")];
    }
    let is_tauri = |line: &&str| line.starts_with("tauri");
    tree.lines().filter(is_tauri).map(|line| Finding::at("", 0, format!("oa-token depends on {line}"))).collect()
}

/// No module of the core names a module above it.
pub(super) fn never_back(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (module, never) in NEVER {
        let (file, folder) = (format!("{CORE}{module}.rs"), format!("{CORE}{module}/"));
        let mut files = sources.below(CORE, ".rs").filter(|f| f.path == file || f.path.starts_with(&folder)).peekable();
        if files.peek().is_none() && !sources.files.is_empty() {
            findings.push(Finding::at(&file, 0, "this gate watches the module, but it does not exist"));
        }
        for source in files {
            let code = product_code(&source.text);
            for above in *never {
                let lines = lines_naming(&code, &format!("crate::{above}"));
                let says = format!("`{module}` must not use `{above}`");
                findings.extend(lines.into_iter().map(|line| Finding::at(&source.path, line, says.clone())));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tauri_below_the_core_and_an_empty_tree_are_found() {
        let check = |tree: &str| {
            let sources = Sources { core_dependencies: tree.to_owned(), ..Sources::default() };
            no_tauri_below_the_core(&sources).len()
        };
        assert_eq!(check("oa-token v0.1.0 (x)\nserde v1.0.0\n"), 0);
        assert_eq!(check("oa-token v0.1.0 (x)\ntauri v2.12.5\ntauri-utils v2.0.0\n"), 2);
        assert_eq!(check(""), 1, "an empty tree must be a finding");
    }

    #[test]
    fn a_module_that_names_one_above_it_is_found() {
        let said = |path: &str, text: &str| {
            let findings = never_back(&Sources::of(&[(path, text)]));
            findings.into_iter().filter(|finding| finding.line > 0).map(|finding| finding.says).collect::<Vec<_>>()
        };
        let zalo = "crates/oa-token/src/zalo/client.rs";
        assert_eq!(said(zalo, "use crate::vault::Vault;"), ["`zalo` must not use `vault`"]);
        assert!(said(zalo, "use crate::secret::Secret; // crate::vault").is_empty());
        assert_eq!(said("crates/oa-token/src/secret.rs", "\nfn f(x: crate::engine::Engine) {}").len(), 1);
        assert!(said("crates/oa-token/src/engine/mod.rs", "use crate::vault::Vault;").is_empty());
    }

    #[test]
    fn a_missing_module_is_found() {
        let findings = never_back(&Sources::of(&[("README.md", "")]));
        assert_eq!(findings.len(), NEVER.len());
    }
}
