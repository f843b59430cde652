//! Carries out one attempt: executes the effects that `refresh::step` returns, and feeds the results back as events.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::Timestamp;
use oa_token_model::expiry::{self, SecondLook};
use oa_token_model::origin::Origin;
use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::{AttemptVersion, ProfileSecrets};
use oa_token_model::refresh::plan::{AttemptId, Entry, Fingerprint, Trigger};
use oa_token_model::refresh::{Attempt, AttemptState, Effect, Event, NotSent, UnknownCause, step};
use oa_token_model::secret::Secret;
use oa_token_model::zalo::{DeadAnswer, Delivery, GivenTokens, NotSentCause, TokenRequest};
use oa_token_vault::{Reading, Vault, VaultError};
use tokio::time::Instant;

use crate::answer_spool::{self, SpoolSlot};
use crate::attempt::{OutgoingRequest, preflight};
use crate::holding::Holding;
use crate::place::Place;
use crate::snapshot::ProfileSnapshot;
use crate::zalo_client::Fence;
use crate::{AttemptPhase, EngineError, EngineEvent, Shared, clock_check, delivery, faults, strays, team};

/// The time a token was claimed, by two clocks: a monotonic one, and the wall clock, which continues during suspend.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    started: Instant,
    at: Timestamp,
}

impl Claim {
    /// Begins a claim now.
    pub(crate) fn new(shared: &Shared) -> Self {
        Self { started: Instant::now(), at: shared.now() }
    }

    /// Restarts the claim, right before a row is written as `Sending`.
    pub(crate) fn renew(&mut self, shared: &Shared) {
        *self = Self::new(shared);
    }

    /// Returns the fence that stops the request from starting too long after the claim.
    fn fence(self, shared: &Shared) -> Fence {
        let fence = Fence::new(self.started, self.at, Arc::clone(&shared.options.clock));
        fence.at_pace(shared.options.timeouts.pace)
    }
}

/// One attempt being carried out.
pub(crate) struct AttemptExecutor<'a> {
    shared: &'a Shared,
    profile: ProfileId,
    id: AttemptId,
    attempt: Attempt,
    seen: AttemptVersion,
    secrets: ProfileSecrets,
    credentials: Fingerprint,
    request: Option<TokenRequest>,
    hidden: Vec<Secret>,
    /// Reserved space for the answer beside the vault, from preflight on.
    pub(crate) spool_slot: Option<SpoolSlot>,
    /// On whose behalf the attempt runs.
    by: Trigger,
    /// Whether another process began the attempt.
    pub(crate) is_taken_over: bool,
    /// Shows other processes that this attempt is being carried out.
    pub(crate) holding: Option<Holding>,
    /// The slot among the running attempts; given back while the attempt waits.
    pub(crate) place: Option<&'a mut Place>,
    /// When the token was claimed.
    pub(crate) claim: Claim,
    /// Where the request is sent; also asked for the time.
    origin: Option<Origin>,
    second_look: Option<SecondLook>,
    /// What is sent, as recorded in an answer stored beside the vault.
    spent: answer_spool::Spent,
    /// Whether the computer slept, or the process was stopped, while waiting for an answer.
    gap: bool,
    /// Whether the last write reported a failure: it may be on disk all the same.
    in_doubt: bool,
    /// Why the attempt goes no further here, if it does not.
    stopped: Option<Stopped>,
}

/// Why an attempt goes no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stopped {
    /// Another process was first, or the requested values have changed: the plan is made again.
    Raced,
    /// This process may not write to the vault any more.
    ShutOut,
}

impl<'a> AttemptExecutor<'a> {
    pub(crate) fn new(
        shared: &'a Shared,
        facts: ProfileSnapshot,
        id: AttemptId,
        attempt: Attempt,
        outgoing: OutgoingRequest,
    ) -> Self {
        let ProfileSnapshot { record, secrets, credentials, .. } = facts;
        let seen = AttemptVersion::of(&attempt);
        let attempt = Attempt { sent: outgoing.sent, ..attempt };
        let spent = answer_spool::Spent {
            kind: outgoing.kind,
            profile: record.profile.id.clone(),
            spends: secrets.current.generation,
            fingerprint: outgoing.fingerprint.map(Fingerprint::to_hex).unwrap_or_default(),
        };
        Self {
            shared,
            profile: record.profile.id,
            id,
            attempt,
            seen,
            secrets,
            credentials,
            request: outgoing.request,
            hidden: outgoing.hidden,
            spool_slot: None,
            by: outgoing.by,
            is_taken_over: false,
            holding: None,
            place: None,
            claim: Claim::new(shared),
            origin: shared.token_origin(record.profile.kind),
            second_look: None,
            spent,
            gap: false,
            in_doubt: false,
            stopped: None,
        }
    }

