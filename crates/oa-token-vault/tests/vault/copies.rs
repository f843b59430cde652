//! The second copy: in step, behind, ahead, apart.

use oa_token_model::records::{AttemptVersion, Fault, NewAttempt, NewPair, ProfileEdit};
use oa_token_model::refresh::late::Arrival;
use oa_token_model::refresh::{Attempt, AttemptState, NotSent};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::token::Expiry;
use oa_token_vault::{AttemptLedger, KeySlots, ProfileStore, SettingStore, Vault, VaultFile};

use crate::{Bench, now, seed};

impl Bench {
    fn copy(&self) -> std::path::PathBuf {
        self.folder.path().join("recovery.db")
    }

    /// Refreshes the shop to a pair of this number.
    fn refresh(&mut self, number: u32) {
        let id = self.sent(&format!("attempt-{number}"));
        let entry = self.vault.attempt(&id).unwrap().unwrap();
        let saved = Attempt { state: AttemptState::Saved, ..entry.attempt.clone() };
        let new = new_pair(number);
        let (_, arrival) =
            self.vault.save_pair(&id, Some(&AttemptVersion::of(&entry.attempt)), &saved, &new, now()).unwrap();
        assert_eq!(arrival, Arrival::Current);
    }

    fn token(&mut self) -> String {
        token(&mut self.vault, &self.profile)
    }
}

fn new_pair(number: u32) -> NewPair {
    let pair = testkit::pair(Some(&format!("FAKE_AT_{number}")), Some(&format!("FAKE_RT_{number}")));
    NewPair { pair, expiry: Expiry::default(), unconfirmed: false, keeps_index: true }
}

fn token(vault: &mut dyn Vault, id: &oa_token_model::profile::ProfileId) -> String {
    vault.secrets(id).unwrap().current.pair.refresh.unwrap().expose().to_owned()
}

fn copy_file(from: &std::path::Path, to: &std::path::Path) {
    oa_token_vault::atomic_file::write(to, &std::fs::read(from).unwrap()).unwrap();
}

