//! The desktop program. All code is in the library, so that tests can use it.

// No console window on Windows.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    oa_token_desktop::run()
}
