//! The life of one attempt to spend a refresh token: a pure state machine that returns effects as data.
//!
//! [`step`] takes an attempt, an event and the time. It returns the new attempt and the effects to carry out. The
//! engine executes the effects and feeds their results back as events. This module uses no clock, no file, no network
//! and no `async`, so tests can try every order of events. Its guarantees: nothing is sent before `Sending` is durable,
//! nothing is parsed before `Responded` is durable, nothing is reported before the end is durable, and at most one
//! recovery send is automatic.

pub mod diagnosis;
pub mod holder;
pub mod late;
pub mod lineage;
pub mod plan;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::secret::Secret;
use crate::zalo::{
    DeadAnswer, GivenTokens, LostCause, NotSentCause, RawAnswer, UnclearCause, Verdict, ZaloError, judge_reply,
};

#[cfg(test)]
mod properties;

/// How long to wait after a lost answer before the one recovery send: long enough for a server or network to recover
/// from a short failure, short enough for a user who watches.
pub const RECOVERY_DELAY: SignedDuration = SignedDuration::from_secs(10);

/// Why nothing left this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    /// The connection to Zalo could not be opened.
    Network(NotSentCause),
    /// The vault cannot take the answer (disk full, read-only, damaged).
    CannotSave,
    /// The computer's clock is earlier than it can be.
    ClockBehind,
    /// The profile has no refresh token.
    NoRefreshToken,
    /// The profile's values do not make a request.
    BadRequest,
    /// The profile is a practice one, and practice Zalo is not available.
    NoPractice,
    /// The profile was moved to another computer.
    MovedAway,
    /// The vault was copied here, and no person has said yet which computer continues automatically.
    CopiedHere,
    /// The pair may be older than one elsewhere, and no person has confirmed it yet.
    OldCopy,
    /// The answer could be saved in one file only: no token is spent automatically then.
    OneCopy,
    /// The profile's row was changed without the key.
    Altered,
    /// A newer version uses the vault now.
    NewerVault,
    /// The team's database cannot be reached, and nothing is sent without its word.
    NoReferee,
    /// The team's database went back in time, and a computer that may have sent has not reported yet.
    EpochOpen,
    /// This computer only reads the team's access tokens.
    Viewer,
    /// This computer was removed from the team that shares the OA.
    Removed,
}

/// Why it is unknown whether the token was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownCause {
    /// No answer came.
    Lost(LostCause),
    /// The answer is unclear.
    Unclear(UnclearCause),
    /// The process ended between sending and the answer.
    Crashed,
    /// An answer came, but this process may not write to the vault any more. The answer is stored beside the vault, for
    /// the process that may.
    KeptAside,
}

/// The state of an attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "detail", rename_all = "snake_case")]
pub enum AttemptState {
    /// Checked and ready, nothing sent.
    Prepared,
    /// The token may be spent from now on.
    Sending,
    /// It is certain that nothing was sent.
    NotSent(NotSent),
    /// Zalo answered; the answer is stored, but not read yet.
    Responded,
    /// The new tokens are stored.
    Saved,
    /// Zalo refused, and the token may still be valid.
    Refused(ZaloError),
    /// Zalo said that the token is not valid.
    Dead(DeadAnswer),
    /// It is unknown whether the token was spent.
    Unknown(UnknownCause),
}

impl AttemptState {
    /// Returns the name that the state is stored and displayed by.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Sending => "sending",
            Self::NotSent(_) => "not_sent",
            Self::Responded => "responded",
            Self::Saved => "saved",
            Self::Refused(_) => "refused",
            Self::Dead(_) => "dead",
            Self::Unknown(_) => "unknown",
        }
    }
}

/// Who started an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartedBy {
    /// A person in the window.
    User,
    /// Automatic refresh.
    Automatic,
    /// The command `oa-token`.
    Command,
}

impl StartedBy {
    /// Returns the message id.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::User => "history-by-user",
            Self::Automatic => "history-by-automatic",
            Self::Command => "history-by-command",
        }
    }
}

/// One attempt to spend a refresh token (or a code).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The current state.
    pub state: AttemptState,
    /// How often the token has gone, or may have gone, over the wire.
    pub sends: u32,
    /// How many automatic recovery sends were made; at most one.
    pub recoveries: u32,
    /// Whether the current send is the automatic recovery; in memory only.
    pub is_recovery: bool,
    /// Whether another process has continued the row meanwhile, so that its verdict counts; in memory only.
    pub superseded: bool,
    /// The token that is sent, to recognize it in an answer; in memory only.
    pub sent: Option<Secret>,
    /// Who started it, for its history entry; in memory only, so unknown once another process continues it.
    pub started_by: Option<StartedBy>,
    /// Why an earlier send of this attempt ended without a known result.
    pub lost: Option<UnknownCause>,
    /// The last answer as received.
    pub answer: Option<RawAnswer>,
    /// When the attempt was created.
    pub prepared_at: Timestamp,
    /// When the token last went over the wire.
    pub sent_at: Option<Timestamp>,
    /// When the last answer was complete, or was given up.
    pub answered_at: Option<Timestamp>,
}

