//! The scheduler's memory: what it tried, how often it failed, whether the computer has just woken, whether the network
//! is stable. Pure: takes both clocks, and returns what to do.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::{NextRefresh, Policy, is_absurd, next};
use crate::clock_skew;
use crate::outcome::AttemptResult;
use crate::profile::ProfileId;
use crate::records::ProfileRecord;
use crate::refresh::NotSent;
use crate::zalo::Found;

/// The longest sleep between two ticks: timers stop while a computer sleeps, and clocks are set.
pub const LONGEST_SLEEP: Duration = Duration::from_secs(37);
/// How long a network must be reachable before a token is spent on it.
pub const STEADY: Duration = Duration::from_secs(15);
/// How often it is probed meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(5);
/// A network that is unreachable for this long is probed less often.
const SOON: Duration = Duration::from_secs(300);
/// A larger difference between the two clocks is a sleep or a set clock, not drift.
const JUMP: SignedDuration = SignedDuration::from_secs(20);
/// The pauses after tries that sent nothing; the last one repeats.
const BACKOFF: [Duration; 5] = [
    Duration::from_secs(60),
    Duration::from_secs(120),
    Duration::from_secs(300),
    Duration::from_secs(600),
    Duration::from_secs(900),
];

/// What the scheduler knows at one tick.
#[derive(Debug, Clone, Copy)]
pub struct Tick<'a> {
    /// The wall clock.
    pub now: Timestamp,
    /// Monotonic time since start. May pause during suspend.
    pub uptime: Duration,
    /// How much later than planned this tick came.
    pub late: Duration,
    /// All profiles.
    pub records: &'a [ProfileRecord],
    /// The user's settings.
    pub policy: &'a Policy,
    /// The newest time the ledger knows.
    pub newest_known: Option<Timestamp>,
}

/// What to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Check whether Zalo can be reached and what its time is, and report it with [`AutoRefreshState::probed`].
    Probe,
    /// Refresh this profile, and report the result with [`AutoRefreshState::ended`].
    Refresh(ProfileId),
}

/// The scheduler's memory; see the module.
#[derive(Debug, Default)]
pub struct AutoRefreshState {
    seen: Option<(Timestamp, Duration)>,
    doubt: Option<NetworkCheck>,
    under_way: HashSet<ProfileId>,
    vain: HashMap<ProfileId, FailureCount>,
}

/// A network that is not known to be stable.
#[derive(Debug, Clone, Copy)]
struct NetworkCheck {
    began: Duration,
    /// Since when every probe has succeeded.
    reached_since: Option<Duration>,
    /// Whether Zalo's clock shows that this computer's clock is wrong.
    is_misdated: bool,
}

impl NetworkCheck {
    fn new(uptime: Duration) -> Self {
        Self { began: uptime, reached_since: None, is_misdated: false }
    }
}

/// The failed tries of one profile.
#[derive(Debug, Clone, Copy)]
struct FailureCount {
    count: usize,
    last: Duration,
}

impl AutoRefreshState {
    /// Creates an empty memory: after a start the scheduler waits for a stable network, as after a sleep.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns what to do now, and the longest time until the next tick.
    pub fn look(&mut self, tick: &Tick<'_>) -> (Vec<Action>, Duration) {
        self.record_jump(tick);
        if is_absurd(tick.newest_known, tick.now) {
            return (Vec::new(), LONGEST_SLEEP);
        }
        let mut due = Vec::new();
        let mut sleep = LONGEST_SLEEP;
        for record in tick.records {
            let id = &record.profile.id;
            if self.under_way.contains(id) {
                continue;
            }
            let wait = match next(record, tick.policy, tick.now) {
                NextRefresh::Never(_) => continue,
                NextRefresh::At(at) => at.duration_since(tick.now).try_into().unwrap_or_default(),
                NextRefresh::Due => self.pause_left(id, tick.uptime),
            };
            if wait.is_zero() {
                due.push(id.clone());
            } else {
                sleep = sleep.min(wait);
            }
        }
        if due.is_empty() {
            return (Vec::new(), sleep);
        }
        if !self.is_steady(tick.uptime) {
            return (vec![Action::Probe], self.look_again(tick.uptime));
        }
        self.under_way.extend(due.iter().cloned());
        (due.into_iter().map(Action::Refresh).collect(), sleep)
    }

    /// Records the result of a probe. Nothing is spent while this clock and Zalo's disagree: the lives would count from
    /// a wrong day, and the ledger would record a time that may not come for years.
    pub fn probed(&mut self, found: Option<Found>, now: Timestamp, uptime: Duration) {
        let Some(doubt) = &mut self.doubt else { return };
        let date = found.and_then(|found| found.date);
        doubt.is_misdated = date.is_some_and(|date| !clock_skew::agree(now, date));
        let is_good = found.is_some() && !doubt.is_misdated;
        doubt.reached_since = if is_good { doubt.reached_since.or(Some(uptime)) } else { None };
    }

