//! Reads changed copies of the fixtures: `cargo run --release -p oa-token-import --example mutate -- 1000000 [SEED]`.
//! Ends with the number of copies, how many were recognised, and the slowest one.

#![expect(clippy::print_stdout, reason = "it reports to the person who runs it")]

#[path = "../tests/support/mod.rs"]
mod support;

use std::time::{Duration, Instant};

fn main() {
    let mut arguments = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let count = arguments.next().unwrap_or(100_000);
    let mut numbers = support::Numbers::new(arguments.next().unwrap_or(1));
    let corpus = support::corpus();
    let (mut recognised, mut values) = (0_u64, 0_usize);
    let mut slowest = (Duration::ZERO, 0, "");
    for _ in 0..count {
        let (name, original) = &corpus[numbers.below(corpus.len())];
        let (_, other) = &corpus[numbers.below(corpus.len())];
        let bytes = support::mutated(original, other, &mut numbers);
        let started = Instant::now();
        let import = support::read(&bytes);
        let took = started.elapsed();
        if took > slowest.0 {
            slowest = (took, bytes.len(), name);
        }
        if let Some(import) = import {
            recognised += 1;
            values += support::values(&import).len();
        }
    }
    let (took, length, name) = slowest;
    println!(
        "{count} copies of {} files, {recognised} recognised, {values} values; slowest {took:?} for {length} bytes of {name}",
        corpus.len()
    );
}
