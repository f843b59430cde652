//! A team as people make it: created, joined, left, and remembered over restarts.

use std::time::Duration;

use oa_token_engine::{Engine, EngineError, EngineOptions, NewTeam, TeamFault, TeamLink, TeamRole, Timeouts};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use tempfile::TempDir;
use testkit::{APP_ID, Cutter, POSTGRES_PASSWORD, Postgres, seed};
use zalo_sim::{Config, Fault, Sim};

pub(crate) struct Bench {
    pub(crate) sim: Sim,
    pub(crate) server: Postgres,
    homes: Vec<TempDir>,
}

impl Bench {
    pub(crate) async fn new() -> Self {
        let sim = testkit::zalo(Config::default()).await.unwrap();
        Self { sim, server: Postgres::start().unwrap(), homes: Vec::new() }
    }

    pub(crate) fn options(&self, home: usize) -> EngineOptions {
        let mut options = testkit::options(self.homes[home].path(), &self.sim.origin()).unwrap();
        options.timeouts = Timeouts { recovery: Duration::ZERO, ..Timeouts::default() };
        options
    }

    pub(crate) async fn computer(&mut self) -> (usize, Engine) {
        self.homes.push(tempfile::tempdir().unwrap());
        let home = self.homes.len() - 1;
        (home, testkit::started(self.options(home)).await.unwrap())
    }

    /// A copy of a computer's folder. No program of it runs.
    pub(crate) fn copied(&mut self, home: usize) -> usize {
        let copy = tempfile::tempdir().unwrap();
        let all = self.homes[home].path().join(".");
        let done = std::process::Command::new("cp").arg("-a").args([&all, &copy.path().to_owned()]).status().unwrap();
        assert!(done.success());
        self.homes.push(copy);
        self.homes.len() - 1
    }

    /// A team whose creator has the OA.
    pub(crate) async fn team(&mut self) -> (usize, Engine, ProfileId) {
        self.team_by(self.server.port()).await
    }

    /// The same, of a creator that reaches the database at this port.
    pub(crate) async fn team_by(&mut self, port: u16) -> (usize, Engine, ProfileId) {
        let (home, shop) = self.computer().await;
        let first = self.sim.issue_pair(APP_ID);
        let oa = shop.profiles().create(seed("shop", &first.refresh_token)).await.unwrap().id;
        let url = self.server.address().replace(&self.server.port().to_string(), &port.to_string());
        shop.team().create(NewTeam { url, ..self.new_team(vec![oa.clone()]) }).await.unwrap();
        (home, shop, oa)
    }

    pub(crate) fn sql(&self, statement: &str) -> String {
        self.server.sql("team", statement).unwrap()
    }

    fn new_team(&self, oas: Vec<ProfileId>) -> NewTeam {
        NewTeam {
            url: self.server.address(),
            password: Some(Secret::new(POSTGRES_PASSWORD)),
            name: "Shops".to_owned(),
            my_name: "shop".to_owned(),
            oas,
        }
    }

    /// A computer that the admin has invited and confirmed.
    pub(crate) async fn joined(&mut self, admin: &Engine, role: TeamRole, name: &str) -> (usize, Engine) {
        let (home, engine) = self.computer().await;
        join(&engine, admin, role, name).await;
        (home, engine)
    }
}

/// Joins the team that the admin invites to, and confirms it there.
async fn join(engine: &Engine, admin: &Engine, role: TeamRole, name: &str) {
    let made = admin.team().invite(role, name).await.unwrap();
    let shown = engine.team().read_invitation(made.bytes.clone(), made.passphrase.clone()).await.unwrap();
    assert_eq!((shown.team.as_str(), shown.by.as_str(), shown.role), ("Shops", "shop", role));
    let joining = engine.clone();
    let name = name.to_owned();
    let join = tokio::spawn(async move { joining.team().join(made.bytes, made.passphrase, &name).await });
    while !join.is_finished() {
        admin.team().catch_up(None, Duration::from_secs(10)).await;
    }
    assert!(join.await.unwrap().unwrap());
}

pub(crate) async fn click(engine: &Engine, id: &ProfileId) -> (&'static str, Option<&'static str>) {
    let outcome = engine.refresh().send(id, Trigger::User).await.unwrap();
    (outcome.result.outcome_name(), outcome.result.reason())
}

