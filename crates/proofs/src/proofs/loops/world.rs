//! The world of proof `loops`: practice Zalo with wrong dates and lifetimes, a computer whose clock is set wrong, and
//! the real engine between them, driven at the scheduler's own pace.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::Engine;
use oa_token_engine::clock::{Clock, SystemClock};
use oa_token_model::outcome::AttemptResult;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::{ProfileRecord, ProfileSeed};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::schedule::{
    Action, AutoRefreshState, HandOut, NextRefresh, Policy, SkipReason, Tick, hand_out, next,
};
use oa_token_model::token::TokenPair;
use oa_token_model::zalo::Found;
use tempfile::TempDir;
use testkit::{pair, seed, with_pair};
use zalo_sim::{Config, ExpiresIn, Fault, Sim, TokenDate};

use super::super::ninety_days;
use crate::folders;
use crate::home::APP_ID;
use crate::proof::Trouble;
use crate::rng::Rng;

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
/// The most automatic sends in a day.
const MOST: usize = 24;
/// What is left of 25 hours with the largest margin and jitter, less some tolerance.
const LEAST_LIFE: u64 = 17 * HOUR;
/// With a correct clock, no OA may be overdue after this time: a steady network plus the longest pause after a failed
/// try.
const CATCHES_UP: u64 = 20 * 60;
/// How wrong the clock is set, in seconds. It is corrected within [`LONGEST_WRONG`]: if a clock was ahead for longer
/// than its error, nothing reveals this once it is correct.
const JUMPS: [i64; 8] = [-600, 600, -7 * 3600, 7 * 3600, -90_000, 90_000, -315_360_000, 315_360_000];
const LONGEST_WRONG: u64 = 6 * HOUR;
/// The lifetimes that callers ask for, in seconds: the usual one, a day, more than any token has, nonsense.
const MIN_LIVES: [i64; 6] = [600, 86_400, 93_600, 172_800, 7_776_000, i64::MAX];
/// One in this many sends loses its answer on the wire.
const LOST: u64 = 60;

/// The results of a life.
#[derive(Default)]
pub(super) struct Lived {
    pub(super) automatic: u64,
    pub(super) asked: u64,
    pub(super) short: u64,
    pub(super) set_wrong: u64,
    pub(super) full: u64,
    pub(super) pasted: u64,
    pub(super) restarts: u64,
    pub(super) broken: Vec<String>,
}

/// A wall clock: the system's, plus the simulated time, plus its current error.
#[derive(Clone, Default)]
struct Wall {
    passed: Arc<AtomicI64>,
    wrong: Arc<AtomicI64>,
}

impl Wall {
    /// Returns the true time.
    fn truth(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_secs(self.passed.load(Ordering::Relaxed))
    }

    fn is_right(&self) -> bool {
        self.wrong.load(Ordering::Relaxed) == 0
    }
}

impl Clock for Wall {
    fn now(&self) -> Timestamp {
        self.truth() + SignedDuration::from_secs(self.wrong.load(Ordering::Relaxed))
    }
}

/// Returns a new pair that Zalo issued.
fn issued(sim: &Sim) -> TokenPair {
    let issued = sim.issue_pair(APP_ID);
    pair(Some(&issued.access_token), Some(&issued.refresh_token))
}

/// One OA, and its true state.
struct Oa {
    id: ProfileId,
    /// The access token's lifetime according to its answers.
    says: ExpiresIn,
    /// The minimum interval between its sends, in seconds: computed here, not asked of the program.
    apart: u64,
    /// When it was sent automatically, or slightly before.
    sent_at: Vec<Timestamp>,
    /// The last send by any caller, and whether the clock was right then.
    last: Option<(Timestamp, bool)>,
    /// Its answer was lost on the wire.
    doomed: bool,
    was_full: bool,
}

