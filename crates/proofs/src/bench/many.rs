//! A thousand OAs that are due at the same time: how close to the ideal rate (Zalo's answer time, four at a time), and
//! memory use.

use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::{Config, ExpiresIn, Fault};

use super::page::Page;
use super::{Line, oas, processes};
use crate::home::{self, Home};
use crate::proof::{Scale, Trouble};
use crate::running::Running;

const OAS: usize = 1000;
/// How long Zalo takes to answer.
const ANSWER: Duration = Duration::from_millis(200);
/// Number of refreshes in progress at the same time (`dispatcher.rs` of the engine).
const AT_ONCE: f64 = 4.0;
/// Minimum in percent of the ideal rate.
const LEAST: f64 = 90.0;
/// Limit of the memory growth from the first quarter to the last, as a multiple.
const FLAT: f64 = 1.1;
const LOOK: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(300);

/// Measures.
pub(super) fn measure(scale: &Scale, page: &mut Page) -> Result<(), Trouble> {
    let count = if scale.quick { OAS / 10 } else { OAS };
    let sim = home::zalo(Config::default())?;
    let home = Home::new(scale.command(), sim.origin())?;
    sim.script((0..count).map(|_| Fault::ExpiresIn(ExpiresIn::String(1))));
    tokio::runtime::Runtime::new()?.block_on(oas::add(&home, &sim, count))?;
    let slow = u64::try_from(ANSWER.as_millis())?;
    sim.script((0..count).map(|_| Fault::Slow { ms: slow }));
    let before = sim.spends();
    let watch = Running::start(&mut home.command(&["watch"]))?;
    let end = Instant::now() + PATIENCE;
    let (mut begun, mut memory) = (None, Vec::new());
    let took = loop {
        thread::sleep(LOOK);
        let spends = sim.spends() - before;
        if spends > 0 {
            let begun = *begun.get_or_insert_with(Instant::now);
            memory.push(processes::memory(&processes::below(&watch.0)));
            if spends == count {
                break begun.elapsed();
            }
        }
        if Instant::now() > end {
            return Err(format!("{spends} of {count} were refreshed").into());
        }
    };
    let ideal = (ANSWER * u32::try_from(count)?).as_secs_f64() / AT_ONCE;
    page.part(
        "Many OAs due at the same time",
        &format!(
            "{count} due OAs in one vault, refreshed by `oa-token watch`; practice Zalo answers after {} ms. Time \
             from the first spent token to the last, sampled every {} ms; the ideal is {AT_ONCE} at a time without \
             gaps, {ideal:.0} s. Memory (PSS) from the first spent token to the last.",
            ANSWER.as_millis(),
            LOOK.as_millis()
        ),
    );
    let quarter = memory.len() / 4;
    let (first, last) = (memory[..quarter].to_vec(), memory[memory.len() - quarter..].to_vec());
    let growth = Line::new("", last.clone()).part(50) / Line::new("", first.clone()).part(50);
    page.figures("MiB", &[Line::new("memory, first quarter", first), Line::new("memory, last quarter", last)]);
    page.line(&format!("- took {:.1} s", took.as_secs_f64()));
    page.at_least("of the ideal rate", ideal / took.as_secs_f64() * 100.0, LEAST, " %");
    page.at_most("memory, last quarter / first quarter", growth, FLAT, "");
    Ok(())
}
