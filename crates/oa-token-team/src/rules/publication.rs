//! What a saved refresh changes in a database to which nothing else of the OA was written since it was read.
//!
//! This is the usual end of an attempt, and needs no look at the database before it is published: the database takes it
//! only if it is still as it was read. Every other end is published after a look, by [`repairs`].

use jiff::Timestamp;

use super::attempt::{AttemptRow, SharedState};
use super::healing::{LocalOa, Repair, SharedOa, repairs};
use super::member::MemberId;
use super::merge::Merged;
use super::pair::PairRow;

/// What is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// The attempt as it ended.
    pub attempt: AttemptRow,
    /// The pair that it brought.
    pub pair: PairRow,
    /// The OA's generation and current pair.
    pub merged: Merged,
}

/// Returns what a member publishes of its own refresh: one that is saved, under a claim that was never taken over.
/// `seen` is the OA as it was read before the claim. `None` if something else is missing there too, or if the pair does
/// not become the current one: then the database is looked at first.
pub fn publication(local: &LocalOa, seen: &SharedOa, claim: &AttemptRow, me: &MemberId) -> Option<Publication> {
    let mut seen = seen.clone();
    seen.attempts.retain(|row| row.id != claim.id);
    seen.attempts.push(claim.clone());
    // Only verdicts of "dead" depend on the time and on who is awaited.
    let mut found = repairs(local, &seen, me, &[], Timestamp::MIN).into_iter();
    let (first, second, third) = (found.next()?, found.next()?, found.next()?);
    match (first, second, third, found.next()) {
        (Repair::PutAttempt(attempt), Repair::PutPair(pair), Repair::SetCurrent(merged), None)
            if attempt == (AttemptRow { state: SharedState::Saved, ..claim.clone() })
                && (claim.state, claim.recoveries) == (SharedState::Claimed, 0)
                && merged.current.as_ref() == Some(&pair.brought) =>
        {
            Some(Publication { attempt, pair, merged })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint};
    use oa_token_model::token::Generation;

    use super::super::member::OaId;
    use super::super::pair::{Brought, Ends, OaRow};
    use super::*;

    fn me() -> MemberId {
        MemberId("me".to_owned())
    }

    fn pair(token: u8, by: Option<&str>) -> PairRow {
        PairRow {
            brought: by.map_or(Brought::Paste { id: token.to_string() }, |id| {
                Brought::by_attempt(&AttemptId(id.to_owned()), &me(), 1)
            }),
            generation: Generation(u32::from(token)),
            follows: by.map(|_| Fingerprint([token - 1; 32])),
            refresh: Some(Fingerprint([token; 32])),
            ends: Ends::default(),
            by_member: me(),
            received_at: Timestamp::UNIX_EPOCH,
            set_aside: false,
        }
    }

    fn attempt(state: SharedState) -> AttemptRow {
        AttemptRow {
            id: AttemptId("a".to_owned()),
            oa: OaId("oa".to_owned()),
            kind: AttemptKind::Refresh,
            spends: Generation(1),
            fingerprint: Fingerprint([1; 32]),
            state,
            released: false,
            holder: me(),
            awaits: Vec::new(),
            deadline: Timestamp::UNIX_EPOCH,
            recoveries: 0,
            dead_at: None,
            brought: None,
        }
    }

    fn seen() -> SharedOa {
        let first = pair(1, None);
        let oa = OaRow {
            id: OaId("oa".to_owned()),
            generation: Generation(1),
            current: Some(first.brought.clone()),
            refresher: None,
            term: 0,
            refresher_until: Timestamp::UNIX_EPOCH,
            automatic: true,
            is_retired: false,
            has_diverged: false,
        };
        SharedOa { oa, attempts: Vec::new(), pairs: vec![first] }
    }

    fn local(state: SharedState, pairs: Vec<PairRow>) -> LocalOa {
        LocalOa { attempts: vec![attempt(state)], pairs, ..LocalOa::default() }
    }

    #[test]
    fn a_saved_refresh_is_published_as_the_current_pair() {
        let local = local(SharedState::Saved, vec![pair(1, None), pair(2, Some("a"))]);
        let found = publication(&local, &seen(), &attempt(SharedState::Claimed), &me()).unwrap();
        assert_eq!(found.attempt.state, SharedState::Saved);
        assert_eq!((found.pair.refresh, found.merged.generation), (Some(Fingerprint([2; 32])), Generation(2)));
        assert_eq!(found.merged.current, Some(pair(2, Some("a")).brought));
    }

    #[test]
    fn every_other_end_is_published_after_a_look() {
        let claim = attempt(SharedState::Claimed);
        for state in [SharedState::Dead, SharedState::Unknown, SharedState::NotSent, SharedState::Refused] {
            assert_eq!(publication(&local(state, vec![pair(1, None)]), &seen(), &claim, &me()), None, "{state:?}");
        }
        let saved = local(SharedState::Saved, vec![pair(1, None), pair(2, Some("a"))]);
        let overtaken = AttemptRow { recoveries: 1, ..claim.clone() };
        assert_eq!(publication(&saved, &seen(), &overtaken, &me()), None, "it was taken over");
        let mut more = saved.clone();
        more.pairs.push(pair(7, None));
        assert_eq!(publication(&more, &seen(), &claim, &me()), None, "a pasted pair is missing too");
        let mut elsewhere = seen();
        elsewhere.oa.current = Some(pair(7, None).brought);
        elsewhere.pairs.push(pair(7, None));
        assert_eq!(publication(&saved, &elsewhere, &claim, &me()), None, "another pair is current");
    }
}
