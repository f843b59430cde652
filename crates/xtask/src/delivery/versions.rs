//! The same version everywhere, and in a release also in the changelog.

/// The files that name the version.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) cargo: &'a str,
    pub(super) page: &'a str,
    pub(super) tauri: &'a str,
    pub(super) metainfo: &'a str,
    pub(super) changelog: &'a str,
}

/// Returns what is wrong. With a tag, the versions must be the tag's, and released.
pub(super) fn check(texts: &Texts<'_>, tag: Option<&str>) -> Vec<String> {
    let Some(version) = of_workspace(texts.cargo) else {
        return vec!["Cargo.toml names no version of the workspace".to_owned()];
    };
    let mut findings = Vec::new();
    let mut expect = |what: &str, found: Option<String>| {
        if found.as_deref() != Some(version) {
            findings.push(format!("{what} has {found:?}, Cargo.toml {version}"));
        }
    };
    expect("ui/package.json", member(texts.page, "version"));
    // Without one, Tauri takes Cargo's.
    if let Some(other) = member(texts.tauri, "version") {
        expect("tauri.conf.json", Some(other));
    }
    expect(
        "the first release of the metainfo",
        between(texts.metainfo, "<release version=\"", "\"").map(str::to_owned),
    );
    let heading = texts.changelog.lines().find_map(|line| line.strip_prefix("## ")).unwrap_or_default();
    let is_listed = heading.split_whitespace().next() == Some(version);
    match tag {
        None if !is_listed && !heading.starts_with("Unreleased") => {
            findings.push(format!("CHANGELOG.md begins with `{heading}`, not with Unreleased or {version}"));
        }
        Some(tag) if tag != format!("v{version}") => findings.push(format!("the tag is {tag}, the version {version}")),
        Some(_) if !is_listed => findings.push(format!("CHANGELOG.md has no section `## {version}` at its top")),
        Some(_) if texts.metainfo.contains("type=\"development\"") => {
            findings.push("the metainfo calls this release a development one".to_owned());
        }
        _ => {}
    }
    findings
}

/// Returns the version in `[workspace.package]`.
pub(crate) fn of_workspace(cargo: &str) -> Option<&str> {
    between(cargo.split_once("[workspace.package]")?.1, "version = \"", "\"")
}

fn member(json: &str, name: &str) -> Option<String> {
    let json: serde_json::Value = serde_json::from_str(json).ok()?;
    json[name].as_str().map(str::to_owned)
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    Some(text.split_once(before)?.1.split_once(after)?.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: Texts<'_> = Texts {
        cargo: "[workspace.package]\nversion = \"1.2.3\"\n",
        page: r#"{"version": "1.2.3"}"#,
        tauri: "{}",
        metainfo: r#"<release version="1.2.3" date="2026-12-01" />"#,
        changelog: "# Changelog\n\n## 1.2.3\n\n- one\n",
    };

    #[test]
    fn equal_versions_are_accepted_with_and_without_a_tag() {
        assert_eq!(check(&GOOD, None), [""; 0]);
        assert_eq!(check(&GOOD, Some("v1.2.3")), [""; 0]);
        assert_eq!(check(&Texts { changelog: "## Unreleased: next\n", ..GOOD }, None), [""; 0]);
    }

    #[test]
    fn each_differing_version_is_found() {
        let count = |texts: Texts<'_>| check(&texts, None).len();
        assert_eq!(count(Texts { page: r#"{"version": "1.2.4"}"#, ..GOOD }), 1);
        assert_eq!(count(Texts { tauri: r#"{"version": "1.2.2"}"#, ..GOOD }), 1);
        assert_eq!(count(Texts { metainfo: "<releases />", ..GOOD }), 1);
        assert_eq!(count(Texts { changelog: "## 1.2.2\n", ..GOOD }), 1);
        assert_eq!(count(Texts { cargo: "[package]", ..GOOD }), 1);
    }

    #[test]
    fn a_release_needs_its_tag_and_its_section() {
        let count = |texts: Texts<'_>, tag| check(&texts, Some(tag)).len();
        assert_eq!(count(GOOD, "v1.2.4"), 1);
        assert_eq!(count(Texts { changelog: "## Unreleased\n", ..GOOD }, "v1.2.3"), 1);
        let early = r#"<release version="1.2.3" type="development" />"#;
        assert_eq!(count(Texts { metainfo: early, ..GOOD }, "v1.2.3"), 1);
    }
}
