//! Counts passed and failed tests in the output of a runner: cargo's `test result:` lines and vitest's `Tests` line.
//! Keeps the messages of panics, so that the end of a long output says why it failed.

/// The most lines kept of one panic.
const LINES_OF_A_PANIC: usize = 24;

/// How many tests passed and failed, and the messages of those that panicked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Passed.
    pub(crate) passed: u32,
    /// Failed.
    pub(crate) failed: u32,
    /// The messages of panics, line by line.
    pub(crate) panics: Vec<String>,
    /// How many more lines belong to the last panic.
    lines_left: usize,
}

impl Tally {
    /// Adds the results in a line of a runner's output, if it has any.
    pub(crate) fn read(&mut self, line: &str) {
        let line = plain(line);
        self.keep_panic(line.trim_end());
        let line = line.trim();
        let is_cargo = line.starts_with("test result:");
        let is_vitest = line.starts_with("Tests ") && line.ends_with(')');
        if is_cargo || is_vitest {
            self.passed += before(line, "passed");
            self.failed += before(line, "failed");
        }
    }

    /// Keeps a line if it begins or continues the message of a panic.
    fn keep_panic(&mut self, line: &str) {
        let begins = line.starts_with("thread '") && line.contains(" panicked at ");
        let ends = line.is_empty() || line.starts_with("stack backtrace:") || line.starts_with("note: ");
        self.lines_left = match (begins, ends) {
            (true, _) => LINES_OF_A_PANIC,
            (false, true) => 0,
            (false, false) => self.lines_left,
        };
        if self.lines_left > 0 {
            self.lines_left -= 1;
            self.panics.push(line.to_owned());
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
            assert_eq!((tally.passed, tally.failed), (passed, failed), "{line}");
            assert!(tally.panics.is_empty());
        }
    }

    #[test]
    fn the_message_of_a_panic_is_kept_without_its_backtrace() {
        let mut tally = Tally::default();
        let output = "test a ... FAILED\nthread 'a' (7) panicked at a.rs:1:2:\ntwo faults:\nover-view vi dark\n\
                      stack backtrace:\n   0: begin\nmore\n\nthread 'b' panicked at b.rs:1:2:\nno\n\nend";
        output.lines().for_each(|line| tally.read(line));
        let wanted = ["thread 'a' (7) panicked at a.rs:1:2:", "two faults:", "over-view vi dark"];
        assert_eq!(tally.panics, [&wanted[..], &["thread 'b' panicked at b.rs:1:2:", "no"]].concat());
    }
}
