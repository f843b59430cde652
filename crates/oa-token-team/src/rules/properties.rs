//! Properties of the rules over random facts. The crate `model-check` tries every order of steps and faults with them.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint, Trigger};
use oa_token_model::token::{Generation, LONGEST_ACCESS_LIFE};
use proptest::prelude::*;

use super::attempt::{AttemptRow, SharedState, published, set_aside, without};
use super::claim::{ClaimFacts, ClaimRefusal, DEADLINE, FENCE, SinceClaim, is_confirmed, is_within_fence, may_claim};
use super::epoch::{Continuity, Epoch, EpochRow, LONGEST_PAUSE, Memory, Pause, Shown, awaited, compare, pause};
use super::healing::{LocalOa, SharedOa, repairs, with_finals};
use super::member::{MemberId, MemberKind, MemberRow, OaId, Role};
use super::merge::{Known, advance, choose, merge, rivals};
use super::pair::{Brought, Ends, OaRow, PairRow};
use super::provisional::{PATIENCE, is_final};
use super::refresher::{DUE_SOON, LEASE, Task, task};
use super::takeover::{Takeover, TakeoverFacts, UNSEEN, URGENT, may_take_over, taken_over};

const NOW: Timestamp = Timestamp::constant(1_790_000_000, 0);

fn at(seconds: i64) -> Timestamp {
    NOW + SignedDuration::from_secs(seconds)
}

fn member(number: u8) -> MemberId {
    MemberId(format!("member-{number}"))
}

fn print(token: u8) -> Fingerprint {
    Fingerprint([token; 32])
}

fn paste(number: u8) -> Brought {
    Brought::Paste { id: number.to_string() }
}

/// A pair with the refresh token `token`, for which `follows` was spent.
fn pair(token: u8, follows: Option<u8>) -> PairRow {
    PairRow {
        brought: paste(token),
        generation: Generation(1),
        follows: follows.map(print),
        refresh: Some(print(token)),
        ends: Ends::default(),
        by_member: member(1),
        received_at: NOW,
        set_aside: false,
    }
}

fn oa() -> OaRow {
    OaRow {
        id: OaId("oa".to_owned()),
        generation: Generation(1),
        current: Some(paste(1)),
        refresher: None,
        term: 3,
        refresher_until: NOW,
        automatic: true,
        is_retired: false,
        has_diverged: false,
    }
}

fn attempt(state: SharedState) -> AttemptRow {
    AttemptRow {
        id: AttemptId("attempt".to_owned()),
        oa: OaId("oa".to_owned()),
        kind: AttemptKind::Refresh,
        spends: Generation(1),
        fingerprint: print(1),
        state,
        released: false,
        holder: member(1),
        awaits: Vec::new(),
        deadline: at(480),
        recoveries: 0,
        dead_at: None,
        brought: None,
    }
}

fn person(number: u8) -> MemberRow {
    MemberRow {
        id: member(number),
        kind: MemberKind::Person,
        role: Role::Operator,
        last_seen_at: NOW,
        last_refreshed_at: None,
        is_revoked: false,
    }
}

fn any_state() -> impl Strategy<Value = SharedState> {
    prop::sample::select(&SharedState::ALL[..])
}

