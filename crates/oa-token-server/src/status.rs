//! `/v1/oas`, `/v1/oas/{oa}`, `/healthz`: states, without tokens.

use hyper::StatusCode;
use oa_token_model::api::{ApiKeyRecord, OaAnswer, Problem, Refusal};
use serde_json::json;

use crate::book::{Oa, Page};
use crate::reply::{self, Reply};
use crate::service::State;

/// Answers with the OAs of a key, oldest first.
pub(crate) fn all(state: &State, page: &Page, key: &ApiKeyRecord) -> Reply {
    let now = state.engine.now();
    let mut oas: Vec<&Oa> = key.scope.oas.iter().filter_map(|id| page.oas.get(id)).collect();
    oas.sort_by_key(|oa| (oa.record.profile.created_at, &oa.record.profile.id));
    let answers: Vec<OaAnswer<'_>> = oas.iter().map(|oa| OaAnswer::of(&oa.record, oa.next(now), now)).collect();
    reply::json(&answers)
}

/// Answers with one OA.
pub(crate) fn one(state: &State, oa: &Oa) -> Reply {
    let now = state.engine.now();
    reply::json(&OaAnswer::of(&oa.record, oa.next(now), now))
}

/// Answers whether tokens can be handed out.
pub(crate) fn health(state: &State) -> Result<Reply, Refusal> {
    state.book.page().map(|_| reply::json(&json!({"status": "ok"}))).map_err(Refusal::from)
}

/// Answers with the document of this API.
pub(crate) fn openapi() -> Reply {
    reply::with(StatusCode::OK, "application/json", crate::OPENAPI)
}

/// Finds an OA of a key.
///
/// # Errors
/// [`Problem::NotFound`] also for an OA of others.
pub(crate) fn find<'a>(page: &'a Page, key: &ApiKeyRecord, typed: &str) -> Result<&'a Oa, Refusal> {
    let oa = page.find(typed).ok_or(Problem::NotFound)?;
    key.scope.covers(&oa.record.profile.id)?;
    Ok(oa)
}