pub(super) struct World {
    rng: Rng,
    sim: Sim,
    folder: TempDir,
    wall: Wall,
    begun: Instant,
    passed: u64,
    /// Since when the clock has been right.
    fine_since: u64,
    set_right_at: u64,
    engine: Engine,
    backoff: AutoRefreshState,
    records: Vec<ProfileRecord>,
    newest_known: Option<Timestamp>,
    /// The clock was set since they were read, so which sends belong to the last day has changed.
    is_stale: bool,
    oas: Vec<Oa>,
    lived: Lived,
}

impl World {
    pub(super) async fn begin(rng: Rng) -> Result<Self, Trouble> {
        let sim = testkit::zalo(Config::default()).await?;
        // Another proof covers durability; memory is faster, where available.
        let (folder, wall) = (folders::in_memory()?, Wall::default());
        let engine = ninety_days::start(&sim, folder.path(), Arc::new(wall.clone())).await?;
        let mut oas = Vec::new();
        for (says, apart) in [
            (ExpiresIn::String(1), 60),
            (ExpiresIn::String(59), 60),
            (ExpiresIn::Zero, HOUR),
            (ExpiresIn::Life, HOUR),
            (ExpiresIn::String(7_776_000), HOUR),
            (ExpiresIn::Junk("soon".to_owned()), HOUR),
        ] {
            let seed = ProfileSeed { pair: issued(&sim), ..seed(&format!("OA {}", oas.len()), "") };
            let id = engine.profiles().create(seed).await?.id;
            engine.auto_refresh().set_automatic(&id, true).await?;
            oas.push(Oa { id, says, apart, sent_at: Vec::new(), last: None, doomed: false, was_full: false });
        }
        let records = engine.profiles().list().await?;
        Ok(Self {
            rng,
            sim,
            folder,
            wall,
            begun: Instant::now(),
            passed: 0,
            fine_since: 0,
            set_right_at: 0,
            engine,
            backoff: AutoRefreshState::new(),
            records,
            newest_known: None,
            is_stale: false,
            oas,
            lived: Lived::default(),
        })
    }

    pub(super) async fn live(mut self, days: u64) -> Result<Lived, Trouble> {
        let mut checked = 0;
        while self.passed < days * DAY {
            let sleep = self.look().await?;
            self.pass(sleep);
            self.mishap().await?;
            if self.passed >= checked {
                checked = self.passed + HOUR / 2;
                self.check().await?;
            }
        }
        self.engine.refresh().drain().await;
        self.count_spends();
        Ok(self.lived)
    }

    /// An OA whose answers state no less than Zalo's 25 hours is sent at most this often, whatever the dates in them:
    /// once in 17 hours, and once more for each paste, call and wrong clock setting.
    fn count_spends(&mut self) {
        let lived = &self.lived;
        let most = self.passed / LEAST_LIFE + 2 + lived.pasted + lived.asked + lived.set_wrong;
        let usual = self.oas.iter().filter(|oa| oa.apart == HOUR);
        let broken = usual.filter(|oa| oa.sent_at.len() as u64 > most);
        let told: Vec<_> = broken.map(|oa| format!("{:?}: {} automatic sends", oa.says, oa.sent_at.len())).collect();
        self.lived.broken.extend(told);
    }

    /// Checks the schedule as the scheduler does, and does what is due; returns how long to sleep.
    async fn look(&mut self) -> Result<u64, Trouble> {
        if std::mem::take(&mut self.is_stale) {
            self.read().await?;
        }
        let policy = Policy::default();
        let (now, uptime) = (self.wall.now(), self.uptime());
        let tick = Tick {
            now,
            uptime,
            late: std::time::Duration::ZERO,
            records: &self.records,
            policy: &policy,
            newest_known: self.newest_known,
        };
        let (requests, sleep) = self.backoff.look(&tick);
        for request in requests {
            match request {
                Action::Probe => {
                    let found = Found { date: Some(self.wall.truth()) };
                    self.backoff.probed(Some(found), self.wall.now(), self.uptime());
                }
                Action::Refresh(id) => {
                    let Some(place) = self.oas.iter().position(|oa| oa.id == id) else { continue };
                    let result = self.send(place, true).await?;
                    self.backoff.ended(&id, result.as_ref(), self.uptime());
                }
            }
        }
        Ok(sleep.as_secs().max(1))
    }

