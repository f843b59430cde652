//! Which attempts are believed, although others than members can write to the database.
//!
//! A member that may spend writes a code over each row. What the row of a token says counts only with a right code.
//! Without one it still says that the token may have been sent: it blocks the token, its verdict is open, and every
//! member that may spend is asked. So a row that somebody altered makes others wait, and no more.

use std::collections::BTreeSet;

use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint};

use super::attempt::{AttemptRow, SharedState};
use super::healing::{LocalOa, Repair, SharedOa};
use super::member::MemberId;
use super::pair::PairRow;

/// Who wrote a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trust {
    /// A member.
    Genuine,
    /// Somebody with a key from before a member was removed. That member has it too.
    Former,
    /// Somebody with a key that this member lacks.
    Later,
    /// No member.
    Forged,
}

/// Makes and checks the codes of rows.
pub trait Codes: Send + Sync + std::fmt::Debug {
    /// Returns the code of a row; `None` if this member may not spend.
    fn code(&self, row: &AttemptRow) -> Option<Vec<u8>>;
    /// Returns who wrote a row. `code` is the one beside it.
    fn trust(&self, row: &AttemptRow, code: Option<&[u8]>) -> Trust;
}

/// Returns the parts of a row that its code covers: all but the deadline, which is the database's own time.
pub fn coded_parts(row: &AttemptRow) -> Vec<Vec<u8>> {
    let micros = row.dead_at.map_or_else(Vec::new, |at| at.as_microsecond().to_le_bytes().to_vec());
    let mut parts = vec![
        row.id.0.clone().into_bytes(),
        row.oa.0.clone().into_bytes(),
        vec![match row.kind {
            AttemptKind::Refresh => 0,
            AttemptKind::Exchange => 1,
        }],
        row.spends.0.to_le_bytes().to_vec(),
        row.fingerprint.0.to_vec(),
        row.state.name().as_bytes().to_vec(),
        vec![u8::from(row.released)],
        row.holder.0.clone().into_bytes(),
        row.recoveries.to_le_bytes().to_vec(),
        micros,
        row.brought.map_or_else(Vec::new, |brought| brought.0.to_le_bytes().to_vec()),
    ];
    parts.extend(row.awaits.iter().map(|member| member.0.clone().into_bytes()));
    parts
}

/// Reports whether a row says no more than that a member may send, as every claim does. It needs no code.
pub fn is_plain_claim(row: &AttemptRow) -> bool {
    row.state == SharedState::Claimed
        && !row.released
        && row.recoveries == 0
        && row.awaits.is_empty()
        && row.dead_at.is_none()
}

/// Returns the tokens whose attempts decide something: those that may be live.
pub fn live_tokens(shared: &SharedOa, local: &LocalOa) -> BTreeSet<[u8; 32]> {
    let pairs: Vec<&PairRow> = shared.pairs.iter().chain(&local.pairs).collect();
    let is_current = |pair: &PairRow| {
        [&shared.oa.current, &local.known.current].into_iter().any(|of| *of == Some(pair.brought.clone()))
    };
    let is_followed = |token: Fingerprint| {
        pairs.iter().any(|other| other.follows == Some(token) && other.refresh.is_some_and(|refresh| refresh != token))
    };
    let may_live = |pair: &&PairRow| is_current(pair) || pair.refresh.is_some_and(|token| !is_followed(token));
    pairs.iter().copied().filter(may_live).filter_map(|pair| pair.refresh).map(|token| token.0).collect()
}

/// Returns the attempts as they are believed. `doubted` are those that no member wrote, as far as can be told, and
/// `spenders` the members that may spend.
pub fn believed(rows: &[AttemptRow], doubted: &[AttemptId], spenders: &[MemberId]) -> Vec<AttemptRow> {
    let mut rows = rows.to_vec();
    let mut open: Vec<usize> = (0..rows.len()).filter(|at| doubted.contains(&rows[*at].id)).collect();
    // What blocks its token in the database goes on to: its unique index allows one.
    open.sort_by_key(|at| !rows[*at].blocks());
    for (at, seen) in open.iter().copied().zip(1..) {
        let is_open = |other: usize| open[seen..].contains(&other);
        let token = rows[at].fingerprint;
        let blocks = |other: usize| rows[other].fingerprint == token && rows[other].blocks();
        let rival = (0..rows.len()).find(|other| *other != at && !is_open(*other) && blocks(*other));
        rows[at] = without_word(&rows[at], spenders);
        let Some(rival) = rival else { continue };
        rows[at].released = true;
        let holder = rows[at].holder.clone();
        let rival = &mut rows[rival];
        if !spenders.contains(&holder) || rival.holder == holder || rival.state == SharedState::Saved {
            continue;
        }
        if !rival.awaits.contains(&holder) {
            rival.awaits.push(holder);
        }
        if rival.state == SharedState::Dead {
            rival.state = SharedState::DeadProvisional;
        }
    }
    rows
}

