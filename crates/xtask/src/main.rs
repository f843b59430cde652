//! `cargo xtask run` and `cargo xtask test`: from a clone to a running program, and all checks.
//!
//! ```text
//! args      command line                  steps     runs steps in order, times them, prints the table
//! run       the steps of `run`            test      the steps of `test`
//! window    measures the real window, or takes screenshots
//! packages  the required Debian packages  page      Node, npm and the page in ui/
//! rust      the required Rust tools       cargo     format, clippy, tests
//! sandbox   separate folders for test runs, and the proof that nothing else was written
//! tally     counts passed and failed tests in the output of a runner
//! renderings  compares both Fluent libraries
//! prove     the proofs of the three promises, in full or briefly
//! licences  the components of the product
//! gates     rules that no compiler checks: one file per rule, each able to fail
//! call      runs other programs           house     paths and programs of this machine
//! ```

mod args;
mod call;
mod cargo;
mod failure;
mod gates;
mod house;
mod licences;
mod packages;
mod page;
mod prove;
mod renderings;
mod run;
mod rust;
mod sandbox;
mod say;
mod steps;
mod tally;
mod test;
mod window;

use std::process::ExitCode;

use args::Wish;
use house::House;
use say::say;

fn main() -> ExitCode {
    let wish = match args::read(std::env::args().skip(1)) {
        Ok(wish) => wish,
        Err(error) => {
            say(&format!("{error}\n\n{}", args::USAGE));
            return ExitCode::from(2);
        }
    };
    let house = match House::find() {
        Ok(house) => house,
        Err(failure) => {
            say(&failure.to_string());
            return ExitCode::FAILURE;
        }
    };
    match wish {
        Wish::Help => {
            say(args::USAGE);
            ExitCode::SUCCESS
        }
        Wish::Run => run::run(&house),
        Wish::Test(wish) => test::run(&house, &wish),
        Wish::Licences => {
            let report = steps::run(&house, &[&licences::WRITE], false);
            report.print();
            report.exit()
        }
        Wish::Prove(options) => prove::run(&house, &options),
        Wish::Bench(options) => {
            let programs = prove::bench(&house, &options);
            if options.iter().any(|option| option == "--only") {
                return programs;
            }
            // Both are measured, even if the first one fails.
            let page = window::run(&house, &cargo::BENCH);
            if programs == ExitCode::SUCCESS { page } else { programs }
        }
        Wish::Screens => window::run(&house, &cargo::SCREENS),
    }
}
