//! Converts a pair to text. No format contains `secret_key`; the refresh token is included only on request.
//!
//! Formats of more than a few lines have their own file. The same code writes the preview and the file, with
//! placeholders for the tokens in the preview, so the two cannot differ.

mod curl;
mod json;
pub mod list;
mod members;
mod postman_environment;
mod quoting;
pub mod stored_choice;
mod token;
mod tsv;
mod variables;

use std::borrow::Cow;
use std::str::FromStr;

use jiff::Timestamp;
use zeroize::Zeroizing;

use self::token::Token;
pub use self::variables::{EnvName, EnvNames, EnvVariable, InvalidEnvName, InvalidEnvNames};
use crate::origin::Origin;
use crate::printable::{printable_json, steers_text};
use crate::profile::{Profile, ProfileName};
use crate::secret::{Secret, SecretBytes};
use crate::shell::Shell;
use crate::token::StoredPair;

const ACCESS: &str = "access_token";
const REFRESH: &str = "refresh_token";

/// An export format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The access token only; with the refresh token, two labelled lines.
    Text,
    /// Lines for shells and dotenv parsers, with variable names chosen by the user.
    Env,
    /// A JSON object with the expiry time of the access token.
    JsonIso,
    /// Zalo's own answer: its keys, order and spacing as received.
    Json,
    /// One spreadsheet row: name, access token, its expiry time, and the refresh token.
    Tsv,
    /// A Postman environment.
    PostmanEnvironment,
    /// The cURL command that asks Zalo which OA the token belongs to. It spends nothing.
    Curl,
}

/// The name of a format is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no such format")]
pub struct UnknownFormat;

impl Format {
    /// All formats, in the order they are offered.
    pub const ALL: [Self; 7] =
        [Self::Text, Self::Env, Self::JsonIso, Self::Json, Self::Tsv, Self::PostmanEnvironment, Self::Curl];

    /// Returns the name used to choose the format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Env => "env",
            Self::JsonIso => "json-iso",
            Self::Json => "json",
            Self::Tsv => "tsv",
            Self::PostmanEnvironment => "postman-environment",
            Self::Curl => "curl",
        }
    }

    /// Returns the file name extension, without the dot.
    fn ending(self) -> &'static str {
        match self {
            Self::Text => "txt",
            Self::Env => "env",
            Self::JsonIso | Self::Json => "json",
            Self::Tsv => "tsv",
            Self::PostmanEnvironment => "postman_environment.json",
            Self::Curl if cfg!(windows) => "cmd",
            Self::Curl => "sh",
        }
    }

    /// Reports whether a token with this character can be written so that readers get it back unchanged.
    fn carries(self, char: char) -> bool {
        match self {
            Self::JsonIso | Self::Json | Self::PostmanEnvironment => true,
            // A line end would begin another variable, cell or header. A terminal would execute a control character.
            Self::Text | Self::Env | Self::Tsv => !steers_text(char),
            Self::Curl => !steers_text(char) && Shell::HERE.carries(char),
        }
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.name() == name).ok_or(UnknownFormat)
    }
}

/// The data to export.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The profile of the pair.
    pub profile: &'a Profile,
    /// The pair.
    pub stored: &'a StoredPair,
    /// The app's secret key, to keep it out: an answer from Zalo that repeats it is not exported.
    pub secret_key: &'a Secret,
    /// The origin of the OA API.
    pub api: &'a Origin,
}

/// The user's choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The format.
    pub format: Format,
    /// Whether the refresh token is included: two tools will then compete for it.
    pub with_refresh_token: bool,
    /// The variable names of [`Format::Env`].
    pub names: EnvNames,
}

/// Why a pair cannot be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CannotExport {
    /// The pair has no access token.
    #[error("there is no access token")]
    NoAccessToken,
    /// The refresh token was requested, but the pair has none.
    #[error("there is no refresh token")]
    NoRefreshToken,
    /// The refresh token was requested in a command that calls the API, which does not use it.
    #[error("a cURL command never holds the refresh token")]
    NoPlaceForRefreshToken,
    /// A token contains a control character that this format cannot carry.
    #[error("a token holds a character this format cannot carry")]
    OddToken,
}

/// Suggests a file name: the profile's name without characters that file systems refuse, with the format's extension.
pub fn file_name(profile: &ProfileName, format: Format) -> String {
    format!("{}.{}", safe_file_name(profile), format.ending())
}

