//! The result of a refresh, with the message that explains it. Pure.

use jiff::Timestamp;

use crate::explanation::Explanation;
use crate::records::PairRecord;
use crate::refresh::diagnosis::{DeathCause, diagnose};
use crate::refresh::holder::{Hold, Process};
use crate::refresh::plan::{AttemptKind, Entry};
use crate::refresh::{AttemptState, NotSent, UnknownCause};
use crate::token::Generation;
use crate::zalo::{DeadAnswer, LostCause, NotSentCause, RefusalKind, UnclearCause, ZaloError};

/// The result of a request to refresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How it ended.
    pub result: AttemptResult,
    /// The profile's current pair.
    pub generation: Generation,
    /// When the current access token expires; `None` if unknown.
    pub access_expires_at: Option<Timestamp>,
    /// Whether the saved data is in one file only because the second copy could not be written.
    pub one_copy: bool,
    /// The process that holds the profile, if the profile is busy and the process is known.
    pub held_by: Option<Process>,
    /// Why this computer could not send, if there is a more exact sentence than the one for `result`.
    pub why: Option<Explanation>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AttemptResult {
    /// The pair from Zalo is saved on disk.
    Saved(SavedNote),
    /// Zalo refused the request; the token may still be valid.
    Refused(ZaloError),
    /// Zalo reported that the token is not valid.
    Dead {
        /// Zalo's error; `None` for an empty answer, or if nothing was sent.
        zalo: Option<ZaloError>,
        /// The likeliest reason.
        cause: DeathCause,
    },
    /// Nothing left this computer.
    NotSent(NotSent),
    /// It is unknown whether the token was spent.
    Unknown(UnknownCause),
    /// It is unknown whether Zalo gave a pair for the code. Codes are not stored: the user has to consent again.
    ConsentUnclear(UnknownCause),
    /// Another window or command held the profile for too long.
    Busy,
}

/// Details about a saved answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedNote {
    /// Both tokens, in a regular answer.
    Whole,
    /// Both tokens, in an irregular answer.
    Unconfirmed,
    /// Only an access token; the old refresh token is kept.
    AccessOnly,
    /// Only a refresh token.
    RefreshOnly,
    /// The refresh token came back unchanged.
    SameRefreshToken,
}

/// The button to offer after an outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum NextStep {
    /// Nothing to do.
    None,
    /// Send again.
    SendAgain,
    /// Correct the secret key.
    FixSecretKey,
    /// Correct the app's id, or switch the app on.
    FixAppId,
    /// Get a new pair from Zalo.
    GetNewPair,
    /// Paste the refresh token again.
    PasteAgain,
}

impl Outcome {
    /// Makes an outcome from an attempt that has ended and the profile's current pair.
    pub fn of(entry: &Entry, current: &PairRecord) -> Self {
        Self {
            result: AttemptResult::of(entry, current),
            generation: current.generation,
            access_expires_at: current.expiry.access_expires_at,
            one_copy: false,
            held_by: None,
            why: None,
        }
    }

    /// Makes an outcome that has no row in the vault.
    pub fn without_row(result: AttemptResult, current: &PairRecord) -> Self {
        Self {
            result,
            generation: current.generation,
            access_expires_at: current.expiry.access_expires_at,
            one_copy: false,
            held_by: None,
            why: None,
        }
    }

    /// Makes the outcome of waiting too long for the process that holds the profile.
    pub fn held(by: Option<Hold>, current: &PairRecord) -> Self {
        Self { held_by: by.map(|hold| hold.by), ..Self::without_row(AttemptResult::Busy, current) }
    }
}

