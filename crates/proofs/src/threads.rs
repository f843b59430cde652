//! Distributes tries over threads: a try mostly waits for a process and its disk, or only computes.

use std::thread;

use crate::proof::{Tally, Trouble};

/// Threads for computing: one per core, at most four.
pub(crate) fn cores() -> u64 {
    thread::available_parallelism().map_or(1, |cores| cores.get().min(4) as u64)
}

/// Runs `work` on several threads, each with its share of the numbers below `count`, and adds up the results.
pub(crate) fn share_out(
    count: u64,
    threads: u64,
    work: impl Fn(Vec<u64>) -> Result<Tally, Trouble> + Sync,
) -> Result<Tally, Trouble> {
    let work = &work;
    thread::scope(|scope| {
        let shares = (0..threads).map(|first| (first..count).step_by(usize::try_from(threads).unwrap_or(1)).collect());
        let running: Vec<_> = shares.map(|share| scope.spawn(move || work(share))).collect();
        let mut tally = Tally::default();
        for thread in running {
            tally.add(thread.join().map_err(|_| "a thread of the proof panicked")??);
        }
        Ok(tally)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_tried_once() {
        let tally = share_out(10, 3, |share| {
            let mut tally = Tally::default();
            for number in share {
                tally.count(&number.to_string(), 1);
            }
            Ok(tally)
        });
        let mut notes = tally.unwrap().notes;
        notes.sort_unstable();
        assert_eq!(notes, (0..10).map(|number| (number.to_string(), 1)).collect::<Vec<_>>());
    }
}
