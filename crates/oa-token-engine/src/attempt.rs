//! Runs a refresh request until it has an outcome: takes the lock, reads the ledger again, and carries out what
//! `refresh::plan` decides.

use std::io;
use std::time::Duration;

use oa_token_model::origin::Origin;
use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::{NewAttempt, PairRecord, ProfileRecord};
use oa_token_model::refresh::diagnosis::DeathCause;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Entry, Fingerprint, Plan, Trigger, is_open, plan};
use oa_token_model::refresh::{Attempt, AttemptState, Effect, Event, NotSent, StartedBy};
use oa_token_model::secret::Secret;
use oa_token_model::token::Generation;
use oa_token_model::zalo::TokenRequest;
use oa_token_vault::{Reading, Vault, VaultError};
use tokio::time::Instant;
use uuid::Uuid;

use crate::answer_spool::{self, SpoolSlot};
use crate::executor::{AttemptExecutor, Claim};
use crate::faults::{outcome_of, unusable};
use crate::file_lock::{self, ProfileLock};
use crate::holding::{self, Holding, Waited};
use crate::place::Place;
use crate::snapshot::ProfileSnapshot;
use crate::team::{self, ClaimWish, Permission, Referee};
use crate::{AttemptPhase, EngineError, EngineEvent, FrontEnd, Shared, clock_check, strays};

/// The most plans per request. A plan is made again if another process spent the token, or this computer slept between
/// claim and send.
const PLANS: usize = 4;

/// What a refresh request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct About {
    /// On whose behalf it is made.
    pub(crate) by: Trigger,
    /// The pair to spend; `None` means the current one. A caller that names a pair has accepted that it may be old.
    pub(crate) pair: Option<Generation>,
}

/// Runs a refresh request until it has an outcome. A request for one pair never sends another.
pub(crate) async fn run(shared: &Shared, id: &ProfileId, about: About) -> Result<Outcome, EngineError> {
    let mut place = shared.places.place();
    place.take().await;
    let before = find(shared, id).await?;
    let until = Instant::now() + shared.options.timeouts.lock;
    let lock = match take_lock(shared, &before, &mut place).await {
        Ok(lock) => lock,
        Err(outcome) => return Ok(*outcome),
    };
    strays::take_in(shared).await;
    keep_late(shared, id).await;
    let record = find(shared, id).await?;
    if let Some(outcome) = result_of_the_one_before(&lock, &before, &record) {
        return Ok(outcome);
    }
    let mut tries = PLANS;
    while tries > 0 {
        if let Some(outcome) = team::sync_first(shared, id, about.by, &record.current).await? {
            return Ok(outcome);
        }
        let facts = ProfileSnapshot::read(shared, id).await?;
        if let Some(outcome) = stays_here(shared, &facts, about).await {
            return Ok(outcome);
        }
        if about.pair.is_some_and(|pair| pair != facts.record.current.generation) {
            return Ok(result_of_the_replacement(&facts.record));
        }
        if shared.referee_of(id).is_some()
            && let Some(outcome) = news(&record, &facts.record)
        {
            // Another computer has refreshed it meanwhile.
            return Ok(outcome);
        }
        if let Some(outcome) = team::refused_role(shared, id, about.by, &facts.record.current) {
            return Ok(outcome);
        }
        match wait_for_holders(shared, &facts, until, &mut place).await? {
            None => {}
            Some(Waited::Moved | Waited::Free) => {
                let now = find(shared, id).await?;
                if let Some(outcome) = news(&record, &now) {
                    return Ok(outcome);
                }
                continue;
            }
            Some(Waited::Held(hold)) => return Ok(Outcome::held(hold, &facts.record.current)),
        }
        tries -= 1;
        let plan = plan(id, facts.token, facts.is_spent, facts.credentials, about.by, &facts.ledger);
        let outgoing = OutgoingRequest::refresh(shared, &facts, about.by);
        if let Some(outcome) = execute_plan(shared, facts, outgoing, plan, &mut place).await? {
            return Ok(outcome);
        }
    }
    Ok(Outcome::without_row(AttemptResult::Busy, &record.current))
}

