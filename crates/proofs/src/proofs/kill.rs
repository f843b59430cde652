//! `kill -9` of a refresh at a random moment, then the same call again.

use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::Fault;

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{NAME, SAVED, Shop, Stands, try_each};
use crate::rng::Rng;
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "kill",
    about: "kill -9 of a refresh at a random moment, then the same call again",
    holds: "no pair that arrived is lost; a loss on the wire is reported as such; the vault is intact",
    full: 10_000,
    quick: 60,
    run,
};

/// One more than a small machine has cores, since a try also waits for its disk.
const THREADS: u64 = 3;
/// Delay of some of practice Zalo's answers, so that some kills happen while the answer is on the wire.
const LATE_MS: u64 = 25;
/// If a kill comes too late, another is tried, at most this often.
const MOST_MISSES: u32 = 20;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    share_out(scale.count, THREADS, |numbers| {
        try_each(scale, &numbers, |shop, number, tally| {
            let mut rng = Rng::new(scale.seed, number);
            let said_saved = kill_in_time(shop, &mut rng, tally)?;
            // A fault that the killed process did not reach must not affect the second start, which would wait for its
            // recovery.
            shop.sim.forget_script();
            match shop.refresh_again(said_saved)? {
                Stands::Live => tally.count("saved", 1),
                Stands::LostOnTheWire => tally.count("lost on the wire, and reported as lost", 1),
            }
            Ok(())
        })
    })
}

/// Kills a refresh before it ends; returns whether it had already reported the new pair as saved.
fn kill_in_time(shop: &Shop, rng: &mut Rng, tally: &mut Tally) -> Result<bool, String> {
    for _ in 0..MOST_MISSES {
        if let Some(said_saved) = kill_one(shop, rng).map_err(|trouble| trouble.to_string())? {
            return Ok(said_saved);
        }
        tally.count("ended before the kill, and was killed again", 1);
        shop.sim.forget_script();
        shop.holds_live_pair()?;
    }
    Err(format!("it ended before the kill {MOST_MISSES} times"))
}

/// Starts a refresh and kills it. Returns `None` if it had ended before, in which case it must have saved.
pub(super) fn kill_one(shop: &Shop, rng: &mut Rng) -> Result<Option<bool>, Trouble> {
    let fault = match rng.below(10) {
        0..3 => Fault::Slow { ms: LATE_MS },
        3 => Fault::SlowBeforeSpending { ms: LATE_MS },
        4 => Fault::CloseAfterReading,
        5 => Fault::CloseAfterSpending,
        _ => Fault::None,
    };
    // A closed connection is followed by ten seconds of waiting; a delayed answer adds its delay.
    let waits = fault != Fault::None;
    shop.sim.script([fault]);
    let life = shop.life + if waits { Duration::from_millis(LATE_MS) } else { Duration::ZERO };
    let moment = Duration::from_micros(rng.below(u64::try_from(life.as_micros())?));
    let mut child = shop.home.start(&["refresh", NAME])?;
    let begun = Instant::now();
    thread::sleep(moment.saturating_sub(begun.elapsed()));
    child.kill()?;
    let output = child.wait_with_output()?;
    match output.status.code() {
        None => Ok(Some(String::from_utf8_lossy(&output.stdout).contains(SAVED))),
        Some(0) => Ok(None),
        Some(code) => Err(format!("it ended with {code} before the kill").into()),
    }
}
