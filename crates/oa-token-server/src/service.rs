//! One request: guard, key, route, answer.

use std::sync::Arc;
use std::time::Instant;

use hyper::body::Incoming;
use hyper::header::{AUTHORIZATION, HeaderMap};
use hyper::http::request::Parts;
use hyper::{Request, StatusCode};
use oa_token_engine::Engine;
use oa_token_model::api::{ApiKey, ApiKeyRecord, Problem, Refusal};
use tokio::sync::watch;

use crate::book::{Book, Page};
use crate::connection::{Seat, Seats};
use crate::guard::{self, Caller, Peer, Rules};
use crate::limits::{FailedKeys, Tries, Waits};
use crate::metrics::{self, Counts};
use crate::options::Say;
use crate::reply::{self, Reply};
use crate::route::Route;
use crate::usage::Usage;
use crate::{refresh, route, status, token};

/// What all requests share.
pub(crate) struct State {
    pub(crate) engine: Engine,
    pub(crate) book: Arc<Book>,
    pub(crate) rules: Rules,
    pub(crate) seats: Seats,
    pub(crate) waits: Waits,
    pub(crate) failed: FailedKeys,
    pub(crate) tries: Tries,
    pub(crate) usage: Usage,
    pub(crate) counts: Counts,
    pub(crate) say: Say,
    pub(crate) stopping: watch::Receiver<bool>,
}

impl State {
    /// Waits until the server stops.
    pub(crate) async fn stopped(&self) {
        // The sender is gone only after that.
        self.stopping.clone().wait_for(|stops| *stops).await.map(drop).ok();
    }
}

/// A request whose key is known.
pub(crate) struct Known {
    pub(crate) page: Arc<Page>,
    pub(crate) key: ApiKeyRecord,
    pub(crate) peer: Peer,
}

/// Answers one request.
pub(crate) async fn answer(state: &State, request: Request<Incoming>, peer: Peer, seat: &Seat) -> Reply {
    let begun = Instant::now();
    let (head, body) = request.into_parts();
    let (name, answered) = match state.rules.check(&head, peer) {
        Err(problem) => ("refused", Err(problem.into())),
        Ok(caller) => match Route::of(&head.method, &head.uri) {
            // Without a key, nobody learns from afar which paths there are.
            Err(problem) if caller.is_here => ("unknown", Err(problem.into())),
            Err(problem) => ("unknown", identified(state, &head, caller).await.and(Err(problem.into()))),
            Ok(route) => match guard::check_body(&head) {
                Err(problem) => (route.name(), Err(problem.into())),
                Ok(()) => (route.name(), follow(state, route, (&head, body), caller, seat).await),
            },
        },
    };
    let mut reply = answered.unwrap_or_else(|refusal| reply::refusal(&refusal, &state.say));
    if reply.status() == StatusCode::METHOD_NOT_ALLOWED {
        reply = reply::allowing(reply, route::allowed(&head.uri));
    }
    state.counts.add(name, reply.status());
    let (status, took) = (reply.status().as_u16(), begun.elapsed().as_micros());
    tracing::debug!(route = name, status, micros = u64::try_from(took).unwrap_or(u64::MAX), "answered");
    reply
}

async fn follow(
    state: &State,
    route: Route,
    (head, body): (&Parts, Incoming),
    caller: Caller,
    seat: &Seat,
) -> Result<Reply, Refusal> {
    let Some(permission) = route.needs() else {
        if !caller.is_here {
            identified(state, head, caller).await?;
        }
        return match route {
            Route::OpenApi => Ok(status::openapi()),
            Route::Metrics { .. } => Ok(metrics::get(state, &*state.book.page()?, None)),
            Route::Health | Route::Oas | Route::Oa(_) | Route::Token(..) | Route::Refresh(_) => status::health(state),
        };
    };
    let known = identified(state, head, caller).await?;
    seat.is_known();
    known.key.scope.allows(permission, state.engine.now())?;
    match route {
        Route::Oas => Ok(status::all(state, &known.page, &known.key)),
        Route::Oa(typed) => Ok(status::one(state, status::find(&known.page, &known.key, &typed)?)),
        Route::Token(typed, query) => token::get(state, known, &typed, query).await,
        Route::Refresh(typed) => refresh::post(state, known, &typed, (&head.headers, body)).await,
        Route::Metrics { .. } => Ok(metrics::get(state, &known.page, Some(&known.key))),
        Route::Health | Route::OpenApi => status::health(state),
    }
}

/// Finds the key of a request.
async fn identified(state: &State, head: &Parts, caller: Caller) -> Result<Known, Refusal> {
    let sent = ApiKey::parse(bearer(&head.headers)?).ok();
    let find = |page: &Page| sent.as_ref().and_then(|key| page.keys.find(key).cloned());
    let mut page = state.book.page()?;
    let mut found = find(&page);
    if found.is_none() && sent.is_some() {
        state.book.read_for_new_key().await;
        page = state.book.page()?;
        found = find(&page);
    }
    match found {
        Some(key) if key.scope.is_expired(state.engine.now()) => Err(Problem::KeyExpired.into()),
        Some(key) => Ok(Known { page, key, peer: caller.peer }),
        None if state.failed.is_one_too_many(caller.peer) => Err(Problem::TooManyKeys.into()),
        None => Err(Problem::UnknownKey.into()),
    }
}

/// Returns the text of the key: exactly one header, of exactly this scheme.
fn bearer(headers: &HeaderMap) -> Result<&str, Problem> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (all.next(), all.next()) else { return Err(Problem::NoKey) };
    let (scheme, key) = value.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Problem::NoKey)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(key.trim()) } else { Err(Problem::NoKey) }
}
