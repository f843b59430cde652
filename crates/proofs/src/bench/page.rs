//! The page of figures: what was measured, how, and whether the limits are met.

use super::Line;

/// The text so far, and whether every limit is met.
pub(super) struct Page {
    pub(super) text: String,
    pub(super) are_met: bool,
}

impl Page {
    pub(super) fn new() -> Self {
        Self { text: String::new(), are_met: true }
    }

    /// Starts a section: its heading, and a sentence or two on how it is measured.
    pub(super) fn part(&mut self, heading: &str, how: &str) {
        self.line(&format!("\n## {heading}\n\n{how}\n"));
    }

    /// Adds a line unchanged.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Adds times in milliseconds, with median and tails.
    pub(super) fn times(&mut self, lines: &[Line]) {
        self.line("| | times | median | p90 | p99 |\n| --- | ---: | ---: | ---: | ---: |");
        for line in lines {
            let [median, p90, p99] = [50, 90, 99].map(|hundredths| line.part(hundredths));
            let count = line.values.len();
            self.line(&format!("| {} | {count} | {median:.2} ms | {p90:.2} ms | {p99:.2} ms |", line.what));
        }
        self.text.push('\n');
    }

    /// Adds figures in another unit: minimum, median and maximum.
    pub(super) fn figures(&mut self, unit: &str, lines: &[Line]) {
        self.line("| | times | least | median | most |\n| --- | ---: | ---: | ---: | ---: |");
        for line in lines {
            let [least, median, most] = [0, 50, 100].map(|hundredths| line.part(hundredths));
            let count = line.values.len();
            self.line(&format!(
                "| {} | {count} | {least:.1} {unit} | {median:.1} {unit} | {most:.1} {unit} |",
                line.what
            ));
        }
        self.text.push('\n');
    }

    /// Adds a figure with its upper limit; a larger figure fails.
    pub(super) fn at_most(&mut self, what: &str, value: f64, most: f64, unit: &str) {
        self.aim(what, value, &format!("≤ {most}{unit}"), unit, value <= most);
    }

    /// Adds a figure with its lower limit; a smaller figure fails.
    pub(super) fn at_least(&mut self, what: &str, value: f64, least: f64, unit: &str) {
        self.aim(what, value, &format!("≥ {least}{unit}"), unit, value >= least);
    }

    fn aim(&mut self, what: &str, value: f64, aim: &str, unit: &str, is_met: bool) {
        self.are_met &= is_met;
        let word = if is_met { "met" } else { "**missed**" };
        self.line(&format!("- {what}: {value:.3}{unit}, aim {aim}: {word}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_aim_is_printed_and_recorded() {
        let mut page = Page::new();
        page.at_most("time", 0.79, 0.8, "");
        page.at_least("rate", 91.0, 90.0, " %");
        assert!(page.are_met && page.text.contains("- rate: 91.000 %, aim ≥ 90 %: met"));
        page.at_most("time", 0.81, 0.8, "");
        assert!(!page.are_met && page.text.ends_with("- time: 0.810, aim ≤ 0.8: **missed**\n"));
        page.at_most("none", f64::NAN, 1.0, "");
        assert!(!page.are_met, "a missing number must not meet an aim");
    }
}
