//! Runs one attempt: takes the lock, reads the ledger again, and executes what `rotation` says.

use std::collections::VecDeque;

use uuid::Uuid;

use super::inflight::{self, Inflight};
use super::lock::{self, ProfileLock};
use super::outlets;
use super::time;
use super::{KeeperError, KeeperEvent, Phase, Shared};
use crate::lives::{self, SecondLook};
use crate::origin::Origin;
use crate::outcome::{AttemptResult, Outcome};
use crate::profile::ProfileId;
use crate::rotation::diagnosis::DeathCause;
use crate::rotation::plan::{AttemptId, AttemptKind, By, Entry, Fingerprint, Plan, is_open, plan};
use crate::rotation::{Attempt, Effect, Event, NotSent, State, step};
use crate::secret::Secret;
use crate::token::Generation;
use crate::vault::{NewAttempt, ProfileRecord, ProfileSecrets, Seen, VaultError};
use crate::zalo::{DeadAnswer, Delivery, GivenTokens, NotSentCause, TokenRequest};

/// How often a plan is made anew because somebody else spent the token in between: they can win only so often.
const PLANS: usize = 3;

/// Brings a wish to refresh to its outcome; one that is about a pair sends no other.
pub(super) async fn run(
    shared: &Shared,
    id: &ProfileId,
    by: By,
    about: Option<Generation>,
) -> Result<Outcome, KeeperError> {
    let before = find(shared, id).await?;
    let lock = match take_lock(shared, &before).await {
        Ok(lock) => lock,
        Err(outcome) => return Ok(*outcome),
    };
    let record = find(shared, id).await?;
    if let Some(outcome) = result_of_the_one_before(&lock, &before, &record) {
        return Ok(outcome);
    }
    for _ in 0..PLANS {
        let facts = Facts::read(shared, id).await?;
        if let Some(outcome) = stays_here(shared, &facts.record, by).await {
            return Ok(outcome);
        }
        if about.is_some_and(|pair| pair != facts.record.current.generation) {
            return Ok(result_of_the_replacement(&facts.record));
        }
        let plan = plan(id, facts.token, facts.credentials, by, &facts.ledger);
        let errand = Errand::refresh(shared, &facts);
        if let Some(outcome) = follow(shared, facts, errand, plan).await? {
            return Ok(outcome);
        }
    }
    Ok(Outcome::without_row(AttemptResult::Busy, &record.current))
}

/// Takes a profile's lock, or gives the outcome of not having it.
pub(super) async fn take_lock(shared: &Shared, record: &ProfileRecord) -> Result<ProfileLock, Box<Outcome>> {
    let id = &record.profile.id;
    shared.tell(KeeperEvent::AttemptMoved(id.clone(), Phase::Preparing));
    let folder = shared.options.environment.locks_folder();
    let result = match lock::take(&folder, id, shared.options.patience.lock).await {
        Ok(Some(lock)) => return Ok(lock),
        Ok(None) => AttemptResult::Busy,
        Err(_) => AttemptResult::NotSent(NotSent::CannotSave),
    };
    Err(Box::new(Outcome::without_row(result, &record.current)))
}

/// Gives the outcome if nothing may be sent from this computer: another one refreshes the profile, or practice Zalo is
/// not there. What is open is mended all the same.
pub(super) async fn stays_here(shared: &Shared, record: &ProfileRecord, by: By) -> Option<Outcome> {
    let why = match by {
        _ if shared.token_origin(record.profile.kind).is_none() => NotSent::NoPractice,
        By::Click | By::Program if record.moved_at.is_some() => NotSent::MovedAway,
        By::Program if shared.is_copied().await => NotSent::CopiedHere,
        By::Mend | By::Click | By::Program => return None,
    };
    Some(Outcome::without_row(AttemptResult::NotSent(why), &record.current))
}

