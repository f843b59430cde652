//! A disk that fails at each write and sync of a refresh: once, and several times in a row.

use std::collections::BTreeMap;

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{NAME, Shop, Stands, try_each};
use crate::strace::{self, Injection, Tracer};
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "disk-errors",
    about: "disk full, quota, read-only and I/O error at each file write and sync of a refresh, once and six times",
    holds: "the token was not spent, or its answer is saved; no spent token is sent again",
    full: 100_000,
    quick: 40,
    run,
};

/// Every call that creates, changes or syncs a file.
const CALLS: &[&str] = &[
    "openat",
    "pwrite64",
    "pwritev",
    "write",
    "writev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "mkdir",
];
/// Disk full, quota, read-only, and I/O error.
const ERRORS: &[&str] = &["ENOSPC", "EDQUOT", "EROFS", "EIO"];
/// Number of consecutive failing calls.
const WINDOW: u64 = 5;
/// Runs without errors, to count the calls: threads divide them differently each time.
const COUNTED: u64 = 3;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    if let Some(reason) = strace::missing() {
        return Ok(Tally { not_tried: vec![reason], ..Tally::default() });
    }
    let chosen = thinned(cases(scale)?, scale.count);
    share_out(chosen.len() as u64, 2, |numbers| {
        try_each(scale, &numbers, |shop, number, tally| {
            let injection = &chosen[usize::try_from(number).unwrap_or_default()];
            fail_at(scale, shop, injection, tally)
                .map_err(|what| format!("{} {} {}: {what}", injection.call, injection.does, injection.when))
        })
    })
}

/// Keeps at most `count` of the cases, spread evenly. The step is odd, because cases come in groups with an even number
/// of kinds; so every kind is included.
fn thinned<T>(cases: Vec<T>, count: u64) -> Vec<T> {
    let step = cases.len().div_ceil(usize::try_from(count).unwrap_or(usize::MAX).max(1)).max(1);
    cases.into_iter().step_by(step | 1).collect()
}

/// Traces the files of a home: the vault, its journal, their folder, the locks, the answer spool.
fn tracer(shop: &Shop) -> Tracer {
    let data = shop.home.data();
    let files = ["vault.db-journal", "inflight", "inflight/0", "locks", "locks/vault"];
    Tracer::new(CALLS, files.map(|file| data.join(file)).into_iter().chain([shop.home.vault(), data.clone()]).collect())
}

/// Returns every error for each call of each kind, by its number in its thread, once and as a window.
fn cases(scale: &Scale) -> Result<Vec<Injection>, Trouble> {
    let shop = Shop::new(scale)?;
    let mut most = BTreeMap::<String, u64>::new();
    for _ in 0..COUNTED {
        make_room_again(&shop);
        for (call, (by_one, _)) in tracer(&shop).run(scale, &shop, None, &["refresh", NAME])?.counts() {
            let known = most.entry(call).or_default();
            *known = by_one.max(*known);
        }
    }
    let mut cases = Vec::new();
    for (call, most) in most {
        for number in 1..=most {
            for error in ERRORS {
                let does = format!("error={error}");
                for when in [number.to_string(), format!("{number}..{}", number + WINDOW)] {
                    cases.push(Injection { call: call.clone(), does: does.clone(), when });
                }
            }
        }
    }
    Ok(cases)
}

/// Removes the answer spool, so that the refresh makes it again and those writes can fail too.
fn make_room_again(shop: &Shop) {
    // It does not exist before the first refresh.
    std::fs::remove_file(shop.home.data().join("inflight/0")).ok();
}

/// Runs a refresh with the error, then again without it.
fn fail_at(scale: &Scale, shop: &mut Shop, injection: &Injection, tally: &mut Tally) -> Result<(), String> {
    make_room_again(shop);
    let spends = shop.sim.spends();
    let traced =
        tracer(shop).run(scale, shop, Some(injection), &["refresh", NAME]).map_err(|trouble| trouble.to_string())?;
    if traced.first_injected(&injection.call).is_none() {
        tally.count("ended before that call", 1);
    }
    let spent = shop.sim.spends() > spends;
    let status = traced.output.status;
    match (status.code(), spent) {
        (Some(0), true) => {
            tally.count("saved despite the fault", 1);
            shop.holds_live_pair()?;
        }
        (Some(0), false) => return Err("reported saved, but nothing was spent".to_owned()),
        (Some(_), true) => tally.count("spent, and recovered by the next start", 1),
        (Some(_), false) => tally.count("not spent", 1),
        (None, _) => return Err(format!("it was terminated by a signal: {status}")),
    }
    match shop.refresh_again(false)? {
        Stands::Live => Ok(()),
        Stands::LostOnTheWire => Err("an answer is lost although no process was killed".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

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
