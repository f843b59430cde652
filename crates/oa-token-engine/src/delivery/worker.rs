//! The task that looks which places are due, and sends. It runs while the engine exists. Without [`Look::Watch`] it cares
//! only for the OAs whose pairs this process has changed.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::destination::{DestinationId, DestinationKind, Due, due};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileRecord;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use super::file::Turns;
use super::once;
use crate::Shared;
use crate::attempt::find;

/// The longest time for one try: lookup, connection and answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// How often a watching process looks at all OAs: another process may have saved a pair.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// How many tries run at once.
const AT_ONCE: usize = 16;

/// What the task is asked for.
pub(crate) enum Look {
    /// An OA's places, now.
    At(ProfileId, Pending),
    /// An OA's places; one that failed is tried again now.
    Again(ProfileId),
    /// All OAs, now and while the engine exists.
    Watch,
    /// All OAs, now.
    All(Pending),
}

/// Counts as pending until it is dropped, which notifies the caller.
pub(crate) struct Pending {
    count: watch::Sender<usize>,
    reply: Option<oneshot::Sender<()>>,
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.count.send_modify(|pending| *pending -= 1);
        if let Some(reply) = self.reply.take() {
            reply.send(()).ok(); // The caller may be gone.
        }
    }
}

/// The deliveries of one engine.
pub(crate) struct Deliveries {
    /// How many first tries the process waits for before it ends.
    pending: watch::Sender<usize>,
    pub(super) turns: Turns,
    looks: mpsc::UnboundedSender<Look>,
}

impl Deliveries {
    /// Returns the state, and the inbox of the task.
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<Look>) {
        let (looks, inbox) = mpsc::unbounded_channel();
        (Self { pending: watch::Sender::default(), turns: Turns::default(), looks }, inbox)
    }

    /// Waits until each first try has ended.
    pub(crate) async fn settled(&self) {
        // An error means that the sender is gone, which `self` owns.
        drop(self.pending.subscribe().wait_for(|pending| *pending == 0).await);
    }

    fn pending(&self, reply: Option<oneshot::Sender<()>>) -> Pending {
        let count = self.pending.clone();
        count.send_modify(|pending| *pending += 1);
        Pending { count, reply }
    }

    pub(super) fn looks(&self) -> mpsc::UnboundedSender<Look> {
        self.looks.clone()
    }

    pub(super) fn look(&self, look: Look) {
        // The task ends only with the engine.
        self.looks.send(look).ok();
    }
}

/// Delivers an OA's pair to its places. The receiver completes when each was tried once.
pub(crate) fn deliver(shared: &Shared, oa: &ProfileId) -> oneshot::Receiver<()> {
    let (reply, told) = oneshot::channel();
    shared.deliveries.look(Look::At(oa.clone(), shared.deliveries.pending(Some(reply))));
    told
}

/// Brings the pairs of all OAs to their places: some of them have changed.
pub(crate) fn deliver_all(shared: &Shared) {
    shared.deliveries.look(Look::All(shared.deliveries.pending(None)));
}

/// Runs the task until the engine is gone.
pub(crate) async fn run(shared: Weak<Shared>, mut inbox: mpsc::UnboundedReceiver<Look>) {
    let mut worker = Worker {
        shared,
        is_watching: false,
        next_look: None,
        waiting: HashMap::new(),
        busy: HashMap::new(),
        tries: JoinSet::new(),
    };
    loop {
        let next = worker.next();
        tokio::select! {
            look = inbox.recv() => {
                let Some(look) = look else { return };
                if worker.take(look).await.is_none() { return }
            }
            Some(ended) = worker.tries.join_next() => {
                let Ok((oa, id)) = ended else { continue };
                let waiting = worker.busy.remove(&id).unwrap_or_default();
                if worker.look_at(&oa, &waiting, None).await.is_none() { return }
            }
            () = sleep_until(next.unwrap_or_else(far)), if next.is_some() => {
                if worker.wake().await.is_none() { return }
            }
        }
    }
}

fn far() -> Instant {
    Instant::now() + LOOK_AGAIN
}

type Ended = (ProfileId, DestinationId);
/// The callers that wait for a delivery; each is notified when all its places were tried.
type Waiting = Vec<Arc<Pending>>;

struct Worker {
    shared: Weak<Shared>,
    is_watching: bool,
    next_look: Option<Instant>,
    /// When a place of an OA is due again: the moment, and the time by the engine's clock.
    waiting: HashMap<ProfileId, (Instant, Timestamp)>,
    /// The places that are being sent to, and who waits for that.
    busy: HashMap<DestinationId, Waiting>,
    tries: JoinSet<Ended>,
}

