//! Gates: rules that no compiler checks. Each is a pure function of the repository's files, and has a test that proves
//! that it can fail.

mod citations;
mod guide;
mod length;
mod locales;
mod old_names;
mod owners;
mod places;
mod product;
mod sentences;
mod source;
mod sources;
mod style_tokens;
mod type_names;
mod unfinished;
mod used_messages;

use sources::Sources;

use crate::failure::Failure;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};
use crate::tally::Tally;
use crate::workspace::Workspace;

pub(crate) use locales::ids;

/// Runs all gates.
pub(crate) const STEP: Step =
    Step { name: "gates", does: "checks that no compiler makes", act: run, on_failure: OnFailure::Stop };

/// One rule.
struct Gate {
    /// The rule as a sentence.
    rule: &'static str,
    /// Finds violations.
    check: fn(&Sources) -> Vec<Finding>,
    /// Whether a finding fails the run.
    fails: bool,
}

const GATES: &[Gate] = &[
    Gate { rule: "each heavy dependency is named in one place only", check: owners::check, fails: true },
    Gate {
        rule: "both languages have the same sentences and arguments, without functions",
        check: locales::both_agree,
        fails: true,
    },
    Gate { rule: "every sentence that the page uses exists", check: locales::page_asks_for_what_is_there, fails: true },
    Gate { rule: "every sentence is used", check: used_messages::all_are_said, fails: true },
    Gate { rule: "every sentence that Rust uses exists", check: used_messages::rust_says_what_is_there, fails: true },
    Gate { rule: "sentences are only in locales/", check: sentences::none_in_code, fails: true },
    Gate { rule: "no file names a registry or a folder of a developer's computer", check: places::check, fails: true },
    Gate { rule: "no unfinished code and no disabled test", check: unfinished::check, fails: true },
    Gate { rule: "every cited file exists", check: citations::check, fails: true },
    Gate { rule: "the user's guide says what the screen says", check: guide::check, fails: true },
    Gate { rule: "no two public types have the same name", check: type_names::check, fails: true },
    Gate { rule: "no name of the first edition returns", check: old_names::check, fails: true },
    Gate {
        rule: "style sheets use no sizes, weights, spaces and radii but the tokens",
        check: style_tokens::check,
        fails: true,
    },
    Gate { rule: "files are short (warning only)", check: length::check, fails: false },
];

/// A violation of a rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    /// The file's path from the root; empty if no file is responsible.
    path: String,
    /// The line, from 1; 0 for the whole file.
    line: usize,
    /// What is wrong.
    says: String,
}

impl Finding {
    fn at(path: &str, line: usize, says: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, says: says.into() }
    }

    fn show(&self) -> String {
        match (self.path.is_empty(), self.line) {
            (true, _) => format!("       {}", self.says),
            (false, 0) => format!("       {}: {}", self.path, self.says),
            (false, line) => format!("       {}:{line}: {}", self.path, self.says),
        }
    }
}

fn run(workspace: &Workspace, _: &mut Tally) -> Result<Done, Failure> {
    let sources = Sources::read(workspace)?;
    let mut count = 0;
    for gate in GATES {
        let findings = (gate.check)(&sources);
        let mark = match (findings.is_empty(), gate.fails) {
            (true, _) => "ok  ",
            (false, true) => "FAIL",
            (false, false) => "warn",
        };
        say(&format!("{mark}   {}", gate.rule));
        for finding in &findings {
            say(&finding.show());
        }
        count += if gate.fails { findings.len() } else { 0 };
    }
    if count == 0 { Ok(Done::Ran) } else { Err(Failure::Findings(count)) }
}