    /// Reads the scheduler's input again after each change.
    async fn read(&mut self) -> Result<(), Trouble> {
        self.records = self.engine.profiles().list().await?;
        self.newest_known = self.engine.health().newest_time().await?;
        Ok(())
    }

    fn uptime(&self) -> Duration {
        self.begun.elapsed() + Duration::from_secs(self.passed)
    }

    fn pass(&mut self, seconds: u64) {
        self.passed += seconds;
        self.wall.passed.store(i64::try_from(self.passed).unwrap_or(i64::MAX), Ordering::Relaxed);
        self.sim.advance(Duration::from_secs(seconds));
        if !self.wall.is_right() && self.passed >= self.set_right_at {
            self.wall.wrong.store(0, Ordering::Relaxed);
            self.fine_since = self.passed;
            self.is_stale = true;
        }
    }

    /// Sends an OA, automatically or for a caller, and records what must hold.
    async fn send(&mut self, place: usize, automatic: bool) -> Result<Option<AttemptResult>, Trouble> {
        let loses = self.rng.below(LOST) == 0;
        let says = self.oas[place].says.clone();
        self.sim.forget_script();
        self.sim.script([if loses { Fault::CloseAfterSpending } else { Fault::ExpiresIn(says) }]);
        let id = self.oas[place].id.clone();
        let (spends, begun) = (self.sim.spends(), self.wall.truth());
        let result = self.engine.refresh().send(&id, Trigger::Automatic).await?.result;
        self.sim.forget_script();
        if !matches!(result, AttemptResult::NotSent(_) | AttemptResult::Busy) {
            self.note(place, automatic, begun);
        }
        self.oas[place].doomed |= loses && self.sim.spends() > spends;
        self.read().await?;
        Ok(Some(result))
    }

    /// Records a send that began at `begun` and has ended by now. The time between two sends is at most from the
    /// beginning of the first to the end of the second.
    fn note(&mut self, place: usize, automatic: bool, begun: Timestamp) {
        let (now, is_right) = (self.wall.truth(), self.wall.is_right());
        let ago = |at: Timestamp| now.duration_since(at).as_secs().unsigned_abs();
        let oa = &mut self.oas[place];
        // A send with a wrong clock has a wrong date, so its age is unknown later.
        let since = oa.last.filter(|(_, was_right)| *was_right && is_right).map(|(at, _)| ago(at));
        oa.last = Some((begun, is_right));
        if !automatic {
            self.lived.asked += 1;
            return;
        }
        self.lived.automatic += 1;
        oa.sent_at.push(begun);
        let in_a_day = oa.sent_at.iter().rev().take_while(|at| ago(**at) < DAY).count();
        if in_a_day > MOST {
            self.lived.broken.push(format!("OA {place}, {now}: {in_a_day} automatic sends in a day"));
        }
        if let Some(since) = since.filter(|since| *since < oa.apart) {
            self.lived.broken.push(format!("OA {place}, {now}: sent again after {since} s"));
        }
        if !is_right {
            self.lived.broken.push(format!("OA {place}, {now}: sent while the clock was wrong"));
        }
    }

    /// Causes a mishap now and then; the scheduler checks every half minute.
    async fn mishap(&mut self) -> Result<(), Trouble> {
        if self.rng.below(500) == 0 {
            let date = self.wrong_date();
            self.sim.date_tokens(date);
        }
        if self.wall.is_right() && self.rng.below(6000) == 0 {
            let jump = *self.rng.of(&JUMPS);
            self.wall.wrong.store(jump, Ordering::Relaxed);
            self.is_stale = true;
            self.set_right_at = self.passed + HOUR + self.rng.below(LONGEST_WRONG - HOUR);
            self.lived.set_wrong += 1;
        }
        if self.rng.below(600) == 0 {
            self.call().await?;
        }
        if self.rng.below(8000) == 0 {
            let place = usize::try_from(self.rng.below(self.oas.len() as u64))?;
            self.paste(place).await?;
        }
        if self.rng.below(12_000) == 0 {
            self.restart().await?;
        }
        Ok(())
    }

