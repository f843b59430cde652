//! Delivery of new pairs to places, and alerts: across kills, power cuts, a receiver that is down for a day, a month of
//! failures, foreign addresses; and a search for what must stay secret.

mod addresses;
mod interrupted;
mod later;
mod month;
mod secrets;

use std::time::{Duration, Instant};

use oa_token_engine::{Engine, NewWebhook};
use oa_token_model::destination::WebhookAddress;
use oa_token_model::refresh::plan::Trigger;
use testkit::Receiver;
use tokio::runtime::Runtime;
use zalo_sim::Config;

use super::canary::search;
use crate::home::{APP_ID, zalo};
use crate::proof::{Proof, Scale, Tally, Trouble};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "delivery",
    about: "new pairs on their way to a receiver, and alerts: kill -9 and power cuts of a refresh, a receiver down for a day \
            and a month of failures on simulated clocks, names that lead to addresses of every kind, and a search for \
            secrets in all that was printed and written",
    holds: "the newest pair arrives at least once, and last; after a day exactly the newest; no alert comes twice within a \
            day and none is forgotten; nothing connects to an address that was not checked; no address of a place, signing \
            secret, bot token, chat, API key or token is found",
    full: 1_000,
    quick: 30,
    run,
};

/// How many deliveries are measured, at most.
const MEASURED: u64 = 200;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    search::prove_able()?;
    let part = |share: u64| Scale { count: (scale.count * share / 100).max(2), ..scale.clone() };
    let mut tally = interrupted::kills(&part(70))?;
    tally.add(interrupted::power_cuts(&part(20))?);
    tally.add(later::days(&part(9))?);
    tally.add(month::months(&part(1))?);
    tally.add(addresses::rebound()?);
    tally.add(secrets::search(scale)?);
    measure(scale, &mut tally)?;
    Ok(tally)
}

/// Measures how long a saved pair takes to its receiver.
fn measure(scale: &Scale, tally: &mut Tally) -> Result<(), Trouble> {
    let (sim, receiver) = (zalo(Config::default())?, Receiver::start()?);
    let folder = tempfile::tempdir()?;
    let mut times = Vec::new();
    runtime()?.block_on(async {
        let engine = testkit::started(testkit::options(folder.path(), &sim.origin())?).await?;
        let first = sim.issue_pair(APP_ID).refresh_token;
        let oa = engine.profiles().create(testkit::seed("shop", &first)).await?.id;
        engine.destinations().add_webhook(&oa, webhook(&receiver)?).await?;
        for number in 1..=scale.count.clamp(20, MEASURED) {
            engine.refresh().send(&oa, Trigger::User).await?;
            let saved = Instant::now();
            engine.refresh().drain().await;
            let all = receiver.received();
            let last = all.last().filter(|_| all.len() as u64 == number).ok_or("a pair did not arrive")?;
            times.push(last.at.saturating_duration_since(saved));
        }
        Ok::<(), Trouble>(())
    })?;
    times.sort_unstable();
    let p95 = times[(times.len() * 95).div_ceil(100) - 1];
    tally.count("a webhook received after its pair was saved, p95, ms", u64::try_from(p95.as_millis())?);
    tally.note(if p95 <= Duration::from_secs(1) { Ok(()) } else { Err(format!("a webhook takes {p95:?}")) });
    Ok(())
}

fn runtime() -> Result<Runtime, Trouble> {
    Ok(tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?)
}

/// Returns the receiver as a place that gets the access token.
fn webhook(receiver: &Receiver) -> Result<NewWebhook, Trouble> {
    let address = WebhookAddress::parse(&format!("{}/FAKE_path_5d1c0a7e9b", receiver.origin()))?;
    Ok(NewWebhook { name: None, address, with_token: true, with_states: false, private_network: false, preset: None })
}

/// Delivers what is due. Returns how many places still lack the current pair.
async fn deliver(engine: &Engine) -> usize {
    let limits = (Duration::from_secs(10), Duration::from_secs(20));
    engine.destinations().deliver_due(None, limits.0, limits.1).await.undelivered
}