pub(crate) async fn only_oa(engine: &Engine) -> ProfileId {
    let state = engine.team().state().await.unwrap();
    let [oa] = &state.oas[..] else { panic!("{:?}", state.oas) };
    oa.profile.clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_program_that_starts_again_still_notices_a_restored_database() {
    let mut bench = Bench::new().await;
    let (home, shop, oa) = bench.team().await;
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    let dump = bench.server.dump().unwrap();
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    let epochs = |bench: &Bench| bench.server.sql("team", "SELECT count(*) FROM oa_token.epoch").unwrap();
    assert_eq!(epochs(&bench), "1");
    shop.refresh().drain().await;
    drop(shop);
    bench.server.restore(&dump).unwrap();
    // A new process: what it knows is what the vault has kept.
    let shop = testkit::started(bench.options(home)).await.unwrap();
    assert_eq!(shop.team().state().await.unwrap().name, "Shops");
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    assert_eq!(epochs(&bench), "2", "it went back, and that was noticed");
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_oa_that_somebody_has_altered_is_waited_for_and_is_not_the_fault_of_the_others() {
    let mut bench = Bench::new().await;
    let (home, shop, oa) = bench.team().await;
    let second = bench.sim.issue_pair(APP_ID);
    let second = shop.profiles().create(seed("second", &second.refresh_token)).await.unwrap().id;
    shop.team().add(std::slice::from_ref(&second)).await.unwrap();
    let dump = bench.server.dump().unwrap();
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    shop.refresh().drain().await;
    let files = [shop.environment().vault_file(), shop.environment().recovery_file()];
    drop(shop);
    for file in files {
        let raw = rusqlite::Connection::open(file).unwrap();
        raw.execute("UPDATE pair SET refresh = randomblob(100) WHERE profile = ?1", [second.as_str()]).unwrap();
    }
    bench.server.restore(&dump).unwrap();
    let shop = testkit::started(bench.options(home)).await.unwrap();
    let spends = bench.sim.spends();
    assert_eq!(click(&shop, &oa).await, ("not_sent", Some("epoch_open")));
    assert_eq!(bench.sim.spends(), spends);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn another_program_of_the_same_vault_learns_of_the_team_before_it_sends() {
    let mut bench = Bench::new().await;
    let (home, shop) = bench.computer().await;
    let first = bench.sim.issue_pair(APP_ID);
    let oa = shop.profiles().create(seed("shop", &first.refresh_token)).await.unwrap().id;
    let watch = testkit::started(bench.options(home)).await.unwrap();
    shop.team().create(bench.new_team(vec![oa.clone()])).await.unwrap();
    bench.server.stop().unwrap();
    assert_eq!(click(&watch, &oa).await, ("not_sent", Some("no_referee")));
    assert_eq!(bench.sim.spends(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_team_whose_making_was_cut_off_is_made_anew() {
    let mut bench = Bench::new().await;
    bench.team().await;
    let (_, other) = bench.computer().await;
    let taken = other.team().create(bench.new_team(Vec::new())).await;
    assert!(matches!(taken, Err(EngineError::Team(TeamFault::DatabaseTaken))), "{taken:?}");
    // The first computer was told that the database does not answer, and has forgotten the team.
    bench.sql("TRUNCATE oa_token.roster, oa_token.team_key, oa_token.member, oa_token.pair, oa_token.oa CASCADE");
    other.team().create(bench.new_team(Vec::new())).await.unwrap();
    assert_eq!(bench.sql("SELECT id FROM oa_token.team"), other.team().state().await.unwrap().id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn members_share_an_oa_and_a_viewer_has_nothing_to_spend() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let (_, screen) = bench.joined(&shop, TeamRole::Viewer, "screen").await;
    let history = shop.profiles().history(Some(oa.clone()), 100).await.unwrap();
    assert!(history.iter().all(|entry| entry.event.name() != "put_back"), "the database is new, and did not go back");
    let state = shop.team().state().await.unwrap();
    assert_eq!(state.members.len(), 3);
    assert!(matches!(state.link, TeamLink::Connected { .. }), "{:?}", state.link);
    let (theirs, shown) = (only_oa(&till).await, only_oa(&screen).await);
    for (engine, id) in [(&till, &theirs), (&screen, &shown)] {
        let history = engine.profiles().history(Some(id.clone()), 100).await.unwrap();
        let said = history.iter().map(|entry| entry.event.message_id()).collect::<Vec<_>>();
        assert!(said.iter().all(|said| !said.contains("consent")), "{said:?}");
    }
    assert_eq!(click(&till, &theirs).await, ("saved", None));
    assert_eq!(click(&shop, &oa).await.0, "saved");
    assert_eq!(click(&screen, &shown).await, ("not_sent", Some("viewer")));
    screen.team().catch_up(None, Duration::from_secs(10)).await;
    let live = bench.sim.live_pair(APP_ID).unwrap();
    let held = screen.profiles().secrets(&shown).await.unwrap();
    assert!(held.current.pair.access.is_some_and(|token| token.expose() == live.access_token));
    assert!(held.current.pair.refresh.is_none() && held.secret_key.is_empty());
    assert!(held.current.expiry.access_expires_at.is_some());
    let refused = screen.team().add(std::slice::from_ref(&shown)).await;
    assert!(matches!(refused, Err(EngineError::Team(TeamFault::Role))), "{refused:?}");
    assert!(matches!(screen.team().retire(&shown).await, Err(EngineError::Team(TeamFault::Role))));
    assert!(matches!(screen.team().invite(TeamRole::Admin, "").await, Err(EngineError::Team(TeamFault::Role))));
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn after_a_removal_the_tokens_of_the_leaver_have_ended_and_those_who_stay_can_refresh() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let (_, stays) = bench.joined(&shop, TeamRole::Operator, "stays").await;
    let theirs = only_oa(&till).await;
    assert_eq!(click(&till, &theirs).await, ("saved", None));
    let (spends, leaver) =
        (bench.sim.spends(), bench.server.sql("team", "SELECT holder FROM oa_token.attempt").unwrap());
    let leaver = oa_token_engine::MemberId(leaver);
    shop.team().remove(&leaver).await.unwrap();
    let without = "SELECT count(*) FROM oa_token.pair WHERE refresh IS NULL";
    assert_eq!(bench.server.sql("team", without).unwrap(), "0", "sealed again, and not lost");
    let done = shop.team().refresh_after(&leaver).await.unwrap();
    assert_eq!(bench.sim.spends(), spends + 1, "{:?}", done.tasks);
    let other = only_oa(&stays).await;
    assert!(stays.team().catch_up(None, Duration::from_secs(10)).await);
    assert_eq!(click(&stays, &other).await, ("saved", None));
    assert_eq!(bench.sim.spends(), spends + 2);
    assert_eq!(click(&shop, &oa).await.0, "saved");
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn leaving_stops_the_oas_here_and_the_last_admin_does_not_leave_others_behind() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    assert!(matches!(shop.team().leave().await, Err(EngineError::Team(TeamFault::LastAdmin))));
    till.team().leave().await.unwrap();
    assert_eq!(till.team().state().await, None);
    assert_eq!(click(&till, &theirs).await, ("not_sent", Some("moved_away")));
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    shop.team().go_on_alone().await.unwrap();
    bench.server.stop().unwrap();
    assert_eq!(click(&shop, &oa).await, ("saved", None), "alone, nobody is asked");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_left_and_joins_again_goes_on_with_the_same_oas() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    till.team().leave().await.unwrap();
    assert_eq!(click(&till, &theirs).await, ("not_sent", Some("moved_away")));
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    join(&till, &shop, TeamRole::Operator, "till").await;
    assert_eq!(only_oa(&till).await, theirs);
    assert_eq!(click(&till, &theirs).await, ("saved", None));
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_retired_oa_stays_where_it_was_retired_and_stops_elsewhere() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    let theirs = only_oa(&till).await;
    shop.team().retire(&oa).await.unwrap();
    till.team().catch_up(None, Duration::from_secs(10)).await;
    assert_eq!(till.team().state().await.unwrap().oas, []);
    assert_eq!(click(&till, &theirs).await, ("not_sent", Some("moved_away")));
    assert_eq!(click(&shop, &oa).await, ("saved", None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_changed_row_of_the_team_stops_its_oas_and_is_not_taken_for_no_team() {
    let mut bench = Bench::new().await;
    let (home, shop, oa) = bench.team().await;
    let files = [shop.environment().vault_file(), shop.environment().recovery_file()];
    drop(shop);
    for file in files {
        let raw = rusqlite::Connection::open(file).unwrap();
        raw.execute("UPDATE team SET config = randomblob(100) WHERE id = 'membership'", []).unwrap();
    }
    let shop = testkit::started(bench.options(home)).await.unwrap();
    assert_eq!(click(&shop, &oa).await, ("not_sent", Some("no_referee")));
    assert_eq!(bench.sim.spends(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refresh_right_after_an_oa_was_shared_arrives_at_a_computer_that_follows_the_team() {
    let mut bench = Bench::new().await;
    let (_, shop, _) = bench.team().await;
    let (_, till) = bench.joined(&shop, TeamRole::Operator, "till").await;
    till.team().watch();
    let second = bench.sim.issue_pair(APP_ID);
    let second = shop.profiles().create(seed("second", &second.refresh_token)).await.unwrap().id;
    shop.team().add(std::slice::from_ref(&second)).await.unwrap();
    let theirs = loop {
        let oas = till.team().state().await.unwrap().oas;
        if let Some(oa) = oas.iter().find(|oa| oa.name == "second") {
            break oa.profile.clone();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    assert_eq!(click(&shop, &second).await, ("saved", None));
    let live = bench.sim.live_pair(APP_ID).unwrap().refresh_token;
    let until = tokio::time::Instant::now() + Duration::from_secs(20);
    while till.profiles().secrets(&theirs).await.unwrap().current.pair.refresh.unwrap().expose() != live {
        assert!(tokio::time::Instant::now() < until, "it did not arrive");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_is_another_teams_is_left_alone() {
    let mut bench = Bench::new().await;
    let (_, shop, oa) = bench.team().await;
    // Another team, and an administrator who takes the one database for the other.
    bench.server.sql("postgres", "CREATE DATABASE theirs").unwrap();
    let (_, stranger) = bench.computer().await;
    let theirs = NewTeam { url: bench.server.address().replace("/team", "/theirs"), ..bench.new_team(Vec::new()) };
    stranger.team().create(theirs).await.unwrap();
    bench.server.sql("postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = current_user AND pid <> pg_backend_pid()").unwrap();
    for (from, to) in [("team", "ours"), ("theirs", "team")] {
        bench.server.sql("postgres", &format!("ALTER DATABASE {from} RENAME TO {to}")).unwrap();
    }
    let rows = "SELECT (SELECT count(*) FROM oa_token.member), (SELECT count(*) FROM oa_token.roster),
        (SELECT count(*) FROM oa_token.oa), (SELECT count(*) FROM oa_token.attempt), (SELECT change FROM oa_token.team)";
    let before = bench.sql(rows);
    assert!(!shop.team().catch_up(None, Duration::from_secs(10)).await);
    let outcome = shop.refresh().send(&oa, Trigger::User).await.unwrap();
    assert_eq!((outcome.result.outcome_name(), outcome.result.reason()), ("not_sent", Some("no_referee")));
    assert_eq!(outcome.why.map(|why| why.id), Some("team-database-other"));
    let why = TeamLink::Refused { why: oa_token_engine::TeamRefusal::OtherTeam };
    assert_eq!(shop.team().state().await.unwrap().link, why);
    assert_eq!((bench.sql(rows), bench.sim.spends()), (before.clone(), 0));
    // Nothing is to be published there, so it can leave.
    shop.team().leave().await.unwrap();
    assert_eq!(bench.sql(rows), before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_copy_of_a_computers_folder_does_not_send_what_the_computer_is_sending() {
    let mut bench = Bench::new().await;
    let (home, shop, oa) = bench.team().await;
    assert_eq!(click(&shop, &oa).await, ("saved", None));
    drop(shop);
    let copy = bench.copied(home);
    let shop = testkit::started(bench.options(home)).await.unwrap();
    let mut options = bench.options(copy);
    options.timeouts.lock = Duration::from_millis(100);
    let copied = testkit::started(options).await.unwrap();
    bench.sim.script([Fault::Hold]);
    let spends = bench.sim.spends();
    let (clicked, id) = (shop.clone(), oa.clone());
    let clicking = tokio::spawn(async move { click(&clicked, &id).await });
    bench.sim.wait_for_spend(spends + 1).await;
    assert_eq!(click(&copied, &oa).await, ("busy", None));
    bench.sim.release();
    assert_eq!(clicking.await.unwrap(), ("saved", None));
    // It finds the new pair, and does not send either.
    assert_eq!(click(&copied, &oa).await, ("saved", None));
    assert!(bench.sim.ledger().tokens.iter().all(|token| token.sends <= 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_team_is_made_although_the_answer_is_lost() {
    let mut bench = Bench::new().await;
    let cutter = Cutter::start(bench.server.port()).await.unwrap();
    cutter.lose_answer_to_commit_of("INSERT INTO oa_token.roster");
    let (_, shop, oa) = bench.team_by(cutter.port()).await;
    assert!(cutter.has_cut());
    bench.joined(&shop, TeamRole::Operator, "till").await;
    assert_eq!(click(&shop, &oa).await, ("saved", None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_computer_joins_although_the_answer_is_lost() {
    let mut bench = Bench::new().await;
    let cutter = Cutter::start(bench.server.port()).await.unwrap();
    let (_, shop, oa) = bench.team_by(cutter.port()).await;
    let (_, till) = bench.computer().await;
    let made = shop.team().invite(TeamRole::Operator, "till").await.unwrap();
    cutter.lose_answer_to_commit_of("SET request = $2");
    let joining = till.clone();
    let join = tokio::spawn(async move { joining.team().join(made.bytes, made.passphrase, "till").await });
    while !cutter.has_cut() && !join.is_finished() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    while !join.is_finished() {
        shop.team().catch_up(None, Duration::from_secs(10)).await;
    }
    assert!(join.await.unwrap().unwrap());
    assert_eq!(shop.team().state().await.unwrap().members.len(), 2);
    assert_eq!(click(&till, &only_oa(&till).await).await, ("saved", None));
    assert_eq!(click(&shop, &oa).await, ("saved", None));
}
