//! Two windows on displays of their own and a `serve` share an OA through a real PostgreSQL.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{ChildStdout, Stdio};
use std::time::Instant;

use oa_token_engine::{Engine, NewTeam, TeamRole};
use oa_token_model::profile::ProfileId;
use oa_token_model::secret::Secret;
use serde_json::Value;
use testkit::{Home, POSTGRES_PASSWORD, Postgres};

use crate::bench::{APP_ID, Bench};
use crate::desktop::pasted;
use crate::screen::Screen;
use crate::tour::home::add_valid;
use crate::window::{Group, LOOK, PATIENCE, Page, Window};

const NAME: &str = "Shop Thảo My";

/// A window of the team on its own display.
struct Seat {
    bench: Bench,
    screen: Screen,
    window: Window,
}

impl Seat {
    async fn open(bench: Bench) -> Self {
        let screen = Screen::start();
        let mut variables = bench.variables(None);
        variables.push(("DISPLAY".to_owned(), screen.name.clone()));
        let window = Window::open(bench.home.path(), &variables).await;
        window.page.choose(NAME).await;
        Self { bench, screen, window }
    }

    fn page(&self) -> &Page {
        &self.window.page
    }

    /// Presses “Gửi”, and answers what is asked.
    async fn send(&self) {
        self.page().click("send").await;
        self.page().click_if_there("confirm-send").await;
    }

