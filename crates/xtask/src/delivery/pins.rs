//! Every action of a workflow is pinned by its full commit, with the version in a comment. A commit that could not be looked
//! up stays a marked placeholder, which this refuses: no release is made with it.

/// Returns what is wrong in a workflow, each with its line.
pub(super) fn check(workflow: &str) -> Vec<String> {
    let uses = workflow.lines().enumerate().filter_map(|(index, line)| {
        let line = line.trim_start().trim_start_matches("- ");
        Some((index + 1, line.strip_prefix("uses:")?.trim()))
    });
    uses.filter_map(|(line, action)| fault(action).map(|fault| format!("{line}: {fault}: {action}"))).collect()
}

fn fault(action: &str) -> Option<&'static str> {
    if action.starts_with("./") {
        return None;
    }
    let Some((_, pin)) = action.split_once('@') else { return Some("the action is not pinned") };
    let (commit, comment) = pin.split_once(' ').unwrap_or((pin, ""));
    let is_commit =
        commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if !is_commit {
        return Some("the action is not pinned by its commit");
    }
    (!comment.trim_start().starts_with("# v")).then_some("the pin does not say its version")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_commit_with_its_version_is_accepted() {
        let commit = "3d3c42e5aac5ba805825da76410c181273ba90b1";
        let count = |uses: &str| check(&format!("steps:\n  - uses: {uses}\n")).len();
        assert_eq!(count(&format!("actions/checkout@{commit} # v7.0.1")), 0);
        assert_eq!(count("./.github/actions/ours"), 0);
        assert_eq!(count(&format!("actions/checkout@{commit}")), 1);
        assert_eq!(count("actions/checkout@v7"), 1);
        assert_eq!(count("actions/checkout"), 1);
        assert_eq!(count("actions/checkout@LOOK-UP-THE-COMMIT # v7.0.1"), 1);
        assert_eq!(
            check("a:\n  uses: actions/checkout@v7"),
            ["2: the action is not pinned by its commit: actions/checkout@v7"]
        );
    }
}
