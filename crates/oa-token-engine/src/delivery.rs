//! Writes a profile's export to its file after each refresh. Delivery runs beside the attempts: a failing destination never
//! affects the save, and a hanging one blocks neither the OA nor the end of the process. The failure is reported and
//! the write is retried each minute, because a reader of the old file gets a dead token.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use oa_token_model::destination::{
    DeliveryFault, DeliveryProgress, DeliveryReport, DeliveryState, Destination, DestinationId, DestinationName,
    DestinationRecord, FileTarget, Target,
};
use oa_token_model::export::stored_choice::choice_of;
use oa_token_model::export::{self, Subject};
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::{ProfileRecord, ProfileSecrets};
use oa_token_model::secret::SecretBytes;
use oa_token_model::token::Generation;
use oa_token_vault::{Vault, atomic_file};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, oneshot, watch};
use tokio::time::{Instant, timeout_at};

use crate::attempt::find;
use crate::snapshot::ProfileSnapshot;
use crate::target::{self, CannotWriteTarget};
use crate::{Engine, EngineError, EngineEvent, Shared, log};

/// The most times a file is written again because another process, perhaps in a loop, replaced the pair meanwhile.
const AGAIN: usize = 3;

/// How long to wait before a failed write is retried.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Removes temporary files that killed writers left beside the destinations' files.
pub(crate) async fn sweep(shared: &Shared) {
    let Ok(records) = shared.store.run(|vault| vault.profiles()).await else { return };
    let files = records.iter().filter_map(file_of).map(|(_, file)| file.path.clone());
    let folders: BTreeSet<PathBuf> = files.filter_map(|file| file.parent().map(Path::to_owned)).collect();
    // The thread is not waited for: a folder that hangs must not matter.
    let sweep = move || folders.iter().for_each(|folder| atomic_file::sweep(folder));
    thread::Builder::new().name("sweep".to_owned()).spawn(sweep).ok();
}

/// The deliveries of one engine.
#[derive(Default)]
pub(crate) struct Deliveries {
    /// How many deliveries the process waits for before it ends.
    pending: watch::Sender<usize>,
    /// One lock per file, held while the file is written, so that an older pair never overwrites a newer one.
    turns: Mutex<HashMap<PathBuf, Arc<Turn<()>>>>,
}

impl Deliveries {
    /// Waits until each delivery has ended or was given up.
    pub(crate) async fn settled(&self) {
        // An error means that the sender is gone, which `self` owns.
        drop(self.pending.subscribe().wait_for(|pending| *pending == 0).await);
    }

    fn turn(&self, path: &Path) -> Arc<Turn<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(path.to_owned()).or_default())
    }
}

/// Starts the delivery of a profile, if it has a destination; returns a receiver for its first report.
pub(crate) fn deliver(shared: &Shared, id: &ProfileId) -> oneshot::Receiver<DeliveryReport> {
    let (reply, told) = oneshot::channel();
    // The upgrade always succeeds: the caller holds a reference.
    if let Some(shared) = shared.me.upgrade() {
        shared.deliveries.pending.send_modify(|pending| *pending += 1);
        let delivery = Delivery { shared: Arc::downgrade(&shared), id: id.clone(), pair: None, reply: Some(reply) };
        tokio::spawn(delivery.run());
    }
    told
}

/// The result of writing a file.
enum Written {
    Done,
    /// The pair was replaced meanwhile.
    Replaced,
    /// The file system refused; try again after this time.
    Failed(Duration),
}

/// One delivery. Holds the engine only while it works, because a file may hang forever.
struct Delivery {
    shared: Weak<Shared>,
    id: ProfileId,
    /// The pair it began with; a newer pair has its own delivery.
    pair: Option<Generation>,
    /// Where the first report goes; the process waits for it before it ends.
    reply: Option<oneshot::Sender<DeliveryReport>>,
}

impl Drop for Delivery {
    fn drop(&mut self) {
        self.settle(None);
    }
}

impl Delivery {
    async fn run(mut self) {
        let mut replaced = 0;
        loop {
            match self.write().await {
                Some(Written::Replaced) if replaced < AGAIN => {
                    replaced += 1;
                    self.pair = None;
                }
                Some(Written::Failed(again)) => tokio::time::sleep(again).await,
                Some(Written::Replaced | Written::Done) | None => return,
            }
        }
    }