impl Worker {
    fn next(&self) -> Option<Instant> {
        self.waiting.values().map(|(at, _)| *at).chain(self.next_look).min()
    }

    async fn take(&mut self, look: Look) -> Option<()> {
        match look {
            Look::At(oa, pending) => self.look_at(&oa, &vec![Arc::new(pending)], None).await,
            Look::Again(oa) => {
                // In the engine's time as far ahead as no pause is long.
                let later = self.shared.upgrade()?.now() + oa_token_model::destination::CLAIM * 10;
                self.look_at(&oa, &Waiting::new(), Some(later)).await
            }
            Look::Watch => {
                self.is_watching = true;
                self.look_at_all(&Waiting::new()).await
            }
            Look::All(pending) => self.look_at_all(&vec![Arc::new(pending)]).await,
        }
    }

    async fn wake(&mut self) -> Option<()> {
        let now = Instant::now();
        if self.next_look.is_some_and(|at| at <= now) {
            return self.look_at_all(&Waiting::new()).await;
        }
        let due: Vec<_> =
            self.waiting.iter().filter(|(_, (at, _))| *at <= now).map(|(oa, (_, at))| (oa.clone(), *at)).collect();
        for (oa, at) in due {
            self.waiting.remove(&oa);
            self.look_at(&oa, &Waiting::new(), Some(at)).await?;
        }
        Some(())
    }

    async fn look_at_all(&mut self, waiting: &Waiting) -> Option<()> {
        let shared = self.shared.upgrade()?;
        self.next_look = self.is_watching.then(|| Instant::now() + LOOK_AGAIN / shared.options.timeouts.pace.max(1));
        // A locked vault cannot be delivered from.
        let Ok(records) = shared.store.run(|vault| vault.profiles()).await else { return Some(()) };
        for record in records.iter().filter(|record| !record.destinations.is_empty()) {
            self.start_due(&shared, record, waiting, None);
        }
        Some(())
    }

    async fn look_at(&mut self, oa: &ProfileId, waiting: &Waiting, as_of: Option<Timestamp>) -> Option<()> {
        let shared = self.shared.upgrade()?;
        // An OA that cannot be read is looked at again when it is changed.
        let Ok(record) = find(&shared, oa).await else { return Some(()) };
        self.start_due(&shared, &record, waiting, as_of);
        Some(())
    }

    /// Starts the tries of an OA that are due, and remembers when the next one is.
    fn start_due(&mut self, shared: &Arc<Shared>, record: &ProfileRecord, waiting: &Waiting, as_of: Option<Timestamp>) {
        let now = shared.now();
        let as_of = as_of.map_or(now, |as_of| as_of.max(now));
        let oa = &record.profile.id;
        let pace = shared.options.timeouts.pace.max(1);
        let mut soonest: Option<Timestamp> = None;
        for place in record.destinations.iter().filter(|place| place.kind != DestinationKind::ByHand) {
            if let Some(busy) = self.busy.get_mut(&place.id) {
                busy.extend(waiting.iter().cloned());
                continue;
            }
            match due(record, place, as_of) {
                Due::Now if self.busy.len() < AT_ONCE => self.start(shared, oa, &place.id, waiting, as_of),
                Due::Now => soonest = Some(as_of),
                Due::At(at) => soonest = Some(soonest.map_or(at, |soonest| soonest.min(at))),
                Due::UpToDate | Due::ByHand | Due::Never => {}
            }
        }
        if let Some(at) = soonest {
            let wait = Duration::try_from(at.duration_since(now)).unwrap_or_default() / pace;
            self.waiting.insert(oa.clone(), (Instant::now() + wait.max(Duration::from_millis(20)), at));
        } else {
            self.waiting.remove(oa);
        }
    }

    fn start(&mut self, shared: &Arc<Shared>, oa: &ProfileId, id: &DestinationId, waiting: &Waiting, as_of: Timestamp) {
        self.busy.insert(id.clone(), waiting.clone());
        // Held weakly: a file may hang for ever.
        let (shared, oa, id) = (Arc::downgrade(shared), oa.clone(), id.clone());
        self.tries.spawn(async move {
            if let Some(shared) = shared.upgrade() {
                let patience = patience(&shared);
                // The log has the cause; the place stays due.
                once::bring(&shared, &id, as_of, patience).await.ok();
            }
            (oa, id)
        });
    }
}

fn patience(shared: &Shared) -> Duration {
    PATIENCE.min(shared.options.timeouts.delivery.saturating_mul(2))
}
