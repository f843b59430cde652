//! The command line arguments.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Printed when the arguments are not understood.
pub(crate) const USAGE: &str = "\
cargo xtask prove                    every proof in full: some hours
cargo xtask prove --quick            a short run of every proof: some minutes
  --seed N                           another seed of the random numbers; printed with the table
  --only NAME                        only this proof
  --count N                          this number of tries
  --write FILE                       writes the table and the list of untried cases into this file";

/// The first argument that selects the bench of the command.
const BENCH: &str = "bench";

/// The default seed: the same tries on every machine.
const USUAL_SEED: u64 = 20_261_123;

/// The parsed arguments.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// Run the bench instead of the proofs.
    pub(crate) bench: bool,
    /// A short run of each.
    pub(crate) quick: bool,
    /// The seed of the random numbers.
    pub(crate) seed: u64,
    /// Run only this proof.
    pub(crate) only: Option<String>,
    /// Number of tries per proof, instead of its own number.
    pub(crate) count: Option<u64>,
    /// Where to write the table, in addition to the screen.
    pub(crate) write: Option<PathBuf>,
}

/// Why the arguments are not understood.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NotUnderstood {
    /// There is no option with this name.
    Unknown(String),
    /// An option's value is missing or invalid.
    Value(&'static str),
}

impl fmt::Display for NotUnderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(argument) => write!(f, "Unknown prove argument: `{argument}`."),
            Self::Value(option) => write!(f, "{option} needs a value."),
        }
    }
}

/// Reads the arguments after the program's name.
pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Result<Options, NotUnderstood> {
    let mut request = Options { bench: false, quick: false, seed: USUAL_SEED, only: None, count: None, write: None };
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            BENCH => request.bench = true,
            "--quick" => request.quick = true,
            "--seed" => request.seed = value("--seed", arguments.next())?,
            "--only" => request.only = Some(value("--only", arguments.next())?),
            "--count" => request.count = Some(value("--count", arguments.next())?),
            "--write" => request.write = Some(value("--write", arguments.next())?),
            _ => return Err(NotUnderstood::Unknown(argument)),
        }
    }
    Ok(request)
}

fn value<T: FromStr>(option: &'static str, given: Option<String>) -> Result<T, NotUnderstood> {
    given.and_then(|text| text.parse().ok()).ok_or(NotUnderstood::Value(option))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_known_options_are_accepted() {
        let check = |line: &str| read(line.split_whitespace().map(str::to_owned));
        let usual = Options { bench: false, quick: false, seed: USUAL_SEED, only: None, count: None, write: None };
        assert_eq!(check("--quick --seed 7").unwrap(), Options { quick: true, seed: 7, ..usual });
        assert!(check("bench --count 3").is_ok_and(|request| request.bench && request.count == Some(3)));
        assert_eq!(check("--seed x"), Err(NotUnderstood::Value("--seed")));
        assert_eq!(check("--only"), Err(NotUnderstood::Value("--only")));
        assert_eq!(check("--fast"), Err(NotUnderstood::Unknown("--fast".to_owned())));
    }
}
