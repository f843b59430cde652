//! Simulates ninety days of fifty OAs on a computer that sleeps, loses its network and has its clock set: the scheduler
//! against a simulated Zalo, with simulated clocks. Build with `OA_TOKEN_SEED` to rerun one seed.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::backoff::STEADY;
use super::tests::{at, record};
use super::{Action, AutoRefreshState, Policy, Tick};
use crate::clock_skew;
use crate::outcome::{AttemptResult, SavedNote};
use crate::profile::ProfileId;
use crate::records::ProfileRecord;
use crate::refresh::NotSent;
use crate::token::{Generation, REFRESH_LIFE};
use crate::zalo::{Found, NotSentCause};

/// Later than any build date: an earlier clock is not sane.
const START: &str = "2100-01-01T00:00:00Z";
const OAS: usize = 50;
const DAYS: u64 = 90;
const HOUR: u64 = 3600;
/// The lives Zalo grants: the usual one, a short one, an odd one.
const LIVES: [u64; 4] = [25 * HOUR, HOUR, 10 * 60, 7 * HOUR + 777];
/// By how many seconds a wall clock is wrong: set by hand, local time taken for UTC and back, an empty battery, a typo.
const JUMPS: [i64; 8] = {
    let (hour, year) = (3600, 365 * 24 * 3600);
    [-600, 600, -7 * hour, 7 * hour, -25 * hour, 25 * hour, -10 * year, 10 * year]
};
/// After this long awake and online with a correct clock, nothing may be late: the time for a stable network plus the
/// longest pause after a failed try.
const CATCHES_UP: u64 = 20 * 60;

/// xorshift64*: distributed evenly enough, and repeatable for a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % end
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }
}

/// The computer, its clocks, and the real state.
struct World {
    dice: Dice,
    /// Real seconds since the start.
    passed: u64,
    /// Seconds the computer was awake.
    uptime: u64,
    /// By how much the wall clock is wrong.
    wrong: i64,
    is_set_right_at: u64,
    online: bool,
    woke_at: u64,
    /// Since when it has been awake and online with a correct clock.
    fine_since: u64,
}

impl World {
    fn wall(&self) -> Timestamp {
        at(START) + Duration::from_secs(self.passed) + SignedDuration::from_secs(self.wrong)
    }

    /// The result of a probe: Zalo's clock is right.
    fn look(&self) -> Option<Found> {
        let date = at(START) + Duration::from_secs(self.passed);
        self.online.then_some(Found { date: Some(date) })
    }

    fn is_fine(&self) -> bool {
        self.online && self.wrong == 0
    }

    /// Lets time pass while awake, second by second as long as nothing happens; then an event may happen.
    fn pass(&mut self, seconds: u64) {
        self.passed += seconds;
        self.uptime += seconds;
        if self.wrong != 0 && self.passed >= self.is_set_right_at {
            self.wrong = 0;
            self.fine_since = self.passed;
        }
        // Ticks come about every half minute: on an average day the computer sleeps twice and is offline three times; a
        // clock is set once a month.
        if self.dice.one_in(1200) {
            self.passed += self.dice.below(14 * HOUR);
            self.woke_at = self.uptime;
            self.fine_since = self.passed;
        }
        if self.dice.one_in(if self.online { 800 } else { 40 }) {
            self.online = !self.online;
            self.fine_since = self.passed;
        }
        if self.wrong == 0 && self.dice.one_in(20_000) {
            self.wrong = JUMPS[usize::try_from(self.dice.below(JUMPS.len() as u64)).unwrap()];
            self.is_set_right_at = self.passed + HOUR + self.dice.below(8 * HOUR);
        }
    }
}

/// Zalo's data on an OA.
struct Oa {
    life: u64,
    /// When its access token really expires.
    ends: u64,
    spent_at: Vec<u64>,
    /// How many of these were clicks by a person.
    clicks: usize,
}

/// Creates the OA with this number and its first pair.
fn oa(number: usize) -> (Oa, ProfileRecord) {
    let life = if number < OAS - 3 { LIVES[0] } else { LIVES[number - (OAS - 4)] };
    let mut record = record(SignedDuration::from_hours(24));
    record.profile.id = ProfileId::numbered(u32::try_from(number).unwrap());
    let mut oa = Oa { life, ends: 0, spent_at: Vec::new(), clicks: 0 };
    give(&mut oa, &mut record, at(START), 0);
    (oa, record)
}

/// Sets the next pair, with its lives counted from that time.
fn give(oa: &mut Oa, record: &mut ProfileRecord, issued_at: Timestamp, passed: u64) {
    let expiry = &mut record.current.expiry;
    expiry.issued_at = Some(issued_at);
    expiry.access_expires_at = Some(issued_at + Duration::from_secs(oa.life));
    expiry.refresh_expires_at = Some(issued_at + REFRESH_LIFE);
    record.current.generation = record.current.generation.next();
    oa.ends = passed + oa.life;
}

