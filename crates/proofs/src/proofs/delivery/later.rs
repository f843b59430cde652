//! A receiver that is down for a day, by a simulated clock.

use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::refresh::plan::Trigger;
use testkit::{Receiver, Reply, ShiftedClock};
use zalo_sim::Config;

use super::{deliver, runtime, webhook};
use crate::home::{APP_ID, zalo};
use crate::proof::{Scale, Tally, Trouble};
use crate::rng::Rng;

const HOUR: Duration = Duration::from_secs(3600);
/// After this many hours the longest pause has ended.
const MOST_HOURS: u32 = 12;

pub(super) fn days(scale: &Scale) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    for number in 0..scale.count {
        tally.note(day(&mut Rng::new(scale.seed, number))?.map_err(|what| format!("day {number}: {what}")));
        tally.count("days with the receiver down", 1);
    }
    Ok(tally)
}

fn day(rng: &mut Rng) -> Result<Result<(), String>, Trouble> {
    let (sim, receiver, folder) = (zalo(Config::default())?, Receiver::start()?, tempfile::tempdir()?);
    let clock = ShiftedClock::ahead(SignedDuration::ZERO);
    runtime()?.block_on(async {
        let mut options = testkit::options(folder.path(), &sim.origin())?;
        options.clock = clock.clone();
        let engine = testkit::started(options).await?;
        let first = sim.issue_pair(APP_ID).refresh_token;
        let oa = engine.profiles().create(testkit::seed("shop", &first)).await?.id;
        engine.destinations().add_webhook(&oa, webhook(&receiver)?).await?;
        engine.refresh().send(&oa, Trigger::User).await?;
        engine.refresh().drain().await;
        let pass = async || {
            sim.advance(HOUR);
            clock.pass(SignedDuration::from_hours(1));
            deliver(&engine).await
        };
        receiver.always(match rng.below(4) {
            0 => Reply::Status(500, String::new()),
            1 => Reply::Status(404, "FAKE".to_owned()),
            2 => Reply::Status(307, String::new()),
            _ => Reply::Status(503, "FAKE".repeat(1000)),
        });
        let before = receiver.taken().len();
        for hour in 0..24 {
            if hour == 1 || rng.below(8) == 0 {
                engine.refresh().send(&oa, Trigger::User).await?;
                engine.refresh().drain().await;
            }
            pass().await;
        }
        receiver.always(Reply::Taken);
        let live = sim.live_pair(APP_ID).ok_or("no live pair")?.access_token;
        let mut hours = 0;
        while pass().await > 0 {
            hours += 1;
            if hours > MOST_HOURS {
                return Ok(Err("the newest pair did not arrive in time".to_owned()));
            }
        }
        for _ in 0..MOST_HOURS {
            pass().await;
        }
        let taken = receiver.taken().split_off(before);
        Ok(match taken.as_slice() {
            [only] if only.contains(&live) => Ok(()),
            taken => Err(format!("{} messages arrived, or not the newest pair", taken.len())),
        })
    })
}