    /// Writes the file once; `None` if there is nothing to write.
    async fn write(&mut self) -> Option<Written> {
        let shared = self.shared.upgrade()?;
        let until = Instant::now() + shared.options.timeouts.delivery;
        // Most profiles have no destination: read the rest only if there is one.
        let record = find(&shared, &self.id).await.ok()?;
        let (place, path) = file_of(&record).map(|(place, file)| (place.id.clone(), file.path.clone()))?;
        let turn = shared.deliveries.turn(&path);
        drop(shared);
        let first = timeout_at(until, Arc::clone(&turn).lock_owned()).await;
        let guard = if let Ok(guard) = first { guard } else { self.hang_until(&place, turn.lock_owned()).await };
        let shared = self.shared.upgrade()?;
        let facts = ProfileSnapshot::read(&shared, &self.id).await.ok()?;
        let destination = file_of(&facts.record).map(|(_, file)| file.clone()).filter(|file| file.path == path)?;
        let pair = facts.record.current.generation;
        if self.pair.is_some_and(|first| first != pair) {
            return None;
        }
        self.pair = Some(pair);
        let written = match text(&shared, &facts.record, &facts.secrets, &destination) {
            Err(fault) => Err(fault),
            Ok(text) => {
                let mut written = write_file(&shared, path, text, guard);
                drop(shared);
                let first = timeout_at(until, &mut written).await;
                let written = if let Ok(written) = first { written } else { self.hang_until(&place, written).await };
                written.unwrap_or(Err(DeliveryFault::CannotWrite))
            }
        };
        let shared = self.shared.upgrade()?;
        let now = find(&shared, &self.id).await.ok()?;
        if now.current.generation != pair {
            return Some(Written::Replaced);
        }
        let again = AGAIN_AFTER / shared.options.timeouts.pace.max(1);
        drop(shared);
        self.note(&place, written.err()).await;
        // Retry only what may pass: other faults lie in the settings or in the pair.
        Some(if written == Err(DeliveryFault::CannotWrite) { Written::Failed(again) } else { Written::Done })
    }

    /// Reports that the file hangs, then continues waiting for it.
    async fn hang_until<T>(&mut self, place: &DestinationId, ready: impl Future<Output = T>) -> T {
        self.note(place, Some(DeliveryFault::CannotWrite)).await;
        ready.await
    }

    async fn note(&mut self, place: &DestinationId, fault: Option<DeliveryFault>) {
        let Some(shared) = self.shared.upgrade() else { return };
        let (report, place) = (DeliveryReport { at: shared.now(), fault }, place.clone());
        let mut change = move |progress: &mut DeliveryProgress| {
            (progress.tried_at, progress.fault) = (Some(report.at), report.fault);
            progress.state = if report.fault.is_some() { DeliveryState::Failing } else { DeliveryState::Delivered };
        };
        // If this fails, the next refresh records its own report.
        drop(shared.store.run(move |vault| vault.record_delivery(&place, None, &mut change)).await);
        shared.emit(EngineEvent::ProfileChanged(self.id.clone()));
        self.settle(Some(report));
    }

    /// Sends the report to the caller; from then on nothing waits for this delivery.
    fn settle(&mut self, report: Option<DeliveryReport>) {
        let Some(reply) = self.reply.take() else { return };
        if let Some(report) = report {
            reply.send(report).ok(); // The caller may be gone.
        }
        if let Some(shared) = self.shared.upgrade() {
            shared.deliveries.pending.send_modify(|pending| *pending -= 1);
        }
    }
}

fn file_of(record: &ProfileRecord) -> Option<(&DestinationRecord, &FileTarget)> {
    let place = record.file_destination()?;
    Some((place, place.file.as_ref()?))
}

fn text(
    shared: &Shared,
    record: &ProfileRecord,
    secrets: &ProfileSecrets,
    destination: &FileTarget,
) -> Result<SecretBytes, DeliveryFault> {
    let choice = choice_of(destination).ok_or(DeliveryFault::Unknown)?;
    let live = &shared.options.environment.api;
    let api = match record.profile.kind {
        ProfileKind::Live => live.clone(),
        ProfileKind::Practice => shared.token_origin(record.profile.kind).unwrap_or_else(|| live.clone()),
    };
    let (profile, secret_key) = (&record.profile, &secrets.secret_key);
    Ok(export::write(&Subject { profile, stored: &secrets.current, secret_key, api: &api }, &choice)?)
}

/// Writes on a separate thread, which the end of the process does not wait for.
fn write_file(
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

/// The files that new pairs are written to.
#[derive(Clone, Copy)]
pub struct Destinations<'a> {
    pub(crate) engine: &'a Engine,
}

impl Destinations<'_> {
    /// Sets the file that a profile's export is written to after each refresh, and writes it now; `None` removes it.
    pub async fn set(self, id: &ProfileId, file: Option<FileTarget>) -> Result<Option<DeliveryReport>, EngineError> {
        let (of, has_one) = (id.clone(), file.is_some());
        let now = self.engine.shared.now();
        let work = move |vault: &mut dyn Vault| {
            let known = vault.destinations(&of)?.into_iter().find(|place| place.file.is_some());
            match (file, known) {
                (None, None) => Ok(()),
                (None, Some(known)) => vault.remove_destination(&known.id),
                (Some(file), known) => vault.put_destination(&Destination {
                    id: known.map_or_else(DestinationId::random, |known| known.id),
                    oa: of,
                    name: DestinationName::stored(&file.path.file_name().unwrap_or_default().to_string_lossy()),
                    enabled: true,
                    created_at: now,
                    target: Target::File(file),
                }),
            }
        };
        self.engine.shared.store.run(work).await?;
        let report = if has_one { self.write(id).await } else { None };
        self.engine.shared.emit(EngineEvent::ProfileChanged(id.clone()));
        Ok(report)
    }

    /// Writes a profile's destination now; `None` if it has no destination. Does not wait forever for a file that hangs.
    pub async fn write(self, id: &ProfileId) -> Option<DeliveryReport> {
        deliver(&self.engine.shared, id).await.ok()
    }
}