impl Attempt {
    /// Reports whether another computer of the team sent it, and this one never did.
    pub fn is_adopted(&self) -> bool {
        self.sends == 0 && self.recoveries > 0
    }

    /// Creates a new attempt whose send waits for the team's word: its first write is `Prepared`.
    pub fn prepared(now: Timestamp) -> (Self, Vec<Effect>) {
        let (attempt, effects) = Self::new(now);
        (Self { state: AttemptState::Prepared, sends: 0, sent_at: None, ..attempt }, effects)
    }

    /// Creates a new attempt. The first effect is one write for both `Prepared` and `Sending`; the send follows it.
    pub fn new(now: Timestamp) -> (Self, Vec<Effect>) {
        let mut attempt = Self {
            state: AttemptState::Prepared,
            sends: 0,
            recoveries: 0,
            is_recovery: false,
            superseded: false,
            sent: None,
            started_by: None,
            lost: None,
            answer: None,
            prepared_at: now,
            sent_at: None,
            answered_at: None,
        };
        let effects = begin_sending(&mut attempt, now);
        (attempt, effects)
    }

    /// Returns whether the one automatic recovery send is still possible.
    pub fn awaits_recovery(&self) -> bool {
        matches!(self.state, AttemptState::Unknown(_)) && self.recoveries == 0
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The attempt in its current state is on disk.
    Durable,
    /// The attempt in its current state could not be written.
    NotDurable,
    /// Another process has continued the row meanwhile.
    Superseded,
    /// Nothing left this computer.
    NotSent(NotSentCause),
    /// The request left, and no answer came.
    Lost(LostCause),
    /// An answer came, possibly truncated.
    Answered(RawAnswer),
    /// The attempt was found without a holder: its process ended.
    Orphaned,
    /// It is time for the one recovery send.
    RecoveryDue,
    /// The user asks to send the same token once more.
    SendAgain,
}

/// What to do now, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Make the attempt durable in its current state; answer with `Durable` or `NotDurable`.
    Write,
    /// The same after a pause, as often as needed: the answer is in memory only.
    WriteAgain,
    /// Remove the attempt: nothing was sent.
    Drop,
    /// Send once; answer with `NotSent`, `Lost` or `Answered`.
    Send,
    /// Make the tokens and the attempt durable in one transaction; answer with `Durable` or `NotDurable`.
    Save(Box<GivenTokens>),
    /// The same after a pause, as often as needed.
    SaveAgain(Box<GivenTokens>),
    /// Wait for [`RECOVERY_DELAY`], then answer with `RecoveryDue`.
    WaitToRecover,
    /// Answer with `RecoveryDue` at once.
    RecoverNow,
    /// Another process has continued the row: report its outcome. Nothing more of this attempt is written.
    Yield,
    /// The end is durable: report it.
    Tell,
    /// Nothing new was sent: try to write the attempt in its current state, then report it. No event follows.
    Settle,
}

/// Advances an attempt by one event. An event that does not fit the state changes nothing.
pub fn step(mut attempt: Attempt, event: Event, now: Timestamp) -> (Attempt, Vec<Effect>) {
    let effects = match event {
        Event::Durable => on_durable(&mut attempt, now),
        Event::NotDurable => on_not_durable(&mut attempt),
        Event::Superseded => on_superseded(&mut attempt),
        Event::NotSent(cause) if attempt.state == AttemptState::Sending => {
            unsend(&mut attempt, NotSent::Network(cause))
        }
        Event::Lost(cause) if attempt.state == AttemptState::Sending => {
            attempt.answered_at = Some(now);
            become_unknown(&mut attempt, UnknownCause::Lost(cause))
        }
        Event::Answered(answer) if attempt.state == AttemptState::Sending => {
            attempt.answer = Some(answer);
            attempt.answered_at = Some(now);
            attempt.state = AttemptState::Responded;
            vec![Effect::Write]
        }
        Event::Orphaned => on_orphaned(&mut attempt, now),
        Event::RecoveryDue if attempt.awaits_recovery() => {
            attempt.recoveries += 1;
            attempt.is_recovery = true;
            begin_sending(&mut attempt, now)
        }
        Event::SendAgain if matches!(attempt.state, AttemptState::Unknown(_)) => {
            attempt.is_recovery = false;
            begin_sending(&mut attempt, now)
        }
        Event::NotSent(_) | Event::Lost(_) | Event::Answered(_) | Event::RecoveryDue | Event::SendAgain => vec![],
    };
    (attempt, effects)
}

