//! The state of a profile, and what sending would do now. Pure; shared by window, tray and command.

use jiff::tz::{TimeZone, offset};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::outcome::AttemptResult;
use crate::records::ProfileRecord;
use crate::refresh::plan::Entry;
use crate::refresh::{AttemptState, NotSent};
use crate::token::{DUE_MARGIN, Source};
use crate::zalo::RefusalKind;

/// The state as named in the command's JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileState {
    /// Pasted or imported, never refreshed here.
    New,
    /// The access token has not expired.
    Ok,
    /// The time to refresh has come or passed.
    Due,
    /// It is unknown whether the last send spent the token.
    Unknown,
    /// Zalo refused the last send; the token may still be valid.
    Refused,
    /// The refresh token is dead: the user must get a new pair.
    NeedsConsent,
    /// Moved to another computer.
    Off,
    /// A newer pair may exist elsewhere.
    OldCopy,
    /// The record was changed without the vault's key, so the engine does not use it.
    Altered,
}

/// The state as shown on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum DisplayState {
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
    /// "Bản cũ".
    OldCopy,
    /// "Bị sửa ngoài ý muốn".
    Altered,
}

impl DisplayState {
    /// All states.
    pub const ALL: [Self; 11] = [
        Self::New,
        Self::Valid,
        Self::Expiring,
        Self::Expired,
        Self::NeedsConsent,
        Self::Unknown,
        Self::NotSent,
        Self::Refused,
        Self::MovedAway,
        Self::OldCopy,
        Self::Altered,
    ];

    /// Returns the message id.
    pub fn message_id(self) -> &'static str {
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
            Self::OldCopy => "state-old-copy",
            Self::Altered => "state-altered",
        }
    }
}

/// What pressing "Gửi" does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
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
    /// Sends nothing: the record was changed without the vault's key.
    Altered,
}

/// Returns the newest attempt if it is about the current refresh token.
fn about_current(record: &ProfileRecord) -> Option<&Entry> {
    let entry = &record.last.as_ref()?.entry;
    let is_current = Some(entry.fingerprint) == record.current.refresh;
    is_current.then_some(entry)
}

/// Returns the state for the command's JSON.
pub fn profile_state(record: &ProfileRecord, now: Timestamp) -> ProfileState {
    if record.altered {
        return ProfileState::Altered;
    }
    if record.moved_at.is_some() {
        return ProfileState::Off;
    }
    if record.old_copy {
        return ProfileState::OldCopy;
    }
    let state = about_current(record).map(|entry| &entry.attempt.state);
    match state {
        Some(AttemptState::Dead(_)) => ProfileState::NeedsConsent,
        Some(AttemptState::Unknown(_) | AttemptState::Sending | AttemptState::Responded) => ProfileState::Unknown,
        Some(AttemptState::Refused(_)) if !record.corrected => ProfileState::Refused,
        Some(AttemptState::Prepared | AttemptState::NotSent(_) | AttemptState::Saved | AttemptState::Refused(_))
        | None => by_life(record, now),
    }
}

fn by_life(record: &ProfileRecord, now: Timestamp) -> ProfileState {
    let current = &record.current;
    if current.expiry.is_due(DUE_MARGIN, now) {
        ProfileState::Due
    } else if current.source == Source::Import {
        ProfileState::New
    } else {
        ProfileState::Ok
    }
}

/// Returns the state as shown on the screen.
pub fn state_word(record: &ProfileRecord, now: Timestamp) -> DisplayState {
    match profile_state(record, now) {
        ProfileState::NeedsConsent => DisplayState::NeedsConsent,
        ProfileState::Unknown => DisplayState::Unknown,
        ProfileState::Refused => DisplayState::Refused,
        ProfileState::Off => DisplayState::MovedAway,
        ProfileState::OldCopy => DisplayState::OldCopy,
        ProfileState::Altered => DisplayState::Altered,
        ProfileState::New | ProfileState::Ok | ProfileState::Due => {
            let failed = matches!(
                about_current(record).map(|entry| &entry.attempt.state),
                Some(AttemptState::NotSent(NotSent::Network(_) | NotSent::CannotSave | NotSent::ClockBehind))
            );
            match record.current.expiry.access_left(now) {
                Some(left) if left.is_zero() => DisplayState::Expired,
                _ if failed => DisplayState::NotSent,
                Some(_) if record.current.expiry.is_due(DUE_MARGIN, now) => DisplayState::Expiring,
                Some(_) => DisplayState::Valid,
                None => DisplayState::New,
            }
        }
    }
}