fn any_trigger() -> impl Strategy<Value = Trigger> {
    prop::sample::select(vec![Trigger::User, Trigger::Automatic, Trigger::Recovery])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_send_begins_only_shortly_after_its_claim_by_both_clocks(instant in 0_u64..90, wall in -90_i64..90) {
        let since = SinceClaim {
            by_instant: Duration::from_secs(instant),
            by_wall_clock: SignedDuration::from_secs(wall),
        };
        let fence = i64::try_from(FENCE.as_secs()).unwrap();
        prop_assert_eq!(is_within_fence(since), instant <= FENCE.as_secs() && (-1..=fence).contains(&wall));
    }

    #[test]
    fn a_claim_is_confirmed_only_while_it_is_the_holders_own(state in any_state(), late in -900_i64..900, who in 1_u8..3) {
        let row = attempt(state);
        let wanted = state == SharedState::Claimed && who == 1 && late < 480;
        prop_assert_eq!(is_confirmed(Some(&row), &member(who), at(late)), wanted);
        let released = AttemptRow { released: true, ..row };
        prop_assert!(!is_confirmed(Some(&released), &member(who), at(late)));
        prop_assert!(!is_confirmed(None, &member(who), at(late)));
    }

    #[test]
    fn no_claim_without_the_role_the_same_generation_and_a_free_token(
        role in prop::sample::select(vec![Role::Viewer, Role::Operator, Role::Admin]),
        by in any_trigger(),
        generation in 0_u32..3,
        term in 2_u64..5,
        is_refresher: bool,
        automatic: bool,
        diverged: bool,
        blocking in prop::option::of(any_state()),
        is_checked_in: bool,
    ) {
        let row = blocking.map(attempt);
        let me = member(1);
        let oa = OaRow {
            refresher: is_refresher.then(|| me.clone()),
            automatic,
            has_diverged: diverged,
            ..oa()
        };
        let facts = ClaimFacts {
            me: &me,
            role,
            by,
            generation: Generation(generation),
            term,
            is_checked_in,
            pause: &Pause::None,
            blocking: row.as_ref(),
        };
        let is_free = row.as_ref().is_none_or(|row| !row.state.blocks());
        let is_mine = is_refresher && term == oa.term && automatic && !diverged;
        let may = role != Role::Viewer && generation == 1 && is_free && is_checked_in;
        let may = may && (by == Trigger::User || is_mine);
        prop_assert_eq!(may_claim(&oa, &facts).is_ok(), may);
        let waits = Pause::Asks { awaits: vec![member(2)] };
        let paused = ClaimFacts { pause: &waits, ..facts.clone() };
        prop_assert!(may_claim(&oa, &paused).is_err());
        let retired = may_claim(&OaRow { is_retired: true, ..oa }, &facts);
        prop_assert!(matches!(retired, Err(ClaimRefusal::Retired | ClaimRefusal::Viewer)));
    }

    #[test]
    fn nobody_takes_over_a_claim_that_may_still_be_answered(
        by in any_trigger(),
        is_known in any::<bool>(),
        now in 0_i64..2000,
        seen in 0_i64..2000,
        left in prop::option::of(0_i64..120),
        recoveries in 0_u32..3,
    ) {
        let row = AttemptRow { recoveries, ..attempt(SharedState::Claimed) };
        let me = member(2);
        let facts = TakeoverFacts {
            me: &me,
            by,
            is_known,
            holder_seen_at: at(seen),
            holder_is_gone: false,
            access_left: left.map(SignedDuration::from_mins),
            pause: &Pause::None,
            now: at(now),
        };
        if let Takeover::From(from) = may_take_over(&row, &facts) {
            prop_assert_eq!((from, recoveries), (0, 0), "one recovery in all");
            prop_assert!(now >= 480);
            let is_urgent = left.is_none_or(|left| SignedDuration::from_mins(left) < URGENT);
            let is_unseen = SignedDuration::from_secs(now - seen) >= UNSEEN;
            prop_assert!(by == Trigger::User || is_urgent && is_unseen);
            let taken = taken_over(row.clone(), &me, at(now));
            prop_assert_eq!(may_take_over(&taken, &TakeoverFacts { now: at(now + 10_000), ..facts }), Takeover::RecoveryOpen);
            prop_assert_eq!(&taken.awaits, &vec![member(1)]);
            prop_assert_eq!(taken.deadline, at(now) + DEADLINE);
        }
        // The holder waits too, unless its vault knows that its send has ended.
        let own = may_take_over(&row, &TakeoverFacts { me: &row.holder, ..facts });
        prop_assert_eq!(own == Takeover::From(0), recoveries == 0 && (is_known || now >= 480));
        let waits = Pause::Until { at: at(now), awaits: vec![member(3)] };
        let paused = may_take_over(&row, &TakeoverFacts { pause: &waits, ..facts });
        prop_assert!(!matches!(paused, Takeover::From(_)));
    }

    #[test]
    fn an_ended_attempt_is_never_taken_over(state in any_state(), by in any_trigger(), now in 0_i64..5000) {
        let row = attempt(state);
        let facts = TakeoverFacts {
            me: &member(2),
            by,
            is_known: false,
            holder_seen_at: Timestamp::MIN,
            holder_is_gone: true,
            access_left: None,
            pause: &Pause::None,
            now: at(now),
        };
        let is_open = matches!(state, SharedState::Claimed | SharedState::Unknown);
        prop_assert_eq!(matches!(may_take_over(&row, &facts), Takeover::From(_)), is_open);
    }

    #[test]
    fn a_pair_always_counts_and_nothing_else_of_a_member_that_was_overtaken(end in any_state(), before in any_state()) {
        let row = AttemptRow { awaits: vec![member(2)], recoveries: 1, ..attempt(before) };
        let after = published(row.clone(), &member(2), end, &[], NOW);
        match end {
            SharedState::Saved => prop_assert_eq!(after.state, SharedState::Saved),
            SharedState::Claimed => prop_assert_eq!(&after, &row),
            SharedState::Unknown | SharedState::Dead | SharedState::DeadProvisional | SharedState::Refused
            | SharedState::NotSent => {
                prop_assert_eq!(after.state, before);
                prop_assert!(after.awaits.is_empty(), "it has said that it has no pair");
            }
        }
        // The holder does not change the verdict of a pair that arrived.
        let late = published(after.clone(), &member(1), SharedState::Dead, &[], NOW);
        prop_assert!(after.state != SharedState::Saved || late.state == SharedState::Saved);
    }

    #[test]
    fn dead_is_final_only_when_no_member_may_hold_the_pair(
        awaits in prop::collection::vec(2_u8..6, 0..3),
        out in prop::collection::vec(1_u8..6, 0..3),
        gone in prop::collection::vec(1_u8..6, 0..4),
        after in 0_i64..200_000,
    ) {
        let ids = |numbers: &[u8]| numbers.iter().map(|number| member(*number)).collect::<Vec<_>>();
        let row = AttemptRow { awaits: ids(&awaits), recoveries: 1, ..attempt(SharedState::Claimed) };
        let row = published(row, &member(1), SharedState::Dead, &ids(&out), NOW);
        let others: Vec<u8> = awaits.iter().chain(&out).copied().filter(|number| *number != 1).collect();
        prop_assert_eq!(row.state == SharedState::Dead, others.is_empty());
        if row.state == SharedState::DeadProvisional {
            let is_over = SignedDuration::from_secs(after) >= PATIENCE;
            let all_gone = others.iter().all(|number| gone.contains(number));
            prop_assert_eq!(is_final(&row, &ids(&gone), at(after)), is_over || all_gone);
            let told = others.iter().fold(row, |row, number| without(row, &member(*number)));
            prop_assert!(is_final(&told, &[], NOW));
        }
    }

    #[test]
    fn the_task_of_a_refresher_moves_only_when_it_has_expired_and_the_oa_is_due(
        until in -7200_i64..7200,
        due in 0_i64..300,
        holder in prop::option::of(1_u8..4),
        server: bool,
    ) {
        let refresher = holder.map(member);
        let oa = OaRow { refresher: refresher.clone(), refresher_until: at(until), ..oa() };
        let kind = if server { MemberKind::Server } else { MemberKind::Person };
        let members = [MemberRow { kind, ..person(1) }, person(2), person(3)];
        let due_in = SignedDuration::from_mins(due);
        for number in 1..4 {
            let does = task(&oa, &member(number), &members, Some(due_in), NOW);
            match does {
                Task::Take { .. } => {
                    prop_assert!(refresher != Some(member(number)));
                    prop_assert!(refresher.is_none() || until <= 0 && due_in < DUE_SOON);
                }
                Task::Keep | Task::Renew { .. } => prop_assert_eq!(&refresher, &Some(member(number))),
                Task::Leave => {}
            }
            if let Task::Take { until, .. } | Task::Renew { until, .. } = does {
                prop_assert_eq!(until, NOW + LEASE);
            }
        }
        // Some member always takes a task that is free for long.
        let old = OaRow { refresher: Some(member(9)), refresher_until: at(-3600), ..oa };
        let takes = |number| matches!(task(&old, &member(number), &members, Some(SignedDuration::ZERO), NOW), Task::Take { .. });
        prop_assert!(takes(1) && takes(2) && takes(3));
    }

    #[test]
    fn the_order_of_arrival_never_changes_which_pairs_there_are(
        follows in prop::collection::vec(0_u8..10, 1..9),
        order in any::<prop::sample::Index>(),
    ) {
        // Pair n follows any earlier pair, so there may be siblings.
        let pairs: Vec<PairRow> = follows
            .iter()
            .enumerate()
            .map(|(at, from)| {
                let number = u8::try_from(at).unwrap() + 2;
                pair(number, Some(from % (number - 1) + 1))
            })
            .collect();
        let split = order.index(pairs.len());
        let mut turned = pairs.clone();
        turned.rotate_left(split);
        let gather = |arriving: &[PairRow]| {
            arriving.iter().fold((oa(), vec![pair(1, None)]), |(oa, pairs), next| {
                let merged = merge(&oa, pairs, std::slice::from_ref(next), &Known::default());
                assert!(merged.generation >= oa.generation);
                let oa = OaRow {
                    generation: merged.generation,
                    current: merged.current,
                    has_diverged: merged.has_diverged,
                    ..oa
                };
                (oa, merged.pairs)
            })
        };
        let ((one, kept), (other, kept_too)) = (gather(&pairs), gather(&turned));
        let sorted = |mut pairs: Vec<PairRow>| {
            pairs.sort_by(|one, other| one.brought.cmp(&other.brought));
            pairs
        };
        prop_assert_eq!(kept.len(), pairs.len() + 1, "nothing is dropped");
        prop_assert_eq!(sorted(kept.clone()), sorted(kept_too));
        prop_assert_eq!(one.has_diverged, !rivals(one.current.as_ref(), &kept, &Known::default()).is_empty());
        if !one.has_diverged {
            prop_assert_eq!(one.current, other.current);
        }
    }

    #[test]
    fn the_current_pair_moves_only_along_follows(follows in prop::collection::vec(0_u8..10, 1..9), from in 1_u8..9) {
        let pairs: Vec<PairRow> = std::iter::once(pair(1, None))
            .chain(follows.iter().enumerate().map(|(at, parent)| {
                let number = u8::try_from(at).unwrap() + 2;
                pair(number, Some(parent % (number - 1) + 1))
            }))
            .collect();
        let from = paste(from.min(u8::try_from(pairs.len()).unwrap()));
        let mut reached = advance(Some(&from), &pairs, &Known::default());
        // Walk back from the new current pair: the old one is on the way.
        while let Some(brought) = reached.clone().filter(|brought| *brought != from) {
            let parent = pairs.iter().find(|pair| pair.brought == brought).and_then(|pair| pair.follows);
            reached = pairs.iter().find(|pair| pair.refresh == parent && parent.is_some()).map(|pair| pair.brought.clone());
            prop_assert!(reached.is_some(), "the current pair left its lineage");
        }
    }

    #[test]
    fn no_end_that_was_published_is_believed_beyond_a_tokens_life(access in -1_000_000_000_i64..1_000_000_000) {
        let ends = Ends { access: Some(at(access)), refresh: None }.capped(NOW);
        prop_assert_eq!(ends.access, Some(at(access).min(NOW + LONGEST_ACCESS_LIFE)));
    }

    #[test]
    fn a_database_that_shows_less_is_noticed(change in 0_i64..9, now in 0_i64..9, generation in 0_u32..5, shown in 0_u32..5) {
        let epoch = Epoch { system: 1, timeline: 1, opening: 7 };
        let number = |generation| [(OaId("oa".to_owned()), Generation(generation))].into();
        let memory = Memory { epoch: Some(epoch), relation: Some(16_400), change, generations: number(generation), ..Memory::default() };
        let shown_now = Shown { server: Some((1, 1)), relation: Some(16_400), epoch: Some(epoch), change: now, generations: number(shown), position: None };
        let is_less = now < change || shown < generation;
        prop_assert_eq!(compare(&memory, &shown_now) == Continuity::WentBack, is_less);
        let elsewhere = Shown { server: Some((1, 2)), ..shown_now.clone() };
        prop_assert_eq!(compare(&memory, &elsewhere), Continuity::WentBack);
        let restored = Shown { relation: Some(16_500), ..shown_now.clone() };
        prop_assert_eq!(compare(&memory, &restored), Continuity::WentBack);
        let opened = Shown { epoch: Some(Epoch { opening: 8, ..epoch }), ..shown_now.clone() };
        prop_assert_eq!(compare(&memory, &opened), Continuity::Opened);
        let moved_on = memory.checked_in(Epoch { opening: 8, ..epoch }, &opened);
        prop_assert_eq!(compare(&moved_on, &shown_now), Continuity::WentBack, "an earlier opening is back");
    }

    #[test]
    fn claims_wait_for_every_member_that_was_in_use(
        seen in prop::collection::vec(0_i64..12, 3),
        checked_in in prop::collection::vec(1_u8..4, 0..3),
        minutes in 0_i64..30,
        left in 0_i64..60,
        by in any_trigger(),
    ) {
        let members: Vec<MemberRow> = (1..4)
            .zip(&seen)
            .map(|(number, days)| MemberRow { last_seen_at: at(-days * 86_400), ..person(number) })
            .collect();
        let row = EpochRow {
            epoch: Epoch { system: 1, timeline: 2, opening: 1 },
            opened_at: NOW,
            seen_until: NOW,
            is_closed: false,
        };
        let inside: Vec<MemberId> = checked_in.iter().map(|number| member(*number)).collect();
        let waited = awaited(&row, &members, &inside);
        for (number, days) in (1..4).zip(&seen) {
            prop_assert_eq!(waited.contains(&member(number)), *days <= 7 && !checked_in.contains(&number));
        }
        let (now, left) = (at(minutes * 60), SignedDuration::from_mins(left));
        let pauses = pause(&row, &waited, by, false, Some(left), now) != Pause::None;
        let cannot_wait = by != Trigger::User && left < SignedDuration::from_mins(30);
        let is_over = SignedDuration::from_mins(minutes) >= LONGEST_PAUSE;
        prop_assert_eq!(pauses, !waited.is_empty() && !is_over && !cannot_wait);
        let closed = EpochRow { is_closed: true, ..row };
        prop_assert_eq!(pause(&closed, &waited, by, false, None, NOW), Pause::None);
    }

    #[test]
    fn what_a_database_forgot_is_put_back_once(generations in 2_u8..8, forgotten in 0_u8..8, saved: bool) {
        // The member refreshed up to `generations`; the database is back at an earlier pair.
        let back = (generations - 1).saturating_sub(forgotten).max(1);
        let all: Vec<PairRow> = (1..=generations)
            .map(|number| PairRow { generation: Generation(number.into()), ..pair(number, (number > 1).then(|| number - 1)) })
            .collect();
        let last = AttemptRow {
            fingerprint: print(generations - 1),
            ..attempt(if saved { SharedState::Saved } else { SharedState::Claimed })
        };
        let local = LocalOa {
            attempts: vec![last.clone()],
            pairs: all.clone(),
            generation: Some(Generation(generations.into())),
            known: Known::default(),
        };
        let mut shared = SharedOa {
            oa: OaRow { current: Some(paste(back)), generation: Generation(back.into()), ..oa() },
            attempts: vec![],
            pairs: all[..usize::from(back)].to_vec(),
        };
        // Another member has claimed the same token in the meantime.
        shared.attempts.push(AttemptRow { id: AttemptId("other".to_owned()), holder: member(2), ..last });
        let first = repairs(&local, &shared, &member(1), &[], NOW);
        prop_assert!(shared.apply(first), "two rows block one token");
        prop_assert_eq!(&shared.oa.current, &Some(paste(generations)));
        prop_assert_eq!(shared.oa.generation, Generation(generations.into()));
        prop_assert_eq!(shared.pairs.len(), all.len());
        let other = shared.attempts.iter().find(|row| row.id.0 == "other").unwrap();
        let mine = shared.attempts.iter().find(|row| row.id.0 == "attempt").unwrap();
        // A claim that may not have been sent is stopped; one that brought a pair stays.
        prop_assert_eq!((other.released, mine.released), (!saved, saved));
        prop_assert!(saved || mine.awaits == [member(2)]);
        prop_assert_eq!(repairs(&local, &shared, &member(1), &[], NOW), vec![], "nothing is left to write");
    }
}