fn on_durable(attempt: &mut Attempt, now: Timestamp) -> Vec<Effect> {
    match attempt.state {
        AttemptState::Prepared => begin_sending(attempt, now),
        AttemptState::Sending => vec![Effect::Send],
        AttemptState::Responded => read_answer(attempt),
        AttemptState::Unknown(UnknownCause::Crashed) if attempt.awaits_recovery() => vec![Effect::RecoverNow],
        AttemptState::Unknown(_) if attempt.awaits_recovery() => vec![Effect::WaitToRecover],
        AttemptState::Unknown(_)
        | AttemptState::NotSent(_)
        | AttemptState::Saved
        | AttemptState::Refused(_)
        | AttemptState::Dead(_) => {
            vec![Effect::Tell]
        }
    }
}

fn on_not_durable(attempt: &mut Attempt) -> Vec<Effect> {
    match attempt.state {
        // The send waits for the write, so nothing was sent.
        AttemptState::Prepared | AttemptState::Sending => unsend(attempt, NotSent::CannotSave),
        AttemptState::NotSent(_) => vec![Effect::Tell],
        AttemptState::Saved => match attempt.answer.as_ref().map(|answer| judge_reply(answer, attempt.sent.as_ref())) {
            Some(Verdict::Tokens(tokens)) => vec![Effect::SaveAgain(Box::new(tokens))],
            _ => vec![Effect::WriteAgain],
        },
        AttemptState::Responded | AttemptState::Refused(_) | AttemptState::Dead(_) | AttemptState::Unknown(_) => {
            vec![Effect::WriteAgain]
        }
    }
}

/// Keeps an answer with tokens whatever the row says now. An answer without tokens changes no verdict.
fn on_superseded(attempt: &mut Attempt) -> Vec<Effect> {
    attempt.superseded = true;
    match attempt.answer.as_ref().map(|answer| judge_reply(answer, attempt.sent.as_ref())) {
        Some(Verdict::Tokens(tokens)) => {
            attempt.state = AttemptState::Saved;
            vec![Effect::Save(Box::new(tokens))]
        }
        Some(Verdict::Refused(_) | Verdict::Dead(_) | Verdict::Unclear(_)) | None => vec![Effect::Yield],
    }
}

fn on_orphaned(attempt: &mut Attempt, now: Timestamp) -> Vec<Effect> {
    match attempt.state {
        AttemptState::Prepared => vec![Effect::Drop],
        AttemptState::Sending => {
            // The answer in the ledger belongs to an earlier send.
            attempt.answer = None;
            attempt.answered_at = Some(now);
            become_unknown(attempt, UnknownCause::Crashed)
        }
        AttemptState::Responded => read_answer(attempt),
        AttemptState::Unknown(_) if attempt.awaits_recovery() => vec![Effect::RecoverNow],
        AttemptState::Unknown(_)
        | AttemptState::NotSent(_)
        | AttemptState::Saved
        | AttemptState::Refused(_)
        | AttemptState::Dead(_) => vec![],
    }
}

fn begin_sending(attempt: &mut Attempt, now: Timestamp) -> Vec<Effect> {
    attempt.state = AttemptState::Sending;
    attempt.sends += 1;
    attempt.sent_at = Some(now);
    // The answer to an earlier send has its own row.
    (attempt.answer, attempt.answered_at) = (None, None);
    vec![Effect::Write]
}

/// Undoes a send that certainly did not happen. If an earlier send may have happened, the result stays unknown, and a
/// recovery send that never left is still possible at the next start.
fn unsend(attempt: &mut Attempt, why: NotSent) -> Vec<Effect> {
    attempt.sends = attempt.sends.saturating_sub(1);
    attempt.state = match attempt.lost {
        Some(cause) => {
            attempt.recoveries = attempt.recoveries.saturating_sub(u32::from(attempt.is_recovery));
            AttemptState::Unknown(cause)
        }
        None => AttemptState::NotSent(why),
    };
    vec![Effect::Settle]
}

fn become_unknown(attempt: &mut Attempt, cause: UnknownCause) -> Vec<Effect> {
    attempt.lost = Some(cause);
    attempt.state = AttemptState::Unknown(cause);
    vec![Effect::Write]
}

fn read_answer(attempt: &mut Attempt) -> Vec<Effect> {
    let Some(answer) = attempt.answer.as_ref() else {
        return become_unknown(attempt, UnknownCause::Crashed);
    };
    match judge_reply(answer, attempt.sent.as_ref()) {
        Verdict::Tokens(tokens) => {
            attempt.state = AttemptState::Saved;
            vec![Effect::Save(Box::new(tokens))]
        }
        Verdict::Refused(error) => {
            attempt.state = AttemptState::Refused(error);
            vec![Effect::Write]
        }
        Verdict::Dead(answer) => {
            attempt.state = AttemptState::Dead(answer);
            vec![Effect::Write]
        }
        Verdict::Unclear(cause) => become_unknown(attempt, UnknownCause::Unclear(cause)),
    }
}
