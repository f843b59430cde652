//! What is done to a home, by kind, and what must hold for each.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension};
use zalo_sim::{ExpiresIn, Fault};

use super::trial::{Held, Trial, own};
use crate::captured_output::end;
use crate::home::APP_ID;
use crate::recovery_check::NAME;

/// A kind, and the function that tries it.
pub(super) type Kind = (&'static str, fn(&mut Trial) -> Held);

/// Every kind.
pub(super) const KINDS: &[Kind] = &[
    ("restore on a healthy vault", healthy),
    ("damage, then restore", damaged),
    ("an older vault while closed", older_while_closed),
    ("an older vault under a watch", older_under_a_watch),
    ("an older vault under a refresh", older_under_a_refresh),
    ("a fork by pasted tokens", fork_by_paste),
    ("a fork by refreshes", fork_by_refresh),
    ("two OAs whose attempts have the same number in two files", numbered_alike),
    ("both files put back under a refresh", both_under_a_refresh),
    ("a file of a newer version", newer_version),
    ("a file migrated under a watch", migrated_under_a_watch),
    ("a file migrated under a refresh", migrated_under_a_refresh),
    ("the second copy gone or damaged", second_copy_gone),
    ("the second copy cannot be written", second_copy_unwritable),
    ("an older second copy", second_copy_older),
    ("both files gone", both_gone),
    ("the answer spool emptied", spool_emptied),
    ("refreshes on vaults of random age", random_ages),
];

/// How long the scheduler gets to notice something.
const MOMENT: Duration = Duration::from_millis(700);
/// How long the scheduler gets to write a heartbeat.
const BEAT: Duration = Duration::from_secs(33);
/// Bytes of a page.
const PAGE: usize = 4096;

/// A version above today's and any future one.
const LATER: i64 = 999;

fn healthy(trial: &mut Trial) -> Held {
    let (before, sent) = (trial.files(), trial.requests());
    trial.wants(&["doctor", "--restore-backup"], &[2])?;
    if trial.files() != before {
        return Err("`doctor --restore-backup` changed a healthy vault".to_owned());
    }
    if trial.requests() != sent {
        return Err("`doctor --restore-backup` sent something".to_owned());
    }
    trial.settled()
}

fn damaged(trial: &mut Trial) -> Held {
    let what = damage(trial)?;
    let told = |held: String| format!("{what}: {held}");
    let is_seen = trial.say(&["doctor"]).map_err(told)?.code != Some(0);
    let wanted = if is_seen { 0 } else { 2 };
    trial.wants(&["doctor", "--restore-backup"], &[wanted]).map_err(told)?;
    trial.settled().map_err(told)
}

/// Damages the vault's file, and returns how.
fn damage(trial: &mut Trial) -> Result<&'static str, String> {
    let (vault, mut bytes) = (trial.home.vault(), own(fs::read(trial.home.vault()))?);
    let pages = bytes.len() / PAGE;
    let some_page = |trial: &mut Trial| 1 + usize::try_from(trial.rng.below(pages as u64 - 1)).unwrap_or_default();
    let what = match trial.rng.below(5) {
        0 => {
            let index = own(index_page(&vault))?;
            bytes[(index - 1) * PAGE..index * PAGE].fill(0);
            "a page of an index zeroed"
        }
        1 => {
            let page = some_page(trial);
            bytes[page * PAGE..(page + 1) * PAGE].fill(0);
            "a page zeroed"
        }
        2 => {
            let page = some_page(trial);
            bytes[page * PAGE..(page + 1) * PAGE].fill_with(|| trial.rng.next().to_le_bytes()[0]);
            "a page of random bytes"
        }
        3 => {
            bytes.truncate(bytes.len() / 2);
            "cut in half"
        }
        _ => {
            own(fs::remove_file(&vault))?;
            return Ok("removed");
        }
    };
    own(fs::write(vault, bytes))?;
    Ok(what)
}

fn index_page(vault: &Path) -> rusqlite::Result<usize> {
    let sql =
        "SELECT rootpage FROM sqlite_master WHERE name = 'one_spend' OR type = 'index' ORDER BY name DESC LIMIT 1";
    Connection::open(vault)?
        .query_row(sql, [], |row| row.get::<_, i64>(0))
        .map(|page| usize::try_from(page).unwrap_or(2))
}