    /// Copies the access token until it is the one that is valid at Zalo.
    async fn until_it_copies_the_live_token(&self) {
        let live = live(&self.bench);
        let end = Instant::now() + PATIENCE;
        loop {
            self.page().click("copy-access").await;
            if pasted(&self.screen.name) == live {
                return;
            }
            assert!(Instant::now() < end, "not the live token; the page:\n{}", self.page().text().await);
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Returns the access token that is valid at practice Zalo.
fn live(bench: &Bench) -> String {
    bench.sim.live_pair(APP_ID).unwrap().access_token
}

/// `oa-token serve` on the third computer.
struct Server {
    address: String,
    key: String,
    _running: Group,
    _out: BufReader<ChildStdout>,
}

impl Server {
    fn start(home: &Home) -> Self {
        let made = home.run(&["api-key", "add", "pos", "--oa", NAME, "--can", "token"]).unwrap();
        let key = String::from_utf8(made.stdout).unwrap().trim().to_owned();
        let mut serve = home.command(&["--json", "serve", "--listen", "127.0.0.1:0"]);
        let mut running = serve.stderr(Stdio::null()).process_group(0).spawn().unwrap();
        let mut out = BufReader::new(running.stdout.take().unwrap());
        let mut first = String::new();
        out.read_line(&mut first).unwrap();
        let first: Value = serde_json::from_str(&first).unwrap();
        let address = first["address"].as_str().unwrap().to_owned();
        Self { address, key, _running: Group(running), _out: out }
    }

    /// Asks for the OA's access token.
    fn answer(&self) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let path = format!("/v1/oas/{}/token", NAME.replace(' ', "%20").replace('ả', "%E1%BA%A3"));
        let key = &self.key;
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {key}\r\nconnection: close\r\n\r\n"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Asks until the token is the one that is valid at Zalo.
    async fn until_it_hands_out_the_live_token(&self, bench: &Bench) {
        let (live, end) = (live(bench), Instant::now() + PATIENCE);
        while !self.answer().contains(&live) {
            assert!(Instant::now() < end, "not the live token: {}", self.answer().lines().next().unwrap_or_default());
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// The command, which the tests are built with.
fn command() -> std::path::PathBuf {
    Path::new(env!("CARGO_BIN_EXE_oa-token-desktop")).with_file_name("oa-token")
}

/// Lets one more computer join, whose part is done by `join`.
async fn confirm<T>(admin: &Engine, join: tokio::task::JoinHandle<T>) -> T {
    let end = Instant::now() + PATIENCE;
    while !join.is_finished() {
        assert!(Instant::now() < end, "the other computer has not joined");
        admin.team().catch_up(None, PATIENCE).await;
    }
    join.await.unwrap()
}

/// Makes a team of this home with these OAs, whose admin is Hương.
pub(crate) async fn create(database: &Postgres, admin: &Engine, oas: Vec<ProfileId>) {
    let new = NewTeam {
        url: database.address(),
        password: Some(Secret::new(POSTGRES_PASSWORD)),
        name: "Cửa hàng".to_owned(),
        my_name: "Hương".to_owned(),
        oas,
    };
    admin.team().create(new).await.unwrap();
}

/// Lets another home join as an operator.
pub(crate) async fn join(admin: &Engine, bench: &Bench, name: &'static str) {
    let (invitation, other) = (admin.team().invite(TeamRole::Operator, name).await.unwrap(), bench.engine().await);
    let join = async move { other.team().join(invitation.bytes, invitation.passphrase, name).await.unwrap() };
    assert!(confirm(admin, tokio::spawn(join)).await);
}

/// Makes a team of two homes for windows and one for the command, which has joined by a file and a passphrase.
async fn team(database: &Postgres) -> (Bench, Bench, Home) {
    let first = Bench::new().await;
    let second = first.beside();
    let admin = first.engine().await;
    let id = add_valid(&first, &admin, NAME).await;
    create(database, &admin, vec![id]).await;
    join(&admin, &second, "Lan").await;

    let invitation = admin.team().invite(TeamRole::Operator, "máy chủ").await.unwrap();
    let serve = Home::new(command(), first.sim.origin()).unwrap();
    let (file, words) = (serve.folder().join("moi.oatoken"), serve.folder().join("words"));
    oa_token_vault::atomic_file::write(&file, &invitation.bytes).unwrap();
    oa_token_vault::atomic_file::write(&words, invitation.passphrase.expose().as_bytes()).unwrap();
    let (file, words) = (file.display().to_string(), words.display().to_string());
    let joining = serve.start(&["team", "join", &file, "--passphrase-file", &words, "--computer", "máy chủ"]).unwrap();
    let joined = confirm(&admin, tokio::task::spawn_blocking(move || joining.wait_with_output().unwrap())).await;
    assert!(joined.status.success(), "{}", String::from_utf8_lossy(&joined.stderr));
    admin.refresh().drain().await;
    (first, second, serve)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_click_in_one_window_is_in_the_other_and_in_serve_and_a_stopped_database_stops_only_sending() {
    let database = Postgres::start().unwrap();
    let (first, second, home) = team(&database).await;
    let server = Server::start(&home);
    let (first, second) = (Seat::open(first).await, Seat::open(second).await);
    second.until_it_copies_the_live_token().await;

    let (before, spends) = (live(&first.bench), first.bench.sim.spends());
    first.send().await;
    first.page().reads("verdict", "Đã lưu").await;
    let saved = Instant::now();
    assert_ne!(live(&first.bench), before);
    second.until_it_copies_the_live_token().await;
    server.until_it_hands_out_the_live_token(&first.bench).await;
    eprintln!("the others have it after {} ms", saved.elapsed().as_millis());

    database.stop().unwrap();
    second.page().get("team-offline").await;
    second.page().select("[data-testid='send']:disabled, [data-testid='send'][aria-disabled='true']").await;
    first.page().get("team-offline").await;
    second.until_it_copies_the_live_token().await;
    server.until_it_hands_out_the_live_token(&first.bench).await;
    assert_eq!(first.bench.sim.spends(), spends + 1, "without the database nothing is sent");

    database.resume().unwrap();
    for seat in [&first, &second] {
        seat.page().click("team-offline-retry").await;
        seat.page().gone("team-offline").await;
    }
    second.send().await;
    second.page().reads("verdict", "Đã lưu").await;
    first.until_it_copies_the_live_token().await;
    server.until_it_hands_out_the_live_token(&first.bench).await;
    assert_eq!(first.bench.sim.spends(), spends + 2);
    assert!(first.bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1), "no token was spent twice");
    for seat in [first, second] {
        seat.page().select("html[data-policy-violations='0']").await;
        seat.window.end().await;
    }
}
