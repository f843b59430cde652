//! Sealed files made by an attacker who knows their passphrase and everything of an OA except the key of its vault.

mod craft;
mod stage;

use std::fs;
use std::path::Path;

use craft::Crafted;
use stage::{DELETED, LIVE, MOVED, NAMED, Stage};

use crate::captured_output::{CallResult, say};
use crate::folders;
use crate::home::Home;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::{cores, share_out};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "bundles",
    about: "a home of four OAs (one moved away, one deleted); each try imports one crafted or damaged .oatoken file \
         without a confirmation, with --keep, and with a confirmation for one OA",
    holds: "an OA that was not named does not lose or change its app_id, secret_key, OA, pair or token, and a named \
         one keeps the old ones; no time is in the future; no panic; always a sentence and an exit code",
    full: 10_000,
    quick: 100,
    run,
};

/// One in this many tries also asks for the live OA's token.
const TOKEN: u64 = 10;
/// The allowed exit codes of an import: done, bad input or a missing decision, no such profile.
const CODES: [i32; 3] = [0, 2, 3];

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let stage = Stage::new(scale)?;
    share_out(scale.count, cores().max(2), |numbers| {
        let mut tally = Tally::default();
        for number in numbers {
            let mut rng = Rng::new(scale.seed, number);
            let crafted = craft::file(&stage, &mut rng)?;
            let failed = |what: String| format!("try {number}, {}: {what}", crafted.what);
            let outcome = attempt(scale, &stage, &crafted, number, &mut rng, &mut tally)?;
            tally.note(outcome.map_err(failed));
        }
        Ok(tally)
    })
}

fn attempt(
    scale: &Scale,
    stage: &Stage,
    crafted: &Crafted,
    number: u64,
    rng: &mut Rng,
    tally: &mut Tally,
) -> Result<Result<(), String>, Trouble> {
    let home = Home::at(folders::in_memory()?, scale.command(), stage.origin())?;
    folders::copy(&stage.data(), &home.data())?;
    let file = home.folder().join("crafted.oatoken");
    let passphrase = home.folder().join("passphrase");
    fs::write(&file, &crafted.bytes)?;
    fs::write(&passphrase, craft::PASSPHRASE)?;
    let said_yes = rng.below(4) == 0;
    let flags: &[&str] = match (said_yes, rng.below(3)) {
        (true, 0) => &["--keep", "--replace", "--name", NAMED],
        (true, _) => &["--replace", "--name", NAMED],
        (false, 0) => &["--keep"],
        (false, _) => &[],
    };
    let (file, passphrase) = (path(&file)?, path(&passphrase)?);
    let said = say(&home, &[&["import", file, "--passphrase-file", passphrase], flags].concat())?;
    tally.count(came_to(&said), 1);
    tally.count("with a confirmation for one OA", u64::from(said_yes));
    Ok(judge(stage, &home, &said, said_yes, tally).and_then(|()| {
        let asks = number.is_multiple_of(TOKEN);
        if asks { hands_out_the_true_token(stage, &home) } else { Ok(()) }
    }))
}

/// Names the result of an import by its sentence.
fn came_to(said: &CallResult) -> &'static str {
    match said.code {
        Some(0) => "imported, or nothing to import",
        Some(_) if said.err.contains("Khác nhau:") => "both sides shown, nothing imported",
        Some(_) if said.err.contains("bị hỏng") => "refused as damaged",
        Some(_) => "refused with another sentence",
        None => "ended by a signal",
    }
}

fn judge(stage: &Stage, home: &Home, said: &CallResult, said_yes: bool, tally: &mut Tally) -> Result<(), String> {
    said.wants(&CODES)?;
    if craft::SECRETS.iter().any(|secret| said.out.contains(secret) || said.err.contains(secret)) {
        return Err("a secret is printed".to_owned());
    }
    let mut vault = stage::open(home).map_err(|error| format!("the vault no longer opens: {error}"))?;
    for name in [LIVE, MOVED, DELETED, NAMED] {
        let changed = stage.compare(&mut vault, name, said_yes && name == NAMED)?;
        tally.count("the named OA was taken from the file", u64::from(changed));
    }
    stage::compare_automatic(&mut vault)?;
    stage::compare_times(&vault)
}

/// Fails unless `token` prints the token that is live at Zalo.
fn hands_out_the_true_token(stage: &Stage, home: &Home) -> Result<(), String> {
    let said = say(home, &["token", LIVE]).map_err(|trouble| trouble.to_string())?;
    said.wants(&[0])?;
    if said.out.trim() == stage.access_token() { Ok(()) } else { Err("another token is handed out".to_owned()) }
}

fn path(path: &Path) -> Result<&str, Trouble> {
    path.to_str().ok_or_else(|| "the folder's name is not text".into())
}
