//! Forbidden places: package registries and folders of one computer. A clone must work anywhere.

use super::Finding;
use super::sources::Sources;

/// Words in a host name that indicate a registry or a mirror.
const REGISTRY_WORDS: &[&str] =
    &["registry", "npm", "npmjs", "pypi", "crates", "artifactory", "jfrog", "nexus", "verdaccio", "mirror", "mirrors"];

/// The crates.io source in every lock file of cargo.
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// No file names a registry or a folder of a developer's machine.
pub(super) fn check(sources: &Sources) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &sources.files {
        for (index, line) in file.text.lines().enumerate() {
            let fault = registry(&file.path, line).or_else(|| folder(&sources.own_folders, line));
            findings.extend(fault.map(|says| Finding::at(&file.path, index + 1, says)));
        }
    }
    findings
}

fn registry(path: &str, line: &str) -> Option<String> {
    if path.ends_with("Cargo.lock") && line.contains(CRATES_IO) {
        return None;
    }
    if path.ends_with("package-lock.json") && line.contains("\"resolved\"") && line.contains("://") {
        return Some("a package is bound to a host; the lock file does without `resolved`".to_owned());
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_npm_set_up = [".npmrc", ".yarnrc.yml"].contains(&name);
    let is_cargo_set_up = path.ends_with(".cargo/config.toml");
    if is_npm_set_up && line.to_ascii_lowercase().contains("registry") && line.contains("://") {
        return Some("npm is bound to a registry".to_owned());
    }
    if is_cargo_set_up && (line.contains("replace-with") || line.contains("[source") || line.contains("[registries")) {
        return Some("cargo is bound to a registry".to_owned());
    }
    line.split("://").skip(1).map(host).find(|host| is_registry(host)).map(|_| "names a registry".to_owned())
}

fn host(rest: &str) -> &str {
    rest.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '.' && letter != '-')
        .next()
        .unwrap_or_default()
}

fn is_registry(host: &str) -> bool {
    host.split('.').any(|label| label.split('-').any(|word| REGISTRY_WORDS.contains(&word)))
}

fn folder(own: &[String], line: &str) -> Option<String> {
    let starts =
        [concat!("/", "home/"), concat!("/", "Users/"), concat!("C:", "\\Users\\"), concat!("C:", "\\\\Users\\\\")];
    let begins_here = |at: usize| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|letter| letter.is_alphanumeric() || ['_', '-', '.', '~', '}', '/'].contains(&letter))
    };
    let a_name_follows = |end: usize| line[end..].starts_with(|letter: char| letter.is_ascii_alphanumeric());
    let somebody = starts
        .iter()
        .any(|start| line.match_indices(start).any(|(at, _)| begins_here(at) && a_name_follows(at + start.len())));
    let roots = concat!("/", "root/");
    let root = line.match_indices(roots).any(|(at, _)| begins_here(at));
    let ours = own.iter().any(|folder| line.match_indices(folder.as_str()).any(|(at, _)| begins_here(at)));
    (somebody || root || ours).then(|| "names a folder of a developer's computer".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, line: &str) -> usize {
        let own_folders = vec!["/builds/oa-token".to_owned()];
        check(&Sources { own_folders, ..Sources::of(&[(path, line)]) }).len()
    }

    /// Joins the parts of a bad example, so that this file itself has no violation.
    fn joined(parts: &[&str]) -> String {
        parts.concat()
    }

    #[test]
    fn a_registry_is_found_in_every_kind_of_file() {
        for (path, line) in [
            ("ui/package-lock.json", joined(&["\"resolved\": \"https:", "//example.test/svelte.tgz\","])),
            ("ui/.npmrc", joined(&["registry=https:", "//example.test/"])),
            (".cargo/config.toml", joined(&["[source", ".crates-io]"])),
            ("Cargo.lock", joined(&["source = \"registry+https:", "//crates.example.test/index\""])),
            ("README.md", joined(&["see https:", "//registry.example.test/x"])),
            (".ci/run", joined(&["curl https:", "//npm-mirror.example.test/x"])),
        ] {
            assert_eq!(found(path, &line), 1, "{path}: {line}");
        }
    }

    #[test]
    fn a_folder_of_a_developers_computer_is_found() {
        for line in [
            joined(&["cd /", "home/lan/oa-token"]),
            joined(&["cd \"/", "Users/lan/oa-token\""]),
            joined(&["C:", "\\Users\\lan"]),
            joined(&["path = /", "root/oa-token"]),
            "cd /builds/oa-token/ui".to_owned(),
        ] {
            assert_eq!(found("a.md", &line), 1, "{line}");
        }
    }

    #[test]
    fn addresses_that_are_the_same_everywhere_are_allowed() {
        for (path, line) in [
            ("Cargo.lock", format!("source = \"{CRATES_IO}\"")),
            ("README.md", "https://oauth.zaloapp.com/v4/oa/access_token".to_owned()),
            ("README.md", "https://developers.zalo.me and $HOME/home/x, ~/.local/share".to_owned()),
            ("a.rs", "PathBuf::from(\"/data\")".to_owned()),
            ("ui/package-lock.json", "\"integrity\": \"sha512-x\"".to_owned()),
        ] {
            assert_eq!(found(path, &line), 0, "{path}: {line}");
        }
    }
}
