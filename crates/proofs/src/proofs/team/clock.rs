//! A computer of a team whose clock is wrong.

use std::thread;
use std::time::Duration;

use jiff::SignedDuration;
use oa_token_engine::{Engine, EngineOptions};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use testkit::ShiftedClock;
use tokio::runtime::Runtime;
use zalo_sim::Fault;

use super::bench::{ALL, Refreshed, Team, told, with_server};
use super::kill::renew;
use crate::captured_output::finish_within;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::spent_tokens_sent_again;
use crate::rng::Rng;
use crate::watched::Watched;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "team-clock",
    about: "a computer of a team has a clock that is an hour or ten years behind or ahead (an engine with that clock; the \
         other computer runs the command); both refresh at the same time; then each is ended at a random moment of a \
         refresh, and the other one takes over; a try is all of that",
    holds: "with a clock ahead as with right clocks: in a race each token is sent once; after an end a token is sent again \
         at most once, by the computer that took over; no pair that arrived is lost; a clock behind sends nothing and says \
         so, and the other computer goes on; with its clock right again both computers refresh every OA",
    full: 200,
    quick: 2,
    run,
};

/// OAs, in full and with `--quick`.
const OAS: [u64; 2] = [4, 2];
const HOUR: i64 = 3600;
const TEN_YEARS: i64 = 3653 * 24 * HOUR;
/// How far the clock is ahead, in seconds. A vault that has seen it ten years ahead is not used with another one: its
/// ledger ends in the future, so that only Zalo's time is believed.
const AHEAD: [i64; 4] = [-TEN_YEARS, HOUR, -HOUR, TEN_YEARS];
/// Delay of practice Zalo's answers while a computer is ended, so that some ends happen while answers are on the wire.
const LATE_MS: u64 = 60;
/// How long a process may take that waits for an OA that the other computer holds.
const RACE: Duration = Duration::from_secs(200);
/// The computer whose clock is wrong.
const WRONG: usize = 1;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        for round in 0..scale.count.div_ceil(AHEAD.len() as u64) {
            let team = Team::new(scale, &["operator"], OAS[usize::from(scale.quick)])?;
            let life = team.life()?;
            let mut known = Known::default();
            let first = round * AHEAD.len() as u64;
            for (number, seconds) in (first..scale.count).zip(AHEAD) {
                let outcome = one(&team, seconds, life, &mut Rng::new(scale.seed, number), &mut known, tally);
                let has_failed = outcome.is_err();
                tally.note(outcome.map_err(|what| format!("try {number}, {seconds} s ahead: {what}")));
                if has_failed {
                    break;
                }
            }
        }
        Ok(())
    })
}

/// How often spent tokens were sent again, and how many pairs were lost on the wire.
#[derive(Default)]
struct Known {
    sent: u64,
    lost: u64,
}

/// The computer with the wrong clock.
struct Wrong {
    runtime: Runtime,
    /// Whether it may send: a clock that is behind the ledger may not.
    sends: bool,
    engine: Engine,
    oas: Vec<ProfileId>,
}

impl Wrong {
    fn start(team: &Team, seconds: i64) -> Result<Self, Trouble> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let clock = ShiftedClock::ahead(SignedDuration::from_secs(seconds));
        let options = EngineOptions { clock, ..team.computers[WRONG].options()? };
        let engine = runtime.block_on(testkit::started(options))?;
        let oas = runtime.block_on(engine.profiles().list())?.into_iter().map(|record| record.profile.id).collect();
        Ok(Self { runtime, sends: seconds >= 0, engine, oas })
    }

    /// Starts a click on every OA.
    fn click(&self) -> Vec<tokio::task::JoinHandle<String>> {
        let one = |id: &ProfileId| {
            let (engine, id) = (self.engine.clone(), id.clone());
            self.runtime.spawn(async move {
                match engine.refresh().send(&id, Trigger::User).await {
                    Ok(outcome) => {
                        let (name, why) = (outcome.result.outcome_name(), outcome.result.reason().unwrap_or_default());
                        format!("{name} {why}").trim_end().to_owned()
                    }
                    Err(error) => error.to_string(),
                }
            })
        };
        self.oas.iter().map(one).collect()
    }

    /// Waits for clicks, and fails if one had another outcome than these, or with a clock behind than those for that.
    fn all(&self, clicks: Vec<tokio::task::JoinHandle<String>>, allowed: &[&str]) -> Result<(), String> {
        self.only(clicks, if self.sends { allowed } else { BEHIND })
    }

    fn only(&self, clicks: Vec<tokio::task::JoinHandle<String>>, allowed: &[&str]) -> Result<(), String> {
        for click in clicks {
            let said = self.runtime.block_on(click).map_err(|error| error.to_string())?;
            if !allowed.contains(&said.as_str()) {
                return Err(format!("the computer with the wrong clock reports {said}"));
            }
        }
        Ok(())
    }

    /// Refreshes every OA. What it hears of the other computer first counts as its click's outcome.
    fn send(&self, team: &Team) -> Result<(), String> {
        for _ in 0..2 {
            let before = team.sim.spends();
            self.all(self.click(), &["saved"])?;
            if (team.sim.spends() - before) as u64 == team.oas {
                return Ok(());
            }
        }
        Err("the computer with the wrong clock reports saved, and did not send each OA".to_owned())
    }

    /// Ends the program where it is, as a kill does.
    fn kill(self) {
        self.runtime.shutdown_background();
    }
}

