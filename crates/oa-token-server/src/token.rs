//! `GET /v1/oas/{oa}/token`: an access token, and the wait for a new one.

use std::sync::Arc;
use std::time::Duration;

use oa_token_model::api::{AccessRequest, ApiKeyRecord, Grant, Permission, Problem, Refusal, TokenAnswer, Warning};
use oa_token_model::api::{after_refresh, grant, pair_tag};
use oa_token_model::outcome::AttemptResult;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::schedule::{NextRefresh, SkipReason};
use tokio::time::Instant;

use crate::book::{Oa, Page};
use crate::guard::Peer;
use crate::reply::{self, Reply};
use crate::route::TokenQuery;
use crate::service::{Known, State};
use crate::status;

/// The longest that a request waits for the refresh it began. The attempt goes on without it.
const PATIENCE: Duration = Duration::from_secs(30);
/// A pair that is replaced while it is read is read again.
const READS: usize = 3;

/// Answers with an access token.
pub(crate) async fn get(state: &State, known: Known, typed: &str, query: TokenQuery) -> Result<Reply, Refusal> {
    let Known { page, key, peer } = known;
    let oa = status::find(&page, &key, typed)?;
    let id = oa.record.profile.id.clone();
    if query.after == Some(oa.record.current.generation) {
        return wait(state, &page, &key, &id, (query, peer)).await;
    }
    hand_out(state, page, &key, &id, (query, peer)).await
}

/// Hands out the access token of an OA, after a refresh if that is due.
async fn hand_out(
    state: &State,
    page: Arc<Page>,
    key: &ApiKeyRecord,
    id: &ProfileId,
    (query, peer): (TokenQuery, Peer),
) -> Result<Reply, Refusal> {
    let (now, oa) = (state.engine.now(), covered(&page, id)?);
    let may_refresh = key.scope.can.contains(&Permission::Refresh);
    let request = AccessRequest { min_life: query.min_life, may_refresh };
    let next = oa.next(now).unwrap_or(NextRefresh::Never(SkipReason::SwitchedOff));
    match grant(&oa.record, &page.policy, next, request, now) {
        Grant::Give(warnings) => give(state, page, key, id, (warnings, peer)).await,
        Grant::Refuse(refusal) => Err(refusal),
        Grant::Refresh => {
            let result = refresh(state, id).await;
            let page = state.book.page()?;
            match after_refresh(result.as_ref(), &covered(&page, id)?.record, state.engine.now()) {
                Grant::Give(warnings) => give(state, page, key, id, (warnings, peer)).await,
                Grant::Refuse(refusal) => Err(refusal),
                Grant::Refresh => Err(Problem::NotYet.into()),
            }
        }
    }
}

/// Refreshes an OA, unless that failed a short time ago. Returns `None` if there is no result yet.
async fn refresh(state: &State, id: &ProfileId) -> Option<AttemptResult> {
    if let Some(recent) = state.tries.recent(id) {
        return Some(recent);
    }
    let (engine, of) = (state.engine.clone(), id.clone());
    // A task of its own: a program that goes away does not keep the result from being noted.
    let running = tokio::spawn(async move { engine.refresh().send(&of, Trigger::Automatic).await });
    let result = match tokio::time::timeout(PATIENCE, running).await {
        Ok(Ok(Ok(outcome))) => Some(outcome.result),
        Ok(Ok(Err(error))) => {
            let current = state.book.page().ok()?.oas.get(id)?.record.current.clone();
            Some(oa_token_engine::outcome_of(&error, &current).result)
        }
        Ok(Err(_)) => None,
        Err(_) => Some(AttemptResult::Busy),
    };
    if let Some(failed) = result.as_ref().filter(|result| !matches!(result, AttemptResult::Saved(_))) {
        state.tries.note(id, failed.clone());
    }
    state.book.read().await;
    result
}

/// Gives the token of the current pair, once its use is counted.
async fn give(
    state: &State,
    mut page: Arc<Page>,
    key: &ApiKeyRecord,
    id: &ProfileId,
    (warnings, peer): (Vec<Warning>, Peer),
) -> Result<Reply, Refusal> {
    for _ in 0..READS {
        let oa = covered(&page, id)?;
        let Some(access) = state.book.access(oa).await? else {
            state.book.read().await;
            page = state.book.page()?;
            continue;
        };
        let pair = &oa.record.current;
        let used = state.usage.note(&state.engine, &key.id, id, (peer, pair.generation)).await;
        used.map_err(|error| crate::book::problem(&error))?;
        return Ok(reply::tagged(reply::json(&TokenAnswer::of(&access, pair, warnings)), &pair_tag(pair)));
    }
    Err(Problem::NotYet.into())
}

fn covered<'a>(page: &'a Page, id: &ProfileId) -> Result<&'a Oa, Refusal> {
    page.oas.get(id).ok_or_else(|| Problem::NotFound.into())
}

/// Waits until the OA has another pair than the program, and hands that out. Waiting spends nothing.
async fn wait(
    state: &State,
    page: &Page,
    key: &ApiKeyRecord,
    id: &ProfileId,
    (query, peer): (TokenQuery, Peer),
) -> Result<Reply, Refusal> {
    let tag = pair_tag(&covered(page, id)?.record.current);
    if query.wait.is_zero() {
        return Ok(reply::unchanged(&tag));
    }
    let _waiting = state.waits.begin(&key.id).ok_or(Problem::TooManyWaits)?;
    let mut changes = state.book.changes();
    let until = Instant::now() + query.wait;
    // A key that ends during the wait is refused when it does.
    let ends = key.scope.expires_at.and_then(|at| Duration::try_from(at.duration_since(state.engine.now())).ok());
    let mut ends = std::pin::pin!(tokio::time::sleep(ends.unwrap_or(query.wait)));
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(until) => return Ok(reply::unchanged(&tag)),
            () = ends.as_mut(), if !ends.is_elapsed() => {}
            () = state.stopped() => return Ok(reply::unchanged(&tag)),
            _ = changes.changed() => {}
        }
        let page = state.book.page()?;
        // The key may have been removed or have ended meanwhile, or have lost the OA.
        let key = page.keys.get(&key.id).ok_or(Problem::UnknownKey)?.clone();
        key.scope.allows(Permission::Token, state.engine.now())?;
        key.scope.covers(id)?;
        if query.after != Some(covered(&page, id)?.record.current.generation) {
            return hand_out(state, page, &key, id, (TokenQuery { wait: Duration::ZERO, ..query }, peer)).await;
        }
    }
}