/// Waits until no process holds an open attempt of the profile; `None` if there was nothing to wait for.
pub(crate) async fn wait_for_holders(
    shared: &Shared,
    facts: &ProfileSnapshot,
    until: Instant,
    place: &mut Place,
) -> Result<Option<Waited>, EngineError> {
    let open = facts.ledger.iter().filter(|entry| holding::may_be_held(entry));
    for entry in open.filter(|entry| entry.profile == facts.record.profile.id) {
        place.give_back();
        let waited = holding::wait(shared, entry, until).await?;
        place.take().await;
        match waited {
            Waited::Free => {}
            there @ (Waited::Moved | Waited::Held(_)) => return Ok(Some(there)),
        }
    }
    Ok(None)
}

/// Takes a profile's lock, or returns the outcome of failing to.
pub(crate) async fn take_lock(
    shared: &Shared,
    record: &ProfileRecord,
    place: &mut Place,
) -> Result<ProfileLock, Box<Outcome>> {
    let id = &record.profile.id;
    shared.emit(EngineEvent::AttemptMoved(id.clone(), AttemptPhase::Preparing));
    let folder = shared.options.environment.locks_folder();
    // Most locks are free: keep the slot, so that no other attempt runs first.
    let taken = match file_lock::take(&folder, id, Duration::ZERO).await {
        Ok(None) => {
            place.give_back();
            let waited = file_lock::take(&folder, id, shared.options.timeouts.lock).await;
            place.take().await;
            waited.map(|lock| lock.map(ProfileLock::after_waiting))
        }
        taken => taken,
    };
    let outcome = match taken {
        Ok(Some(lock)) => return Ok(lock),
        Ok(None) => Outcome::without_row(AttemptResult::Busy, &record.current),
        Err(error) => outcome_of(&unusable("lock not taken", &folder.join(id.as_str()), error), &record.current),
    };
    Err(Box::new(outcome))
}

/// Returns the outcome if nothing may be sent from this computer, or not automatically: another computer refreshes the
/// profile, the pair may be old, there is only one copy, or practice Zalo is not available. Open attempts are recovered
/// all the same.
pub(crate) async fn stays_here(shared: &Shared, facts: &ProfileSnapshot, about: About) -> Option<Outcome> {
    let record = &facts.record;
    let is_live = record.profile.kind == ProfileKind::Live;
    let why = match about.by {
        _ if shared.token_origin(record.profile.kind).is_none() => NotSent::NoPractice,
        Trigger::User | Trigger::Automatic if record.moved_at.is_some() => NotSent::MovedAway,
        Trigger::User | Trigger::Automatic if record.old_copy && about.pair.is_none() => NotSent::OldCopy,
        Trigger::Automatic if shared.is_copied().await => NotSent::CopiedHere,
        Trigger::Automatic if is_live && !facts.has_second_copy => NotSent::OneCopy,
        Trigger::Recovery | Trigger::User | Trigger::Automatic => return None,
    };
    Some(Outcome::without_row(AttemptResult::NotSent(why), &record.current))
}

/// Returns the earlier caller's outcome to a caller that waited for the lock.
fn result_of_the_one_before(lock: &ProfileLock, before: &ProfileRecord, now: &ProfileRecord) -> Option<Outcome> {
    if lock.waited { news(before, now) } else { None }
}

/// Returns the outcome of an attempt that ended since the profile was last read.
fn news(before: &ProfileRecord, now: &ProfileRecord) -> Option<Outcome> {
    let last = now.last.as_ref()?;
    // A different pair alone does not count: it may have been pasted, without a send.
    let mark =
        |record: &ProfileRecord| record.last.as_ref().map(|last| (last.entry.sequence, last.entry.attempt.clone()));
    // The end of an attempt for an older pair says nothing about the requested one.
    let is_about_it = last.entry.spends >= before.current.generation
        || last.entry.brought == Some(now.current.generation) && now.current.generation != before.current.generation;
    let is_news = mark(before) != mark(now) && !is_open(&last.entry.attempt) && is_about_it;
    is_news.then(|| Outcome::of(&last.entry, &now.current))
}

