//! Who says which computer may send a token.

use std::pin::Pin;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Trigger};
use oa_token_model::secret::Secret;
use oa_token_model::token::{Expiry, TokenPair};

use super::fault::TeamRefusal;
use super::local::LocalCopy;

/// An answer that is waited for.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Why there is no answer. Nothing is sent without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWord {
    /// The referee cannot be reached, or its answer cannot be relied on.
    Unreachable,
    /// The referee answers, and refuses this computer.
    Refused(TeamRefusal),
    /// It went back in time, and not every computer has put back what it lacks.
    EpochOpen,
    /// This computer may not send.
    Viewer,
    /// This computer is no member any more.
    Removed,
}

/// A pair of another computer.
#[derive(Debug, Clone)]
pub struct Arriving {
    /// The attempt that brought it; `None` if a person pasted it.
    pub attempt: Option<(AttemptId, AttemptKind)>,
    /// The tokens.
    pub pair: TokenPair,
    /// When they expire, at most.
    pub expiry: Expiry,
    /// When the referee received it.
    pub received_at: Timestamp,
}

/// What this vault lacks.
#[derive(Debug, Clone, Default)]
pub struct Synced {
    /// The successors of the current pair, oldest first.
    pub arriving: Vec<Arriving>,
    /// The attempt of another computer to which Zalo said that the current token is not valid.
    pub dead: Option<(AttemptId, Timestamp)>,
    /// How many pairs and attempts were put back into a database that went back.
    pub put_back: (u32, u32),
    /// Whether the database held something of the OA that no member wrote.
    pub altered: bool,
    /// The OAs that must be synced too before this computer counts as having put back everything.
    pub waiting: Vec<ProfileId>,
}

/// The right that is asked for.
pub struct ClaimWish<'a> {
    /// The OA.
    pub oa: &'a ProfileId,
    /// The attempt.
    pub id: &'a AttemptId,
    /// What is sent.
    pub kind: AttemptKind,
    /// The token or the code.
    pub token: &'a Secret,
    /// On whose behalf.
    pub by: Trigger,
    /// What is left of the access token.
    pub access_left: Option<SignedDuration>,
}

/// The referee's answer to a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimVerdict {
    /// The token is this computer's to send.
    Granted,
    /// Something was published meanwhile: read it first.
    Behind,
    /// Another computer may be sending it.
    Held(AttemptId),
    /// Another computer has claimed it and is gone: this attempt may be continued here.
    Orphaned(AttemptId),
    /// Another computer refreshes this OA automatically.
    NotOurTask,
}

/// Decides between computers that share OAs. Each answer comes, or fails, within seconds.
pub trait Referee: Send + Sync {
    /// Reports whether an OA is shared. If not, nothing else is asked.
    fn shares(&self, oa: &ProfileId) -> bool;
    /// Returns why this computer's role does not allow to send, if so.
    fn refused(&self) -> Option<NoWord> {
        None
    }
    /// Writes what the team lacks of an OA, and returns what this vault lacks. Publishes the end of an attempt, and can
    /// be repeated.
    fn sync<'a>(&'a self, oa: &'a ProfileId, local: &'a LocalCopy) -> Answer<'a, Result<Synced, NoWord>>;
    /// Notes which tokens this vault has, after it has adopted some: they are known to be replaced once they are deleted.
    fn note_held(&self, _: &ProfileId, _: &LocalCopy) {}
    /// Asks for the right to send a token.
    fn claim<'a>(&'a self, wish: ClaimWish<'a>) -> Answer<'a, Result<ClaimVerdict, NoWord>>;
    /// Asks for the right to send the token of an attempt once more.
    fn again<'a>(&'a self, oa: &'a ProfileId, id: &'a AttemptId, by: Trigger) -> Answer<'a, Result<bool, NoWord>>;
    /// Asks, right before the first byte of a request, whether the right still holds.
    fn confirm<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, bool>;
    /// Gives back the right to an attempt of which nothing was sent.
    fn release<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, ()>;
    /// Reports whether an attempt may still be in flight.
    fn is_in_flight<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, Result<bool, NoWord>>;
}

/// No team: every OA is this computer's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct Alone;

impl Referee for Alone {
    fn shares(&self, _: &ProfileId) -> bool {
        false
    }

    fn sync<'a>(&'a self, _: &'a ProfileId, _: &'a LocalCopy) -> Answer<'a, Result<Synced, NoWord>> {
        Box::pin(async { Ok(Synced::default()) })
    }

    fn claim<'a>(&'a self, _: ClaimWish<'a>) -> Answer<'a, Result<ClaimVerdict, NoWord>> {
        Box::pin(async { Ok(ClaimVerdict::Granted) })
    }

    fn again<'a>(&'a self, _: &'a ProfileId, _: &'a AttemptId, _: Trigger) -> Answer<'a, Result<bool, NoWord>> {
        Box::pin(async { Ok(true) })
    }

    fn confirm<'a>(&'a self, _: &'a AttemptId) -> Answer<'a, bool> {
        Box::pin(async { true })
    }

    fn release<'a>(&'a self, _: &'a AttemptId) -> Answer<'a, ()> {
        Box::pin(async {})
    }

    fn is_in_flight<'a>(&'a self, _: &'a AttemptId) -> Answer<'a, Result<bool, NoWord>> {
        Box::pin(async { Ok(false) })
    }
}

/// What is stored about the team cannot be read, so nothing is sent.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Closed;

impl Referee for Closed {
    fn shares(&self, _: &ProfileId) -> bool {
        true
    }

    fn sync<'a>(&'a self, _: &'a ProfileId, _: &'a LocalCopy) -> Answer<'a, Result<Synced, NoWord>> {
        Box::pin(async { Err(NoWord::Unreachable) })
    }

    fn claim<'a>(&'a self, _: ClaimWish<'a>) -> Answer<'a, Result<ClaimVerdict, NoWord>> {
        Box::pin(async { Err(NoWord::Unreachable) })
    }

    fn again<'a>(&'a self, _: &'a ProfileId, _: &'a AttemptId, _: Trigger) -> Answer<'a, Result<bool, NoWord>> {
        Box::pin(async { Err(NoWord::Unreachable) })
    }

    fn confirm<'a>(&'a self, _: &'a AttemptId) -> Answer<'a, bool> {
        Box::pin(async { false })
    }

    fn release<'a>(&'a self, _: &'a AttemptId) -> Answer<'a, ()> {
        Box::pin(async {})
    }

    fn is_in_flight<'a>(&'a self, _: &'a AttemptId) -> Answer<'a, Result<bool, NoWord>> {
        Box::pin(async { Err(NoWord::Unreachable) })
    }
}
