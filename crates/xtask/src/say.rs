//! What xtask prints: lines on stdout, in order with those of the programs it starts.

use std::io::Write;

/// Prints one line.
pub(crate) fn say(line: &str) {
    show(&format!("{line}\n"));
}

/// Passes on what a program printed.
#[expect(clippy::print_stdout, reason = "printing is what xtask is for; tests capture what this macro prints")]
pub(crate) fn show(text: &str) {
    print!("{text}");
    // Programs started next write to the same stdout. A reader that went away wants no more.
    drop(std::io::stdout().flush());
}