/// Returns what pressing "Gửi" does. It asks first whenever an access token that may be in use would stop working.
pub fn send_policy(record: &ProfileRecord, now: Timestamp) -> SendPolicy {
    if record.altered {
        return SendPolicy::Altered;
    }
    if record.moved_at.is_some() {
        return SendPolicy::MovedAway;
    }
    if record.current.refresh.is_none() {
        return SendPolicy::NoRefreshToken;
    }
    match about_current(record).map(|entry| &entry.attempt.state) {
        Some(AttemptState::Dead(_)) if !record.corrected => return SendPolicy::DeadToken,
        Some(AttemptState::Unknown(_) | AttemptState::Sending | AttemptState::Responded) => {
            return SendPolicy::SendsAgain;
        }
        _ => {}
    }
    let expiry = &record.current.expiry;
    if record.old_copy {
        return SendPolicy::Asks;
    }
    match expiry.access_left(now) {
        Some(left) if !left.is_zero() && !expiry.is_due(DUE_MARGIN, now) => SendPolicy::Asks,
        // Pasted with an access token of unknown expiry: another tool may use it.
        None if record.current.access.is_some() => SendPolicy::Asks,
        Some(_) | None => SendPolicy::Sends,
    }
}

/// How long before an expiry the user is notified: long enough for a holiday and the week before it.
pub const UPCOMING_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// From this long before it, an upcoming expiry needs the user now.
pub const URGENT_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// When the user will be needed, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpcomingExpiry {
    /// Why.
    pub why: UpcomingExpiryReason,
    /// When it expires.
    pub at: Timestamp,
}

impl UpcomingExpiry {
    /// Reports whether the user is needed now.
    pub fn is_urgent(&self, now: Timestamp) -> bool {
        self.at.duration_since(now) <= URGENT_WITHIN
    }
}

/// Why the user will be needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum UpcomingExpiryReason {
    /// The refresh token expires unless it is refreshed before. After that, only an admin's consent gives new tokens.
    RefreshTokenEnds,
    /// The OA's package at Zalo ends, and the permissions of its tokens with it.
    PackageEnds,
}

/// Returns what expires first within [`UPCOMING_WITHIN`]; `None` for a profile that already needs the user, or was moved.
pub fn upcoming_expiry(record: &ProfileRecord, now: Timestamp) -> Option<UpcomingExpiry> {
    if matches!(profile_state(record, now), ProfileState::NeedsConsent | ProfileState::Off | ProfileState::Altered) {
        return None;
    }
    let token = record.current.refresh.and(record.current.expiry.refresh_expires_at);
    // A package is valid until the end of its last day in Vietnam.
    let last_day = record.facts.as_ref().and_then(|facts| facts.package_until);
    let package = last_day.and_then(|day| day.tomorrow().ok()?.to_zoned(TimeZone::fixed(offset(7))).ok());
    let candidates = [
        token.map(|at| UpcomingExpiry { why: UpcomingExpiryReason::RefreshTokenEnds, at }),
        package.map(|at| UpcomingExpiry { why: UpcomingExpiryReason::PackageEnds, at: at.timestamp() }),
    ];
    let is_near = |ahead: &UpcomingExpiry| ahead.at.duration_since(now) <= UPCOMING_WITHIN;
    candidates.into_iter().flatten().filter(is_near).min_by_key(|ahead| ahead.at)
}

/// Returns what expires so soon that the user is needed now.
pub fn urgent_expiry(record: &ProfileRecord, now: Timestamp) -> Option<UpcomingExpiryReason> {
    upcoming_expiry(record, now).filter(|ahead| ahead.is_urgent(now)).map(|ahead| ahead.why)
}

/// Returns the result of the newest attempt if it is about the current refresh token.
pub fn result_about_current(record: &ProfileRecord) -> Option<AttemptResult> {
    about_current(record).map(|entry| AttemptResult::of(entry, &record.current))
}

