//! Two homes with the same OA, practice Zalo, and the team's database.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use oa_token_engine::zalo_client::RequestTimeouts;
use oa_token_engine::{DatabaseReferee, Engine, EngineEvent, EngineOptions, Membership, TeamSecrets, Timeouts};
use oa_token_model::outcome::Outcome;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::{Fingerprint, Trigger};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_team::keys::column::ColumnPlace;
use oa_token_team::keys::place::config_place;
use oa_token_team::postgres::{Database, DatabaseAddress, Login, NewOa, Waits};
use oa_token_team::rules::attempt::AttemptRow;
use oa_token_team::rules::epoch::Memory;
use oa_token_team::rules::member::{MemberId, MemberKind, OaId, Role};
use oa_token_team::rules::trust::{Codes, Trust, coded_parts, is_plain_claim};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use testkit::{APP_ID, POSTGRES_OWNER, POSTGRES_PASSWORD, Postgres, seed};
use zalo_sim::{Config, Pair, Sim};

/// Stands in for the team's keys: a value opens only in its place, and the code of a row is its hash.
#[derive(Debug)]
struct FakeSecrets;

impl Codes for FakeSecrets {
    fn code(&self, row: &AttemptRow) -> Option<Vec<u8>> {
        Some(Sha256::digest(format!("{:?}", coded_parts(row))).to_vec())
    }

    fn trust(&self, row: &AttemptRow, code: Option<&[u8]>) -> Trust {
        let is_right = is_plain_claim(row) || self.code(row).as_deref() == code;
        if is_right { Trust::Genuine } else { Trust::Forged }
    }
}

impl TeamSecrets for FakeSecrets {
    fn print(&self, token: &Secret) -> Option<Fingerprint> {
        Some(Fingerprint(Sha256::digest(["FAKE team ", token.expose()].concat()).into()))
    }

    fn seal(&self, place: ColumnPlace<'_>, plain: &[u8]) -> Option<Vec<u8>> {
        Some([format!("{place:?}").as_bytes(), b"\0", plain].concat())
    }

    fn seals(&self) -> bool {
        true
    }

    fn open(&self, place: ColumnPlace<'_>, sealed: &[u8]) -> Option<SecretBytes> {
        let plain = sealed.strip_prefix(format!("{place:?}").as_bytes())?.strip_prefix(b"\0")?;
        Some(SecretBytes::new(plain.to_vec()))
    }
}

const CONFIG: &str = r#"{"app_id":"1","automatic":true,"retired":false}"#;

/// One computer.
pub(crate) struct Computer {
    pub(crate) engine: Engine,
    pub(crate) profile: ProfileId,
    pub(crate) referee: Arc<DatabaseReferee>,
    home: TempDir,
    name: &'static str,
}

/// The team.
pub(crate) struct Team {
    pub(crate) sim: Sim,
    pub(crate) server: Postgres,
    pub(crate) first: Pair,
}

fn oa() -> OaId {
    OaId("oa".to_owned())
}

