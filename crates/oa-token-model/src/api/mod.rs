//! The HTTP API for other programs: its keys, what they may do, and what it answers. Pure; `oa-token-server` speaks HTTP.
//!
//! ```text
//! key       the text of an API key: prefix, random part, checksum
//! scope     which OAs a key may use, for what, and until when
//! grant     what a request for an access token gets, and whether a requested refresh may begin
//! problem   why a request is refused: status, code and sentence
//! answer    the JSON of answers
//! ```

mod answer;
mod grant;
mod key;
mod problem;
mod scope;

pub use answer::{OaAnswer, RefreshAnswer, TokenAnswer, pair_tag};
pub use grant::{AccessRequest, Grant, Warning, after_refresh, grant, may_begin};
pub use key::{API_KEY_PREFIX, ApiKey, InvalidApiKey};
pub use problem::{Problem, Refusal, of_result};
pub use scope::{
    ApiKeyId, ApiKeyName, ApiKeyRecord, ApiUse, InvalidApiKeyName, Permission, Scope, UnknownPermission, day_of,
};
