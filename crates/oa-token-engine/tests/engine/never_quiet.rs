//! An OA that refreshes automatically while the life of its token is unknown is shown as one that needs the user, by
//! whatever road it came there.

use oa_token_engine::EngineError;
use oa_token_import::draft::NewProfile;
use oa_token_model::attention::Attention;
use oa_token_model::profile::AppId;
use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use oa_token_model::triage::{Tone, Triage};
use zalo_sim::{ExpiresIn, Fault};

use crate::bench::{APP_ID, Bench, SECRET_KEY, pair};

/// Fails if the OA is quiet although the expiry of its token is unknown.
async fn assert_not_quiet(bench: &Bench, road: &str) {
    let record = bench.record().await;
    let triage = Triage::of(&record, bench.engine.now());
    assert!(record.automatic && record.current.expiry.access_expires_at.is_none(), "{road}: unknown, and automatic");
    assert_eq!(triage.need, Attention::Person, "{road}");
    assert!(triage.reason.is_some() && triage.act.is_some(), "{road}: says why, and what helps");
    assert!(matches!(triage.tone, Tone::Warn | Tone::Bad), "{road}: {:?}", triage.tone);
}

/// An OA with automatic refresh on, whose token's life is known: quiet.
async fn quiet() -> Bench {
    let bench = Bench::new().await;
    bench.click().await;
    bench.set_automatic().await;
    let triage = Triage::of(&bench.record().await, bench.engine.now());
    assert_eq!((triage.need, triage.tone), (Attention::Nothing, Tone::Ok));
    bench
}

#[tokio::test]
async fn switched_on_before_the_first_refresh() {
    let bench = Bench::new().await;
    bench.set_automatic().await;
    assert_not_quiet(&bench, "switched on").await;
}

#[tokio::test]
async fn a_pair_typed_or_imported_over_a_refreshed_one() {
    let typed = quiet().await;
    let newer = pair(Some("FAKE_AT_typed"), Some("FAKE_RT_typed"));
    typed.edit(ProfileEdit { pair: Some(newer), ..ProfileEdit::default() }).await;
    assert_not_quiet(&typed, "typed").await;

    let imported = quiet().await;
    let new = NewProfile {
        name: None,
        app_id: AppId::parse(APP_ID).unwrap(),
        secret_key: Secret::new(SECRET_KEY),
        pair: pair(None, Some("FAKE_RT_imported")),
    };
    imported.engine.profiles().import_onto(&imported.profile, new).await.unwrap();
    assert_not_quiet(&imported, "imported").await;
}

#[tokio::test]
async fn an_answer_that_names_no_life_leaves_none_unknown() {
    for life in [ExpiresIn::Missing, ExpiresIn::Zero] {
        let bench = quiet().await;
        bench.sim.script([Fault::ExpiresIn(life)]);
        bench.click().await;
        assert!(bench.record().await.current.expiry.access_expires_at.is_some(), "as long as Zalo's documents say");
    }
}

#[tokio::test]
async fn back_from_the_bin() {
    let bench = Bench::new().await;
    bench.set_automatic().await;
    bench.engine.profiles().delete(&bench.profile).await.unwrap();
    bench.engine.profiles().restore(&bench.profile).await.unwrap();
    assert_not_quiet(&bench, "restored").await;
}

#[tokio::test]
async fn taken_back_from_another_computer() {
    let bench = Bench::new().await;
    bench.set_automatic().await;
    let write = |_| -> Result<(), EngineError> { Ok(()) };
    let passphrase = Secret::new("FAKE cá voi xanh");
    bench.engine.bundles().move_away(std::slice::from_ref(&bench.profile), passphrase, write).await.unwrap();
    bench.engine.bundles().take_back(&bench.profile).await.unwrap();
    assert_not_quiet(&bench, "taken back").await;
}
