//! A kill between any two writes, syncs and network calls of one refresh, then the same call again.

use std::collections::BTreeSet;
use std::sync::Mutex;

use crate::after::{NAME, Shop, Stands, try_each};
use crate::held::killed_after;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::strace;
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "syscalls",
    about: "kill -9 between any two writes, syncs and network calls of one refresh, then the same call again",
    holds: "no pair that arrived is lost, and none whose answer was durable is called dead",
    full: 10_000,
    quick: 20,
    run,
};

/// Syncs of one commit: the journal, its folder, the journal's head, the vault, and the journal again.
const SYNCS_OF_A_COMMIT: usize = 5;
/// Unhurt runs that tell how many calls there are: threads wake each other more or less often.
const COUNTED: u64 = 3;
/// Times that each call is tried: with a busy computer a kill comes a call too late now and then.
const PASSES: u64 = 2;
/// Held-back runs wait most of the time.
const THREADS: u64 = 4;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    if let Some(reason) = strace::missing() {
        return Ok(Tally { not_tried: vec![reason], ..Tally::default() });
    }
    let calls = calls_of_one_refresh(scale)?;
    // Before the first call, after each, and when the last was made.
    let step = (calls + 1).div_ceil(scale.count).max(1);
    let cases = calls / step + 1;
    let passes = if step == 1 { PASSES } else { 1 };
    let hit = Mutex::new(BTreeSet::new());
    let mut tally = share_out(cases * passes, THREADS, |numbers| {
        try_each(scale, &numbers, |shop, number, tally| {
            let after = number % cases * step;
            let (was_met, stands) =
                kill_after(scale, shop, after).map_err(|what| format!("killed after call {after}: {what}"))?;
            if was_met {
                hit.lock().map_err(|_| "another thread panicked")?.insert(after);
            } else {
                tally.count("killed a call or more later than meant, or ended by itself", 1);
            }
            match stands {
                Stands::Live => tally.count("saved", 1),
                Stands::LostOnTheWire => tally.count("lost on the wire, and said so", 1),
            }
            Ok(())
        })
    })?;
    let hit = hit.into_inner().map_or(0, |hit| hit.len() as u64);
    tally.count("calls of one refresh", calls);
    tally.count("different moments between them hit", hit);
    if hit < calls {
        tally.not_tried.push(format!("{} of the {calls} moments after a call: not come upon", calls - hit));
    }
    Ok(tally)
}

fn calls_of_one_refresh(scale: &Scale) -> Result<u64, Trouble> {
    let shop = Shop::new(scale)?;
    let mut most = 0;
    for _ in 0..COUNTED {
        most = most.max(killed_after(scale, &shop.home, &["refresh", NAME], u64::MAX)?.calls);
    }
    if most == 0 { Err("strace saw no call of a refresh".into()) } else { Ok(most) }
}

/// Runs a refresh to its kill, and starts again; tells whether the kill came right after the call that was meant.
fn kill_after(scale: &Scale, shop: &mut Shop, after: u64) -> Result<(bool, Stands), String> {
    let seen = killed_after(scale, &shop.home, &["refresh", NAME], after).map_err(|trouble| trouble.to_string())?;
    let stands = shop.refresh_again(seen.output.status.success())?;
    let syncs = seen.syncs_since_answer.unwrap_or_default();
    if stands == Stands::LostOnTheWire && syncs >= SYNCS_OF_A_COMMIT {
        return Err(format!("called dead {syncs} syncs after the answer had arrived"));
    }
    Ok((seen.calls == after, stands))
}
