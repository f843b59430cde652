//! Kills a refresh between any two of its writes, syncs and network calls, then makes the same call again.

use std::collections::BTreeSet;
use std::sync::Mutex;

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{NAME, Shop, Stands, try_each};
use crate::slowed_command::killed_after;
use crate::strace;
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "syscalls",
    about: "kill -9 between any two writes, syncs and network calls of one refresh, then the same call again",
    holds: "no pair that arrived is lost, and no pair whose answer was durable is reported dead",
    full: 10_000,
    quick: 20,
    run,
};

/// Syncs of one commit: the journal, its folder, the journal's head, the vault, and the journal again.
const SYNCS_OF_A_COMMIT: usize = 5;
/// Runs without kills, to count the calls: threads wake each other more or less often.
const COUNTED: u64 = 3;
/// Rounds over the moments not yet hit: on a busy computer a kill sometimes comes one call too late.
const ROUNDS: u64 = 8;
/// Delayed runs mostly wait.
const THREADS: u64 = 4;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    if let Some(reason) = strace::missing() {
        return Ok(Tally { not_tried: vec![reason], ..Tally::default() });
    }
    let calls = calls_of_one_refresh(scale)?;
    // Before the first call, after each, and after the last.
    let step = (calls + 1).div_ceil(scale.count).max(1);
    let mut left: BTreeSet<u64> = (0..=calls).step_by(usize::try_from(step)?).collect();
    let meant = left.len() as u64;
    let mut tally = Tally::default();
    for _ in 0..if step == 1 { ROUNDS } else { 1 } {
        let (of_round, hit) = try_moments(scale, &left)?;
        tally.add(of_round);
        left.retain(|moment| !hit.contains(moment));
    }
    tally.count("system calls of one refresh", calls);
    tally.count("moments between them to hit", meant);
    tally.count("moments hit", meant - left.len() as u64);
    if !left.is_empty() {
        tally.not_tried.push(format!("of the {meant} moments, not hit: {}", left.len()));
    }
    Ok(tally)
}

/// Kills a refresh at each of these moments; also returns those that were hit.
fn try_moments(scale: &Scale, moments: &BTreeSet<u64>) -> Result<(Tally, BTreeSet<u64>), Trouble> {
    let moments: Vec<u64> = moments.iter().copied().collect();
    let hit = Mutex::new(BTreeSet::new());
    let tally = share_out(moments.len() as u64, THREADS, |numbers| {
        let share: Vec<u64> = numbers.into_iter().map(|number| moments[usize::try_from(number).unwrap_or(0)]).collect();
        try_each(scale, &share, |shop, after, tally| {
            let (was_met, stands) =
                kill_after(scale, shop, after).map_err(|what| format!("killed after call {after}: {what}"))?;
            if was_met {
                hit.lock().map_err(|_| "another thread panicked")?.insert(after);
            } else {
                tally.count("killed one or more calls too late, or ended before the kill", 1);
            }
            match stands {
                Stands::Live => tally.count("saved", 1),
                Stands::LostOnTheWire => tally.count("lost on the wire, and reported as lost", 1),
            }
            Ok(())
        })
    })?;
    Ok((tally, hit.into_inner().unwrap_or_default()))
}

fn calls_of_one_refresh(scale: &Scale) -> Result<u64, Trouble> {
    let shop = Shop::new(scale)?;
    let mut most = 0;
    for _ in 0..COUNTED {
        most = most.max(killed_after(scale, &shop.home, &["refresh", NAME], u64::MAX)?.calls);
    }
    if most == 0 { Err("strace saw no call of a refresh".into()) } else { Ok(most) }
}

/// Runs a refresh until its kill, and starts again; returns whether the kill came right after the intended call.
fn kill_after(scale: &Scale, shop: &mut Shop, after: u64) -> Result<(bool, Stands), String> {
    let seen = killed_after(scale, &shop.home, &["refresh", NAME], after).map_err(|trouble| trouble.to_string())?;
    let stands = shop.refresh_again(seen.output.status.success())?;
    let syncs = seen.syncs_since_answer.unwrap_or_default();
    if stands == Stands::LostOnTheWire && syncs >= SYNCS_OF_A_COMMIT {
        return Err(format!("reported dead {syncs} syncs after the answer arrived"));
    }
    Ok((seen.calls == after, stands))
}
