//! The owner task: knows what is in flight, starts attempts, and returns their outcomes.

use std::collections::HashMap;
use std::sync::Arc;

use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::NotSent;
use oa_token_model::token::Generation;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{self, JoinSet};

use crate::attempt::{self, About};
use crate::{AttemptPhase, EngineError, EngineEvent, Shared, exchange, log, team};

/// Sends an outcome to the caller.
type Reply = oneshot::Sender<Result<Outcome, Arc<EngineError>>>;

/// What a handle asks of the owner task.
pub(crate) enum Command {
    /// Refresh a profile.
    Refresh {
        /// The profile.
        id: ProfileId,
        /// On whose behalf, and about which pair.
        about: About,
        /// The pair that was current at the click: a later click about a newer pair is a separate request.
        seen: Option<Generation>,
        /// Where the outcome goes.
        reply: Reply,
    },
    /// Exchange a code for a profile's next pair.
    Exchange {
        /// Exchange a code for a profile's next pair.
        id: ProfileId,
        /// The profile.
        code: Box<exchange::Code>,
        /// Where the outcome goes.
        reply: Reply,
    },
    /// Report when nothing is in flight.
    Drain {
        /// Where to report it.
        reply: oneshot::Sender<()>,
    },
    /// List what is in flight.
    InFlight {
        /// Where the list goes.
        reply: oneshot::Sender<Vec<ProfileId>>,
    },
}

/// Identifies the purpose of one attempt in this process. A click does not join an attempt that no user started:
/// it waits for the profile's lock instead, and takes that outcome.
type JobKey = (ProfileId, JobKind);

/// The purpose of an attempt.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum JobKind {
    Refresh(About, Option<Generation>),
    Exchange,
}

#[derive(Default)]
struct Dispatcher {
    waiting: HashMap<JobKey, Vec<Reply>>,
    attempts: JoinSet<Result<Outcome, Arc<EngineError>>>,
    purposes: HashMap<task::Id, JobKey>,
    drained: Vec<oneshot::Sender<()>>,
    /// Keeps the computer awake while anything is in flight.
    awake: Option<Box<dyn Send>>,
}

/// Runs until every handle is gone and nothing is in flight.
pub(crate) async fn run(shared: Arc<Shared>, mut inbox: mpsc::Receiver<Command>) {
    let mut desk = Dispatcher::default();
    loop {
        tokio::select! {
            request = inbox.recv() => match request {
                Some(request) => desk.handle(request, &shared),
                None => break,
            },
            Some(ended) = desk.attempts.join_next_with_id() => desk.end(ended, &shared),
        }
    }
    // No handle is left; attempts in flight are still completed.
    while let Some(ended) = desk.attempts.join_next_with_id().await {
        desk.end(ended, &shared);
    }
}

fn has_no_referee(outcome: &Outcome) -> bool {
    matches!(outcome.result, AttemptResult::NotSent(NotSent::NoReferee))
}

impl Dispatcher {
    fn handle(&mut self, request: Command, shared: &Arc<Shared>) {
        match request {
            Command::Refresh { id, about, seen, reply } => {
                let work = {
                    let (shared, id) = (Arc::clone(shared), id.clone());
                    async move {
                        let outcome = attempt::run(&shared, &id, about).await;
                        // Without an answer of the team nothing has ended, and the user is not kept waiting for another.
                        if !outcome.as_ref().is_ok_and(has_no_referee) {
                            team::publish(&shared, &id).await;
                        }
                        outcome
                    }
                };
                self.start((id, JobKind::Refresh(about, seen)), reply, work, shared);
            }
            Command::Exchange { id, code, reply } => {
                let work = {
                    let (shared, id) = (Arc::clone(shared), id.clone());
                    async move {
                        let outcome = exchange::run(&shared, &id, *code).await;
                        team::publish(&shared, &id).await;
                        outcome
                    }
                };
                self.start((id, JobKind::Exchange), reply, work, shared);
            }
            Command::Drain { reply } => {
                self.drained.push(reply);
                self.reply_drained();
            }
            // The caller may be gone.
            Command::InFlight { reply } => drop(reply.send(self.waiting.keys().map(|(id, _)| id.clone()).collect())),
        }
    }

    /// Starts an attempt. If one is in flight for the same purpose, the caller gets its outcome instead.
    fn start(
        &mut self,
        purpose: JobKey,
        reply: Reply,
        work: impl Future<Output = Result<Outcome, EngineError>> + Send + 'static,
        shared: &Shared,
    ) {
        let waiting = self.waiting.entry(purpose.clone()).or_default();
        waiting.push(reply);
        if waiting.len() > 1 {
            return;
        }
        self.awake.get_or_insert_with(|| shared.options.host.inhibit_sleep());
        let attempt = self.attempts.spawn(async move { work.await.map_err(Arc::new) });
        self.purposes.insert(attempt.id(), purpose);
    }

    fn end(&mut self, ended: Result<(task::Id, Result<Outcome, Arc<EngineError>>), task::JoinError>, shared: &Shared) {
        let (task, outcome) = match ended {
            Ok((task, outcome)) => (task, outcome),
            Err(panicked) => (panicked.id(), Err(Arc::new(EngineError::Stopped))),
        };
        note(&outcome);
        let Some(purpose) = self.purposes.remove(&task) else { return };
        for reply in self.waiting.remove(&purpose).unwrap_or_default() {
            // The caller may be gone; the outcome is in the vault.
            drop(reply.send(outcome.clone()));
        }
        let (id, _) = purpose;
        shared.emit(EngineEvent::AttemptMoved(id.clone(), AttemptPhase::Done));
        shared.emit(EngineEvent::ProfileChanged(id));
        self.reply_drained();
    }

    fn reply_drained(&mut self) {
        if self.attempts.is_empty() {
            self.awake = None;
            for reply in self.drained.drain(..) {
                reply.send(()).ok(); // The caller may be gone.
            }
        }
    }
}

/// Logs results that the states of the attempt do not log.
fn note(outcome: &Result<Outcome, Arc<EngineError>>) {
    match outcome {
        Ok(Outcome { result: AttemptResult::NotSent(why), .. }) => tracing::warn!(cause = ?why, "not sent"),
        Ok(Outcome { result: AttemptResult::Busy, held_by, .. }) => {
            let by = held_by.as_ref().map(|by| by.number).unwrap_or_default();
            tracing::warn!(by, cause = "held by another program", "not sent");
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(cause = log::cause(error.as_ref()), "not done"),
    }
}