fn database(port: u16) -> Database {
    let address = DatabaseAddress::parse(&format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{port}/team")).unwrap();
    Database::new(
        Login { address, password: Some(Secret::new(POSTGRES_PASSWORD)), authority: None, bound: false },
        Waits::default(),
    )
}

fn options(home: &TempDir, sim: &Sim) -> EngineOptions {
    let mut options = testkit::options(home.path(), &sim.origin()).unwrap();
    let short = Duration::from_millis(400);
    options.client.timeouts = RequestTimeouts { answer: short, quiet: short, ..RequestTimeouts::default() };
    options.timeouts = Timeouts { recovery: Duration::ZERO, save: Duration::from_millis(20), ..Timeouts::default() };
    options
}

pub(crate) const COMPUTERS: [&str; 2] = ["shop", "server"];

impl Team {
    pub(crate) async fn new() -> Self {
        let server = Postgres::start().unwrap();
        let database = database(server.port());
        database.prepare().await.unwrap();
        database.create_team("team", "Shops").await.unwrap();
        for name in COMPUTERS {
            let (id, role) = (MemberId(name.to_owned()), Role::Operator);
            database.put_member(&id, name, MemberKind::Person, role, b"key", "0.1.0").await.unwrap();
        }
        let oa = NewOa {
            id: oa(),
            name: "shop".to_owned(),
            app_id: APP_ID.to_owned(),
            config: FakeSecrets.seal(config_place(&oa()), CONFIG.as_bytes()).unwrap(),
            secret_key: Vec::new(),
            automatic: true,
        };
        database.add_oa(&oa).await.unwrap();
        let sim = testkit::zalo(Config::default()).await.unwrap();
        let first = sim.issue_pair(APP_ID);
        Self { sim, server, first }
    }

    /// A computer that has the OA with its first pair.
    pub(crate) async fn computer(&self, name: &'static str) -> Computer {
        self.computer_by(name, self.server.port()).await
    }

    /// A computer that reaches the database at this port.
    pub(crate) async fn computer_by(&self, name: &'static str, port: u16) -> Computer {
        let home = tempfile::tempdir().unwrap();
        let engine = testkit::started(options(&home, &self.sim)).await.unwrap();
        let profile = engine.profiles().create(seed("shop", &self.first.refresh_token)).await.unwrap().id;
        let referee = referee(name, &profile, port, Memory::default());
        engine.set_referee(Arc::clone(&referee) as _);
        Computer { engine, profile, referee, home, name }
    }

    /// A number from the database.
    pub(crate) fn count(&self, what: &str) -> String {
        self.server.sql("team", &format!("SELECT count(*) FROM oa_token.{what}")).unwrap()
    }

    /// Fails if a token was sent more often than this.
    pub(crate) fn assert_sends(&self, at_most: usize) {
        for token in self.sim.ledger().tokens {
            assert!(token.sends <= at_most, "token {} was sent {} times", token.serial, token.sends);
        }
    }
}

fn referee(name: &str, profile: &ProfileId, port: u16, memory: Memory) -> Arc<DatabaseReferee> {
    Arc::new(DatabaseReferee::new(database(port), membership(name, profile), memory))
}

fn membership(name: &str, profile: &ProfileId) -> Membership {
    let roles: BTreeMap<_, _> = COMPUTERS.iter().map(|name| (MemberId((*name).to_owned()), Role::Operator)).collect();
    Membership {
        me: MemberId(name.to_owned()),
        roles,
        removed: Vec::new(),
        oas: HashMap::from([(profile.clone(), oa())]),
        steering: HashMap::new(),
        secrets: Arc::new(FakeSecrets),
    }
}

impl Computer {
    pub(crate) fn clicking(&self) -> tokio::task::JoinHandle<Outcome> {
        let (engine, id) = (self.engine.clone(), self.profile.clone());
        tokio::spawn(async move { engine.refresh().send(&id, Trigger::User).await.unwrap() })
    }

    pub(crate) async fn click(&self) -> Outcome {
        self.clicking().await.unwrap()
    }

    /// Leaves the lock file of an attempt here, as if its row had been lost.
    pub(crate) fn leave_lock(&self, team: &Team, attempt: &str) -> std::fs::File {
        let folder = options(&self.home, &team.sim).environment.locks_folder();
        std::fs::File::create(folder.join(attempt)).unwrap()
    }

    /// The referee after the membership was read again.
    pub(crate) fn referee_of_a_new_membership(&self) -> Arc<DatabaseReferee> {
        Arc::new(self.referee.with_membership(membership(self.name, &self.profile)))
    }

    pub(crate) async fn pair(&self) -> oa_token_model::token::TokenPair {
        self.engine.profiles().secrets(&self.profile).await.unwrap().current.pair
    }

    /// The same computer after its program has started again.
    pub(crate) async fn restarted(self, team: &Team) -> Self {
        let Self { engine, profile, referee: before, home, name } = self;
        drop(engine);
        let engine = testkit::started(options(&home, &team.sim)).await.unwrap();
        let referee = referee(name, &profile, team.server.port(), before.memory());
        engine.set_referee(Arc::clone(&referee) as _);
        Self { engine, profile, referee, home, name }
    }

    /// Clicks, and ends the program once an event says so: all its tasks stop where they are, as by a kill.
    pub(crate) async fn killed(self, team: &Team, at: impl Fn(&EngineEvent) -> bool + Send + 'static) -> Self {
        let Self { engine, profile, referee: before, home, name } = self;
        drop(engine);
        let (options, memory, port) = (options(&home, &team.sim), before.memory(), team.server.port());
        let id = profile.clone();
        let life = tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let engine = testkit::started(options).await.unwrap();
                engine.set_referee(referee(name, &id, port, memory) as _);
                let mut events = engine.events();
                let (clicked, of) = (engine.clone(), id.clone());
                tokio::spawn(async move { clicked.refresh().send(&of, Trigger::User).await });
                while !at(&events.recv().await.unwrap()) {}
            });
            runtime.shutdown_background();
        });
        life.await.unwrap();
        Self {
            engine: Engine::start(crate::bench::options(&home, &team.sim)).unwrap(),
            profile,
            referee: before,
            home,
            name,
        }
        .restarted(team)
        .await
    }

    /// Fails unless this computer holds the pair that is valid at Zalo.
    pub(crate) async fn assert_live(&self, team: &Team) {
        let (ours, theirs) = (self.pair().await, team.sim.live_pair(APP_ID).expect("a live pair"));
        assert!(ours.access.is_some_and(|token| token.expose() == theirs.access_token), "{}: access", self.name);
        assert!(ours.refresh.is_some_and(|token| token.expose() == theirs.refresh_token), "{}: refresh", self.name);
    }
}
