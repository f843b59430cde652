//! The bodies of Zalo's answers, with members in Zalo's order. Knows no HTTP and no state.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::PrettyFormatter;

use crate::config::{AnswerShape, ExpiresIn, Layout, Oa, TokensGiven};
use crate::http::Reply;
use crate::persistence::Pair;

/// The content type of Zalo's answers.
pub(crate) const JSON: &str = "application/json;charset=utf-8";
/// The content type of pages.
pub(crate) const HTML: &str = "text/html;charset=utf-8";
/// The `ref_doc` of Zalo's errors.
const REF_DOC: &str = "https://developers.zalo.me/docs/...";

/// An answer before a fault is applied.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    /// The error code, if it is an error.
    pub(crate) error: Option<i64>,
    /// The pair in the answer, as far as its shape includes it.
    pub(crate) pair: Option<Pair>,
    /// Whether a refresh token or a code was spent.
    pub(crate) spent: bool,
}

impl Answer {
    /// Returns an answer to a request that changed nothing.
    pub(crate) fn plain(reply: Reply) -> Self {
        Self { reply, error: None, pair: None, spent: false }
    }
}

/// An error of Zalo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZaloError {
    /// The `error`.
    pub code: i64,
    /// The `error_name`; the `message` in the OA API.
    pub name: String,
    /// The `error_description`, often empty.
    pub description: String,
    /// The `error_reason`, mostly empty.
    pub reason: String,
}

impl ZaloError {
    pub(crate) fn new(code: i64, name: &str) -> Self {
        Self { code, name: name.to_owned(), description: String::new(), reason: String::new() }
    }

    fn described(code: i64, name: &str) -> Self {
        Self { description: name.to_owned(), ..Self::new(code, name) }
    }

    pub(crate) fn app() -> Self {
        let reason = "App is not active but user is not admin".to_owned();
        Self { reason, ..Self::described(-14002, "Invalid appId") }
    }

    pub(crate) fn callback() -> Self {
        Self::described(-14003, "Invalid redirect uri")
    }

    pub(crate) fn secret_key() -> Self {
        Self::described(-14004, "Invalid secret key")
    }

    pub(crate) fn code() -> Self {
        Self::new(-14005, "Invalid authorization code")
    }

    pub(crate) fn refresh_token() -> Self {
        Self::described(-14014, "Invalid refresh token.")
    }

    pub(crate) fn grant_type() -> Self {
        Self::new(-14018, "Invalid grant type")
    }

    /// Makes the error in the OAuth server's form, or in the OA API's form for a code of the OA API.
    pub(crate) fn answer(&self) -> Answer {
        let text = |text: &str| Value::from(text);
        let members = if self.code <= -14000 {
            vec![
                ("error", Value::from(self.code)),
                ("error_name", text(&self.name)),
                ("error_description", text(&self.description)),
                ("error_reason", text(&self.reason)),
                ("ref_doc", text(REF_DOC)),
            ]
        } else {
            vec![("error", Value::from(self.code)), ("message", text(&self.name))]
        };
        Answer { error: Some(self.code), ..Answer::plain(Reply::ok(JSON, compact(members))) }
    }
}

/// Returns -14014 with two empty tokens.
pub(crate) fn empty_tokens() -> Answer {
    let error = ZaloError::refresh_token();
    let members = vec![
        ("error", Value::from(error.code)),
        ("error_name", Value::from(error.name)),
        ("message", Value::from("")),
        ("access_token", Value::from("")),
        ("refresh_token", Value::from("")),
    ];
    Answer { error: Some(error.code), ..Answer::plain(Reply::ok(JSON, compact(members))) }
}

/// Returns Zalo's answer, with status 200, for an unknown path.
pub(crate) fn no_such_path() -> Answer {
    ZaloError::new(404, "You are accessing an empty or invalid API").answer()
}

/// Makes the answer with a pair in the given shape.
pub(crate) fn tokens(shape: &AnswerShape, pair: &Pair, access_life: Duration, refresh_life: Duration) -> Reply {
    let seconds = |life: Duration| Value::from(life.as_secs().to_string());
    let mut members = Vec::new();
    members.extend(shape.error.map(|error| ("error", Value::from(error))));
    if shape.tokens != TokensGiven::RefreshOnly {
        members.push(("access_token", Value::from(pair.access_token.as_str())));
    }
    if shape.tokens != TokensGiven::AccessOnly {
        members.push(("refresh_token", Value::from(pair.refresh_token.as_str())));
    }
    let expires_in = match &shape.expires_in {
        ExpiresIn::Life => Some(seconds(access_life)),
        ExpiresIn::String(number) => Some(Value::from(number.to_string())),
        ExpiresIn::Number(number) => Some(Value::from(*number)),
        ExpiresIn::Missing => None,
        ExpiresIn::Zero => Some(Value::from("0")),
        ExpiresIn::Negative => Some(Value::from("-1")),
        ExpiresIn::Junk(text) => Some(Value::from(text.as_str())),
    };
    members.extend(expires_in.map(|value| ("expires_in", value)));
    if shape.refresh_expires_in {
        members.push(("refresh_token_expires_in", seconds(refresh_life)));
    }
    let body = match shape.layout {
        Layout::Pretty => pretty(members),
        Layout::Compact => compact(members),
    };
    Reply::ok(JSON, body)
}

/// Makes the answer of `getoa` for an OA.
pub(crate) fn oa(oa: &Oa, avatar: &str) -> Answer {
    #[derive(Serialize)]
    struct Data<'a> {
        oa_id: &'a str,
        oaid: &'a str,
        name: &'a str,
        description: &'a str,
        oa_alias: &'a str,
        is_verified: bool,
        oa_type: u8,
        cate_name: &'a str,
        num_follower: u64,
        avatar: &'a str,
        cover: &'a str,
        package_name: &'a str,
        package_valid_through_date: &'a str,
        package_auto_renew_date: &'a str,
        #[serde(rename = "linked_ZCA")]
        linked_zca: &'a str,
    }
    #[derive(Serialize)]
    struct Body<'a> {
        data: Data<'a>,
        error: i64,
        message: &'a str,
    }
    let data = Data {
        oa_id: &oa.id,
        oaid: &oa.id,
        name: &oa.name,
        description: "",
        oa_alias: "",
        is_verified: true,
        oa_type: 2,
        cate_name: "",
        num_follower: 1234,
        avatar,
        cover: "",
        package_name: &oa.package_name,
        package_valid_through_date: &oa.package_valid_through,
        package_auto_renew_date: "",
        linked_zca: "",
    };
    let body = Body { data, error: 0, message: "Success" };
    Answer::plain(Reply::ok(JSON, serde_json::to_vec(&body).expect("strings and numbers always become JSON")))
}

/// The members of an object in order, which a map would not keep.
struct Members(Vec<(&'static str, Value)>);

impl Serialize for Members {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// Serialises members without white space.
pub(crate) fn compact(members: Vec<(&'static str, Value)>) -> Vec<u8> {
    serde_json::to_vec(&Members(members)).expect("strings and numbers always become JSON")
}

fn pretty(members: Vec<(&'static str, Value)>) -> Vec<u8> {
    let mut body = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut body, PrettyFormatter::with_indent(b"    "));
    Members(members).serialize(&mut serializer).expect("strings and numbers always become JSON");
    body
}
