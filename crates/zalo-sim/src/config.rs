//! What practice Zalo plays: apps, lifetimes, and how its good answers look. Knows no wire and no state.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

/// Says how a practice Zalo behaves from its start to its end.
#[derive(Clone, Debug)]
pub struct Config {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// Where tokens, codes and the clock's offset are kept between runs; nowhere by default.
    pub ledger_file: Option<PathBuf>,
    /// How long an access token lives: 25 hours at Zalo.
    pub access_life: Duration,
    /// How long a refresh token lives: 3 months at Zalo, 90 days here.
    pub refresh_life: Duration,
    /// How long an authorization code lives: 10 minutes at Zalo.
    pub code_life: Duration,
    /// The form of every good answer; a fault may change it for one.
    pub answer: AnswerShape,
    /// What a refresh token that was used before is answered with.
    pub spent_answer: SpentAnswer,
    /// Whether `getoa` refuses a call without `appsecret_proof` by -242.
    pub require_appsecret_proof: bool,
    /// Whether the consent page sends `state` back, which Zalo does not promise.
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

/// Describes an app at developers.zalo.me and the one OA it works for.
#[derive(Clone)]
pub struct App {
    /// Digits, larger than 2^53.
    pub app_id: String,
    /// The app's secret key.
    pub secret_key: String,
    /// Whether the app is "Đang hoạt động"; an app that is not gets -14002.
    pub active: bool,
    /// The saved "Official Account Callback Url", compared byte for byte; `None` takes any.
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

/// Describes an Official Account as `getoa` shows it. The default is the one of the fixtures.
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

/// Says how a good answer of the token endpoint looks. The default is the layout of Zalo's tutorial.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct AnswerShape {
    /// The white space between the members.
    pub layout: Layout,
    /// The form of `expires_in`.
    pub expires_in: ExpiresIn,
    /// Whether `refresh_token_expires_in` (a string of seconds) is there, which no official OA answer has.
    pub refresh_expires_in: bool,
    /// The `error` beside the tokens: `Some(0)` is still success, any other number a contradiction.
    pub error: Option<i64>,
    /// Which tokens the answer carries.
    pub tokens: TokensGiven,
}

/// Names the white space of a good answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Layout {
    /// One member a line, four spaces before each: the tutorial's.
    #[default]
    Pretty,
    /// No white space at all.
    Compact,
}

/// Names the forms `expires_in` can take. What it says does not change how long the token lives.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExpiresIn {
    /// A string of the true seconds, `"90000"` as a rule.
    #[default]
    Life,
    /// A string of these seconds.
    String(i64),
    /// A number of these seconds.
    Number(i64),
    /// Not there.
    Missing,
    /// `"0"`.
    Zero,
    /// `"-1"`.
    Negative,
    /// A string that is no number.
    Junk(String),
}

/// Says what `Date` the answers of the token endpoint carry; all other answers carry the right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokenDate {
    /// Practice Zalo's time.
    #[default]
    Right,
    /// So much later than that, or earlier.
    Off(SignedDuration),
    /// None.
    Missing,
}

/// Names which tokens a good answer carries, and so whether the old refresh token is spent by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum TokensGiven {
    /// Two new ones; the old refresh token is spent.
    #[default]
    Both,
    /// A new access token alone; the old refresh token lives on.
    AccessOnly,
    /// A new refresh token alone; the old one is spent, the new access token exists but is not told.
    RefreshOnly,
    /// A new access token beside the refresh token that was sent, which lives on.
    SameRefresh,
}

/// Names what a used refresh token is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum SpentAnswer {
    /// -14014 in the usual form.
    #[default]
    Error14014,
    /// 200 with an empty body, as seen live once.
    EmptyBody,
    /// -14014 beside two empty tokens.
    EmptyTokens,
}
