//! docs/proofs.md: the newest run of each proof. The page is generated from the runs in a comment at its end, so that
//! one proof can be run again without the others.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use serde::{Deserialize, Serialize};

use crate::args::Options;
use crate::proof::{Row, Trouble};
use crate::{proofs, table};

/// Starts the comment with the runs.
const RUNS: &str = "<!-- runs: ";
const END: &str = " -->";

/// One run of one proof.
#[derive(Serialize, Deserialize)]
struct Run {
    name: String,
    about: String,
    holds: String,
    quick: bool,
    seed: u64,
    date: String,
    commit: String,
    seconds: f64,
    tried: u64,
    failed: u64,
    failures: Vec<String>,
    notes: Vec<(String, u64)>,
    not_tried: Vec<String>,
    trouble: Option<String>,
}

impl Run {
    fn of(row: &Row, request: &Options, commit: &str) -> Self {
        let tally = row.result.clone().unwrap_or_default();
        Self {
            name: row.name.to_owned(),
            about: row.about.to_owned(),
            holds: row.holds.to_owned(),
            quick: request.quick,
            seed: request.seed,
            date: jiff::Zoned::now().date().to_string(),
            commit: commit.to_owned(),
            seconds: row.took.as_secs_f64(),
            tried: tally.tried,
            failed: tally.failed,
            failures: tally.failures,
            notes: tally.notes,
            not_tried: tally.not_tried,
            trouble: row.result.as_ref().err().cloned(),
        }
    }

    fn verdict(&self) -> &'static str {
        match (&self.trouble, self.tried, self.failed) {
            (Some(_), ..) => "**could not be run**",
            (None, 0, _) => "not tried",
            (None, _, 0) => "holds",
            (None, ..) => "**does not hold**",
        }
    }
}

/// Writes these runs to the page; they replace older ones of the same proofs.
pub(crate) fn write(file: &Path, rows: &[Row], request: &Options, commit: &str) -> Result<(), Trouble> {
    let mut runs = std::fs::read_to_string(file).map_or_else(|_| Ok(Vec::new()), |page| read(&page))?;
    for row in rows {
        runs.retain(|run: &Run| run.name != row.name);
        runs.push(Run::of(row, request, commit));
    }
    // In the order of `ALL`; a proof that the program no longer has is removed from the page.
    let place = |run: &Run| proofs::ALL.iter().position(|proof| proof.name == run.name);
    runs.retain(|run| place(run).is_some());
    runs.sort_by_key(place);
    oa_token_vault::atomic_file::write(file, text(&runs)?.as_bytes())?;
    Ok(())
}

fn read(page: &str) -> Result<Vec<Run>, Trouble> {
    let data = page.split_once(RUNS).and_then(|(_, rest)| rest.rsplit_once(END));
    data.map_or_else(|| Ok(Vec::new()), |(data, _)| Ok(serde_json::from_str(data)?))
}

fn text(runs: &[Run]) -> Result<String, Trouble> {
    let mut page = String::from(
        "# Proofs\n\nEach promise is tested often enough to state a bound. Written by `cargo xtask prove --write \
         docs/proofs.md`; every row has the commit and the seed\nto rerun it with (`--only NAME --seed N`). 0 failures \
         of N mean, with 95 % confidence, a true rate of at most 3/N.\n\n",
    );
    page.push_str("| proof | tried | failed | 95 % bound | | seed | time | date | commit |\n");
    page.push_str("| --- | ---: | ---: | --- | --- | ---: | ---: | --- | --- |\n");
    for run in runs {
        let (bound, verdict) = (table::bound(run.tried, run.failed), run.verdict());
        let name = if run.quick { format!("{} (quick)", run.name) } else { run.name.clone() };
        let Run { tried, failed, seed, seconds, date, commit, .. } = run;
        writeln!(
            page,
            "| {name} | {tried} | {failed} | {bound} | {verdict} | {seed} | {seconds:.0} s | {date} | {commit} |"
        )?;
    }
    page.push_str("\n## What each proof tries, and what must hold\n\n");
    for run in runs {
        writeln!(page, "- **{}**: {}. Holds if: {}.", run.name, run.about, run.holds)?;
        for (name, count) in &run.notes {
            writeln!(page, "  - {name}: {count}")?;
        }
        for failure in &run.failures {
            writeln!(page, "  - failed: {failure}")?;
        }
    }
    page.push_str("\n## Not tried\n\n");
    page.push_str("- Windows and macOS: every figure here is from Linux.\n");
    page.push_str("- Disks that report a write as done although it is not: a program cannot detect this.\n");
    page.push_str("- The live service of Zalo: every proof runs against practice Zalo, built from public sources.\n");
    for run in runs {
        for what in run.not_tried.iter().chain(&run.trouble) {
            writeln!(page, "- {}: {what}", run.name)?;
        }
    }
    writeln!(page, "\n{RUNS}{}{END}", serde_json::to_string(runs)?)?;
    Ok(page)
}

/// Names the commit that the programs were built from, with a star if files were changed.
pub(crate) fn commit() -> String {
    let git = |args: &[&str]| {
        let read = Command::new("git").args(args).output();
        read.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default()
    };
    let star =
        if git(&["status", "--porcelain", "--untracked-files=no", "--", ":!docs/proofs.md", ":!docs/benchmarks.md"])
            .is_empty()
        {
            ""
        } else {
            "*"
        };
    format!("{}{star}", git(&["rev-parse", "--short", "HEAD"]))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::proof::Tally;

    fn row(name: &'static str, failed: u64) -> Row {
        let result = Ok(Tally { tried: 100, failed, ..Tally::default() });
        Row { name, about: "a", holds: "b", result, took: Duration::from_secs(2) }
    }

    #[test]
    fn a_later_run_replaces_the_earlier_one_and_keeps_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("proofs.md");
        let request = Options { quick: false, seed: 7, only: None, count: None, write: None, bench: false };
        let [first, second] = [proofs::ALL[0].name, proofs::ALL[1].name];
        write(&file, &[row(second, 0), row(first, 3)], &request, "1234567").unwrap();
        write(&file, &[row(first, 0)], &request, "1234567").unwrap();
        let page = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = page.lines().filter(|line| line.starts_with("| ") && line.contains(" 100 ")).collect();
        assert_eq!(lines.len(), 2);
        assert!(lines[0].starts_with(&format!("| {first} | 100 | 0 | ≤ 3.00e-2 | holds | 7 |")), "{}", lines[0]);
        assert!(lines[1].starts_with(&format!("| {second} |")));
    }
}