    /// Feeds an event to the state machine and executes effects until there are no more.
    pub(crate) async fn drive(&mut self, event: Event) {
        let mut effects = VecDeque::from(self.step(event));
        while let Some(effect) = effects.pop_front() {
            if let Some(event) = self.execute(effect).await {
                effects.extend(self.step(event));
            }
        }
    }

    fn step(&mut self, event: Event) -> Vec<Effect> {
        let (next, effects) = step(self.attempt.clone(), event, self.shared.now());
        let pair = &self.secrets.current.pair;
        let known = [Some(&self.secrets.secret_key), pair.refresh.as_ref(), pair.access.as_ref()];
        let known: Vec<&Secret> = known.into_iter().flatten().chain(&self.hidden).collect();
        self.attempt = Attempt { state: without_secrets(next.state, &known), ..next };
        self.log_state();
        effects
    }

    /// Logs the state of the attempt: states, causes and Zalo's code, without Zalo's text.
    fn log_state(&self) {
        let (oa, attempt, sends) = (self.profile.as_str(), self.id.0.as_str(), self.attempt.sends);
        let state = self.attempt.state.name();
        match &self.attempt.state {
            AttemptState::Prepared | AttemptState::Sending | AttemptState::Saved => {
                tracing::info!(oa, attempt, sends, state, "attempt");
            }
            AttemptState::Responded => {
                let answer = self.attempt.answer.as_ref();
                let (status, bytes) =
                    answer.map(|answer| (answer.status, answer.body.expose().len())).unwrap_or_default();
                tracing::info!(oa, attempt, sends, state, status, bytes, "attempt");
            }
            AttemptState::Refused(error) | AttemptState::Dead(DeadAnswer::Said(error)) => {
                let (code, kind) = (error.code.unwrap_or_default(), error.kind);
                tracing::warn!(oa, attempt, sends, state, zalo = code, cause = ?kind, "attempt");
            }
            AttemptState::Dead(DeadAnswer::EmptyBody) => {
                tracing::warn!(oa, attempt, sends, state, cause = "an empty answer", "attempt");
            }
            AttemptState::NotSent(why) => tracing::warn!(oa, attempt, sends, state, cause = ?why, "attempt"),
            AttemptState::Unknown(why) => tracing::warn!(oa, attempt, sends, state, cause = ?why, "attempt"),
        }
    }

