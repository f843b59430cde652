//! Sealed files that somebody made up: an OA that is here keeps what it has until a person says yes.

use jiff::Timestamp;
use oa_token_engine::Engine;
use oa_token_model::bundle::{Bundle, BundlePurpose, MadeBy, MergeStatus};
use oa_token_model::records::HistoryEvent;
use oa_token_model::secret::Secret;
use oa_token_model::token::{ACCESS_LIFE, Expiry, Generation, REFRESH_LIFE, StoredPair, TokenPair};
use oa_token_vault::{BundleStore as _, ProfileStore as _, sealed_file};

use crate::bench::{Bench, options, pair, started};

fn passphrase() -> Secret {
    Secret::new("FAKE cá voi xanh")
}

/// A file as somebody makes it who knows all of the OA but our vault's key: with a later pair of his own.
fn crafted(bench: &Bench, change: impl FnOnce(&mut Bundle)) -> Vec<u8> {
    let id = bench.profile.clone();
    let profiles = bench.vault().export_bundle(Some(&id)).unwrap();
    let far: Timestamp = "9998-06-01T00:00:00Z".parse().unwrap();
    let mut carried = Bundle { purpose: BundlePurpose::Backup, made_at: far, profiles };
    let ours = carried.profiles[0].newest().clone();
    let pair = pair(Some("FAKE_AT_theirs"), Some("FAKE_RT_theirs"));
    carried.profiles[0].pairs =
        vec![StoredPair { generation: Generation(9), pair, obtained_at: far, answer: None, ..ours }];
    change(&mut carried);
    sealed_file::seal(&carried, None, &passphrase()).unwrap()
}

async fn standing(engine: &Engine, file: &[u8]) -> (Bundle, MadeBy, MergeStatus) {
    let (carried, made_by) = engine.bundles().open(file.to_vec(), passphrase()).await.unwrap();
    let standing = engine.bundles().merge_statuses(&carried, made_by).await.unwrap().remove(0);
    (carried, made_by, standing)
}

async fn what_is_kept(bench: &Bench) -> (Secret, TokenPair) {
    let secrets = bench.engine.profiles().secrets(&bench.profile).await.unwrap();
    (secrets.secret_key, secrets.current.pair)
}

#[tokio::test]
async fn only_a_confirmation_replaces_and_it_keeps_the_old_key_and_pair() {
    let bench = Bench::new().await;
    let (key, pair) = what_is_kept(&bench).await;
    let file = crafted(&bench, |carried| carried.profiles[0].secret_key = Secret::new("FAKE_SECRET_theirs"));
    let (carried, made_by, asked) = standing(&bench.engine, &file).await;
    assert!(bench.engine.bundles().import(carried, made_by, &[]).await.unwrap().is_empty(), "{asked:?}");
    assert_eq!(what_is_kept(&bench).await, (key.clone(), pair.clone()), "nothing is replaced without a yes");
    let (carried, made_by, _) = standing(&bench.engine, &file).await;
    let taken = bench.engine.bundles().import(carried, made_by, std::slice::from_ref(&bench.profile)).await.unwrap();
    assert_eq!(taken, std::slice::from_ref(&bench.profile));
    let (now_key, now_pair) = what_is_kept(&bench).await;
    assert_eq!(now_key.expose(), "FAKE_SECRET_theirs");
    assert_eq!(now_pair.refresh.unwrap().expose(), "FAKE_RT_theirs");
    let id = bench.profile.clone();
    let (former, kept) = (bench.vault().former_secret_keys(&id).unwrap(), bench.vault().generations(&id).unwrap());
    assert_eq!(former, [key]);
    assert!(kept.iter().any(|kept| kept.pair == pair), "the local pair is kept");
    let said = bench.engine.profiles().history(Some(bench.profile.clone()), 50).await.unwrap();
    assert!(said.iter().any(|line| matches!(line.event, HistoryEvent::CarriedOver { .. })));
}

