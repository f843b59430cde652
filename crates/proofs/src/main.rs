//! `cargo xtask prove`: tries each promise often enough to state a bound, and makes the table.
//!
//! ```text
//! args             command line arguments
//! proof            Proof, Scale, Tally: the parts of every proof
//! rng              random numbers from a seed
//! table            the table on the screen
//! page             docs/proofs.md
//! lanes            several proofs at the same time
//! mover            moves an OA away, in a process that can be killed
//! home             a home for the real command
//! recovery_check   judges what a second start finds, on a profile "shop"
//! threads          distributes the tries
//! strace           the command with a kill or an error at a certain call
//! bare             a server with configured answers
//! wire             the product's own client on that server
//! slowed_command   the command with a delay after each system call, to be killed between any two
//! window           the real window, racing
//! disk             a small disk whose power can be cut
//! watched          a program that is stopped, asked to end, and must end in time
//! sends            how often each token was sent, judged by practice Zalo's ledger
//! captured_output  a call with a timeout
//! folders          copies of a home, and what was written in or beside it
//! running          a program with its child processes, ended as one
//! secret_parts     how much of a secret a text reveals
//! proofs/          one file per proof
//! bench/           the measurements of `cargo xtask bench`
//! ```
//!
//! A proof tries the real command, the real vault and practice Zalo, with faults. It counts tries and failures; it
//! never stops at the first failure, and it reports what it could not try on this machine instead of skipping it
//! silently.

mod args;
mod bare;
mod bench;
mod captured_output;
mod disk;
mod folders;
mod home;
mod lanes;
mod mover;
mod page;
mod proof;
mod proofs;
mod recovery_check;
mod rng;
mod running;
mod secret_parts;
mod sends;
mod serving;
mod slowed_command;
mod strace;
mod table;
mod threads;
mod watched;
mod window;
mod wire;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use args::Options;
use proof::{Proof, Row, Scale};

fn main() -> ExitCode {
    if let Some(ended) = mover::done(&std::env::args().skip(1).collect::<Vec<_>>()) {
        return ended;
    }
    let request = match args::read(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(error) => {
            say(&format!("{error}\n\n{}", args::USAGE));
            return ExitCode::from(2);
        }
    };
    match prove(&request) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            say(&format!("prove: {trouble}"));
            ExitCode::from(2)
        }
    }
}

/// Rounds of the bench: enough for a reproducible median.
const ROUNDS: u64 = 41;

/// Proofs at the same time in a short run. On two cores they take a third of the time that they take one after another.
const AT_ONCE: usize = 3;

/// Runs the requested proofs; returns whether all of them hold.
fn prove(request: &Options) -> Result<bool, proof::Trouble> {
    let programs = std::env::current_exe()?;
    let programs = programs.parent().unwrap_or(Path::new(".")).to_owned();
    if request.bench {
        let scale =
            Scale { count: request.count.unwrap_or(ROUNDS), seed: request.seed, quick: request.quick, programs };
        return bench::run(&scale, request);
    }
    // Read now: the working tree may have changed by the time the table is written.
    let commit = page::commit();
    let is_chosen = |proof: &&Proof| request.only.as_deref().is_none_or(|only| only == proof.name);
    let chosen: Vec<&Proof> = proofs::ALL.iter().filter(is_chosen).collect();
    let scale = |proof: &Proof| {
        let count = request.count.unwrap_or(if request.quick { proof.quick } else { proof.full });
        Scale { count, seed: request.seed, quick: request.quick, programs: programs.clone() }
    };
    // In full each has the computer for itself, so that its time says something.
    let rows = lanes::run(&chosen, if request.quick { AT_ONCE } else { 1 }, &scale);
    if rows.is_empty() {
        return Err("there is no proof with this name".into());
    }
    say(&format!("\n{}", table::text(&rows, request.seed)));
    if let Some(file) = &request.write {
        page::write(file, &rows, request, &commit)?;
    }
    Ok(rows.iter().all(Row::holds))
}

/// Prints a line; a closed pipe does not stop the proofs.
pub(crate) fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").ok();
}