/// Whoever waited for the lock takes what the one before brought as its own result.
fn result_of_the_one_before(lock: &ProfileLock, before: &ProfileRecord, now: &ProfileRecord) -> Option<Outcome> {
    let last = now.last.as_ref().filter(|_| lock.waited)?;
    let mark = |record: &ProfileRecord| {
        let last = record.last.as_ref().map(|last| (last.entry.sequence, last.entry.attempt.clone()));
        (record.current.generation, last)
    };
    let is_news = mark(before) != mark(now) && !is_open(&last.entry.attempt);
    is_news.then(|| Outcome::of(&last.entry, &now.current))
}

/// What there is to say to a wish whose pair was replaced before its turn came.
fn result_of_the_replacement(now: &ProfileRecord) -> Outcome {
    match &now.last {
        Some(last) if last.entry.brought == Some(now.current.generation) => Outcome::of(&last.entry, &now.current),
        // Pasted meanwhile: to be looked at, and clicked again.
        Some(_) | None => Outcome::without_row(AttemptResult::Busy, &now.current),
    }
}

/// What an attempt is to send.
pub(super) struct Errand {
    pub(super) kind: AttemptKind,
    /// The token or code that is spent; `None` if there is none.
    pub(super) fingerprint: Option<Fingerprint>,
    /// The refresh token that is sent, to know its echo by.
    pub(super) sent: Option<Secret>,
    /// `None` if the values make no request.
    pub(super) request: Option<TokenRequest>,
    /// What else must not be repeated in Zalo's words.
    pub(super) hidden: Vec<Secret>,
}

impl Errand {
    /// Spends the current refresh token.
    fn refresh(shared: &Shared, facts: &Facts) -> Self {
        let sent = facts.secrets.current.pair.refresh.clone();
        let request = sent.as_ref().and_then(|token| {
            let origin = shared.token_origin(facts.record.profile.kind)?;
            let (app_id, secret_key) = (&facts.record.profile.app_id, &facts.secrets.secret_key);
            TokenRequest::refresh(&origin, app_id, secret_key, token).ok()
        });
        Self { kind: AttemptKind::Refresh, fingerprint: facts.token, sent, request, hidden: Vec::new() }
    }
}

/// What the vault says of a profile, read while its lock is held.
pub(super) struct Facts {
    pub(super) record: ProfileRecord,
    pub(super) secrets: ProfileSecrets,
    token: Option<Fingerprint>,
    credentials: Fingerprint,
    ledger: Vec<Entry>,
}

impl Facts {
    pub(super) async fn read(shared: &Shared, id: &ProfileId) -> Result<Self, KeeperError> {
        let of = id.clone();
        let read = move |vault: &mut dyn crate::vault::Vault| {
            let record = vault.find(of.as_str())?.ok_or(VaultError::NoSuchProfile)?;
            let secrets = vault.secrets(&of)?;
            let token = secrets.current.pair.refresh.as_ref().map(|token| vault.fingerprint(token)).transpose()?;
            let credentials = vault.credentials(&record.profile.app_id, &secrets.secret_key)?;
            let ledger = vault.ledger(&of, token)?;
            Ok(Self { record, secrets, token, credentials, ledger })
        };
        shared.store.run(read).await
    }

    /// Gives the same facts with the pair of this generation as the current one, if it is still kept.
    async fn about(mut self, shared: &Shared, generation: Generation) -> Result<Self, KeeperError> {
        if self.secrets.current.generation != generation {
            let of = self.record.profile.id.clone();
            let kept = shared.store.run(move |vault| vault.generations(&of)).await?;
            if let Some(spent) = kept.into_iter().find(|pair| pair.generation == generation) {
                self.secrets.current = spent;
            }
        }
        Ok(self)
    }

    fn entry(&self, id: &AttemptId) -> Option<&Entry> {
        self.ledger.iter().find(|entry| entry.id == *id)
    }
}