fn older_while_closed(trial: &mut Trial) -> Held {
    let older = trial.older();
    trial.put(&older)?;
    trial.settled()
}

fn older_under_a_watch(trial: &mut Trial) -> Held {
    let older = trial.older();
    let watch = own(trial.home.start(&["watch"]))?;
    thread::sleep(MOMENT);
    let put = trial.put(&older);
    thread::sleep(MOMENT);
    let clicked = if trial.rng.below(2) == 0 { trial.say(&["refresh", NAME])?.judge() } else { Ok(()) };
    let ended = own(end(watch, &["watch"]))?;
    put.and(clicked)?;
    ended.wants(&[0])?;
    trial.no_spent_token_sent()?;
    trial.settled()
}

fn older_under_a_refresh(trial: &mut Trial) -> Held {
    let older = trial.older();
    let child = trial.refresh_on_the_wire()?;
    let put = trial.put(&older);
    let said = Trial::wait(child)?;
    put?;
    said.judge()?;
    trial.no_spent_token_sent()?;
    let after = |what| format!("the refresh ended with {:?}; then {what}", said.code);
    trial.settled().map_err(after)
}

fn fork_by_paste(trial: &mut Trial) -> Held {
    let other = trial.other_home()?;
    let pasted =
        |home: &crate::home::Home| own(home.import(NAME, &trial.sim.issue_pair(APP_ID).refresh_token, &["--replace"]));
    pasted(&trial.home)?;
    pasted(&other)?;
    let mut both = Trial::prints(&trial.home.vault())?;
    both.extend(Trial::prints(&other.vault())?);
    let theirs = own(fs::read(other.vault()))?;
    trial.put(&theirs)?;
    trial.distrusted()?;
    let mut kept = Trial::prints(&trial.home.vault())?;
    if trial.file("recovery.db").is_file() {
        kept.extend(Trial::prints(&trial.file("recovery.db"))?);
    }
    let lost = both.difference(&kept).count();
    if lost == 0 { Ok(()) } else { Err(format!("{lost} fingerprints of the fork are in neither file")) }
}

fn fork_by_refresh(trial: &mut Trial) -> Held {
    let other = trial.other_home()?;
    trial.wants(&["refresh", NAME], &[0])?;
    let said = own(crate::captured_output::say(&other, &["refresh", NAME]))?;
    said.wants(&[11])?;
    // The other home cannot know; this try itself caused the send.
    trial.own_doing += 1;
    let theirs = own(fs::read(other.vault()))?;
    trial.put(&theirs)?;
    trial.settled()
}

fn numbered_alike(trial: &mut Trial) -> Held {
    const OTHER: &str = "Another OA";
    let token = |trial: &Trial, name: &str| trial.wants(&["token", name], &[0]).map(|said| said.out);
    own(trial.home.import(OTHER, &trial.sim.issue_pair(APP_ID).refresh_token, &[]))?;
    let before = trial.files();
    let refresh = |trial: &mut Trial, name: &str| -> Result<String, String> {
        for _ in 0..=trial.rng.below(3) {
            trial.wants(&["refresh", name], &[0])?;
        }
        token(trial, name)
    };
    let first = refresh(trial, NAME)?;
    let theirs = own(fs::read(trial.file("recovery.db")))?;
    trial.put_both(&before)?;
    let second = refresh(trial, OTHER)?;
    own(fs::write(trial.file("recovery.db"), theirs))?;
    for _ in ["synchronised", "in step"] {
        if token(trial, NAME)? != first || token(trial, OTHER)? != second {
            return Err("the newest pair of one of two OAs is lost".to_owned());
        }
    }
    for name in [NAME, OTHER] {
        trial.wants(&["refresh", name], &[0])?;
    }
    trial.no_spent_token_sent()?;
    trial.doctor()
}

fn both_under_a_refresh(trial: &mut Trial) -> Held {
    let at = usize::try_from(trial.rng.below(trial.copies.len() as u64)).unwrap_or_default();
    let before = [Some(trial.copies[at].clone()), trial.second_copies[at].clone()];
    let child = trial.refresh_on_the_wire()?;
    trial.put_both(&before)?;
    let said = Trial::wait(child)?;
    said.judge()?;
    if at + 1 < trial.copies.len() {
        // Only the answer shows that the restored files are old.
        trial.automatic()?;
        return trial.doctor();
    }
    trial.settled().map_err(|what| format!("the refresh ended with {:?}; then {what}", said.code))
}