impl AttemptResult {
    /// Reads the result of an attempt that has ended.
    pub fn of(entry: &Entry, current: &PairRecord) -> Self {
        if entry.kind == AttemptKind::Exchange {
            return Self::of_exchange(entry, current);
        }
        let cause = || diagnose(&entry.attempt, entry.token_source, entry.token_at);
        match &entry.attempt.state {
            AttemptState::Saved => Self::Saved(saved_note(entry, current)),
            AttemptState::Refused(error) => Self::Refused(error.clone()),
            AttemptState::Dead(DeadAnswer::Said(error)) => Self::Dead { zalo: Some(error.clone()), cause: cause() },
            AttemptState::Dead(DeadAnswer::EmptyBody) => Self::Dead { zalo: None, cause: cause() },
            AttemptState::NotSent(why) => Self::NotSent(*why),
            AttemptState::Unknown(why) => Self::Unknown(*why),
            AttemptState::Prepared => Self::NotSent(NotSent::CannotSave),
            AttemptState::Sending | AttemptState::Responded => Self::Unknown(UnknownCause::Crashed),
        }
    }

    /// Reads the result of sending a code. An answer about a dead token then means the code.
    fn of_exchange(entry: &Entry, current: &PairRecord) -> Self {
        let about_code = |error: ZaloError| ZaloError { kind: RefusalKind::CodeSpent, ..error };
        match &entry.attempt.state {
            AttemptState::Saved => Self::Saved(saved_note(entry, current)),
            AttemptState::Refused(error) => Self::Refused(error.clone()),
            AttemptState::Dead(DeadAnswer::Said(error)) => Self::Refused(about_code(error.clone())),
            AttemptState::Dead(DeadAnswer::EmptyBody) => Self::Refused(ZaloError::unsaid(RefusalKind::CodeSpent)),
            AttemptState::NotSent(why) => Self::NotSent(*why),
            AttemptState::Unknown(why) => Self::ConsentUnclear(*why),
            AttemptState::Prepared => Self::NotSent(NotSent::CannotSave),
            AttemptState::Sending | AttemptState::Responded => Self::ConsentUnclear(UnknownCause::Crashed),
        }
    }

    /// Returns Zalo's error, if it sent one.
    pub fn zalo(&self) -> Option<&ZaloError> {
        match self {
            Self::Refused(error) => Some(error),
            Self::Dead { zalo, .. } => zalo.as_ref(),
            Self::Saved(_) | Self::NotSent(_) | Self::Unknown(_) | Self::ConsentUnclear(_) | Self::Busy => None,
        }
    }

