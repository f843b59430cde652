//! What processes use, as Linux reports it in `/proc`.

use std::collections::BTreeMap;
use std::fs;
use std::process::Child;

use crate::home::Home;

/// Clock ticks per second in `/proc`.
const TICKS: f64 = 100.0;

/// Returns every process with its parent.
fn parents() -> BTreeMap<u32, u32> {
    let numbers = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = numbers.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.filter_map(|number| Some((number, field(number, 1)?))).collect()
}

/// Reads a field of `/proc/N/stat`, counted from the one after the name.
fn field(number: u32, place: usize) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).ok()?;
    stat.rsplit_once(") ")?.1.split(' ').nth(place)?.parse().ok()
}

/// Returns a process and all its descendants.
pub(super) fn below(root: &Child) -> Vec<u32> {
    let parents = parents();
    let mut found = vec![root.id()];
    let mut seen = 0;
    while let Some(parent) = found.get(seen).copied() {
        found.extend(parents.iter().filter(|(_, of)| **of == parent).map(|(number, _)| *number));
        seen += 1;
    }
    found
}

/// Returns all processes of a home: the program, and WebKit's.
pub(super) fn of_home(home: &Home) -> Vec<u32> {
    let wanted = format!("OA_TOKEN_HOME={}", home.data().display());
    let is_ours = |number: &u32| {
        let variables = fs::read(format!("/proc/{number}/environ")).unwrap_or_default();
        variables.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes())
    };
    parents().into_keys().filter(is_ours).collect()
}

/// Returns their memory in MiB, with shared pages divided among the processes that share them.
pub(super) fn memory(processes: &[u32]) -> f64 {
    let of = |number: &u32| {
        let sums = fs::read_to_string(format!("/proc/{number}/smaps_rollup")).unwrap_or_default();
        let kib = sums.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse().ok());
        kib.unwrap_or(0.0) / 1024.0
    };
    processes.iter().map(of).sum()
}

/// Returns their CPU time in seconds.
pub(super) fn busy(processes: &[u32]) -> f64 {
    let ticks = |number: &u32| f64::from(field(*number, 11).unwrap_or(0) + field(*number, 12).unwrap_or(0));
    processes.iter().map(ticks).sum::<f64>() / TICKS
}