fn newer_version(trial: &mut Trial) -> Held {
    let (name, can_read) =
        *trial.rng.of(&[("user_version", false), ("min_reader_version", false), ("min_writer_version", true)]);
    own(raise(&trial.home.vault(), name))?;
    let (before, sent) = (trial.files(), trial.requests());
    let told = |what: String| format!("{name} raised: {what}");
    let readers: [&[&str]; 3] = [&["--json", "list"], &["token", NAME], &["doctor"]];
    for args in readers {
        let said = trial.say(args)?;
        said.judge().map_err(told)?;
        if !can_read && said.code == Some(0) {
            return Err(told(format!("`{}` ended with 0", said.call)));
        }
        if said.out.contains("--restore-backup") || said.err.contains("--restore-backup") {
            return Err(told(format!("`{}` offers a restore", said.call)));
        }
    }
    for args in [&["refresh", NAME][..], &["doctor", "--restore-backup"], &["auto", NAME, "on"]] {
        let said = trial.say(args)?;
        said.judge().map_err(told)?;
        if said.code == Some(0) {
            return Err(told(format!("`{}` ended with 0", said.call)));
        }
        if trial.files() != before {
            return Err(told(format!("`{}` wrote to the newer file", said.call)));
        }
    }
    if trial.requests() == sent { Ok(()) } else { Err(told("something was sent".to_owned())) }
}

/// Makes a file claim to be from a newer program.
fn raise(vault: &Path, name: &str) -> rusqlite::Result<()> {
    let connection = Connection::open(vault)?;
    if name == "user_version" {
        return connection.pragma_update(None, name, LATER);
    }
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", (name, LATER.to_string()))?;
    Ok(())
}

/// Reverts that; `before` is the former value.
fn lower(vault: &Path, before: Option<&str>) -> rusqlite::Result<()> {
    let connection = Connection::open(vault)?;
    match before {
        Some(value) => connection.execute("UPDATE meta SET value = ?1 WHERE key = 'min_writer_version'", [value])?,
        None => connection.execute("DELETE FROM meta WHERE key = 'min_writer_version'", [])?,
    };
    Ok(())
}

fn min_writer(vault: &Path) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT value FROM meta WHERE key = 'min_writer_version'";
    Connection::open(vault)?.query_row(sql, [], |row| row.get(0)).optional()
}

fn migrated_under_a_watch(trial: &mut Trial) -> Held {
    let watch = own(trial.home.start(&["watch"]))?;
    thread::sleep(MOMENT);
    own(raise(&trial.home.vault(), "min_writer_version"))?;
    let (before, sent) = (trial.files(), trial.requests());
    let is_long = !trial.is_quick() && trial.rng.below(4) == 0;
    thread::sleep(if is_long { BEAT } else { MOMENT });
    let ended = own(end(watch, &["watch"]))?;
    ended.judge()?;
    if trial.files()[0] != before[0] {
        return Err("a watch that ran wrote to the migrated file".to_owned());
    }
    if trial.requests() == sent { Ok(()) } else { Err("a watch that ran sent something".to_owned()) }
}

fn migrated_under_a_refresh(trial: &mut Trial) -> Held {
    let vault = trial.home.vault();
    let child = trial.refresh_on_the_wire()?;
    let was = own(min_writer(&vault))?;
    own(raise(&vault, "min_writer_version"))?;
    let before = own(fs::read(&vault))?;
    let said = Trial::wait(child)?;
    said.judge()?;
    if own(fs::read(&vault))? != before {
        return Err("a refresh on the wire wrote to the migrated file".to_owned());
    }
    own(lower(&vault, was.as_deref()))?;
    trial.settled().map_err(|what| format!("the refresh ended with {:?}; then {what}", said.code))
}

