//! `POST /v1/oas/{oa}/refresh`: a refresh that a program asks for. It names the pair that is to be replaced.

use std::time::Duration;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use oa_token_model::api::{Problem, RefreshAnswer, Refusal, may_begin, of_result, pair_tag};
use oa_token_model::token::Generation;
use serde::Deserialize;
use serde_json::Number;

use crate::book::problem;
use crate::guard::MOST_BODY;
use crate::reply::{self, Reply};
use crate::service::{Known, State};
use crate::status;

/// The longest that a body may take.
const BODY_TIME: Duration = Duration::from_secs(10);
/// The longest that a program waits for the result. The attempt goes on without it.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    generation: Number,
}

impl Body {
    /// Returns the pair. To JSON Schema `2.0` is an integer too.
    fn pair(&self) -> Option<Generation> {
        let whole = |number: f64| (number.fract() == 0.0).then(|| format!("{number:.0}"));
        let digits = self.generation.as_u64().map(|number| number.to_string());
        digits.or_else(|| self.generation.as_f64().and_then(whole))?.parse().ok().map(Generation)
    }
}

/// Refreshes an OA.
pub(crate) async fn post(
    state: &State,
    known: Known,
    typed: &str,
    (headers, body): (&HeaderMap, Incoming),
) -> Result<Reply, Refusal> {
    let Known { page, key, .. } = known;
    let oa = status::find(&page, &key, typed)?;
    let generation = read(headers, body).await?.pair().ok_or(Problem::BadRequest)?;
    may_begin(&oa.record, generation, state.engine.now())?;
    let id = oa.record.profile.id.clone();
    let (engine, of) = (state.engine.clone(), id.clone());
    let running = tokio::spawn(async move { engine.refresh().replace_pair(&of, generation).await });
    let outcome = match tokio::time::timeout(PATIENCE, running).await {
        Ok(Ok(Ok(outcome))) => outcome,
        Ok(Ok(Err(error))) => return Err(problem(&error).into()),
        Ok(Err(_)) => return Err(Problem::CannotSave.into()),
        Err(_) => return Err(Problem::Busy.into()),
    };
    state.book.read().await;
    if let Some(problem) = of_result(&outcome.result) {
        return Err(problem.into());
    }
    let page = state.book.page()?;
    let pair = &page.oas.get(&id).ok_or(Problem::NotFound)?.record.current;
    Ok(reply::tagged(reply::json(&RefreshAnswer::of(pair)), &pair_tag(pair)))
}

async fn read(headers: &HeaderMap, body: Incoming) -> Result<Body, Problem> {
    let kind = headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return Err(Problem::BadRequest);
    }
    let most = usize::try_from(MOST_BODY).unwrap_or_default();
    let read = tokio::time::timeout(BODY_TIME, Limited::new(body, most).collect()).await;
    let bytes = read.map_err(|_| Problem::BadRequest)?.map_err(|_| Problem::BadRequest)?.to_bytes();
    serde_json::from_slice(&bytes).map_err(|_| Problem::BadRequest)
}
