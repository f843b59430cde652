//! Automatic refresh, with the real vault, the real client and practice Zalo; time passes sixty times as fast.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::clock::{Clock, SystemClock};
use oa_token_engine::host::Host;
use oa_token_engine::{AutoRefreshEvent, Engine, EngineOptions};
use oa_token_model::outcome::Outcome;
use oa_token_model::profile::ProfileId;
use oa_token_model::schedule::{NextRefresh, SkipReason};
use oa_token_model::token::Generation;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use zalo_sim::{ExpiresIn, Fault};

use crate::bench::{Bench, UNREACHABLE, options, refresh, started};

const PACE: u32 = 60;
/// Long enough for a slow computer; no test waits for it to prove something.
const PATIENCE: Duration = Duration::from_secs(30);

/// Both clocks of a computer on which time passes faster.
struct Fast {
    begun: Instant,
    at: Timestamp,
}

impl Fast {
    fn passed(&self) -> Duration {
        self.begun.elapsed() * PACE
    }
}

impl Clock for Fast {
    fn now(&self) -> Timestamp {
        self.at + self.passed()
    }
}

impl Host for Fast {
    fn id(&self) -> Option<String> {
        None
    }

    fn uptime(&self) -> Duration {
        self.passed()
    }

    fn inhibit_sleep(&self) -> Box<dyn Send> {
        Box::new(())
    }
}

/// Another program on the bench's home, on a fast computer.
async fn fast_engine(bench: &Bench) -> Engine {
    fast_engine_at(bench, &bench.sim.origin()).await
}

/// The same, with Zalo at this address.
async fn fast_engine_at(bench: &Bench, origin: &str) -> Engine {
    let fast = Arc::new(Fast { begun: Instant::now(), at: SystemClock.now() });
    let mut options = EngineOptions { clock: fast.clone(), host: fast, ..options(bench.home.path(), origin) };
    options.timeouts.pace = PACE;
    started(options).await
}

/// A profile that was refreshed by hand, with an access token that is due, switched on.
async fn due(bench: &Bench) -> ProfileId {
    bench.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
    bench.click().await;
    bench.set_automatic().await;
    bench.profile.clone()
}

/// The clock of an engine, running.
struct Running {
    news: mpsc::UnboundedReceiver<AutoRefreshEvent>,
    /// What came and was not waited for: an end and what comes next are told in any order.
    passed: Vec<AutoRefreshEvent>,
    task: JoinHandle<()>,
}

fn run(engine: &Engine) -> Running {
    let (tell, news) = mpsc::unbounded_channel();
    let engine = engine.clone();
    let task = tokio::spawn(async move { engine.auto_refresh().run(|each| drop(tell.send(each))).await });
    Running { news, passed: Vec::new(), task }
}

impl Running {
    async fn next(&mut self) -> AutoRefreshEvent {
        tokio::time::timeout(PATIENCE, self.news.recv())
            .await
            .expect("an event arrived in time")
            .expect("the clock runs")
    }

    /// Waits for news of this kind.
    async fn until(&mut self, is_it: impl Fn(&AutoRefreshEvent) -> bool) -> AutoRefreshEvent {
        if let Some(at) = self.passed.iter().position(&is_it) {
            return self.passed.remove(at);
        }
        loop {
            let news = self.next().await;
            if is_it(&news) {
                return news;
            }
            self.passed.push(news);
        }
    }

