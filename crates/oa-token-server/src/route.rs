//! From method, path and query to what is asked for. Pure. Strict: a parameter that is misspelt must not be ignored.

use std::time::Duration;

use hyper::{Method, Uri};
use jiff::SignedDuration;
use oa_token_model::api::{Permission, Problem};
use oa_token_model::token::Generation;
use percent_encoding::percent_decode_str;
use url::form_urlencoded;

/// The longest a request may wait for a new pair.
const LONGEST_WAIT: u64 = 60;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// `/healthz`
    Health,
    /// `/metrics`
    Metrics {
        /// Whether the OAs are named; needs a key.
        names: bool,
    },
    /// `/v1/openapi.json`
    OpenApi,
    /// `/v1/oas`
    Oas,
    /// `/v1/oas/{oa}`
    Oa(String),
    /// `/v1/oas/{oa}/token`
    Token(String, TokenQuery),
    /// `/v1/oas/{oa}/refresh`
    Refresh(String),
}

/// The parameters of a request for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TokenQuery {
    pub(crate) min_life: SignedDuration,
    /// The pair that the program has.
    pub(crate) after: Option<Generation>,
    /// How long to wait for another one.
    pub(crate) wait: Duration,
}

impl Default for TokenQuery {
    /// Ten minutes, as with `oa-token token`.
    fn default() -> Self {
        Self { min_life: SignedDuration::from_mins(10), after: None, wait: Duration::ZERO }
    }
}

impl Route {
    /// Finds the route of a request.
    ///
    /// # Errors
    /// [`Problem::NotFound`], [`Problem::Method`] or [`Problem::BadRequest`].
    pub(crate) fn of(method: &Method, uri: &Uri) -> Result<Self, Problem> {
        let segments: Vec<&str> = uri.path().split('/').skip(1).collect();
        let query: Vec<(String, String)> =
            form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
        let route = match segments.as_slice() {
            ["healthz"] => Self::Health,
            ["metrics"] => Self::Metrics { names: flag(&query, "names")? },
            ["v1", "openapi.json"] => Self::OpenApi,
            ["v1", "oas"] => Self::Oas,
            ["v1", "oas", oa] => Self::Oa(decoded(oa)?),
            ["v1", "oas", oa, "token"] => Self::Token(decoded(oa)?, token_query(&query)?),
            ["v1", "oas", oa, "refresh"] => Self::Refresh(decoded(oa)?),
            _ => return Err(Problem::NotFound),
        };
        if *method != route.method() {
            return Err(Problem::Method);
        }
        if !matches!(route, Self::Token(..) | Self::Metrics { .. }) && !query.is_empty() {
            return Err(Problem::BadRequest);
        }
        Ok(route)
    }

    /// Returns the method of the route.
    pub(crate) fn method(&self) -> Method {
        if matches!(self, Self::Refresh(_)) { Method::POST } else { Method::GET }
    }

    /// Returns the permission that a key needs; `None` for a route without secrets, which needs a key only from afar.
    pub(crate) fn needs(&self) -> Option<Permission> {
        match self {
            Self::Health | Self::OpenApi | Self::Metrics { names: false } => None,
            Self::Metrics { names: true } | Self::Oas | Self::Oa(_) => Some(Permission::Status),
            Self::Token(..) => Some(Permission::Token),
            Self::Refresh(_) => Some(Permission::Refresh),
        }
    }

    /// Returns the name for metrics and log, which never holds a part of the request.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Health => "healthz",
            Self::Metrics { .. } => "metrics",
            Self::OpenApi => "openapi",
            Self::Oas => "oas",
            Self::Oa(_) => "oa",
            Self::Token(..) => "token",
            Self::Refresh(_) => "refresh",
        }
    }
}

/// Returns the one method that a path takes, for the answer to another one.
pub(crate) fn allowed(uri: &Uri) -> &'static str {
    let is_of_oa = uri.path().split('/').skip(1).count() == 4;
    if is_of_oa && uri.path().ends_with("/refresh") { "POST" } else { "GET" }
}

