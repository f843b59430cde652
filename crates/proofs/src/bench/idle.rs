//! The cost of waiting: the CPU time of programs that have nothing to do.

use std::thread;
use std::time::{Duration, Instant};

use testkit::Bus;
use zalo_sim::Config;

use super::page::Page;
use super::{oas, processes, programs};
use crate::home::{self, Home};
use crate::proof::{Scale, Trouble};
use crate::running::Running;

/// How long the programs are watched.
const LONG: Duration = Duration::from_secs(600);
const SHORT: Duration = Duration::from_secs(60);
/// By then the start-up work is done: the network counts as steady, and the first checks are over.
const SETTLED: Duration = Duration::from_secs(40);
/// As many OAs as a user with many shops has.
const OAS: usize = 50;
/// Limit in percent of one core.
const MOST: f64 = 0.1;

/// Measures both programs at the same time: they are idle and do not disturb each other.
pub(super) fn measure(scale: &Scale, page: &mut Page) -> Result<(), Trouble> {
    let sim = home::zalo(Config::default())?;
    let homes = [Home::new(scale.command(), sim.origin())?, Home::new(scale.command(), sim.origin())?];
    let runtime = tokio::runtime::Runtime::new()?;
    for home in &homes {
        runtime.block_on(oas::add(home, &sim, OAS))?;
    }
    let spends = sim.spends();
    let [hidden, watch] = &homes;
    let mut programs = vec![("`oa-token watch`", Running::start(&mut watch.command(&["watch"]))?)];
    let bus = Bus::start()?;
    let no_window = crate::window::Window::missing(scale);
    if no_window.is_none() {
        programs.push((
            "OA Token without a window",
            Running::start(&mut programs::ours(scale, hidden, &bus, &["--hidden"]))?,
        ));
    }
    thread::sleep(SETTLED);
    let busy = |programs: &[(&str, Running)]| -> Vec<f64> {
        programs.iter().map(|(_, running)| processes::busy(&processes::below(&running.0))).collect()
    };
    let (before, begun) = (busy(&programs), Instant::now());
    thread::sleep(if scale.quick { SHORT } else { LONG });
    let (after, passed) = (busy(&programs), begun.elapsed().as_secs_f64());
    if sim.spends() != spends {
        return Err("an OA was due during the measurement".into());
    }
    page.part(
        "While nothing is due",
        &format!(
            "CPU time (user and system) with {OAS} OAs that have automatic refresh on and are not due, over \
             {passed:.0} s, as a share of one core. Resolution: 0.01 s."
        ),
    );
    for (((what, _), before), after) in programs.iter().zip(before).zip(after) {
        page.at_most(what, (after - before) / passed * 100.0, MOST, " %");
    }
    if let Some(why) = no_window {
        page.line(&format!("- not measured: {why}"));
    }
    Ok(())
}
