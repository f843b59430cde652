//! Ninety days of a hundred profiles with a simulated clock, random faults and restarts.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use oa_token_engine::clock::SharedClock;
use oa_token_engine::zalo_client::RequestTimeouts;
use oa_token_engine::{Engine, EngineOptions};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use tempfile::TempDir;
use testkit::{ShiftedClock, pair, seed, with_pair};
use zalo_sim::{BodyKind, Config, Fault, Sim};

use crate::folders;
use crate::home::APP_ID;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "ninety-days",
    about: "90 days of 100 profiles on a simulated clock, with random faults and restarts; a try is one such run",
    holds: "every day each profile holds a live token, or lost it with an answer that was lost on the wire",
    full: 20,
    quick: 1,
    run,
};

/// A life uses one core; a small machine has two.
const THREADS: u64 = 2;
/// Days and profiles of a full life, and of a quick one.
const WHOLE: (u64, usize) = (90, 100);
const QUICK: (u64, usize) = (15, 8);
/// One in this many refreshes meets a fault.
const FAULTY: u64 = 7;
/// The program is restarted on one in this many days.
const RESTARTS: u64 = 6;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let (days, profiles) = if scale.quick { QUICK } else { WHOLE };
    share_out(scale.count, THREADS, |seeds| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let mut tally = Tally::default();
        for number in seeds {
            let life = Life::begin(Rng::new(scale.seed, number), profiles);
            let lived = runtime.block_on(async { life.await?.live(days).await })?;
            tally.count("refreshes", lived.refreshes);
            tally.count("tokens lost with an answer on the wire and replaced by the user", lived.died);
            tally.count("restarts", lived.restarts);
            tally.note(match lived.lost.first() {
                None => Ok(()),
                Some(first) => Err(format!("run {number}: {} lost; {first}", lived.lost.len())),
            });
        }
        Ok(tally)
    })
}

/// One profile.
struct Oa {
    id: ProfileId,
    /// Its answer was lost on the wire: its token is invalid, and the program may not know yet.
    doomed: bool,
}

#[derive(Default)]
struct Lived {
    refreshes: u64,
    died: u64,
    restarts: u64,
    lost: Vec<String>,
}

struct Life {
    rng: Rng,
    sim: Sim,
    folder: TempDir,
    clock: Arc<ShiftedClock>,
    engine: Engine,
    oas: Vec<Oa>,
    lived: Lived,
}

impl Life {
    async fn begin(rng: Rng, profiles: usize) -> Result<Self, Trouble> {
        let sim = testkit::zalo(Config::default()).await?;
        // Another proof covers durability; memory is faster, where available.
        let folder = folders::in_memory()?;
        let clock = ShiftedClock::ahead(SignedDuration::ZERO);
        let engine = start(&sim, folder.path(), clock.clone()).await?;
        let mut oas = Vec::new();
        for number in 0..profiles {
            let seed = seed(&format!("OA {number}"), &sim.issue_pair(APP_ID).refresh_token);
            oas.push(Oa { id: engine.profiles().create(seed).await?.id, doomed: false });
        }
        Ok(Self { rng, sim, folder, clock, engine, oas, lived: Lived::default() })
    }

    async fn live(mut self, days: u64) -> Result<Lived, Trouble> {
        for day in 0..days {
            // A token's daily interval with up to an hour of deviation: users and computers are not punctual.
            let pause = 22 * 3600 + self.rng.below(2 * 3600);
            self.clock.pass(SignedDuration::from_secs(i64::try_from(pause)?));
            self.sim.advance(Duration::from_secs(pause));
            if self.rng.below(RESTARTS) == 0 {
                self.restart().await?;
            }
            for place in 0..self.oas.len() {
                self.refresh(day, place).await?;
            }
            for place in 0..self.oas.len() {
                self.check(day, place).await?;
            }
        }
        self.engine.refresh().drain().await;
        Ok(self.lived)
    }