/// Carries a plan out; `None` means that it has to be made anew.
pub(super) async fn follow(
    shared: &Shared,
    facts: Facts,
    errand: Errand,
    plan: Plan,
) -> Result<Option<Outcome>, KeeperError> {
    let without_row = |result| Ok(Some(Outcome::without_row(result, &facts.record.current)));
    match plan {
        Plan::NoRefreshToken => without_row(AttemptResult::NotSent(NotSent::NoRefreshToken)),
        Plan::SpentHere(_) => without_row(AttemptResult::Dead { zalo: None, cause: DeathCause::SpentHere }),
        Plan::Known(id) => {
            let entry = facts.entry(&id).ok_or(VaultError::Damaged(None))?;
            Ok(Some(Outcome::of(entry, &facts.record.current)))
        }
        Plan::Nothing => match &facts.record.last {
            Some(last) => Ok(Some(Outcome::of(&last.entry, &facts.record.current))),
            None => without_row(AttemptResult::NotSent(NotSent::NoRefreshToken)),
        },
        Plan::Begin { release } => begin(shared, facts, errand, release).await,
        Plan::Resume { id, event } => resume(shared, facts, errand, &id, event).await,
    }
}

/// Makes a new attempt.
async fn begin(
    shared: &Shared,
    facts: Facts,
    errand: Errand,
    release: Option<AttemptId>,
) -> Result<Option<Outcome>, KeeperError> {
    let without_row = |why| Ok(Some(Outcome::without_row(AttemptResult::NotSent(why), &facts.record.current)));
    let Some(fingerprint) = errand.fingerprint else { return without_row(NotSent::NoRefreshToken) };
    if errand.request.is_none() {
        return without_row(NotSent::BadRequest);
    }
    let inflight = match preflight(shared).await {
        Ok(inflight) => inflight,
        Err(why) => return without_row(why),
    };
    let (attempt, effects) = Attempt::new(shared.now());
    let new = NewAttempt {
        id: AttemptId(Uuid::now_v7().to_string()),
        profile: facts.record.profile.id.clone(),
        kind: errand.kind,
        spends: facts.record.current.generation,
        fingerprint,
        credentials: facts.credentials,
        token_source: facts.record.current.source,
        token_at: facts.record.current.obtained_at,
        attempt: attempt.clone(),
    };
    let (id, row) = (new.id.clone(), new.clone());
    match shared.store.run(move |vault| vault.begin_attempt(&row, release.as_ref())).await {
        Ok(()) => {}
        Err(KeeperError::Vault(VaultError::Locked)) => return Err(VaultError::Locked.into()),
        Err(_) => return without_row(NotSent::CannotSave),
    }
    let mut run = Run::new(shared, facts, id, attempt, errand);
    run.inflight = Some(inflight);
    // The first write is done: `begin_attempt` wrote the row together with the release of the old verdict.
    debug_assert_eq!(effects, [Effect::Write]);
    run.happen(Event::Durable).await;
    run.outcome().await
}

/// Goes on with an attempt that is in the ledger.
async fn resume(
    shared: &Shared,
    facts: Facts,
    errand: Errand,
    id: &AttemptId,
    event: Event,
) -> Result<Option<Outcome>, KeeperError> {
    let entry = facts.entry(id).ok_or(VaultError::Damaged(None))?.clone();
    let mut inflight = None;
    if event == Event::SendAgain {
        match preflight(shared).await {
            Ok(held) => inflight = Some(held),
            Err(why) => return Ok(Some(Outcome::without_row(AttemptResult::NotSent(why), &facts.record.current))),
        }
    }
    // What its program received and could not give to the vault.
    let event = match kept_aside(shared, &entry).await {
        Some(answer) if event == Event::Orphaned => Event::Answered(answer),
        _ => event,
    };
    // The same token again means the same request: the one this attempt spends, not one pasted since.
    let is_current = errand.fingerprint == Some(entry.fingerprint);
    let errand = Errand { request: errand.request.filter(|_| is_current), ..errand };
    // What it brings is compared with the pair it spends, also when another was pasted since.
    let facts = facts.about(shared, entry.spends).await?;
    let sent = match entry.kind {
        AttemptKind::Refresh => facts.secrets.current.pair.refresh.clone(),
        AttemptKind::Exchange => None,
    };
    let mut run = Run::new(shared, facts, entry.id, entry.attempt, Errand { sent, ..errand });
    run.inflight = inflight;
    run.happen(event).await;
    // Also one that the vault took in the end, before its program died.
    run.forget_aside().await;
    run.outcome().await
}

