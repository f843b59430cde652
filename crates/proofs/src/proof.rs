//! The parts that every proof has: its description, its scale, its result.

use std::path::PathBuf;
use std::time::{Duration, Instant};

// Why a proof could not be run to its end. It counts neither as a failure of what is proved nor as a pass.
pub(crate) use testkit::Trouble;

/// One proof.
pub(crate) struct Proof {
    /// Its name for `--only`.
    pub(crate) name: &'static str,
    /// A description of what is tried, for the table.
    pub(crate) about: &'static str,
    /// A description of what must hold, for the table.
    pub(crate) holds: &'static str,
    /// Number of tries in full; a proof that tries every case may report another number.
    pub(crate) full: u64,
    /// Tries with `--quick`.
    pub(crate) quick: u64,
    /// Runs the proof.
    pub(crate) run: fn(&Scale) -> Result<Tally, Trouble>,
}

/// How much to try.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    /// How many tries.
    pub(crate) count: u64,
    /// The seed of the random numbers.
    pub(crate) seed: u64,
    /// Whether a short run is enough, for proofs whose duration does not depend on the number of tries.
    pub(crate) quick: bool,
    /// The folder with the programs that were built together with this one.
    pub(crate) programs: PathBuf,
}

impl Scale {
    /// Returns the command's path.
    pub(crate) fn command(&self) -> PathBuf {
        self.programs.join(format!("oa-token{}", std::env::consts::EXE_SUFFIX))
    }

    /// Returns the same scale with the command whose timeouts are a twentieth; `None` if it was not built.
    pub(crate) fn with_little_patience(&self) -> Option<Self> {
        let beside = self.programs.with_file_name("proofs-patience");
        // With `--target-dir`, a profile's programs are in a folder of that profile, with the same last component.
        let programs = beside.join(self.programs.file_name()?);
        let scale = Self { programs, ..self.clone() };
        scale.command().exists().then_some(scale)
    }

    /// Returns the window's path; it may not have been built.
    pub(crate) fn window(&self) -> PathBuf {
        self.programs.join(format!("oa-token-desktop{}", std::env::consts::EXE_SUFFIX))
    }
}

/// The result of a proof.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// The number of tries.
    pub(crate) tried: u64,
    /// The number of failed tries.
    pub(crate) failed: u64,
    /// The first few failures as text without any secret, each with the number of its try.
    pub(crate) failures: Vec<String>,
    /// Other counts, each with a name.
    pub(crate) notes: Vec<(String, u64)>,
    /// What could not be tried on this machine, and why.
    pub(crate) not_tried: Vec<String>,
}

/// Number of failures described as text; the others are only counted.
const TOLD: usize = 10;

impl Tally {
    /// Records a try that held.
    pub(crate) fn held(&mut self) {
        self.tried += 1;
    }

    /// Records a try that did not hold.
    pub(crate) fn failed(&mut self, what: impl Into<String>) {
        self.tried += 1;
        self.failed += 1;
        if self.failures.len() < TOLD {
            self.failures.push(what.into());
        }
    }

    /// Records a try by its outcome.
    pub(crate) fn note(&mut self, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.held(),
            Err(what) => self.failed(what),
        }
    }

    /// Adds to a named count.
    pub(crate) fn count(&mut self, name: &str, by: u64) {
        match self.notes.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += by,
            None => self.notes.push((name.to_owned(), by)),
        }
    }

    /// Adds another thread's results.
    pub(crate) fn add(&mut self, other: Self) {
        self.tried += other.tried;
        self.failed += other.failed;
        let room = TOLD.saturating_sub(self.failures.len());
        self.failures.extend(other.failures.into_iter().take(room));
        for (name, by) in other.notes {
            self.count(&name, by);
        }
        self.not_tried.extend(other.not_tried);
    }
}

/// One row of the table.
pub(crate) struct Row {
    /// The proof's name.
    pub(crate) name: &'static str,
    /// What was tried.
    pub(crate) about: &'static str,
    /// What had to hold.
    pub(crate) holds: &'static str,
    /// The result, or why the proof could not be run.
    pub(crate) result: Result<Tally, String>,
    /// How long it took.
    pub(crate) took: Duration,
}

impl Row {
    /// Runs a proof.
    pub(crate) fn of(proof: &Proof, scale: &Scale) -> Self {
        let begun = Instant::now();
        let result = (proof.run)(scale).map_err(|trouble| trouble.to_string());
        Self { name: proof.name, about: proof.about, holds: proof.holds, result, took: begun.elapsed() }
    }

    /// Reports whether the proof holds: it ran, and no try failed. A proof that could try nothing here does not fail.
    pub(crate) fn holds(&self) -> bool {
        self.result.as_ref().is_ok_and(|tally| tally.failed == 0 && (tally.tried > 0 || !tally.not_tried.is_empty()))
    }
}