#[test]
fn a_saved_pair_is_in_two_files() {
    let mut bench = Bench::new();
    bench.refresh(2);
    assert!(bench.vault.has_second_copy());
    // With nothing but the copy everything is there.
    let alone = bench.folder.path().join("alone");
    std::fs::create_dir(&alone).unwrap();
    copy_file(&bench.copy(), &alone.join("vault.db"));
    let mut vault = oa_token_vault::sqlite::SqliteVault::open(&alone.join("vault.db")).unwrap().unwrap();
    vault.unlock(&bench.key).unwrap();
    assert_eq!(token(&mut vault, &bench.profile), "FAKE_RT_2");
    assert_eq!(vault.slots().unwrap(), [crate::slot()]);
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn an_older_vault_under_a_running_program_gets_its_newest_pair_back() {
    let mut bench = Bench::new();
    let older = bench.folder.path().join("older.db");
    bench.refresh(2);
    bench.vault.back_up(&older).unwrap();
    bench.refresh(3);
    bench.refresh(4);
    copy_file(&older, &bench.file());
    bench.vault.settle(Some(&bench.profile)).unwrap();
    assert_eq!(bench.token(), "FAKE_RT_4");
    assert_eq!(bench.vault.faults().unwrap(), []);
    assert_eq!(bench.vault.ledger(&bench.profile, None).unwrap().len(), 3, "the attempts are restored too");
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn an_older_vault_without_a_running_program_gets_its_newest_pair_back_and_keeps_its_names() {
    let mut bench = Bench::new();
    let older = bench.folder.path().join("older.db");
    bench.vault.back_up(&older).unwrap();
    let renamed = oa_token_model::profile::ProfileName::parse("new name").unwrap();
    bench.vault.edit(&bench.profile, &ProfileEdit { name: Some(renamed), ..ProfileEdit::default() }, now()).unwrap();
    bench.refresh(2);
    let late = bench.vault.create(&seed("later", "FAKE_RT_later"), now()).unwrap().id;
    copy_file(&older, &bench.file());
    let mut vault = bench.opened().unwrap();
    assert_eq!(token(&mut vault, &bench.profile), "FAKE_RT_2");
    assert_eq!(token(&mut vault, &late), "FAKE_RT_later", "an OA that was added later");
    assert_eq!(vault.record(&bench.profile).unwrap().unwrap().profile.name.as_str(), "shop");
    assert!(vault.has_second_copy());
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn older_rows_of_one_oa_are_repaired_although_the_stamp_is_current() {
    let mut bench = Bench::new();
    let other = bench.vault.create(&seed("other", "FAKE_RT_other"), now()).unwrap().id;
    bench.refresh(2);
    let older = bench.folder.path().join("older.db");
    bench.vault.back_up(&older).unwrap();
    bench.vault.set_automatic(&bench.profile, true, now()).unwrap();
    bench.refresh(3);
    let put_back = |bench: &Bench| {
        let raw = bench.raw();
        raw.pragma_update(None, "foreign_keys", "OFF").unwrap();
        raw.execute("ATTACH ?1 AS older", [older.to_str().unwrap()]).unwrap();
        for (table, id) in [("profile", "id"), ("pair", "profile"), ("attempt", "profile"), ("spent", "profile")] {
            let of = format!("WHERE {id} = '{}'", bench.profile);
            let sql =
                format!("DELETE FROM main.{table} {of}; INSERT INTO main.{table} SELECT * FROM older.{table} {of}");
            raw.execute_batch(&sql).unwrap();
        }
    };
    put_back(&bench);
    bench.vault.settle(Some(&bench.profile)).unwrap();
    assert_eq!(bench.token(), "FAKE_RT_3", "with the program running");
    put_back(&bench);
    let mut vault = bench.opened().unwrap();
    assert_eq!(token(&mut vault, &bench.profile), "FAKE_RT_3", "without a running program");
    assert!(vault.record(&bench.profile).unwrap().unwrap().automatic);
    assert_eq!(token(&mut vault, &other), "FAKE_RT_other");
    assert_eq!(vault.faults().unwrap(), []);
    // All of the vault, and only its mark is today's.
    let stamp = "SELECT value FROM meta WHERE key = 'stamp'";
    let today: String = bench.raw().query_row(stamp, [], |row| row.get(0)).unwrap();
    drop(vault);
    copy_file(&older, &bench.file());
    bench.raw().execute("UPDATE meta SET value = ?1 WHERE key = 'stamp'", [today]).unwrap();
    assert_eq!(token(&mut bench.opened().unwrap(), &bench.profile), "FAKE_RT_3");
}

#[test]
fn an_older_state_of_the_vault_does_not_end_a_pause() {
    use oa_token_model::records::SettingName;
    let mut bench = Bench::new();
    let state = "SELECT value FROM meta WHERE key = 'state'";
    let older: String = bench.raw().query_row(state, [], |row| row.get(0)).unwrap();
    let until = Secret::new("2026-12-01T00:00:00Z");
    bench.vault.set_setting(SettingName::PausedUntil, Some(&until)).unwrap();
    bench.raw().execute("UPDATE meta SET value = ?1 WHERE key = 'state'", [older]).unwrap();
    let found = bench.opened().unwrap().setting(SettingName::PausedUntil).unwrap();
    assert_eq!(found.unwrap().expose(), until.expose());
}

#[test]
fn a_row_with_the_largest_number_blocks_no_save() {
    for change in [
        "UPDATE event SET sequence = 9223372036854775807 WHERE sequence = 1",
        "UPDATE attempt SET sequence = 9223372036854775807 WHERE profile = 'OTHER'",
        "UPDATE sqlite_sequence SET seq = 9223372036854775807",
        "UPDATE sqlite_sequence SET seq = 'x'",
        "DELETE FROM sqlite_sequence",
    ] {
        let mut bench = Bench::new();
        let other = bench.vault.create(&seed("other", "FAKE_RT_other"), now()).unwrap().id;
        let new = bench.attempt(&other, "attempt-of-another");
        bench.vault.begin_attempt(&new, None, &crate::process()).unwrap();
        bench.refresh(2);
        bench.raw().execute_batch(&change.replace("OTHER", other.as_str())).unwrap();
        bench.vault = bench.opened().expect(change);
        bench.refresh(3);
        bench.refresh(4);
        assert_eq!(bench.token(), "FAKE_RT_4", "{change}");
        let numbers = "SELECT count(DISTINCT sequence), max(sequence) FROM attempt WHERE profile = ?1";
        let numbers: (i64, i64) =
            bench.raw().query_row(numbers, [bench.profile.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        assert_eq!(numbers, (3, 4), "{change}");
        assert!(!bench.vault.faults().unwrap().contains(&Fault::Altered(bench.profile.clone())), "{change}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn an_older_copy_is_updated_and_never_trusted() {
    let mut bench = Bench::new();
    bench.refresh(2);
    let older = std::fs::read(bench.copy()).unwrap();
    bench.refresh(3);
    oa_token_vault::atomic_file::write(&bench.copy(), &older).unwrap();
    let mut vault = bench.opened().unwrap();
    assert_eq!(token(&mut vault, &bench.profile), "FAKE_RT_3");
    assert!(vault.has_second_copy());
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn an_attempt_that_was_dropped_unsent_does_not_come_back_from_a_copy_that_is_behind() {
    let mut bench = Bench::new();
    bench.refresh(2);
    let (attempt, _) = Attempt::prepared(now());
    let prepared = NewAttempt { attempt, ..bench.attempt(&bench.profile.clone(), "attempt-3") };
    bench.vault.begin_attempt(&prepared, None, &crate::process()).unwrap();
    // Another program reads between the two writes of the one that drops it.
    let behind = std::fs::read(bench.copy()).unwrap();
    bench.vault.drop_attempt(&prepared.id).unwrap();
    oa_token_vault::atomic_file::write(&bench.copy(), &behind).unwrap();
    let mut vault = bench.opened().unwrap();
    assert_eq!(vault.attempt(&prepared.id).unwrap(), None);
    assert!(vault.has_second_copy());
    // The same if the copy has gone another way since.
    bench.vault = vault;
    bench.refresh(4);
    oa_token_vault::atomic_file::write(&bench.copy(), &behind).unwrap();
    let mut vault = bench.opened().unwrap();
    assert_eq!(vault.attempt(&prepared.id).unwrap(), None);
    assert_eq!(token(&mut vault, &bench.profile), "FAKE_RT_4");
    assert_eq!(vault.faults().unwrap(), []);
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn a_vault_with_many_attempts_does_not_go_back_to_a_copy_that_is_behind() {
    let mut bench = Bench::new();
    for number in 2..=101 {
        bench.refresh(number);
    }
    let end = |bench: &mut Bench, id: &str, state| {
        let id = bench.sent(id);
        let behind = std::fs::read(bench.copy()).unwrap();
        let entry = bench.vault.attempt(&id).unwrap().unwrap();
        let ended = Attempt { state, answered_at: Some(now()), ..entry.attempt.clone() };
        bench.vault.write_attempt(&id, &AttemptVersion::of(&entry.attempt), &ended, None, now()).unwrap();
        (id, behind)
    };
    let not_sent = || AttemptState::NotSent(NotSent::NoReferee);
    let (first, behind) = end(&mut bench, "attempt-102", not_sent());
    let (second, _) = end(&mut bench, "attempt-103", not_sent());
    oa_token_vault::atomic_file::write(&bench.copy(), &behind).unwrap();
    let mut vault = bench.opened().unwrap();
    for id in [&first, &second] {
        assert_eq!(vault.attempt(id).unwrap().map(|entry| entry.attempt.state), Some(not_sent()), "{id:?}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn two_diverged_files_are_both_kept_and_nothing_is_sent_automatically() {
    let mut bench = Bench::new();
    bench.refresh(2);
    let (vault, copy) = (std::fs::read(bench.file()).unwrap(), std::fs::read(bench.copy()).unwrap());
    bench.refresh(3);
    bench.refresh(4);
    let theirs = std::fs::read(bench.copy()).unwrap();
    // The same start goes another way.
    oa_token_vault::atomic_file::write(&bench.file(), &vault).unwrap();
    oa_token_vault::atomic_file::write(&bench.copy(), &copy).unwrap();
    bench.vault = bench.opened().unwrap();
    bench.refresh(30);
    oa_token_vault::atomic_file::write(&bench.copy(), &theirs).unwrap();
    let mut vault = bench.opened().unwrap();
    let record = vault.record(&bench.profile).unwrap().unwrap();
    assert!(record.old_copy);
    let kept: Vec<String> = vault
        .generations(&bench.profile)
        .unwrap()
        .into_iter()
        .map(|pair| pair.pair.refresh.unwrap().expose().to_owned())
        .collect();
    assert!(kept.contains(&"FAKE_RT_4".to_owned()) && kept.contains(&"FAKE_RT_30".to_owned()), "{kept:?}");
    assert!(!kept.contains(&"FAKE_RT_3".to_owned()), "spent in the copy");
    assert!(vault.fate_is_spent(vault.fingerprint(&Secret::new("FAKE_RT_3")).unwrap()).unwrap());
    let id = oa_token_model::refresh::plan::AttemptId("attempt-4".to_owned());
    assert!(vault.attempt(&id).unwrap().is_some(), "an attempt that only the copy held is known");
    assert_eq!(vault.faults().unwrap(), []);
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn attempts_of_two_oas_with_the_same_number_in_two_files_are_both_kept() {
    let mut bench = Bench::new();
    let shop = bench.profile.clone();
    let other = bench.vault.create(&seed("other", "FAKE_RT_11"), now()).unwrap().id;
    let (vault, copy) = (std::fs::read(bench.file()).unwrap(), std::fs::read(bench.copy()).unwrap());
    bench.refresh(2);
    bench.refresh(3);
    let theirs = std::fs::read(bench.copy()).unwrap();

    oa_token_vault::atomic_file::write(&bench.file(), &vault).unwrap();
    oa_token_vault::atomic_file::write(&bench.copy(), &copy).unwrap();
    bench.vault = bench.opened().unwrap();
    bench.profile = other.clone();
    for number in 12..15 {
        bench.refresh(number);
    }
    oa_token_vault::atomic_file::write(&bench.copy(), &theirs).unwrap();
    for _ in ["synchronised", "in step"] {
        bench.vault = bench.opened().unwrap();
        assert_eq!(bench.vault.faults().unwrap(), []);
        assert_eq!(token(&mut bench.vault, &shop), "FAKE_RT_3");
        assert_eq!(token(&mut bench.vault, &other), "FAKE_RT_14");
        let count = |bench: &mut Bench, id| bench.vault.ledger(id, None).unwrap().len();
        assert_eq!((count(&mut bench, &shop), count(&mut bench, &other)), (2, 3));
        assert!(bench.vault.has_second_copy());
    }
    // The copy alone knows as much.
    std::fs::remove_file(bench.file()).unwrap();
    copy_file(&bench.copy(), &bench.file());
    std::fs::remove_file(bench.copy()).unwrap();
    bench.vault = bench.opened().unwrap();
    assert_eq!(bench.vault.faults().unwrap(), []);
    assert_eq!(
        (token(&mut bench.vault, &shop), token(&mut bench.vault, &other)),
        ("FAKE_RT_3".to_owned(), "FAKE_RT_14".to_owned())
    );
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn of_two_attempts_to_spend_one_token_in_two_files_both_answers_are_kept() {
    let mut bench = Bench::new();
    let (vault, copy) = (std::fs::read(bench.file()).unwrap(), std::fs::read(bench.copy()).unwrap());
    // Answered, and its program ended before anybody read the answer.
    let id = bench.sent("attempt-theirs");
    let entry = bench.vault.attempt(&id).unwrap().unwrap();
    let answer = oa_token_model::zalo::RawAnswer {
        status: 200,
        headers: Vec::new(),
        body: SecretBytes::new(br#"{"access_token":"FAKE_AT_9","refresh_token":"FAKE_RT_9"}"#.to_vec()),
        complete: true,
    };
    let responded = Attempt {
        state: AttemptState::Responded,
        answer: Some(answer.clone()),
        answered_at: Some(now()),
        ..entry.attempt.clone()
    };
    bench.vault.write_attempt(&id, &AttemptVersion::of(&entry.attempt), &responded, None, now()).unwrap();
    // What follows copies the row, with its answer.
    bench.vault.set_automatic(&bench.profile, true, now()).unwrap();
    let theirs = std::fs::read(bench.copy()).unwrap();

    oa_token_vault::atomic_file::write(&bench.file(), &vault).unwrap();
    oa_token_vault::atomic_file::write(&bench.copy(), &copy).unwrap();
    bench.vault = bench.opened().unwrap();
    let ours = bench.sent("attempt-ours");
    oa_token_vault::atomic_file::write(&bench.copy(), &theirs).unwrap();
    bench.vault = bench.opened().unwrap();
    let found = bench.vault.attempt(&id).unwrap().expect("the attempt of the other file was copied");
    assert_eq!((found.attempt.state, found.attempt.answer), (AttemptState::Responded, Some(answer)));
    assert!(found.released, "only one of the two attempts claims the token");
    assert!(!bench.vault.attempt(&ours).unwrap().unwrap().released);
    // Every reader keeps its pair.
    let saved = Attempt { state: AttemptState::Saved, ..responded.clone() };
    let (_, arrival) =
        bench.vault.save_pair(&id, Some(&AttemptVersion::of(&responded)), &saved, &new_pair(9), now()).unwrap();
    assert_eq!((arrival, bench.token()), (Arrival::Current, "FAKE_RT_9".to_owned()));
    assert_eq!(bench.vault.faults().unwrap(), []);
    assert_eq!(token(&mut bench.opened().unwrap(), &bench.profile), "FAKE_RT_9");
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn a_damaged_or_missing_copy_is_recreated() {
    let mut bench = Bench::new();
    bench.refresh(2);
    for damage in [None, Some(&b"no database at all, and long enough to be looked at as one ................."[..])] {
        match damage {
            None => std::fs::remove_file(bench.copy()).unwrap(),
            Some(bytes) => oa_token_vault::atomic_file::write(&bench.copy(), bytes).unwrap(),
        }
        let mut vault = bench.opened().unwrap();
        assert!(vault.has_second_copy());
        assert_eq!(token(&mut vault, &bench.profile), "FAKE_RT_2");
    }
}

#[test]
fn an_unreadable_slot_in_the_copy_is_rewritten() {
    let mut bench = Bench::new();
    bench.refresh(2);
    let copy = crate::raw(&bench.copy());
    copy.execute("UPDATE slot SET kind = 'nobody'", []).unwrap();
    drop(copy);
    bench.vault = bench.opened().unwrap();
    bench.refresh(3);
    assert!(bench.vault.has_second_copy());
    let copy = crate::raw(&bench.copy());
    let kind: String = copy.query_row("SELECT kind FROM slot", [], |row| row.get(0)).unwrap();
    assert_ne!(kind, "nobody");
}

#[test]
#[cfg_attr(windows, ignore = "Windows does not replace a file that a program has open")]
fn a_copy_that_cannot_be_written_blocks_no_save() {
    let mut bench = Bench::new();
    std::fs::remove_file(bench.copy()).unwrap();
    std::fs::create_dir(bench.copy()).unwrap();
    bench.refresh(2);
    assert!(!bench.vault.has_second_copy());
    assert_eq!(bench.token(), "FAKE_RT_2");
    std::fs::remove_dir(bench.copy()).unwrap();
    bench.vault.settle(Some(&bench.profile)).unwrap();
    assert!(bench.vault.has_second_copy(), "as soon as possible");
}

#[test]
fn a_late_pair_becomes_current_only_where_its_token_is() {
    let mut bench = Bench::new();
    let id = bench.sent("attempt-1");
    let entry = bench.vault.attempt(&id).unwrap().unwrap();
    // Another program took it for dead, and Zalo called the token no good.
    let dead = Attempt {
        state: AttemptState::Dead(oa_token_model::zalo::DeadAnswer::EmptyBody),
        sends: 2,
        recoveries: 1,
        ..entry.attempt.clone()
    };
    bench.vault.write_attempt(&id, &AttemptVersion::of(&entry.attempt), &dead, None, now()).unwrap();
    let saved = Attempt { state: AttemptState::Saved, superseded: true, ..entry.attempt };
    let (_, arrival) = bench.vault.save_pair(&id, None, &saved, &new_pair(2), now()).unwrap();
    assert_eq!((arrival, bench.token()), (Arrival::Current, "FAKE_RT_2".to_owned()));
    let row = bench.vault.attempt(&id).unwrap().unwrap();
    assert_eq!(row.attempt.state, AttemptState::Saved, "the dead verdict is withdrawn");
    // The same send answers once more: a sibling, and it is in doubt which one lives.
    let (_, arrival) = bench.vault.save_pair(&id, None, &saved, &new_pair(3), now()).unwrap();
    assert_eq!((arrival, bench.token()), (Arrival::Sibling, "FAKE_RT_2".to_owned()));
    assert!(bench.vault.record(&bench.profile).unwrap().unwrap().old_copy);
    assert_eq!(bench.vault.faults().unwrap(), []);
}

#[test]
fn years_of_refreshes_leave_a_short_ledger_that_still_records_every_spend() {
    let mut bench = Bench::new();
    let first = bench.vault.fingerprint(&Secret::new("FAKE_RT_1")).unwrap();
    for number in 2..136 {
        let id = bench.sent(&format!("attempt-{number}"));
        let entry = bench.vault.attempt(&id).unwrap().unwrap();
        let at = now() + jiff::SignedDuration::from_hours(24 * i64::from(number));
        let aged = Attempt { state: AttemptState::Saved, ..entry.attempt.clone() };
        bench.vault.save_pair(&id, Some(&AttemptVersion::of(&entry.attempt)), &aged, &new_pair(number), at).unwrap();
    }
    let count: i64 = bench.raw().query_row("SELECT count(*) FROM attempt", [], |row| row.get(0)).unwrap();
    assert!(count <= 131, "{count}");
    assert!(bench.vault.fate_is_spent(first).unwrap());
    assert_eq!(bench.vault.faults().unwrap(), []);
    assert!(bench.vault.has_second_copy());
    assert_eq!(token(&mut bench.opened().unwrap(), &bench.profile), "FAKE_RT_135");
}
