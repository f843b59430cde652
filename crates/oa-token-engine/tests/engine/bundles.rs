//! Sealed files that somebody made up: an OA that is here keeps what it has until a person says yes.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use oa_token_engine::Engine;
use oa_token_model::bundle::{Bundle, BundlePurpose, Differs, MadeBy, MergeStatus};
use oa_token_model::profile::{AppId, OfficialAccount};
use oa_token_model::records::HistoryEvent;
use oa_token_model::secret::Secret;
use oa_token_model::token::{Generation, StoredPair, TokenPair};
use oa_token_vault::{BundleStore as _, ProfileStore as _, sealed_file};

use crate::bench::{Bench, options};

fn passphrase() -> Secret {
    Secret::new("FAKE cá voi xanh")
}

/// A file as somebody makes it who knows all of the OA but our vault's key: with a later pair of his own.
fn crafted(bench: &Bench, change: impl FnOnce(&mut Bundle)) -> Vec<u8> {
    let id = bench.profile.clone();
    let profiles = bench.vault().export_bundle(Some(&id)).unwrap();
    let far: Timestamp = "9998-06-01T00:00:00Z".parse().unwrap();
    let mut carried = Bundle { purpose: BundlePurpose::Backup, made_at: far, profiles };
    let pair = carried.profiles[0].newest().clone();
    let theirs =
        TokenPair { access: Some(Secret::new("FAKE_AT_theirs")), refresh: Some(Secret::new("FAKE_RT_theirs")) };
    carried.profiles[0].pairs =
        vec![StoredPair { generation: Generation(9), pair: theirs, obtained_at: far, answer: None, ..pair }];
    change(&mut carried);
    sealed_file::seal(&carried, None, &passphrase()).unwrap()
}

async fn standing(engine: &Engine, file: &[u8]) -> (Bundle, MadeBy, MergeStatus) {
    let (carried, made_by) = engine.bundles().open(file.to_vec(), passphrase()).await.unwrap();
    let standing = engine.bundles().merge_statuses(&carried, made_by).await.unwrap().remove(0);
    (carried, made_by, standing)
}

async fn what_is_kept(bench: &Bench) -> (String, Secret, TokenPair, Option<String>) {
    let id = bench.profile.clone();
    let record = bench.record().await;
    let secrets = bench.engine.profiles().secrets(&id).await.unwrap();
    let oa = record.profile.oa.map(|oa| oa.id);
    (record.profile.app_id.to_string(), secrets.secret_key, bench.pair().await, oa)
}

/// Whether the OA of this bench keeps all it has when the file is taken in without a yes; returns what differs.
async fn check_kept(bench: &Bench, file: &[u8]) -> Differs {
    let before = what_is_kept(bench).await;
    let (carried, made_by, standing) = standing(&bench.engine, file).await;
    assert!(bench.engine.bundles().import(carried, made_by, &[]).await.unwrap().is_empty(), "{standing:?}");
    assert_eq!(what_is_kept(bench).await, before);
    standing.conflict().unwrap_or_else(|| panic!("{standing:?}")).differs
}

#[tokio::test]
async fn a_crafted_file_replaces_nothing() {
    let bench = Bench::new().await;
    let same = Differs { app_id: false, oa: false, secret_key: false, pair: true };
    let file = crafted(&bench, |_| {});
    assert_eq!(check_kept(&bench, &file).await, same);
    let file = crafted(&bench, |carried| carried.profiles[0].secret_key = Secret::new("FAKE_SECRET_theirs"));
    assert_eq!(check_kept(&bench, &file).await, Differs { secret_key: true, ..same });
    let theirs = AppId::parse("9999999999999999999").unwrap();
    let file = crafted(&bench, |carried| carried.profiles[0].profile.app_id = theirs);
    assert_eq!(check_kept(&bench, &file).await, Differs { app_id: true, ..same });
    // Also an OA that was deleted and can still be had back.
    bench.engine.profiles().delete(&bench.profile).await.unwrap();
    let (carried, made_by, standing) = standing(&bench.engine, &file).await;
    assert!(standing.conflict().is_some(), "{standing:?}");
    assert!(bench.engine.bundles().import(carried, made_by, &[]).await.unwrap().is_empty());
    bench.engine.profiles().restore(&bench.profile).await.unwrap();
    assert_eq!(bench.click().await.result.message_id(), "saved", "the OA works as before");
}

