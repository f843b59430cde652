//! Values as the user pasted them: trimmed and checked before a profile is made of them.

use oa_token_model::profile::{AppId, InvalidProfile, ProfileName};
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;

/// Pasted or imported values, not checked yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// The profile's name.
    pub name: Option<String>,
    /// The id of the Zalo app.
    pub app_id: Option<String>,
    /// The app's secret key.
    pub secret_key: Option<Secret>,
    /// The refresh token.
    pub refresh_token: Option<Secret>,
    /// The access token.
    pub access_token: Option<Secret>,
}

impl Draft {
    /// Applies the user's corrections; an empty correction clears the field.
    #[must_use]
    pub fn corrected(self, by: Self) -> Self {
        let secret = |new: Option<Secret>, old| new.map_or(old, |new| Some(new).filter(|new| !new.is_empty()));
        let text = |new: Option<String>, old| new.map_or(old, |new| Some(new).filter(|new| !new.is_empty()));
        Self {
            name: text(by.name, self.name),
            app_id: text(by.app_id, self.app_id),
            secret_key: secret(by.secret_key, self.secret_key),
            refresh_token: secret(by.refresh_token, self.refresh_token),
            access_token: secret(by.access_token, self.access_token),
        }
    }

    /// Returns its tokens.
    pub fn pair(&self) -> TokenPair {
        TokenPair { access: self.access_token.clone(), refresh: self.refresh_token.clone() }
    }
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum DraftField {
    /// The profile's name.
    Name,
    /// The id of the Zalo app.
    AppId,
    /// The app's secret key.
    SecretKey,
    /// The refresh token.
    RefreshToken,
    /// The access token.
    AccessToken,
}

impl DraftField {
    /// Returns Zalo's spelling of its key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::AppId => "app_id",
            Self::SecretKey => "secret_key",
            Self::RefreshToken => "refresh_token",
            Self::AccessToken => "access_token",
        }
    }
}

/// Reports that a field held more than its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tidied {
    /// The field.
    pub field: DraftField,
    /// How many characters were dropped.
    pub dropped: usize,
}

/// One of the two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenBox {
    /// The access token's.
    Access,
    /// The refresh token's.
    Refresh,
}

/// A problem with a draft that the user should know about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finding {
    /// The name has more than 80 characters.
    NameTooLong,
    /// The name holds a line break or another control character.
    NameControl,
    /// The name has no visible character.
    NameInvisible,
    /// The name looks like an id.
    NameLikeId,
    /// The name begins with a hyphen.
    NameLikeOption,
    /// There is no `app_id`.
    AppIdMissing,
    /// The `app_id` is not a number.
    AppIdNotDigits,
    /// The `app_id` looks like a `secret_key`: the two fields may be swapped.
    AppIdLooksLikeSecretKey,
    /// There is no `secret_key`.
    SecretKeyMissing,
    /// The `secret_key` contains a space or a line break.
    SecretKeyHasSpaces,
    /// The `secret_key` contains a non-ASCII character, which an HTTP header cannot carry.
    SecretKeyNotAscii,
    /// The `secret_key` is the same as a token.
    SecretKeyIsToken(TokenBox),
    /// A token contains a space or a line break.
    TokenHasSpaces(TokenBox),
    /// A token contains a non-ASCII character.
    TokenNotAscii(TokenBox),
    /// Both fields hold the same token.
    SameTokens,
    /// The refresh token is as long as an access token, so it may be in the wrong field. A guess, so it never blocks.
    RefreshLooksLikeAccess,
    /// There is no token: allowed, but nothing can be sent yet.
    NoTokens,
}

impl Finding {
    /// Reports whether the draft cannot be saved with this finding.
    pub fn is_blocking(self) -> bool {
        !matches!(self, Self::RefreshLooksLikeAccess | Self::NoTokens)
    }
}

/// A draft that passed the check: everything a profile is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewProfile {
    /// The name, if the user gave one.
    pub name: Option<ProfileName>,
    /// The id of the Zalo app.
    pub app_id: AppId,
    /// The app's secret key; valid in an HTTP header.
    pub secret_key: Secret,
    /// The tokens; both may be missing.
    pub pair: TokenPair,
}

