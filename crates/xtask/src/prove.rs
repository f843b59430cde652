//! `cargo xtask prove`: builds the programs, and lets the crate `proofs` try them.

use std::process::ExitCode;

use crate::call::Call;
use crate::cargo;
use crate::failure::Failure;
use crate::house::House;
use crate::sandbox::Sandbox;
use crate::say::say;
use crate::steps::{Done, OnFailure, Step};

/// A little of each proof, with the programs that the tests use: part of `cargo xtask test`.
pub(crate) const QUICK: Step = Step {
    name: "proofs",
    does: "a little of each proof of `cargo xtask prove`",
    act: |house, _| quick(house).map(|()| Done::Ran),
    on_failure: OnFailure::GoOn,
};

/// Runs the proofs with these options, on programs built as they are for the bench: optimised, linked quickly.
pub(crate) fn run(house: &House, options: &[String]) -> ExitCode {
    match full(house, options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&failure.to_string());
            ExitCode::from(failure.exit())
        }
    }
}

/// The command's part of the bench, beside the window's.
pub(crate) fn bench(house: &House, options: &[String]) -> ExitCode {
    run(house, &[&["bench".to_owned()], options].concat())
}

fn full(house: &House, options: &[String]) -> Result<(), Failure> {
    let programs = ["-p", "oa-token-cli", "-p", "zalo-sim", "-p", "proofs"];
    Call::new(&house.root, "cargo", [&["build", "--profile", "bench"], programs.as_slice()].concat()).run()?;
    // Where cargo leaves what this profile builds, beside the folder xtask itself is in.
    let proofs = house.program("proofs");
    let proofs = house.programs.with_file_name("release").join(proofs.file_name().unwrap_or_default());
    let sandbox = Sandbox::new()?;
    sandbox.around(Call::new(&house.root, &proofs.to_string_lossy(), options)).run()?;
    sandbox.prove_untouched()
}

fn quick(house: &House) -> Result<(), Failure> {
    cargo::all(house, &["build", "--bin", "oa-token", "--bin", "proofs"])?;
    let sandbox = Sandbox::new()?;
    let program = house.program("proofs");
    sandbox.around(Call::new(&house.root, &program.to_string_lossy(), ["--quick"])).run()?;
    sandbox.prove_untouched()
}