#[test]
fn a_sibling_stays_beside_the_current_pair_until_somebody_chooses() {
    let pairs = vec![pair(1, None)];
    let merged = merge(&oa(), pairs, &[pair(2, Some(1)), pair(3, Some(1))], &Known::default());
    assert_eq!((&merged.current, merged.has_diverged), (&Some(paste(2)), true));
    let oa = OaRow { current: merged.current, generation: merged.generation, ..oa() };
    let chosen = choose(&oa, merged.pairs, &paste(3), &Known::default());
    assert_eq!((&chosen.current, chosen.has_diverged, chosen.pairs.len()), (&Some(paste(3)), false, 3));
    assert!(chosen.generation > oa.generation);
    let oa = OaRow { current: chosen.current, generation: chosen.generation, ..oa };
    let next = merge(&oa, chosen.pairs, &[pair(4, Some(3))], &Known::default());
    assert_eq!((next.current, next.has_diverged), (Some(paste(4)), false));
}

#[test]
fn a_pasted_access_token_is_no_rival_of_the_next_pair() {
    let access = PairRow { brought: paste(9), ..pair(1, Some(1)) };
    for arriving in [[access.clone(), pair(2, Some(1))], [pair(2, Some(1)), access]] {
        let merged = merge(&oa(), vec![pair(1, None)], &arriving, &Known::default());
        assert_eq!((merged.current, merged.has_diverged), (Some(paste(2)), false));
    }
}