/// Returns the outcome of a request whose pair was replaced before its turn.
fn result_of_the_replacement(now: &ProfileRecord) -> Outcome {
    match &now.last {
        Some(last) if last.entry.brought == Some(now.current.generation) => Outcome::of(&last.entry, &now.current),
        // Pasted meanwhile: the user must look at it and click again.
        Some(_) | None => Outcome::without_row(AttemptResult::Busy, &now.current),
    }
}

/// What an attempt sends.
pub(crate) struct OutgoingRequest {
    /// On whose behalf it is sent.
    pub(crate) by: Trigger,
    pub(crate) kind: AttemptKind,
    /// The fingerprint of the token or code that is spent; `None` if there is none.
    pub(crate) fingerprint: Option<Fingerprint>,
    /// The refresh token that is sent, to recognize it in an answer.
    pub(crate) sent: Option<Secret>,
    /// `None` if no request can be built from the values.
    pub(crate) request: Option<TokenRequest>,
    /// Other secrets to redact in Zalo's text.
    pub(crate) hidden: Vec<Secret>,
}

impl OutgoingRequest {
    /// Builds the request that spends the current refresh token.
    fn refresh(shared: &Shared, facts: &ProfileSnapshot, by: Trigger) -> Self {
        let sent = facts.secrets.current.pair.refresh.clone();
        let request = sent.as_ref().and_then(|token| {
            let origin = shared.token_origin(facts.record.profile.kind)?;
            let (app_id, secret_key) = (&facts.record.profile.app_id, &facts.secrets.secret_key);
            TokenRequest::refresh(&origin, app_id, secret_key, token).ok()
        });
        Self { by, kind: AttemptKind::Refresh, fingerprint: facts.token, sent, request, hidden: Vec::new() }
    }
}

/// Carries out a plan; `None` means that the plan must be made again.
pub(crate) async fn execute_plan(
    shared: &Shared,
    facts: ProfileSnapshot,
    outgoing: OutgoingRequest,
    plan: Plan,
    place: &mut Place,
) -> Result<Option<Outcome>, EngineError> {
    let without_row = |result| Ok(Some(Outcome::without_row(result, &facts.record.current)));
    match plan {
        Plan::NoRefreshToken => without_row(AttemptResult::NotSent(NotSent::NoRefreshToken)),
        Plan::SpentHere => without_row(AttemptResult::Dead { zalo: None, cause: DeathCause::SpentHere }),
        Plan::Known(id) => {
            let entry = facts.entry(&id).ok_or(VaultError::Damaged(None))?;
            Ok(Some(Outcome::of(entry, &facts.record.current)))
        }
        Plan::Nothing => match &facts.record.last {
            Some(last) => Ok(Some(Outcome::of(&last.entry, &facts.record.current))),
            None => without_row(AttemptResult::NotSent(NotSent::NoRefreshToken)),
        },
        Plan::Begin { release } => begin(shared, facts, outgoing, release, None, place).await,
        Plan::Resume { id, event } => resume(shared, facts, outgoing, (&id, event), place).await,
    }
}

/// Returns who starts an attempt. The command is always run by a person or a program, not by automatic refresh.
fn started_by(front_end: FrontEnd, by: Trigger) -> StartedBy {
    match (front_end, by) {
        (FrontEnd::Command, Trigger::User | Trigger::Automatic | Trigger::Recovery) => StartedBy::Command,
        (FrontEnd::Window, Trigger::User) => StartedBy::User,
        (FrontEnd::Window, Trigger::Automatic | Trigger::Recovery) => StartedBy::Automatic,
    }
}