/// Returns the request key of the value that Zalo's last answer rejected. `None` if the user corrected the value
/// since, because Zalo has not seen the new one.
pub fn wrong_value(record: &ProfileRecord) -> Option<&'static str> {
    match &record.last.as_ref()?.entry.attempt.state {
        AttemptState::Refused(_) if record.corrected => None,
        AttemptState::Refused(error) if error.kind == RefusalKind::WrongAppId => Some("app_id"),
        AttemptState::Refused(error) if error.kind == RefusalKind::WrongSecretKey => Some("secret_key"),
        AttemptState::Dead(_) => about_current(record).map(|_| "refresh_token"),
        AttemptState::Prepared
        | AttemptState::Sending
        | AttemptState::NotSent(_)
        | AttemptState::Responded
        | AttemptState::Saved
        | AttemptState::Refused(_)
        | AttemptState::Unknown(_) => None,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::profile::{AppId, Profile, ProfileId, ProfileKind, ProfileName};
    use crate::records::{OaFacts, PairRecord};
    use crate::refresh::plan::Fingerprint;
    use crate::token::{Expiry, Generation};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    pub(crate) fn record(refresh_ends: Option<&str>, package_until: Option<&str>) -> ProfileRecord {
        let begun = at("2026-09-01T00:00:00Z");
        let facts = |day: &str| OaFacts {
            verified: true,
            followers: None,
            package: None,
            package_until: Some(day.parse().unwrap()),
            checked_at: begun,
        };
        ProfileRecord {
            profile: Profile {
                id: ProfileId::numbered(1),
                name: ProfileName::parse("shop").unwrap(),
                app_id: AppId::parse("1").unwrap(),
                kind: ProfileKind::Live,
                oa: None,
                created_at: begun,
            },
            current: PairRecord {
                generation: Generation::FIRST,
                source: Source::Refresh,
                expiry: Expiry { refresh_expires_at: refresh_ends.map(at), ..Expiry::default() },
                obtained_at: begun,
                unconfirmed: false,
                access: None,
                refresh: Some(Fingerprint([7; 32])),
            },
            last: None,
            moved_at: None,
            old_copy: false,
            altered: false,
            corrected: false,
            destinations: Vec::new(),
            automatic: false,
            callback: None,
            facts: package_until.map(facts),
            sends: Vec::new(),
        }
    }

    #[test]
    fn what_needs_the_user_is_listed_thirty_days_ahead_the_nearest_first() {
        let now = at("2026-11-23T00:00:00Z");
        let told =
            |ends, package| upcoming_expiry(&record(ends, package), now).map(|ahead| (ahead.why, ahead.at.to_string()));
        let token = |end: &str| Some((UpcomingExpiryReason::RefreshTokenEnds, end.to_owned()));
        assert_eq!(told(None, None), None);
        assert_eq!(told(Some("2026-12-23T00:00:01Z"), None), None, "thirty days and a second");
        assert_eq!(told(Some("2026-12-23T00:00:00Z"), None), token("2026-12-23T00:00:00Z"));
        assert_eq!(
            told(Some("2026-11-20T00:00:00Z"), None),
            token("2026-11-20T00:00:00Z"),
            "already expired by the local estimate"
        );
        // The package is valid until midnight at the end of its last day in Vietnam.
        let package = Some((UpcomingExpiryReason::PackageEnds, "2026-12-01T17:00:00Z".to_owned()));
        assert_eq!(told(Some("2026-12-20T00:00:00Z"), Some("2026-12-01")), package);
        assert_eq!(told(Some("2026-12-01T00:00:00Z"), Some("2026-12-01")), token("2026-12-01T00:00:00Z"));
        assert_eq!(told(None, Some("2027-08-12")), None);
    }

    #[test]
    fn an_oa_that_already_needs_the_user_or_was_moved_is_not_listed_ahead() {
        let now = at("2026-11-23T00:00:00Z");
        let moved = ProfileRecord { moved_at: Some(now), ..record(Some("2026-11-24T00:00:00Z"), None) };
        assert_eq!(upcoming_expiry(&moved, now), None);
        let mut without = record(Some("2026-11-24T00:00:00Z"), None);
        without.current.refresh = None;
        assert_eq!(upcoming_expiry(&without, now), None, "a missing token has no expiry");
    }
}