#[test]
fn a_member_whose_older_pairs_are_gone_still_proves_that_its_pair_is_newer() {
    let known = Known { replaced: [[1; 32], [5; 32]].into(), current: Some(paste(6)), ..Known::default() };
    let merged = merge(&oa(), vec![pair(1, None)], &[pair(6, Some(5))], &known);
    assert_eq!((merged.current, merged.has_diverged), (Some(paste(6)), false));
    let unknown = merge(&oa(), vec![pair(1, None)], &[pair(6, Some(5))], &Known::default());
    assert_eq!((unknown.current, unknown.has_diverged), (Some(paste(1)), true));
}

#[test]
fn a_recovery_that_was_not_sent_is_given_back_to_the_first_sender() {
    let row = taken_over(attempt(SharedState::Claimed), &member(2), at(500));
    let back = published(row.clone(), &member(2), SharedState::NotSent, &[], at(510));
    assert_eq!((back.state, back.holder, back.recoveries), (SharedState::Claimed, member(1), 0));
    let refused = published(row, &member(2), SharedState::Refused, &[], at(510));
    assert_eq!((refused.state, refused.blocks()), (SharedState::Unknown, true), "the first sender may have the pair");
}

#[test]
fn what_was_forgotten_longer_ago_than_pairs_are_kept_is_put_back_and_makes_no_other_member_see_rivals() {
    // The database is back at the second pair; this member has refreshed up to the ninth, and keeps the last three.
    let kept: Vec<PairRow> = (7..=9).map(|number| pair(number, Some(number - 1))).collect();
    let sent = |number: u8| AttemptRow {
        id: AttemptId(number.to_string()),
        fingerprint: print(number),
        ..attempt(SharedState::Saved)
    };
    let local = LocalOa {
        attempts: (2..=8).map(sent).collect(),
        pairs: kept,
        generation: Some(Generation(9)),
        known: Known {
            replaced: (1..=8).map(|number| [number; 32]).collect(),
            current: Some(paste(9)),
            ..Known::default()
        },
    };
    let old = vec![pair(1, None), pair(2, Some(1))];
    let oa = OaRow { current: Some(paste(2)), generation: Generation(2), ..oa() };
    let mut shared = SharedOa { oa, attempts: vec![], pairs: old.clone() };
    assert!(shared.apply(repairs(&local, &shared, &member(1), &[], NOW)));
    assert_eq!((&shared.oa.current, shared.oa.has_diverged), (&Some(paste(9)), false));
    let blocked: Vec<_> = shared.attempts.iter().filter(|row| row.blocks()).map(|row| row.fingerprint).collect();
    assert_eq!(blocked, (2..=8).map(print).collect::<Vec<_>>(), "no member sends one of them again");
    assert_eq!(repairs(&local, &shared, &member(1), &[], NOW), vec![]);
    let other = LocalOa { pairs: old, ..LocalOa::default() };
    assert_eq!(repairs(&other, &shared, &member(2), &[], NOW), vec![]);
}

