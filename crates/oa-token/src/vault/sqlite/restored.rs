//! The end of a restore: what the damaged file still holds, and what nobody vouches for.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::reconcile::{Facts, heal, ids, now};
use super::{config, diary, file, meta};
use crate::profile::{ProfileId, ProfileKind};
use crate::vault::seal::Sealer;
use crate::vault::{HistoryEvent, VaultError};

/// Takes in what the damaged file holds, and marks the OAs as old copies that neither it nor the second copy knows; gives
/// the OAs that were changed. The damaged file is foreign input: its codes are checked before anything is believed.
pub(super) fn settle(
    vault: &mut Connection,
    vouched: &BTreeSet<ProfileId>,
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
            // Rows that cannot be read, or are not as they were written, tell nothing.
            heal(&ours, damaged, sealer, id, now, &mut Vec::new()).unwrap_or_default()
        });
        if !from_damaged && !vouched.contains(id) && mark(&ours, sealer, id)? {
            diary::add(&ours, id, &HistoryEvent::OldCopy, now)?;
        }
        touched.push(id.clone());
    }
    ours.execute("DELETE FROM meta WHERE key = ?1", [meta::RESTORED])?;
    meta::set_plain(&ours, "stamp", &super::stamp())?;
    ours.commit()?;
    Ok(touched)
}

/// Lists the OAs that the second copy knows, as they were written: what is in it is the newest there is.
pub(super) fn vouched(copy: &Path, sealer: &Sealer) -> BTreeSet<ProfileId> {
    let Some(copy) = copy.exists().then(|| open(copy, sealer)).flatten() else { return BTreeSet::new() };
    let knows = |id: &ProfileId| matches!(Facts::read(&copy, sealer, id), Ok(Some(_)));
    ids(&copy).unwrap_or_default().into_iter().filter(knows).collect()
}

fn open(damaged: &Path, sealer: &Sealer) -> Option<Connection> {
    let connection = file::connect(damaged).ok()?;
    file::check_schema(&connection).ok()?;
    meta::check(&connection, sealer).ok()?;
    Some(connection)
}

/// Marks a live OA as one whose pair may be old; returns whether it was not marked before.
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
