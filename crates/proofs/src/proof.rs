//! What every proof is and gives.

use std::error::Error;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Why a proof could not be run to its end; not a failure of what it proves, and not a pass either.
pub(crate) type Trouble = Box<dyn Error + Send + Sync>;

/// One proof.
pub(crate) struct Proof {
    /// Its name for `--only`.
    pub(crate) name: &'static str,
    /// What is tried, for a person.
    pub(crate) about: &'static str,
    /// What has to hold, for a person.
    pub(crate) holds: &'static str,
    /// Tries in full; a proof that tries everything there is may come to another number.
    pub(crate) full: u64,
    /// Tries with `--quick`.
    pub(crate) quick: u64,
    /// Runs it.
    pub(crate) run: fn(&Scale) -> Result<Tally, Trouble>,
}

/// How much to try.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    /// How many tries.
    pub(crate) count: u64,
    /// What the random numbers begin with.
    pub(crate) seed: u64,
    /// Whether a little is enough, where the number of tries is not what takes the time.
    pub(crate) quick: bool,
    /// Where the programs are that were built with this one.
    pub(crate) programs: PathBuf,
}

impl Scale {
    /// Returns the command's path.
    pub(crate) fn command(&self) -> PathBuf {
        self.programs.join(format!("oa-token{}", std::env::consts::EXE_SUFFIX))
    }

    /// Returns the same with the command whose patience is a twentieth; nothing if it was not built.
    pub(crate) fn with_little_patience(&self) -> Option<Self> {
        let beside = self.programs.with_file_name("proofs-patience");
        // Where `--target-dir` leaves what the profile builds: a folder of the profile's own, named as this one.
        let programs = beside.join(self.programs.file_name()?);
        let scale = Self { programs, ..self.clone() };
        scale.command().exists().then_some(scale)
    }

    /// Returns the window's path; it may not have been built.
    pub(crate) fn window(&self) -> PathBuf {
        self.programs.join(format!("oa-token-desktop{}", std::env::consts::EXE_SUFFIX))
    }
}

/// What came of a proof.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    /// How often it was tried.
    pub(crate) tried: u64,
    /// How often it did not hold.
    pub(crate) failed: u64,
    /// The first few failures in words, without any secret, each with the number of its try.
    pub(crate) failures: Vec<String>,
    /// What else was counted: a name and a figure each.
    pub(crate) notes: Vec<(String, u64)>,
    /// What could not be tried on this machine, and why.
    pub(crate) not_tried: Vec<String>,
}

/// Failures that are told in words; the rest is counted.
const TOLD: usize = 10;

impl Tally {
    /// Notes a try that held.
    pub(crate) fn held(&mut self) {
        self.tried += 1;
    }

    /// Notes a try that did not hold.
    pub(crate) fn failed(&mut self, what: impl Into<String>) {
        self.tried += 1;
        self.failed += 1;
        if self.failures.len() < TOLD {
            self.failures.push(what.into());
        }
    }

    /// Notes a try by what came of it.
    pub(crate) fn note(&mut self, outcome: Result<(), String>) {
        match outcome {
            Ok(()) => self.held(),
            Err(what) => self.failed(what),
        }
    }

    /// Counts something beside the tries.
    pub(crate) fn count(&mut self, name: &str, by: u64) {
        match self.notes.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += by,
            None => self.notes.push((name.to_owned(), by)),
        }
    }

    /// Adds what another thread found.
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
    /// What came of it; the reason if it could not be run.
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

    /// Returns whether the proof holds: run, and nothing failed. One that could try nothing here does not fail.
    pub(crate) fn holds(&self) -> bool {
        self.result.as_ref().is_ok_and(|tally| tally.failed == 0 && (tally.tried > 0 || !tally.not_tried.is_empty()))
    }
}