#[test]
fn a_division_ends_only_with_a_next_pair_or_when_zalo_has_said_which_pair_is_not_live() {
    // Each of two members has a pair of its own that follows the first.
    let (one, other) = (pair(2, Some(1)), pair(3, Some(1)));
    let local = |own: &PairRow| LocalOa {
        pairs: vec![own.clone()],
        known: Known { current: Some(own.brought.clone()), replaced: [[1; 32]].into(), ..Known::default() },
        ..LocalOa::default()
    };
    let mut shared = SharedOa { oa: oa(), attempts: vec![], pairs: vec![pair(1, None)] };
    for (who, own) in [(1, &one), (2, &other)] {
        assert!(shared.apply(repairs(&local(own), &shared, &member(who), &[], NOW)));
    }
    assert_eq!((&shared.oa.current, shared.oa.has_diverged), (&Some(paste(2)), true));
    // A member that knows one of the pairs, or both, writes nothing.
    let knows = LocalOa { known: Known { replaced: [[1; 32], [3; 32]].into(), ..local(&one).known }, ..local(&one) };
    for local in [&knows, &local(&one), &local(&other), &LocalOa::default()] {
        assert_eq!(repairs(local, &shared, &member(3), &[], NOW), vec![]);
    }
    let dead = |token: u8| AttemptRow { fingerprint: print(token), ..attempt(SharedState::Dead) };
    let mut rejected = shared.clone();
    rejected.attempts.push(dead(2));
    assert!(rejected.apply(repairs(&local(&other), &rejected, &member(2), &[], NOW)));
    assert_eq!((&rejected.oa.current, rejected.oa.has_diverged), (&Some(paste(3)), false));
    shared.attempts.push(dead(3));
    let next = LocalOa {
        pairs: vec![one, pair(4, Some(2))],
        known: Known { current: Some(paste(4)), ..Known::default() },
        ..LocalOa::default()
    };
    assert!(shared.apply(repairs(&next, &shared, &member(1), &[], NOW)));
    assert_eq!((&shared.oa.current, shared.oa.has_diverged), (&Some(paste(4)), false));
}

