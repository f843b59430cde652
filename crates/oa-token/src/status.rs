//! A profile's state in one word, and what sending would do now. Pure; shared by window, tray and command.

use jiff::Timestamp;
use serde::Serialize;

use crate::rotation::plan::Entry;
use crate::rotation::{NotSent, State};
use crate::token::{DUE_MARGIN, Source};
use crate::vault::{LastAttempt, ProfileRecord};
use crate::zalo::RefusalKind;

/// The state as the command's JSON names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileState {
    /// Pasted or imported, never refreshed here.
    New,
    /// The access token lives.
    Ok,
    /// It is time to refresh, or past it.
    Due,
    /// Nobody knows whether the last send spent the token.
    Unknown,
    /// Zalo refused the last send, and the token may still be good.
    Refused,
    /// The refresh token is dead: a person must get a new pair.
    NeedsConsent,
    /// Handed to another computer.
    Off,
}

/// The state in the words of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateWord {
    /// Never sent.
    New,
    /// "Còn hạn".
    Valid,
    /// "Sắp hết hạn".
    Expiring,
    /// "Hết hạn".
    Expired,
    /// "Cần cấp quyền lại".
    NeedsConsent,
    /// "Chưa rõ kết quả".
    Unknown,
    /// "Chưa gửi được".
    NotSent,
    /// "Zalo từ chối".
    Refused,
    /// "Đã chuyển đi".
    MovedAway,
}

impl StateWord {
    /// Gives the message id.
    pub fn words(self) -> &'static str {
        match self {
            Self::New => "state-new",
            Self::Valid => "state-valid",
            Self::Expiring => "state-expiring",
            Self::Expired => "state-expired",
            Self::NeedsConsent => "state-needs-consent",
            Self::Unknown => "state-unknown",
            Self::NotSent => "state-not-sent",
            Self::Refused => "state-refused",
            Self::MovedAway => "state-moved-away",
        }
    }
}

/// What pressing "Gửi" does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendPolicy {
    /// Sends at once.
    Sends,
    /// Asks first: the access token in use would stop.
    Asks,
    /// Sends the same token once more.
    SendsAgain,
    /// Sends nothing: the token is dead.
    DeadToken,
    /// Sends nothing: there is no refresh token.
    NoRefreshToken,
    /// Sends nothing: it was moved to another computer.
    MovedAway,
}

/// Gives the newest attempt, if it is about the current refresh token or is still open.
fn about_current(record: &ProfileRecord) -> Option<&Entry> {
    let entry = &record.last.as_ref()?.entry;
    let is_current = Some(entry.fingerprint) == record.current.refresh;
    is_current.then_some(entry)
}

/// Gives the state for the command's JSON.
pub fn profile_state(record: &ProfileRecord, now: Timestamp) -> ProfileState {
    if record.moved_at.is_some() {
        return ProfileState::Off;
    }
    let state = about_current(record).map(|entry| &entry.attempt.state);
    match state {
        Some(State::Dead(_)) => ProfileState::NeedsConsent,
        Some(State::Unknown(_) | State::Sending | State::Responded) => ProfileState::Unknown,
        Some(State::Refused(_)) => ProfileState::Refused,
        Some(State::Prepared | State::NotSent(_) | State::Saved) | None => by_life(record, now),
    }
}

fn by_life(record: &ProfileRecord, now: Timestamp) -> ProfileState {
    let current = &record.current;
    if current.lives.is_due(DUE_MARGIN, now) {
        ProfileState::Due
    } else if current.source == Source::Import {
        ProfileState::New
    } else {
        ProfileState::Ok
    }
}

/// Gives the state in the words of the screen.
pub fn state_word(record: &ProfileRecord, now: Timestamp) -> StateWord {
    match profile_state(record, now) {
        ProfileState::NeedsConsent => StateWord::NeedsConsent,
        ProfileState::Unknown => StateWord::Unknown,
        ProfileState::Refused => StateWord::Refused,
        ProfileState::Off => StateWord::MovedAway,
        ProfileState::New | ProfileState::Ok | ProfileState::Due => {
            let failed = matches!(
                about_current(record).map(|entry| &entry.attempt.state),
                Some(State::NotSent(NotSent::Network(_) | NotSent::CannotSave | NotSent::ClockBehind))
            );
            match record.current.lives.access_left(now) {
                Some(left) if left.is_zero() => StateWord::Expired,
                _ if failed => StateWord::NotSent,
                Some(_) if record.current.lives.is_due(DUE_MARGIN, now) => StateWord::Expiring,
                Some(_) => StateWord::Valid,
                None => StateWord::New,
            }
        }
    }
}

/// Tells what pressing "Gửi" does: it asks first whenever an access token that may be in use would stop.
pub fn send_policy(record: &ProfileRecord, credentials_changed: bool, now: Timestamp) -> SendPolicy {
    if record.moved_at.is_some() {
        return SendPolicy::MovedAway;
    }
    if record.current.refresh.is_none() {
        return SendPolicy::NoRefreshToken;
    }
    match about_current(record).map(|entry| &entry.attempt.state) {
        Some(State::Dead(_)) if !credentials_changed => return SendPolicy::DeadToken,
        Some(State::Unknown(_) | State::Sending | State::Responded) => return SendPolicy::SendsAgain,
        _ => {}
    }
    let lives = &record.current.lives;
    match lives.access_left(now) {
        Some(left) if !left.is_zero() && !lives.is_due(DUE_MARGIN, now) => SendPolicy::Asks,
        // Pasted with an access token of unknown life: it may be in use somewhere.
        None if record.current.access.is_some() => SendPolicy::Asks,
        Some(_) | None => SendPolicy::Sends,
    }
}

/// Tells which value the last attempt's answer points at, by its key in the request.
pub fn wrong_value(last: &LastAttempt) -> Option<&'static str> {
    match &last.entry.attempt.state {
        State::Refused(error) if error.kind == RefusalKind::WrongAppId => Some("app_id"),
        State::Refused(error) if error.kind == RefusalKind::WrongSecretKey => Some("secret_key"),
        State::Dead(_) => Some("refresh_token"),
        State::Prepared
        | State::Sending
        | State::NotSent(_)
        | State::Responded
        | State::Saved
        | State::Refused(_)
        | State::Unknown(_) => None,
    }
}
