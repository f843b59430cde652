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
cargo xtask licences                 rewrites the list of third-party parts and their licences
cargo xtask screens                  takes a picture of every screen
cargo xtask package [--target T]     makes the installers of this system, in target/package/out
cargo xtask windows [--only STEP]    builds for Windows, runs that under Wine; checks the code for Windows and macOS
cargo xtask guide                    makes the user's guide as web pages, in target/guide/book
cargo xtask manifests FOLDER --version V --address URL --key KEY
                                     makes what installed programs and winget read of a release";

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
    /// `cargo xtask package`, for this target.
    Package(Option<String>),
    /// `cargo xtask windows`, with the steps to run; all when empty.
    Windows(Vec<String>),
    /// `cargo xtask guide`.
    Guide,
    /// `cargo xtask manifests`.
    Manifests(ManifestOptions),
}

/// Options of `cargo xtask manifests`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct ManifestOptions {
    /// The folder with the files of the release.
    pub(crate) folder: String,
    /// The version of the release.
    pub(crate) version: String,
    /// The address below which the files can be downloaded.
    pub(crate) address: String,
    /// The public key; empty if updates are not signed.
    pub(crate) key: String,
    /// The public key that signs successors of that key; empty if there is none.
    pub(crate) root: String,
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
        Some("guide") => alone(Task::Guide, arguments),
        Some("windows") => {
            let options = read_test(arguments)?;
            let is_plain = !options.list && !options.keep_going;
            if is_plain { Ok(Task::Windows(options.only)) } else { Err(NotUnderstood::Unknown("windows".to_owned())) }
        }
        Some("package") => read_package(arguments),
        Some("manifests") => read_manifests(arguments),
        Some("test") => read_test(arguments).map(Task::Test),
        Some(other) => Err(NotUnderstood::Unknown(other.to_owned())),
    }
}

/// Returns a command that takes no arguments.
fn alone(request: Task, mut arguments: impl Iterator<Item = String>) -> Result<Task, NotUnderstood> {
    arguments.next().map_or(Ok(request), |other| Err(NotUnderstood::Unknown(other)))
}

fn read_package(mut arguments: impl Iterator<Item = String>) -> Result<Task, NotUnderstood> {
    match (arguments.next(), arguments.next(), arguments.next()) {
        (None, ..) => Ok(Task::Package(None)),
        (Some(option), Some(target), None) if option == "--target" => Ok(Task::Package(Some(target))),
        (Some(other), ..) => Err(NotUnderstood::Unknown(other)),
    }
}

fn read_manifests(mut arguments: impl Iterator<Item = String>) -> Result<Task, NotUnderstood> {
    let mut options = ManifestOptions { folder: arguments.next().unwrap_or_default(), ..ManifestOptions::default() };
    while let Some(option) = arguments.next() {
        let value = arguments.next().unwrap_or_default();
        match option.as_str() {
            "--version" => options.version = value,
            "--address" => options.address = value,
            "--key" => options.key = value,
            "--root" => options.root = value,
            _ => return Err(NotUnderstood::Unknown(option)),
        }
    }
    if [&options.folder, &options.version, &options.address].iter().any(|value| value.is_empty()) {
        return Err(NotUnderstood::Unknown("manifests without folder, version or address".to_owned()));
    }
    Ok(Task::Manifests(options))
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
        check("guide", &Ok(Task::Guide));
        check("windows", &Ok(Task::Windows(Vec::new())));
        check("windows --only installer", &Ok(Task::Windows(vec!["installer".to_owned()])));
        assert!(read(["windows".to_owned(), "--list".to_owned()].into_iter()).is_err());
        check("package", &Ok(Task::Package(None)));
        check("package --target a-b-c", &Ok(Task::Package(Some("a-b-c".to_owned()))));
        check("package fast", &Err(NotUnderstood::Unknown("fast".to_owned())));
        let manifests = ManifestOptions {
            folder: "out".to_owned(),
            version: "1.2.3".to_owned(),
            address: "https://example.com".to_owned(),
            key: String::new(),
            root: String::new(),
        };
        check("manifests out --version 1.2.3 --address https://example.com", &Ok(Task::Manifests(manifests)));
        assert!(read(["manifests".to_owned(), "out".to_owned()].into_iter()).is_err());
        check("tets", &Err(NotUnderstood::Unknown("tets".to_owned())));
        check("run fast", &Err(NotUnderstood::Unknown("fast".to_owned())));
    }
}
