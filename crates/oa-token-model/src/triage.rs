//! What every list shows of a profile: what it needs and why, how urgent that is, and the one act that helps. Pure; page,
//! tray and command show this and decide nothing.

use jiff::{SignedDuration, Timestamp};

use crate::attention::{self, Attention, Trouble};
use crate::explanation::Explanation;
use crate::profile::ProfileKind;
use crate::records::ProfileRecord;
use crate::refresh::NotSent;
use crate::refresh::diagnosis::DeathCause;
use crate::status::{self, DisplayState, UpcomingExpiryReason};
use crate::zalo::RefusalKind;

/// A refresh token with less than this left shows a warning (docs/zalo-api.md, section 5).
const REFRESH_NEAR_END: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The mark of a state: its colour and shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum Tone {
    /// A green dot.
    Ok,
    /// An amber triangle.
    Warn,
    /// A red diamond.
    Bad,
    /// A grey ring.
    Off,
}

/// The part of the overview's bar that counts a profile. Each profile is in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum HealthGroup {
    /// "Cần xử lý".
    Person,
    /// "Hết hạn".
    Expired,
    /// "Sắp hết hạn".
    Expiring,
    /// "Còn hạn".
    Valid,
    /// Never refreshed here, on another computer, or a practice OA.
    Other,
}

/// What the one button of a profile in a list does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum QuickAct {
    /// Copies the access token.
    Copy,
    /// Sends the refresh token.
    Refresh,
    /// Sends the same refresh token once more.
    SendAgain,
    /// Gets a pair: the refresh token is dead.
    GetNewPair,
    /// Gets a pair: there is no refresh token.
    GetPair,
    /// Corrects the secret key.
    FixSecretKey,
    /// Corrects the app id.
    FixAppId,
    /// Chooses the file again that could not be written.
    ChooseFile,
    /// Opens the profile's page.
    Open,
}

impl QuickAct {
    /// Returns the message id of the button.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::Copy => "page-copy",
            Self::Refresh => "page-step-refresh",
            Self::SendAgain => "page-next-send-again",
            Self::GetNewPair => "page-next-get-new-pair",
            Self::GetPair => "page-get-pair",
            Self::FixSecretKey => "page-next-fix-secret-key",
            Self::FixAppId => "page-next-fix-app-id",
            Self::ChooseFile => "page-step-choose-file",
            Self::Open => "page-step-open",
        }
    }
}

/// What every list shows of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Triage {
    /// What it needs.
    pub need: Attention,
    /// Where the overview counts it.
    pub group: HealthGroup,
    /// Its mark.
    pub tone: Tone,
    /// The colour of its access token's life; a token that may have stopped working is never green.
    pub access_tone: Tone,
    /// The colour of its refresh token's life.
    pub refresh_tone: Tone,
    /// Lower is more urgent; profiles of one rank are ordered by the end of their access token.
    pub rank: u8,
    /// Whether the access token may have stopped working although its time is not over.
    pub may_have_stopped: bool,
    /// Whether it was imported, was never refreshed here, and can be.
    pub untried: bool,
    /// Whether switching automatic refresh on refreshes it at once.
    pub due_once_automatic: bool,
    /// Why it needs the user, in a few words; `None` if it does not.
    pub reason: Option<Explanation>,
    /// Its one button; `None` if anything left to do happens on another computer.
    pub act: Option<QuickAct>,
}

impl Triage {
    /// Judges a profile.
    pub fn of(record: &ProfileRecord, now: Timestamp) -> Self {
        let (need, state) = (attention::need(record, now), status::state_word(record, now));
        let trouble = attention::trouble(record, now);
        Self {
            need,
            group: group(record, need, state),
            tone: mark(need, state, trouble.as_ref()),
            access_tone: access_tone(record, state, now),
            refresh_tone: refresh_tone(record, now),
            rank: rank(record, need, state),
            may_have_stopped: may_have_stopped(state),
            untried: state == DisplayState::New && record.current.refresh.is_some() && !is_practice(record),
            due_once_automatic: due_once_automatic(record, state),
            reason: trouble.as_ref().filter(|_| need == Attention::Person).map(reason),
            act: act(record, trouble.as_ref(), state, now),
        }
    }
}

