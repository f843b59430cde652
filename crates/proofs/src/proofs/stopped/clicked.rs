//! One stop of the window, while a clicked refresh is on the wire.

use std::thread;
use std::time::Duration;

use zalo_sim::Fault;

use super::Set;
use super::judge::{self, Seen};
use crate::proof::{Tally, Trouble};
use crate::recovery_check::Shop;
use crate::rng::Rng;
use crate::sends;
use crate::window::Window;

/// How long a busy computer may take from the click to the request.
const TO_PHASE: Duration = Duration::from_secs(30);

/// Clicks, stops the window, continues it, and judges its report.
pub(super) fn try_one(set: &Set<'_>, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let slow = set.lengths.slow(rng);
    let late = Duration::from_millis(rng.below(slow));
    let length = set.lengths.stop(rng);
    let about =
        |what: String| format!("the window, an answer after {slow} ms, stopped after {late:?} for {length:?}: {what}");
    let mut shop = stop_and_go_on(set, slow, late, length).map_err(|trouble| about(trouble.to_string()))?;
    tally.count("stopped: the window", 1);
    judge::at_the_end(&mut shop, &Seen { died: false, said_saved: true }).map_err(about)
}

fn stop_and_go_on(set: &Set<'_>, slow: u64, late: Duration, length: Duration) -> Result<Shop, Trouble> {
    let shop = Shop::unmeasured(tempfile::tempdir()?, set.scale)?;
    let window = Window::open(set.scale, &shop.home)?;
    shop.sim.script([Fault::Slow { ms: slow }]);
    let said = thread::scope(|scope| {
        let clicked = scope.spawn(|| window.refresh());
        if !sends::are_read(&shop.sim, 1, TO_PHASE) {
            return Err::<_, Trouble>("the click sent nothing".into());
        }
        thread::sleep(late);
        window.stop()?;
        thread::sleep(length);
        window.go_on()?;
        Ok(clicked.join().map_err(|_| "the window's thread panicked")?)
    })?;
    if said.verdict == "saved" { Ok(shop) } else { Err(format!("it reported {}: {}", said.verdict, said.words).into()) }
}
