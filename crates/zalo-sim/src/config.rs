//! The configuration of practice Zalo: apps, lifetimes, and the shape of valid answers. Knows no HTTP and no state.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// The behaviour of one practice Zalo.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port on 127.0.0.1; 0 uses a free one.
    pub port: u16,
    /// The file that keeps tokens, codes and the clock offset between runs; none by default.
    pub ledger_file: Option<PathBuf>,
    /// The lifetime of an access token: 25 hours at Zalo.
    pub access_life: Duration,
    /// The lifetime of a refresh token: 3 months at Zalo, 90 days here.
    pub refresh_life: Duration,
    /// The lifetime of an authorization code: 10 minutes at Zalo.
    pub code_life: Duration,
    /// The shape of every valid answer; a fault may change it for one answer.
    pub answer: AnswerShape,
    /// The answer to a refresh token that was already used.
    pub spent_answer: SpentAnswer,
    /// Whether `getoa` rejects a call without `appsecret_proof` with -242.
    pub require_appsecret_proof: bool,
    /// Whether the consent page returns `state`, which Zalo does not promise.
    pub echo_state: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            port: 0,
            ledger_file: None,
            access_life: Duration::from_secs(25 * 3600),
            refresh_life: Duration::from_secs(90 * 24 * 3600),
            code_life: Duration::from_secs(600),
            answer: AnswerShape::default(),
            spent_answer: SpentAnswer::default(),
            require_appsecret_proof: false,
            echo_state: false,
        }
    }
}

/// An app at developers.zalo.me and the single OA it works for.
#[derive(Clone)]
pub struct App {
    /// Digits, a number larger than 2^53.
    pub app_id: String,
    /// The app's secret key.
    pub secret_key: String,
    /// Whether the app is "Đang hoạt động"; otherwise it gets -14002.
    pub active: bool,
    /// The saved "Official Account Callback Url", compared byte for byte; `None` accepts any.
    pub callback: Option<String>,
    /// The OA that gave its consent.
    pub oa: Oa,
}

impl App {
    /// Returns an active app without a saved callback, for the OA of the fixtures.
    pub fn new(app_id: impl Into<String>, secret_key: impl Into<String>) -> Self {
        Self { app_id: app_id.into(), secret_key: secret_key.into(), active: true, callback: None, oa: Oa::default() }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("app_id", &self.app_id).field("active", &self.active).finish_non_exhaustive()
    }
}

/// An Official Account as `getoa` shows it. The default is the one of the fixtures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Oa {
    /// Its id, digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its package, such as "Tăng trưởng".
    pub package_name: String,
    /// The last day of the package, `dd/mm/yyyy`.
    pub package_valid_through: String,
}

impl Default for Oa {
    fn default() -> Self {
        Self {
            id: "1234567890123456789".to_owned(),
            name: "Cửa hàng Ví Dụ".to_owned(),
            package_name: "Tăng trưởng".to_owned(),
            package_valid_through: "12/08/2027".to_owned(),
        }
    }
}

/// The shape of a valid answer of the token endpoint. The default is the layout of Zalo's tutorial.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AnswerShape {
    /// The white space between members.
    pub layout: Layout,
    /// The form of `expires_in`.
    pub expires_in: ExpiresIn,
    /// Whether `refresh_token_expires_in` (seconds as a string) is included, which no official OA answer has.
    pub refresh_expires_in: bool,
    /// The `error` beside the tokens: `Some(0)` still means success, any other number is a contradiction.
    pub error: Option<i64>,
    /// Which tokens the answer contains.
    pub tokens: TokensGiven,
}

/// The white space of a valid answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Layout {
    /// One member per line, each after four spaces, as in the tutorial.
    #[default]
    Pretty,
    /// No white space.
    Compact,
}

/// The forms of `expires_in`. It does not change the real lifetime of the token.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiresIn {
    /// The real seconds as a string, usually `"90000"`.
    #[default]
    Life,
    /// These seconds as a string.
    String(i64),
    /// These seconds as a number.
    Number(i64),
    /// Missing.
    Missing,
    /// `"0"`.
    Zero,
    /// `"-1"`.
    Negative,
    /// A string that is not a number.
    Junk(String),
}

/// The `Date` header in the token endpoint's answers; all other answers have the correct one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokenDate {
    /// Practice Zalo's time.
    #[default]
    Right,
    /// So much later or earlier.
    Off(SignedDuration),
    /// No `Date` header.
    Missing,
}

/// Which tokens a valid answer contains, which also decides whether the old refresh token is spent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokensGiven {
    /// Two new ones; the old refresh token is spent.
    #[default]
    Both,
    /// Only a new access token; the old refresh token stays live.
    AccessOnly,
    /// Only a new refresh token; the old one is spent, and the new access token exists but is not returned.
    RefreshOnly,
    /// A new access token with the refresh token that was sent, which stays live.
    SameRefresh,
}

/// The answer to a used refresh token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SpentAnswer {
    /// -14014 in the usual form.
    #[default]
    Error14014,
    /// Status 200 with an empty body, as once seen at Zalo.
    EmptyBody,
    /// -14014 with two empty tokens.
    EmptyTokens,
}
