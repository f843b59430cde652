//! What xtask prints: lines on stdout, in order with those of the programs it starts.

use std::io::Write;

/// Prints one line.
pub(crate) fn say(line: &str) {
    show(&format!("{line}\n"));
}

/// Passes on what a program printed. A reader that went away wants no more of it.
#[cfg(not(test))]
pub(crate) fn show(text: &str) {
    let mut out = std::io::stdout().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

/// Prints by the macro that the test harness captures: a test's own results must not be taken for the run's.
#[cfg(test)]
pub(crate) fn show(text: &str) {
    print!("{text}");
    drop(std::io::stdout().flush());
}