    /// Waits for the end of a refresh.
    async fn ended(&mut self) -> (String, Arc<Outcome>) {
        let ended = self.until(|news| matches!(news, AutoRefreshEvent::Ended(..))).await;
        let AutoRefreshEvent::Ended(_, name, outcome) = ended else { panic!("ended") };
        (name, outcome)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_due_oa_is_refreshed_automatically_and_reported() {
    let bench = Bench::new().await;
    let id = due(&bench).await;
    let engine = fast_engine(&bench).await;
    let mut running = run(&engine);
    assert!(matches!(running.next().await, AutoRefreshEvent::Owns));
    let (name, outcome) = running.ended().await;
    assert_eq!((name.as_str(), outcome.result.message_id(), outcome.generation), ("shop", "saved", Generation(3)));
    bench.assert_live().await;
    // Its new token lives a day: nothing more is due, and it is told when the next one is.
    let soon = engine.now() + SignedDuration::from_hours(20);
    running.until(|news| matches!(news, AutoRefreshEvent::Next(Some((_, at))) if *at > soon)).await;
    assert_eq!(bench.sim.spends(), 2);
    assert!(matches!(engine.auto_refresh().schedule().await.unwrap()[..], [(ref of, NextRefresh::At(_))] if *of == id));
    bench.assert_contract();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_program_runs_the_schedule_and_another_takes_over_when_it_ends() {
    let bench = Bench::new().await;
    due(&bench).await;
    let (first, second) = (fast_engine(&bench).await, fast_engine(&bench).await);
    let mut owner = run(&first);
    assert!(matches!(owner.next().await, AutoRefreshEvent::Owns));
    let mut waiting = run(&second);
    assert!(matches!(waiting.next().await, AutoRefreshEvent::Waits));
    owner.ended().await;
    owner.task.abort();
    assert!(owner.task.await.unwrap_err().is_cancelled());
    waiting.until(|news| matches!(news, AutoRefreshEvent::Owns)).await;
    assert_eq!(bench.sim.spends(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_never_retried_automatically() {
    let bench = Bench::new().await;
    let id = due(&bench).await;
    bench.sim.script([Fault::ErrorCode { code: -14004, name: "FAKE no".to_owned() }]);
    let engine = fast_engine(&bench).await;
    let mut running = run(&engine);
    assert_eq!(running.ended().await.1.result.message_id(), "refused-secret-key");
    running.until(|news| matches!(news, AutoRefreshEvent::Next(None))).await;
    assert_eq!(
        engine.auto_refresh().schedule().await.unwrap(),
        [(id.clone(), NextRefresh::Never(SkipReason::NeedsPerson))]
    );
    // A person sends it: from then on it goes by itself again.
    bench.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
    refresh(&engine, &id).await;
    running.ended().await;
    assert_eq!(bench.sim.spends(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn switches_and_pauses_stop_it_and_a_pasted_pair_with_automatic_refresh_is_due() {
    let bench = Bench::new().await;
    assert_eq!(
        bench.next_refresh().await,
        NextRefresh::Never(SkipReason::SwitchedOff),
        "a new profile is switched off"
    );
    bench.set_automatic().await;
    assert_eq!(bench.next_refresh().await, NextRefresh::Due);
    bench.click().await;
    assert!(matches!(bench.next_refresh().await, NextRefresh::At(_)));
    bench.engine.auto_refresh().pause(Some(SignedDuration::from_hours(1))).await.unwrap();
    assert!(matches!(bench.next_refresh().await, NextRefresh::Never(SkipReason::Paused(_))));
    bench.engine.auto_refresh().pause(None).await.unwrap();
    bench.engine.auto_refresh().set_margin_hours(40).await.unwrap();
    assert_eq!(bench.engine.auto_refresh().policy().await.margin, SignedDuration::from_hours(12));
    bench.engine.auto_refresh().set_all_automatic(false).await.unwrap();
    assert_eq!(bench.next_refresh().await, NextRefresh::Never(SkipReason::SwitchedOff));
    bench.engine.auto_refresh().set_all_automatic(true).await.unwrap();
    assert!(matches!(bench.next_refresh().await, NextRefresh::At(_)));
    let history = bench.engine.profiles().history(None, 10).await.unwrap();
    assert!(history.iter().any(|line| line.event.message_id() == "history-automatic-on"));
    // What is off runs no clock: another program may know better.
    bench.engine.auto_refresh().set_automatic(&bench.profile, false).await.unwrap();
    let engine = fast_engine(&bench).await;
    let mut running = run(&engine);
    assert!(matches!(running.next().await, AutoRefreshEvent::Next(None)));
    engine.auto_refresh().set_automatic(&bench.profile, true).await.unwrap();
    running.until(|news| matches!(news, AutoRefreshEvent::Owns)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_clock_differs_from_zalos_nothing_is_spent() {
    let bench = Bench::new().await;
    due(&bench).await;
    bench.sim.advance(Duration::from_secs(3600 * 26));
    let engine = fast_engine(&bench).await;
    let mut running = run(&engine);
    running.until(|news| matches!(news, AutoRefreshEvent::Misdated)).await;
    assert_eq!(bench.sim.spends(), 1);
    assert_eq!(
        engine.auto_refresh().schedule().await.unwrap()[0].1,
        NextRefresh::Never(SkipReason::ClockWrong),
        "the screen reports it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_oa_that_waits_for_the_network_is_reported_once() {
    let bench = Bench::new().await;
    due(&bench).await;
    let engine = fast_engine_at(&bench, UNREACHABLE).await;
    let mut running = run(&engine);
    running.until(|news| matches!(news, AutoRefreshEvent::Next(Some(_)))).await;
    // Three of its minutes.
    let more = tokio::time::timeout(Duration::from_secs(3), running.news.recv()).await;
    assert!(more.is_err(), "{more:?}");
}