#[test]
fn a_pair_that_its_member_put_aside_is_no_rival_for_the_others() {
    let extra = pair(3, Some(1));
    let aside = set_aside(&extra, print(3), &oa().id);
    let local = LocalOa { attempts: vec![aside], pairs: vec![pair(2, Some(1)), extra], ..LocalOa::default() };
    let mut shared = SharedOa { oa: oa(), attempts: vec![], pairs: vec![pair(1, None)] };
    // Another member that takes that very pair, by a click, is not stopped.
    let claim = AttemptRow {
        id: AttemptId("other".to_owned()),
        fingerprint: print(3),
        holder: member(2),
        ..attempt(SharedState::Claimed)
    };
    shared.attempts.push(claim.clone());
    assert!(shared.apply(repairs(&local, &shared, &member(1), &[], NOW)));
    assert_eq!((&shared.oa.current, shared.oa.has_diverged), (&Some(paste(2)), false));
    assert!(shared.attempts.contains(&claim));
    assert_eq!(repairs(&LocalOa::default(), &shared, &member(3), &[], NOW), vec![]);
    assert_eq!(repairs(&local, &shared, &member(1), &[], NOW), vec![]);
}

#[test]
fn a_removed_member_is_not_awaited_and_its_open_claim_frees_no_token() {
    let dead = AttemptRow { awaits: vec![member(2)], dead_at: Some(NOW), ..attempt(SharedState::DeadProvisional) };
    let open = AttemptRow {
        id: AttemptId("open".to_owned()),
        fingerprint: print(2),
        holder: member(2),
        ..attempt(SharedState::Claimed)
    };
    let mut shared = SharedOa { oa: oa(), attempts: vec![dead.clone(), open.clone()], pairs: vec![pair(1, None)] };
    assert_eq!(with_finals(vec![], &shared, &[], &[], NOW), vec![]);
    assert!(shared.apply(with_finals(vec![], &shared, &[], &[member(2)], NOW)));
    let after = AttemptRow { state: SharedState::Dead, awaits: vec![], ..dead };
    assert_eq!(shared.attempts, [open, after]);
}
