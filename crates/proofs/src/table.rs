//! The table: on the screen, and in PROOFS.md. Nothing in that file is typed by hand.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::args::Wish;
use crate::proof::{Row, Tally, Trouble};

/// Says in one line what came of a proof.
pub(crate) fn line(row: &Row) -> String {
    let took = row.took.as_secs_f64();
    match &row.result {
        Ok(tally) => {
            let mut line = format!("  {} tried, {} failed, {}, {took:.1} s", tally.tried, tally.failed, bound(tally));
            for (name, count) in &tally.notes {
                write!(line, "\n  {name}: {count}").ok();
            }
            for failure in &tally.failures {
                write!(line, "\n  FAILED {failure}").ok();
            }
            for what in &tally.not_tried {
                write!(line, "\n  not tried: {what}").ok();
            }
            line
        }
        Err(trouble) => format!("  could not be run: {trouble} ({took:.1} s)"),
    }
}

/// Gives the 95 % bound of the true rate of failures: 0 of N means at most 3/N (the rule of three).
fn bound(tally: &Tally) -> String {
    match (tally.tried, tally.failed) {
        (0, _) => "nothing tried".to_owned(),
        (tried, 0) => format!("≤ {}", rate(3.0 / count(tried))),
        // Failures are not bounded but mended; the rate is what was seen.
        (tried, failed) => format!("seen {}", rate(count(failed) / count(tried))),
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52, for a rate of two digits")]
fn count(number: u64) -> f64 {
    number as f64
}

fn rate(rate: f64) -> String {
    format!("{:.2e}", rate.min(1.0))
}

/// Gives the table as Markdown.
pub(crate) fn text(rows: &[Row], seed: u64) -> String {
    let mut text = String::from("| proof | tried | failed | 95 % bound | seed | time | |\n");
    text.push_str("| --- | ---: | ---: | --- | ---: | ---: | --- |\n");
    for row in rows {
        let took = row.took.as_secs_f64();
        let verdict = if row.holds() { "holds" } else { "**does not hold**" };
        match &row.result {
            Ok(tally) => {
                let verdict = if tally.tried == 0 { "not tried here" } else { verdict };
                let (tried, failed, bound) = (tally.tried, tally.failed, bound(tally));
                writeln!(text, "| {} | {tried} | {failed} | {bound} | {seed} | {took:.1} s | {verdict} |", row.name)
                    .ok();
            }
            Err(_) => {
                writeln!(text, "| {} | 0 | | | {seed} | {took:.1} s | **could not be run** |", row.name).ok();
            }
        }
    }
    text
}

/// Writes the table with what each proof means, what else was counted, and what was not tried.
pub(crate) fn write(file: &Path, rows: &[Row], wish: &Wish) -> Result<(), Trouble> {
    let mut page = String::from("# Proofs\n\nWritten by `cargo xtask prove");
    page.push_str(if wish.quick { " --quick --write" } else { " --write" });
    writeln!(page, "` on {}, at commit {}.", jiff::Zoned::now().date(), commit())?;
    page.push_str("Rerun it to check; `--seed` tries other moments. 0 failures of N mean, with 95 % confidence, a rate of at most 3/N.\n\n");
    page.push_str(&text(rows, wish.seed));
    page.push_str("\n## What each of them tries, and what has to hold\n\n");
    for row in rows {
        writeln!(page, "- **{}**: {}. Holds if: {}.", row.name, row.about, row.holds)?;
        if let Ok(tally) = &row.result {
            for (name, count) in &tally.notes {
                writeln!(page, "  - {name}: {count}")?;
            }
            for failure in &tally.failures {
                writeln!(page, "  - failed: {failure}")?;
            }
        }
    }
    page.push_str("\n## Not tried\n\n");
    page.push_str("- Windows and macOS: every figure here is from Linux.\n");
    page.push_str("- Disks that say they have written what they have not: no program can tell.\n");
    page.push_str("- The live service of Zalo: all of it is against practice Zalo, built from public sources.\n");
    for row in rows {
        for what in row.result.iter().flat_map(|tally| &tally.not_tried) {
            writeln!(page, "- {}: {what}", row.name)?;
        }
        if let Err(trouble) = &row.result {
            writeln!(page, "- {}: could not be run, {trouble}", row.name)?;
        }
    }
    oa_token::whole_file::write(file, page.as_bytes())?;
    Ok(())
}

/// Gives the commit these programs are of.
pub(crate) fn commit() -> String {
    let read = Command::new("git").args(["rev-parse", "--short", "HEAD"]).output();
    read.map_or_else(|_| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn row(tried: u64, failed: u64) -> Row {
        let result = Ok(Tally { tried, failed, ..Tally::default() });
        Row { name: "kill", about: "a", holds: "b", result, took: Duration::from_secs(2) }
    }

    #[test]
    fn no_failure_of_many_has_the_bound_of_the_rule_of_three() {
        assert!(text(&[row(10_000, 0)], 7).contains("| kill | 10000 | 0 | ≤ 3.00e-4 | 7 | 2.0 s | holds |"));
        assert!(text(&[row(10_000, 5)], 7).contains("| seen 5.00e-4 | 7 | 2.0 s | **does not hold** |"));
        assert!(!row(0, 0).holds(), "what tried nothing and says no reason proves nothing");
    }
}
