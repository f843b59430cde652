//! What can be observed of a try from outside, and what of it is forbidden.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use zalo_sim::{Ledger, Outcome, SeenRequest};

use super::change::{Change, Place};
use super::stage::Stage;
use crate::captured_output::CallResult;
use crate::home::Home;

/// Zalo's code for a wrong secret key.
const WRONG_SECRET: i64 = -14004;
/// Zalo's code for an unknown app.
const WRONG_APP: i64 = -14002;
/// The prefix that names an OA's initial token.
const CURRENT: &str = "current token of ";
/// Columns that are only displayed; their values are not compared.
const SHOWN: [&str; 6] = ["name", "name_key", "oa_name", "oa_facts", "outlet_report", "created_at"];
/// Members of a row of `list` that show such columns, or the current time.
const LEFT_OUT: [&str; 4] = ["name", "oa", "warnings", "warning"];

/// What was observed of a try: each call with its result, and what was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Observed {
    /// Each call with its exit code and essence.
    calls: Vec<(String, Option<i32>, String)>,
    /// The requests that practice Zalo received.
    sends: BTreeMap<String, usize>,
    /// The problems that `doctor` reported.
    wrong: BTreeSet<String>,
    /// The exit code of `doctor`.
    doctor: Option<i32>,
}

impl Observed {
    /// Records a call.
    pub(super) fn note(&mut self, said: &CallResult, home: &Home) {
        if said.call == "--json doctor" {
            let folder = home.folder().to_string_lossy().into_owned();
            let checks = said.json();
            let wrong = checks.as_array().into_iter().flatten().filter(|check| check["ok"] != true);
            self.wrong = wrong.map(|check| check.to_string().replace(&folder, "HOME")).collect();
            self.doctor = said.code;
            return;
        }
        self.calls.push((said.call.clone(), said.code, essence(said)));
    }

    /// Records what was sent.
    pub(super) fn note_sends(&mut self, ledger: &Ledger, stage: &Stage) {
        for request in ledger.token_requests() {
            *self.sends.entry(name_of(request, stage)).or_default() += 1;
        }
    }

    /// Returns what differs from the run without the change, if `doctor` reports nothing.
    pub(super) fn steered(&self, usual: &Self, change: &Change) -> Option<String> {
        if self.doctor != usual.doctor || !self.wrong.is_subset(&usual.wrong) {
            return None;
        }
        for (name, count) in &self.sends {
            let before = usual.sends.get(name).copied().unwrap_or_default();
            if *count != before {
                return Some(format!("the {name} was sent {count} times and not {before}"));
            }
        }
        if let Some((name, _)) = usual.sends.iter().find(|(name, _)| !self.sends.contains_key(*name)) {
            return Some(format!("the {name} was not sent"));
        }
        let shown = is_shown(change);
        for ((call, code, essence), (_, usual_code, usual_essence)) in self.calls.iter().zip(&usual.calls) {
            if code != usual_code {
                return Some(format!("`{call}` ends with {code:?} and not {usual_code:?}"));
            }
            if essence == usual_essence || (shown && call.starts_with("export")) {
                continue;
            }
            // A newly made token differs each time.
            if call.starts_with("token") && !self.sends.is_empty() {
                continue;
            }
            let what = if call.contains("list") || call.contains("refresh") {
                other_words(essence, usual_essence)
            } else {
                String::new()
            };
            return Some(format!("`{call}` prints something else{what}"));
        }
        None
    }

    /// Returns how a change of one OA affected the others, which must be listed and refreshed as before; and whether
    /// `doctor` succeeds although it names one.
    pub(super) fn others(&self, usual: &Self, change: &Change) -> Option<String> {
        if self.wrong.iter().any(|check| check.contains("\"altered\"")) && self.doctor == Some(0) {
            return Some("doctor reports the change but ends with 0".to_owned());
        }
        let most = change.officials()?;
        // An OA is counted by its initial token only, and not by one that a refresh in this try returned.
        let first_tokens = usual.sends.keys().filter(|name| name.starts_with(CURRENT));
        let missing: Vec<_> = first_tokens.filter(|name| !self.sends.contains_key(*name)).collect();
        if missing.len() > most {
            return Some(format!("{} OAs were not refreshed: not sent: {missing:?}", missing.len()));
        }
        for ((call, code, essence), (_, _, usual_essence)) in self.calls.iter().zip(&usual.calls) {
            if !call.ends_with("list") {
                continue;
            }
            if *code != Some(0) {
                return Some(format!("`{call}` ends with {code:?} for all"));
            }
            let gone = usual_essence.lines().filter(|row| essence.lines().all(|other| other != *row)).count();
            if call.starts_with("--json") && gone > most {
                return Some(format!("`{call}` shows {gone} OAs differently"));
            }
        }
        None
    }
}

