//! Writes an export to a file, on a thread that nothing waits for longer than its patience.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use oa_token_model::destination::{DeliveryFault, FileTarget};
use oa_token_model::export::stored_choice::choice_of;
use oa_token_model::export::{self, Subject};
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::{ProfileRecord, ProfileSecrets};
use oa_token_model::secret::SecretBytes;
use oa_token_vault::atomic_file;
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, oneshot};
use tokio::time::{Instant, timeout_at};

use super::worker::Look;
use crate::target::{self, CannotWriteTarget};
use crate::{Shared, log};

/// One lock per file, held while the file is written, so that an older pair never overwrites a newer one.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<PathBuf, Arc<Turn<()>>>>);

impl Turns {
    fn of(&self, path: &Path) -> Arc<Turn<()>> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(path.to_owned()).or_default())
    }
}

/// Removes temporary files that killed writers left beside the places' files.
pub(crate) async fn sweep(shared: &Shared) {
    let Ok(records) = shared.store.run(|vault| vault.profiles()).await else { return };
    let files = records.iter().flat_map(|record| &record.destinations).filter_map(|place| place.file.as_ref());
    let folders: BTreeSet<PathBuf> = files.filter_map(|file| file.path.parent().map(Path::to_owned)).collect();
    // The thread is not waited for: a folder that hangs must not matter.
    let sweep = move || folders.iter().for_each(|folder| atomic_file::sweep(folder));
    thread::Builder::new().name("sweep".to_owned()).spawn(sweep).ok();
}

/// Waits for the file's turn. Reports a file whose turn does not come in time.
pub(super) async fn turn(shared: &Shared, path: &Path, until: Instant) -> Result<OwnedMutexGuard<()>, DeliveryFault> {
    let turn = shared.deliveries.turns.of(path);
    timeout_at(until, turn.lock_owned()).await.map_err(|_| DeliveryFault::CannotWrite)
}

/// Writes the file. If that hangs, the place is tried again once the file can be written.
pub(super) async fn write(
    shared: &Shared,
    oa: &ProfileId,
    file: &FileTarget,
    text: SecretBytes,
    (guard, until): (OwnedMutexGuard<()>, Instant),
) -> Result<(), DeliveryFault> {
    let mut written = start(shared, file.path.clone(), text, guard);
    if let Ok(written) = timeout_at(until, &mut written).await {
        return written.unwrap_or(Err(DeliveryFault::CannotWrite));
    }
    let (looks, oa) = (shared.deliveries.looks(), oa.clone());
    tokio::spawn(async move {
        // What was written then may be an older pair.
        drop(written.await);
        looks.send(Look::Again(oa)).ok();
    });
    Err(DeliveryFault::CannotWrite)
}

fn start(
    shared: &Shared,
    path: PathBuf,
    text: SecretBytes,
    turn: OwnedMutexGuard<()>,
) -> oneshot::Receiver<Result<(), DeliveryFault>> {
    let (reply, written) = oneshot::channel();
    let environment = shared.options.environment.clone();
    let work = move || {
        let written = target::write(&environment, &path, text.expose()).map_err(|why| noted(&path, &why));
        drop(turn);
        reply.send(written).ok(); // The caller may be gone.
    };
    // If no thread can be started, the dropped sender is reported as a failure.
    drop(thread::Builder::new().name("delivery".to_owned()).spawn(work));
    written
}

/// Returns the export of the current pair.
pub(super) fn text(
    shared: &Shared,
    record: &ProfileRecord,
    secrets: &ProfileSecrets,
    file: &FileTarget,
) -> Result<SecretBytes, DeliveryFault> {
    let choice = choice_of(file).ok_or(DeliveryFault::Unknown)?;
    let live = &shared.options.environment.api;
    let api = match record.profile.kind {
        ProfileKind::Live => live.clone(),
        ProfileKind::Practice => shared.token_origin(record.profile.kind).unwrap_or_else(|| live.clone()),
    };
    let (profile, secret_key) = (&record.profile, &secrets.secret_key);
    Ok(export::write(&Subject { profile, stored: &secrets.current, secret_key, api: &api }, &choice)?)
}

/// Logs why a file was not written, and returns the fault to report.
fn noted(path: &Path, why: &CannotWriteTarget) -> DeliveryFault {
    tracing::warn!(path = %path.display(), cause = log::cause(why), "destination not written");
    match why {
        CannotWriteTarget::InHome
        | CannotWriteTarget::KeyFile
        | CannotWriteTarget::Vault
        | CannotWriteTarget::Device
        | CannotWriteTarget::Foreign => DeliveryFault::Refused,
        CannotWriteTarget::Io(_) => DeliveryFault::CannotWrite,
    }
}