    /// Returns the name used in the command's JSON.
    pub fn outcome_name(&self) -> &'static str {
        match self {
            Self::Saved(_) => "saved",
            Self::Refused(_) | Self::Dead { .. } => "rejected",
            Self::NotSent(_) => "not_sent",
            Self::Unknown(_) | Self::ConsentUnclear(_) => "unknown",
            Self::Busy => "busy",
        }
    }

    /// Returns the reason used in the command's JSON.
    pub fn reason(&self) -> Option<&'static str> {
        Some(match self {
            Self::Saved(SavedNote::Whole) | Self::Busy => return None,
            Self::Saved(SavedNote::Unconfirmed) => "unconfirmed",
            Self::Saved(SavedNote::AccessOnly) => "access_only",
            Self::Saved(SavedNote::RefreshOnly) => "refresh_only",
            Self::Saved(SavedNote::SameRefreshToken) => "same_refresh_token",
            Self::Refused(_) => "refused",
            Self::Dead { .. } => "dead",
            Self::NotSent(NotSent::Network(NotSentCause::TooLate)) => "too_late",
            Self::NotSent(NotSent::NoReferee | NotSent::Network(NotSentCause::Unconfirmed)) => "no_referee",
            Self::NotSent(NotSent::EpochOpen) => "epoch_open",
            Self::NotSent(NotSent::Viewer) => "viewer",
            Self::NotSent(NotSent::Removed) => "removed",
            Self::NotSent(NotSent::Network(_)) => "offline",
            Self::NotSent(NotSent::CannotSave) => "cannot_save",
            Self::NotSent(NotSent::ClockBehind) => "clock_behind",
            Self::NotSent(NotSent::NoRefreshToken) => "no_refresh_token",
            Self::NotSent(NotSent::BadRequest) => "bad_request",
            Self::NotSent(NotSent::NoPractice) => "no_practice",
            Self::NotSent(NotSent::MovedAway) => "moved_away",
            Self::NotSent(NotSent::CopiedHere) => "copied_here",
            Self::NotSent(NotSent::OldCopy) => "old_copy",
            Self::NotSent(NotSent::OneCopy) => "one_copy",
            Self::NotSent(NotSent::Altered) => "altered",
            Self::NotSent(NotSent::NewerVault) => "newer_vault",
            Self::Unknown(UnknownCause::Lost(_)) | Self::ConsentUnclear(UnknownCause::Lost(_)) => "lost_answer",
            Self::Unknown(UnknownCause::Unclear(_)) | Self::ConsentUnclear(UnknownCause::Unclear(_)) => {
                "unclear_answer"
            }
            Self::Unknown(UnknownCause::Crashed) | Self::ConsentUnclear(UnknownCause::Crashed) => "crashed",
            Self::Unknown(UnknownCause::KeptAside) | Self::ConsentUnclear(UnknownCause::KeptAside) => "kept_aside",
        })
    }

    /// Returns the id of the message that explains the result. The id with `-next` added is the message with the next
    /// step.
    pub fn message_id(&self) -> &'static str {
        match self {
            Self::Saved(note) => saved_words(*note),
            Self::Refused(error) => refused_words(error.kind),
            Self::Dead { cause, .. } => dead_words(*cause),
            Self::NotSent(why) => not_sent_words(*why),
            Self::Unknown(why) => unknown_words(*why),
            Self::ConsentUnclear(_) => "consent-unclear",
            Self::Busy => "busy",
        }
    }

    /// Returns the button to offer after the user corrected the app's values: they can be sent now.
    pub fn next_step_corrected(&self) -> NextStep {
        match self.next_step() {
            NextStep::FixSecretKey | NextStep::FixAppId => NextStep::SendAgain,
            step @ (NextStep::None | NextStep::SendAgain | NextStep::GetNewPair | NextStep::PasteAgain) => step,
        }
    }

    /// Returns the button to offer.
    pub fn next_step(&self) -> NextStep {
        match self {
            Self::Saved(_)
            | Self::NotSent(
                NotSent::MovedAway
                | NotSent::CopiedHere
                | NotSent::OldCopy
                | NotSent::Altered
                | NotSent::NewerVault
                | NotSent::Viewer
                | NotSent::Removed,
            ) => NextStep::None,
            Self::Refused(error) => match error.kind {
                RefusalKind::WrongSecretKey => NextStep::FixSecretKey,
                RefusalKind::WrongAppId => NextStep::FixAppId,
                RefusalKind::CodeSpent | RefusalKind::DeadToken => NextStep::GetNewPair,
                RefusalKind::RateLimited | RefusalKind::Other => NextStep::SendAgain,
                RefusalKind::CallbackMismatch | RefusalKind::BadGrantType => NextStep::None,
            },
            Self::Dead { cause: DeathCause::NeverWorked, .. }
            | Self::NotSent(NotSent::NoRefreshToken | NotSent::BadRequest) => NextStep::PasteAgain,
            Self::Dead { .. } | Self::ConsentUnclear(_) => NextStep::GetNewPair,
            Self::NotSent(_) | Self::Unknown(_) | Self::Busy => NextStep::SendAgain,
        }
    }
}

fn saved_note(entry: &Entry, current: &PairRecord) -> SavedNote {
    use crate::zalo::{Verdict, judge};
    let verdict = entry.attempt.answer.as_ref().map(judge);
    match verdict {
        Some(Verdict::Tokens(tokens)) if tokens.pair.refresh.is_none() => SavedNote::AccessOnly,
        Some(Verdict::Tokens(tokens)) if tokens.pair.access.is_none() => SavedNote::RefreshOnly,
        _ if current.refresh == Some(entry.fingerprint) => SavedNote::SameRefreshToken,
        Some(Verdict::Tokens(tokens)) if !tokens.confirmed => SavedNote::Unconfirmed,
        // A locked vault cannot open the answer, so the stored pair decides.
        _ if current.unconfirmed => SavedNote::Unconfirmed,
        _ => SavedNote::Whole,
    }
}

