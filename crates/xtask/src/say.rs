//! The output of xtask: lines on stdout, in order with the output of the programs it runs.

use std::io::Write;

/// Prints one line.
pub(crate) fn say(line: &str) {
    show(&format!("{line}\n"));
}

/// Prints the output of a program. If the reader is gone, the output is dropped.
#[cfg(not(test))]
pub(crate) fn show(text: &str) {
    let mut out = std::io::stdout().lock();
    drop(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
}

/// Prints with the macro that the test harness captures, so that results inside a test are not counted as the run's.
#[cfg(test)]
pub(crate) fn show(text: &str) {
    print!("{text}");
    drop(std::io::stdout().flush());
}