fn second_copy_gone(trial: &mut Trial) -> Held {
    let file = trial.file("recovery.db");
    let there = own(fs::read(&file)).map_err(|_| "recovery.db does not exist beside the vault".to_owned())?;
    match trial.rng.below(3) {
        0 => own(fs::remove_file(&file))?,
        1 => {
            let length = usize::try_from(trial.rng.below(there.len() as u64)).unwrap_or_default();
            own(fs::write(&file, &there[..length]))?;
        }
        _ => own(fs::write(&file, vec![7; there.len()]))?,
    }
    trial.settled()?;
    // The saved pair is in two files again, or a warning says that it is not.
    if warns(&trial.wants(&["--json", "refresh", NAME], &[0])?.row()) || file.is_file() {
        return trial.settled();
    }
    Err("saved in one file, without a warning".to_owned())
}

fn warns(row: &serde_json::Value) -> bool {
    let is_it = |value: &serde_json::Value| value == "one_copy";
    is_it(&row["warning"]) || row["warnings"].as_array().is_some_and(|all| all.iter().any(is_it))
}

fn second_copy_unwritable(trial: &mut Trial) -> Held {
    let file = trial.file("recovery.db");
    fs::remove_file(&file).ok();
    // Root can write to read-only files, but no process can write to a folder.
    own(fs::create_dir(&file))?;
    trial.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
    let row = trial.wants(&["--json", "refresh", NAME], &[0])?.row();
    if row["outcome"] != "saved" || !warns(&row) {
        return Err(format!("a save in one file reports {} without the warning one_copy", row["outcome"]));
    }
    let sent = trial.requests();
    trial.automatic()?;
    if trial.requests() != sent {
        return Err("sent automatically while the second copy cannot be written".to_owned());
    }
    trial.doctor()?;
    own(fs::remove_dir(&file))?;
    let row = trial.wants(&["--json", "refresh", NAME], &[0])?.row();
    if row["outcome"] != "saved" || warns(&row) || !file.is_file() {
        return Err("the second copy is not written again when it can be".to_owned());
    }
    trial.settled()
}

fn second_copy_older(trial: &mut Trial) -> Held {
    let end = trial.second_copies.len() as u64 - 1;
    let at = usize::try_from(trial.rng.below(end)).unwrap_or_default();
    let Some(older) = trial.second_copies[at].clone() else {
        return Err("recovery.db does not exist beside the vault".to_owned());
    };
    own(fs::write(trial.file("recovery.db"), older))?;
    trial.settled()
}

fn both_gone(trial: &mut Trial) -> Held {
    for name in ["vault.db", "recovery.db"] {
        fs::remove_file(trial.file(name)).ok();
    }
    let sent = trial.requests();
    for args in [&["list"][..], &["refresh", NAME], &["token", NAME]] {
        let said = trial.say(args)?;
        said.judge()?;
        if said.code == Some(0) {
            return Err(format!("`{}` ended with 0 without a vault beside its backups", said.call));
        }
    }
    if !trial.say(&["doctor"])?.out.contains("--restore-backup") {
        return Err("doctor does not offer the backup".to_owned());
    }
    trial.wants(&["doctor", "--restore-backup"], &[0])?;
    if trial.requests() != sent {
        return Err("something was sent while the vault was missing".to_owned());
    }
    // If no remaining file records the newer pairs, the restored OA must count as old.
    if trial.state() == "old_copy" { trial.distrusted() } else { trial.settled() }
}

fn spool_emptied(trial: &mut Trial) -> Held {
    let is_open = trial.rng.below(2) == 0;
    let child = if is_open { Some(trial.refresh_on_the_wire()?) } else { None };
    for entry in fs::read_dir(trial.file("inflight")).into_iter().flatten().flatten() {
        fs::remove_file(entry.path()).ok();
    }
    if let Some(child) = child {
        Trial::wait(child)?.wants(&[0])?;
    }
    trial.settled()
}

fn random_ages(trial: &mut Trial) -> Held {
    for round in 0..2 + trial.rng.below(3) {
        let older = trial.older();
        trial.put(&older)?;
        let said = trial.wants(&["--json", "refresh", NAME], &[0, 10])?;
        let (outcome, reason) = (said.row()["outcome"].clone(), said.row()["reason"].clone());
        if outcome != "saved" && reason != "old_copy" {
            return Err(format!("round {round}: a refresh ends with {outcome}, {reason}"));
        }
        trial.no_spent_token_sent().map_err(|what| format!("round {round}: {what}"))?;
        own(trial.note_files())?;
    }
    trial.settled()
}
