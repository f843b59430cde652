//! `kill -9` of a computer that refreshes many OAs, at a random moment; then it goes on, or another computer does.

use std::thread;
use std::time::Duration;

use zalo_sim::Fault;

use super::bench::{ALL, Refreshed, Team, app, draft, name, told, with_server};
use crate::captured_output::finish;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::spent_tokens_sent_again;
use crate::rng::Rng;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "team-kill",
    about: "kill -9 of a computer of a team that refreshes its OAs, at a random moment; then the same computer goes on, or \
         the other one once the claims have ended, and the first comes back; a try is one OA of a killed process",
    holds: "no pair that arrived is lost; a spent token is sent again at most once, and only if its answer was lost with \
         the process; both computers refresh every OA afterwards",
    full: 2_000,
    quick: 5,
    run,
};

/// OAs, in full and with `--quick`.
const OAS: [u64; 2] = [20, 5];
/// Delay of some of practice Zalo's answers, so that some kills happen while answers are on the wire.
const LATE_MS: u64 = 40;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let team = Team::new(scale, &["operator"], OAS[usize::from(scale.quick)])?;
        let life = team.life()?;
        let mut deaths = 0;
        for number in 0..scale.count.div_ceil(team.oas) {
            let mut rng = Rng::new(scale.seed, number);
            if let Err(what) = one(&team, life, &mut rng, &mut deaths, tally) {
                tally.failed(format!("kill {number}: {what}"));
                break;
            }
            tally.tried += team.oas;
        }
        Ok(())
    })
}

/// How far the OAs of all processes are.
struct Stages {
    claimed: u64,
    spent: u64,
    published: u64,
}

impl Stages {
    fn look(team: &Team) -> Result<Self, Trouble> {
        Ok(Self {
            claimed: team.number("count(*) FROM oa_token.attempt")?,
            spent: team.sim.spends() as u64,
            published: team.number("count(*) FROM oa_token.attempt WHERE state = 'saved'")?,
        })
    }
}

fn one(team: &Team, life: Duration, rng: &mut Rng, deaths: &mut u64, tally: &mut Tally) -> Result<(), String> {
    let before = told(Stages::look(team))?;
    let again = spent_tokens_sent_again(&team.sim.ledger());
    let late = if rng.below(2) == 0 { LATE_MS } else { 0 };
    if late > 0 {
        team.sim.script((0..team.oas).map(|_| Fault::Slow { ms: LATE_MS }));
    }
    told(killed(team, life + Duration::from_millis(late), rng))?;
    team.sim.forget_script();
    let after = told(Stages::look(team))?;
    let (claimed, spent) = (after.claimed - before.claimed, after.spent - before.spent);
    let published = after.published - before.published;
    tally.count("killed before the claim", team.oas.saturating_sub(claimed));
    tally.count("killed between claim and send", claimed.saturating_sub(spent));
    tally.count("killed between send and publication", spent.saturating_sub(published));
    tally.count("killed after the publication", published);
    let other_first = rng.below(2) == 0;
    if other_first {
        told(team.pass_deadlines())?;
        // What it hears of the first comes before its own send. The first may hold a pair that it has not shared.
        for _ in 0..2 {
            team.refresh_to(1, &["saved", "rejected dead", "unknown", "busy"], tally)?;
        }
    }
    // After the one recovery only a person sends again: the second click.
    team.refresh_to(0, &["saved", "rejected dead", "unknown crashed"], tally)?;
    let mut recovered = team.refresh_to(0, &["saved", "rejected dead", "unknown crashed"], tally)?;
    // The computer whose answer was lost does not learn the verdict that the other one got.
    let lost = ["rejected dead", "unknown crashed"].map(|outcome| recovered.names.remove(outcome).unwrap_or_default());
    let dead = lost.concat();
    if dead.len() as u64 > spent.saturating_sub(published) {
        return Err(format!("{} OAs are reported dead, and {spent} tokens were spent", dead.len()));
    }
    let more = spent_tokens_sent_again(&team.sim.ledger()) - again;
    if more > spent.saturating_sub(published) {
        return Err(format!("{more} spent tokens were sent again, and {spent} tokens were spent"));
    }
    *deaths += dead.len() as u64;
    tally.count("spent tokens sent again, each once", more);
    tally.count("lost on the wire, and reported as lost", dead.len() as u64);
    told(renew(team, &dead))?;
    team.judge(again + more, *deaths)?;
    // A pasted pair is shared by the next act of its computer.
    team.agree(&[0, 1, 0], tally)?;
    team.judge(again + more, *deaths)
}

/// Starts a refresh of every OA, and kills it at a random moment of its life.
fn killed(team: &Team, life: Duration, rng: &mut Rng) -> Result<(), Trouble> {
    let moment = Duration::from_micros(rng.below(u64::try_from(life.as_micros())?));
    let mut child = team.computers[0].start(&ALL)?;
    thread::sleep(moment);
    child.kill()?;
    let call = finish(child, &ALL)?;
    let refreshed = Refreshed::read(&call);
    if call.code.is_some() { Ok(refreshed.only(&["saved"])?) } else { Ok(()) }
}

/// Imports a fresh token for each of these OAs.
pub(super) fn renew(team: &Team, oas: &[String]) -> Result<(), Trouble> {
    for oa in (0..team.oas).filter(|oa| oas.contains(&name(*oa))) {
        let fresh = team.sim.issue_pair(&app(oa)).refresh_token;
        team.computers[0].import_text(&draft(oa, &fresh), &["--replace"])?;
    }
    Ok(())
}