impl NewProfile {
    /// Trims and checks a draft. Returns the findings that block it.
    pub fn from_draft(draft: Draft) -> Result<Self, Vec<Finding>> {
        let (draft, _) = tidy(draft);
        let mut blocking = check(&draft);
        blocking.retain(|finding| finding.is_blocking());
        let app_id = draft.app_id.as_deref().and_then(|text| AppId::parse(text).ok());
        match (app_id, draft.secret_key) {
            (Some(app_id), Some(secret_key)) if blocking.is_empty() => Ok(Self {
                name: draft.name.as_deref().and_then(|text| ProfileName::parse(text).ok()),
                app_id,
                secret_key,
                pair: TokenPair { access: draft.access_token, refresh: draft.refresh_token },
            }),
            _ => Err(blocking),
        }
    }
}

/// Removes characters around the values that are never part of them: spaces, line ends, quotes, the comma after a
/// quote, invisible characters. An empty field becomes `None`.
pub fn tidy(draft: Draft) -> (Draft, Vec<Tidied>) {
    let mut tidied = Vec::new();
    let mut told = |field, before: &str, after: &str| {
        let dropped = before.chars().count() - after.chars().count();
        if dropped > 0 {
            tidied.push(Tidied { field, dropped });
        }
    };
    let mut plain = |field, value: Option<String>, clean: fn(&str) -> String| {
        let value = value?;
        let cleaned = clean(&value);
        told(field, &value, &cleaned);
        (!cleaned.is_empty()).then_some(cleaned)
    };
    let name = plain(DraftField::Name, draft.name, clean_name);
    let app_id = plain(DraftField::AppId, draft.app_id, clean_value);
    let mut secret = |field, value: Option<Secret>| {
        let value = value?;
        let cleaned = Secret::new(clean_value(value.expose()));
        told(field, value.expose(), cleaned.expose());
        (!cleaned.is_empty()).then_some(cleaned)
    };
    let secret_key = secret(DraftField::SecretKey, draft.secret_key);
    let refresh_token = secret(DraftField::RefreshToken, draft.refresh_token);
    let access_token = secret(DraftField::AccessToken, draft.access_token);
    (Draft { name, app_id, secret_key, refresh_token, access_token }, tidied)
}

/// A name may contain quotes and, in emoji, joiners.
fn clean_name(text: &str) -> String {
    let is_nothing = |char: char| char.is_whitespace() || is_invisible(char);
    text.trim_matches(is_nothing).to_owned()
}

pub(super) fn clean_value(text: &str) -> String {
    let visible: String = text.chars().filter(|char| !is_invisible(*char)).collect();
    let mut value = visible.as_str();
    loop {
        let mut inner = value.trim();
        // A comma or semicolon after a quote belongs to the file the value was copied from.
        if let Some(before) = inner.strip_suffix([',', ';']).filter(|before| before.trim_end().ends_with(is_quote)) {
            inner = before;
        }
        inner = inner.trim_matches(is_quote);
        if inner.len() == value.len() {
            return value.to_owned();
        }
        value = inner;
    }
}

fn is_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '`' | '“' | '”' | '„' | '‘' | '’' | '‚' | '«' | '»')
}

/// Reports whether a character is invisible: soft hyphen, no-break spaces, zero-width characters, direction marks, byte
/// order mark.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{AD}' | '\u{A0}' | '\u{202F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Returns the field of a value that was copied without its key, by its form; `None` if it is not like any value.
pub fn lone_field(value: &str) -> Option<DraftField> {
    let value = clean_value(value);
    let is_word = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'='));
    if AppId::parse(&value).is_ok() {
        Some(DraftField::AppId)
    } else if !is_word || value.len() < SECRET_KEY_LENGTH {
        None
    } else if value.len() < TOKEN_LENGTH {
        Some(DraftField::SecretKey)
    } else {
        // An access token goes there too: `check` doubts its length.
        Some(DraftField::RefreshToken)
    }
}

