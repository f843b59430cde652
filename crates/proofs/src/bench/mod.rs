//! `cargo xtask bench`, the command's part: a refresh through `oa-token` beside `curl` and `newman`, where our own time
//! goes, and how long an answer is not yet durable. Ratios and times of one run; nothing typed by hand.

mod machine;
mod rivals;
mod steps;

use std::fmt::Write as _;

use crate::args::Wish;
use crate::proof::{Scale, Trouble};
use crate::say;

/// The most a refresh may take, as a multiple of curl's time for the same request.
const BESIDE_CURL: f64 = 3.0;
/// The same beside newman.
const BESIDE_NEWMAN: f64 = 0.05;

/// One measured line.
struct Line {
    what: String,
    /// Milliseconds, sorted.
    times: Vec<f64>,
}

impl Line {
    fn new(what: impl Into<String>, mut times: Vec<f64>) -> Self {
        times.sort_by(f64::total_cmp);
        Self { what: what.into(), times }
    }

    /// Gives the time below which so many hundredths of all lie; of none, no number.
    fn part(&self, hundredths: usize) -> f64 {
        let last = self.times.len().saturating_sub(1);
        self.times.get(last * hundredths / 100).copied().unwrap_or(f64::NAN)
    }

    fn median(&self) -> f64 {
        self.part(50)
    }
}

/// Measures, prints, and writes the page if one is wanted; tells whether the aims are met.
pub(crate) fn run(scale: &Scale, wish: &Wish) -> Result<bool, Trouble> {
    let mut page = String::from("# Benchmarks\n\nWritten by `cargo xtask bench --write BENCHMARKS.md`");
    writeln!(page, " on {}, at commit {}.", jiff::Zoned::now().date(), crate::page::commit())?;
    page.push_str("The programs are built with the profile `bench`: optimised, not linked as one piece.\n\n");
    page.push_str(&machine::text()?);
    let (rivals, not_measured) = rivals::measure(scale)?;
    page.push_str("\n## One refresh, the same request in turn\n\n");
    page.push_str("Wall time from the program's start to its end: the same POST, header and body against the same practice Zalo, one after the other in each round; the first round warms up.\n\n");
    table(&mut page, &rivals)?;
    let mut are_met = true;
    page.push('\n');
    for (rival, most) in rivals.iter().filter_map(|line| Some((line, most(&line.what)?))) {
        for own in rivals.iter().filter(|line| line.what.starts_with("oa-token")) {
            let ratio = own.median() / rival.median();
            write!(page, "- {} / {}: {ratio:.3}", own.what, rival.what)?;
            // How long a disk takes to sync is its own affair, and measured below; the aim is about the program.
            if own.what == rivals::IN_MEMORY {
                are_met &= ratio <= most;
            }
            if [rivals::OURS, rivals::IN_MEMORY].contains(&own.what.as_str()) {
                write!(page, ", aim ≤ {most}: {}", if ratio <= most { "met" } else { "**missed**" })?;
            }
            page.push('\n');
        }
    }
    for what in not_measured {
        writeln!(page, "- not measured: {what}")?;
    }
    let (steps, durable) = steps::measure(scale)?;
    page.push_str("\n## Where our time goes\n\n");
    page.push_str("The steps of the same refresh: programs by their wall time, the rest by the core in process and its own events.\n\n");
    table(&mut page, &steps)?;
    page.push_str("\n## From the answer to durable\n\n");
    page.push_str("From the moment practice Zalo has settled its answer, before the first byte of it leaves, to the moment the core says that the new pair is durable: an upper bound of how long an answer lives in memory alone.\n\n");
    table(&mut page, &[durable])?;
    say(&page);
    if let Some(file) = &wish.write {
        oa_token::whole_file::write(file, page.as_bytes())?;
    }
    Ok(are_met)
}

/// Gives the most our median may be as a multiple of this program's.
fn most(what: &str) -> Option<f64> {
    match what {
        rivals::CURL => Some(BESIDE_CURL),
        rivals::NEWMAN => Some(BESIDE_NEWMAN),
        _ => None,
    }
}

fn table(page: &mut String, lines: &[Line]) -> Result<(), Trouble> {
    page.push_str("| | times | median | p90 | p99 |\n| --- | ---: | ---: | ---: | ---: |\n");
    for line in lines {
        let [median, p90, p99] = [50, 90, 99].map(|hundredths| line.part(hundredths));
        writeln!(page, "| {} | {} | {median:.2} ms | {p90:.2} ms | {p99:.2} ms |", line.what, line.times.len())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_of_the_times() {
        let line = Line::new("x", vec![3.0, 1.0, 2.0]);
        assert_eq!(
            [line.part(0), line.median(), line.part(100)].map(f64::to_bits),
            [1.0_f64, 2.0, 3.0].map(f64::to_bits)
        );
        assert!(Line::new("x", Vec::new()).median().is_nan());
    }
}