    /// Ends the program, sometimes in the middle of a refresh, and starts the next one.
    async fn restart(&mut self) -> Result<(), Trouble> {
        self.engine.refresh().drain().await;
        self.engine = start(&self.sim, self.folder.path(), self.clock.clone()).await?;
        self.engine.refresh().recover().await?;
        self.lived.restarts += 1;
        Ok(())
    }

    async fn refresh(&mut self, day: u64, place: usize) -> Result<(), Trouble> {
        let fault = if self.rng.below(FAULTY) == 0 { self.fault() } else { Fault::None };
        let loses = loses_the_answer(&fault);
        self.sim.forget_script();
        self.sim.script([fault]);
        let id = self.oas[place].id.clone();
        let outcome = self.engine.refresh().send(&id, Trigger::User).await?;
        self.lived.refreshes += 1;
        if !self.lives(&id).await? {
            self.oas[place].doomed |= loses;
        }
        if outcome.result.message_id().starts_with("dead-") {
            if !self.oas[place].doomed {
                self.lived
                    .lost
                    .push(format!("day {day}, OA {place}: dead, but none of its answers was lost on the wire"));
            }
            self.paste(place).await?;
        }
        Ok(())
    }

    /// A user gets a new pair from Zalo and pastes it.
    async fn paste(&mut self, place: usize) -> Result<(), Trouble> {
        let edit = with_pair(pair(None, Some(&self.sim.issue_pair(APP_ID).refresh_token)));
        self.engine.profiles().edit(&self.oas[place].id, edit).await?;
        self.oas[place].doomed = false;
        self.lived.died += 1;
        Ok(())
    }

    async fn check(&mut self, day: u64, place: usize) -> Result<(), Trouble> {
        let oa = &self.oas[place];
        if !oa.doomed && !self.lives(&oa.id).await? {
            self.lived.lost.push(format!("day {day}, OA {place}: the token in the vault is not the live one"));
        }
        Ok(())
    }

    /// Reports whether Zalo would accept the refresh token in the vault.
    async fn lives(&self, id: &ProfileId) -> Result<bool, Trouble> {
        let pair = self.engine.profiles().secrets(id).await?.current.pair;
        Ok(pair.refresh.is_some_and(|token| self.sim.is_live_refresh(token.expose())))
    }

    fn fault(&mut self) -> Fault {
        let error = |code: i64, name: &str| Fault::ErrorCode { code, name: name.to_owned() };
        match self.rng.below(16) {
            0 => Fault::CloseBeforeReading,
            1 => Fault::CloseAfterReading,
            2 => Fault::CloseAfterSpending,
            3 => Fault::ResetBeforeSpending,
            4 => Fault::ResetAfterSpending,
            5 => Fault::CutBodyInTokens,
            6 => Fault::CutAfterTokens,
            7 => Fault::Html200,
            8 => Fault::Html502,
            9 => Fault::Status { code: 500, body: BodyKind::Empty, after_spending: true },
            10 => Fault::Status { code: 503, body: BodyKind::Empty, after_spending: false },
            11 => Fault::GzipCut { tokens_complete: true },
            12 => error(-14004, "Invalid secret key."),
            13 => error(-32, "Rate limit."),
            14 => Fault::AccessOnly,
            _ => Fault::RefreshOnly,
        }
    }
}

/// Reports whether this fault spends the token and loses the answer.
fn loses_the_answer(fault: &Fault) -> bool {
    matches!(
        fault,
        Fault::CloseAfterSpending
            | Fault::ResetAfterSpending
            | Fault::CutBodyInTokens
            | Fault::Status { after_spending: true, .. }
    )
}

/// Starts an engine with this clock on a home in this folder, and opens its vault.
pub(super) async fn start(sim: &Sim, folder: &Path, clock: SharedClock) -> Result<Engine, Trouble> {
    let mut options = EngineOptions { clock, ..testkit::options(folder, &sim.origin())? };
    // No answer of practice Zalo takes longer; many never end.
    options.client.timeouts = RequestTimeouts {
        answer: Duration::from_secs(1),
        quiet: Duration::from_millis(500),
        ..RequestTimeouts::default()
    };
    options.timeouts.recovery = Duration::ZERO;
    testkit::started(options).await
}
