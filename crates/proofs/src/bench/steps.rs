//! Where our own time goes, and how long an answer is only in memory.

use std::io::{Seek, Write};
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use oa_token_engine::zalo_client::{ClientOptions, ZaloClient};
use oa_token_engine::{AttemptPhase, Engine, EngineEvent, EngineOptions};
use oa_token_model::origin::Origin;
use oa_token_model::profile::AppId;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::zalo::{Delivery, TokenRequest};
use testkit::ShiftedClock;
use tokio::runtime::Runtime;
use tokio::sync::broadcast::Receiver;
use zalo_sim::{Config, Sim};

use super::Line;
use super::saved::SavedAt;
use crate::home::{self, APP_ID, Home, SECRET_KEY};
use crate::proof::{Scale, Trouble};
use crate::wire::fence;

/// Number of refreshes of one OA in a run: almost a year of one refresh a day.
const REFRESHES: usize = 300;
/// Number of such runs. The page shows the p99 of each, and the parts of the one with the lowest: a computer or disk
/// that is busy with something else for a tenth of a second decides the p99 of 300 refreshes.
const RUNS: usize = 5;
/// Number of syncs between an answer and its pair in both files: three commits with a rollback journal.
const SYNCS: usize = 12;
/// Number of bytes written before each of these syncs, about as many as a commit writes.
const SYNCED: usize = 16 * 1024;
/// The time between two refreshes, on the clocks of the engine and of practice Zalo.
const BETWEEN: Duration = Duration::from_secs(24 * 60 * 60);
const DISK_ALONE: &str = "disk alone: 12 × 16 KiB written and synced";
/// A step that was not reported by then is a defect of the bench.
const PATIENCE: Duration = Duration::from_secs(60);

/// Measures the steps, and the time from answer to durable: of each run, with the disk's own part, the best run first.
pub(super) fn measure(scale: &Scale) -> Result<(Vec<Line>, Vec<Line>), Trouble> {
    let sim = home::zalo(Config::default())?;
    let home = Home::new(scale.command(), sim.origin())?;
    home.import("shop", &sim.issue_pair(APP_ID).refresh_token, &[])?;
    let mut lines = Vec::new();
    for (what, args) in
        [("start: `oa-token --version`", "--version"), ("start, open the vault: `oa-token list`", "list")]
    {
        let times = (0..=scale.count).map(|_| {
            let begun = Instant::now();
            home.run(&[args]).map(|_| millis(begun))
        });
        lines.push(Line::new(what, times.skip(1).collect::<Result<_, Trouble>>()?));
    }
    let runtime = Runtime::new()?;
    let (open, unlock) = runtime.block_on(keys(&home, scale.count))?;
    lines.extend([Line::new("open the vault's file", open), Line::new("key from a key file", unlock)]);
    let (saved, mut runs) = (SavedAt::listen()?, Vec::new());
    for _ in 0..RUNS {
        let parts = run(scale, &runtime, &saved)?;
        let durable = Line::new("answer to durable", parts.durable.clone());
        runs.push((durable, Line::new(DISK_ALONE, disk(&home, SYNCS, SYNCED)?), parts));
    }
    runs.sort_by(|(one, ..), (other, ..)| one.part(99).total_cmp(&other.part(99)));
    let mut durable = Vec::new();
    let mut best = Parts::default();
    for (place, (ours, disks, parts)) in runs.into_iter().enumerate() {
        durable.extend([ours, disks]);
        if place == 0 {
            best = parts;
        }
    }
    let parts = best;
    let network = runtime.block_on(network(&sim))?;
    lines.push(Line::new("disk alone: 4 KiB written and synced", disk(&home, 1, 4096)?));
    lines.push(Line::new("ledger before the send: lock, reserve, `Prepared`, `Sending`", parts.before));
    lines.push(Line::new("network alone: client, connection, answer", network));
    lines.push(Line::new("network, and `Responded` durable", parts.sending));
    lines.push(Line::new("save: the new pair durable and reported", parts.saving));
    Ok((lines, durable))
}

/// Measures durable writes on this disk, one after the other, independent of the program.
fn disk(home: &Home, syncs: usize, bytes: usize) -> Result<Vec<f64>, Trouble> {
    let mut file = std::fs::File::create(home.folder().join("disk"))?;
    let mut times = Vec::new();
    for _ in 0..REFRESHES {
        let begun = Instant::now();
        for _ in 0..syncs {
            file.rewind()?;
            file.write_all(&vec![1; bytes])?;
            file.sync_all()?;
        }
        times.push(millis(begun));
    }
    Ok(times)
}

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