/// Gives the answer to an orphan that lies beside the vault.
async fn kept_aside(shared: &Shared, entry: &Entry) -> Option<crate::zalo::RawAnswer> {
    if entry.attempt.state != State::Sending {
        return None;
    }
    let (folder, id, sends) = (shared.options.environment.inflight_folder(), entry.id.clone(), entry.attempt.sends);
    let found = shared.store.run(move |vault| Ok(inflight::find(&folder, vault, &id))).await.ok().flatten()?;
    (found.sends == sends).then_some(found.answer)
}

/// Proves that an answer could be saved before the token is spent: key in memory, clock sane, room on the disk, and
/// room beside the vault for the case that the disk fills up or fails meanwhile.
async fn preflight(shared: &Shared) -> Result<Inflight, NotSent> {
    if !time::is_sane(shared).await.map_err(|_| NotSent::CannotSave)? {
        return Err(NotSent::ClockBehind);
    }
    shared.store.run(|vault| vault.reserve()).await.map_err(|_| NotSent::CannotSave)?;
    let folder = shared.options.environment.inflight_folder();
    let taken = tokio::task::spawn_blocking(move || Inflight::take(&folder)).await;
    taken.ok().and_then(Result::ok).ok_or(NotSent::CannotSave)
}

pub(super) async fn find(shared: &Shared, id: &ProfileId) -> Result<ProfileRecord, KeeperError> {
    let of = id.clone();
    let found = shared.store.run(move |vault| vault.find(of.as_str())).await?;
    found.ok_or(KeeperError::Vault(VaultError::NoSuchProfile))
}

/// One attempt being carried out.
struct Run<'a> {
    shared: &'a Shared,
    profile: ProfileId,
    id: AttemptId,
    attempt: Attempt,
    seen: Seen,
    secrets: ProfileSecrets,
    credentials: Fingerprint,
    request: Option<TokenRequest>,
    hidden: Vec<Secret>,
    /// Where it is sent, for a look at the clock there.
    origin: Option<Origin>,
    second_look: Option<SecondLook>,
    /// Room for the answer beside the vault, from preflight on.
    inflight: Option<Inflight>,
    raced: bool,
}

impl<'a> Run<'a> {
    fn new(shared: &'a Shared, facts: Facts, id: AttemptId, attempt: Attempt, errand: Errand) -> Self {
        let Facts { record, secrets, credentials, .. } = facts;
        let seen = Seen::of(&attempt);
        let attempt = Attempt { sent: errand.sent, ..attempt };
        Self {
            shared,
            profile: record.profile.id,
            id,
            attempt,
            seen,
            secrets,
            credentials,
            request: errand.request,
            hidden: errand.hidden,
            origin: shared.token_origin(record.profile.kind),
            second_look: None,
            inflight: None,
            raced: false,
        }
    }

    /// Feeds an event to the state machine and executes effects until none is left.
    async fn happen(&mut self, event: Event) {
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
        effects
    }