/// Starts a new attempt.
async fn begin(
    shared: &Shared,
    facts: ProfileSnapshot,
    outgoing: OutgoingRequest,
    release: Option<AttemptId>,
    under: Option<AttemptId>,
    place: &mut Place,
) -> Result<Option<Outcome>, EngineError> {
    let without_row = |why| Ok(Some(Outcome::without_row(AttemptResult::NotSent(why), &facts.record.current)));
    let Some(fingerprint) = outgoing.fingerprint else { return without_row(NotSent::NoRefreshToken) };
    let is_taken_over = under.is_some();
    if outgoing.request.is_none() {
        return without_row(NotSent::BadRequest);
    }
    let spool_slot = match preflight(shared).await {
        Ok(spool_slot) => spool_slot,
        Err(why) => return Ok(Some(why.outcome(&facts.record.current))),
    };
    let id = under.unwrap_or_else(|| AttemptId(Uuid::now_v7().to_string()));
    let referee = shared.referee_of(&facts.record.profile.id);
    let holding = match Holding::begin(shared, &id) {
        Ok(holding) => holding,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            return Ok(Some(Outcome::without_row(AttemptResult::Busy, &facts.record.current)));
        }
        Err(error) => {
            let path = shared.options.environment.locks_folder().join(&id.0);
            return Ok(Some(outcome_of(&unusable("lock not made", &path, error), &facts.record.current)));
        }
    };
    let mut claim = Claim::new(shared);
    let begun = if referee.is_some() { Attempt::prepared } else { Attempt::new };
    let (attempt, effects) = begun(shared.now());
    let attempt = Attempt { started_by: Some(started_by(shared.options.front_end, outgoing.by)), ..attempt };
    let new = NewAttempt {
        id,
        profile: facts.record.profile.id.clone(),
        kind: outgoing.kind,
        spends: facts.record.current.generation,
        fingerprint,
        credentials: facts.credentials,
        token_source: facts.record.current.source,
        token_at: facts.record.current.obtained_at,
        attempt: attempt.clone(),
    };
    let (id, row, by) = (new.id.clone(), new.clone(), holding::this_process(shared));
    let elsewhere = shared.token_origin(facts.record.profile.kind).filter(Origin::is_other);
    let now = shared.now();
    claim.renew(shared);
    let write = move |vault: &mut dyn Vault| {
        if is_taken_over {
            // This computer may have continued it before, and sent nothing.
            vault.drop_attempt(&row.id)?;
        }
        vault.begin_attempt(&row, release.as_ref(), &by)?;
        elsewhere.map_or(Ok(()), |origin| vault.record_elsewhere(&row.id, &origin, now))
    };
    match shared.store.run(write).await {
        Ok(()) => {}
        Err(EngineError::Vault(VaultError::AlreadySpent)) => {
            holding.end();
            return Ok(None);
        }
        Err(EngineError::Vault(error @ (VaultError::Locked | VaultError::Altered | VaultError::Newer))) => {
            holding.end();
            return Err(error.into());
        }
        Err(error) => {
            // A commit can succeed and its last sync still report an error. Nothing was sent: either the row is
            // removed, or its lock file stays, unlocked, and shows that no process works on it.
            let of = id.clone();
            let forget = move |vault: &mut dyn Vault| {
                vault.drop_attempt(&of)?;
                vault.attempt_version(&of)
            };
            if matches!(shared.store.run(forget).await, Ok(None)) {
                holding.end();
            }
            return Ok(Some(outcome_of(&error, &facts.record.current)));
        }
    }
    if let Some(referee) = referee {
        claim.renew(shared);
        let permission = permit(shared, referee.as_ref(), &facts, &outgoing, &id, is_taken_over, place).await;
        if !matches!(permission, Permission::Granted) {
            let of = id.clone();
            // A row that stays is `Prepared`: the next attempt drops it.
            drop(shared.store.run(move |vault| vault.drop_attempt(&of)).await);
            holding.end();
            return match permission {
                Permission::Continue(id) if !is_taken_over => {
                    Box::pin(begin(shared, facts, outgoing, None, Some(id), place)).await
                }
                Permission::Granted | Permission::PlanAgain | Permission::Continue(_) => Ok(None),
                Permission::Refused(result) => Ok(Some(Outcome::without_row(result, &facts.record.current))),
            };
        }
    }
    let mut run = AttemptExecutor::new(shared, facts, id, attempt, outgoing);
    (run.spool_slot, run.holding, run.claim) = (Some(spool_slot), Some(holding), claim);
    run.place = Some(place);
    // `begin_attempt` was the first write: it wrote the row together with the release of the old verdict.
    debug_assert_eq!(effects, [Effect::Write]);
    run.drive(Event::Durable).await;
    run.outcome().await
}