/// Lists the findings of a trimmed draft, in the order of the form.
pub fn check(draft: &Draft) -> Vec<Finding> {
    let mut found = Vec::new();
    found.extend(draft.name.as_deref().and_then(check_name));
    found.extend(check_app_id(draft.app_id.as_deref()));
    check_secret_key(draft, &mut found);
    for (token_box, token) in [(TokenBox::Refresh, &draft.refresh_token), (TokenBox::Access, &draft.access_token)] {
        let Some(token) = token else { continue };
        match misfit(token.expose()) {
            Some(Misfit::Space) => found.push(Finding::TokenHasSpaces(token_box)),
            Some(Misfit::NotAscii) => found.push(Finding::TokenNotAscii(token_box)),
            None => {}
        }
    }
    match (&draft.refresh_token, &draft.access_token) {
        (Some(refresh), Some(access)) if refresh == access => found.push(Finding::SameTokens),
        (Some(refresh), _) if refresh.expose().len() >= ACCESS_LENGTH => found.push(Finding::RefreshLooksLikeAccess),
        (None, None) => found.push(Finding::NoTokens),
        _ => {}
    }
    found
}

/// Known refresh tokens are shorter than this, most access tokens longer.
const ACCESS_LENGTH: usize = 320;
/// Zalo's secret keys have 20 letters and digits; a mixed text of at least this length is probably one.
const SECRET_KEY_LENGTH: usize = 16;
/// Tokens are several times as long as a secret key.
const TOKEN_LENGTH: usize = 80;

fn check_name(name: &str) -> Option<Finding> {
    match ProfileName::parse(name) {
        Err(InvalidProfile::NameTooLong) => Some(Finding::NameTooLong),
        Err(InvalidProfile::NameControl) => Some(Finding::NameControl),
        Err(InvalidProfile::NameInvisible) => Some(Finding::NameInvisible),
        Err(InvalidProfile::NameLikeId) => Some(Finding::NameLikeId),
        Err(InvalidProfile::NameLikeOption) => Some(Finding::NameLikeOption),
        Ok(_)
        | Err(
            InvalidProfile::NameEmpty
            | InvalidProfile::AppIdEmpty
            | InvalidProfile::AppIdNotDigits
            | InvalidProfile::NotAnId,
        ) => None,
    }
}

fn check_app_id(app_id: Option<&str>) -> Option<Finding> {
    let app_id = app_id.filter(|text| !text.is_empty()).map(|text| (text, AppId::parse(text)));
    match app_id {
        None => Some(Finding::AppIdMissing),
        Some((_, Ok(_))) => None,
        Some((text, Err(_))) => {
            let is_mixed = text.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && text.bytes().any(|byte| byte.is_ascii_alphabetic());
            let is_key = is_mixed && text.len() >= SECRET_KEY_LENGTH;
            Some(if is_key { Finding::AppIdLooksLikeSecretKey } else { Finding::AppIdNotDigits })
        }
    }
}

fn check_secret_key(draft: &Draft, found: &mut Vec<Finding>) {
    let Some(key) = draft.secret_key.as_ref().filter(|key| !key.is_empty()) else {
        found.push(Finding::SecretKeyMissing);
        return;
    };
    match misfit(key.expose()) {
        Some(Misfit::Space) => found.push(Finding::SecretKeyHasSpaces),
        Some(Misfit::NotAscii) => found.push(Finding::SecretKeyNotAscii),
        None => {}
    }
    if draft.refresh_token.as_ref() == Some(key) {
        found.push(Finding::SecretKeyIsToken(TokenBox::Refresh));
    }
    if draft.access_token.as_ref() == Some(key) {
        found.push(Finding::SecretKeyIsToken(TokenBox::Access));
    }
}

enum Misfit {
    Space,
    NotAscii,
}

fn misfit(text: &str) -> Option<Misfit> {
    if text.chars().any(char::is_whitespace) {
        Some(Misfit::Space)
    } else if text.chars().all(|char| char.is_ascii_graphic()) {
        None
    } else {
        Some(Misfit::NotAscii)
    }
}

#[cfg(test)]
mod tests;
