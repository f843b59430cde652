//! The required Rust tools besides cargo: rustfmt and clippy.

use crate::call::Call;
use crate::failure::Failure;
use crate::house::{House, has};
use crate::steps::{Done, OnFailure, Step};
use crate::tally::Tally;

/// Installs rustfmt and clippy if they are missing.
pub(crate) const TOOLS: Step =
    Step { name: "rust-tools", does: "rustfmt and clippy", act: tools, on_failure: OnFailure::Stop };

fn tools(house: &House, _: &mut Tally) -> Result<Done, Failure> {
    let answers = |tool| Call::new(&house.root, "cargo", [tool, "--version"]).works();
    if answers("fmt") && answers("clippy") {
        return Ok(Done::Skipped("both are installed"));
    }
    if !has("rustup") {
        return Err(Failure::Wanted(
            "Please install rustfmt and clippy for this Rust toolchain: rustup is not installed.",
        ));
    }
    Call::new(&house.root, "rustup", ["component", "add", "rustfmt", "clippy"]).run()?;
    Ok(Done::Ran)
}
