//! Generated and mutated answers of Zalo.

use oa_token::secret::SecretBytes;
use oa_token::zalo::{RawAnswer, Verdict, judge};

use crate::dice::Dice;
use crate::proof::{Proof, Scale, Tally, Trouble};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "answers",
    about: "answers made up and damaged: bodies, headers, encodings",
    holds: "no panic, and no complete token in a body is dropped",
    full: 1_000_000,
    quick: 20_000,
    run,
};

#[expect(clippy::unnecessary_wraps, reason = "every proof has this shape")]
fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    for number in 0..scale.count {
        let mut dice = Dice::new(scale.seed, number);
        let body = format!(
            "{{\"access_token\":\"FAKE_ACCESS_{:016x}\",\"refresh_token\":\"FAKE_REFRESH_{:016x}\"}}",
            dice.next(),
            dice.next()
        );
        let status = *dice.of(&[200, 302, 404, 500]);
        let answer =
            RawAnswer { status, headers: Vec::new(), body: SecretBytes::new(body.into_bytes()), complete: true };
        tally.note(match judge(&answer) {
            Verdict::Tokens(_) => Ok(()),
            Verdict::Refused(_) | Verdict::Dead(_) | Verdict::Unclear(_) => Err(format!("try {number}")),
        });
    }
    Ok(tally)
}
