//! The Zalo of practice OAs: what outlives a program, and how two programs share it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use zalo_sim::{Pair, Sandbox};

use crate::client::{Reply, post_to};

struct Home {
    _folder: TempDir,
    file: PathBuf,
}

fn home() -> Home {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data/practice.json");
    Home { _folder: folder, file }
}

async fn refresh(practice: &Sandbox, refresh_token: &str) -> Reply {
    let app = Sandbox::app();
    let body = format!("refresh_token={refresh_token}&app_id={}&grant_type=refresh_token", app.app_id);
    post_to(practice.origin().await.unwrap().strip_prefix("http://").unwrap(), &app.secret_key, &body)
}

async fn assert_current(practice: &Sandbox, refresh_token: &str) -> Pair {
    let reply = refresh(practice, refresh_token).await;
    assert_eq!(reply.error(), None, "{}", reply.text());
    reply.pair()
}

async fn assert_spent(practice: &Sandbox, refresh_token: &str) {
    assert_eq!(refresh(practice, refresh_token).await.error(), Some(-14014));
}

#[tokio::test]
async fn a_restart_keeps_the_current_token_current_and_a_spent_one_spent() {
    let home = home();
    let first = Sandbox::start(&home.file).await.unwrap();
    let old = first.first_pair().await.unwrap();
    let untouched = first.first_pair().await.unwrap();
    let new = assert_current(&first, &old.refresh_token).await;
    drop(first);

    let second = Sandbox::start(&home.file).await.unwrap();
    assert!(second.is_here());
    assert_spent(&second, &old.refresh_token).await;
    assert_current(&second, &new.refresh_token).await;
    assert_current(&second, &untouched.refresh_token).await;
}

#[tokio::test]
async fn a_spend_is_in_the_file_when_its_answer_arrives() {
    let home = home();
    let practice = Sandbox::start(&home.file).await.unwrap();
    let old = practice.first_pair().await.unwrap();
    let new = assert_current(&practice, &old.refresh_token).await;
    let books: Value = serde_json::from_slice(&std::fs::read(&home.file).unwrap()).unwrap();
    let state = |text: &str| {
        let tokens = books["tokens"].as_array().unwrap();
        tokens.iter().find(|token| token["text"] == text).map(|token| token["state"].as_str().unwrap().to_owned())
    };
    assert_eq!(state(&old.refresh_token).as_deref(), Some("spent"));
    assert_eq!(state(&new.refresh_token).as_deref(), Some("live"));
}

#[tokio::test]
async fn everything_it_returns_looks_like_practice_and_refers_to_this_computer() {
    let home = home();
    let practice = Sandbox::start(&home.file).await.unwrap();
    let (app, pair) = (Sandbox::app(), practice.first_pair().await.unwrap());
    assert!(app.app_id.bytes().all(|byte| byte.is_ascii_digit()));
    assert!(app.secret_key.starts_with("FAKE") && app.oa.name == "OA MAU");
    assert!(pair.access_token.starts_with("FAKE") && pair.refresh_token.starts_with("FAKE"));
    assert!(practice.origin().await.unwrap().starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn a_damaged_file_is_renamed_and_a_new_ledger_begins() {
    for text in ["", "{}", "{\"version\":9", "[1,2]", "\u{0}\u{0}\u{0}"] {
        let home = home();
        std::fs::create_dir(home.file.parent().unwrap()).unwrap();
        std::fs::write(&home.file, text).unwrap();
        let practice = Sandbox::start(&home.file).await.unwrap();
        let pair = practice.first_pair().await.unwrap();
        assert_current(&practice, &pair.refresh_token).await;
        assert_eq!(std::fs::read_to_string(home.file.with_extension("damaged.json")).unwrap(), text);
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_an_error() {
    let home = home();
    std::fs::create_dir_all(home.file.with_extension("lock")).unwrap();
    assert!(Sandbox::start(&home.file).await.is_err());
}

#[tokio::test]
async fn an_address_of_another_computer_in_the_file_is_ignored() {
    let home = home();
    drop(Sandbox::start(&home.file).await.unwrap());
    let mut books: Value = serde_json::from_slice(&std::fs::read(&home.file).unwrap()).unwrap();
    books["origin"] = "http://192.0.2.1:80".into();
    std::fs::write(&home.file, books.to_string()).unwrap();
    let lock = std::fs::File::open(home.file.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    tokio::time::pause();
    let refused = Sandbox::start(&home.file).await.map(drop).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::TimedOut);
}

#[tokio::test]
async fn two_processes_share_one_server_and_the_remaining_one_takes_over() {
    let home = home();
    let first = Sandbox::start(&home.file).await.unwrap();
    let second = Sandbox::start(&home.file).await.unwrap();
    assert!(first.is_here() && !second.is_here());
    assert_eq!(first.origin().await.unwrap(), second.origin().await.unwrap());

    let old = second.first_pair().await.unwrap();
    let new = assert_current(&first, &old.refresh_token).await;
    drop(first);
    assert_spent(&second, &old.refresh_token).await;
    assert!(second.is_here());
    assert_current(&second, &new.refresh_token).await;
}

#[tokio::test]
async fn the_server_of_another_process_is_found_and_its_ledger_survives_a_kill() {
    let home = home();
    let mut other = Other::start(&home.file);
    let practice = Sandbox::start(&home.file).await.unwrap();
    assert!(!practice.is_here());
    let old = practice.first_pair().await.unwrap();
    let new = assert_current(&practice, &old.refresh_token).await;
    other.kill();
    assert_spent(&practice, &old.refresh_token).await;
    assert!(practice.is_here(), "the lock of a killed process must be free");
    assert_current(&practice, &new.refresh_token).await;
}

/// A process of its own that runs practice Zalo: this test program, told to.
struct Other(Child);

const FILE_VARIABLE: &str = "ZALO_SIM_TEST_PRACTICE_FILE";

impl Other {
    fn start(file: &Path) -> Self {
        let child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "sandbox::as_another_process", "--nocapture", "--test-threads=1"])
            .env(FILE_VARIABLE, file)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut other = Self(child);
        let mut lines = std::io::BufRead::lines(std::io::BufReader::new(other.0.stdout.take().unwrap()));
        assert!(lines.any(|line| line.unwrap().contains("practice Zalo is running")), "it started");
        other
    }

    fn kill(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Other {
    fn drop(&mut self) {
        // Killed by the test already, as a rule.
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// No test of its own: what [`Other`] runs. It ends by being killed.
#[tokio::test]
async fn as_another_process() {
    let Some(file) = std::env::var_os(FILE_VARIABLE) else { return };
    let practice = Sandbox::start(Path::new(&file)).await.unwrap();
    assert!(practice.is_here());
    println!("practice Zalo is running");
    std::future::pending::<()>().await;
}
