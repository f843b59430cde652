//! The table on the screen.

use std::fmt::Write as _;

use crate::proof::Row;

/// Returns one line with the result of a proof.
pub(crate) fn line(row: &Row) -> String {
    let took = row.took.as_secs_f64();
    match &row.result {
        Ok(tally) => {
            let mut line = format!(
                "  {} tried, {} failed, {}, {took:.1} s",
                tally.tried,
                tally.failed,
                bound(tally.tried, tally.failed)
            );
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

/// Returns the 95 % upper bound of the failure rate: 0 of N means at most 3/N (the rule of three).
pub(crate) fn bound(tried: u64, failed: u64) -> String {
    match (tried, failed) {
        (0, _) => "nothing tried".to_owned(),
        (tried, 0) => format!("≤ {}", rate(3.0 / count(tried))),
        // With failures there is no bound, only the observed rate: failures must be fixed.
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

/// Returns the table as Markdown.
pub(crate) fn text(rows: &[Row], seed: u64) -> String {
    let mut text = String::from("| proof | tried | failed | 95 % bound | seed | time | |\n");
    text.push_str("| --- | ---: | ---: | --- | ---: | ---: | --- |\n");
    for row in rows {
        let took = row.took.as_secs_f64();
        let verdict = if row.holds() { "holds" } else { "**does not hold**" };
        match &row.result {
            Ok(tally) => {
                let verdict = if tally.tried == 0 { "not tried here" } else { verdict };
                let (tried, failed, bound) = (tally.tried, tally.failed, bound(tally.tried, tally.failed));
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::proof::Tally;

    fn row(tried: u64, failed: u64) -> Row {
        let result = Ok(Tally { tried, failed, ..Tally::default() });
        Row { name: "kill", about: "a", holds: "b", result, took: Duration::from_secs(2) }
    }

    #[test]
    fn zero_failures_have_the_bound_of_the_rule_of_three() {
        assert!(text(&[row(10_000, 0)], 7).contains("| kill | 10000 | 0 | ≤ 3.00e-4 | 7 | 2.0 s | holds |"));
        assert!(text(&[row(10_000, 5)], 7).contains("| seen 5.00e-4 | 7 | 2.0 s | **does not hold** |"));
        assert!(!row(0, 0).holds(), "a proof without tries and without a reason must not hold");
    }
}
