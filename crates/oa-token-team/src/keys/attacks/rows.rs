//! What the database's owner writes into attempts and pairs.

use jiff::SignedDuration;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint};
use oa_token_model::token::Generation;

use super::{NOW, Team};
use crate::keys::place::PairPlace;
use crate::rules::attempt::{AttemptRow, SharedState};
use crate::rules::member::{MemberId, OaId};
use crate::rules::pair::{Brought, Ends, PairRow};
use crate::rules::trust::{Codes as _, Trust};

fn ended(state: SharedState) -> AttemptRow {
    AttemptRow {
        id: AttemptId("attempt-1".to_owned()),
        oa: OaId("oa-1".to_owned()),
        kind: AttemptKind::Refresh,
        spends: Generation(7),
        fingerprint: Fingerprint([1; 32]),
        state,
        released: false,
        holder: MemberId("operator".to_owned()),
        awaits: vec![MemberId("admin".to_owned())],
        deadline: NOW,
        recoveries: 1,
        dead_at: Some(NOW),
        brought: None,
    }
}

#[test]
fn a_code_is_of_one_row_and_of_the_key_that_is_in_force() {
    let mut team = Team::new();
    let row = ended(SharedState::DeadProvisional);
    let code = team.sealer(&team.operator).code(&row).unwrap();
    let trust = |team: &Team, row: &AttemptRow| team.sealer(&team.admin).trust(row, Some(&code));
    assert_eq!(trust(&team, &row), Trust::Genuine);
    let later = NOW + SignedDuration::from_hours(8);
    assert_eq!(trust(&team, &AttemptRow { deadline: later, ..row.clone() }), Trust::Genuine, "the database's own time");
    for altered in [
        AttemptRow { state: SharedState::Dead, ..row.clone() },
        AttemptRow { released: true, ..row.clone() },
        AttemptRow { awaits: vec![], ..row.clone() },
        AttemptRow { recoveries: 0, ..row.clone() },
        AttemptRow { dead_at: Some(later), ..row.clone() },
        AttemptRow { dead_at: None, ..row.clone() },
        AttemptRow { holder: MemberId("admin".to_owned()), ..row.clone() },
        AttemptRow { fingerprint: Fingerprint([2; 32]), ..row.clone() },
        AttemptRow { id: AttemptId("attempt-2".to_owned()), ..row.clone() },
        AttemptRow { oa: OaId("oa-2".to_owned()), ..row.clone() },
    ] {
        assert_eq!(trust(&team, &altered), Trust::Forged, "{altered:?}");
    }
    let admin = team.sealer(&team.admin);
    assert_eq!([admin.trust(&row, None), admin.trust(&row, Some(&code[..9]))], [Trust::Forged; 2]);
    let mut former = team.sealer(&team.operator);
    team.remove_operator();
    assert_eq!(trust(&team, &row), Trust::Former, "who was removed has that key");
    let newer = team.sealer(&team.admin).code(&row).unwrap();
    assert_eq!(former.trust(&row, Some(&newer)), Trust::Later);
    former = team.sealer(&team.admin);
    assert_eq!(former.trust(&row, Some(&newer)), Trust::Genuine);
    assert!(team.sealer(&team.viewer).code(&row).is_none());
}

#[test]
fn a_token_opens_only_beside_what_its_row_said_when_it_was_sealed() {
    let team = Team::new();
    let pair = PairRow {
        brought: Brought::by_attempt(&AttemptId("attempt-1".to_owned()), &MemberId("operator".to_owned()), 1),
        generation: Generation(7),
        follows: Some(Fingerprint([1; 32])),
        refresh: Some(Fingerprint([2; 32])),
        ends: Ends { access: Some(NOW), refresh: None },
        by_member: MemberId("operator".to_owned()),
        received_at: NOW,
        set_aside: false,
    };
    let oa = OaId("oa-1".to_owned());
    let sealer = team.sealer(&team.operator);
    let place = PairPlace::new(&oa, &pair);
    let hidden = sealer.seal(place.refresh(), b"FAKE_RT_1").unwrap();
    let opens = |oa: &OaId, pair: &PairRow| sealer.open(PairPlace::new(oa, pair).refresh(), &hidden).is_ok();
    let received_at = NOW + SignedDuration::from_hours(1);
    assert!(opens(&oa, &pair) && opens(&oa, &PairRow { received_at, set_aside: true, ..pair.clone() }));
    assert!(sealer.open(place.access(), &hidden).is_err(), "as the access token");
    assert!(!opens(&OaId("oa-2".to_owned()), &pair), "another OA");
    let member = |name: &str| MemberId(name.to_owned());
    let by = |id: &str, name: &str, send| Brought::by_attempt(&AttemptId(id.to_owned()), &member(name), send);
    for altered in [
        PairRow { brought: by("attempt-2", "operator", 1), ..pair.clone() },
        PairRow { brought: by("attempt-1", "admin", 1), ..pair.clone() },
        PairRow { brought: by("attempt-1", "operator", 2), ..pair.clone() },
        PairRow { brought: Brought::Consent { id: "attempt-1".to_owned() }, ..pair.clone() },
        PairRow { generation: Generation(8), ..pair.clone() },
        PairRow { follows: Some(Fingerprint([9; 32])), ..pair.clone() },
        PairRow { follows: None, ..pair.clone() },
        PairRow { refresh: Some(Fingerprint([9; 32])), ..pair.clone() },
        PairRow { ends: Ends::default(), ..pair.clone() },
        PairRow { by_member: member("admin"), ..pair.clone() },
    ] {
        assert!(!opens(&oa, &altered), "{altered:?}");
    }
}
