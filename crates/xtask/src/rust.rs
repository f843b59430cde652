//! The required Rust tools besides cargo: rustfmt and clippy.

use crate::failure::Failure;
use crate::process::Process;
use crate::steps::{Done, OnFailure, Step};
use crate::tally::Tally;
use crate::workspace::{Workspace, has};

/// Installs rustfmt and clippy if they are missing.
pub(crate) const TOOLS: Step =
    Step { name: "rust-tools", does: "rustfmt and clippy", act: tools, on_failure: OnFailure::Stop };

fn tools(workspace: &Workspace, _: &mut Tally) -> Result<Done, Failure> {
    let answers = |tool| Process::new(&workspace.root, "cargo", [tool, "--version"]).works();
    if answers("fmt") && answers("clippy") {
        return Ok(Done::Skipped("both are installed"));
    }
    if !has("rustup") {
        return Err(Failure::Wanted(
            "Please install rustfmt and clippy for this Rust toolchain: rustup is not installed.",
        ));
    }
    Process::new(&workspace.root, "rustup", ["component", "add", "rustfmt", "clippy"]).run()?;
    Ok(Done::Ran)
}
