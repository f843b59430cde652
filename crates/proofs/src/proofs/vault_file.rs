//! A small vault damaged in every way a file can be damaged: either it works correctly, or the program reports an
//! error.

mod damage;
mod truth;

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use damage::{Damage, Damages};
use truth::{Found, Truth};
use zalo_sim::Config;

use crate::folders;
use crate::home::{self, APP_ID, Home};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::{cores, share_out};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "vault-file",
    about: "a vault of one profile, two pairs and an attempt: each byte changed, cut at each length, blocks zeroed, sealed values swapped, journals of all kinds",
    holds: "no panic; no damaged vault is treated as missing or empty; no token other than the true one; it works \
         correctly or reports an error",
    full: 1_000_000,
    quick: 1_000,
    run,
};

/// Number of tries through the real command, in full and with `--quick`.
const BY_COMMAND: [u64; 2] = [400, 12];

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let sim = home::zalo(Config::default())?;
    let home = Home::at(folders::in_memory()?, scale.command(), sim.origin())?;
    home.import("shop", &sim.issue_pair(APP_ID).refresh_token, &[])?;
    if !home.run(&["refresh", "shop"])?.status.success() {
        return Err("the vault could not be made".into());
    }
    let damages = Damages::of(&home.vault())?;
    let truth = Truth::read(&home.vault(), &home.key())?;
    let mut tally = in_process(scale, &damages, &truth, &home)?;
    tally.count("bytes of the vault", damages.vault.len() as u64);
    tally.add(by_command(scale, &damages, &home, &sim)?);
    Ok(tally)
}

/// Returns every k-th damage, so that the wanted number is tried.
fn chosen(damages: &Damages, wanted: u64, number: u64) -> u64 {
    let step = (damages.count() / wanted.max(1)).max(1);
    number * step
}

fn in_process(scale: &Scale, damages: &Damages, truth: &Truth, home: &Home) -> Result<Tally, Trouble> {
    let count = scale.count.min(damages.count());
    share_out(count, cores(), |numbers| {
        let mut tally = Tally::default();
        let folder = folders::in_memory()?;
        let vault = folder.path().join("vault.db");
        for number in numbers {
            let number = chosen(damages, count, number);
            if number >= damages.count() {
                continue;
            }
            let damage = damages.named(number);
            damages.put(damage, &mut Rng::new(scale.seed, number), &vault)?;
            let found = catch_unwind(AssertUnwindSafe(|| truth.compare(&vault, &home.key())));
            note(&mut tally, damage, number, &found.map_err(|_| ()));
        }
        Ok(tally)
    })
}

fn note(tally: &mut Tally, damage: Damage, number: u64, found: &Result<Found, ()>) {
    let failed = |what: &str| Err(format!("try {number}, {damage}: {what}"));
    let outcome = match found {
        Ok(Found::Right) => {
            tally.count("worked correctly", 1);
            Ok(())
        }
        Ok(Found::Told(what)) => {
            tally.count(what, 1);
            Ok(())
        }
        Ok(Found::OtherInTheClear) => {
            tally.count("right tokens; an unsealed name, time or state differs", 1);
            Ok(())
        }
        // No file shows that it was once longer; a folder of backups beside it does.
        Ok(Found::NoVault) if damage == Damage::Cut(0) => {
            tally.count("truncated to zero, without backups beside it: treated as no vault, as documented", 1);
            return;
        }
        Ok(Found::NoVault) => failed("treated as no vault"),
        Ok(Found::Empty) => failed("lists no profile and reports no error"),
        Ok(Found::Wrong(what)) => failed(what),
        Err(()) => failed("a panic"),
    };
    tally.note(outcome);
}

/// Tries a sample through the command: its output and exit code.
fn by_command(scale: &Scale, damages: &Damages, home: &Home, sim: &zalo_sim::Sim) -> Result<Tally, Trouble> {
    let wanted = BY_COMMAND[usize::from(scale.quick)].min(scale.count);
    let mut tally = Tally::default();
    // Skips the first damages, which affect only the header; spread over all kinds.
    for turn in 0..wanted {
        let number = (Rng::new(scale.seed, turn).next() % damages.count()).max(1);
        let damage = damages.named(number);
        if damage == Damage::Cut(0) {
            continue;
        }
        damages.put(damage, &mut Rng::new(scale.seed, number), &home.vault())?;
        let failed = |what: &str| Err(format!("command, try {number}, {damage}: {what}"));
        let list = home.run(&["--json", "list"])?;
        let token = home.run(&["token", "shop"])?;
        let printed = String::from_utf8_lossy(&token.stdout);
        let outcome = match (list.status.code(), token.status.code()) {
            (None | Some(101), _) | (_, None | Some(101)) => failed("a panic"),
            (Some(0), _) if String::from_utf8_lossy(&list.stdout).trim() == "[]" => failed("lists no profile"),
            (_, Some(0)) if !sim.is_live_access(printed.trim()) => failed("a token that is not the live one"),
            (Some(1..), _) if list.stderr.is_empty() => failed("no message about the fault"),
            (_, Some(1..)) if token.stderr.is_empty() => failed("no message about the fault"),
            _ => Ok(()),
        };
        tally.count("through the command", 1);
        tally.note(outcome);
        // The next vault does not know the tokens spent so far, so each try starts from the intact one.
        fs::remove_dir_all(home.data().join("locks")).ok();
    }
    Ok(tally)
}
