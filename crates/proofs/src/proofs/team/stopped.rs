//! A computer stands still between claim and end, as with its lid closed, and another one takes over.

use std::thread;
use std::time::Duration;

use zalo_sim::Fault;

use super::bench::{ALL, Team, told, with_server};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::spent_tokens_sent_again;
use crate::rng::Rng;
use crate::watched::Watched;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "team-suspend",
    about: "SIGSTOP of a computer of a team at a random moment of a refresh; its claims end, another computer clicks, and \
         the first goes on; a try is one OA of a stopped process",
    holds: "no pair is lost; a claim that ended before its send is not sent; a token is sent again at most once, by the \
         computer that took over; both computers refresh every OA afterwards",
    full: 500,
    quick: 4,
    run,
};

/// OAs, in full and with `--quick`.
const OAS: [u64; 2] = [10, 4];
/// Delay of some of practice Zalo's answers, so that some stops happen while answers are on the wire.
const LATE_MS: u64 = 60;
/// One in this many stops lasts longer than the time in which a send may begin.
const LONG_OF: u64 = 10;
const LONG: Duration = Duration::from_secs(25);

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let team = Team::new(scale, &["operator"], OAS[usize::from(scale.quick)])?;
        let life = team.life()?;
        for number in 0..scale.count.div_ceil(team.oas) {
            let mut rng = Rng::new(scale.seed, number);
            let long = if !scale.quick && number % LONG_OF == 0 { LONG } else { Duration::ZERO };
            if let Err(what) = one(&team, life, long, &mut rng, tally) {
                tally.failed(format!("stop {number}: {what}"));
                break;
            }
            tally.tried += team.oas;
        }
        Ok(())
    })
}

fn one(team: &Team, life: Duration, long: Duration, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let again = spent_tokens_sent_again(&team.sim.ledger());
    let claimed = told(team.number("count(*) FROM oa_token.attempt"))?;
    team.sim.script((0..team.oas).map(|_| Fault::Slow { ms: rng.below(2) * LATE_MS }));
    let moment = Duration::from_micros(rng.below(u64::try_from(life.as_micros()).unwrap_or(u64::MAX)));
    let first = told(Watched::start(&mut team.computers[0].command(&ALL)))?;
    thread::sleep(moment);
    told(first.stop())?;
    team.sim.forget_script();
    let spends = team.sim.spends();
    let open = told(team.number("count(*) FROM oa_token.attempt WHERE state = 'claimed'"))?;
    tally.count("claims of a stopped computer", open);
    let early = told(team.number("count(*) FROM oa_token.attempt"))? - claimed;
    tally.count("stopped before the claim", team.oas.saturating_sub(early));
    told(team.pass_deadlines())?;
    // What it hears of the first comes before its own send.
    for _ in 0..2 {
        team.refresh_to(1, &["saved", "rejected dead", "unknown", "busy"], tally)?;
    }
    tally.count("received by the computer that took over", (team.sim.spends() - spends) as u64);
    thread::sleep(long);
    told(first.go_on())?;
    let end = first.ends_within(Duration::from_secs(130)).map_err(|what| format!("the stopped one {what}"))?;
    if ![Some(0), Some(10), Some(11), Some(12), Some(15)].contains(&end.code) {
        return Err(format!("the stopped one {}", end.told()));
    }
    told(team.pass_deadlines())?;
    team.refresh_to(0, &["saved"], tally)?;
    let more = spent_tokens_sent_again(&team.sim.ledger()) - again;
    if more > open {
        return Err(format!("{more} spent tokens were sent again, and {open} claims were taken over"));
    }
    tally.count("spent tokens that the computer that took over sent again", more);
    team.agree(&[1, 0], tally)?;
    team.judge(again + more, 0)
}
