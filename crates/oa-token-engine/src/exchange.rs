//! Exchanges an authorization code for a pair: an attempt like any other, under the same ledger rules.
//!
//! Code and verifier are in memory only. An orphaned attempt that was sent is therefore never sent again: a new consent
//! yields a new code, and the previous pair is still stored.

use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::{AttemptKind, Entry, Plan, Trigger, is_open};
use oa_token_model::refresh::{AttemptState, Event};
use oa_token_model::secret::Secret;
use oa_token_model::zalo::TokenRequest;
use oa_token_vault::VaultError;
use tokio::time::Instant;

use crate::attempt::{About, OutgoingRequest, execute_plan, find, stays_here, take_lock, wait_for_holders};
use crate::holding::Waited;
use crate::snapshot::ProfileSnapshot;
use crate::{EngineError, Shared, team};

/// Limits the plans per request: one is needed for what another process left under this code, one to send.
const PLANS: usize = 3;

/// What is exchanged.
pub(crate) struct Code {
    /// The authorization code.
    pub(crate) code: Secret,
    /// The PKCE verifier the link was made with, if any.
    pub(crate) verifier: Option<Secret>,
}

/// Exchanges a code for a profile's next pair.
pub(crate) async fn run(shared: &Shared, id: &ProfileId, code: Code) -> Result<Outcome, EngineError> {
    let mut place = shared.places.place();
    place.take().await;
    let before = find(shared, id).await?;
    let until = Instant::now() + shared.options.timeouts.lock;
    let _lock = match take_lock(shared, &before, &mut place).await {
        Ok(lock) => lock,
        Err(outcome) => return Ok(*outcome),
    };
    for _ in 0..PLANS + 3 {
        if let Some(outcome) = team::sync_first(shared, id, Trigger::User, &before.current).await? {
            return Ok(outcome);
        }
        let facts = ProfileSnapshot::read(shared, id).await?;
        // A consent yields a new pair, so a possibly old pair does not block it.
        let about = About { by: Trigger::User, pair: Some(facts.record.current.generation) };
        if let Some(outcome) = stays_here(shared, &facts, about).await {
            return Ok(outcome);
        }
        if let Some(outcome) = team::refused_role(shared, id, Trigger::User, &facts.record.current) {
            return Ok(outcome);
        }
        match wait_for_holders(shared, &facts, until, &mut place).await? {
            None => {}
            Some(Waited::Held(hold)) => return Ok(Outcome::held(hold, &facts.record.current)),
            Some(Waited::Moved | Waited::Free) => continue,
        }
        let outgoing = outgoing(shared, &facts, &code).await?;
        let plan = plan(shared, &facts, &outgoing).await?;
        if let Some(outcome) = execute_plan(shared, facts, outgoing, plan, &mut place).await? {
            return Ok(outcome);
        }
    }
    Ok(Outcome::without_row(AttemptResult::Busy, &before.current))
}

async fn outgoing(shared: &Shared, facts: &ProfileSnapshot, code: &Code) -> Result<OutgoingRequest, EngineError> {
    let text = code.code.clone();
    let fingerprint = shared.store.run(move |vault| vault.fingerprint(&text)).await?;
    let (app_id, secret_key) = (&facts.record.profile.app_id, &facts.secrets.secret_key);
    let request = shared.token_origin(facts.record.profile.kind).and_then(|origin| {
        TokenRequest::exchange(&origin, app_id, secret_key, &code.code, code.verifier.as_ref()).ok()
    });
    Ok(OutgoingRequest {
        by: Trigger::User,
        kind: AttemptKind::Exchange,
        fingerprint: Some(fingerprint),
        sent: None,
        request,
        hidden: std::iter::once(code.code.clone()).chain(code.verifier.clone()).collect(),
    })
}

/// Makes the plan for this code: it is sent once, and once more by a click after a lost answer.
async fn plan(shared: &Shared, facts: &ProfileSnapshot, outgoing: &OutgoingRequest) -> Result<Plan, EngineError> {
    let (of, fingerprint) = (facts.record.profile.id.clone(), outgoing.fingerprint);
    let ledger = shared.store.run(move |vault| vault.ledger(&of, fingerprint)).await?;
    let of_this_code = |entry: &&Entry| Some(entry.fingerprint) == outgoing.fingerprint;
    let Some(last) = ledger.iter().rev().find(of_this_code) else { return Ok(Plan::Begin { release: None }) };
    if last.profile != facts.record.profile.id {
        return Err(VaultError::AlreadySpent.into());
    }
    let resume = |event| Plan::Resume { id: last.id.clone(), event };
    Ok(match last.attempt.state {
        // While the code is in memory, a click replaces the one recovery send.
        AttemptState::Unknown(_) => resume(Event::SendAgain),
        AttemptState::Prepared | AttemptState::Sending | AttemptState::Responded if is_open(&last.attempt) => {
            resume(Event::Orphaned)
        }
        // Zalo refused, perhaps for a reason that was corrected since; or nothing was sent.
        AttemptState::Refused(_) | AttemptState::NotSent(_) | AttemptState::Prepared => Plan::Begin { release: None },
        AttemptState::Saved | AttemptState::Dead(_) | AttemptState::Sending | AttemptState::Responded => {
            Plan::Known(last.id.clone())
        }
    })
}
