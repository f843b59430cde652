//! One stop of the command.

use std::thread;
use std::time::Duration;

use super::draw::{Phase, Role, Stop};
use super::judge::{self, Seen};
use super::{Set, stopped_after};
use crate::proof::{Tally, Trouble};
use crate::recovery_check::{NAME, Shop};
use crate::rng::Rng;
use crate::sends;
use crate::watched::Watched;

/// How long a busy computer may take until a program reaches its phase.
const TO_PHASE: Duration = Duration::from_secs(30);
/// If a stop comes too late, another is tried, at most this often.
const MOST_MISSES: u32 = 20;

/// The programs of a try.
struct Both {
    holder: Watched,
    waiter: Option<Watched>,
}

/// Stops a refresh as drawn, continues it, and judges.
pub(super) fn try_one(set: &Set<'_>, drawn: &Stop, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut shop = Shop::unmeasured(folder, set.scale).map_err(|trouble| trouble.to_string())?;
    let about = |what: String| format!("{drawn:?}: {what}");
    for _ in 0..MOST_MISSES {
        let both = start(set, drawn, &shop).map_err(|trouble| about(trouble.to_string()))?;
        let Some(both) = both else {
            tally.count("ended before the stop, and was stopped again", 1);
            shop.sim.forget_script();
            sends::judge(&shop.sim.ledger(), false).and_then(|()| shop.holds_live_pair()).map_err(about)?;
            continue;
        };
        tally.count(&format!("stopped: {:?}, {:?}", drawn.phase, drawn.role), 1);
        return go_on(set, drawn, &mut shop, both, rng, tally).map_err(|what| about(sends::told(&what, &shop.sim)));
    }
    Err(about(format!("it ended before the stop {MOST_MISSES} times")))
}

/// Starts all and stops the drawn ones; returns `None` if one had ended before.
fn start(set: &Set<'_>, drawn: &Stop, shop: &Shop) -> Result<Option<Both>, Trouble> {
    let earlier = shop.sim.ledger().token_requests().count();
    shop.sim.script([drawn.fault.clone()]);
    let mut holder = match &drawn.call {
        Some((call, when)) => Watched::start(&mut stopped_after(set, shop, call, *when))?,
        None => Watched::start(&mut shop.home.command(&["--json", "refresh", NAME]))?,
    };
    match drawn.phase {
        Phase::Life => {}
        Phase::Call => return Ok(holder.is_stopped_within(TO_PHASE)?.then_some(Both { holder, waiter: None })),
        Phase::OnTheWire => reached(sends::are_read(&shop.sim, earlier + 1, TO_PHASE))?,
        Phase::Arriving | Phase::Saving => reached(sends::are_answered(&shop.sim, earlier + 1, TO_PHASE))?,
    }
    let waiter = match drawn.role {
        Role::Alone => None,
        Role::Holder | Role::Waiter | Role::Both => {
            Some(Watched::start(&mut shop.home.command(&["--json", "refresh", NAME]))?)
        }
    };
    thread::sleep(Duration::from_millis(drawn.role.to_wait_ms()) + drawn.late);
    if drawn.role != Role::Waiter {
        holder.stop()?;
        if holder.has_ended()? {
            return Ok(None);
        }
    }
    if let Some(waiter) = waiter.as_ref().filter(|_| drawn.role != Role::Holder) {
        waiter.stop()?;
    }
    Ok(Some(Both { holder, waiter }))
}

fn reached(is_reached: bool) -> Result<(), Trouble> {
    if is_reached { Ok(()) } else { Err("the request never arrived".into()) }
}

/// Continues the stopped ones after their time, in any order, and judges their output and the files.
fn go_on(
    set: &Set<'_>,
    drawn: &Stop,
    shop: &mut Shop,
    both: Both,
    rng: &mut Rng,
    tally: &mut Tally,
) -> Result<(), String> {
    let Both { mut holder, waiter } = both;
    thread::sleep(drawn.length);
    let waiter_first = rng.below(2) == 0;
    if let Some(waiter) = waiter.as_ref().filter(|_| waiter_first) {
        waiter.go_on().map_err(|trouble| trouble.to_string())?;
        thread::sleep(Duration::from_millis(rng.below(500)));
    }
    let gone_on = if drawn.phase == Phase::Call { holder.keep_going_on() } else { holder.go_on() };
    gone_on.map_err(|trouble| trouble.to_string())?;
    if let Some(waiter) = waiter.as_ref().filter(|_| !waiter_first) {
        thread::sleep(Duration::from_millis(rng.below(500)));
        waiter.go_on().map_err(|trouble| trouble.to_string())?;
    }
    let end = holder.ends_within(set.lengths.bound).map_err(|what| format!("the holder {what}"))?;
    let said_saved = judge::sender(&end, shop, drawn.dies(), tally)?;
    if let Some(waiter) = waiter {
        let end = waiter.ends_within(set.lengths.bound).map_err(|what| format!("the waiter {what}"))?;
        match (end.code, end.outcome().as_str()) {
            (Some(0), "saved") => tally.count("the waiter reported saved", 1),
            // No process waits forever for a stopped holder.
            (Some(15), "busy") if end.took > set.lengths.waits * 4 / 5 => tally.count("the waiter reported busy", 1),
            _ => return Err(format!("the waiter {}", end.told())),
        }
    }
    judge::at_the_end(shop, &Seen { died: drawn.dies(), said_saved })
}
