//! A team: computers with homes of their own that share OAs by a database, and practice Zalo.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use testkit::{Home, POSTGRES_PASSWORD, Postgres};
use zalo_sim::{App, Config, Ledger, Sim, TokenKind, TokenState};

use crate::captured_output::{CallResult, finish, finish_within, say, say_with};
use crate::home::{SECRET_KEY, zalo};
use crate::proof::{Scale, Tally, Trouble};
use crate::recovery_check::spent_tokens_sent_again;
use crate::rng::Rng;

/// How long an admin's computer may take to confirm who joins.
const TO_JOIN: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(100);
/// How long a process may take that waits for an OA that another computer holds: 90 s, and then some.
const RACE: Duration = Duration::from_secs(200);
/// The longest time between the starts of two processes of a race.
const STAGGERED_MS: u64 = 120;

/// Runs a proof that needs a PostgreSQL server.
pub(super) fn with_server(run: impl FnOnce(&mut Tally) -> Result<(), Trouble>) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    if Postgres::is_installed() {
        run(&mut tally)?;
    } else {
        tally.not_tried.push("a team: PostgreSQL is not installed".to_owned());
    }
    Ok(tally)
}

/// Describes trouble as the failure of a try.
pub(super) fn told<T>(done: Result<T, Trouble>) -> Result<T, String> {
    done.map_err(|trouble| trouble.to_string())
}

/// The team. Its first computer made it and brought the OAs.
pub(super) struct Team {
    pub(super) server: Postgres,
    pub(super) sim: Sim,
    pub(super) computers: Vec<Home>,
    pub(super) oas: u64,
}

/// The rows of one `refresh`, counted by outcome and reason.
pub(super) struct Refreshed {
    /// How many OAs had which outcome.
    pub(super) rows: BTreeMap<String, u64>,
    /// The names of the OAs by outcome and reason.
    pub(super) names: BTreeMap<String, Vec<String>>,
}

impl Refreshed {
    /// Reads what `--json refresh` printed; nothing if it was killed.
    pub(super) fn read(call: &CallResult) -> Self {
        let (json, mut names) = (call.json(), BTreeMap::<String, Vec<String>>::new());
        for row in json.as_array().into_iter().flatten() {
            let word = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            let outcome = [word("outcome"), word("reason")].join(" ").trim_end().to_owned();
            names.entry(outcome).or_default().push(word("name"));
        }
        Self { rows: names.iter().map(|(outcome, names)| (outcome.clone(), names.len() as u64)).collect(), names }
    }

    /// Fails if an OA had another outcome than these.
    pub(super) fn only(&self, allowed: &[&str]) -> Result<(), String> {
        match self.rows.iter().find(|(outcome, _)| !allowed.contains(&outcome.as_str())) {
            Some((outcome, count)) => Err(format!("{count} OAs: {outcome}")),
            None if self.rows.is_empty() => Err("a refresh printed nothing".to_owned()),
            None => Ok(()),
        }
    }

    /// Adds the rows to the table.
    pub(super) fn count(&self, tally: &mut Tally) {
        for (outcome, count) in &self.rows {
            tally.count(&format!("reported {outcome}"), *count);
        }
    }
}

impl Team {
    /// Makes a team with a server of its own, and lets computers with these roles join.
    pub(super) fn new(scale: &Scale, roles: &[&str], oas: u64) -> Result<Self, Trouble> {
        let server = Postgres::start()?;
        let address = server.address();
        Self::at(scale, server, &address, roles, oas)
    }

    /// Does the same with the server at another address than its own.
    pub(super) fn at(
        scale: &Scale,
        server: Postgres,
        address: &str,
        roles: &[&str],
        oas: u64,
    ) -> Result<Self, Trouble> {
        let sim = zalo(Config::default())?;
        let admin = Home::new(scale.command(), sim.origin())?;
        for oa in 0..oas {
            sim.add_app(App::new(app(oa), SECRET_KEY));
            let token = sim.issue_pair(&app(oa)).refresh_token;
            admin.import_text(&draft(oa, &token), &[])?;
        }
        let create = ["team", "create", "--database", address, "--name", "FAKE team", "--computer", "computer 0"];
        done(&say_with(&admin, &create, &format!("{POSTGRES_PASSWORD}\n"))?)?;
        let names: Vec<String> = (0..oas).map(name).collect();
        let mut add = vec!["--json", "team", "add"];
        add.extend(names.iter().map(String::as_str));
        done(&say(&admin, &add)?)?;
        let mut team = Self { server, sim, computers: vec![admin], oas };
        for role in roles {
            team.join(scale, role)?;
        }
        Ok(team)
    }

    /// Lets one more computer join: a file, and a passphrase. Returns its number.
    pub(super) fn join(&mut self, scale: &Scale, role: &str) -> Result<usize, Trouble> {
        let (admin, number) = (&self.computers[0], self.computers.len());
        let path = |end: &str| admin.folder().join(format!("{number}.{end}")).to_string_lossy().into_owned();
        let (file, words) = (path("oatoken"), path("words"));
        done(&say(admin, &["team", "invite", "--role", role, "-o", &file, "--passphrase-file", &words])?)?;
        let home = Home::new(scale.command(), self.sim.origin())?;
        let name = format!("computer {number}");
        let join = ["--json", "team", "join", &file, "--passphrase-file", &words, "--computer", &name];
        let mut joining = home.start(&join)?;
        let until = Instant::now() + TO_JOIN;
        // The admin's computer answers when a program of it runs.
        while joining.try_wait()?.is_none() {
            if Instant::now() > until {
                joining.kill()?;
                return Err("a computer does not join".into());
            }
            say(admin, &["--json", "team", "list"])?;
            thread::sleep(LOOK);
        }
        let joined = finish(joining, &join)?;
        done(&joined)?;
        if joined.json()["joined"] != true {
            return Err("a computer joined and was not confirmed".into());
        }
        self.computers.push(home);
        Ok(number)
    }

