//! The database, and the copy of it that may come back.

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::token::Generation;
use oa_token_team::rules::attempt::AttemptRow;
use oa_token_team::rules::epoch::{Epoch, EpochRow, Shown};
use oa_token_team::rules::healing::SharedOa;
use oa_token_team::rules::member::{MemberId, MemberKind, MemberRow, OaId, Role};
use oa_token_team::rules::pair::{Brought, Ends, OaRow, PairRow};

use crate::values::print;

/// The only time in the model; other times lie before or after it.
pub(super) const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

pub(super) fn before(span: SignedDuration) -> Timestamp {
    NOW.saturating_sub(span).unwrap_or(Timestamp::MIN)
}

pub(super) fn member(at: usize) -> MemberId {
    MemberId(at.to_string())
}

pub(super) fn place(member: &MemberId) -> usize {
    member.0.parse().expect("the model numbers its members")
}

pub(super) fn oa_id() -> OaId {
    OaId(String::new())
}

/// The first pair of the OA, which all computers have.
pub(super) fn first_pair() -> PairRow {
    let brought = Brought::Paste { id: "1".to_owned() };
    new_pair(1, None, brought, member(0))
}

pub(super) fn new_pair(token: u8, follows: Option<u8>, brought: Brought, by_member: MemberId) -> PairRow {
    PairRow {
        brought,
        generation: Generation(0),
        follows: follows.map(print),
        refresh: Some(print(token)),
        ends: Ends::default(),
        by_member,
        received_at: NOW,
        set_aside: false,
    }
}

/// Returns the token's number.
pub(super) fn token(print: Option<Fingerprint>) -> u8 {
    print.map_or(0, |print| print.0[0])
}

/// The content of the database.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Database {
    pub(super) oa: OaRow,
    pub(super) attempts: Vec<AttemptRow>,
    pub(super) pairs: Vec<PairRow>,
    /// The number of the current epoch.
    pub(super) opening: u8,
    /// Which server opened it.
    pub(super) opened_on: u8,
    pub(super) checked_in: u8,
    /// The longest pause after the opening is over, or all have checked in.
    pub(super) is_closed: bool,
}

impl Database {
    pub(super) fn new(computers: usize) -> Self {
        let oa = OaRow {
            id: oa_id(),
            generation: Generation(1),
            current: Some(first_pair().brought),
            refresher: Some(member(0)),
            term: 1,
            refresher_until: NOW,
            automatic: true,
            is_retired: false,
            has_diverged: false,
        };
        let checked_in = (0..computers).fold(0, |all, at| all | 1 << at);
        Self { oa, attempts: vec![], pairs: vec![first_pair()], opening: 0, opened_on: 0, checked_in, is_closed: true }
    }

    pub(super) fn shared(&self) -> SharedOa {
        SharedOa { oa: self.oa.clone(), attempts: self.attempts.clone(), pairs: self.pairs.clone() }
    }

    pub(super) fn set(&mut self, shared: SharedOa) {
        (self.oa, self.attempts, self.pairs) = (shared.oa, shared.attempts, shared.pairs);
        self.attempts.sort_by(|one, other| one.id.0.cmp(&other.id.0));
        for row in &mut self.attempts {
            row.awaits.sort_unstable();
        }
    }

    pub(super) fn row(&self, id: u8) -> Option<&AttemptRow> {
        self.attempts.iter().find(|row| row.id.0.parse() == Ok(id))
    }

    pub(super) fn row_mut(&mut self, id: u8) -> Option<&mut AttemptRow> {
        self.attempts.iter_mut().find(|row| row.id.0.parse() == Ok(id))
    }

    pub(super) fn blocking(&self, token: u8) -> Option<&AttemptRow> {
        self.attempts.iter().find(|row| row.fingerprint == print(token) && row.blocks())
    }

    /// Returns the current pair's token.
    pub(super) fn current(&self) -> u8 {
        let current = self.pairs.iter().find(|pair| Some(&pair.brought) == self.oa.current.as_ref());
        token(current.and_then(|pair| pair.refresh))
    }

    pub(super) fn has_pair(&self, of: u8) -> bool {
        self.pairs.iter().any(|pair| token(pair.refresh) == of)
    }

    pub(super) fn has_checked_in(&self, at: usize) -> bool {
        self.checked_in & 1 << at != 0
    }

    pub(super) fn epoch(&self) -> Epoch {
        Epoch { system: 1, timeline: self.opened_on.into(), opening: self.opening.into() }
    }

    pub(super) fn epoch_row(&self) -> EpochRow {
        EpochRow { epoch: self.epoch(), opened_at: NOW, seen_until: NOW, is_closed: self.is_closed }
    }

    /// Returns what a computer sees at a connect. `change` grows with each row and pair.
    pub(super) fn shown(&self, on: u8) -> Shown {
        let change = i64::try_from(self.attempts.len() + self.pairs.len()).unwrap_or(i64::MAX);
        Shown {
            server: Some((1, on.into())),
            relation: None,
            epoch: Some(self.epoch()),
            position: None,
            change,
            generations: [(oa_id(), self.oa.generation)].into(),
        }
    }
}

pub(super) fn members(computers: usize) -> Vec<MemberRow> {
    let row = |at| MemberRow {
        id: member(at),
        kind: MemberKind::Person,
        role: Role::Operator,
        last_seen_at: NOW,
        last_refreshed_at: None,
        is_revoked: false,
    };
    (0..computers).map(row).collect()
}
