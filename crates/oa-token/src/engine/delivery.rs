//! Writes a profile's export to its file after each refresh. It runs beside the attempts: a failing outlet never touches the
//! save, and one that hangs holds neither the OA nor the end of the program. It is told, and tried again each minute: whoever
//! reads the old file holds a token that is dead.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use tokio::sync::{Mutex as Turn, OwnedMutexGuard, oneshot, watch};
use tokio::time::{Instant, timeout_at};

use super::attempt::find;
use super::snapshot::ProfileSnapshot;
use super::{Engine, EngineError, EngineEvent, Shared};
use crate::atomic_file;
use crate::destination::{DeliveryFault, DeliveryReport, Destination};
use crate::exchange::export::{self, Subject};
use crate::exchange::outlet::choice_of;
use crate::log;
use crate::profile::{ProfileId, ProfileKind};
use crate::secret::SecretBytes;
use crate::target::{self, CannotWriteTarget};
use crate::token::Generation;
use crate::vault::{ProfileRecord, ProfileSecrets};

/// How often a file is written anew because the pair was replaced meanwhile: by another program, perhaps in a loop.
const AGAIN: usize = 3;

/// After how long a file that could not be written is tried again.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Removes what writers that were killed have left beside the files of outlets.
pub(super) async fn sweep(shared: &Shared) {
    let Ok(records) = shared.store.run(|vault| vault.profiles()).await else { return };
    let files = records.into_iter().filter_map(|record| record.outlet).map(|outlet| outlet.path);
    let folders: BTreeSet<PathBuf> = files.filter_map(|file| file.parent().map(Path::to_owned)).collect();
    // A folder that hangs is nobody's concern here.
    let sweep = move || folders.iter().for_each(|folder| atomic_file::sweep(folder));
    thread::Builder::new().name("sweep".to_owned()).spawn(sweep).ok();
}

/// The deliveries of one keeper.
#[derive(Default)]
pub(super) struct Deliveries {
    /// How many are waited for before the program ends.
    pending: watch::Sender<usize>,
    /// Who writes a file; held for as long as the writing takes, so that no older pair comes after a newer one.
    turns: Mutex<HashMap<PathBuf, Arc<Turn<()>>>>,
}

impl Deliveries {
    /// Waits until each delivery is made, or was given up.
    pub(super) async fn settled(&self) {
        // An error is the sender's end, which is ours.
        drop(self.pending.subscribe().wait_for(|pending| *pending == 0).await);
    }

    fn turn(&self, path: &Path) -> Arc<Turn<()>> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(path.to_owned()).or_default())
    }
}

/// Asks for the outlet of a profile to be written, if it has one; returns its report, once there is one.
pub(super) fn deliver(shared: &Shared, id: &ProfileId) -> oneshot::Receiver<DeliveryReport> {
    let (reply, told) = oneshot::channel();
    // There is always somebody who holds what this is called with.
    if let Some(shared) = shared.me.upgrade() {
        shared.deliveries.pending.send_modify(|pending| *pending += 1);
        let delivery = Delivery { shared: Arc::downgrade(&shared), id: id.clone(), pair: None, reply: Some(reply) };
        tokio::spawn(delivery.run());
    }
    told
}

/// What came of writing a file.
enum Written {
    Done,
    /// The pair was replaced meanwhile.
    Replaced,
    /// The file system says no; perhaps not after this while.
    Failed(Duration),
}

/// One delivery. Holds the engine only while it works, as a file may hang for ever.
struct Delivery {
    shared: Weak<Shared>,
    id: ProfileId,
    /// The pair it began with; a newer one has a delivery of its own.
    pair: Option<Generation>,
    /// Where the first report goes; the program waits for it before it ends.
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