/// Asks the referee of a shared OA for the right to send. While that is another computer's, other OAs go on.
async fn permit(
    shared: &Shared,
    referee: &dyn Referee,
    facts: &ProfileSnapshot,
    outgoing: &OutgoingRequest,
    id: &AttemptId,
    is_taken_over: bool,
    place: &mut Place,
) -> Permission {
    let oa = &facts.record.profile.id;
    if is_taken_over {
        let is_ours = team::again(shared, oa, id, outgoing.by).await;
        return if is_ours { Permission::Granted } else { Permission::PlanAgain };
    }
    let token = match outgoing.kind {
        AttemptKind::Refresh => outgoing.sent.as_ref(),
        AttemptKind::Exchange => outgoing.hidden.first(),
    };
    let Some(token) = token else { return Permission::PlanAgain };
    let access_left = facts.record.current.expiry.access_expires_at.map(|end| end.duration_since(shared.now()));
    let wish = ClaimWish { oa, id, kind: outgoing.kind, token, by: outgoing.by, access_left };
    place.give_back();
    let permission = team::ask(shared, referee, wish).await;
    place.take().await;
    permission
}

/// Continues an attempt that is in the ledger.
async fn resume(
    shared: &Shared,
    facts: ProfileSnapshot,
    outgoing: OutgoingRequest,
    (id, event): (&AttemptId, Event),
    place: &mut Place,
) -> Result<Option<Outcome>, EngineError> {
    let entry = facts.entry(id).ok_or(VaultError::Damaged(None))?.clone();
    let Some(holding) = Holding::take_over(shared, id).await? else {
        return Ok(Some(Outcome::without_row(AttemptResult::Busy, &facts.record.current)));
    };
    let mut spool_slot = None;
    let mut claim = Claim::new(shared);
    if event == Event::SendAgain {
        match preflight(shared).await {
            Ok(held) => spool_slot = Some(held),
            Err(why) => return Ok(Some(why.outcome(&facts.record.current))),
        }
        claim.renew(shared);
        if !team::again(shared, &entry.profile, id, outgoing.by).await {
            let result = AttemptResult::NotSent(NotSent::NoReferee);
            return Ok(Some(Outcome::without_row(result, &facts.record.current)));
        }
    }
    // An answer that the earlier process received but could not write to the vault.
    let event = match spooled_answer(shared, &entry).await {
        Some(answer) if event == Event::Orphaned => Event::Answered(answer),
        _ => event,
    };
    // Sending again means sending the token of this attempt: drop the request if another token was pasted since.
    let is_current = outgoing.fingerprint == Some(entry.fingerprint);
    let outgoing = OutgoingRequest { request: outgoing.request.filter(|_| is_current), ..outgoing };
    // The answer is compared with the pair this attempt spends, even if another was pasted since.
    let facts = facts.about(shared, entry.spends).await?;
    let sent = match entry.kind {
        AttemptKind::Refresh => facts.secrets.current.pair.refresh.clone(),
        AttemptKind::Exchange => None,
    };
    let mut run = AttemptExecutor::new(shared, facts, entry.id, entry.attempt, OutgoingRequest { sent, ..outgoing });
    (run.spool_slot, run.holding, run.is_taken_over) = (spool_slot, Some(holding), true);
    (run.place, run.claim) = (Some(place), claim);
    run.drive(event).await;
    // Also forgets an answer that reached the vault just before the earlier process died.
    run.forget_spooled().await;
    run.outcome().await
}