/// Returns the mark of a state.
pub fn tone(state: DisplayState) -> Tone {
    match state {
        DisplayState::Valid => Tone::Ok,
        // The expiry of a new pair is unknown, so it is never quiet.
        DisplayState::New
        | DisplayState::Expiring
        | DisplayState::Unknown
        | DisplayState::NotSent
        | DisplayState::OldCopy => Tone::Warn,
        DisplayState::NeedsConsent | DisplayState::Refused | DisplayState::Altered => Tone::Bad,
        DisplayState::Expired | DisplayState::MovedAway => Tone::Off,
    }
}

/// An OA that needs the user is never quiet, whatever its state.
fn mark(need: Attention, state: DisplayState, trouble: Option<&Trouble>) -> Tone {
    match tone(state) {
        // What uses the token there stands still.
        _ if matches!(trouble, Some(Trouble::PlaceFails { has_ended: true, .. })) => Tone::Bad,
        Tone::Ok | Tone::Off if need == Attention::Person => Tone::Warn,
        tone @ (Tone::Ok | Tone::Warn | Tone::Bad | Tone::Off) => tone,
    }
}

fn access_tone(record: &ProfileRecord, state: DisplayState, now: Timestamp) -> Tone {
    if !record.current.expiry.access_left(now).is_some_and(|left| left.is_positive()) {
        return Tone::Off;
    }
    match state {
        DisplayState::Expiring | DisplayState::Unknown | DisplayState::OldCopy => Tone::Warn,
        DisplayState::NeedsConsent | DisplayState::Altered => Tone::Bad,
        DisplayState::MovedAway => Tone::Off,
        // A refusal and a send that did not leave end no access token.
        DisplayState::New
        | DisplayState::Valid
        | DisplayState::Expired
        | DisplayState::NotSent
        | DisplayState::Refused => Tone::Ok,
    }
}

fn refresh_tone(record: &ProfileRecord, now: Timestamp) -> Tone {
    // The other computer watches the token of an OA that was moved.
    let end = record.current.expiry.refresh_expires_at.filter(|end| *end > now && record.moved_at.is_none());
    match end.map(|end| end.duration_since(now)) {
        None => Tone::Off,
        Some(left) if left <= REFRESH_NEAR_END => Tone::Warn,
        Some(_) => Tone::Ok,
    }
}

fn may_have_stopped(state: DisplayState) -> bool {
    matches!(
        state,
        DisplayState::NeedsConsent | DisplayState::Unknown | DisplayState::MovedAway | DisplayState::OldCopy
    )
}

fn due_once_automatic(record: &ProfileRecord, state: DisplayState) -> bool {
    let is_due = matches!(state, DisplayState::Expiring | DisplayState::Expired);
    let is_due = is_due || record.current.expiry.access_expires_at.is_none();
    is_due && record.current.refresh.is_some() && state != DisplayState::OldCopy
}

fn group(record: &ProfileRecord, need: Attention, state: DisplayState) -> HealthGroup {
    match (need, state) {
        (Attention::Person, _) => HealthGroup::Person,
        _ if is_practice(record) => HealthGroup::Other,
        (_, DisplayState::Valid) => HealthGroup::Valid,
        (_, DisplayState::Expiring) => HealthGroup::Expiring,
        (_, DisplayState::Expired) => HealthGroup::Expired,
        _ => HealthGroup::Other,
    }
}

/// A changed record may claim to be a practice OA, which would hide it from the OAs that need the user.
fn is_practice(record: &ProfileRecord) -> bool {
    record.profile.kind == ProfileKind::Practice && !record.altered
}

fn rank(record: &ProfileRecord, need: Attention, state: DisplayState) -> u8 {
    if is_practice(record) {
        return 9;
    }
    match state {
        DisplayState::NeedsConsent | DisplayState::Altered => 0,
        DisplayState::Refused => 1,
        DisplayState::Unknown | DisplayState::OldCopy => 2,
        DisplayState::MovedAway => 8,
        _ if need == Attention::Person => 3,
        DisplayState::NotSent => 3,
        DisplayState::Expiring => 4,
        DisplayState::Expired => 5,
        DisplayState::New => 6,
        DisplayState::Valid => 7,
    }
}