fn saved_words(note: SavedNote) -> &'static str {
    match note {
        SavedNote::Whole => "saved",
        SavedNote::Unconfirmed => "saved-unconfirmed",
        SavedNote::AccessOnly => "saved-access-only",
        SavedNote::RefreshOnly => "saved-refresh-only",
        SavedNote::SameRefreshToken => "saved-same-refresh-token",
    }
}

fn refused_words(kind: RefusalKind) -> &'static str {
    match kind {
        RefusalKind::DeadToken => "dead-used-elsewhere",
        RefusalKind::WrongAppId => "refused-app-id",
        RefusalKind::CallbackMismatch => "refused-callback",
        RefusalKind::WrongSecretKey => "refused-secret-key",
        RefusalKind::CodeSpent => "refused-code",
        RefusalKind::BadGrantType => "refused-grant-type",
        RefusalKind::RateLimited => "refused-rate",
        RefusalKind::Other => "refused-other",
    }
}

fn dead_words(cause: DeathCause) -> &'static str {
    match cause {
        DeathCause::LostAnswer => "dead-lost-answer",
        DeathCause::UsedElsewhere => "dead-used-elsewhere",
        DeathCause::TooOld => "dead-too-old",
        DeathCause::NeverWorked => "dead-never-worked",
        DeathCause::SpentHere => "dead-spent-here",
    }
}

fn not_sent_words(why: NotSent) -> &'static str {
    match why {
        NotSent::Network(NotSentCause::Dns) => "not-sent-dns",
        NotSent::Network(NotSentCause::Unreachable | NotSentCause::Refused) => "not-sent-unreachable",
        NotSent::Network(NotSentCause::TimedOut) => "not-sent-timed-out",
        NotSent::Network(NotSentCause::Tls) => "not-sent-tls",
        NotSent::Network(NotSentCause::Proxy) => "not-sent-proxy",
        NotSent::Network(NotSentCause::TooLate) => "not-sent-too-late",
        NotSent::NoReferee | NotSent::Network(NotSentCause::Unconfirmed) => "not-sent-no-referee",
        NotSent::EpochOpen => "not-sent-epoch-open",
        NotSent::Viewer => "not-sent-viewer",
        NotSent::Removed => "not-sent-removed",
        NotSent::Network(NotSentCause::CannotBuild) | NotSent::BadRequest => "not-sent-bad-request",
        NotSent::CannotSave => "not-sent-cannot-save",
        NotSent::ClockBehind => "not-sent-clock",
        NotSent::NoRefreshToken => "not-sent-no-refresh-token",
        NotSent::NoPractice => "not-sent-no-practice",
        NotSent::MovedAway => "not-sent-moved-away",
        NotSent::CopiedHere => "not-sent-copied-here",
        NotSent::OldCopy => "not-sent-old-copy",
        NotSent::OneCopy => "not-sent-one-copy",
        NotSent::Altered => "vault-altered",
        NotSent::NewerVault => "vault-newer",
    }
}

