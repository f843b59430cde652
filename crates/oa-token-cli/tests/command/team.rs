//! Computers that share an OA: real processes, homes of their own, and a real PostgreSQL server between them.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;
use testkit::{Home, POSTGRES_PASSWORD, Postgres};

use crate::bench::{APP_ID, Bench, Ran, SECRET_KEY};

/// A team of the computer "shop", which has the OA, and of others that join it.
pub(crate) struct Team {
    pub(crate) server: Postgres,
    pub(crate) shop: Bench,
}

/// A computer that has joined.
pub(crate) struct Joined<'a> {
    team: &'a Team,
    home: Home,
}

impl Team {
    pub(crate) async fn new() -> Self {
        let (server, shop) = (Postgres::start().unwrap(), Bench::new().await);
        let team = Self { server, shop };
        let made = team.create(&team.shop.home, "Cửa hàng");
        assert_eq!(made.code, 0, "{}", made.err);
        assert_eq!((made.json()["team"].as_str(), made.json()["role"].as_str()), (Some("Cửa hàng"), Some("admin")));
        let added = team.shop.run(&["--json", "team", "add", "shop"]);
        assert_eq!(added.code, 0, "{}", added.err);
        team
    }

    fn create(&self, home: &Home, name: &str) -> Ran {
        let args = ["--json", "team", "create", "--database", &self.server.address(), "--name", name];
        let args = [&args[..], &["--computer", "shop"]].concat();
        Ran::of(&home.run_with(&args, &format!("{POSTGRES_PASSWORD}\n")).unwrap())
    }

    /// Invites a computer: a file, and a passphrase. The file may hold another login than this computer's.
    fn invite(&self, role: &str, name: &str, login: Option<&str>) -> (Home, Vec<String>) {
        let (file, words) = (self.shop.path(&format!("{name}.oatoken")), self.shop.path(&format!("{name}.words")));
        let (file, words) = (file.to_str().unwrap().to_owned(), words.to_str().unwrap().to_owned());
        let mut args = vec!["team", "invite", "--role", role, "-o", &file, "--passphrase-file", &words];
        args.extend(login.iter().flat_map(|login| ["--login", login]));
        let invited = Ran::of(&self.shop.home.run_with(&args, &format!("{POSTGRES_PASSWORD}\n")).unwrap());
        assert_eq!((invited.code, invited.out.as_str()), (0, ""), "{}", invited.err);
        let home = Home::new(PathBuf::from(env!("CARGO_BIN_EXE_oa-token")), self.shop.sim.origin()).unwrap();
        let args = ["--json", "team", "join", &file, "--passphrase-file", &words, "--computer", name];
        (home, args.map(str::to_owned).to_vec())
    }

    /// Invites a computer and lets it ask. Returns its id too.
    pub(crate) fn invited(&self, role: &str, name: &str, login: Option<&str>) -> (Joined<'_>, String) {
        let (home, args) = self.invite(role, name, login);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let joined = Ran::of(&home.run(&args).unwrap());
        assert_eq!((joined.code, &joined.json()["joined"]), (0, &false.into()), "{}", joined.err);
        (Joined { team: self, home }, joined.json()["member"].as_str().unwrap().to_owned())
    }

    /// Invites a computer and lets it join.
    pub(crate) fn joined(&self, role: &str, name: &str) -> Joined<'_> {
        let (home, args) = self.invite(role, name, None);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let joining = home.start(&args).unwrap();
        // The admin's computer answers when a program of it runs.
        wait_for(|| {
            let members = self.shop.run(&["--json", "team", "list"]).json();
            members.as_array().unwrap().iter().any(|member| member["name"] == name)
        });
        let joined = Ran::of(&joining.wait_with_output().unwrap());
        assert_eq!(joined.code, 0, "{}", joined.err);
        assert_eq!(joined.json()["joined"], true, "{}", joined.out);
        Joined { team: self, home }
    }

    fn live(&self) -> zalo_sim::Pair {
        self.shop.sim.live_pair(APP_ID).expect("a live pair")
    }
}

