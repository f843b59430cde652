//! Compares each call on a vault of ten OAs and of ten thousand: a call about one OA must not depend on the number of
//! OAs.

use std::time::Instant;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::Trigger;
use testkit::seed;
use zalo_sim::{Config, Sim};

use super::page::Page;
use super::{Line, stock};
use crate::home::{self, APP_ID, Home};
use crate::proof::{Scale, Trouble};

const FEW: usize = 10;
const MANY: usize = 10_000;
/// Limit for `list` with many OAs, in milliseconds.
const LIST: f64 = 250.0;
/// Limit for every other call with many OAs, as a multiple of the time with few.
const GROWTH: f64 = 3.0;

/// Calls about all OAs.
const OF_ALL: &[&[&str]] = &[&["list"], &["--json", "list"], &["history"], &["doctor"]];
/// Calls about one.
const OF_ONE: &[&[&str]] = &[
    &["token", "shop"],
    &["refresh", "shop"],
    &["export", "shop", "--format", "env"],
    &["check", "shop"],
    &["history", "shop"],
    &["auto", "shop", "on"],
];

/// Measures.
pub(super) fn measure(scale: &Scale, page: &mut Page) -> Result<(), Trouble> {
    let sim = home::zalo(Config::default())?;
    let many = if scale.quick { MANY / 10 } else { MANY };
    let homes = [home_with(scale, &sim, FEW)?, home_with(scale, &sim, many)?];
    page.part(
        "Growth with the number of OAs",
        &format!(
            "Wall time of a call, on a vault of {FEW} OAs and on one of {many}; each OA was refreshed once and has \
             automatic refresh on. The calls alternate; the homes are in memory, so that the disk does not dominate; \
             the first round is a warm-up. `doctor` checks every seal and `list` reads every OA, so their time grows \
             with the number of OAs."
        ),
    );
    page.line("| | times | few, median | many, median | many / few |\n| --- | ---: | ---: | ---: | ---: |");
    let rounds = scale.count.min(21);
    let mut aims = Vec::new();
    for call in OF_ALL.iter().chain(OF_ONE) {
        let said = call.join(" ");
        let rounds = if said == "doctor" { rounds.min(5) } else { rounds };
        let [few, of_many] = in_turn(&homes, call, rounds)?.map(|times| Line::new(said.clone(), times).median());
        page.line(&format!("| `{said}` | {rounds} | {few:.2} ms | {of_many:.2} ms | {:.2} |", of_many / few));
        aims.push((said, few, of_many));
    }
    page.line("");
    for (said, few, of_many) in aims {
        match said.as_str() {
            "list" => page.at_most("`list` of many", of_many, LIST, " ms"),
            "--json list" | "doctor" => {}
            _ => page.at_most(&format!("`{said}`, many / few"), of_many / few, GROWTH, ""),
        }
    }
    Ok(())
}

fn home_with(scale: &Scale, sim: &Sim, count: usize) -> Result<Home, Trouble> {
    let home = stock::home(scale, sim.origin())?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let engine = testkit::started(home.options()?).await?;
        stock::fill(&engine, count - 1, minutes_ago(engine.now()))?;
        let id = engine.profiles().create(seed("shop", &sim.issue_pair(APP_ID).refresh_token)).await?.id;
        engine.refresh().send(&id, Trigger::User).await?;
        engine.refresh().drain().await;
        Ok::<_, Trouble>(())
    })?;
    Ok(home)
}

fn minutes_ago(now: Timestamp) -> Timestamp {
    now.saturating_sub(SignedDuration::from_mins(3)).unwrap_or(now)
}

/// Runs a call on each home in turn; returns the times in milliseconds.
fn in_turn(homes: &[Home; 2], call: &[&str], rounds: u64) -> Result<[Vec<f64>; 2], Trouble> {
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..=rounds {
        for (home, times) in homes.iter().zip(&mut times) {
            let begun = Instant::now();
            let output = home.run(call)?;
            let took = begun.elapsed().as_secs_f64() * 1000.0;
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                return Err(format!("`{}` ended with {}: {said}", call.join(" "), output.status).into());
            }
            if round > 0 {
                times.push(took);
            }
        }
    }
    Ok(times)
}