/// Returns a row that says only that its token may have been sent, by its holder and by others: a recovery may have
/// been made. A holder that is no member any more answers nothing.
fn without_word(row: &AttemptRow, spenders: &[MemberId]) -> AttemptRow {
    let is_there = spenders.contains(&row.holder);
    AttemptRow {
        state: if is_there { SharedState::Claimed } else { SharedState::Unknown },
        released: false,
        awaits: spenders.iter().filter(|member| **member != row.holder).cloned().collect(),
        recoveries: row.recoveries.max(1),
        dead_at: None,
        ..row.clone()
    }
}

/// Adds to the repairs the attempts that are believed otherwise than they are stored, so that the database too blocks
/// their tokens.
#[must_use]
pub fn with_beliefs(mut repairs: Vec<Repair>, stored: &[AttemptRow], believed: &[AttemptRow]) -> Vec<Repair> {
    let is_written = |row: &AttemptRow| {
        repairs.iter().any(|repair| matches!(repair, Repair::PutAttempt(written) if written.id == row.id))
    };
    let other = believed.iter().filter(|row| !stored.contains(row) && !is_written(row)).cloned();
    let other: Vec<Repair> = other.map(Repair::PutAttempt).collect();
    repairs.extend(other);
    repairs
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use oa_token_model::token::Generation;
    use proptest::prelude::*;

    use super::super::member::OaId;
    use super::*;

    fn member(number: u8) -> MemberId {
        MemberId(format!("member-{number}"))
    }

    prop_compose! {
        fn any_row()(
            token in 1_u8..3, state in 0..SharedState::ALL.len(), released in any::<bool>(), holder in 1_u8..5,
            recoveries in 0_u32..3, awaits in prop::collection::vec(1_u8..4, 0..2),
        ) -> AttemptRow {
            AttemptRow {
                id: AttemptId(String::new()),
                oa: OaId("oa".to_owned()),
                kind: AttemptKind::Refresh,
                spends: Generation(1),
                fingerprint: Fingerprint([token; 32]),
                state: SharedState::ALL[state],
                released,
                holder: member(holder),
                awaits: awaits.into_iter().map(member).collect(),
                deadline: Timestamp::UNIX_EPOCH,
                recoveries,
                dead_at: None,
                brought: None,
            }
        }
    }

    /// Rows as the database holds them: its unique index lets one block each token.
    fn any_rows() -> impl Strategy<Value = Vec<(AttemptRow, bool)>> {
        prop::collection::vec((any_row(), any::<bool>()), 1..5).prop_map(|mut rows| {
            for at in 0..rows.len() {
                rows[at].0.id = AttemptId(at.to_string());
                let is_second = |row: &AttemptRow| row.fingerprint == rows[at].0.fingerprint && row.blocks();
                if rows[..at].iter().any(|(row, _)| is_second(row)) {
                    rows[at].0.released = true;
                }
            }
            rows
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn a_row_that_no_member_wrote_only_makes_others_wait(rows in any_rows()) {
            let doubted: Vec<AttemptId> =
                rows.iter().filter(|(_, is_doubted)| *is_doubted).map(|(row, _)| row.id.clone()).collect();
            let before: Vec<AttemptRow> = rows.into_iter().map(|(row, _)| row).collect();
            let spenders = [member(1), member(2), member(3)];
            let after = believed(&before, &doubted, &spenders);
            for (was, is) in before.iter().zip(&after) {
                let of_token = || after.iter().filter(|row| row.fingerprint == is.fingerprint);
                prop_assert!(of_token().filter(|row| row.blocks()).count() <= 1, "the unique index");
                if !doubted.contains(&is.id) {
                    let only_waits = AttemptRow { awaits: was.awaits.clone(), state: was.state, ..is.clone() };
                    prop_assert_eq!(&only_waits, was);
                    prop_assert!(was.awaits.iter().all(|member| is.awaits.contains(member)));
                    let is_open = (was.state, is.state) == (SharedState::Dead, SharedState::DeadProvisional);
                    prop_assert!(was.state == is.state || is_open && !is.awaits.is_empty());
                    continue;
                }
                prop_assert!(matches!(is.state, SharedState::Claimed | SharedState::Unknown), "no verdict");
                prop_assert!(of_token().any(AttemptRow::blocks), "the token is not free");
                prop_assert!(is.recoveries >= 1.max(was.recoveries), "it is not sent again unasked");
                let asked = |by: &MemberId| is.awaits.contains(by) || is.holder == *by;
                prop_assert!(spenders.iter().all(asked), "who may have the pair is asked");
                if let Some(rival) = of_token().find(|row| is.released && row.blocks()) {
                    prop_assert!(rival.state != SharedState::Dead || !spenders.contains(&is.holder) || is.holder == rival.holder);
                }
            }
            prop_assert_eq!(believed(&before, &[], &spenders), before);
        }
    }
}