    /// Returns whether nothing is spent because this computer's clock is wrong, as Zalo's clock shows.
    pub fn is_misdated(&self) -> bool {
        self.doubt.is_some_and(|doubt| doubt.is_misdated)
    }

    /// Records the result of a refresh; `None` if it could not even be tried.
    pub fn ended(&mut self, id: &ProfileId, result: Option<&AttemptResult>, uptime: Duration) {
        self.under_way.remove(id);
        if let Some(AttemptResult::Saved(_)) = result {
            self.vain.remove(id);
        } else {
            // A profile that needs a person is not due any more. Until the new state is read, and in all other cases,
            // it waits.
            let count = self.vain.get(id).map_or(1, |vain| vain.count + 1);
            self.vain.insert(id.clone(), FailureCount { count, last: uptime });
        }
        if matches!(result, Some(AttemptResult::NotSent(NotSent::Network(_)))) {
            self.doubt = Some(NetworkCheck::new(uptime));
        }
    }

    fn pause_left(&self, id: &ProfileId, uptime: Duration) -> Duration {
        let Some(vain) = self.vain.get(id) else { return Duration::ZERO };
        let pause = BACKOFF[vain.count.clamp(1, BACKOFF.len()) - 1];
        (vain.last + pause).saturating_sub(uptime)
    }

    /// Treats the network as unproven when the two clocks diverge: the computer slept, or its clock was set.
    fn record_jump(&mut self, tick: &Tick<'_>) {
        let parted = self.seen.is_none_or(|(now, uptime)| {
            let wall = tick.now.duration_since(now);
            let passed = SignedDuration::try_from(tick.uptime.saturating_sub(uptime)).unwrap_or(SignedDuration::MAX);
            (wall.checked_sub(passed)).is_none_or(|difference| difference.abs() > JUMP)
        });
        self.seen = Some((tick.now, tick.uptime));
        // On Windows the uptime includes sleep, so only a late tick shows it.
        if parted || tick.late > JUMP.unsigned_abs() {
            self.doubt = Some(NetworkCheck::new(tick.uptime));
        }
    }

    /// Returns whether tokens may be spent on this network: Zalo was reached, and its time did not contradict this
    /// clock. Otherwise a send might start just when the network returns, by a clock that was not checked.
    fn is_steady(&mut self, uptime: Duration) -> bool {
        let Some(doubt) = self.doubt else { return true };
        let is_steady = doubt.reached_since.is_some_and(|since| uptime.saturating_sub(since) >= STEADY);
        if is_steady {
            self.doubt = None;
        }
        is_steady
    }

