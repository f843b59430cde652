//! Answers as HTTP. Nothing of them may be stored on the way.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE, ETAG, HeaderName, HeaderValue, RETRY_AFTER};
use hyper::header::{WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use hyper::{Response, StatusCode};
use oa_token_model::api::{Problem, Refusal};
use serde::Serialize;
use serde_json::json;

use crate::options::Say;

/// An answer.
pub(crate) type Reply = Response<Full<Bytes>>;

/// Makes an answer with a body of this type.
pub(crate) fn with(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Reply {
    let mut reply = Response::new(Full::new(body.into()));
    *reply.status_mut() = status;
    let headers = reply.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(concat!("no", "-store")));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    reply
}

/// Makes an answer in JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Reply {
    json_with(StatusCode::OK, value)
}

fn json_with<T: Serialize>(status: StatusCode, value: &T) -> Reply {
    // Serialising values of our own types cannot fail.
    with(status, "application/json", serde_json::to_vec(value).unwrap_or_default())
}

/// Adds the tag of the pair.
pub(crate) fn tagged(mut reply: Reply, tag: &str) -> Reply {
    set(&mut reply, ETAG, tag);
    reply
}

/// Makes the answer that the program already has the newest pair.
pub(crate) fn unchanged(tag: &str) -> Reply {
    let mut reply = with(StatusCode::NOT_MODIFIED, "application/json", Bytes::new());
    reply.headers_mut().remove(CONTENT_TYPE);
    tagged(reply, tag)
}

/// Makes the answer of a refusal.
pub(crate) fn refusal(refusal: &Refusal, say: &Say) -> Reply {
    let (status, code, sentence) = refusal.problem.parts();
    let mut error = json!({"code": code, "message": say(sentence)});
    if let Some(generation) = refusal.generation {
        error["generation"] = json!(generation);
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut reply = json_with(status, &json!({"error": error}));
    if let Some(wait) = refusal.retry_after {
        // Rounded up, so that the program does not come too soon.
        let seconds = wait.as_secs() + i64::from(wait.subsec_nanos() > 0);
        set(&mut reply, RETRY_AFTER, &seconds.max(1).to_string());
    }
    if status == StatusCode::UNAUTHORIZED {
        set(&mut reply, WWW_AUTHENTICATE, "Bearer realm=\"oa-token\"");
    }
    if ends_connection(refusal.problem) {
        set(&mut reply, CONNECTION, "close");
    }
    reply
}

/// Adds the method that the path takes.
pub(crate) fn allowing(mut reply: Reply, method: &str) -> Reply {
    set(&mut reply, ALLOW, method);
    reply
}

/// A connection of somebody without a right to be here is given to others.
fn ends_connection(problem: Problem) -> bool {
    matches!(
        problem,
        Problem::BadRequest
            | Problem::Forwarded
            | Problem::UnknownKey
            | Problem::KeyExpired
            | Problem::Origin
            | Problem::Host
            | Problem::TooLarge
            | Problem::TooManyKeys
    )
}

fn set(reply: &mut Reply, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        reply.headers_mut().insert(name, value);
    }
}
