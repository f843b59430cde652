//! Command line of xtask.

use std::fmt;

/// Printed on request and when the arguments are not understood.
pub(crate) const USAGE: &str = "\
cargo xtask run                      from a fresh clone to the running program
cargo xtask test                     every check
cargo xtask test --list              the names of its steps
cargo xtask test --only STEP,STEP    only these steps
cargo xtask test --keep-going        continues after a failed step
cargo xtask bench [OPTIONS]          times, memory and rates, compared with other programs; --only PART, --quick, --write FILE
cargo xtask prove [OPTIONS]          tests the three promises many times; see --help
cargo xtask licences                 rewrites the list of third-party parts
cargo xtask screens                  takes a picture of every screen";

/// The requested command.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    /// Print the usage.
    Help,
    /// `cargo xtask run`.
    Run,
    /// `cargo xtask test`.
    Test(TestOptions),
    /// `cargo xtask bench`, with its options.
    Bench(Vec<String>),
    /// `cargo xtask prove`, with its options.
    Prove(Vec<String>),
    /// `cargo xtask screens`.
    Screens,
    /// `cargo xtask licences`.
    Licences,
}

/// Options of `cargo xtask test`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct TestOptions {
    /// Prints the steps and runs none.
    pub(crate) list: bool,
    /// The steps to run; all when empty.
    pub(crate) only: Vec<String>,
    /// Whether the run continues after a failed step.
    pub(crate) keep_going: bool,
}

/// Why the arguments were not understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotUnderstood {
    /// There is no command or option with this name.
    Unknown(String),
    /// `--only` names no step.
    OnlyWhat,
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(argument) => write!(f, "Unknown xtask argument: `{argument}`."),
            Self::OnlyWhat => f.write_str("--only needs the names of steps; --list prints them."),
        }
    }
}

/// Parses the arguments after the program's name.
pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Result<Task, NotUnderstood> {
    match arguments.next().as_deref() {
        None | Some("help" | "--help" | "-h") => Ok(Task::Help),
        Some("run") => alone(Task::Run, arguments),
        Some("bench") => Ok(Task::Bench(arguments.collect())),
        Some("licences") => alone(Task::Licences, arguments),
        Some("screens") => alone(Task::Screens, arguments),
        Some("prove") => Ok(Task::Prove(arguments.collect())),
        Some("test") => read_test(arguments).map(Task::Test),
        Some(other) => Err(NotUnderstood::Unknown(other.to_owned())),
    }
}

/// Returns a command that takes no arguments.
fn alone(request: Task, mut arguments: impl Iterator<Item = String>) -> Result<Task, NotUnderstood> {
    arguments.next().map_or(Ok(request), |other| Err(NotUnderstood::Unknown(other)))
}

fn read_test(mut arguments: impl Iterator<Item = String>) -> Result<TestOptions, NotUnderstood> {
    let mut request = TestOptions::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => request.list = true,
            "--keep-going" => request.keep_going = true,
            "--only" => request.only = names(&arguments.next().unwrap_or_default())?,
            _ => match argument.strip_prefix("--only=") {
                Some(list) => request.only = names(list)?,
                None => return Err(NotUnderstood::Unknown(argument)),
            },
        }
    }
    Ok(request)
}

fn names(list: &str) -> Result<Vec<String>, NotUnderstood> {
    let names: Vec<String> = list.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect();
    if names.is_empty() { Err(NotUnderstood::OnlyWhat) } else { Ok(names) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, wanted: &Result<Task, NotUnderstood>) {
        assert_eq!(read(line.split_whitespace().map(str::to_owned)), *wanted, "{line}");
    }

    #[test]
    fn only_known_calls_are_accepted() {
        let only = |only: &[&str]| TestOptions {
            only: only.iter().map(ToString::to_string).collect(),
            ..TestOptions::default()
        };
        check("", &Ok(Task::Help));
        check("run", &Ok(Task::Run));
        check("test", &Ok(Task::Test(TestOptions::default())));
        check("test --only gates,e2e", &Ok(Task::Test(only(&["gates", "e2e"]))));
        check("test --only=gates", &Ok(Task::Test(only(&["gates"]))));
        check("test --list", &Ok(Task::Test(TestOptions { list: true, ..TestOptions::default() })));
        check("test --keep-going", &Ok(Task::Test(TestOptions { keep_going: true, ..TestOptions::default() })));
        check("test --only", &Err(NotUnderstood::OnlyWhat));
        check("bench", &Ok(Task::Bench(Vec::new())));
        check("licences", &Ok(Task::Licences));
        check("screens", &Ok(Task::Screens));
        check("prove --quick", &Ok(Task::Prove(vec!["--quick".to_owned()])));
        check("screens now", &Err(NotUnderstood::Unknown("now".to_owned())));
        check("tets", &Err(NotUnderstood::Unknown("tets".to_owned())));
        check("run fast", &Err(NotUnderstood::Unknown("fast".to_owned())));
    }
}