fn decoded(segment: &str) -> Result<String, Problem> {
    let text = percent_decode_str(segment).decode_utf8().map_err(|_| Problem::NotFound)?;
    if text.is_empty() { Err(Problem::NotFound) } else { Ok(text.into_owned()) }
}

fn flag(query: &[(String, String)], name: &str) -> Result<bool, Problem> {
    match query {
        [] => Ok(false),
        [(key, value)] if key == name && value == "true" => Ok(true),
        [(key, value)] if key == name && value == "false" => Ok(false),
        _ => Err(Problem::BadRequest),
    }
}

fn token_query(query: &[(String, String)]) -> Result<TokenQuery, Problem> {
    let mut found = TokenQuery::default();
    for (at, (key, value)) in query.iter().enumerate() {
        let is_repeated = query[..at].iter().any(|(before, _)| before == key);
        if is_repeated {
            return Err(Problem::BadRequest);
        }
        match key.as_str() {
            "min_life" => found.min_life = SignedDuration::from_secs(number(value)?.into()),
            "after" => found.after = Some(Generation(number(value)?)),
            "wait" => {
                let seconds = u64::from(number(value)?);
                if seconds > LONGEST_WAIT {
                    return Err(Problem::BadRequest);
                }
                found.wait = Duration::from_secs(seconds);
            }
            _ => return Err(Problem::BadRequest),
        }
    }
    Ok(found)
}

/// Parses a number of digits alone; `parse` also takes a plus sign.
fn number(text: &str) -> Result<u32, Problem> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number).ok_or(Problem::BadRequest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(uri: &str) -> Result<Route, Problem> {
        Route::of(&Method::GET, &uri.parse().unwrap())
    }

    #[test]
    fn a_path_leads_to_its_route() {
        let token = |query| Ok(Route::Token("Cà phê".to_owned(), query));
        assert_eq!(get("/v1/oas/C%C3%A0%20ph%C3%AA/token"), token(TokenQuery::default()));
        let query = TokenQuery {
            min_life: SignedDuration::from_secs(600),
            after: Some(Generation(17)),
            wait: Duration::from_secs(60),
        };
        assert_eq!(get("/v1/oas/C%C3%A0%20ph%C3%AA/token?min_life=600&after=17&wait=60"), token(query));
        assert_eq!(get("/v1/oas/a%2Fb"), Ok(Route::Oa("a/b".to_owned())));
        assert_eq!(get("/metrics?names=true"), Ok(Route::Metrics { names: true }));
        let post = |uri: &str| Route::of(&Method::POST, &uri.parse().unwrap());
        assert_eq!(post("/v1/oas/shop/refresh"), Ok(Route::Refresh("shop".to_owned())));
        assert_eq!((get("/v1/oas/shop/refresh"), post("/v1/oas")), (Err(Problem::Method), Err(Problem::Method)));
    }

    #[test]
    fn each_path_takes_one_method() {
        for (path, wanted) in [("/v1/oas/a/refresh", "POST"), ("/v1/oas/refresh", "GET"), ("/healthz", "GET")] {
            assert_eq!(allowed(&path.parse().unwrap()), wanted, "{path}");
        }
    }

    #[test]
    fn what_is_not_documented_is_refused() {
        for unknown in ["/", "/v1", "/v1/oas/", "/v1/oas//token", "/v1/oas/a/b", "/V1/oas", "/v1/oas/%ff", "//v1/oas"] {
            assert_eq!(get(unknown), Err(Problem::NotFound), "{unknown}");
        }
        for query in [
            "min_life=-1",
            "min_life=1.5",
            "min_life=",
            "min_life=%2B1",
            "min_life=4294967296",
            "wait=61",
            "after=x",
            "min_life=1&min_life=2",
            "min_lif=1",
            "x=1",
            "wait=60s",
        ] {
            assert_eq!(get(&format!("/v1/oas/a/token?{query}")), Err(Problem::BadRequest), "{query}");
        }
        assert_eq!(get("/v1/oas?x=1"), Err(Problem::BadRequest));
        assert_eq!(get("/metrics?names=1"), Err(Problem::BadRequest));
    }
}