    /// Refreshes every OA by a click on a computer.
    pub(super) fn refresh(&self, computer: usize) -> Result<Refreshed, Trouble> {
        let call = say(&self.computers[computer], &ALL)?;
        call.judge()?;
        Ok(Refreshed::read(&call))
    }

    /// Does the same, and fails if an OA had another outcome than these.
    pub(super) fn refresh_to(&self, computer: usize, allowed: &[&str], tally: &mut Tally) -> Result<Refreshed, String> {
        let refreshed = told(self.refresh(computer))?;
        refreshed.count(tally);
        refreshed.only(allowed).map_err(|what| format!("computer {computer}: {what}"))?;
        Ok(refreshed)
    }

    /// Starts every OA's refresh on every computer at the same time, in so many processes each, and waits for all.
    pub(super) fn race(
        &self,
        processes: usize,
        rng: &mut Rng,
        allowed: &[&str],
        tally: &mut Tally,
    ) -> Result<(), String> {
        let mut racers = Vec::new();
        for at in 0..self.computers.len() * processes {
            thread::sleep(Duration::from_millis(rng.below(STAGGERED_MS)));
            racers.push(told(self.computers[at / processes].start(&ALL))?);
        }
        let mut seen = Ok(());
        for racer in racers {
            let call = told(finish_within(RACE, racer, &ALL))?;
            let refreshed = Refreshed::read(&call);
            refreshed.count(tally);
            seen = seen.and(call.judge()).and(refreshed.only(allowed));
        }
        seen
    }

    /// Refreshes every OA on a computer. What it hears of the others first counts as its click's outcome, so that it may
    /// have to click twice.
    pub(super) fn send(&self, computer: usize, tally: &mut Tally) -> Result<(), String> {
        for _ in 0..2 {
            let before = self.sim.spends();
            self.refresh_to(computer, &["saved"], tally)?;
            if (self.sim.spends() - before) as u64 == self.oas {
                return Ok(());
            }
        }
        Err(format!("computer {computer} reports saved, and did not send each OA"))
    }

    /// Fails unless each of these computers in turn can refresh every OA: it holds the token that is valid.
    pub(super) fn agree(&self, computers: &[usize], tally: &mut Tally) -> Result<(), String> {
        computers.iter().try_for_each(|computer| self.send(*computer, tally))
    }

    /// Returns the numbers of all computers.
    pub(super) fn all(&self) -> Vec<usize> {
        (0..self.computers.len()).collect()
    }

    /// Ends the life of every claim. No program may run that has one.
    pub(super) fn pass_deadlines(&self) -> Result<(), Trouble> {
        let sql = "UPDATE oa_token.attempt SET deadline = clock_timestamp() WHERE deadline > clock_timestamp()";
        self.server.sql("team", sql).map(drop)
    }

    /// Returns a number that the database counts.
    pub(super) fn number(&self, of: &str) -> Result<u64, Trouble> {
        Ok(self.server.sql("team", &format!("SELECT {of}"))?.parse()?)
    }

    /// Fails if a spent token was sent more often than `again` times, or more pairs than `lost` were lost.
    pub(super) fn judge(&self, again: u64, lost: u64) -> Result<(), String> {
        let ledger = self.sim.ledger();
        let (sent, gone) = (spent_tokens_sent_again(&ledger), self.lost(&ledger));
        match ledger.violations.first() {
            Some(violation) => Err(violation.clone()),
            None if sent > again => Err(format!("spent tokens were sent again {sent} times, not {again}")),
            None if gone != lost => Err(format!("{gone} pairs were lost, not {lost}")),
            None => Ok(()),
        }
    }

    /// Returns how long the first computer's refresh of all OAs takes. The one before it creates files for the later ones.
    pub(super) fn life(&self) -> Result<Duration, String> {
        told(self.refresh(0))?;
        let begun = Instant::now();
        told(self.refresh(0))?;
        Ok(begun.elapsed())
    }

    /// Returns how many live pairs practice Zalo has issued that were never used, beyond the newest of each OA: no
    /// computer holds them.
    fn lost(&self, ledger: &Ledger) -> u64 {
        let unused = ledger
            .tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Refresh && token.state == TokenState::Live && token.sends == 0);
        (unused.count() as u64).saturating_sub(self.oas)
    }
}

/// The call that refreshes every OA.
pub(super) const ALL: [&str; 3] = ["--json", "refresh", "--all"];

/// Returns the name of an OA.
pub(super) fn name(oa: u64) -> String {
    format!("shop {oa}")
}

/// Returns the app of an OA.
pub(super) fn app(oa: u64) -> String {
    format!("12345678901234{oa:05}")
}

/// Returns the values of an OA with this refresh token, as `import` reads them.
pub(super) fn draft(oa: u64, token: &str) -> String {
    serde_json::json!({
        "name": name(oa), "app_id": app(oa), "secret_key": SECRET_KEY, "refresh_token": token,
    })
    .to_string()
}

/// Fails unless a call has ended well.
pub(super) fn done(call: &CallResult) -> Result<(), Trouble> {
    if call.code == Some(0) {
        return Ok(());
    }
    Err(format!("`{}` ended with {:?}: {}", call.call, call.code, call.err).into())
}