/// Returns a profile's name without characters that file systems refuse.
pub fn safe_file_name(profile: &ProfileName) -> String {
    let refused =
        |char: char| matches!(char, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || char.is_control();
    profile.as_str().replace(refused, "-").trim_start_matches('.').trim().to_owned()
}

/// Writes a pair as chosen. Formats made of lines end with a line end; the others do not.
pub fn write(subject: &Subject<'_>, choice: &Choice) -> Result<SecretBytes, CannotExport> {
    let text = Zeroizing::new(text(subject, choice, Token::itself)?);
    let written = match choice.format {
        Format::JsonIso | Format::Json | Format::PostmanEnvironment => printable_json(&text),
        Format::Text | Format::Env | Format::Tsv | Format::Curl => Cow::Borrowed(text.as_str()),
    };
    Ok(SecretBytes::new(written.into_owned().into_bytes()))
}

/// Returns a token to print alone.
///
/// # Errors
/// [`CannotExport::OddToken`] if a terminal would execute a character of it; only JSON can carry such a token.
pub fn bare(token: &Secret) -> Result<&str, CannotExport> {
    let is_plain = token.expose().chars().all(|char| Format::Text.carries(char));
    is_plain.then_some(token.expose()).ok_or(CannotExport::OddToken)
}

/// Writes the same as [`write()`], with every token masked except for its last four characters.
pub fn preview(subject: &Subject<'_>, choice: &Choice) -> Result<String, CannotExport> {
    text(subject, choice, Token::masked)
}

/// A pair to write: real or masked tokens, and times in full seconds.
struct Pair<'a> {
    access: Token<'a>,
    access_expires_at: Option<String>,
    refresh: Option<Token<'a>>,
    refresh_expires_at: Option<String>,
}

fn text<'a>(
    subject: &Subject<'a>,
    choice: &Choice,
    token: fn(&'a Secret) -> Token<'a>,
) -> Result<String, CannotExport> {
    let pair = pair(subject, choice, token)?;
    Ok(match choice.format {
        Format::Text => labelled(&pair),
        Format::Env => variables::write(&pair, &choice.names),
        Format::JsonIso => json::with_times(&pair),
        Format::Json => json::as_zalo_answers(subject, &pair),
        Format::Tsv => tsv::write(&subject.profile.name, &pair),
        Format::PostmanEnvironment => postman_environment::write(subject.profile, &pair),
        Format::Curl => curl::write(Shell::HERE, subject.api, &pair.access),
    })
}

fn pair<'a>(
    subject: &Subject<'a>,
    choice: &Choice,
    token: fn(&'a Secret) -> Token<'a>,
) -> Result<Pair<'a>, CannotExport> {
    if choice.with_refresh_token && choice.format == Format::Curl {
        return Err(CannotExport::NoPlaceForRefreshToken);
    }
    let StoredPair { pair, expiry, .. } = subject.stored;
    let access = pair.access.as_ref().ok_or(CannotExport::NoAccessToken)?;
    let refresh = match &pair.refresh {
        _ if !choice.with_refresh_token => None,
        Some(refresh) => Some(refresh),
        None => return Err(CannotExport::NoRefreshToken),
    };
    let is_carried = |token: &Secret| token.expose().chars().all(|char| choice.format.carries(char));
    if ![Some(access), refresh].into_iter().flatten().all(is_carried) {
        return Err(CannotExport::OddToken);
    }
    Ok(Pair {
        access: token(access),
        access_expires_at: expiry.access_expires_at.map(full_second),
        refresh: refresh.map(token),
        refresh_expires_at: expiry.refresh_expires_at.map(full_second),
    })
}

/// Returns a time as RFC 3339 in UTC without a fraction, which some readers do not accept. Rounded down.
fn full_second(at: Timestamp) -> String {
    Timestamp::from_second(at.as_second()).unwrap_or(at).to_string()
}

fn labelled(pair: &Pair<'_>) -> String {
    match &pair.refresh {
        None => pair.access.shown().to_owned(),
        Some(refresh) => format!("{ACCESS}: {}\n{REFRESH}: {}", pair.access.shown(), refresh.shown()),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod shell_tests;
#[cfg(test)]
mod tests;
