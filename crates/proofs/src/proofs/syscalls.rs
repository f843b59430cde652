//! A kill at every write, sync and send of one refresh, then the same call again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::after::{NAME, Shop, Stands, try_each};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::strace::{self, Injection, Tracer};
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "syscalls",
    about: "kill -9 at every write, sync and network call of one refresh, then the same call again",
    holds: "no pair that arrived is lost, and none whose answer was durable is called dead",
    full: 10_000,
    quick: 40,
    run,
};

/// Every call that changes a file or the network, and what shows the moment of the answer.
const CALLS: &[&str] = &[
    "pwrite64",
    "pwritev",
    "write",
    "writev",
    "fsync",
    "fdatasync",
    "sync_file_range",
    "ftruncate",
    "fallocate",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "connect",
    "sendto",
    "sendmsg",
    "recvfrom",
];
/// Syncs of one commit: the journal, its folder, the journal's head, the vault, and the journal again.
const SYNCS_OF_A_COMMIT: usize = 5;
/// Threads count for themselves and share the work out differently each time: which call the Nth of a thread is, in the
/// order of all, differs from run to run. A few passes hit those that one leaves out.
const PASSES: u64 = 4;
/// Unhurt runs that tell how many calls there are.
const COUNTED: u64 = 3;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    if let Some(reason) = strace::missing() {
        return Ok(Tally { not_tried: vec![reason], ..Tally::default() });
    }
    let tracer = Tracer::new(CALLS, Vec::new());
    let (cases, all) = cases(scale, &tracer)?;
    let passes = if scale.quick { 1 } else { (scale.count / (cases.len() as u64).max(1)).clamp(1, PASSES) };
    let chosen = thinned(cases, scale.count);
    let hit = Mutex::new(BTreeSet::new());
    let mut tally = share_out(chosen.len() as u64 * passes, 2, |numbers| {
        try_each(scale, &numbers, |shop, number, tally| {
            let injection = &chosen[usize::try_from(number).unwrap_or_default() % chosen.len()];
            let (at, stands) = kill_at(scale, &tracer, shop, injection, tally)
                .map_err(|what| format!("{} {}: {what}", injection.call, injection.when))?;
            if let Some(at) = at {
                hit.lock().map_err(|_| "another thread panicked")?.insert((injection.call.clone(), at));
            }
            match stands {
                Stands::Live => tally.count("saved", 1),
                Stands::LostOnTheWire => tally.count("lost on the wire, and said so", 1),
            }
            Ok(())
        })
    })?;
    let hit = hit.into_inner().map_or(0, |hit| hit.len() as u64);
    tally.count("calls of one refresh", all);
    tally.count("different ones hit", hit);
    if hit < all {
        tally.not_tried.push(format!("{} of the {all} calls of one refresh: not come upon", all - hit));
    }
    Ok(tally)
}

/// Gives a kill for each call of each kind, by its number in its thread, and how many calls a refresh makes in all.
fn cases(scale: &Scale, tracer: &Tracer) -> Result<(Vec<Injection>, u64), Trouble> {
    let shop = Shop::new(scale)?;
    let mut most = BTreeMap::<String, u64>::new();
    let mut all = 0;
    for _ in 0..COUNTED {
        let counts = tracer.run(scale, &shop, None, &["refresh", NAME])?.counts();
        all = all.max(counts.values().map(|(_, all)| all).sum());
        for (call, (by_one, _)) in counts {
            let known = most.entry(call).or_default();
            *known = by_one.max(*known);
        }
    }
    let kill = |call: &str, number: u64| Injection {
        call: call.to_owned(),
        does: "signal=KILL".to_owned(),
        when: number.to_string(),
    };
    Ok((most.iter().flat_map(|(call, most)| (1..=*most).map(|number| kill(call, number))).collect(), all))
}

/// Keeps at most `count` of the cases, spread evenly. The step is odd: cases come in groups of an even number of kinds,
/// and every kind has its turn.
pub(crate) fn thinned<T>(cases: Vec<T>, count: u64) -> Vec<T> {
    let step = cases.len().div_ceil(usize::try_from(count).unwrap_or(usize::MAX).max(1)).max(1);
    cases.into_iter().step_by(step | 1).collect()
}

/// Runs a refresh to its kill, and starts again; gives the number of the call that was hit, in the order of all.
fn kill_at(
    scale: &Scale,
    tracer: &Tracer,
    shop: &mut Shop,
    injection: &Injection,
    tally: &mut Tally,
) -> Result<(Option<u64>, Stands), String> {
    let seen = tracer.run(scale, shop, Some(injection), &["refresh", NAME]).map_err(|trouble| trouble.to_string())?;
    let status = seen.output.status;
    let hit = status.code().is_none().then(|| seen.count(&injection.call));
    if hit.is_none() {
        tally.count("ended before that call", 1);
    }
    let stands = shop.refresh_again(status.success())?;
    let syncs = seen.ended_well_since_answer("fsync").unwrap_or_default();
    if stands == Stands::LostOnTheWire && syncs >= SYNCS_OF_A_COMMIT {
        return Err(format!("called dead {syncs} syncs after the answer had arrived"));
    }
    Ok((hit, stands))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_every_kind_and_all_if_there_is_room() {
        let cases: Vec<usize> = (0..4000).collect();
        assert_eq!(thinned(cases.clone(), 4000), cases);
        let kept = thinned(cases, 40);
        assert!(kept.len() <= 40);
        assert_eq!(kept.iter().map(|case| case % 8).collect::<BTreeSet<_>>().len(), 8);
    }
}
