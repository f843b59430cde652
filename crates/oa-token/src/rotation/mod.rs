//! The life of one attempt to spend a refresh token: a pure state machine that returns effects as data.
//!
//! [`step`] takes an attempt, what happened and when, and returns the attempt as it now stands with the effects to
//! carry out. The engine executes the effects and feeds what came of them back as events. This module knows no
//! clock, no file, no network and no `async`; so its promises can be tried in every order of events:
//! nothing is sent before `Sending` is durable, nothing is parsed before `Responded` is durable, nothing is told
//! before the end is durable, and no more than one recovery send is made by itself.

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

/// How long to wait after a lost answer before the one recovery send: long enough for a server or a network that
/// stumbled to stand up again, short enough for somebody who watches.
pub const RECOVERY_DELAY: SignedDuration = SignedDuration::from_secs(10);

/// Why nothing left this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotSent {
    /// The way to Zalo could not be opened.
    Network(NotSentCause),
    /// The vault cannot take the answer (disk full, read-only, damaged).
    CannotSave,
    /// The computer's clock is earlier than it can be.
    ClockBehind,
    /// The profile has no refresh token.
    NoRefreshToken,
    /// The profile's values do not make a request.
    BadRequest,
    /// The profile is a practice one, and practice Zalo is not there.
    NoPractice,
    /// The profile was moved to another computer.
    MovedAway,
    /// The vault was copied here, and nobody has said yet which computer goes on by itself.
    CopiedHere,
    /// The pair may be older than one somewhere else, and nobody has said yet that it is the one.
    OldCopy,
    /// What is saved could be saved in one file only: nothing is spent by itself then.
    OneCopy,
    /// Somebody without the key has changed what the vault says of it.
    Altered,
    /// A newer version leads the vault by now.
    NewerVault,
}

/// Why it is not known whether the token was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnknownCause {
    /// No answer came.
    Lost(LostCause),
    /// An answer came that says nothing.
    Unclear(UnclearCause),
    /// The program was ended between sending and the answer.
    Crashed,
    /// An answer came, and the vault is not this program's to write any more: it lies beside the vault, for whoever leads
    /// the vault now.
    KeptAside,
}

/// Where an attempt stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", content = "detail", rename_all = "snake_case")]
pub enum AttemptState {
    /// Checked and ready, nothing sent.
    Prepared,
    /// The token may be spent from now on.
    Sending,
    /// Proven: nothing was sent.
    NotSent(NotSent),
    /// Zalo answered; the answer is kept, not yet read.
    Responded,
    /// The new tokens are kept.
    Saved,
    /// Zalo said no, and the token may still be good.
    Refused(ZaloError),
    /// Zalo said the token is no good.
    Dead(DeadAnswer),
    /// Nobody knows whether the token was spent.
    Unknown(UnknownCause),
}

impl AttemptState {
    /// Returns the name the state is stored and shown by.
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

/// One attempt to spend a refresh token (or a code).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Where it stands.
    pub state: AttemptState,
    /// How often the token has gone, or may have gone, over the wire.
    pub sends: u32,
    /// How many recovery sends were made by themselves; at most one.
    pub recoveries: u32,
    /// Whether the send under way is the one made by itself; in memory only.
    pub is_recovery: bool,
    /// Whether somebody else has brought the row further meanwhile: its verdict is theirs; in memory only.
    pub superseded: bool,
    /// The token that is sent, to know its echo by; in memory only.
    pub sent: Option<Secret>,
    /// Why an earlier send of this attempt ended without a known result.
    pub lost: Option<UnknownCause>,
    /// The last answer as received.
    pub answer: Option<RawAnswer>,
    /// When it was made.
    pub prepared_at: Timestamp,
    /// When the token last went over the wire.
    pub sent_at: Option<Timestamp>,
    /// When the last answer was complete, or given up.
    pub answered_at: Option<Timestamp>,
}

impl Attempt {
    /// Makes a new attempt, checked and ready, that is sent once it is durable: `Prepared` and `Sending` share one write,
    /// which is the first effect.
    pub fn new(now: Timestamp) -> (Self, Vec<Effect>) {
        let mut attempt = Self {
            state: AttemptState::Prepared,
            sends: 0,
            recoveries: 0,
            is_recovery: false,
            superseded: false,
            sent: None,
            lost: None,
            answer: None,
            prepared_at: now,
            sent_at: None,
            answered_at: None,
        };
        let effects = begin_sending(&mut attempt, now);
        (attempt, effects)
    }

    /// Returns whether the one automatic recovery send is still to be made.
    pub fn awaits_recovery(&self) -> bool {
        matches!(self.state, AttemptState::Unknown(_)) && self.recoveries == 0
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The attempt as it stands is on disk.
    Durable,
    /// The attempt as it stands could not be written.
    NotDurable,
    /// Somebody else has brought the row further meanwhile.
    Superseded,
    /// Nothing left this computer.
    NotSent(NotSentCause),
    /// It left, and no answer came.
    Lost(LostCause),
    /// An answer came, perhaps cut.
    Answered(RawAnswer),
    /// The attempt was found without an owner: its program ended.
    Orphaned,
    /// It is time for the one recovery send.
    RecoveryDue,
    /// The user asks to send the same token once more.
    SendAgain,
}

/// What to do now, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Make the attempt durable as it stands; answer with `Durable` or `NotDurable`.
    Write,
    /// The same, after a pause, as often as it takes: an answer is in memory only.
    WriteAgain,
    /// Forget the attempt: nothing was sent.
    Drop,
    /// Send once; answer with `NotSent`, `Lost` or `Answered`.
    Send,
    /// Make the tokens and the attempt durable in one transaction; answer with `Durable` or `NotDurable`.
    Save(Box<GivenTokens>),
    /// The same, after a pause, as often as it takes.
    SaveAgain(Box<GivenTokens>),
    /// Wait for [`RECOVERY_DELAY`], then answer with `RecoveryDue`.
    WaitToRecover,
    /// Answer with `RecoveryDue` at once.
    RecoverNow,
    /// The row is somebody else's by now: tell what it says. Nothing of this attempt is written any more.
    Yield,
    /// The end is durable: tell everybody.
    Tell,
    /// Nothing new was sent: write the attempt as it stands if that works, then tell everybody. No event follows.
    Settle,
}

/// Moves an attempt on by one event. An event that does not fit the state changes nothing.
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
        // The send waits for the write, so nothing has left.
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

/// An answer with tokens is kept whatever the row says by now; one without them changes nobody's verdict.
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
            // What the ledger gives along answered an earlier send.
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

/// Takes a send back that is proven not to have happened. If an earlier one may have, that stays unknown, and a
/// recovery send that never left is still to be had, at the next start.
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
