//! Homes with OAs as a user has them: refreshed once by hand, then automatically.

use jiff::SignedDuration;
use oa_token_engine::EngineOptions;
use oa_token_model::outcome::AttemptResult;
use oa_token_model::refresh::plan::Trigger;
use testkit::{ShiftedClock, seed};
use zalo_sim::Sim;

use crate::home::{APP_ID, Home};
use crate::proof::Trouble;

/// Adds OAs to a home, each refreshed by hand minutes ago and switched to automatic refresh. Zalo decides how long
/// their access tokens are valid.
pub(super) async fn add(home: &Home, sim: &Sim, count: usize) -> Result<(), Trouble> {
    // Some minutes behind, so that what it refreshed does not count as just spent.
    let clock = ShiftedClock::ahead(SignedDuration::from_mins(-3));
    let engine = testkit::started(EngineOptions { clock, ..home.options()? }).await?;
    for number in 0..count {
        let seed = seed(&format!("Cà phê số {number}"), &sim.issue_pair(APP_ID).refresh_token);
        let id = engine.profiles().create(seed).await?.id;
        let outcome = engine.refresh().send(&id, Trigger::User).await?;
        if !matches!(outcome.result, AttemptResult::Saved(_)) {
            return Err(format!("OA {number} was not refreshed").into());
        }
        engine.auto_refresh().set_automatic(&id, true).await?;
    }
    engine.refresh().drain().await;
    Ok(())
}
