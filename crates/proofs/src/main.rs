//! `cargo xtask prove`: each promise tried as often as it takes to name a bound, and the table of it.
//!
//! ```text
//! args    what can be asked            proof   Proof, Scale, Tally: what every proof is and gives
//! dice    random numbers from a seed   table   the table on the screen, page: docs/proofs.md
//! home    a home for the real command  after   the judge of what a second start finds, on a profile "shop"
//! threads tries shared out             strace  the command with a kill or an error at a certain call
//! bare    a server that says what it is told
//! held    the command slowed, to be killed between any two of its calls
//! window  the real window, racing      disk    a small disk whose power can be cut
//! watched a program that is stopped, told to end, and has to end in time
//! sends   which token was sent how often, judged by practice Zalo's ledger
//! said    a call that may not hang      folders a home copied, and what was written in it or beside
//! proofs/ one file a proof             bench/  what `cargo xtask bench` measures of the command
//! ```
//!
//! A proof tries the real command, the real vault and practice Zalo, with faults. It counts tries and failures; it never
//! stops at the first failure, and it says what it could not try on this machine rather than passing it over.

mod after;
mod args;
mod bare;
mod bench;
mod dice;
mod disk;
mod folders;
mod held;
mod home;
mod letters;
mod page;
mod proof;
mod proofs;
mod said;
mod sends;
mod strace;
mod table;
mod threads;
mod watched;
mod window;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use args::Wish;
use proof::{Row, Scale};

fn main() -> ExitCode {
    let wish = match args::read(std::env::args().skip(1)) {
        Ok(wish) => wish,
        Err(error) => {
            say(&format!("{error}\n\n{}", args::USAGE));
            return ExitCode::from(2);
        }
    };
    match prove(&wish) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(trouble) => {
            say(&format!("prove: {trouble}"));
            ExitCode::from(2)
        }
    }
}

/// Rounds of the bench: enough for a median that is the same tomorrow.
const ROUNDS: u64 = 41;

/// Runs the proofs that were asked for; returns whether all of them hold.
fn prove(wish: &Wish) -> Result<bool, proof::Trouble> {
    let programs = std::env::current_exe()?;
    let programs = programs.parent().unwrap_or(Path::new(".")).to_owned();
    if wish.bench {
        let scale = Scale { count: wish.count.unwrap_or(ROUNDS), seed: wish.seed, quick: wish.quick, programs };
        return bench::run(&scale, wish);
    }
    // Now: the working tree may be another by the time the table is written.
    let commit = page::commit();
    let mut rows = Vec::new();
    for proof in proofs::ALL.iter().filter(|proof| wish.only.as_deref().is_none_or(|only| only == proof.name)) {
        let count = wish.count.unwrap_or(if wish.quick { proof.quick } else { proof.full });
        let scale = Scale { count, seed: wish.seed, quick: wish.quick, programs: programs.clone() };
        say(&format!("{}: {}, {count} tries", proof.name, proof.about));
        let row = Row::of(proof, &scale);
        say(&table::line(&row));
        rows.push(row);
    }
    if rows.is_empty() {
        return Err("no proof has this name".into());
    }
    say(&format!("\n{}", table::text(&rows, wish.seed)));
    if let Some(file) = &wish.write {
        page::write(file, &rows, wish, &commit)?;
    }
    Ok(rows.iter().all(Row::holds))
}

/// Prints a line; a closed pipe is no reason to stop proving.
pub(crate) fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").ok();
}