pub(crate) fn wait_for(mut done: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(30);
    while !done() {
        assert!(Instant::now() < until, "waited too long");
        std::thread::sleep(Duration::from_millis(100));
    }
}

impl Joined<'_> {
    pub(crate) fn run_with(&self, args: &[&str], stdin: &str) -> Ran {
        Ran::of(&self.home.run_with(args, stdin).unwrap())
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        Ran::of(&self.home.run(args).unwrap())
    }

    /// Fails unless `token` prints the access token that lives at Zalo, alone.
    pub(crate) fn assert_live(&self) {
        let ran = self.run(&["token", "shop"]);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{}", ran.err);
        assert!(ran.out == format!("{}\n", self.team.live().access_token), "the live token, and nothing else");
    }
}

fn status(ran: &Ran) -> (Value, Value) {
    assert_eq!(ran.code, 0, "{}", ran.err);
    (ran.json()["reachable"].clone(), ran.json()["epoch"].clone())
}

#[tokio::test]
async fn what_one_computer_refreshed_the_other_prints_and_nothing_is_spent_twice() {
    let team = Team::new().await;
    let till = team.joined("operator", "till");
    assert_eq!(status(&till.run(&["--json", "team", "status"])), (true.into(), "closed".into()));
    let refreshed = team.shop.run(&["--json", "refresh", "shop"]);
    assert_eq!((refreshed.code, refreshed.json()[0]["outcome"].as_str()), (0, Some("saved")), "{}", refreshed.err);
    till.assert_live();
    let refreshed = till.run(&["--json", "refresh", "shop"]);
    assert_eq!((refreshed.code, refreshed.json()[0]["outcome"].as_str()), (0, Some("saved")), "{}", refreshed.err);
    till.assert_live();
    team.shop.assert_live();
    assert!(team.shop.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
    assert_eq!(team.shop.sim.spends(), 2);
}

#[tokio::test]
async fn without_the_database_nothing_is_sent_and_the_token_that_is_here_is_printed() {
    let team = Team::new().await;
    let till = team.joined("operator", "till");
    let refreshed = till.run(&["--json", "refresh", "shop"]);
    assert_eq!(refreshed.code, 0, "{} {}", refreshed.out, refreshed.err);
    let live = team.live();
    team.server.stop().unwrap();
    let refused = till.run(&["--json", "refresh", "shop"]);
    assert_eq!(refused.code, 10, "{}", refused.err);
    let row = &refused.json()[0];
    assert_eq!((row["outcome"].as_str(), row["reason"].as_str()), (Some("not_sent"), Some("no_referee")));
    let printed = till.run(&["token", "shop"]);
    assert_eq!((printed.code, printed.out), (0, format!("{}\n", live.access_token)));
    assert!(!printed.err.is_empty(), "a warning says that the team was not asked");
    assert_eq!(status(&till.run(&["--json", "team", "status"])).0, false);
    assert_eq!(team.live().refresh_token, live.refresh_token, "nothing was spent");
    team.server.resume().unwrap();
    let refreshed = team.shop.run(&["--json", "refresh", "shop"]);
    assert_eq!(refreshed.code, 0, "{} {}", refreshed.out, refreshed.err);
    till.assert_live();
}

#[tokio::test]
async fn a_viewer_prints_the_access_token_and_holds_nothing_else() {
    let team = Team::new().await;
    let screen = team.joined("viewer", "screen");
    assert_eq!(team.shop.run(&["refresh", "shop"]).code, 0);
    screen.assert_live();
    let refused = screen.run(&["--json", "refresh", "shop"]);
    assert_eq!(refused.code, 10, "{}", refused.err);
    let row = &refused.json()[0];
    assert_eq!((row["outcome"].as_str(), row["reason"].as_str()), (Some("not_sent"), Some("viewer")));
    assert_eq!(screen.run(&["team", "add", "shop"]).code, 2);
    // There is nothing to export but the access token.
    let refused = screen.run(&["export", "shop", "--format", "json-iso", "--with-refresh-token"]);
    assert_ne!((refused.code, refused.out.is_empty()), (0, false), "{}", refused.err);
    let exported = screen.run(&["export", "shop", "--format", "json-iso"]);
    let live = team.live();
    assert!(exported.out.contains(&live.access_token), "{}", exported.err);
    for canary in [SECRET_KEY, &live.refresh_token, &team.shop.first.refresh_token] {
        assert!(!exported.out.contains(canary) && !refused.out.contains(canary));
        for file in ["vault.db", "recovery.db"] {
            assert!(!holds(&screen.home.data().join(file), canary.as_bytes()), "{file}");
        }
    }
    assert!(team.shop.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test]
async fn a_viewer_prints_a_pasted_token_whose_life_nobody_knows() {
    let team = Team::new().await;
    let pasted = team.shop.sim.issue_pair(APP_ID);
    let pair = format!(
        r#"{{"name":"kiosk","app_id":"{APP_ID}","secret_key":"{SECRET_KEY}","refresh_token":"{}","access_token":"{}"}}"#,
        pasted.refresh_token, pasted.access_token
    );
    let imported = team.shop.run_with(&["import", "-"], &pair);
    assert_eq!(imported.code, 0, "{}", imported.err);
    assert_eq!(team.shop.run(&["team", "add", "kiosk"]).code, 0);
    let screen = team.joined("viewer", "screen");
    let printed = screen.run(&["token", "kiosk"]);
    assert_eq!((printed.code, printed.out), (0, format!("{}\n", pasted.access_token)), "{}", printed.err);
    assert!(!printed.err.is_empty(), "a warning says that its life is not known");
    let asked = screen.run(&["token", "kiosk", "--min-life", "10m"]);
    assert_eq!((asked.code, asked.out.as_str()), (10, ""), "{}", asked.err);
    assert_eq!(team.shop.sim.spends(), 0);
}

fn holds(file: &Path, what: &[u8]) -> bool {
    std::fs::read(file).unwrap().windows(what.len()).any(|part| part == what)
}

#[tokio::test]
async fn a_removed_member_gets_nothing_new_and_the_checklist_names_what_is_left() {
    let team = Team::new().await;
    let till = team.joined("operator", "till");
    till.run(&["token", "shop"]);
    let before = team.live();
    let removed = team.shop.run(&["--json", "team", "remove", "till"]);
    assert_eq!(removed.code, 0, "{}", removed.err);
    let tasks = removed.json()["tasks"].clone();
    let task = |name: &str| tasks.as_array().unwrap().iter().find(|task| task["task"] == name).cloned().unwrap();
    assert_eq!(task("refresh")["done"], true, "{tasks}");
    assert_eq!((&task("secret_key")["done"], &task("database_password")["done"]), (&false.into(), &false.into()));
    let live = team.live();
    assert_ne!(live.refresh_token, before.refresh_token, "the token that the leaver holds was spent");
    let printed = till.run(&["token", "shop"]);
    assert!(!printed.out.contains(&live.access_token));
    let refused = till.run(&["--json", "refresh", "shop"]);
    assert_eq!((refused.code, refused.json()[0]["reason"].as_str()), (10, Some("removed")), "{}", refused.err);
    assert_eq!(team.live().refresh_token, live.refresh_token);
    team.shop.assert_live();
}

#[tokio::test]
async fn an_invitation_takes_the_place_of_no_file() {
    let team = Team::new().await;
    let [file, words] = ["one.oatoken", "one.words"].map(|name| team.shop.path(name).to_str().unwrap().to_owned());
    let invite = |more: &[&str]| team.shop.run(&[&["--json", "team", "invite", "--role", "viewer"], more].concat());
    let refused = invite(&["-o", &file, "--passphrase-file", &file]);
    assert_eq!((refused.code, std::fs::exists(&file).unwrap()), (2, false), "{}", refused.err);
    oa_token_vault::atomic_file::write(Path::new(&words), b"FAKE precious").unwrap();
    let refused = invite(&["-o", &file, "--passphrase-file", &words]);
    assert_eq!((refused.code, std::fs::exists(&file).unwrap()), (2, false), "{}", refused.err);
    assert_eq!(std::fs::read(&words).unwrap(), b"FAKE precious");
    assert_eq!(team.server.sql("team", "SELECT count(*) FROM oa_token.invitation").unwrap(), "0");
}

#[tokio::test]
async fn a_file_without_its_secret_is_named_and_locks_nothing() {
    let team = Team::new().await;
    let file = team.shop.path("one.oatoken").to_str().unwrap().to_owned();
    assert_eq!(team.shop.run(&["team", "invite", "--role", "viewer", "-o", &file]).code, 0);
    let missing = team.shop.path("missing").to_str().unwrap().to_owned();
    let home = Home::new(PathBuf::from(env!("CARGO_BIN_EXE_oa-token")), team.shop.sim.origin()).unwrap();
    let refused = Ran::of(&home.run(&["--json", "team", "join", &file, "--passphrase-file", &missing]).unwrap());
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("bad_input") && refused.err.contains("missing"), "{}", refused.err);
}

#[tokio::test]
async fn an_invitation_is_used_once_and_only_with_its_passphrase() {
    let team = Team::new().await;
    let file = team.shop.path("one.oatoken");
    let file = file.to_str().unwrap();
    let invited = team.shop.run(&["--json", "team", "invite", "--role", "operator", "-o", file]);
    assert_eq!(invited.code, 0, "{}", invited.err);
    let passphrase = invited.json()["passphrase"].as_str().unwrap().to_owned();
    let home = || Home::new(PathBuf::from(env!("CARGO_BIN_EXE_oa-token")), team.shop.sim.origin()).unwrap();
    let (first, second) = (home(), home());
    let wrong = Ran::of(&first.run_with(&["--json", "team", "join", file], "FAKE wrong words\n").unwrap());
    assert_eq!(wrong.code, 2, "{}", wrong.err);
    let waits = Ran::of(&first.run_with(&["--json", "team", "join", file], &format!("{passphrase}\n")).unwrap());
    assert_eq!((waits.code, &waits.json()["joined"]), (0, &false.into()), "{}", waits.err);
    let used = Ran::of(&second.run_with(&["--json", "team", "join", file], &format!("{passphrase}\n")).unwrap());
    assert_eq!(used.code, 2, "{}", used.out);
    assert_eq!(team.create(&second, "another").code, 2, "the database holds a team");
    assert_eq!(team.create(&team.shop.home, "another").code, 2);
    let log = std::fs::read_to_string(team.server.log()).unwrap();
    for canary in [SECRET_KEY, &team.shop.first.refresh_token, POSTGRES_PASSWORD, &passphrase] {
        assert!(!log.contains(canary), "no statement holds a secret in the clear");
    }
}

#[tokio::test]
async fn an_invitation_that_cannot_be_written_is_withdrawn() {
    let team = Team::new().await;
    let (file, nowhere) = (team.shop.path("one.oatoken"), team.shop.path("no-such-folder/words"));
    let (file, nowhere) = (file.to_str().unwrap(), nowhere.to_str().unwrap());
    let invite = ["team", "invite", "--role", "operator"];
    for more in [&["-o", nowhere][..], &["-o", file, "--passphrase-file", nowhere]] {
        let refused = team.shop.run(&[&invite, more].concat());
        assert!(refused.code != 0 && refused.out.is_empty(), "{} {}", refused.code, refused.err);
        assert_eq!(team.server.sql("team", "SELECT count(*) FROM oa_token.invitation").unwrap(), "0");
    }
}
