//! One state of the model, and the actions that can follow.

use oa_token_model::refresh::plan::Trigger;
use oa_token_team::rules::merge::{Known, choose};

use super::computer::Computer;
use super::database::{Database, token};
use super::scope::TeamScope;
use crate::files::Set;
use crate::zalo::{TOKENS, Zalo};

/// The complete state.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TeamWorld {
    pub(super) computers: Vec<Computer>,
    pub(super) zalo: Zalo,
    pub(super) database: Database,
    /// Counts how often the database went back.
    pub(super) server: u8,
    /// Counts the openings of epochs.
    pub(super) openings: u8,
    /// The copy that may come back.
    pub(super) copy: Option<Box<Database>>,
    pub(super) next_id: u8,
    pub(super) requests: u8,
    pub(super) faults: u8,
    pub(super) ghost: TeamGhost,
}

/// Facts that only the property checks use.
#[expect(clippy::struct_excessive_bools, reason = "four independent facts")]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct TeamGhost {
    /// How often each token was sent by a new attempt.
    pub(super) begun: [u8; TOKENS],
    /// How often each token was sent by a recovery.
    pub(super) recovered: [u8; TOKENS],
    /// How often Zalo refused each token without spending it.
    pub(super) refused: [u8; TOKENS],
    /// The pairs that arrived at a computer and are durable there.
    pub(super) arrived: Set,
    /// A day passed, so that a verdict became final.
    pub(super) day_passed: bool,
    pub(super) has_taken_over: bool,
    pub(super) was_provisional: bool,
    pub(super) has_healed: bool,
    pub(super) breach: Option<TeamBreach>,
}

impl TeamGhost {
    pub(super) fn breach(&mut self, breach: TeamBreach) {
        self.breach.get_or_insert(breach);
    }
}

/// A promise that the last action broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum TeamBreach {
    SentTwice,
    ClaimedOld,
    RecoveredTwice,
    SentTooLate,
    TakenFromTheRunning,
    WentAstray,
    BlockedTwice,
}

/// A fault, or an action from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TeamFault {
    /// A computer's program ends. It starts again when it is needed.
    Crash(usize),
    /// The same, and the computer stays off.
    TurnOff(usize),
    /// A computer sleeps for longer than the fence.
    Sleep(usize),
    /// A request never arrives at Zalo.
    LoseRequest(usize),
    /// Zalo carries out a request, and its answer never arrives.
    LoseAnswer(usize),
    /// Zalo refuses a request that it could have carried out.
    Refuse(usize),
    /// A step at the database takes, and its answer is lost.
    LoseTransaction(usize),
    /// A copy of the database is taken: what a standby has received, or a dump.
    Copy,
    /// The database goes back to the copy.
    GoBack,
    /// A person pastes a new pair.
    Paste(usize),
    /// A day passes for all provisional verdicts.
    DayPasses,
}

/// A possible action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TeamAction {
    /// A computer gets a request.
    Request(usize, Trigger),
    /// A computer takes its next step.
    Step(usize),
    /// Zalo answers a computer's request.
    Answer(usize),
    /// A computer that is off or sleeps runs again.
    Wake(usize),
    /// The deadline of an attempt passes, whose holder does not run.
    Overdue(u8),
    /// The longest pause passes, while a computer that has not checked in does not run.
    PauseEnds,
    /// Zalo is asked which pair is live, and answers.
    Ask,
    /// A fault happens.
    Fault(TeamFault),
}

impl TeamWorld {
    pub(super) fn new(scope: &TeamScope) -> Self {
        Self {
            computers: (0..scope.computers).map(|_| Computer::new()).collect(),
            zalo: Zalo::new(),
            database: Database::new(scope.computers),
            server: 0,
            openings: 0,
            copy: None,
            next_id: 1,
            requests: scope.requests,
            faults: scope.faults,
            ghost: TeamGhost {
                begun: [0; TOKENS],
                recovered: [0; TOKENS],
                refused: [0; TOKENS],
                arrived: 1 << 1,
                day_passed: false,
                has_taken_over: false,
                was_provisional: false,
                has_healed: false,
                breach: None,
            },
        }
    }

    /// Returns the state after an action; `None` if the action changes nothing.
    pub(super) fn after(&self, scope: &TeamScope, action: TeamAction) -> Option<Self> {
        let mut next = self.clone();
        let before = self.database.current();
        next.act(scope, action);
        if next == *self {
            return None;
        }
        let goes_back = action == TeamAction::Fault(TeamFault::GoBack);
        if !goes_back && action != TeamAction::Ask && !next.zalo.descends(next.database.current(), before) {
            next.ghost.breach(TeamBreach::WentAstray);
        }
        Some(next)
    }

    pub(super) fn act(&mut self, scope: &TeamScope, action: TeamAction) {
        match action {
            TeamAction::Request(at, by) => {
                self.requests -= 1;
                self.request(at, by);
            }
            TeamAction::Step(at) => self.step(scope, at),
            TeamAction::Answer(at) => self.answer(at),
            TeamAction::Wake(at) => self.computers[at].wake(),
            TeamAction::Overdue(id) => {
                if let Some(row) = self.database.row_mut(id) {
                    row.deadline = super::database::NOW;
                }
            }
            TeamAction::PauseEnds => self.database.is_closed = true,
            TeamAction::Ask => self.ask(),
            TeamAction::Fault(fault) => {
                self.faults -= 1;
                self.fail(scope, fault);
            }
        }
    }

    /// Carries out a request at Zalo. Returns the new token; `None` if the token is not live.
    pub(super) fn serve(&mut self, token: u8) -> Option<u8> {
        (token == self.zalo.live).then(|| self.zalo.mint(token))
    }

    /// Zalo says which of the shared pairs is live.
    fn ask(&mut self) {
        let live = self.zalo.live;
        let pair = self.database.pairs.iter().find(|pair| token(pair.refresh) == live);
        let Some(brought) = pair.map(|pair| pair.brought.clone()) else { return };
        let pairs = self.database.pairs.clone();
        let chosen = choose(&self.database.oa, pairs, &brought, &Known::default());
        self.database.pairs = chosen.pairs;
        let oa = &mut self.database.oa;
        (oa.generation, oa.current, oa.has_diverged) = (chosen.generation, chosen.current, chosen.has_diverged);
    }

    /// Reports whether a token is in any vault or in the database.
    pub(super) fn reaches(&self, of: u8) -> bool {
        self.database.has_pair(of) || self.computers.iter().any(|computer| computer.has_pair(of))
    }
}