#[tokio::test]
async fn no_time_of_a_file_is_in_the_future_and_a_later_valid_pair_is_newer() {
    let bench = Bench::new().await;
    let file = crafted(&bench, |carried| {
        let (profile, far) = (&mut carried.profiles[0], carried.made_at);
        profile.profile.created_at = far;
        profile.pairs[0].expiry = Expiry {
            issued_at: Some(far),
            access_expires_at: Some(far + ACCESS_LIFE * 90),
            refresh_expires_at: Some(far + REFRESH_LIFE * 4),
        };
    });
    let (carried, made_by, _) = standing(&bench.engine, &file).await;
    assert!(carried.profiles[0].newest().obtained_at <= bench.engine.now());
    bench.engine.bundles().import(carried, made_by, std::slice::from_ref(&bench.profile)).await.unwrap();
    let (now, newest) = (bench.engine.now(), bench.engine.health().newest_time().await.unwrap().unwrap());
    assert!(newest <= now, "{newest}");
    let expiry = bench.record().await.current.expiry;
    assert!(expiry.access_expires_at.unwrap() <= now + ACCESS_LIFE, "{expiry:?}");
    assert!(expiry.refresh_expires_at.unwrap() <= now + REFRESH_LIFE, "{expiry:?}");
    assert!(bench.engine.health().is_clock_sane().await, "the file stops no send");
    assert!(bench.sim.ledger().requests.is_empty(), "Zalo's time was not requested");
    let honest = crafted(&bench, |carried| {
        carried.profiles[0].pairs[0].pair.refresh = Some(Secret::new("FAKE_RT_honest"));
    });
    let (_, _, standing) = standing(&bench.engine, &honest).await;
    assert!(standing.conflict().is_some_and(|conflict| conflict.differs.pair), "{standing:?}");
    // What was made before it counts as of then.
    let early: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let file = crafted(&bench, |carried| carried.made_at = early);
    let (carried, _) = bench.engine.bundles().open(file, passphrase()).await.unwrap();
    assert_eq!(carried.profiles[0].newest().obtained_at, early);
}

#[tokio::test]
async fn a_newer_pair_from_a_file_of_this_vault_is_imported_without_a_question() {
    let bench = Bench::new().await;
    bench.engine.refresh().drain().await;
    // The same vault, as it was before.
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before");
    testkit::folder::copy(bench.home.path(), &before).unwrap();
    bench.click().await;
    let file = bench.engine.bundles().export(passphrase()).await.unwrap();
    let older = started(options(&before, &bench.sim.origin())).await;
    let (carried, made_by, standing) = standing(&older, &file).await;
    assert_eq!((made_by, &standing), (MadeBy::ThisVault, &MergeStatus::Newer));
    assert_eq!(older.bundles().import(carried, made_by, &[]).await.unwrap(), std::slice::from_ref(&bench.profile));

    // The same content without the code, and with another vault's, is from elsewhere.
    let (honest, _) = sealed_file::open(&file, &passphrase()).unwrap();
    let other = Bench::new().await;
    for mac in [None, Some([7; 32])] {
        let file = sealed_file::seal(&honest, mac.as_ref(), &passphrase()).unwrap();
        assert_eq!(bench.engine.bundles().open(file, passphrase()).await.unwrap().1, MadeBy::Elsewhere);
    }
    assert_eq!(other.engine.bundles().open(file.clone(), passphrase()).await.unwrap().1, MadeBy::Elsewhere);
    // One changed value, and the code fits no more.
    let (mut changed, mac) = sealed_file::open(&file, &passphrase()).unwrap();
    changed.profiles[0].secret_key = Secret::new("FAKE_SECRET_theirs");
    let file = sealed_file::seal(&changed, mac.as_ref(), &passphrase()).unwrap();
    assert_eq!(bench.engine.bundles().open(file, passphrase()).await.unwrap().1, MadeBy::Elsewhere);
}
