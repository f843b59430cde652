//! Tries spread over both cores.

use std::thread;

use crate::proof::{Tally, Trouble};

/// Threads at work: one a core, and never more than four beside each other.
pub(crate) fn threads() -> u64 {
    thread::available_parallelism().map_or(1, |cores| cores.get().min(4) as u64)
}

/// Runs `work` once a thread, with the numbers that fall to it, and adds up what they found.
pub(crate) fn over<W>(count: u64, work: W) -> Result<Tally, Trouble>
where
    W: Fn(&mut dyn Iterator<Item = u64>, &mut Tally) -> Result<(), Trouble> + Sync,
{
    let step = threads();
    let mut tally = Tally::default();
    thread::scope(|scope| {
        let begin = |first: u64| {
            let work = &work;
            scope.spawn(move || {
                let mut tally = Tally::default();
                let mut numbers = (first..count).step_by(usize::try_from(step).unwrap_or(1));
                work(&mut numbers, &mut tally).map(|()| tally)
            })
        };
        let running: Vec<_> = (0..step).map(begin).collect();
        for thread in running {
            tally.add(thread.join().map_err(|_| "a thread of the proof panicked")??);
        }
        Ok(tally)
    })
}