fn reason(trouble: &Trouble) -> Explanation {
    Explanation::new(match trouble {
        Trouble::Altered => "page-need-altered",
        Trouble::Dead(DeathCause::UsedElsewhere) => "page-need-used-elsewhere",
        Trouble::Dead(DeathCause::TooOld) => "page-need-too-old",
        Trouble::Dead(DeathCause::LostAnswer | DeathCause::NeverWorked | DeathCause::SpentHere) => "page-need-consent",
        Trouble::Refused(RefusalKind::WrongSecretKey) => "page-need-secret-key",
        Trouble::Refused(RefusalKind::WrongAppId) => "page-need-app-id",
        Trouble::Refused(_) => "page-need-refused",
        Trouble::OldCopy => "page-need-old-copy",
        Trouble::NoRefreshToken => "page-need-refresh-token",
        Trouble::Unknown => "page-need-unknown",
        Trouble::NotSent(NotSent::Network(_)) => "page-need-offline",
        Trouble::NotSent(NotSent::CannotSave) => "page-need-cannot-save",
        Trouble::NotSent(NotSent::ClockBehind) => "page-need-clock",
        Trouble::NotSent(_) => "page-need-not-sent",
        Trouble::TooOften => "page-need-too-often",
        Trouble::Upcoming(UpcomingExpiryReason::RefreshTokenEnds) => "page-need-refresh-ends",
        Trouble::Upcoming(UpcomingExpiryReason::PackageEnds) => "page-need-package-ends",
        Trouble::PlaceFails { name, has_ended: true, .. } => {
            return Explanation::new("page-need-place-ended").with("place", name);
        }
        Trouble::PlaceFails { name, is_file: true, .. } => {
            return Explanation::new("page-need-file").with("file", name);
        }
        Trouble::PlaceFails { name, .. } => return Explanation::new("page-need-place").with("place", name),
        Trouble::UnknownLife => "page-need-new",
    })
}

