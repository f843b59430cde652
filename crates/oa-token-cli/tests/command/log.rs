//! The log: the cause of every kind of failure is in it, no secret ever is, and nothing is worse where it cannot be written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::SignedDuration;
use oa_token_engine::clock::SystemClock;
use oa_token_model::export::stored_choice::file_target;
use oa_token_model::export::{Choice, EnvNames, Format};
use oa_token_model::refresh::plan::Trigger;
use testkit::{KEY, ShiftedClock, UNREACHABLE};
use zalo_sim::Fault;

use crate::bench::{APP_ID, Bench, SECRET_KEY, draft};

fn newest(bench: &Bench) -> PathBuf {
    bench.data().join("log/oa-token.log")
}

fn log(bench: &Bench) -> String {
    std::fs::read_to_string(newest(bench)).unwrap_or_default()
}

/// Fails unless the log names all of this and holds no secret; returns the log.
fn assert_logged(bench: &Bench, what: &str, causes: &[&str]) -> String {
    let log = log(bench);
    for cause in causes {
        assert!(log.contains(cause), "{what}: `{cause}` is not in the log:\n{log}");
    }
    assert_silent(bench, &log);
    log
}

/// Fails if a secret, or an OA's name, is in a text.
fn assert_silent(bench: &Bench, text: &str) {
    let live = bench.sim.live_pair(APP_ID).unwrap_or_else(|| bench.first.clone());
    let secrets = [SECRET_KEY, &bench.first.refresh_token, &live.access_token, &live.refresh_token, KEY.trim_end()];
    for secret in secrets {
        assert!(!text.contains(secret), "a secret is in the log");
        assert!(!text.contains(&secret[4..secret.len() - 5]), "most of a secret is in the log");
    }
    assert!(!text.contains("shop"), "the name of an OA is in the log:\n{text}");
}

/// Returns the end of a path as this system writes it.
fn below(folder: &str, name: &str) -> String {
    Path::new(folder).join(name).display().to_string()
}

#[tokio::test]
async fn faults_of_zalo_and_the_network_are_in_the_log() {
    let bench = Bench::new().await;
    bench.run_env("OA_TOKEN_OAUTH_URL", UNREACHABLE, &["refresh", "shop"]);
    assert_logged(&bench, "no network", &["network", "ConnectionRefused", "Network(Refused)"]);
    let echo = format!("Invalid secret key {SECRET_KEY} {}", bench.first.refresh_token);
    bench.sim.script([Fault::ErrorCode { code: -14004, name: echo }]);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 11);
    assert_logged(&bench, "refused by Zalo", &["zalo=-14004", "WrongSecretKey"]);
    bench.sim.script([Fault::Html502, Fault::Html200]);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 12);
    assert_logged(&bench, "not understood", &["status=502", "Unclear(Html)"]);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    let log = assert_logged(&bench, "saved", &["state=sending", "state=responded", "state=saved"]);
    let list = bench.run(&["--json", "list"]).json();
    assert!(log.contains(list[0]["id"].as_str().unwrap()), "by its id:\n{log}");
}

#[tokio::test]
async fn file_errors_are_in_the_log_with_kind_and_path() {
    let bench = Bench::new().await;
    let locks = bench.data().join("locks");
    std::fs::remove_dir_all(&locks).unwrap();
    std::fs::write(&locks, "").unwrap();
    assert_eq!(bench.run(&["refresh", "shop"]).code, 14);
    assert_logged(&bench, "no locks", &["lock", &below("data", "locks"), "kind=AlreadyExists"]);
    std::fs::remove_file(&locks).unwrap();

    let inflight = bench.data().join("inflight");
    std::fs::remove_dir_all(&inflight).ok();
    std::fs::write(&inflight, "").unwrap();
    assert_eq!(bench.run(&["refresh", "shop"]).code, 14);
    assert_logged(&bench, "no room beside", &["no room beside the vault", &below("data", "inflight")]);
    assert_eq!(bench.sim.spends(), 0, "nothing was sent");
    std::fs::remove_file(&inflight).unwrap();

    let engine = bench.engine_by(Arc::new(SystemClock)).await;
    let id = engine.profiles().resolve("shop").await.unwrap().profile.id;
    let choice = Choice { format: Format::Env, with_refresh_token: true, names: EnvNames::default() };
    engine.destinations().add_file(&id, None, file_target(bench.path("gone").join("zalo.env"), &choice)).await.unwrap();
    drop(engine);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 0);
    assert_logged(&bench, "a destination", &["destination not written", &below("gone", "zalo.env"), "NotFound"]);
}

#[tokio::test]
async fn why_the_vault_or_its_key_cannot_be_used_is_in_the_log() {
    let bench = Bench::new().await;
    assert_eq!(bench.run_env("OA_TOKEN_KEY_FILE", "/nonexistent/key", &["refresh", "shop"]).code, 13);
    assert_logged(&bench, "no key", &["no key", "/nonexistent/key"]);

    let vault = bench.data().join("vault.db");
    let held = rusqlite::Connection::open(&vault).unwrap();
    held.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let ran = bench.run(&["refresh", "shop"]);
    assert_eq!(ran.code, 15, "{}", ran.err);
    assert_logged(&bench, "busy", &["the vault is busy", "sqlite=5"]);
    drop(held);

    let version: i32 =
        rusqlite::Connection::open(&vault).unwrap().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    let set_version = |version: i32| {
        rusqlite::Connection::open(&vault).unwrap().pragma_update(None, "user_version", version).unwrap();
    };
    set_version(version + 1000);
    assert_eq!(bench.run(&["refresh", "shop"]).code, 14);
    assert_logged(&bench, "newer", &["newer version"]);
    set_version(version);

    std::fs::rename(&vault, bench.path("moved")).unwrap();
    assert_eq!(bench.run(&["refresh", "shop"]).code, 14);
    assert_logged(&bench, "moved", &["the vault is gone"]);
    std::fs::write(&vault, "no vault").unwrap();
    assert_eq!(bench.run(&["refresh", "shop"]).code, 14);
    assert_logged(&bench, "damaged", &["the vault is damaged"]);
}

