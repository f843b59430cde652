//! Counts passed and failed tests in the output of a runner: cargo's `test result:` lines and vitest's `Tests` line.

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Passed.
    pub(crate) passed: u32,
    /// Failed.
    pub(crate) failed: u32,
}

impl Tally {
    /// Adds the results in a line of a runner's output, if it has any.
    pub(crate) fn read(&mut self, line: &str) {
        let line = plain(line);
        let line = line.trim();
        let is_cargo = line.starts_with("test result:");
        let is_vitest = line.starts_with("Tests ") && line.ends_with(')');
        if is_cargo || is_vitest {
            self.passed += before(line, "passed");
            self.failed += before(line, "failed");
        }
    }
}

/// Returns the number before a word, or 0.
fn before(line: &str, word: &str) -> u32 {
    let Some((front, _)) = line.split_once(&format!(" {word}")) else { return 0 };
    front.split_whitespace().next_back().and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// Removes colour codes: `ESC [ … m`.
fn plain(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, rest)| rest));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_read_from_both_runners_and_from_nothing_else() {
        for (line, passed, failed) in [
            ("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.01s", 12, 0),
            ("test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out", 4, 2),
            ("test result: \u{1b}[32mok\u{1b}[0m. 5 passed; 0 failed; 0 ignored", 5, 0),
            ("      Tests  3 failed | 12 passed (15)", 12, 3),
            (
                "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m7 passed\u{1b}[39m\u{1b}[22m\u{1b}[90m (7)\u{1b}[39m",
                7,
                0,
            ),
            (" Test Files  2 passed (2)", 0, 0),
            ("test keys::opens ... ok", 0, 0),
            ("Tests that 3 passed", 0, 0),
        ] {
            let mut tally = Tally::default();
            tally.read(line);
            assert_eq!(tally, Tally { passed, failed }, "{line}");
        }
    }
}