fn act(record: &ProfileRecord, trouble: Option<&Trouble>, state: DisplayState, now: Timestamp) -> Option<QuickAct> {
    Some(match trouble {
        Some(Trouble::Dead(_)) => QuickAct::GetNewPair,
        Some(Trouble::Refused(RefusalKind::WrongSecretKey)) => QuickAct::FixSecretKey,
        Some(Trouble::Refused(RefusalKind::WrongAppId)) => QuickAct::FixAppId,
        // A practice OA gets no pair from Zalo.
        Some(Trouble::NoRefreshToken) if is_practice(record) => QuickAct::Open,
        Some(Trouble::NoRefreshToken) => QuickAct::GetPair,
        Some(Trouble::Unknown | Trouble::NotSent(_)) => QuickAct::SendAgain,
        Some(Trouble::PlaceFails { is_file: true, .. }) => QuickAct::ChooseFile,
        Some(Trouble::PlaceFails { is_file: false, .. }) => QuickAct::Open,
        Some(Trouble::Refused(_) | Trouble::Altered | Trouble::OldCopy | Trouble::TooOften | Trouble::Upcoming(_)) => {
            QuickAct::Open
        }
        None if state == DisplayState::MovedAway => return None,
        None if state == DisplayState::Valid && attention::is_copyable(record, now) => QuickAct::Copy,
        Some(Trouble::UnknownLife) | None => QuickAct::Refresh,
    })
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::destination::{
        DeliveryFault, DeliveryProgress, Destination, DestinationId, DestinationName, DestinationRecord, FileTarget,
        PairMark, Target,
    };
    use crate::refresh::{AttemptState, UnknownCause};
    use crate::schedule::tests::{NOW, at, record, with_last};
    use crate::token::{Expiry, Source};
    use crate::zalo::{DeadAnswer, NotSentCause, ZaloError};

    const HOUR: SignedDuration = SignedDuration::from_hours(1);

    fn judged(record: &ProfileRecord) -> Triage {
        Triage::of(record, at(NOW))
    }

    /// An OA with an attempt about its current token that ended like this; its access token has this much left.
    fn ended(state: AttemptState, left: SignedDuration) -> ProfileRecord {
        ProfileRecord { current: record(left).current, ..with_last(state, SignedDuration::from_mins(10)) }
    }

    fn refused(kind: RefusalKind) -> ProfileRecord {
        ended(AttemptState::Refused(ZaloError::unsaid(kind)), HOUR * 20)
    }

    fn dead() -> ProfileRecord {
        ended(AttemptState::Dead(DeadAnswer::EmptyBody), HOUR * 20)
    }

    fn unknown() -> ProfileRecord {
        ended(AttemptState::Unknown(UnknownCause::Crashed), HOUR * 20)
    }

    fn fresh() -> ProfileRecord {
        let mut fresh = ProfileRecord { automatic: false, ..record(HOUR) };
        (fresh.current.expiry, fresh.current.source) = (Expiry::default(), Source::Import);
        fresh.current.access = None;
        fresh
    }

    fn bare(left: SignedDuration) -> ProfileRecord {
        let mut bare = record(left);
        bare.current.refresh = None;
        bare
    }

    fn practice(of: ProfileRecord) -> ProfileRecord {
        let mut practice = of;
        practice.profile.kind = ProfileKind::Practice;
        practice
    }

    fn moved() -> ProfileRecord {
        ProfileRecord { moved_at: Some(at(NOW)), ..record(HOUR * 20) }
    }

    fn with_file(fault: Option<DeliveryFault>) -> ProfileRecord {
        let record = record(HOUR * 20);
        let file = FileTarget {
            path: PathBuf::from("/somewhere/zalo.env"),
            format: "env".to_owned(),
            with_refresh_token: false,
            names: [const { String::new() }; 3],
        };
        let destination = Destination {
            id: DestinationId::random(),
            oa: record.profile.id.clone(),
            name: DestinationName::stored("zalo.env"),
            enabled: true,
            created_at: at(NOW),
            target: Target::File(file),
        };
        let progress = DeliveryProgress { tried_at: Some(at(NOW)), fault, ..DeliveryProgress::default() };
        ProfileRecord { destinations: vec![DestinationRecord::of(&destination, progress)], ..record }
    }

    fn unwritten() -> ProfileRecord {
        with_file(Some(DeliveryFault::CannotWrite))
    }

    #[test]
    fn every_profile_has_a_group_a_reason_and_one_act() {
        use HealthGroup::{Expired, Expiring, Other, Person, Valid};
        let offline = ended(AttemptState::NotSent(NotSent::Network(NotSentCause::Dns)), HOUR * 20);
        let without_access = || {
            let mut without = record(HOUR * 20);
            without.current.access = None;
            without
        };
        let rows = vec![
            (record(HOUR * 20), Valid, None, Some(QuickAct::Copy)),
            (without_access(), Valid, None, Some(QuickAct::Refresh)),
            (record(HOUR), Expiring, None, Some(QuickAct::Refresh)),
            (record(-HOUR), Expired, None, Some(QuickAct::Refresh)),
            (fresh(), Other, None, Some(QuickAct::Refresh)),
            (ProfileRecord { automatic: true, ..fresh() }, Person, Some("page-need-new"), Some(QuickAct::Refresh)),
            (bare(HOUR * 20), Person, Some("page-need-refresh-token"), Some(QuickAct::GetPair)),
            (bare(-HOUR), Person, Some("page-need-refresh-token"), Some(QuickAct::GetPair)),
            (dead(), Person, Some("page-need-used-elsewhere"), Some(QuickAct::GetNewPair)),
            (unknown(), Person, Some("page-need-unknown"), Some(QuickAct::SendAgain)),
            (offline, Person, Some("page-need-offline"), Some(QuickAct::SendAgain)),
            (refused(RefusalKind::WrongSecretKey), Person, Some("page-need-secret-key"), Some(QuickAct::FixSecretKey)),
            (refused(RefusalKind::WrongAppId), Person, Some("page-need-app-id"), Some(QuickAct::FixAppId)),
            (refused(RefusalKind::RateLimited), Person, Some("page-need-refused"), Some(QuickAct::Open)),
            (
                ProfileRecord { old_copy: true, ..record(HOUR) },
                Person,
                Some("page-need-old-copy"),
                Some(QuickAct::Open),
            ),
            (ProfileRecord { altered: true, ..record(HOUR) }, Person, Some("page-need-altered"), Some(QuickAct::Open)),
            (unwritten(), Person, Some("page-need-file"), Some(QuickAct::ChooseFile)),
            (moved(), Other, None, None),
            (practice(record(HOUR)), Other, None, Some(QuickAct::Refresh)),
            (practice(bare(HOUR)), Other, None, Some(QuickAct::Open)),
            (practice(dead()), Other, None, Some(QuickAct::GetNewPair)),
        ];
        for (record, group, reason, act) in rows {
            let triage = judged(&record);
            let found = (triage.group, triage.reason.as_ref().map(|reason| reason.id), triage.act);
            assert_eq!(found, (group, reason, act), "{record:?}");
            assert_eq!(triage.reason.is_some(), triage.need == Attention::Person);
        }
    }

    #[test]
    fn the_most_urgent_comes_first_and_among_equals_the_first_to_end() {
        let order = [
            dead(),
            refused(RefusalKind::WrongSecretKey),
            unknown(),
            bare(-HOUR),
            ended(AttemptState::NotSent(NotSent::CannotSave), HOUR * 20),
            record(HOUR),
            record(-HOUR),
            fresh(),
            record(HOUR * 10),
            record(HOUR * 20),
            moved(),
            practice(dead()),
        ];
        let mut turned: Vec<ProfileRecord> = order.iter().rev().cloned().collect();
        turned.rotate_left(5);
        let sorted = attention::by_urgency(&turned, at(NOW));
        let sorted: Vec<&ProfileRecord> = sorted.into_iter().map(|(_, record)| record).collect();
        assert_eq!(sorted, order.iter().collect::<Vec<_>>());
    }

    #[test]
    fn what_needs_the_user_is_never_quiet_and_a_doubtful_token_is_never_green() {
        assert_eq!(judged(&record(HOUR * 20)).tone, Tone::Ok);
        assert_eq!(judged(&unwritten()).tone, Tone::Warn, "a valid token that reaches no tool");
        assert_eq!(judged(&bare(-HOUR)).tone, Tone::Warn);
        assert_eq!(judged(&record(-HOUR)).tone, Tone::Off);
        assert_eq!(judged(&dead()).tone, Tone::Bad);
        for doubtful in [dead(), unknown(), moved(), ProfileRecord { old_copy: true, ..record(HOUR * 20) }] {
            let triage = judged(&doubtful);
            assert!(triage.may_have_stopped && triage.access_tone != Tone::Ok, "{doubtful:?}");
        }
        assert!(!judged(&refused(RefusalKind::WrongSecretKey)).may_have_stopped, "a refusal ends no access token");
        let mut old = record(HOUR * 20);
        old.current.expiry.refresh_expires_at = Some(at(NOW) + HOUR * 24 * 14);
        assert_eq!(judged(&old).refresh_tone, Tone::Warn);
    }

    #[test]
    fn what_was_imported_is_untried_until_it_is_refreshed() {
        let judge = |record: ProfileRecord| (judged(&record).untried, judged(&record).due_once_automatic);
        let mut without_refresh = fresh();
        without_refresh.current.refresh = None;
        let mut practice = fresh();
        practice.profile.kind = ProfileKind::Practice;
        assert_eq!(judge(fresh()), (true, true));
        assert_eq!(judge(without_refresh), (false, false));
        assert_eq!(judge(practice), (false, true));
        assert_eq!(judge(record(HOUR)), (false, true), "it is due");
        assert_eq!(judge(record(HOUR * 20)), (false, false));
        assert_eq!(judge(ProfileRecord { old_copy: true, ..record(-HOUR) }), (false, false));
    }

    #[test]
    fn a_file_that_waits_for_a_token_does_not_need_the_user() {
        assert_eq!(judged(&with_file(Some(DeliveryFault::NoToken))).reason, None);
    }

    #[test]
    fn a_place_whose_token_has_ended_is_red_and_one_that_never_had_one_amber() {
        let mut failing = unwritten();
        failing.destinations[0].file = None;
        let judged_now = judged(&failing);
        assert_eq!((judged_now.tone, judged_now.reason.map(|why| why.id)), (Tone::Warn, Some("page-need-place")));
        failing.destinations[0].progress.delivered_pair = Some(PairMark("1.a.b".to_owned()));
        let judged_now = judged(&failing);
        assert_eq!((judged_now.tone, judged_now.reason.map(|why| why.id)), (Tone::Bad, Some("page-need-place-ended")));
        failing.destinations[0].progress.delivered_pair = Some(failing.current.mark());
        assert_eq!(judged(&failing).reason, None, "it holds the current pair");
    }

    #[test]
    fn a_refresh_token_or_a_package_needs_the_user_a_week_ahead() {
        let ends_in = |days: i32| {
            let mut soon = record(HOUR * 20);
            soon.current.expiry.refresh_expires_at = Some(at(NOW) + HOUR * 24 * days);
            judged(&soon).reason.map(|reason| reason.id)
        };
        assert_eq!((ends_in(8), ends_in(7)), (None, Some("page-need-refresh-ends")));
    }
}
