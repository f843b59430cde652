//! Searches for secrets in every file, pipe, argument list and environment, in every encoding.

mod scenes;
pub(in crate::proofs) mod search;

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::{cores, share_out};
use scenes::{SCENES, Stage};
use search::Secrets;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "canary",
    about: "a search for secrets in files, pipes, arguments and environments of the command: saved, refused, dead, \
         unknown, echoed, not sent, locked, full, aborted, by passphrase",
    holds: "no secret is found: plain, halved, any twelve characters of it in any case or spacing, in hex, base64, \
         form encoding or UTF-16; no core file; the search finds every planted secret",
    full: 100,
    quick: 10,
    run,
};

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    search::prove_able()?;
    let mut tally = share_out(scale.count, cores(), |numbers| {
        let mut tally = Tally::default();
        for number in numbers {
            let turn = usize::try_from(number)? % SCENES.len();
            let (name, play) = SCENES[turn];
            let mut secrets = Secrets::default();
            let mut stage = Stage::new(scale, &mut Rng::new(scale.seed, number), &mut secrets)?;
            play(&mut stage, &mut secrets)?;
            stage.ask_everything()?;
            let found = stage.search(&secrets)?;
            tally.count("texts and files searched", found.searched);
            tally.count("spellings of secrets searched for in each", secrets.spellings());
            tally.note(match found.places.first() {
                None => Ok(()),
                Some(place) => Err(format!("try {number}, {name}: in {place}")),
            });
        }
        Ok(tally)
    })?;
    tally.not_tried.push("the message of a panic: no known call of the command panics".to_owned());
    Ok(tally)
}