    fn look_again(&self, uptime: Duration) -> Duration {
        let is_long_away =
            |doubt: NetworkCheck| doubt.reached_since.is_none() && uptime.saturating_sub(doubt.began) >= SOON;
        if self.doubt.is_some_and(is_long_away) { LONGEST_SLEEP } else { LOOK_AGAIN }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::SavedNote;
    use crate::schedule::tests::{NOW, at, record};
    use crate::zalo::NotSentCause;

    const OFFLINE: AttemptResult = AttemptResult::NotSent(NotSent::Network(NotSentCause::Dns));

    /// A scheduler memory with a wall clock and an uptime that advance together unless a test changes one.
    struct Bench {
        backoff: AutoRefreshState,
        now: Timestamp,
        uptime: Duration,
        late: Duration,
        records: Vec<ProfileRecord>,
    }

    impl Bench {
        /// Creates one with one due profile.
        fn new() -> Self {
            let records = vec![record(SignedDuration::from_hours(1))];
            Self {
                backoff: AutoRefreshState::new(),
                now: at(NOW),
                uptime: Duration::from_secs(1000),
                late: Duration::ZERO,
                records,
            }
        }

        fn look(&mut self) -> (Vec<Action>, Duration) {
            let tick = Tick {
                now: self.now,
                uptime: self.uptime,
                late: self.late,
                records: &self.records,
                policy: &Policy::default(),
                newest_known: Some(at(NOW)),
            };
            self.backoff.look(&tick)
        }

        fn pass(&mut self, seconds: u64) {
            self.uptime += Duration::from_secs(seconds);
            self.now += Duration::from_secs(seconds);
        }

        fn probe(&mut self, reached: bool) {
            let found = reached.then_some(Found { date: Some(self.now + SignedDuration::from_secs(90)) });
            self.backoff.probed(found, self.now, self.uptime);
        }

        fn id(&self) -> ProfileId {
            self.records[0].profile.id.clone()
        }

        /// Waits for a stable network; returns the seconds until the refresh.
        fn settle(&mut self) -> u64 {
            for waited in 0..=400 {
                match self.look().0.as_slice() {
                    [Action::Refresh(_)] => return waited,
                    [Action::Probe] => self.probe(true),
                    other => panic!("{other:?}"),
                }
                self.pass(1);
            }
            panic!("the network never became steady");
        }
    }

    #[test]
    fn after_a_start_it_waits_for_fifteen_seconds_of_network() {
        let mut bench = Bench::new();
        assert_eq!(bench.look().0, [Action::Probe]);
        assert_eq!(bench.settle(), 15);
        assert_eq!(bench.look().0, [], "it is in progress");
        bench.backoff.ended(&bench.id(), Some(&AttemptResult::Saved(SavedNote::Whole)), bench.uptime);
        assert_eq!(bench.settle(), 0, "the network is known to be steady");
    }

    #[test]
    fn an_unstable_network_restarts_the_wait() {
        let mut bench = Bench::new();
        for _ in 0..10 {
            bench.look();
            bench.probe(true);
            bench.pass(10);
            bench.look();
            bench.probe(false);
            bench.pass(1);
        }
        assert_eq!(bench.settle(), 15);
    }

    /// Windows includes sleep in the uptime.
    #[test]
    fn a_late_check_means_a_sleep() {
        for (late, waited) in [(20, 0), (21, 15)] {
            let mut bench = Bench::new();
            bench.settle();
            bench.backoff.ended(&bench.id(), Some(&AttemptResult::Saved(SavedNote::Whole)), bench.uptime);
            bench.pass(30 + late);
            bench.late = Duration::from_secs(late);
            bench.records[0].automatic = false;
            bench.look();
            bench.records[0].automatic = true;
            bench.late = Duration::ZERO;
            assert_eq!(bench.settle(), waited, "{late} s late");
        }
    }

    #[test]
    fn a_sleep_and_a_clock_change_are_detected_and_drift_is_not() {
        for jump in [-10 * 365 * 24 * 3600, -25 * 3600, -60, 60, 25 * 3600] {
            let mut bench = Bench::new();
            bench.settle();
            bench.backoff.ended(&bench.id(), Some(&AttemptResult::Saved(SavedNote::Whole)), bench.uptime);
            bench.pass(30);
            bench.now += SignedDuration::from_secs(jump);
            // Due whatever the wall clock shows.
            bench.records = vec![record(SignedDuration::from_secs(jump + 30))];
            assert_eq!(bench.look().0, [Action::Probe], "{jump}");
        }
        let mut bench = Bench::new();
        bench.settle();
        bench.backoff.ended(&bench.id(), Some(&AttemptResult::Saved(SavedNote::Whole)), bench.uptime);
        bench.pass(30);
        bench.now += SignedDuration::from_secs(2);
        assert_eq!(bench.settle(), 0);
    }

    #[test]
    fn failed_tries_have_growing_intervals() {
        let mut bench = Bench::new();
        bench.settle();
        let mut apart = Vec::new();
        for _ in 0..7 {
            bench.backoff.ended(&bench.id(), Some(&AttemptResult::Busy), bench.uptime);
            let begun = bench.uptime;
            loop {
                let (requests, sleep) = bench.look();
                if !requests.is_empty() {
                    break;
                }
                assert!(sleep <= LONGEST_SLEEP && !sleep.is_zero());
                bench.pass(sleep.as_secs().max(1));
            }
            apart.push(bench.uptime.saturating_sub(begun).as_secs());
        }
        assert_eq!(apart, [60, 120, 300, 600, 900, 900, 900]);
    }

    #[test]
    fn a_lost_network_is_probed_and_nothing_is_sent_until_it_returns() {
        let mut bench = Bench::new();
        bench.settle();
        bench.backoff.ended(&bench.id(), Some(&OFFLINE), bench.uptime);
        bench.pass(60);
        let mut sleeps = Vec::new();
        for _ in 0..100 {
            let (requests, sleep) = bench.look();
            assert_eq!(requests, [Action::Probe]);
            bench.probe(false);
            bench.pass(sleep.as_secs());
            sleeps.push(sleep);
        }
        assert_eq!((sleeps[0], sleeps[99]), (LOOK_AGAIN, LONGEST_SLEEP), "the checks become less frequent");
        assert_eq!(bench.settle(), 15);
    }

    #[test]
    fn while_the_clock_differs_from_zalos_nothing_is_ever_spent() {
        let mut bench = Bench::new();
        for _ in 0..1000 {
            assert_eq!(bench.look().0, [Action::Probe]);
            let date = Some(bench.now - SignedDuration::from_hours(25));
            bench.backoff.probed(Some(Found { date }), bench.now, bench.uptime);
            assert!(bench.backoff.is_misdated());
            bench.pass(5);
        }
        assert_eq!(bench.settle(), 15, "after the clock is correct");
        assert!(!bench.backoff.is_misdated());
    }

    #[test]
    fn a_clock_years_ahead_requests_no_refresh() {
        let mut bench = Bench::new();
        bench.settle();
        bench.backoff.ended(&bench.id(), None, bench.uptime);
        bench.pass(3600);
        bench.now += SignedDuration::from_hours(10 * 365 * 24);
        assert_eq!(bench.look().0, []);
    }
}