/// Opens and unlocks the vault as each start of the command does.
async fn keys(home: &Home, count: u64) -> Result<(Vec<f64>, Vec<f64>), Trouble> {
    let (mut open, mut unlock) = (Vec::new(), Vec::new());
    for round in 0..=count {
        let engine = Engine::start(home.options()?)?;
        let begun = Instant::now();
        engine.open().await?;
        let opened = millis(begun);
        let begun = Instant::now();
        engine.protection().unlock().await?;
        if round > 0 {
            open.push(opened);
            unlock.push(millis(begun));
        }
    }
    Ok((open, unlock))
}

/// The parts of a refresh, in milliseconds.
#[derive(Default)]
struct Parts {
    before: Vec<f64>,
    sending: Vec<f64>,
    saving: Vec<f64>,
    durable: Vec<f64>,
}

/// Measures the refreshes of one OA in a new home.
fn run(scale: &Scale, runtime: &Runtime, saved: &SavedAt) -> Result<Parts, Trouble> {
    let sim = home::zalo(Config::default())?;
    let home = Home::new(scale.command(), sim.origin())?;
    home.import("shop", &sim.issue_pair(APP_ID).refresh_token, &[])?;
    runtime.block_on(refreshes(&home, &sim, saved))
}

/// Refreshes the OA once a day.
async fn refreshes(home: &Home, sim: &Sim, saved: &SavedAt) -> Result<Parts, Trouble> {
    let clock = ShiftedClock::ahead(SignedDuration::ZERO);
    let engine = testkit::started(EngineOptions { clock: clock.clone(), ..home.options()? }).await?;
    let profile = engine.profiles().resolve("shop").await?.profile.id;
    let mut parts = Parts::default();
    for round in 0..=REFRESHES {
        let events = tokio::spawn(phases(engine.events()));
        let settled = sim.wait_for_outcome(sim.ledger().token_requests().count() + 1);
        let settled = tokio::spawn(async move {
            settled.await;
            Instant::now()
        });
        engine.refresh().send(&profile, Trigger::User).await?;
        let done = Instant::now();
        let [preparing, sending, saving] = tokio::time::timeout(PATIENCE, events).await???;
        let settled = tokio::time::timeout(PATIENCE, settled).await??;
        clock.pass(SignedDuration::from_hours(24));
        sim.advance(BETWEEN);
        if round == 0 {
            continue;
        }
        let between = |from: Instant, to: Instant| to.saturating_duration_since(from).as_secs_f64() * 1000.0;
        parts.before.push(between(preparing, sending));
        parts.sending.push(between(sending, saving));
        parts.saving.push(between(saving, done));
        let durable = saved.take().ok_or("a refresh logged no saved pair")?;
        parts.durable.push(between(settled, durable));
    }
    let live = sim.live_pair(APP_ID).map(|pair| pair.refresh_token);
    let ours = engine.profiles().secrets(&profile).await?.current.pair.refresh;
    if ours.is_none_or(|ours| live.is_none_or(|live| live != ours.expose())) {
        return Err("after the refreshes the vault does not hold Zalo's live pair".into());
    }
    Ok(parts)
}

/// Records when a refresh began, was sent, and had its answer stored.
async fn phases(mut events: Receiver<EngineEvent>) -> Result<[Instant; 3], Trouble> {
    let mut seen = Vec::new();
    loop {
        if let EngineEvent::AttemptMoved(_, phase) = events.recv().await? {
            match phase {
                AttemptPhase::Preparing | AttemptPhase::Sending | AttemptPhase::Saving => seen.push(Instant::now()),
                AttemptPhase::Done => {
                    return seen.try_into().map_err(|_| "a refresh did not log all of its steps".into());
                }
                AttemptPhase::WaitingToRecover | AttemptPhase::RetryingSave => {
                    return Err("a refresh met a fault".into());
                }
            }
        }
    }
}

/// Measures the request alone, with the product's own client.
async fn network(sim: &Sim) -> Result<Vec<f64>, Trouble> {
    let client = ZaloClient::new(ClientOptions::default())?;
    let (origin, app_id) = (Origin::parse(&sim.origin())?, AppId::parse(APP_ID)?);
    let mut times = Vec::new();
    for round in 0..=REFRESHES {
        let token = Secret::new(sim.issue_pair(APP_ID).refresh_token);
        let request = TokenRequest::refresh(&origin, &app_id, &Secret::new(SECRET_KEY), &token)?;
        let begun = Instant::now();
        let sent = client.send(&request, &fence()).await;
        if !matches!(sent.delivery, Delivery::Answered { .. }) {
            return Err("practice Zalo did not answer".into());
        }
        if round > 0 {
            times.push(millis(begun));
        }
    }
    Ok(times)
}
