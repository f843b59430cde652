//! Ninety days in which answers contain wrong dates and lifetimes, the clock is set, programs ask for longer lifetimes
//! than exist, and users paste pairs: nothing may spend tokens in a loop, and no OA may be left with an expired token.

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::share_out;

mod world;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "loops",
    about: "90 days on simulated clocks with wrong dates, wrong lifetimes, clock changes, --min-life callers, pasted \
         pairs and restarts; a try is one such run with 6 OAs",
    holds: "no OA is sent automatically more than 24 times in any 24 hours, nor sooner than half the last granted \
         lifetime (a minute to an hour); each keeps a live token unless its answer was lost on the wire",
    full: 4,
    quick: 1,
    run,
};

/// A life uses one core; a small machine has two.
const THREADS: u64 = 2;
/// Days of a full life, and of a quick one.
const WHOLE_DAYS: u64 = 90;
const QUICK_DAYS: u64 = 3;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let days = if scale.quick { QUICK_DAYS } else { WHOLE_DAYS };
    share_out(scale.count, THREADS, |numbers| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let mut tally = Tally::default();
        for number in numbers {
            let rng = Rng::new(scale.seed, number);
            let lived = runtime.block_on(async { world::World::begin(rng).await?.live(days).await })?;
            tally.count("automatic sends", lived.automatic);
            tally.count("sends for a caller", lived.asked);
            tally.count("calls that got a shorter lifetime than requested", lived.short);
            tally.count("times a clock was set wrong", lived.set_wrong);
            tally.count("times the limit of 24 was reached", lived.full);
            tally.count("pairs pasted", lived.pasted);
            tally.count("restarts", lived.restarts);
            tally.note(match lived.broken.first() {
                None => Ok(()),
                Some(_) => Err(format!("run {number}: {} broken; {}", lived.broken.len(), lived.broken.join("; "))),
            });
        }
        Ok(tally)
    })
}
