//! Files that go back in time: restored, overwritten, forked, from a newer program, partly missing.

mod kinds;
mod trial;

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::threads::share_out;
use kinds::KINDS;
use trial::Trial;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "going-back",
    about: "a vault that goes back in time or is partly lost: restores, older copies, forks, newer versions, the \
         second copy lost, with closed and with running programs",
    holds: "no pair is lost while a file that holds it exists; no spent token is sent; each call ends with its exit \
         code and a sentence",
    full: 500,
    quick: 25,
    run,
};

/// More than there are cores: a try mostly waits.
const THREADS: u64 = 4;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    share_out(scale.count, THREADS, |numbers| {
        let mut tally = Tally::default();
        for number in numbers {
            // In turn, so that a few tries cover all kinds. The number seeds the choices within a kind.
            let (name, try_it) = KINDS[usize::try_from(number)? % KINDS.len()];
            let mut trial = Trial::new(scale, number)?;
            let outcome = try_it(&mut trial);
            let verdict = if outcome.is_ok() { "held" } else { "does not hold" };
            tally.count(&format!("{verdict}: {name}"), 1);
            tally.note(outcome.map_err(|what| format!("try {number}, {name}: {what}")));
        }
        Ok(tally)
    })
}
