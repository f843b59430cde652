//! Finishes a restore: merges what the damaged file still holds, and marks OAs that no file confirms.

use std::collections::BTreeSet;
use std::path::Path;

use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::HistoryEvent;
use rusqlite::{Connection, TransactionBehavior};

use super::listed::Table;
use super::reconcile::{Facts, heal, ids, now};
use super::{config, destinations, file, history, listed, meta, migrate, schema};
use crate::VaultError;
use crate::seal::Sealer;

/// Merges the data of the damaged file, and marks OAs as old copies if neither it nor the second copy holds them.
/// `is_state_newest` says whether the second copy confirmed the vault's own entries. Without that, API keys and alert
/// channels are removed. Returns the OAs that were changed. The damaged file is untrusted input: its MACs are checked before anything is
/// used.
pub(super) fn settle(
    vault: &mut Connection,
    vouched: &BTreeSet<ProfileId>,
    is_state_newest: bool,
    damaged: &Path,
    sealer: &Sealer,
) -> Result<Vec<ProfileId>, VaultError> {
    let damaged = open(damaged, sealer);
    let ours = vault.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let now = now(&ours)?;
    let known = damaged.as_ref().map(ids).and_then(Result::ok).unwrap_or_default();
    let mut touched = Vec::new();
    for id in ids(&ours)?.union(&known) {
        let from_damaged = damaged.as_ref().is_some_and(|damaged| {
            // Unreadable rows, or rows that fail their MACs, are ignored.
            heal(&ours, damaged, sealer, id, now, &mut Vec::new()).unwrap_or_default()
        });
        if !from_damaged && !vouched.contains(id) {
            if mark(&ours, sealer, id)? {
                history::add(&ours, id, &HistoryEvent::OldCopy, now)?;
            }
            match destinations::disable(&ours, sealer, id) {
                // It is stopped anyway.
                Err(VaultError::Altered) => {}
                other => other?,
            }
        }
        touched.push(id.clone());
    }
    if !is_state_newest {
        // A key that was revoked since may be among them. The team stays: without it, its tokens would be sent unasked.
        for table in [Table::ApiKey, Table::Channel] {
            listed::clear(&ours, sealer, table)?;
        }
    }
    ours.execute("DELETE FROM meta WHERE key = ?1", [meta::RESTORED])?;
    meta::set_plain(&ours, "stamp", &super::database::stamp())?;
    ours.commit()?;
    Ok(touched)
}

/// Reports whether the second copy holds the vault's own entries, sealed with this key.
pub(super) fn has_state(copy: &Path, sealer: &Sealer) -> bool {
    let copy = copy.exists().then(|| open(copy, sealer)).flatten();
    copy.is_some_and(|copy| meta::read(&copy, sealer).is_ok())
}

/// Lists the OAs that the second copy holds with correct MACs: it holds the newest data.
pub(super) fn vouched(copy: &Path, sealer: &Sealer) -> BTreeSet<ProfileId> {
    let Some(copy) = copy.exists().then(|| open(copy, sealer)).flatten() else { return BTreeSet::new() };
    let knows = |id: &ProfileId| matches!(Facts::read(&copy, sealer, id), Ok(Some(_)));
    ids(&copy).unwrap_or_default().into_iter().filter(knows).collect()
}

fn open(damaged: &Path, sealer: &Sealer) -> Option<Connection> {
    let mut connection = file::connect(damaged).ok()?;
    if (8..schema::VERSION).contains(&file::version(&connection).ok()?) {
        migrate::tables(&mut connection).ok()?;
    }
    file::check_schema(&connection).ok()?;
    meta::check(&connection, sealer).ok()?;
    Some(connection)
}

/// Marks a live OA's pair as possibly old. Returns false if it was already marked.
fn mark(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<bool, VaultError> {
    let mut config = match config::read(connection, sealer, id) {
        Err(VaultError::Altered) => return Ok(false),
        other => other?,
    };
    if config.kind == ProfileKind::Practice || config.old_copy || config.deleted_at.is_some() {
        return Ok(false);
    }
    config.old_copy = true;
    config::write(connection, sealer, id, &config)?;
    Ok(true)
}