/// What a computer whose clock is behind reports; what it hears of the other one counts as its click's outcome.
const BEHIND: &[&str] = &["not_sent clock_behind", "saved"];
/// What a computer that takes over may report.
const OVER: &[&str] = &["saved", "rejected dead", "unknown", "unknown crashed", "busy"];

fn one(
    team: &Team,
    seconds: i64,
    life: Duration,
    rng: &mut Rng,
    known: &mut Known,
    tally: &mut Tally,
) -> Result<(), String> {
    let wrong = told(Wrong::start(team, seconds))?;
    race(team, &wrong, rng, tally)?;
    team.judge(known.sent, known.lost).map_err(|what| format!("after the race: {what}"))?;

    // The right one is stopped, and the wrong one takes over.
    team.sim.script((0..team.oas).map(|_| Fault::Slow { ms: rng.below(2) * LATE_MS }));
    let stopped = told(Watched::start(&mut team.computers[0].command(&ALL)))?;
    thread::sleep(within(life, rng));
    told(stopped.stop())?;
    team.sim.forget_script();
    let mut open = told(claimed(team))?;
    told(team.pass_deadlines())?;
    for _ in 0..2 {
        wrong.all(wrong.click(), OVER)?;
    }
    told(stopped.go_on())?;
    stopped.ends_within(Duration::from_secs(130)).map_err(|what| format!("the stopped one {what}"))?;
    settle(team, &wrong, tally)?;

    // The wrong one is killed, and the right one takes over.
    team.sim.script((0..team.oas).map(|_| Fault::Slow { ms: rng.below(2) * LATE_MS }));
    let before = team.sim.spends();
    if !wrong.sends {
        refuses(team, &wrong)?;
    }
    drop(wrong.click());
    thread::sleep(within(life, rng));
    wrong.kill();
    team.sim.forget_script();
    let spent = (team.sim.spends() - before) as u64;
    open += told(claimed(team))?;
    told(team.pass_deadlines())?;
    for _ in 0..2 {
        team.refresh_to(0, OVER, tally)?;
    }
    let wrong = told(Wrong::start(team, seconds))?;
    for _ in 0..2 {
        wrong.all(wrong.click(), OVER)?;
    }
    told(team.pass_deadlines())?;
    let mut left = team.refresh_to(0, OVER, tally)?;
    let dead =
        ["rejected dead", "unknown crashed"].map(|outcome| left.names.remove(outcome).unwrap_or_default()).concat();
    let more = spent_tokens_sent_again(&team.sim.ledger()) - known.sent;
    if more > open || dead.len() as u64 > spent {
        return Err(format!(
            "{more} spent tokens were sent again of {open} claims, {} are dead of {spent}",
            dead.len()
        ));
    }
    known.sent += more;
    known.lost += dead.len() as u64;
    tally.count("spent tokens that the computer that took over sent again", more);
    tally.count("lost on the wire with the process, and reported as lost", dead.len() as u64);
    told(renew(team, &dead))?;
    // A pasted pair is shared by the next act of its computer.
    team.send(0, tally)?;
    wrong.kill();
    both(team, &told(Wrong::start(team, 0))?, tally)?;
    team.judge(known.sent, known.lost)
}

/// Fails if a computer whose clock is behind sends anything, once it has heard of what the other one did.
fn refuses(team: &Team, wrong: &Wrong) -> Result<(), String> {
    wrong.only(wrong.click(), BEHIND)?;
    let requests = team.sim.ledger().token_requests().count();
    wrong.only(wrong.click(), &BEHIND[..1])?;
    if team.sim.ledger().token_requests().count() == requests {
        return Ok(());
    }
    Err("a computer whose clock is behind has sent something".to_owned())
}

fn within(life: Duration, rng: &mut Rng) -> Duration {
    Duration::from_micros(rng.below(u64::try_from(life.as_micros()).unwrap_or(u64::MAX)))
}

fn claimed(team: &Team) -> Result<u64, Trouble> {
    team.number("count(*) FROM oa_token.attempt WHERE state = 'claimed'")
}

fn race(team: &Team, wrong: &Wrong, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let before = team.sim.spends();
    let first = told(team.computers[0].start(&ALL))?;
    thread::sleep(Duration::from_millis(rng.below(300)));
    let clicks = wrong.click();
    let call = told(finish_within(RACE, first, &ALL))?;
    wrong.all(clicks, &["saved"])?;
    call.judge()?;
    tally.count("refreshes at Zalo in races", (team.sim.spends() - before) as u64);
    Refreshed::read(&call).only(&["saved"])
}

/// Lets both computers come to rest: what one holds alone is taken in by the other.
fn settle(team: &Team, wrong: &Wrong, tally: &mut Tally) -> Result<(), String> {
    told(team.pass_deadlines())?;
    wrong.all(wrong.click(), OVER)?;
    team.refresh_to(0, OVER, tally)?;
    if wrong.sends { both(team, wrong, tally) } else { team.send(0, tally) }
}

/// Fails unless each computer in turn refreshes every OA.
fn both(team: &Team, wrong: &Wrong, tally: &mut Tally) -> Result<(), String> {
    team.send(0, tally)?;
    wrong.send(team)?;
    team.send(0, tally)
}
