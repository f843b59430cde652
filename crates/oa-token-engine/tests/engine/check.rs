//! "Kiểm tra token": what Zalo says of an access token, and that asking spends nothing.

use std::collections::HashSet;

use oa_token_engine::Check;
use oa_token_model::profile::{OfficialAccount, ProfileName};
use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use zalo_sim::Fault;

use crate::bench::{Bench, pair, with_secret_key};

async fn check(bench: &Bench) -> Check {
    bench.engine.checks().token(&bench.profile).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn checking_a_valid_token_saves_name_facts_and_picture_and_spends_nothing() {
    let bench = Bench::new().await;
    assert_eq!(check(&bench).await, Check::NoAccessToken);
    bench.click().await;
    let (spends, attempts) = (bench.sim.spends(), bench.record().await.last);
    for _ in 0..3 {
        assert_eq!(check(&bench).await.message_id(), "check-works");
    }
    let record = bench.record().await;
    let wanted = OfficialAccount { id: "1234567890123456789".to_owned(), name: "Cửa hàng Ví Dụ".to_owned() };
    assert_eq!(record.profile.oa, Some(wanted));
    let facts = record.facts.unwrap();
    assert_eq!((facts.verified, facts.followers, facts.package.as_deref()), (true, Some(1234), Some("Tăng trưởng")));
    assert_eq!(facts.package_until.unwrap().to_string(), "2027-08-12");
    let avatar = bench.engine.checks().avatar(&bench.profile).await.unwrap();
    assert!(avatar.starts_with(b"\x89PNG"));
    assert!(bench.engine.checks().avatars().await.contains(&bench.profile));
    // Neither Zalo's ledger nor ours has moved.
    assert_eq!((bench.sim.spends(), record.last), (spends, attempts));
    bench.assert_live().await;
    bench.assert_contract();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unnamed_oa_gets_its_name_from_zalo_and_a_chosen_name_is_kept() {
    let bench = Bench::new().await;
    let app_id = bench.record().await.profile.app_id;
    bench.click().await;
    check(&bench).await;
    assert_eq!(bench.record().await.profile.name.as_str(), "shop", "a name chosen by the user is kept");
    for fallback in [ProfileName::fallback(&app_id, &HashSet::new()), ProfileName::parse("OA 6789 (2)").unwrap()] {
        assert!(fallback.is_fallback(&app_id), "{fallback}");
        bench.edit(ProfileEdit { name: Some(fallback), ..ProfileEdit::default() }).await;
        check(&bench).await;
        assert_eq!(bench.record().await.profile.name.as_str(), "Cửa hàng Ví Dụ");
    }
    let chosen = ProfileName::parse("OA 6789 Hà Nội").unwrap();
    assert!(!chosen.is_fallback(&app_id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_proof_is_sent_only_when_zalo_asks_for_it() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.sim.require_appsecret_proof(true);
    assert_eq!(check(&bench).await.message_id(), "check-works");
    bench.edit(with_secret_key("FAKE_SECRET_of_another")).await;
    assert_eq!(check(&bench).await.message_id(), "check-proof");
    bench.sim.require_appsecret_proof(false);
    assert_eq!(check(&bench).await.message_id(), "check-works");
    bench.assert_contract();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_zalo_no_longer_accepts_is_shown_as_expired_everywhere() {
    for (code, words) in [(-216, "check-invalid"), (-220, "check-expired")] {
        let bench = Bench::new().await;
        bench.click().await;
        bench.sim.script_getoa([Fault::ErrorCode { code, name: "FAKE no".to_owned() }]);
        assert_eq!(check(&bench).await.message_id(), words);
        let record = bench.record().await;
        assert!(record.current.expiry.access_left(bench.engine.now()).unwrap().is_zero(), "{code}");
        let listed = bench.engine.profiles().list().await.unwrap();
        assert_eq!(listed, std::slice::from_ref(&record));
        assert_eq!(
            bench.another_engine().await.profiles().get(&bench.profile).await.unwrap(),
            record,
            "another program reports the same"
        );
        assert_eq!(bench.sim.spends(), 1, "a check must not spend a token");
        bench.click().await;
        assert!(!bench.record().await.current.expiry.access_left(bench.engine.now()).unwrap().is_zero());
        bench.assert_live().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_other_refusal_has_its_own_sentence_and_changes_nothing() {
    let bench = Bench::new().await;
    bench.click().await;
    let before = bench.record().await;
    for (code, words) in [
        (-204, "check-oa-disabled"),
        (-205, "check-no-such-oa"),
        (-209, "check-app-not-active"),
        (-212, "check-api-not-registered"),
        (-219, "check-app-removed"),
        (-223, "check-not-authorized"),
        (-32, "check-rate"),
        (404, "check-other"),
    ] {
        bench.sim.script_getoa([Fault::ErrorCode { code, name: "FAKE no".to_owned() }]);
        assert_eq!(check(&bench).await.message_id(), words);
    }
    bench.sim.script_getoa([Fault::CloseAfterReading]);
    assert_eq!(check(&bench).await, Check::Unclear);
    assert_eq!(bench.record().await, before, "nothing is saved after a refusal");
    assert_eq!(bench.sim.spends(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_oa_is_reported_and_never_overwrites_the_known_one() {
    let bench = Bench::new().await;
    bench.click().await;
    let known = OfficialAccount { id: "999".to_owned(), name: "Shop Thảo My".to_owned() };
    bench.edit(ProfileEdit { oa: Some(known.clone()), ..ProfileEdit::default() }).await;
    assert!(matches!(check(&bench).await, Check::OtherOa { known: named, .. } if named == known));
    assert_eq!(bench.record().await.profile.oa, Some(known.clone()));
    assert!(bench.engine.checks().avatar(&bench.profile).await.is_none());
    // The same before a pasted pair takes the place of this one's.
    let access = bench.pair().await.access.unwrap();
    let pasted = pair(Some(access.expose()), Some("FAKE_RT_of_another"));
    let (own, found) = bench.engine.checks().other_oa(&bench.profile, &pasted).await.unwrap().unwrap();
    assert_eq!((own, found.name.as_str()), (known, "Cửa hàng Ví Dụ"));
    let nobodys = pair(Some("FAKE_AT_of_nobody"), None);
    assert_eq!(bench.engine.checks().other_oa(&bench.profile, &nobodys).await.unwrap(), None);
    assert_eq!(
        bench.engine.checks().pasted(None, &Secret::new("FAKE_AT")).await.unwrap().message_id(),
        "check-invalid"
    );
    assert_eq!(bench.engine.checks().pasted(None, &Secret::new("bad\ntoken")).await.unwrap(), Check::NoToken);
}
