//! `import` of sealed files: backups, OAs from another computer, and files that somebody made up.

use std::path::PathBuf;
use std::sync::Arc;

use oa_token_engine::clock::SystemClock;
use oa_token_model::bundle::{Bundle, BundlePurpose};
use oa_token_model::profile::AppId;
use oa_token_model::secret::Secret;
use oa_token_model::token::{Generation, StoredPair};
use oa_token_vault::{BundleStore as _, sealed_file};
use testkit::pair;

use crate::bench::{APP_ID, Bench};

const PASSPHRASE: &str = "FAKE cá voi xanh";
const THEIR_APP: &str = "9999999999999999999";

/// Writes the passphrase beside the file; returns the arguments of an import.
fn import<'a>(bench: &Bench, file: &'a str, passphrase_file: &'a str, rest: &[&'a str]) -> Vec<&'a str> {
    oa_token_vault::atomic_file::write(&bench.path("pw"), format!("{PASSPHRASE}\n").as_bytes()).unwrap();
    [&["import", file, "--passphrase-file", passphrase_file], rest].concat()
}

fn text(path: PathBuf) -> String {
    path.into_os_string().into_string().unwrap()
}

/// Saves what the vault of this bench holds, changed, as somebody does who knows all but the key of the vault.
async fn crafted(bench: &Bench, change: impl FnOnce(&mut Bundle)) -> String {
    let engine = bench.engine_by(Arc::new(SystemClock)).await;
    let profiles = testkit::vault(engine.environment()).unwrap().export_bundle(None).unwrap();
    let mut carried = Bundle { purpose: BundlePurpose::Backup, made_at: engine.now(), profiles };
    change(&mut carried);
    let file = bench.path("crafted.oatoken");
    let bytes = sealed_file::seal(&carried, None, &Secret::new(PASSPHRASE)).unwrap();
    oa_token_vault::atomic_file::write(&file, &bytes).unwrap();
    engine.refresh().drain().await;
    text(file)
}

/// Another app, another secret key, a pair of theirs that is dated a moment later.
fn taken_over(carried: &mut Bundle) {
    let later = carried.made_at;
    let profile = &mut carried.profiles[0];
    profile.profile.app_id = AppId::parse(THEIR_APP).unwrap();
    profile.secret_key = Secret::new("FAKE_SECRET_theirs");
    let pair = pair(Some("FAKE_AT_theirs"), Some("FAKE_RT_theirs"));
    let newest = profile.newest().clone();
    profile.pairs = vec![StoredPair { generation: Generation(9), pair, obtained_at: later, answer: None, ..newest }];
}

#[tokio::test]
async fn a_backup_adds_its_oas_to_another_home() {
    let bench = Bench::new().await;
    let file = crafted(&bench, |_| {}).await;
    let other = Bench::empty().await;
    let pw = text(other.path("pw"));
    let ran = other.run(&[&["--json"][..], &import(&other, &file, &pw, &[])].concat());
    assert_eq!((ran.code, &ran.json()[0]["name"]), (0, &"shop".into()), "{}", ran.err);
    // Once more: nothing changes, and it is said.
    let again = other.run(&import(&other, &file, &pw, &[]));
    assert_eq!(again.code, 0);
    assert!(again.out.starts_with("shop\tđã có"), "{}", again.out);
    // The passphrase on stdin, and another one.
    assert_eq!(other.run_with(&["import", &file], &format!("{PASSPHRASE}\n")).code, 0);
    let wrong = other.run_with(&["--json", "import", &file], "FAKE mat khau\n");
    assert_eq!((wrong.code, wrong.error_code().as_str()), (2, "bad_input"));
}

#[tokio::test]
async fn an_imported_oa_with_automatic_refresh_is_reported_with_the_command_that_switches_it_on() {
    let bench = Bench::new().await;
    let file = crafted(&bench, |carried| carried.profiles[0].automatic = true).await;
    for is_json in [false, true] {
        let other = Bench::empty().await;
        let pw = text(other.path("pw"));
        let json: &[&str] = if is_json { &["--json"] } else { &[] };
        let ran = other.run(&[json, &import(&other, &file, &pw, &[])].concat());
        let id = other.run(&["--json", "list"]).json()[0]["id"].as_str().unwrap().to_owned();
        assert_eq!((ran.code, ran.err.contains(&format!("oa-token auto {id} on"))), (0, true), "{}", ran.err);
        assert_eq!(ran.err.contains(r#""code":"automatic_off""#), is_json, "{}", ran.err);
        let again = other.run(&import(&other, &file, &pw, &[]));
        assert_eq!((again.code, again.err.as_str()), (0, ""), "asked once");
    }
}

#[tokio::test]
async fn an_oa_that_differs_needs_a_decision_and_a_name() {
    let bench = Bench::new().await;
    let file = crafted(&bench, taken_over).await;
    let pw = text(bench.path("pw"));
    let run = |rest: &[&str]| bench.run(&import(&bench, &file, &pw, rest));
    for rest in [&[][..], &["--replace"], &["--name", "shop"]] {
        let ran = run(rest);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{rest:?}");
        assert!(!ran.err.contains("FAKE"), "no secret is printed");
    }
    let listed = run(&[]).err;
    for told in [APP_ID, THEIR_APP, "secret_key", "--keep", "--replace --name"] {
        assert!(listed.contains(told), "{told}: {listed}");
    }
    assert_eq!(run(&["--replace", "--name", "another"]).code, 3);
    let kept = run(&["--keep"]);
    assert_eq!(kept.code, 0);
    assert!(kept.out.contains("giữ như ở đây"), "{}", kept.out);
    bench.run(&["refresh", "shop"]);
    bench.assert_live();

    // The refreshed pair is later than the file's, but the app still differs.
    let replaced = run(&["--replace", "--name", "shop"]);
    assert_eq!(replaced.code, 0, "{}", replaced.err);
    let list = bench.run(&["--json", "list"]).json();
    assert_eq!(list[0]["app_id"], THEIR_APP);
    assert!(bench.run(&["history", "shop"]).out.contains("sau khi bạn đồng ý"));
}

#[tokio::test]
async fn flags_of_sealed_files_are_refused_for_other_files_and_a_sealed_file_is_imported_alone() {
    let bench = Bench::new().await;
    let file = crafted(&bench, |_| {}).await;
    let pw = text(bench.path("pw"));
    let draft = text(bench.path("draft.json"));
    oa_token_vault::atomic_file::write(&bench.path("draft.json"), bench.shop().as_bytes()).unwrap();
    assert_eq!(bench.run(&["import", &draft, "--keep"]).code, 2);
    assert_eq!(bench.run(&import(&bench, &draft, &pw, &[])).code, 2);
    assert_eq!(bench.run(&import(&bench, &file, &pw, &[&draft])).code, 2);
    // Nobody says what opens it.
    let silent = bench.run(&["import", &file]);
    assert_eq!(silent.code, 2);
    assert!(silent.err.contains("--passphrase-file"), "{}", silent.err);
}
