//! A list of odd answers, each served over a real connection to the product's own client, and many to the real command.
//!
//! The proof `answers` covers random ones; here each oddity has a name and a fixed outcome, limits included.

mod list;

use list::{Odd, Pair, Wanted, all};
use oa_token_model::secret::Secret;
use oa_token_model::zalo::{Delivery, RawAnswer, Verdict, judge_reply};
use serde_json::Value;

use crate::bare::Bare;
use crate::home::Home;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::wire::{SENT, Wire};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "odd-answers",
    about: "a list of named unusual answers over a real connection, some of them also through the command",
    holds: "every complete pair that reqwest delivers in a supported form is kept; no pair is invented; limits are as \
         listed",
    full: LISTED,
    quick: 80,
    run,
};

/// The length of the list, checked by a test.
const LISTED: u64 = 383;
/// The only profile of the command's home.
const NAME: &str = "shop";
/// In full, one in this many oddities with a pair also goes through the command; in short runs, fewer.
const THROUGH_THE_COMMAND: usize = 4;
const THROUGH_THE_COMMAND_QUICKLY: usize = 16;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let pair = Pair::of(0);
    let odds = all(&pair);
    let count = usize::try_from(scale.count)?.clamp(1, odds.len());
    let every = if scale.quick { THROUGH_THE_COMMAND_QUICKLY } else { THROUGH_THE_COMMAND };
    let (mut tally, wire, command) = (Tally::default(), Wire::open()?, Command::open(scale)?);
    for turn in 0..count {
        let at = turn * odds.len() / count;
        let odd = &odds[at];
        tally.note(try_one(&wire, odd, &pair).map_err(|what| format!("{}: {what}", odd.name)));
        tally.count(kind(odd.wanted), 1);
        if turn.is_multiple_of(every) && matches!(odd.wanted, Wanted::Both { .. }) {
            tally.count("of these, also through the command", 1);
            // Each try has its own pair, because a spent token is not sent again.
            let pair = Pair::of(1 + turn);
            if let Err(what) = command.try_one(&all(&pair).swap_remove(at), &pair) {
                tally.failed(format!("{} through the command: {what}", odd.name));
            }
        }
    }
    Ok(tally)
}

fn kind(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Both { .. } => "both tokens kept",
        Wanted::Access | Wanted::Refresh => "the one complete token kept",
        Wanted::Dead | Wanted::Refused | Wanted::Unclear(_) => "no token in the answer, and none invented",
        Wanted::Unread => "limits: a pair in an unsupported form, its bytes kept",
        Wanted::Lost | Wanted::NoBody => "limits: not delivered by reqwest",
    }
}

/// Serves an oddity to the product's client.
fn try_one(wire: &Wire, odd: &Odd, pair: &Pair) -> Result<(), String> {
    let pair = odd.own.as_ref().unwrap_or(pair);
    match (wire.bring(odd.pieces.clone()), odd.wanted) {
        (Delivery::Lost(_), Wanted::Lost) => Ok(()),
        (Delivery::Answered { answer }, wanted) => judged(odd, wanted, pair, &answer),
        (other @ (Delivery::Lost(_) | Delivery::NotSent(_)), wanted) => Err(format!("{other:?}, expected {wanted:?}")),
    }
}

/// Compares an answer's meaning with the expected one; `Debug` of both shows no token.
fn judged(odd: &Odd, wanted: Wanted, pair: &Pair, answer: &RawAnswer) -> Result<(), String> {
    let verdict = judge_reply(answer, Some(&Secret::new(SENT)));
    let token = |wanted: bool, token: &str| wanted.then(|| Secret::new(token));
    let is_pair = |access: bool, refresh: bool| {
        matches!(&verdict, Verdict::Tokens(given)
            if given.pair.access == token(access, &pair.access) && given.pair.refresh == token(refresh, &pair.refresh))
    };
    let is_confirmed = |wanted| matches!(&verdict, Verdict::Tokens(given) if given.confirmed == wanted);
    let is_without = !matches!(verdict, Verdict::Tokens(_));
    let holds = match wanted {
        Wanted::Both { confirmed } => is_pair(true, true) && is_confirmed(confirmed),
        Wanted::Access => is_pair(true, false),
        Wanted::Refresh => is_pair(false, true),
        Wanted::Dead => matches!(verdict, Verdict::Dead(_)),
        Wanted::Refused => matches!(verdict, Verdict::Refused(_)),
        Wanted::Unclear(cause) => verdict == Verdict::Unclear(cause),
        Wanted::Unread => is_without && odd.pieces.concat().ends_with(answer.body.expose()) && !answer.body.is_empty(),
        Wanted::NoBody => is_without && answer.body.is_empty(),
        Wanted::Lost => false,
    };
    if holds { Ok(()) } else { Err(format!("{verdict:?} of {answer:?}, expected {wanted:?}")) }
}

/// The command connected to the server, with one profile whose pair each try replaces.
struct Command {
    server: Bare,
    home: Home,
}

impl Command {
    fn open(scale: &Scale) -> Result<Self, Trouble> {
        let server = Bare::open()?;
        let home = Home::new(scale.command(), server.origin())?;
        home.import(NAME, "FAKE_REFRESH_IMPORTED", &[])?;
        Ok(Self { server, home })
    }

    /// Fails unless a refresh succeeds and both tokens can be read afterwards.
    fn try_one(&self, odd: &Odd, pair: &Pair) -> Result<(), String> {
        let pair = odd.own.as_ref().unwrap_or(pair);
        self.server.say(odd.pieces.clone());
        let run = |args: &[&str]| self.home.run(args).map_err(|trouble| trouble.to_string());
        let refreshed = run(&["refresh", NAME])?;
        if !refreshed.status.success() {
            return Err(format!("`refresh` ended with {}", refreshed.status));
        }
        let had = run(&["export", NAME, "--format", "json", "--with-refresh-token"])?;
        let given: Value = serde_json::from_slice(&had.stdout).map_err(|_| "`export` printed no JSON".to_owned())?;
        if given["access_token"] == pair.access.as_str() && given["refresh_token"] == pair.refresh.as_str() {
            return Ok(());
        }
        Err(format!("`export` ended with {} and without both tokens", had.status))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_list_is_tried_in_full() {
        assert_eq!(LISTED, all(&Pair::of(0)).len() as u64);
    }

    #[test]
    fn a_wrong_outcome_is_a_failure() {
        let (wire, pair) = (Wire::open().unwrap(), Pair::of(1));
        let mut odd = all(&pair).swap_remove(0);
        assert_eq!(try_one(&wire, &odd, &pair), Ok(()));
        assert!(try_one(&wire, &odd, &Pair::of(2)).is_err(), "another pair");
        for wanted in [Wanted::Access, Wanted::Dead, Wanted::Unread, Wanted::Lost, Wanted::Both { confirmed: false }] {
            odd.wanted = wanted;
            assert!(try_one(&wire, &odd, &pair).is_err(), "{wanted:?}");
        }
    }
}
