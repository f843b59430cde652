//! Exclusive use of names: the network, the database, the store of looks, the bridge to Rust.

use super::Finding;
use super::source::{code, lines_naming};
use super::sources::Sources;

/// A name, and the only place that may use it.
struct Owned {
    name: &'static str,
    /// The folder to which the rule applies.
    within: &'static str,
    /// The file without its ending, or the folder, that may use the name.
    owner: &'static str,
}

/// The names in Rust.
const IN_RUST: &[Owned] = &[
    Owned { name: "reqwest", within: "crates/oa-token-engine/src/", owner: "crates/oa-token-engine/src/zalo_client" },
    Owned { name: "tokio_postgres", within: "crates/oa-token-team/src/", owner: "crates/oa-token-team/src/postgres" },
    Owned { name: "rusqlite", within: "crates/oa-token-vault/src/", owner: "crates/oa-token-vault/src/sqlite" },
    Owned { name: "keyring_core", within: "crates/oa-token-vault/src/", owner: "crates/oa-token-vault/src/keys" },
    Owned { name: "minisign_verify", within: "", owner: "crates/oa-token-update/src/signature" },
    Owned { name: "tauri_plugin_store", within: "src-tauri/src/", owner: "src-tauri/src/settings" },
];

/// The import in the page.
const BRIDGE: Owned = Owned { name: "@tauri-apps/api", within: "ui/src/", owner: "ui/src/ipc" };

/// No name is used outside its owner.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for owned in IN_RUST {
        for file in sources.below(owned.within, ".rs").filter(|file| !owned.owns(&file.path)) {
            let lines = lines_naming(&code(&file.text), owned.name);
            findings.extend(lines.into_iter().map(|line| Finding::at(&file.path, line, owned.says())));
        }
    }
    for file in sources.below(BRIDGE.within, "").filter(|file| !BRIDGE.owns(&file.path)) {
        // In quotes it is an import; elsewhere it is in a comment.
        let imports = |line: &str| ['"', '\'', '`'].iter().any(|mark| line.contains(&format!("{mark}{}", BRIDGE.name)));
        let lines = file.text.lines().enumerate().filter(|(_, line)| imports(line));
        findings.extend(lines.map(|(index, _)| Finding::at(&file.path, index + 1, BRIDGE.says())));
    }
    findings
}

impl Owned {
    fn owns(&self, path: &str) -> bool {
        path.strip_prefix(self.owner).is_some_and(|rest| rest.starts_with('/') || [".rs", ".ts"].contains(&rest))
    }

    fn says(&self) -> String {
        format!("only {} may name {}", self.owner, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Sources::of(&[(path, text)])).len()
    }

    #[test]
    fn a_name_outside_its_owner_is_found_and_inside_it_is_not() {
        for (path, text, wanted) in [
            ("crates/oa-token-engine/src/zalo_client/mod.rs", "use reqwest::Client;", 0),
            ("crates/oa-token-engine/src/zalo_client.rs", "use reqwest::Client;", 0),
            ("crates/oa-token-engine/src/zalo_client_of_mine.rs", "use reqwest::Client;", 1),
            ("crates/oa-token-engine/src/lib.rs", "//! zalo_client alone names reqwest", 0),
            ("crates/oa-token-vault/src/store.rs", "fn f(c: &rusqlite::Connection) {}", 1),
            ("crates/oa-token-vault/src/sqlite/errors.rs", "Damaged(rusqlite::Error)", 0),
            ("src-tauri/src/settings.rs", "use tauri_plugin_store::Store;", 0),
            ("src-tauri/src/lib.rs", "\nuse tauri_plugin_store::Store;", 1),
            ("ui/src/ipc/bindings.ts", "import { invoke } from \"@tauri-apps/api/core\"", 0),
            ("ui/src/App.svelte", "import { invoke } from '@tauri-apps/api/core';", 1),
            ("ui/src/App.svelte", "// only ipc imports @tauri-apps/api", 0),
        ] {
            assert_eq!(found(path, text), wanted, "{path}: {text}");
        }
    }
}
