//! `GET /v2.0/oa/getoa`: returns the OA of an access token. Spends nothing.

use std::fmt::Write as _;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::answer::{self, Answer, ZaloError};
use crate::http::{Reply, Request, RequestLine};
use crate::oauth::one_header;
use crate::persistence::AccessCheck;
use crate::state::State;

/// The path of `getoa`. Its version is v2.0.
pub(crate) const PATH: &str = "/v2.0/oa/getoa";

/// The path of every OA's picture. Zalo's pictures have other addresses, with https.
pub(crate) const PICTURE_PATH: &str = "/avatar.png";

/// Lists a request's violations of the contract, without any value.
pub(crate) fn violations(line: &RequestLine, request: &Request, proof_wanted: bool) -> Vec<String> {
    let mut found: Vec<_> = one_header(request, "access_token").into_iter().collect();
    if line.method != "GET" {
        found.push("the method is not GET".to_owned());
    }
    if line.query.is_some() {
        found.push("the address has a query".to_owned());
    }
    if request.header("access_token").is_some_and(|token| token.starts_with("Bearer")) {
        found.push("the access_token is not bare".to_owned());
    }
    if request.header("secret_key").is_some() {
        found.push("there is a header secret_key".to_owned());
    }
    if !proof_wanted && request.header("appsecret_proof").is_some() {
        found.push("appsecret_proof was sent before it was asked for".to_owned());
    }
    if !request.body.is_empty() {
        found.push("there is a body".to_owned());
    }
    found
}

/// Returns Zalo's answer.
pub(crate) fn answer(state: &State, line: &RequestLine, request: &Request) -> Answer {
    if line.method != "GET" {
        return answer::no_such_path();
    }
    let token = request.header("access_token").unwrap_or_default();
    let app_id = match state.stored().check_access(token, state.now()) {
        AccessCheck::Live(app_id) => app_id,
        AccessCheck::Gone => return ZaloError::new(-220, "access_token is expired or removed").answer(),
        AccessCheck::Invalid => return ZaloError::new(-216, "Access token is invalid").answer(),
    };
    let Ok(app) = state.active_app(&app_id) else {
        return ZaloError::new(-209, "This API is not supported because the app is not activated").answer();
    };
    let proof = request.header("appsecret_proof");
    if state.config.require_appsecret_proof && proof != Some(appsecret_proof(token, &app.secret_key).as_str()) {
        return ZaloError::new(-242, "Invalid appsecret_proof provided in the API argument").answer();
    }
    // On the host to which the request was sent.
    let host = request.header("host").unwrap_or_default();
    answer::oa(&app.oa, &format!("http://{host}{PICTURE_PATH}"))
}

/// The path at which the product checks whether Zalo is reachable, and its time.
pub(crate) const LOOK_PATH: &str = "/";

/// Lists the violations of a request for a public resource: it must carry no secret.
pub(crate) fn open_violations(line: &RequestLine, request: &Request, method: &str) -> Vec<String> {
    let mut found = Vec::new();
    if line.method != method {
        found.push(format!("the method is not {method}"));
    }
    for name in ["access_token", "secret_key", "appsecret_proof"] {
        if request.header(name).is_some() {
            found.push(format!("there is a header {name}"));
        }
    }
    found
}

/// Returns an empty page: only its headers matter.
pub(crate) fn look() -> Answer {
    Answer::plain(Reply::ok("text/html", []))
}

/// Returns the OA's picture.
pub(crate) fn picture() -> Answer {
    Answer::plain(Reply::ok("image/png", include_bytes!("avatar.png").as_slice()))
}

/// Returns the HMAC-SHA256 of the access token with the app's secret key, in hexadecimal.
fn appsecret_proof(access_token: &str, secret_key: &str) -> String {
    let mut hmac = Hmac::<Sha256>::new_from_slice(secret_key.as_bytes()).expect("HMAC accepts a key of any length");
    hmac.update(access_token.as_bytes());
    hmac.finalize().into_bytes().iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").expect("writing to a String cannot fail");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proof_is_that_of_the_rfc() {
        // RFC 4231, test case 2.
        assert_eq!(
            appsecret_proof("what do ya want for nothing?", "Jefe"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }
}
