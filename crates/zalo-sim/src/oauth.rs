//! `POST /v4/oa/access_token`: the contract for a request, and Zalo's answer. Knows no faults.

use crate::answer::{self, Answer, JSON, ZaloError};
use crate::config::{AnswerShape, SpentAnswer};
use crate::form::Form;
use crate::http::{Reply, Request, RequestLine};
use crate::persistence::NoRefresh;
use crate::state::State;

/// The path of the token endpoint.
pub(crate) const PATH: &str = "/v4/oa/access_token";
const FORM_TYPE: &str = "application/x-www-form-urlencoded";

/// The contents of a request to the token endpoint.
pub(crate) struct TokenCall {
    form: Form,
    secret_key: String,
}

impl TokenCall {
    /// Parses a request. Never fails: missing values are empty.
    pub(crate) fn read(request: &Request) -> Self {
        let secret_key = request.header("secret_key").unwrap_or_default().to_owned();
        Self { form: Form::parse(&request.body), secret_key }
    }

    /// Returns a field of the body, if it is present and not empty.
    pub(crate) fn field(&self, name: &str) -> Option<&str> {
        self.form.get(name).filter(|value| !value.is_empty())
    }

    fn is_refresh(&self) -> bool {
        self.field("grant_type") == Some("refresh_token")
    }

    fn is_exchange(&self) -> bool {
        self.field("grant_type") == Some("authorization_code")
    }
}

/// Lists a request's violations of the contract, without any value.
pub(crate) fn violations(line: &RequestLine, request: &Request, call: &TokenCall) -> Vec<String> {
    let mut found = Vec::new();
    if line.method != "POST" {
        found.push("the method is not POST".to_owned());
    }
    if line.query.is_some() {
        found.push("the address has a query".to_owned());
    }
    found.extend(one_header(request, "secret_key"));
    found.extend(one_header(request, "content-type"));
    found.extend(one_header(request, "content-length"));
    let media_type = request.header("content-type").and_then(|value| value.split(';').next()).unwrap_or_default();
    if !media_type.trim().eq_ignore_ascii_case(FORM_TYPE) {
        found.push(format!("the Content-Type is not {FORM_TYPE}"));
    }
    if !call.form.is_well_formed() {
        found.push("the body is not in form encoding".to_owned());
    }
    if call.is_refresh() {
        let wanted = ["refresh_token", "app_id", "grant_type"];
        found.extend(wrong_names(&call.form, &wanted, &[]));
    } else if call.is_exchange() {
        found.extend(wrong_names(&call.form, &["code", "app_id", "grant_type"], &["code_verifier"]));
        if call.field("code_verifier").is_some_and(|verifier| !is_verifier(verifier)) {
            found.push("the code_verifier is not 43 to 128 characters of A-Z a-z 0-9 - . _ ~".to_owned());
        }
    } else {
        found.push("the grant_type is neither refresh_token nor authorization_code".to_owned());
    }
    found
}

/// Lists the violations that any endpoint can see: a foreign `Host`, credentials of a browser, stray bytes.
pub(crate) fn common_violations(request: &Request, own_hosts: &[String]) -> Vec<String> {
    let mut found: Vec<_> = one_header(request, "host").into_iter().collect();
    if request.header("host").is_some_and(|host| own_hosts.iter().all(|own| own != host)) {
        found.push("the Host is not this server".to_owned());
    }
    for name in ["authorization", "cookie"] {
        if request.header(name).is_some() {
            found.push(format!("there is a header {name}"));
        }
    }
    if request.surplus {
        found.push("the body is longer than its Content-Length".to_owned());
    }
    found
}

/// Reports a header that is missing or repeated.
pub(crate) fn one_header(request: &Request, name: &str) -> Option<String> {
    match request.all(name).count() {
        0 => Some(format!("the header {name} is missing")),
        1 => None,
        _ => Some(format!("there is more than one header {name}")),
    }
}

/// Lists fields that are missing, repeated or unexpected. A name that is not Zalo's is not quoted: it may be a value.
pub(crate) fn wrong_names(form: &Form, required: &[&str], allowed: &[&str]) -> Vec<String> {
    const ZALOS: [&str; 11] = [
        "access_token",
        "app_id",
        "code",
        "code_challenge",
        "code_challenge_method",
        "code_verifier",
        "grant_type",
        "redirect_uri",
        "refresh_token",
        "secret_key",
        "state",
    ];
    let count = |name: &str| form.names().filter(|found| *found == name).count();
    let mut found: Vec<_> =
        required.iter().filter(|name| count(name) == 0).map(|name| format!("the field {name} is missing")).collect();
    for name in ZALOS {
        let wanted = required.contains(&name) || allowed.contains(&name);
        match count(name) {
            2.. => found.push(format!("there is more than one field {name}")),
            1 if !wanted => found.push(format!("there is a field {name}")),
            0 | 1 => {}
        }
    }
    if form.names().any(|name| !ZALOS.contains(&name)) {
        found.push("there is a field that Zalo does not know".to_owned());
    }
    found
}

fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// Carries a request out and returns Zalo's answer. Checks in Zalo's order: grant type, app, secret, token.
pub(crate) fn answer(state: &mut State, line: &RequestLine, call: &TokenCall, shape: &AnswerShape) -> Answer {
    if line.method != "POST" {
        return answer::no_such_path();
    }
    if !call.is_refresh() && !call.is_exchange() {
        return ZaloError::grant_type().answer();
    }
    let app_id = call.field("app_id").unwrap_or_default();
    match state.active_app(app_id) {
        Err(error) => error.answer(),
        Ok(app) if app.secret_key != call.secret_key => ZaloError::secret_key().answer(),
        Ok(_) if call.is_refresh() => refresh(state, app_id, call, shape),
        Ok(_) => exchange(state, app_id, call, shape),
    }
}

fn refresh(state: &mut State, app_id: &str, call: &TokenCall, shape: &AnswerShape) -> Answer {
    let text = call.field("refresh_token").unwrap_or_default();
    let (lifetimes, now) = (state.lifetimes(), state.now());
    match state.change(|stored| stored.refresh(app_id, text, shape.tokens, lifetimes, now)) {
        Ok(issued) => Answer {
            reply: answer::tokens(shape, &issued.pair, lifetimes.access, lifetimes.refresh),
            error: shape.error.filter(|error| *error != 0),
            pair: Some(issued.pair),
            spent: issued.spent,
        },
        Err(NoRefresh::Unknown) => ZaloError::refresh_token().answer(),
        Err(NoRefresh::Spent) => match state.config.spent_answer {
            SpentAnswer::Error14014 => ZaloError::refresh_token().answer(),
            SpentAnswer::EmptyBody => Answer::plain(Reply::ok(JSON, [])),
            SpentAnswer::EmptyTokens => answer::empty_tokens(),
        },
    }
}

fn exchange(state: &mut State, app_id: &str, call: &TokenCall, shape: &AnswerShape) -> Answer {
    let code = call.field("code").unwrap_or_default();
    let (lifetimes, now) = (state.lifetimes(), state.now());
    let pair = state.change(|stored| {
        let good = stored.use_code(app_id, code, call.field("code_verifier"), now);
        good.then(|| stored.first_pair(app_id, lifetimes, now))
    });
    pair.map_or_else(
        || ZaloError::code().answer(),
        |pair| Answer {
            reply: answer::tokens(shape, &pair, lifetimes.access, lifetimes.refresh),
            error: shape.error.filter(|error| *error != 0),
            pair: Some(pair),
            spent: true,
        },
    )
}
