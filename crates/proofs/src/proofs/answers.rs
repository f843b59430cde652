//! Generated and damaged answers of Zalo are judged; one in a hundred is sent over a real connection.
//!
//! The oracle does not parse: it knows which tokens it put in, and which of them each damage has touched.

mod body;
mod material;
mod wire;

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use body::{Body, Kind};
use oa_token_model::redaction;
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::token::TokenPair;
use oa_token_model::zalo::{RawAnswer, Verdict, judge_reply};

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::{cores, share_out};
use crate::wire::{SENT, Wire};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "answers",
    about: "generated and damaged answers: bodies, headers, encodings, and their delivery over the wire",
    holds: "no panic; no complete token in a body is dropped; no token is taken that the body does not contain",
    // Some never become an answer, because their headers are invalid.
    full: 1_000_500,
    quick: 20_000,
    run,
};

/// One in this many answers is sent over a real connection: compressed, in pieces, cut.
const ON_THE_WIRE: u64 = 100;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    share_out(scale.count, cores(), |numbers| {
        let mut tally = Tally::default();
        let wire = Wire::open()?;
        for number in numbers {
            let mut rng = Rng::new(scale.seed, number);
            let mut body = Body::made(&mut rng);
            body.damage(&mut rng);
            let answer = if number % ON_THE_WIRE == 0 {
                tally.count("received over a real connection", 1);
                wire::bring(&wire, &mut rng, &mut body)?
            } else {
                Some(made(&mut rng, &body))
            };
            let Some(answer) = answer else {
                tally.count("headers so malformed that no answer was received", 1);
                continue;
            };
            count(&body, &mut tally);
            tally.note(tried(&mut rng, &body, &answer).map_err(|what| format!("try {number}: {what}")));
        }
        Ok(tally)
    })
}

fn count(body: &Body, tally: &mut Tally) {
    let whole = [Kind::Access, Kind::Refresh].map(|kind| !body.whole(kind).is_empty());
    match whole {
        [true, true] => tally.count("with both tokens complete", 1),
        [false, false] => tally.count("with no complete token", 1),
        _ => tally.count("with one complete token", 1),
    }
}

/// Adds a status and headers to a body.
fn made(rng: &mut Rng, body: &Body) -> RawAnswer {
    let status = match rng.below(8) {
        0 => u16::try_from(rng.below(1000)).unwrap_or_default(),
        1 => *rng.of(&[204, 302, 307, 400, 401, 404, 429, 500, 502, 503]),
        _ => 200,
    };
    let header = |rng: &mut Rng| {
        let name = *rng.of(&["content-type", "Set-Cookie", "x", "", "date", "\u{7f}\u{1F600}"]);
        let junk = material::junk(rng, 40);
        (name.to_owned(), String::from_utf8_lossy(&junk).into_owned())
    };
    let headers = (0..rng.below(4)).map(|_| header(rng)).collect();
    // A form's last field may be cut unnoticed; JSON shows where it ends.
    let complete = if body.is_form { !body.is_cut } else { rng.below(2) == 0 };
    RawAnswer::new(status, headers, SecretBytes::new(body.bytes.clone()), complete)
}

/// Judges an answer; returns what is wrong with the verdict.
fn tried(rng: &mut Rng, body: &Body, answer: &RawAnswer) -> Result<(), String> {
    let sent = sent(rng, body);
    let judge = || {
        let verdict = judge_reply(answer, sent.as_ref());
        let mut shown = format!("{answer:?}");
        if let Verdict::Tokens(given) = &verdict {
            write!(shown, "{given:?}").ok();
        }
        // The other processing of an answer before it is shown; slow, so done for only some answers.
        if rng.clone().below(16) == 0 {
            drop((redaction::raw(&answer.body, &[]), redaction::lines(&answer.body, &[])));
        }
        (verdict, shown)
    };
    let (verdict, shown) = catch_unwind(AssertUnwindSafe(judge)).map_err(|_| "a panic".to_owned())?;
    let mut members = body.members.iter().filter(|member| !member.token.is_empty());
    if let Some(token) = members.find(|member| shown.contains(&member.token)) {
        return Err(format!("a token ({:?}) in a Debug text", token.kind));
    }
    let pair = match verdict {
        Verdict::Tokens(given) => given.pair,
        Verdict::Refused(_) | Verdict::Dead(_) | Verdict::Unclear(_) => TokenPair::default(),
    };
    // The sent token is not a new token: it counts only beside another token, and never alone.
    let sent = sent.as_ref().map(Secret::expose);
    let (repeated, new): (Vec<&str>, _) = body.whole(Kind::Refresh).into_iter().partition(|token| Some(*token) == sent);
    let access = body.whole(Kind::Access);
    let refresh = match pair.access {
        None if new.is_empty() && access.is_empty() && pair.refresh.is_none() => Vec::new(),
        _ if new.is_empty() => repeated,
        _ => new,
    };
    compare(body, Kind::Access, &access, pair.access.as_ref())?;
    compare(body, Kind::Refresh, &refresh, pair.refresh.as_ref())
}

fn compare(body: &Body, kind: Kind, whole: &[&str], given: Option<&Secret>) -> Result<(), String> {
    match given {
        None if whole.is_empty() => Ok(()),
        None => Err(format!("a complete token ({kind:?}) was dropped")),
        Some(token) if !body.is_sure(kind) || whole.contains(&token.expose()) => Ok(()),
        Some(_) => Err(format!("a token ({kind:?}) was taken that is not a new and complete token of the body")),
    }
}

/// Chooses what was sent: mostly a token that the body lacks, sometimes one that it repeats.
fn sent(rng: &mut Rng, body: &Body) -> Option<Secret> {
    let mut refresh =
        body.members.iter().filter(|member| member.kind == Kind::Refresh).map(|member| member.token.as_str());
    match rng.below(4) {
        0 => refresh.next_back().map(Secret::new),
        1 => None,
        _ => Some(Secret::new(SENT)),
    }
}