    /// Executes one effect; returns the resulting event.
    async fn execute(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Write => self.write().await,
            Effect::WriteAgain => {
                self.spool_answer().await;
                if self.is_shut_out().await {
                    return None;
                }
                self.pause_before_saving().await;
                self.write().await
            }
            Effect::Save(tokens) => {
                self.look_twice().await;
                self.save(&tokens).await
            }
            Effect::SaveAgain(tokens) => {
                self.spool_answer().await;
                if self.is_shut_out().await {
                    return None;
                }
                self.pause_before_saving().await;
                self.save(&tokens).await
            }
            Effect::Send => Some(self.send().await),
            Effect::WaitToRecover => {
                self.moved(AttemptPhase::WaitingToRecover);
                if let Some(place) = &mut self.place {
                    place.give_back();
                }
                tokio::time::sleep(self.shared.options.timeouts.recovery).await;
                if self.gap {
                    clock_check::steady_network(self.shared).await;
                }
                if let Some(place) = &mut self.place {
                    place.take().await;
                }
                self.recover().await
            }
            Effect::RecoverNow => self.recover().await,
            Effect::Drop => {
                team::forget(self.shared, &self.profile, &self.id).await;
                self.forget().await;
                self.stopped = Some(Stopped::Raced);
                None
            }
            Effect::Settle => {
                // Best effort: if this write fails, the row on disk stays as it is, and recovery treats the token as
                // possibly spent.
                drop(self.write().await);
                // Of an open attempt, another send was meant. The team does not count it.
                if matches!(self.attempt.state, AttemptState::Unknown(_)) {
                    team::forget(self.shared, &self.profile, &self.id).await;
                }
                None
            }
            Effect::Tell | Effect::Yield => None,
        }
    }

    async fn write(&mut self) -> Option<Event> {
        let (id, was, attempt, now) = (self.id.clone(), self.seen.clone(), self.attempt.clone(), self.shared.now());
        let seen = AttemptVersion::of(&attempt);
        let credentials = (attempt.state == AttemptState::Sending).then_some(self.credentials);
        // Of a shared OA it counts from when the referee was asked.
        let is_shared = self.shared.referee_of(&self.profile).is_some();
        if attempt.state == AttemptState::Sending && !is_shared {
            self.claim.renew(self.shared);
        }
        match self.shared.store.run(move |vault| vault.write_attempt(&id, &was, &attempt, credentials, now)).await {
            Err(EngineError::Vault(VaultError::VersionConflict)) if !self.landed(&seen).await => {
                Some(Event::Superseded)
            }
            Ok(()) | Err(EngineError::Vault(VaultError::VersionConflict)) => {
                (self.seen, self.in_doubt) = (seen, false);
                Some(Event::Durable)
            }
            Err(EngineError::Vault(VaultError::AlreadySpent)) => {
                // Keep the row if an earlier send was made.
                if self.attempt.sends <= 1 {
                    self.forget().await;
                }
                self.stopped = Some(Stopped::Raced);
                None
            }
            Err(_) => {
                self.in_doubt = true;
                Some(Event::NotDurable)
            }
        }
    }

    /// Asks Zalo for the time if the answer's `Date` and this computer's clock disagree. The answer is already durable:
    /// if the process ends here, recovery finds it.
    async fn look_twice(&mut self) {
        self.second_look = None;
        if let Some(origin) = self.origin.as_ref().filter(|_| expiry::needs_second_look(&self.attempt)) {
            self.second_look = clock_check::second_look(self.shared, origin).await;
        }
    }

    async fn save(&mut self, tokens: &GivenTokens) -> Option<Event> {
        self.moved(AttemptPhase::Saving);
        let new = expiry::new_pair(tokens, &self.attempt, &self.secrets.current, self.second_look, self.shared.now());
        let (id, attempt, now) = (self.id.clone(), self.attempt.clone(), self.shared.now());
        let was = (!attempt.superseded).then(|| self.seen.clone());
        let seen = AttemptVersion::of(&attempt);
        match self.shared.store.run(move |vault| vault.save_pair(&id, was.as_ref(), &attempt, &new, now)).await {
            Err(EngineError::Vault(VaultError::VersionConflict)) if !self.landed(&seen).await => {
                // For a late answer, a conflict means that the row is missing.
                if self.attempt.superseded { self.put_back().await } else { Some(Event::Superseded) }
            }
            Ok(_) | Err(EngineError::Vault(VaultError::VersionConflict)) => {
                (self.seen, self.in_doubt) = (seen, false);
                self.shared.changes.note();
                Some(Event::Durable)
            }
            Err(_) => {
                self.in_doubt = true;
                Some(Event::NotDurable)
            }
        }
    }

    /// Writes a row that was lost from the vault again, so that the answer can be saved. If the OA is gone too, the
    /// answer stays beside the vault.
    async fn put_back(&mut self) -> Option<Event> {
        self.spool_answer().await;
        let Some(answer) = self.attempt.answer.clone() else { return Some(Event::NotDurable) };
        let answered_at = self.attempt.answered_at.unwrap_or_else(|| self.shared.now());
        let found = answer_spool::SpooledAnswer {
            sends: self.attempt.sends,
            answer,
            answered_at,
            of: Some(self.spent.clone()),
        };
        let (id, now) = (self.id.clone(), self.shared.now());
        match self.shared.store.run(move |vault| strays::put_back(vault, &id, &found, now)).await {
            Err(EngineError::Vault(VaultError::NoSuchProfile)) if self.is_spooled() => {
                self.stopped = Some(Stopped::ShutOut);
                None
            }
            Ok(()) | Err(_) => Some(Event::NotDurable),
        }
    }

    fn is_spooled(&self) -> bool {
        self.spool_slot.as_ref().is_some_and(SpoolSlot::holds)
    }

    /// Returns whether the last write is on disk although it reported an error: a commit can succeed and its last sync
    /// still fail. If no write failed, an identical row is another process's.
    async fn landed(&self, wanted: &AttemptVersion) -> bool {
        if !self.in_doubt {
            return false;
        }
        let id = self.id.clone();
        let found = self.shared.store.run(move |vault| vault.attempt_version(&id)).await;
        found.is_ok_and(|found| found.is_some_and(|(state, sends)| state == wanted.state && sends == wanted.sends))
    }

    async fn send(&mut self) -> Event {
        let Some(request) = &self.request else { return Event::NotSent(NotSentCause::CannotBuild) };
        self.moved(AttemptPhase::Sending);
        self.shared.emit_elsewhere(self.origin.clone());
        let confirmation = team::confirmation(self.shared, &self.profile, &self.id);
        let fence = self.claim.fence(self.shared).confirmed_by(confirmation);
        let sent = self.shared.client().send(request, &fence).await;
        self.gap |= sent.gap;
        match sent.delivery {
            Delivery::NotSent(cause) => Event::NotSent(cause),
            Delivery::Lost(cause) => Event::Lost(cause),
            Delivery::Answered { answer } => Event::Answered(answer),
        }
    }

    /// Returns whether this process may not write to the vault any more (the file was moved away, or a newer version
    /// uses it) and the answer, if any, is safe in its row or beside the vault.
    async fn is_shut_out(&mut self) -> bool {
        let is_led = match self.shared.store.run(|vault| vault.may_write()).await {
            Err(EngineError::Vault(
                VaultError::Newer | VaultError::Gone | VaultError::Replaced | VaultError::Damaged(_),
            )) => true,
            Ok(()) | Err(_) => false,
        };
        let in_row = self.seen.state == "responded";
        let is_safe = in_row || self.is_spooled() || self.attempt.answer.is_none();
        if is_led && is_safe {
            self.stopped = Some(Stopped::ShutOut);
        }
        is_led && is_safe
    }

    /// Starts the one recovery send, if its answer could be saved.
    async fn recover(&mut self) -> Option<Event> {
        if self.request.is_none() {
            // The token was replaced since: make a new plan for the current one.
            self.stopped = Some(Stopped::Raced);
            return None;
        }
        if self.is_taken_over && !self.may_recover().await {
            return None;
        }
        let held = preflight(self.shared).await.ok()?;
        // A slot held so far is empty: no answer arrived.
        self.spool_slot = Some(held);
        self.claim.renew(self.shared);
        if !team::again(self.shared, &self.profile, &self.id, self.by).await {
            return None;
        }
        Some(Event::RecoveryDue)
    }

    /// Returns whether a token that another process sent may be sent once more. Without a user's request it may not, if
    /// the pair may be old or if the answer could be saved in one file only.
    async fn may_recover(&mut self) -> bool {
        let Ok(facts) = ProfileSnapshot::read(self.shared, &self.profile).await else { return false };
        let is_live = facts.record.profile.kind == ProfileKind::Live;
        if self.by != Trigger::User && (facts.record.old_copy || is_live && !facts.has_second_copy) {
            return false;
        }
        let is_current = facts.token.map(Fingerprint::to_hex).as_ref() == Some(&self.spent.fingerprint);
        if !is_current {
            self.stopped = Some(Stopped::Raced);
        }
        is_current
    }

    /// Stores an answer that the vault cannot take beside the vault, once, so that it survives the end of this process.
    async fn spool_answer(&mut self) {
        // An answer that was read already is in its row, unless the row is gone or another process changed it.
        let in_row = self.seen.state == "responded";
        let (AttemptState::Responded | AttemptState::Saved, Some(answer)) = (&self.attempt.state, &self.attempt.answer)
        else {
            return;
        };
        if in_row || self.spool_slot.as_ref().is_none_or(SpoolSlot::holds) {
            return;
        }
        let Some(mut held) = self.spool_slot.take() else { return };
        let at = self.attempt.answered_at.unwrap_or_else(|| self.shared.now());
        let (id, of) = (self.id.clone(), self.id.clone());
        let plain = answer_spool::plain(self.attempt.sends, answer, at, &self.spent);
        let sealed = self.shared.store.run(move |vault| vault.seal_spooled(&id, &plain)).await;
        let kept = self.shared.store.block(move || {
            // On failure the answer is in memory only; saving is retried each second.
            if let Ok(sealed) = sealed {
                held.keep(&of, &sealed)
                    .map_err(|error| faults::log_io("answer not kept aside", held.path(), &error))
                    .ok();
            }
            held
        });
        self.spool_slot = kept.await;
    }

    /// Empties the file in which an earlier process kept the answer beside the vault, once the vault has it.
    pub(crate) async fn forget_spooled(&self) {
        let (folder, id) = (self.shared.options.environment.spool_folder(), self.id.clone());
        let forgotten = self.shared.store.run(move |vault| {
            answer_spool::forget_kept(&folder, vault, &id);
            Ok(())
        });
        // A file that is not emptied is found again at the next recovery.
        drop(forgotten.await);
    }

    /// Ends the handling of a late answer found beside the vault: it is saved, or holds nothing new.
    pub(crate) async fn end_late(self) {
        let (folder, id) = (self.shared.options.environment.spool_folder(), self.id.clone());
        let is_over = self.stopped.is_none() && !self.in_doubt;
        if is_over {
            let forget = move |vault: &mut dyn Vault| {
                answer_spool::forget(&folder, vault, &id);
                Ok(())
            };
            drop(self.shared.store.run(forget).await);
        }
        // The next caller reads the outcome from the vault.
        drop(self.outcome().await);
    }

    async fn forget(&mut self) {
        let id = self.id.clone();
        // A row that stays is `Prepared`; recovery drops it.
        drop(self.shared.store.run(move |vault| vault.drop_attempt(&id)).await);
    }

    async fn pause_before_saving(&self) {
        self.moved(AttemptPhase::RetryingSave);
        tokio::time::sleep(self.shared.options.timeouts.save).await;
    }

    fn moved(&self, phase: AttemptPhase) {
        self.shared.emit(EngineEvent::AttemptMoved(self.profile.clone(), phase));
    }

    /// Releases the attempt in its last durable state. An unfinished attempt keeps its lock file, now unlocked, which
    /// shows at once that its holder is gone. The file of a row that was taken over belongs to another process.
    async fn let_go(&mut self) {
        let Some(holding) = self.holding.take() else { return };
        if self.attempt.superseded
            || matches!(self.seen.state, "prepared" | "sending" | "responded") && self.stopped != Some(Stopped::Raced)
        {
            return;
        }
        let id = self.id.clone();
        if self.seen.state == "unknown" {
            // If the row still names a holder, keep the unlocked file: it shows that the holder is gone.
            if self.shared.store.run(move |vault| vault.end_hold(&id)).await.is_err() {
                return;
            }
        }
        holding.end();
    }

    /// Returns the outcome as stored in the vault; `None` if the plan must be made again.
    pub(crate) async fn outcome(mut self) -> Result<Option<Outcome>, EngineError> {
        if self.stopped == Some(Stopped::ShutOut) {
            // Uses what was read earlier: the vault may not exist any more.
            let current = &self.secrets.current;
            return Ok(Some(Outcome {
                result: AttemptResult::Unknown(UnknownCause::KeptAside),
                generation: current.generation,
                access_expires_at: current.expiry.access_expires_at,
                one_copy: false,
                held_by: None,
                why: None,
            }));
        }
        // An attempt ends only after the vault has the answer.
        if let Some(held) = self.spool_slot.as_mut().filter(|held| held.holds()) {
            held.clear();
        }
        self.let_go().await;
        let is_late = self.attempt.state == AttemptState::NotSent(NotSent::Network(NotSentCause::TooLate));
        if self.stopped == Some(Stopped::Raced) || is_late {
            return Ok(None);
        }
        let is_saved = self.attempt.state == AttemptState::Saved;
        if is_saved {
            // Deliver only after the pair is saved. The result of the delivery does not change this outcome.
            drop(delivery::deliver(self.shared, &self.profile));
        }
        let (of, id) = (self.profile.clone(), self.id.clone());
        let read = move |vault: &mut dyn Vault| {
            let mut vault = Reading::of(vault, Some(&of));
            let record = vault.record(&of)?.ok_or(VaultError::NoSuchProfile)?;
            let entry = vault.attempt(&id)?.ok_or(VaultError::Damaged(None))?;
            Ok((vault.has_second_copy(), record, entry))
        };
        let (has_second_copy, record, entry) = self.shared.store.run(read).await?;
        // Use the attempt in memory while the row is still this process's: a settled attempt may not have reached the
        // disk.
        let entry = if self.attempt.superseded { entry } else { Entry { attempt: self.attempt, ..entry } };
        let one_copy = is_saved && !has_second_copy && record.profile.kind == ProfileKind::Live;
        Ok(Some(Outcome { one_copy, ..Outcome::of(&entry, &record.current) }))
    }
}

/// Redacts Zalo's text, which may repeat what was sent: it is stored unencrypted.
fn without_secrets(state: AttemptState, known: &[&Secret]) -> AttemptState {
    match state {
        AttemptState::Refused(error) => AttemptState::Refused(error.redacted(known)),
        AttemptState::Dead(DeadAnswer::Said(error)) => AttemptState::Dead(DeadAnswer::Said(error.redacted(known))),
        AttemptState::Prepared
        | AttemptState::Sending
        | AttemptState::NotSent(_)
        | AttemptState::Responded
        | AttemptState::Saved
        | AttemptState::Dead(DeadAnswer::EmptyBody)
        | AttemptState::Unknown(_) => state,
    }
}
