//! `GET /v4/oa/permission`: the page on which an OA's admin authorises an app. Here one click is enough.

use crate::answer::{Answer, HTML};
use crate::form::{Form, encode};
use crate::http::{Reply, RequestLine};
use crate::oauth::wrong_names;
use crate::state::State;

/// The path of the consent page.
pub(crate) const PATH: &str = "/v4/oa/permission";

/// The result of a consent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// The authorization code: can be used once, within 10 minutes.
    pub code: String,
    /// The full redirect address: the callback with `code` and `oa_id`.
    pub address: String,
}

impl Consent {
    pub(crate) fn new(code: String, redirect_uri: &str, oa_id: &str, state: Option<&str>) -> Self {
        let mark = if redirect_uri.contains('?') { '&' } else { '?' };
        let state = state.map(|state| format!("&state={}", encode(state))).unwrap_or_default();
        let address = format!("{redirect_uri}{mark}code={code}&oa_id={oa_id}{state}");
        Self { code, address }
    }
}

fn query(line: &RequestLine) -> Form {
    Form::parse(line.query.as_deref().unwrap_or_default().as_bytes())
}

/// Lists a request's violations of the contract, without any value.
pub(crate) fn violations(line: &RequestLine) -> Vec<String> {
    let mut found = wrong_names(&query(line), &["app_id", "redirect_uri"], &["code_challenge", "state"]);
    if line.method != "GET" {
        found.push("the method is not GET".to_owned());
    }
    found
}

/// Returns the page with the consent link, or Zalo's error. Each view makes a new code.
pub(crate) fn answer(state: &mut State, line: &RequestLine) -> Answer {
    let query = query(line);
    let field = |name| query.get(name).filter(|value| !value.is_empty());
    let echoed = field("state").filter(|_| state.config.echo_state);
    let (app_id, redirect_uri) = (field("app_id").unwrap_or_default(), field("redirect_uri").unwrap_or_default());
    match state.consent(app_id, redirect_uri, field("code_challenge"), echoed) {
        Err(error) => error.answer(),
        Ok(consent) => {
            let page = format!(
                "<!doctype html>\n<html lang=\"vi\"><head><title>Practice Zalo</title></head>\n\
                 <body><p>Practice Zalo: nothing here is real.</p>\n<p><a id=\"allow\" href=\"{}\">Cho phép</a></p>\n\
                 </body></html>\n",
                escape(&consent.address)
            );
            Answer::plain(Reply::ok(HTML, page))
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