/// Carries out a refresh as preflight and Zalo would.
fn spend(world: &World, oa: &mut Oa, record: &mut ProfileRecord, newest: &mut Timestamp) -> AttemptResult {
    let wall = world.wall();
    let at_zalo = world.look().and_then(|found| found.date);
    let agreed = at_zalo.is_some_and(|date| clock_skew::agree(date, wall));
    if !clock_skew::is_sane(wall, Some(*newest)) && !agreed {
        return AttemptResult::NotSent(NotSent::ClockBehind);
    }
    let Some(at_zalo) = at_zalo else { return AttemptResult::NotSent(NotSent::Network(NotSentCause::Dns)) };
    oa.spent_at.push(world.passed);
    *newest = wall.max(*newest);
    give(oa, record, if agreed { wall } else { at_zalo }, world.passed);
    AttemptResult::Saved(SavedNote::Whole)
}

/// Carries out a refresh request.
fn refresh(world: &World, oa: &mut Oa, record: &mut ProfileRecord, newest: &mut Timestamp) -> AttemptResult {
    let before = oa.spent_at.last().copied();
    let result = spend(world, oa, record, newest);
    if result != AttemptResult::Saved(SavedNote::Whole) {
        return result;
    }
    assert!(world.uptime - world.woke_at >= STEADY.as_secs(), "within 15 s of waking");
    assert!(world.wrong == 0, "sent while the clock was wrong: {}", world.wrong);
    assert!(before.is_none_or(|last| world.passed - last >= 60), "twice within a minute");
    result
}

fn live(seed: u64) -> (usize, u64) {
    let mut world = World {
        dice: Dice(seed.max(1)),
        passed: 0,
        uptime: 0,
        wrong: 0,
        is_set_right_at: 0,
        online: true,
        woke_at: 0,
        fine_since: 0,
    };
    let (mut oas, mut records): (Vec<Oa>, Vec<ProfileRecord>) = (0..OAS).map(oa).unzip();
    let (mut backoff, policy, mut newest) = (AutoRefreshState::new(), Policy::default(), at(START));
    let mut looks = 0;
    while world.passed < DAYS * 24 * HOUR {
        let uptime = Duration::from_secs(world.uptime);
        let tick = Tick {
            now: world.wall(),
            uptime,
            late: std::time::Duration::ZERO,
            records: &records,
            policy: &policy,
            newest_known: Some(newest),
        };
        let (requests, sleep) = backoff.look(&tick);
        looks += 1;
        for request in requests {
            match request {
                Action::Probe => backoff.probed(world.look(), world.wall(), uptime),
                Action::Refresh(id) => {
                    let number = records.iter().position(|record| record.profile.id == id).unwrap();
                    let result = refresh(&world, &mut oas[number], &mut records[number], &mut newest);
                    backoff.ended(&id, Some(&result), uptime);
                }
            }
        }
        // A person clicks at times, more often when the clock is wrong. Whatever the clock shows then, the scheduler
        // must continue correctly.
        if world.dice.one_in(if world.wrong == 0 { 2000 } else { 50 }) {
            let number = usize::try_from(world.dice.below(OAS as u64)).unwrap();
            let sent = spend(&world, &mut oas[number], &mut records[number], &mut newest);
            oas[number].clicks += usize::from(sent == AttemptResult::Saved(SavedNote::Whole));
        }
        world.pass(sleep.as_secs().max(1));
        let has_had_time = world.is_fine() && world.passed - world.fine_since >= CATCHES_UP;
        for oa in oas.iter().filter(|_| has_had_time) {
            assert!(oa.ends > world.passed, "an OA is late by {} s", world.passed - oa.ends);
        }
    }
    for (oa, record) in oas.iter().zip(&records) {
        let most = DAYS * 24 * HOUR / (oa.life * 7 / 10) + 2 + oa.clicks as u64;
        assert!(oa.spent_at.len() as u64 <= most, "{} spends with a lifetime of {} s", oa.spent_at.len(), oa.life);
        assert_eq!(record.current.generation, Generation(3 + u32::try_from(oa.spent_at.len()).unwrap()));
    }
    (oas.iter().map(|oa| oa.spent_at.len()).sum(), looks)
}

#[test]
fn ninety_days_of_fifty_oas_are_refreshed_in_time_and_within_the_rules() {
    let given = option_env!("OA_TOKEN_SEED").and_then(|seed| seed.parse().ok());
    let seeds = given.map_or(1..=1, |seed: u64| seed..=seed);
    for seed in seeds {
        let told = std::panic::catch_unwind(|| live(seed));
        let (spends, looks) = told.unwrap_or_else(|_| panic!("seed {seed}"));
        assert!(spends > OAS * 60 && looks > 100_000, "seed {seed}: {spends} spends in {looks} looks");
    }
}
