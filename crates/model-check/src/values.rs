//! Compact forms of the product's values, and conversions in both directions.

use std::sync::LazyLock;

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::{AttemptId, Fingerprint};
use oa_token_model::refresh::{Attempt, AttemptState, NotSent, UnknownCause};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::zalo::{DeadAnswer, LostCause, NotSentCause, RawAnswer, UnclearCause, Verdict, ZaloError, judge};

use crate::files::Row;

/// Why it is unknown whether a token was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// No answer came.
    Lost,
    /// The answer allows no conclusion.
    Unclear,
    /// The process ended.
    Crashed,
}

/// The stage of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Checked and ready.
    Prepared,
    /// The token may be spent from now on.
    Sending,
    /// Nothing left this computer.
    NotSent {
        /// Whether it was too late to start the request.
        late: bool,
    },
    /// Answered, not yet read.
    Responded,
    /// The new pair is stored.
    Saved,
    /// Zalo refused the request.
    Refused,
    /// Zalo reported the token as invalid.
    Dead,
    /// The result is unknown.
    Unknown(Why),
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Said {
    /// A new pair with this token.
    Tokens(u8),
    /// A refusal; nothing was spent.
    Refused,
    /// The token is invalid.
    Dead,
    /// An HTML page.
    Unclear,
}

/// An attempt as a process holds it in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Mind {
    pub(crate) stage: Stage,
    pub(crate) sends: u8,
    pub(crate) recoveries: u8,
    pub(crate) is_recovery: bool,
    pub(crate) superseded: bool,
    pub(crate) lost: Option<Why>,
    pub(crate) answer: Option<Said>,
}

static PROFILE: LazyLock<ProfileId> = LazyLock::new(|| ProfileId::numbered(1));
static REFUSED: LazyLock<ZaloError> = LazyLock::new(|| match judge(&Said::Refused.to_real()) {
    Verdict::Refused(error) => error,
    Verdict::Tokens(_) | Verdict::Dead(_) | Verdict::Unclear(_) => unreachable!("a wrong secret key is a refusal"),
});

pub(crate) fn profile() -> &'static ProfileId {
    &PROFILE
}

/// The only time in the model.
pub(crate) const NOW: Timestamp = Timestamp::UNIX_EPOCH;

pub(crate) fn print(token: u8) -> Fingerprint {
    Fingerprint([token; 32])
}

pub(crate) fn attempt_id(id: u8) -> AttemptId {
    AttemptId(id.to_string())
}

pub(crate) fn number(id: &AttemptId) -> u8 {
    id.0.parse().expect("the model numbers its attempts")
}

pub(crate) fn secret(token: u8) -> Secret {
    Secret::new(format!("FAKE_RT_{token}"))
}

/// Returns the number of a token that the product parsed from an answer.
pub(crate) fn token(secret: Option<&Secret>) -> u8 {
    let text = secret.and_then(|secret| secret.expose().strip_prefix("FAKE_RT_"));
    text.and_then(|number| number.parse().ok()).expect("the model's Zalo returns complete pairs")
}

impl Said {
    pub(crate) fn to_real(self) -> RawAnswer {
        let (status, body) = match self {
            Self::Tokens(token) => (
                200,
                format!(
                    r#"{{"access_token":"FAKE_AT_{token}","refresh_token":"FAKE_RT_{token}","expires_in":"90000"}}"#
                ),
            ),
            Self::Refused => (200, r#"{"error":-14004,"error_name":"Invalid secret key"}"#.to_owned()),
            Self::Dead => (200, String::new()),
            Self::Unclear => (502, "<html>Bad Gateway</html>".to_owned()),
        };
        RawAnswer::new(status, Vec::new(), SecretBytes::new(body.into_bytes()), true)
    }

    fn of(answer: &RawAnswer) -> Self {
        let body = answer.body.expose();
        let text = String::from_utf8_lossy(body);
        match (body.first(), text.split_once("FAKE_RT_")) {
            (None, _) => Self::Dead,
            (Some(b'<'), _) => Self::Unclear,
            (_, None) => Self::Refused,
            (_, Some((_, rest))) => {
                let digits = rest.split('"').next().and_then(|digits| digits.parse().ok());
                Self::Tokens(digits.expect("the model's own body"))
            }
        }
    }
}

impl Why {
    fn to_real(self) -> UnknownCause {
        match self {
            Self::Lost => UnknownCause::Lost(LostCause::TimedOut),
            Self::Unclear => UnknownCause::Unclear(UnclearCause::ServerError),
            Self::Crashed => UnknownCause::Crashed,
        }
    }