    /// Writes the file once. `None` if there is nothing to write.
    async fn write(&mut self) -> Option<Written> {
        let shared = self.shared.upgrade()?;
        let until = Instant::now() + shared.options.timeouts.delivery;
        // Most have none: all the rest is not read for them.
        let path = find(&shared, &self.id).await.ok()?.outlet?.path;
        let turn = shared.deliveries.turn(&path);
        drop(shared);
        let first = timeout_at(until, Arc::clone(&turn).lock_owned()).await;
        let guard = if let Ok(guard) = first { guard } else { self.hang_until(turn.lock_owned()).await };
        let shared = self.shared.upgrade()?;
        let facts = ProfileSnapshot::read(&shared, &self.id).await.ok()?;
        let outlet = facts.record.outlet.clone().filter(|outlet| outlet.path == path)?;
        let pair = facts.record.current.generation;
        if self.pair.is_some_and(|first| first != pair) {
            return None;
        }
        self.pair = Some(pair);
        let written = match text(&shared, &facts.record, &facts.secrets, &outlet) {
            Err(fault) => Err(fault),
            Ok(text) => {
                let mut written = write_file(&shared, path, text, guard);
                drop(shared);
                let first = timeout_at(until, &mut written).await;
                let written = if let Ok(written) = first { written } else { self.hang_until(written).await };
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
        self.note(written.err()).await;
        // What stands in the way otherwise is ours or in the pair: it does not go by waiting.
        Some(if written == Err(DeliveryFault::CannotWrite) { Written::Failed(again) } else { Written::Done })
    }

    /// Tells that the file hangs, and goes on once it does not any more.
    async fn hang_until<T>(&mut self, ready: impl Future<Output = T>) -> T {
        self.note(Some(DeliveryFault::CannotWrite)).await;
        ready.await
    }

    async fn note(&mut self, fault: Option<DeliveryFault>) {
        let Some(shared) = self.shared.upgrade() else { return };
        let (report, of) = (DeliveryReport { at: shared.now(), fault }, self.id.clone());
        // What is not noted is noted with the next refresh.
        drop(shared.store.run(move |vault| vault.record_delivery(&of, &report)).await);
        shared.tell(EngineEvent::ProfileChanged(self.id.clone()));
        self.settle(Some(report));
    }

    /// Returns the report to who asked; nobody waits for this delivery any more.
    fn settle(&mut self, report: Option<DeliveryReport>) {
        let Some(reply) = self.reply.take() else { return };
        if let Some(report) = report {
            reply.send(report).ok(); // Who asked may be gone.
        }
        if let Some(shared) = self.shared.upgrade() {
            shared.deliveries.pending.send_modify(|pending| *pending -= 1);
        }
    }
}

fn text(
    shared: &Shared,
    record: &ProfileRecord,
    secrets: &ProfileSecrets,
    outlet: &Destination,
) -> Result<SecretBytes, DeliveryFault> {
    let choice = choice_of(outlet).ok_or(DeliveryFault::Unknown)?;
    let live = &shared.options.environment.api;
    let api = match record.profile.kind {
        ProfileKind::Live => live.clone(),
        ProfileKind::Practice => shared.token_origin(record.profile.kind).unwrap_or_else(|| live.clone()),
    };
    let (profile, secret_key) = (&record.profile, &secrets.secret_key);
    Ok(export::write(&Subject { profile, stored: &secrets.current, secret_key, api: &api }, &choice)?)
}

/// Writes on a thread of its own, which the end of the program does not wait for.
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
        reply.send(written).ok(); // Who asked may be gone.
    };
    // Without a thread to spare nobody answers, which is told as a failure.
    drop(thread::Builder::new().name("outlet".to_owned()).spawn(work));
    written
}

/// Notes why a file was not written, and returns what is told of it.
fn noted(path: &Path, why: &CannotWriteTarget) -> DeliveryFault {
    tracing::warn!(path = %path.display(), cause = log::cause(why), "outlet not written");
    match why {
        CannotWriteTarget::InHome
        | CannotWriteTarget::KeyFile
        | CannotWriteTarget::Vault
        | CannotWriteTarget::Device
        | CannotWriteTarget::Foreign => DeliveryFault::Refused,
        CannotWriteTarget::Io(_) => DeliveryFault::CannotWrite,
    }
}

impl Engine {
    /// Sets the file a profile's export is written to after each refresh, and writes it now; `None` for no file.
    pub async fn set_outlet(
        &self,
        id: &ProfileId,
        outlet: Option<Destination>,
    ) -> Result<Option<DeliveryReport>, EngineError> {
        let (of, has_one) = (id.clone(), outlet.is_some());
        self.shared.store.run(move |vault| vault.set_destination(&of, outlet.as_ref())).await?;
        let report = if has_one { self.write_outlet(id).await } else { None };
        self.shared.tell(EngineEvent::ProfileChanged(id.clone()));
        Ok(report)
    }

    /// Writes a profile's outlet now; `None` if it has none. A file that hangs is given up after a while.
    pub async fn write_outlet(&self, id: &ProfileId) -> Option<DeliveryReport> {
        deliver(&self.shared, id).await.ok()
    }
}