/// Saves the pairs of answers that lie beside the vault and whose attempts were continued without them.
async fn keep_late(shared: &Shared, id: &ProfileId) {
    for (entry, found) in strays::late(shared, id).await {
        // An answer that is not saved now stays beside the vault.
        let Ok(facts) = ProfileSnapshot::read(shared, id).await else { return };
        let Ok(facts) = facts.about(shared, entry.spends).await else { return };
        if preflight(shared).await.is_err() {
            return;
        }
        let sent = match entry.kind {
            AttemptKind::Refresh => facts.secrets.current.pair.refresh.clone(),
            AttemptKind::Exchange => None,
        };
        let outgoing = OutgoingRequest {
            by: Trigger::Recovery,
            kind: entry.kind,
            fingerprint: Some(entry.fingerprint),
            sent,
            request: None,
            hidden: Vec::new(),
        };
        let (sends, answer, answered_at) = (found.sends, Some(found.answer), Some(found.answered_at));
        let answered = Attempt { sends, answer, answered_at, ..entry.attempt };
        let mut run = AttemptExecutor::new(shared, facts, entry.id, answered, outgoing);
        run.drive(Event::Superseded).await;
        run.end_late().await;
    }
}

/// Returns the answer to an orphaned attempt that is stored beside the vault.
async fn spooled_answer(shared: &Shared, entry: &Entry) -> Option<oa_token_model::zalo::RawAnswer> {
    if entry.attempt.state != AttemptState::Sending {
        return None;
    }
    let (folder, id, sends) = (shared.options.environment.spool_folder(), entry.id.clone(), entry.attempt.sends);
    let found =
        shared.store.run(move |vault| Ok(answer_spool::find(&folder, vault, &id, sends))).await.ok().flatten()?;
    Some(found.answer)
}

/// Why an answer could not be saved now; found before anything is spent.
pub(crate) enum Unready {
    /// The clock cannot be right.
    Clock,
    /// The vault, or the space beside it, cannot take the answer.
    Fault(EngineError),
}

impl Unready {
    fn outcome(&self, current: &PairRecord) -> Outcome {
        match self {
            Self::Clock => Outcome::without_row(AttemptResult::NotSent(NotSent::ClockBehind), current),
            Self::Fault(error) => outcome_of(error, current),
        }
    }
}

impl From<EngineError> for Unready {
    fn from(error: EngineError) -> Self {
        Self::Fault(error)
    }
}

/// Checks that an answer could be saved before the token is spent: the key is in memory, the clock is sane, the disk
/// has space, and space beside the vault is reserved in case the disk fills up or fails meanwhile.
pub(crate) async fn preflight(shared: &Shared) -> Result<SpoolSlot, Unready> {
    if !clock_check::is_sane(shared).await? {
        tracing::warn!("clock wrong: behind what the ledger or this program knows");
        return Err(Unready::Clock);
    }
    shared.store.run(|vault| vault.reserve()).await?;
    let folder = shared.options.environment.spool_folder();
    let taken = shared.store.block(move || SpoolSlot::take(&folder)).await.ok_or(EngineError::Stopped)?;
    Ok(taken.map_err(|(path, error)| unusable("no room beside the vault", &path, error))?)
}

pub(crate) async fn find(shared: &Shared, id: &ProfileId) -> Result<ProfileRecord, EngineError> {
    let of = id.clone();
    let found = shared.store.run(move |vault| Reading::of(vault, Some(&of)).record(&of)).await?;
    found.ok_or(EngineError::Vault(VaultError::NoSuchProfile))
}