    fn of(cause: UnknownCause) -> Self {
        match cause {
            UnknownCause::Lost(_) => Self::Lost,
            UnknownCause::Unclear(_) => Self::Unclear,
            // `KeptAside` is never written: its process may not write to the vault any more.
            UnknownCause::Crashed | UnknownCause::KeptAside => Self::Crashed,
        }
    }
}

impl Stage {
    pub(crate) fn to_real(self) -> AttemptState {
        match self {
            Self::Prepared => AttemptState::Prepared,
            Self::Sending => AttemptState::Sending,
            Self::NotSent { late: true } => AttemptState::NotSent(NotSent::Network(NotSentCause::TooLate)),
            Self::NotSent { late: false } => AttemptState::NotSent(NotSent::CannotSave),
            Self::Responded => AttemptState::Responded,
            Self::Saved => AttemptState::Saved,
            Self::Refused => AttemptState::Refused(REFUSED.clone()),
            Self::Dead => AttemptState::Dead(DeadAnswer::EmptyBody),
            Self::Unknown(why) => AttemptState::Unknown(why.to_real()),
        }
    }

    fn of(state: &AttemptState) -> Self {
        match state {
            AttemptState::Prepared => Self::Prepared,
            AttemptState::Sending => Self::Sending,
            AttemptState::NotSent(why) => Self::NotSent { late: *why == NotSent::Network(NotSentCause::TooLate) },
            AttemptState::Responded => Self::Responded,
            AttemptState::Saved => Self::Saved,
            AttemptState::Refused(_) => Self::Refused,
            AttemptState::Dead(_) => Self::Dead,
            AttemptState::Unknown(cause) => Self::Unknown(Why::of(*cause)),
        }
    }

    /// Reports whether two stages have the same name, which is what compare-and-set compares.
    pub(crate) fn is_named_as(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    /// Reports whether a row of this stage keeps its token in the index of spent tokens.
    pub(crate) fn keeps(self) -> bool {
        match self {
            Self::Sending | Self::Responded | Self::Unknown(_) | Self::Saved | Self::Dead => true,
            Self::Prepared | Self::NotSent { .. } | Self::Refused => false,
        }
    }
}

impl Mind {
    /// An attempt whose answer arrived late.
    pub(crate) fn late(row: &Row, sends: u8, said: Said) -> Self {
        Self {
            stage: Stage::Saved,
            sends,
            recoveries: row.recoveries,
            is_recovery: false,
            superseded: true,
            lost: row.lost,
            answer: Some(said),
        }
    }

    pub(crate) fn to_real(self, sent: u8) -> Attempt {
        Attempt {
            state: self.stage.to_real(),
            sends: self.sends.into(),
            recoveries: self.recoveries.into(),
            is_recovery: self.is_recovery,
            superseded: self.superseded,
            sent: Some(secret(sent)),
            started_by: None,
            lost: self.lost.map(Why::to_real),
            answer: self.answer.map(Said::to_real),
            prepared_at: NOW,
            sent_at: None,
            answered_at: None,
        }
    }

    pub(crate) fn of(attempt: &Attempt) -> Self {
        let count = |number: u32| u8::try_from(number).expect("the model sends only a few times");
        Self {
            stage: Stage::of(&attempt.state),
            sends: count(attempt.sends),
            recoveries: count(attempt.recoveries),
            is_recovery: attempt.is_recovery,
            superseded: attempt.superseded,
            lost: attempt.lost.map(Why::of),
            answer: attempt.answer.as_ref().map(Said::of),
        }
    }
}
