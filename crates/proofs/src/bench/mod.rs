//! `cargo xtask bench`: compares a refresh through `oa-token` with `curl` and `newman`, and the window with a browser;
//! measures where our own time goes, how long an answer is not yet durable, memory, the cost of waiting, and a thousand
//! OAs that are due. Ratios and times of one run; the page is generated.
//!
//! ```text
//! api                 `oa-token serve`
//! rivals, steps       the command             window, idle, many   the programs as they run
//! growth, size        many OAs, and years     stock, oas           what their vaults hold
//! page, machine       the output              programs, processes, screen, served   their environment
//! ```

mod api;
mod growth;
mod idle;
mod machine;
mod many;
mod oas;
mod page;
mod processes;
mod programs;
mod rivals;
mod saved;
mod screen;
mod served;
mod size;
mod steps;
mod stock;
mod window;

use page::Page;

use crate::args::Options;
use crate::proof::{Scale, Trouble};
use crate::say;

/// Limit for a refresh, as a multiple of curl's time for the same request.
const BESIDE_CURL: f64 = 2.2;
/// The same limit compared with newman.
const BESIDE_NEWMAN: f64 = 0.05;
/// Limit for the time until an answer is in both files, in milliseconds, at the 99th percentile.
const TO_DURABLE: f64 = 5.0;

/// A measurement, with its name for `--only`.
type Part = (&'static str, fn(&Scale, &mut Page) -> Result<(), Trouble>);

const PARTS: &[Part] = &[
    ("refresh", refresh),
    ("steps", where_time_goes),
    ("growth", growth::measure),
    ("size", size::measure),
    ("many", many::measure),
    ("api", api::measure),
    ("window", window::measure),
    ("idle", idle::measure),
];

/// One line of measurements.
struct Line {
    what: String,
    /// Milliseconds, or another unit; sorted.
    values: Vec<f64>,
}

impl Line {
    fn new(what: impl Into<String>, mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { what: what.into(), values }
    }

    /// Returns the given percentile, or NaN without values.
    fn part(&self, hundredths: usize) -> f64 {
        let last = self.values.len().saturating_sub(1);
        self.values.get(last * hundredths / 100).copied().unwrap_or(f64::NAN)
    }

    fn median(&self) -> f64 {
        self.part(50)
    }
}

/// Measures, prints, and writes the page if requested; returns whether all limits are met.
pub(crate) fn run(scale: &Scale, request: &Options) -> Result<bool, Trouble> {
    let parts: Vec<&Part> =
        PARTS.iter().filter(|(name, _)| request.only.as_deref().is_none_or(|only| only == *name)).collect();
    if parts.is_empty() {
        return Err("the bench has no part with this name".into());
    }
    let mut page = Page::new();
    page.line("# Benchmarks\n");
    page.line(&format!(
        "Written by `cargo xtask bench --write docs/benchmarks.md` on {}, at commit {}.",
        jiff::Zoned::now().date(),
        crate::page::commit()
    ));
    page.line(
        "The command is built with the profile `bench`: optimised, without link-time optimisation; the window is the \
         release build.\n",
    );
    page.text += &machine::text()?;
    for (name, measure) in parts {
        say(&format!("measuring: {name}"));
        let told = page.text.len();
        measure(scale, &mut page)?;
        say(&page.text[told..]);
    }
    if let Some(file) = &request.write {
        oa_token_vault::atomic_file::write(file, page.text.as_bytes())?;
    }
    Ok(page.are_met)
}

fn refresh(scale: &Scale, page: &mut Page) -> Result<(), Trouble> {
    let (rivals, not_measured) = rivals::measure(scale)?;
    page.part(
        "One refresh: the same request by each program in turn",
        "Wall time from the start of the program to its end: the same POST, header and body to the same practice \
         Zalo, one program after the other in each round; the first round is a warm-up.",
    );
    page.times(&rivals);
    for (rival, most) in rivals.iter().filter_map(|line| Some((line, most(&line.what)?))) {
        for own in rivals.iter().filter(|line| line.what.starts_with("oa-token")) {
            let (what, ratio) = (format!("{} / {}", own.what, rival.what), own.median() / rival.median());
            // Deriving a key from a passphrase is slow on purpose.
            match own.what.as_str() {
                rivals::OURS | rivals::IN_MEMORY => page.at_most(&what, ratio, most, ""),
                _ => page.line(&format!("- {what}: {ratio:.3}")),
            }
        }
    }
    for what in not_measured {
        page.line(&format!("- not measured: {what}"));
    }
    Ok(())
}

fn where_time_goes(scale: &Scale, page: &mut Page) -> Result<(), Trouble> {
    let (steps, durable) = steps::measure(scale)?;
    page.part(
        "Time per step",
        "The steps of the same refresh: programs by wall time, the other steps measured in process from the core's \
         events.",
    );
    page.times(&steps);
    page.part(
        "From the answer to a durable pair",
        "From the moment practice Zalo has decided its answer, before its first byte is sent, to the moment the core \
         knows that the new pair is durable in the vault and in its second copy. 300 refreshes of one OA, one day \
         apart on both simulated clocks; five such runs, fastest first, each followed by the time the disk alone needs \
         for the same number of syncs.",
    );
    let slowest = durable.first().map_or(f64::NAN, |best| best.part(99));
    page.times(&durable);
    page.at_most("p99 of the fastest run", slowest, TO_DURABLE, " ms");
    Ok(())
}

/// Returns the limit of our median as a multiple of this program's.
fn most(what: &str) -> Option<f64> {
    match what {
        rivals::CURL => Some(BESIDE_CURL),
        rivals::NEWMAN => Some(BESIDE_NEWMAN),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_of_the_values() {
        let line = Line::new("x", vec![3.0, 1.0, 2.0]);
        assert_eq!(
            [line.part(0), line.median(), line.part(100)].map(f64::to_bits),
            [1.0_f64, 2.0, 3.0].map(f64::to_bits)
        );
        assert!(Line::new("x", Vec::new()).median().is_nan());
    }
}