/// Returns the first words that differ, from the first row that differs: states and times, never a token.
fn other_words(now: &str, usual: &str) -> String {
    let others = |rows: &str, than: &str| {
        let row = rows.lines().find(|row| than.lines().all(|other| other != *row)).unwrap_or("no row");
        row.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    let (now, usual) = (others(now, usual), others(usual, now));
    let few = |words: &[String], than: &[String]| {
        let own = words.iter().filter(|word| !than.contains(word)).take(4);
        own.map(|word| word.chars().take(60).collect::<String>()).collect::<Vec<_>>().join(" ")
    };
    format!(": {}; usually: {}", few(&now, &usual), few(&usual, &now))
}

/// Reports whether only displayed values were changed.
fn is_shown(change: &Change) -> bool {
    let Change::Cell { place: Place { table, column, .. }, .. } = change else { return false };
    ["event", "reserve"].contains(&table.as_str()) || SHOWN.contains(&column.as_str())
}

/// Returns a call's output without names, their order, and values that differ each time.
fn essence(said: &CallResult) -> String {
    let first = said.call.split(' ').next().unwrap_or_default();
    if said.call == "list" {
        let mut rows: Vec<_> = said.out.lines().map(line_essence).collect();
        rows.sort();
        return rows.join("\n");
    }
    if first == "--json" {
        let is_refresh = said.call.contains("refresh");
        let mut rows: Vec<_> =
            said.json().as_array().into_iter().flatten().map(|row| row_essence(row, is_refresh)).collect();
        rows.sort();
        return rows.join("\n");
    }
    if ["token", "export"].contains(&first) && said.code == Some(0) { said.out.clone() } else { String::new() }
}

/// Returns state, generation and expiry of an output line, and whether it says when it is next refreshed; that time
/// changes from run to run.
fn line_essence(line: &str) -> String {
    let parts: Vec<_> = line.split('\t').skip(1).collect();
    let is_automatic = if parts.len() > 3 { "automatic" } else { "by hand" };
    format!("{} {is_automatic}", parts.iter().take(3).copied().collect::<Vec<_>>().join(" "))
}

fn row_essence(row: &Value, is_refresh: bool) -> String {
    let Some(members) = row.as_object() else { return row.to_string() };
    let is_left_out = |name: &str| LEFT_OUT.contains(&name) || (is_refresh && name.ends_with("_at"));
    let kept: Vec<_> =
        members.iter().filter(|(name, _)| !is_left_out(name)).map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} oa={}", kept.join(" "), row["oa"]["id"])
}

/// Names the token of a request, never by its text.
fn name_of(request: &SeenRequest, stage: &Stage) -> String {
    let Some(serial) = request.token else { return "request without a token".to_owned() };
    match stage.officials.iter().find(|official| official.current == serial) {
        Some(official) => format!("{CURRENT}{}", official.name),
        None if serial > stage.last_serial => "token made meanwhile".to_owned(),
        None => format!("old token {serial}"),
    }
}

/// Fails if something was sent that must never be sent.
pub(super) fn judge_sends(ledger: &Ledger, stage: &Stage) -> Result<(), String> {
    if let Some(violation) = ledger.violations.first() {
        return Err(violation.clone());
    }
    let mut sent = BTreeMap::new();
    for request in ledger.token_requests() {
        let name = name_of(request, stage);
        let Some(serial) = request.token else { return Err("a request without a token was sent".to_owned()) };
        let token = ledger.tokens.iter().find(|token| token.serial == serial).ok_or("an unknown token")?;
        if request.app_id.as_ref() != Some(&token.app_id) {
            return Err(format!("the {name} was sent with another app_id than its own"));
        }
        if let Outcome::Answered { error: Some(code @ (WRONG_SECRET | WRONG_APP)), .. } = request.outcome {
            return Err(format!("the {name} was sent with another app's secret_key ({code})"));
        }
        if name.starts_with("old") {
            return Err(format!("the {name} was sent"));
        }
        let count: &mut usize = sent.entry(serial).or_default();
        *count += 1;
        if *count > 1 {
            return Err(format!("the {name} was sent {count} times"));
        }
    }
    Ok(())
}

/// Reports whether a path in the home may be new or changed, because the program writes there.
pub(super) fn is_kept(path: &Path, data: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(data) else { return false };
    let Some(first) = inside.iter().next() else { return false };
    let first = first.to_string_lossy();
    let folders = ["locks", "inflight", "backups", "avatars", "logs", "log"];
    let files = ["vault.db", "recovery.db", "practice.", "oa-token.log"];
    folders.contains(&first.as_ref()) || files.iter().any(|file| first.starts_with(file))
}

#[cfg(test)]
mod tests {
    use super::super::change::Row;
    use super::*;

    fn seen(sends: &[&str]) -> Observed {
        let sends = sends.iter().map(|name| ((*name).to_owned(), 1)).collect();
        Observed { sends, ..Observed::default() }
    }

    fn one_oa() -> Change {
        let place = Place { file: "vault.db", table: "profile".to_owned(), column: "outlet".to_owned() };
        Change::Cell {
            place,
            row: Row { number: 1, is_it: "1".to_owned() },
            to: rusqlite::types::Value::Null,
            kind: "",
        }
    }

    #[test]
    fn an_oa_that_would_have_been_sent_twice_counts_once() {
        let usual = seen(&["current token of a", "current token of b", "token made meanwhile"]);
        assert_eq!(seen(&["current token of b"]).others(&usual, &one_oa()), None);
        assert!(seen(&["token made meanwhile"]).others(&usual, &one_oa()).is_some());
    }
}
