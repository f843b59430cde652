//! Runs several proofs at the same time: most of them wait for timeouts, processes and disks.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::proof::{Proof, Row, Scale};
use crate::{proofs, say, table};

/// Runs these proofs at most so many at a time, then each of those that need the computer for themselves. Returns their
/// rows in the order of the proofs.
pub(crate) fn run(chosen: &[&Proof], at_once: usize, scale: &(dyn Fn(&Proof) -> Scale + Sync)) -> Vec<Row> {
    let (alone, mut beside): (Vec<&Proof>, Vec<&Proof>) = chosen.iter().partition(|proof| is(proof, proofs::ALONE));
    // The longest first: last, each would keep all others waiting.
    beside.sort_by_key(|proof| !is(proof, proofs::LONGEST));
    let mut rows = side_by_side(beside, at_once, scale);
    rows.extend(side_by_side(alone, 1, scale));
    rows.sort_by_key(|row| chosen.iter().position(|proof| proof.name == row.name));
    rows
}

fn is(proof: &Proof, named: &[&str]) -> bool {
    named.contains(&proof.name)
}

fn side_by_side(proofs: Vec<&Proof>, at_once: usize, scale: &(dyn Fn(&Proof) -> Scale + Sync)) -> Vec<Row> {
    let waiting = Mutex::new(VecDeque::from(proofs));
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let lane = || {
        let mut rows = Vec::new();
        while let Some(proof) = next() {
            rows.push(shown(proof, &scale(proof)));
        }
        rows
    };
    thread::scope(|scope| {
        let lanes: Vec<_> = (0..at_once).map(|_| scope.spawn(lane)).collect();
        // A panic of a proof ends the run, as it does without lanes.
        lanes
            .into_iter()
            .flat_map(|lane| lane.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Runs a proof. Its result is printed in one piece, with its name: others may have begun in the meantime.
fn shown(proof: &Proof, scale: &Scale) -> Row {
    say(&format!("{}: {}, {} tries", proof.name, proof.about, scale.count));
    let row = Row::of(proof, scale);
    say(&format!("{}:\n{}", proof.name, table::line(&row)));
    row
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;
    use crate::proof::{Tally, Trouble};

    static RUNNING: AtomicU64 = AtomicU64::new(0);
    static BESIDE: AtomicU64 = AtomicU64::new(0);

    /// Waits until two have begun; fails after a while.
    fn meets(_: &Scale) -> Result<Tally, Trouble> {
        RUNNING.fetch_add(1, Ordering::SeqCst);
        BESIDE.fetch_add(1, Ordering::SeqCst);
        let until = std::time::Instant::now() + std::time::Duration::from_secs(30);
        while BESIDE.load(Ordering::SeqCst) < 2 {
            if std::time::Instant::now() > until {
                return Err("it ran without a neighbour".into());
            }
            thread::yield_now();
        }
        RUNNING.fetch_sub(1, Ordering::SeqCst);
        Ok(held())
    }

    /// Fails if anything runs at the same time.
    fn is_alone(_: &Scale) -> Result<Tally, Trouble> {
        if RUNNING.fetch_add(1, Ordering::SeqCst) > 0 {
            return Err("it ran beside another".into());
        }
        thread::yield_now();
        RUNNING.fetch_sub(1, Ordering::SeqCst);
        Ok(held())
    }

    fn held() -> Tally {
        Tally { tried: 1, ..Tally::default() }
    }

    fn proof(name: &'static str, run: fn(&Scale) -> Result<Tally, Trouble>) -> Proof {
        Proof { name, about: "", holds: "", full: 1, quick: 1, run }
    }

    #[test]
    fn proofs_run_beside_others_except_those_that_judge_times_and_keep_their_order() {
        let all = [
            proof(proofs::ALONE[0], is_alone),
            proof("a", meets),
            proof(proofs::ALONE[1], is_alone),
            proof("b", meets),
        ];
        let scale = |_: &Proof| Scale { count: 1, seed: 1, quick: true, programs: std::path::PathBuf::new() };
        let rows = run(&all.each_ref(), 2, &scale);
        assert_eq!(rows.iter().map(|row| row.name).collect::<Vec<_>>(), [proofs::ALONE[0], "a", proofs::ALONE[1], "b"]);
        for row in &rows {
            assert!(row.holds(), "{}: {:?}", row.name, row.result.as_ref().err());
        }
    }

    #[test]
    fn the_named_proofs_exist() {
        for name in [proofs::ALONE, proofs::LONGEST].concat() {
            assert!(proofs::ALL.iter().any(|proof| proof.name == name), "{name}");
        }
    }
}