fn unknown_words(why: UnknownCause) -> &'static str {
    match why {
        UnknownCause::Lost(LostCause::TimedOut) => "unknown-timed-out",
        UnknownCause::Lost(LostCause::ConnectionLost) => "unknown-connection-lost",
        UnknownCause::Unclear(UnclearCause::Redirect) => "unknown-redirect",
        UnknownCause::Unclear(UnclearCause::Html) => "unknown-html",
        UnknownCause::Unclear(UnclearCause::ServerError) => "unknown-server-error",
        UnknownCause::Unclear(UnclearCause::Cut) => "unknown-cut",
        UnknownCause::Unclear(_) => "unknown-not-zalo",
        UnknownCause::Crashed => "unknown-crashed",
        UnknownCause::KeptAside => "unknown-kept-aside",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: RefusalKind) -> ZaloError {
        let (name, description, reason) = ("Odd".to_owned(), String::new(), String::new());
        ZaloError { code: None, name, description, reason, kind }
    }

    /// Every way an attempt can end.
    fn all() -> Vec<AttemptResult> {
        use SavedNote::{AccessOnly, RefreshOnly, SameRefreshToken, Unconfirmed, Whole};
        let saved = [Whole, Unconfirmed, AccessOnly, RefreshOnly, SameRefreshToken].map(AttemptResult::Saved);
        let refused = [
            RefusalKind::DeadToken,
            RefusalKind::WrongAppId,
            RefusalKind::CallbackMismatch,
            RefusalKind::WrongSecretKey,
            RefusalKind::CodeSpent,
            RefusalKind::BadGrantType,
            RefusalKind::RateLimited,
            RefusalKind::Other,
        ]
        .map(|kind| AttemptResult::Refused(error(kind)));
        let dead = [
            DeathCause::LostAnswer,
            DeathCause::UsedElsewhere,
            DeathCause::TooOld,
            DeathCause::NeverWorked,
            DeathCause::SpentHere,
        ]
        .map(|cause| AttemptResult::Dead { zalo: None, cause });
        let network = [
            NotSentCause::Dns,
            NotSentCause::Refused,
            NotSentCause::Unreachable,
            NotSentCause::TimedOut,
            NotSentCause::Tls,
            NotSentCause::Proxy,
            NotSentCause::TooLate,
            NotSentCause::Unconfirmed,
            NotSentCause::CannotBuild,
        ]
        .map(NotSent::Network);
        let own = [
            NotSent::CannotSave,
            NotSent::ClockBehind,
            NotSent::NoRefreshToken,
            NotSent::BadRequest,
            NotSent::NoPractice,
            NotSent::MovedAway,
            NotSent::CopiedHere,
            NotSent::OldCopy,
            NotSent::OneCopy,
            NotSent::Altered,
            NotSent::NewerVault,
            NotSent::NoReferee,
            NotSent::EpochOpen,
            NotSent::Viewer,
            NotSent::Removed,
        ];
        let lost = [LostCause::TimedOut, LostCause::ConnectionLost].map(UnknownCause::Lost);
        let unclear = [
            UnclearCause::Redirect,
            UnclearCause::ServerError,
            UnclearCause::ClientError,
            UnclearCause::Cut,
            UnclearCause::TooLarge,
            UnclearCause::Html,
            UnclearCause::NoTokens,
            UnclearCause::NotZalo,
        ]
        .map(UnknownCause::Unclear);
        let not_sent = network.into_iter().chain(own).map(AttemptResult::NotSent);
        let unknown = lost
            .into_iter()
            .chain(unclear)
            .chain([UnknownCause::Crashed, UnknownCause::KeptAside])
            .map(AttemptResult::Unknown);
        saved
            .into_iter()
            .chain(refused)
            .chain(dead)
            .chain(not_sent)
            .chain(unknown)
            .chain([AttemptResult::Busy])
            .collect()
    }

    #[test]
    fn every_outcome_has_its_sentence_and_its_next_step_in_both_languages() {
        let vi = include_str!("../../../locales/vi/main.ftl");
        let en = include_str!("../../../locales/en/main.ftl");
        for (language, texts) in [("vi", vi), ("en", en)] {
            let has =
                |id: &str| texts.lines().any(|line| line.strip_prefix(id).is_some_and(|rest| rest.starts_with(" =")));
            for result in all() {
                let id = result.message_id();
                assert!(has(id), "{id} in {language}");
                assert!(has(&format!("{id}-next")), "{id}-next in {language}");
            }
        }
    }

    #[test]
    fn a_failure_has_a_button_unless_the_user_can_do_nothing() {
        let without: Vec<&str> = all()
            .iter()
            .filter(|result| result.next_step() == NextStep::None && !matches!(result, AttemptResult::Saved(_)))
            .map(AttemptResult::message_id)
            .collect();
        let wanted = [
            "refused-callback",
            "refused-grant-type",
            "not-sent-moved-away",
            "not-sent-copied-here",
            "not-sent-old-copy",
            "vault-altered",
            "vault-newer",
            "not-sent-viewer",
            "not-sent-removed",
        ];
        assert_eq!(without, wanted);
    }
}