#[tokio::test]
async fn a_file_of_another_oa_under_this_id_is_a_question() {
    let bench = Bench::new().await;
    bench.click().await;
    bench.engine.checks().token(&bench.profile).await.unwrap();
    let other = OfficialAccount { id: "888888".to_owned(), name: "Theirs".to_owned() };
    let file = crafted(&bench, |carried| carried.profiles[0].profile.oa = Some(other));
    assert!(check_kept(&bench, &file).await.oa);
    bench.assert_live().await;
}

#[tokio::test]
async fn a_moved_oa_is_taken_back_only_with_its_secret_key() {
    let bench = Bench::new().await;
    bench
        .engine
        .bundles()
        .move_away(&bench.profile, passphrase(), |_| Ok::<_, oa_token_engine::EngineError>(()))
        .await
        .unwrap();
    let file = crafted(&bench, |carried| carried.profiles[0].secret_key = Secret::new("FAKE_SECRET_theirs"));
    assert!(check_kept(&bench, &file).await.secret_key);
    let early = crafted(&bench, |carried| carried.profiles[0].pairs[0].obtained_at = Timestamp::UNIX_EPOCH);
    assert!(check_kept(&bench, &early).await.pair, "the local pair is newer");
    assert_eq!(bench.click().await.result.message_id(), "not-sent-moved-away");
}

#[tokio::test]
async fn a_confirmation_replaces_and_keeps_the_old_key_and_pair() {
    let bench = Bench::new().await;
    let (_, key, pair, _) = what_is_kept(&bench).await;
    let file = crafted(&bench, |carried| carried.profiles[0].secret_key = Secret::new("FAKE_SECRET_theirs"));
    let (carried, made_by, _) = standing(&bench.engine, &file).await;
    let taken = bench.engine.bundles().import(carried, made_by, std::slice::from_ref(&bench.profile)).await.unwrap();
    assert_eq!(taken, std::slice::from_ref(&bench.profile));
    let (_, now_key, now_pair, _) = what_is_kept(&bench).await;
    assert_eq!(now_key.expose(), "FAKE_SECRET_theirs");
    assert_eq!(now_pair.refresh.unwrap().expose(), "FAKE_RT_theirs");
    let id = bench.profile.clone();
    let mut vault = bench.vault();
    let (former, kept) = (vault.former_secret_keys(&id).unwrap(), vault.generations(&id).unwrap());
    assert_eq!(former, [key]);
    assert!(kept.iter().any(|kept| kept.pair == pair), "the local pair is kept");
    let said = bench.engine.profiles().history(Some(bench.profile.clone()), 50).await.unwrap();
    assert!(said.iter().any(|line| matches!(line.event, HistoryEvent::CarriedOver { .. })));
}

#[tokio::test]
async fn no_time_of_a_file_is_in_the_future_and_a_later_valid_pair_is_newer() {
    let bench = Bench::new().await;
    let file = crafted(&bench, |_| {});
    let (carried, made_by, _) = standing(&bench.engine, &file).await;
    assert!(carried.profiles[0].newest().obtained_at <= bench.engine.now());
    bench.engine.bundles().import(carried, made_by, std::slice::from_ref(&bench.profile)).await.unwrap();
    let newest = bench.engine.health().newest_time().await.unwrap().unwrap();
    assert!(newest <= bench.engine.now(), "{newest}");
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

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn a_newer_pair_from_a_file_of_this_vault_is_imported_without_a_question() {
    let bench = Bench::new().await;
    bench.engine.refresh().drain().await;
    // The same vault, as it was before.
    let before = tempfile::tempdir().unwrap();
    copy_folder(bench.home.path(), before.path());
    bench.click().await;
    let file = bench.engine.bundles().export(passphrase()).await.unwrap();
    let older = Engine::start(options(before.path(), &bench.sim.origin())).unwrap();
    older.protection().open_or_create().await.unwrap();
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