    /// Executes one effect; gives the event that came of it.
    async fn execute(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::Write => self.write().await,
            Effect::WriteAgain => {
                self.keep_aside().await;
                self.pause_before_saving().await;
                self.write().await
            }
            Effect::Save(tokens) => {
                self.look_twice().await;
                Some(self.save(&tokens).await)
            }
            Effect::SaveAgain(tokens) => {
                self.pause_before_saving().await;
                Some(self.save(&tokens).await)
            }
            Effect::Send => Some(self.send().await),
            Effect::WaitToRecover => {
                self.moved(Phase::WaitingToRecover);
                tokio::time::sleep(self.shared.options.patience.recovery).await;
                self.recover().await
            }
            Effect::RecoverNow => self.recover().await,
            Effect::Drop => {
                self.forget().await;
                self.raced = true;
                None
            }
            Effect::Settle => {
                // What is on disk stays true without it: an orphan that may be spent.
                drop(self.write().await);
                None
            }
            Effect::Tell => None,
        }
    }

    async fn write(&mut self) -> Option<Event> {
        let (id, was, attempt, now) = (self.id.clone(), self.seen.clone(), self.attempt.clone(), self.shared.now());
        let seen = Seen::of(&attempt);
        let credentials = (attempt.state == State::Sending).then_some(self.credentials);
        match self.shared.store.run(move |vault| vault.write_attempt(&id, &was, &attempt, credentials, now)).await {
            Err(KeeperError::Vault(VaultError::Moved)) if self.landed(&seen).await => {
                self.seen = seen;
                Some(Event::Durable)
            }
            Ok(()) => {
                self.seen = seen;
                Some(Event::Durable)
            }
            Err(KeeperError::Vault(VaultError::AlreadySpent)) => {
                self.forget().await;
                self.raced = true;
                None
            }
            Err(_) => Some(Event::NotDurable),
        }
    }

    /// Asks Zalo for the time where the answer's `Date` and this computer's clock do not agree. The answer is durable
    /// by now: a program that ends here leaves it to whoever comes next.
    async fn look_twice(&mut self) {
        self.second_look = None;
        if let Some(origin) = self.origin.as_ref().filter(|_| lives::needs_second_look(&self.attempt)) {
            self.second_look = time::second_look(self.shared, origin).await;
        }
    }

    async fn save(&mut self, tokens: &GivenTokens) -> Event {
        self.moved(Phase::Saving);
        let new = lives::new_pair(tokens, &self.attempt, &self.secrets.current, self.second_look, self.shared.now());
        let (id, was, attempt, now) = (self.id.clone(), self.seen.clone(), self.attempt.clone(), self.shared.now());
        let seen = Seen::of(&attempt);
        match self.shared.store.run(move |vault| vault.save_pair(&id, &was, &attempt, &new, now)).await {
            Err(KeeperError::Vault(VaultError::Moved)) if self.landed(&seen).await => {
                self.seen = seen;
                Event::Durable
            }
            Ok(_) => {
                self.seen = seen;
                self.shared.changes.note();
                Event::Durable
            }
            Err(_) => Event::NotDurable,
        }
    }

    /// Tells whether the last write is on disk although it was told to have failed: a commit can land and its last
    /// sync still report an error.
    async fn landed(&self, wanted: &Seen) -> bool {
        let id = self.id.clone();
        let found = self.shared.store.run(move |vault| vault.seen(&id)).await;
        found.is_ok_and(|found| found.is_some_and(|(state, sends)| state == wanted.state && sends == wanted.sends))
    }

    async fn send(&mut self) -> Event {
        let Some(request) = &self.request else { return Event::NotSent(NotSentCause::CannotBuild) };
        self.moved(Phase::Sending);
        match self.shared.client().send(request).await {
            Delivery::NotSent(cause) => Event::NotSent(cause),
            Delivery::Lost(cause) => Event::Lost(cause),
            Delivery::Answered { answer } => Event::Answered(answer),
        }
    }

    /// Asks for the one recovery send, if its answer could be saved.
    async fn recover(&mut self) -> Option<Event> {
        if self.request.is_none() {
            // The token was replaced since; what is current now is planned for anew.
            self.raced = true;
            return None;
        }
        let held = preflight(self.shared).await.ok()?;
        // The one held so far, if any, holds no answer: there was none.
        self.inflight = Some(held);
        Some(Event::RecoveryDue)
    }

    /// Puts an answer that the vault cannot take beside it, once: it outlives this program there.
    async fn keep_aside(&mut self) {
        let (State::Responded, Some(answer)) = (&self.attempt.state, &self.attempt.answer) else { return };
        if self.inflight.as_ref().is_none_or(Inflight::holds) {
            return;
        }
        let Some(mut held) = self.inflight.take() else { return };
        let at = self.attempt.answered_at.unwrap_or_else(|| self.shared.now());
        let (id, plain) = (self.id.clone(), inflight::plain(self.attempt.sends, answer, at));
        let sealed = self.shared.store.run(move |vault| vault.seal_aside(&id, &plain)).await;
        let kept = tokio::task::spawn_blocking(move || {
            // On failure memory is all there is; saving is tried again each second.
            sealed.ok().and_then(|sealed| held.keep(&sealed).ok());
            held
        });
        self.inflight = kept.await.ok();
    }

    /// Empties what was kept beside the vault by the program before, now that the vault has it.
    async fn forget_aside(&self) {
        let (folder, id) = (self.shared.options.environment.inflight_folder(), self.id.clone());
        let forgotten = self.shared.store.run(move |vault| {
            let in_vault = vault.seen(&id)?.is_some_and(|(state, _)| state != "sending");
            if in_vault {
                inflight::forget(&folder, vault, &id);
            }
            Ok(())
        });
        // What stays is found again at the next mending.
        drop(forgotten.await);
    }

    async fn forget(&mut self) {
        let id = self.id.clone();
        // A row that stays is `Prepared`, and dropped by whoever finds it.
        drop(self.shared.store.run(move |vault| vault.drop_attempt(&id)).await);
    }

    async fn pause_before_saving(&self) {
        self.moved(Phase::RetryingSave);
        tokio::time::sleep(self.shared.options.patience.save).await;
    }

    fn moved(&self, phase: Phase) {
        self.shared.tell(KeeperEvent::AttemptMoved(self.profile.clone(), phase));
    }

    /// Gives the outcome as the vault has it now; `None` if the plan has to be made anew.
    async fn outcome(mut self) -> Result<Option<Outcome>, KeeperError> {
        // The vault has the answer by now: nothing ends before that.
        if let Some(held) = self.inflight.as_mut().filter(|held| held.holds()) {
            held.clear();
        }
        if self.raced {
            return Ok(None);
        }
        if self.attempt.state == State::Saved {
            // Only what is safe is handed on; what comes of it changes nothing here.
            outlets::write(self.shared, &self.profile).await;
        }
        let record = find(self.shared, &self.profile).await?;
        let of = self.profile.clone();
        let ledger = self.shared.store.run(move |vault| vault.ledger(&of, None)).await?;
        let entry = ledger.into_iter().find(|entry| entry.id == self.id).ok_or(VaultError::Damaged(None))?;
        // Told as it stands here: a settled attempt may not have reached the disk.
        let entry = Entry { attempt: self.attempt, ..entry };
        Ok(Some(Outcome::of(&entry, &record.current)))
    }
}

/// Zalo's words may repeat what was sent; what is kept in the clear must not.
fn without_secrets(state: State, known: &[&Secret]) -> State {
    match state {
        State::Refused(error) => State::Refused(error.redacted(known)),
        State::Dead(DeadAnswer::Said(error)) => State::Dead(DeadAnswer::Said(error.redacted(known))),
        State::Prepared
        | State::Sending
        | State::NotSent(_)
        | State::Responded
        | State::Saved
        | State::Dead(DeadAnswer::EmptyBody)
        | State::Unknown(_) => state,
    }
}