#[tokio::test]
async fn a_wrong_clock_is_in_the_log() {
    let bench = Bench::new().await;
    let engine = bench.engine_by(ShiftedClock::ahead(SignedDuration::from_hours(2))).await;
    let id = engine.profiles().resolve("shop").await.unwrap().profile.id;
    engine.refresh().send(&id, Trigger::User).await.unwrap();
    engine.refresh().drain().await;
    drop(engine);
    // By the ledger this computer's clock has gone back, and Zalo cannot be asked.
    assert_eq!(bench.run_env("OA_TOKEN_OAUTH_URL", UNREACHABLE, &["refresh", "shop"]).code, 10);
    assert_logged(&bench, "clock", &["clock wrong", "ClockBehind"]);
}

#[tokio::test]
async fn secrets_in_wrong_places_are_not_in_the_log() {
    let bench = Bench::new().await;
    let token = bench.first.refresh_token.clone();
    for args in [
        &["refresh", &token][..],
        &["token", "shop", SECRET_KEY],
        &["import", &token],
        &["--secret-key", SECRET_KEY, "list"],
        &["export", "shop", "--format", "text", "-o", &format!("/nonexistent/{token}")],
        &["key", "add-file", &format!("/nonexistent/{token}")],
    ] {
        assert_ne!(bench.run(args).code, 0, "{:?}", args.first());
        assert_ne!(bench.run(&[&["-v"], args].concat()).code, 0);
    }
    for text in [format!("{{{SECRET_KEY} {token}"), draft(SECRET_KEY, &token).replace(APP_ID, &token)] {
        bench.run_with(&["import", "-"], &text);
    }
    let file = format!("/nonexistent/{token}");
    assert_eq!(bench.run_env("OA_TOKEN_KEY_FILE", &file, &["refresh", "shop"]).code, 13);
    assert_logged(&bench, "secrets in wrong places", &["/nonexistent/"]);
}

#[tokio::test]
async fn verbose_prints_the_log_on_stderr_and_doctor_log_prints_the_file() {
    let bench = Bench::new().await;
    let ran = bench.run(&["-v", "refresh", "shop"]);
    assert!(ran.err.contains("state=saved"), "{}", ran.err);
    assert_silent(&bench, &ran.err);
    let printed = bench.run(&["doctor", "--log"]);
    assert_eq!(printed.code, 0);
    assert_eq!(printed.out, log(&bench));
    let json = bench.run(&["--json", "doctor", "--log"]).json();
    assert_eq!(json.as_array().unwrap().len(), log(&bench).lines().count());
}

#[tokio::test]
async fn a_read_only_call_without_faults_writes_no_log_line() {
    let bench = Bench::new().await;
    bench.run(&["refresh", "shop"]);
    let before = log(&bench);
    bench.run(&["list"]);
    bench.run(&["token", "shop"]);
    bench.run(&["doctor"]);
    assert_eq!(log(&bench), before);
}

#[tokio::test]
async fn a_log_that_cannot_be_written_stops_nothing_else() {
    let bench = Bench::new().await;
    let folder = bench.data().join("log");
    for place in Place::ALL {
        std::fs::remove_dir_all(&folder).or_else(|_| std::fs::remove_file(&folder)).ok();
        place.make(&folder);
        let ran = bench.run(&["refresh", "shop"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    }
    assert!(!bench.path("elsewhere").exists());
    assert_eq!(bench.run(&["--json", "list"]).json()[0]["generation"], 1 + Place::ALL.len());
}

/// What may be where the log should be.
enum Place {
    /// A file in the place of the folder.
    File,
    /// A pipe that nobody reads in the place of the file.
    #[cfg(unix)]
    Pipe,
}

impl Place {
    #[cfg(unix)]
    const ALL: &[Self] = &[Self::File, Self::Pipe];
    #[cfg(not(unix))]
    const ALL: &[Self] = &[Self::File];

    fn make(&self, folder: &Path) {
        match self {
            Self::File => std::fs::write(folder, "").unwrap(),
            #[cfg(unix)]
            Self::Pipe => {
                std::fs::create_dir(folder).unwrap();
                let pipe = folder.join("oa-token.log");
                assert!(std::process::Command::new("mkfifo").arg(pipe).status().unwrap().success());
            }
        }
    }
}

#[tokio::test]
async fn an_unexpected_error_has_an_id_that_is_in_the_log() {
    let bench = Bench::new().await;
    let locks = bench.data().join("locks");
    std::fs::remove_dir_all(&locks).unwrap();
    std::fs::write(&locks, "").unwrap();
    let ran = bench.run(&["refresh", "shop"]);
    let id = ran.out.split(['(', ')']).find(|part| part.starts_with("E-")).unwrap_or_else(|| panic!("{}", ran.out));
    assert!(log(&bench).contains(id), "{id}:\n{}", log(&bench));
}
