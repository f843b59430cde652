//! Changed copies of the files that people hold: whatever is cut, repeated or mixed, reading them never panics, never
//! hangs, and never makes up a value.

use std::panic::catch_unwind;
use std::time::{Duration, Instant};

use self::support::{Text, corpus, read, values};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;

#[path = "../../../oa-token-import/tests/support/mod.rs"]
mod support;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "import",
    about: "copies of the fixtures of `tests/fixtures`, changed in one to four places (cut, repeated, mixed with another \
         file), and 100 KiB of one repeated piece of syntax; each try reads one",
    holds: "no panic; every value taken, offered or left out stands in the copy; no read takes 10 s",
    full: 1_000_000,
    quick: 3_000,
    run,
};

/// Longer than any read on a slow, busy machine in a build without optimisation: a read that takes this long hangs.
const HANGS: Duration = Duration::from_secs(10);

const SPLICES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    ",",
    ":",
    "=",
    "\n",
    "\r\n",
    "\\",
    "{{",
    "}}",
    "<<",
    "|",
    "a:1:{",
    "s:9:\"",
    "INSERT INTO x (a,b) VALUES (",
    "COPY x (a) FROM stdin;\n",
    "refresh_token",
    "app_id=",
    "\u{FEFF}",
    "ệ",
    "^",
    "&*x",
    "*x",
    "- ",
    "\t",
    "#",
    "|---|",
    "\0",
];

/// Pieces of syntax that open something, repeated without an end.
const UNITS: &[&str] = &[
    "{\"a\":",
    "[",
    "{\"refresh_token\":\"",
    "a:1:{",
    "INSERT INTO x (a) VALUES (",
    "INSERT INTO ",
    "refresh_token=",
    "| a | b |\n",
    "'",
    "$'",
    "\\",
    "^",
    "- a: &x\n",
    "  b:\n",
    "{{x}}",
    "app_id: 1\nrefresh_token: FAKE_RT\n",
    "{\"x\": {\"y\": \n",
    "COPY x (",
    "<key=\"",
    "curl -H 'a: b'\n{\n",
];

#[expect(clippy::unnecessary_wraps, reason = "every proof is a function of this type")]
fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let (corpus, mut tally) = (corpus(), Tally::default());
    let mut slowest = Duration::ZERO;
    for unit in UNITS {
        let bytes = unit.repeat(100 * 1024 / unit.len()).into_bytes();
        slowest = slowest.max(tried(&bytes, unit.trim(), &mut tally));
    }
    tally.count("slowest of 100 KiB of one piece of syntax, ms", millis(slowest));
    let mut slowest = Duration::ZERO;
    for number in 0..scale.count {
        let rng = &mut Rng::new(scale.seed, number);
        let ((name, original), (_, other)) = (rng.of(&corpus), rng.of(&corpus));
        slowest = slowest.max(tried(&mutated(original, other, rng), name, &mut tally));
    }
    tally.count("slowest changed copy, ms", millis(slowest));
    Ok(tally)
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// Reads one input and records what came of it. Returns the time of the read.
fn tried(bytes: &[u8], name: &str, tally: &mut Tally) -> Duration {
    let begun = Instant::now();
    let read = catch_unwind(|| read(bytes));
    let took = begun.elapsed();
    let Ok(import) = read else {
        tally.failed(format!("{name}: a reader panicked"));
        return took;
    };
    if took >= HANGS {
        tally.failed(format!("{name}: the read took {took:?}"));
        return took;
    }
    tally.count("recognised", u64::from(import.is_some()));
    // A sheet is packed, and an encoded value is spelt otherwise in the file.
    let is_encoded = |value: &str| !value.bytes().all(|byte| byte.is_ascii_graphic()) || value.contains(['%', '+']);
    let is_made_up = import.filter(|_| !bytes.starts_with(b"PK")).is_some_and(|import| {
        let text = Text::of(bytes);
        values(&import).iter().any(|value| !is_encoded(value) && !text.holds(value))
    });
    tally.note(if is_made_up { Err(format!("{name}: a value that is not in the copy")) } else { Ok(()) });
    took
}

/// A number below `end`.
fn below(rng: &mut Rng, end: usize) -> usize {
    usize::try_from(rng.below(u64::try_from(end.max(1)).unwrap_or(1))).unwrap_or(0)
}

/// Changes a copy in one to four places: cuts, repeats, exchanges, inserts.
fn mutated(original: &[u8], other: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=below(rng, 4) {
        let (from, length) = (below(rng, bytes.len() + 1), below(rng, 64));
        let to = (from + length).min(bytes.len());
        match below(rng, 6) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let part = bytes[from..to].to_vec();
                drop(bytes.splice(from..from, part));
            }
            2 => drop(bytes.splice(from..from, rng.of(SPLICES).bytes())),
            3 if from < bytes.len() => bytes[from] = rng.next().to_le_bytes()[0],
            4 => bytes.truncate(from),
            _ => {
                let start = below(rng, other.len() + 1);
                let end = (start + below(rng, 256)).min(other.len());
                drop(bytes.splice(from..to, other[start..end].iter().copied()));
            }
        }
    }
    bytes
}
