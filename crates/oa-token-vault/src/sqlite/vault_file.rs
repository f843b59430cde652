//! The vault's file as a whole.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::Fault;

use super::database::{SqliteVault, may_write};
use super::in_step::About;
use super::{backup, errors, file, meta, migrate, reconcile, restored};
use crate::keys::DataKey;
use crate::{VaultError, VaultFile};

/// With this many free pages and a journal of `JOURNAL_BYTES` there is room for an answer without a test write: four
/// times the largest answer that is kept.
const FREE_PAGES: u32 = 64;
/// The journal size that this requires.
const JOURNAL_BYTES: u64 = 300 * 1024;
/// Number of bytes that one preflight writes and frees if room is short. It exceeds both limits above, so that the
/// following preflights find enough room.
const RESERVE_BYTES: u32 = 320 * 1024;
/// Runs at every tick of the clock, so each part must be answered by an index. Skips values that are not times before
/// the year 10000: in SQLite, texts compare greater than all numbers.
const NEWEST_TIME: &str = "SELECT max(at) FROM (
    SELECT max(at) AS at FROM event WHERE at < 253402300800000 UNION ALL
    SELECT max(max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0))) FROM attempt
        WHERE max(prepared_at, coalesce(sent_at, 0), coalesce(answered_at, 0)) < 253402300800000 UNION ALL
    SELECT max(obtained_at) FROM pair WHERE obtained_at < 253402300800000)";

impl VaultFile for SqliteVault {
    fn unlock(&mut self, key: &DataKey) -> Result<(), VaultError> {
        if !meta::is_sealed(&self.connection)? {
            migrate::seals(&mut self.connection, &self.id, key)?;
        }
        let read = self.connection.unchecked_transaction()?;
        let sealer = meta::sealer(&read, &self.id, key)?;
        let restored = meta::plain(&read, meta::RESTORED)?;
        read.finish()?;
        // Must run before the second copy is recreated from the restored file.
        let copy = self.copy_path();
        let vouched =
            restored.as_ref().map(|_| (restored::vouched(&copy, &sealer), restored::has_state(&copy, &sealer)));
        let vouched = vouched.unwrap_or_default();
        self.sealer = Some(sealer);
        let opened = self.compare(&About::Vault).and_then(|()| {
            let is_restored = restored.is_some();
            restored.map_or(Ok(()), |damaged| self.settle_restored(&damaged, &vouched))?;
            self.migrate_outlets(&|id| !is_restored || vouched.0.contains(id))
        });
        match opened {
            // A newer version's file can still be read. A full, read-only or busy disk is reported by the next write.
            Ok(()) | Err(VaultError::Newer | VaultError::Full(_) | VaultError::ReadOnly(_) | VaultError::Busy(_)) => {
                Ok(())
            }
            Err(error) => {
                self.sealer = None;
                Err(error)
            }
        }
    }

    fn lock(&mut self) {
        self.sealer = None;
    }

    fn explained(&self, error: VaultError) -> VaultError {
        errors::explained(&self.path, error)
    }

    fn settle(&mut self, of: Option<&ProfileId>) -> Result<(), VaultError> {
        self.compare(&of.map_or(About::All, |id| About::One(id.clone())))
    }

    fn begin_reading(&mut self, of: Option<&ProfileId>) {
        self.freshen(&of.map_or(About::All, |id| About::One(id.clone())));
        // Best effort: without a transaction each read sees its own snapshot, and each is correct.
        self.reading = self.connection.execute_batch("BEGIN").is_ok();
    }

    fn end_reading(&mut self) {
        if std::mem::take(&mut self.reading) {
            self.connection.execute_batch("ROLLBACK").ok();
        }
    }

    fn begin_writing(&mut self) -> Result<(), VaultError> {
        self.begin_group()
    }

    fn end_writing(&mut self, keep: bool) -> Result<(), VaultError> {
        self.end_group(keep)
    }

    fn may_write(&self) -> Result<(), VaultError> {
        if file::identity(&self.path).is_none() {
            return Err(VaultError::Gone);
        }
        self.read(may_write)
    }

    fn has_second_copy(&self) -> bool {
        let theirs = self.copy.as_ref().filter(|copy| copy.is_in_place()).and_then(|copy| copy.stamp().ok());
        theirs.is_some_and(|theirs| meta::plain(&self.connection, "stamp").is_ok_and(|ours| ours == theirs))
    }

    fn faults(&self) -> Result<Vec<Fault>, VaultError> {
        self.read(reconcile::faults)
    }

    fn is_unlocked(&self) -> bool {
        self.sealer.is_some()
    }

    fn id(&self) -> &str {
        &self.id
    }

    fn back_up(&self, to: &Path) -> Result<(), VaultError> {
        backup::write(&self.connection, to)
    }

    fn data_version(&self) -> Result<i64, VaultError> {
        Ok(self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    fn quick_check(&self) -> Result<Vec<String>, VaultError> {
        let mut statement = self.connection.prepare("PRAGMA quick_check")?;
        let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        let mut faults: Vec<String> = lines.into_iter().filter(|line| line != "ok").collect();
        match self.check_rows() {
            Err(VaultError::Damaged(_)) => faults.push("rows and indexes disagree".to_owned()),
            other => other?,
        }
        Ok(faults)
    }

    fn check_rows(&self) -> Result<(), VaultError> {
        file::check_rows(&self.connection)
    }

    fn newest_time(&self) -> Result<Option<Timestamp>, VaultError> {
        let newest: Option<i64> = self.connection.query_row(NEWEST_TIME, [], |row| row.get(0))?;
        Ok(newest.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    fn reserve(&mut self) -> Result<(), VaultError> {
        let free: u32 = self.connection.query_row("PRAGMA freelist_count", [], |row| row.get(0))?;
        let mut journal = file::resolved(&self.path).into_os_string();
        journal.push("-journal");
        let has_journal = fs::metadata(journal).is_ok_and(|file| file.len() >= JOURNAL_BYTES);
        if free >= FREE_PAGES && has_journal {
            return Ok(());
        }
        // Random, so that a compressing file system cannot store it in less space than an answer.
        self.write(&About::Vault, |connection, _, _| {
            connection.execute("INSERT INTO reserve (bytes) VALUES (randomblob(?1))", [RESERVE_BYTES])?;
            Ok(())
        })?;
        // `secure_delete` overwrites the freed pages, so the journal also grows to this size.
        self.write(&About::Vault, |connection, _, _| {
            connection.execute("DELETE FROM reserve", [])?;
            Ok(())
        })
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::sqlite::schema;

    #[test]
    fn the_newest_time_is_found_without_reading_years_of_rows() {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(schema::TABLES).unwrap();
        let mut statement = connection.prepare(&format!("EXPLAIN QUERY PLAN {NEWEST_TIME}")).unwrap();
        let plan = statement.query_map([], |row| row.get::<_, String>("detail")).unwrap();
        let plan: Vec<String> = plan.collect::<Result<_, _>>().unwrap();
        for index in ["event_time", "attempt_time", "pair_time"] {
            assert!(plan.iter().any(|line| line.starts_with("SEARCH") && line.contains(index)), "{index}: {plan:?}");
        }
        assert!(!plan.iter().any(|line| line.starts_with("SCAN")), "{plan:?}");
    }
}