    fn wrong_date(&mut self) -> TokenDate {
        let days = |days: i64| TokenDate::Off(SignedDuration::from_hours(24 * days));
        match self.rng.below(5) {
            0 => TokenDate::Right,
            1 => days(-2),
            2 => days(365),
            3 => TokenDate::Off(SignedDuration::from_mins(-6)),
            _ => TokenDate::Missing,
        }
    }

    /// A program asks for a token with a minimum lifetime, twice in a row, as `oa-token token --min-life` would.
    async fn call(&mut self) -> Result<(), Trouble> {
        let place = usize::try_from(self.rng.below(self.oas.len() as u64))?;
        let min_life = SignedDuration::from_secs(*self.rng.of(&MIN_LIVES));
        let mut sends = 0;
        for _ in 0..3 {
            let record = self.engine.profiles().get(&self.oas[place].id).await?;
            let now = self.engine.health().now_for(std::slice::from_ref(&record)).await;
            match hand_out(&record, Policy::default().margin, min_life, now) {
                HandOut::AsItIs => {}
                HandOut::Short(_) => self.lived.short += 1,
                HandOut::Refresh => {
                    let result = self.send(place, false).await?;
                    sends += usize::from(matches!(result, Some(AttemptResult::Saved(_))));
                }
            }
        }
        if sends > 1 {
            self.lived.broken.push(format!("OA {place}: three calls in a row for {min_life:?} spent {sends} pairs"));
        }
        Ok(())
    }

    /// A user gets a new pair from Zalo and pastes it. The confirmation that no other place refreshes the OA still
    /// applies.
    async fn paste(&mut self, place: usize) -> Result<(), Trouble> {
        self.engine.profiles().edit(&self.oas[place].id, with_pair(issued(&self.sim))).await?;
        self.oas[place].doomed = false;
        self.lived.pasted += 1;
        self.read().await?;
        Ok(())
    }

    async fn restart(&mut self) -> Result<(), Trouble> {
        self.engine.refresh().drain().await;
        self.engine = ninety_days::start(&self.sim, self.folder.path(), Arc::new(self.wall.clone())).await?;
        self.engine.refresh().recover().await?;
        self.backoff = AutoRefreshState::new();
        self.read().await?;
        self.lived.restarts += 1;
        Ok(())
    }

    /// Checks whether each OA holds a token that is valid at Zalo, once the scheduler has had time to refresh it.
    async fn check(&mut self) -> Result<(), Trouble> {
        let has_had_time = self.wall.is_right() && self.passed - self.fine_since >= CATCHES_UP;
        for place in 0..self.oas.len() {
            let record = &self.records[place];
            let stopped = next(record, &Policy::default(), self.wall.now());
            let is_full = matches!(stopped, NextRefresh::Never(SkipReason::TooOften(_)));
            self.lived.full += u64::from(is_full && !self.oas[place].was_full);
            self.oas[place].was_full = is_full;
            if self.oas[place].doomed {
                // The loss has been reported by then, and a user fixes it.
                self.paste(place).await?;
            }
            let pair = self.engine.profiles().secrets(&self.oas[place].id).await?.current.pair;
            let lives = pair.access.is_some_and(|token| self.sim.is_live_access(token.expose()));
            if has_had_time && !lives {
                let second = self.passed;
                self.lived.broken.push(format!("OA {place}, second {second}: its token has expired, and {stopped:?}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_that_is_set_wrong_is_not_right_and_the_true_time_continues() {
        let wall = Wall::default();
        wall.passed.store(60, Ordering::Relaxed);
        assert!(wall.is_right() && wall.truth().duration_since(SystemClock.now()).as_secs() >= 59);
        wall.wrong.store(-600, Ordering::Relaxed);
        assert!(!wall.is_right() && wall.now() < wall.truth());
    }
}
