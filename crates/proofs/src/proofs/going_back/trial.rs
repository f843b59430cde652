//! One try: a home with one OA with several pairs, its older copies, and what must hold at the end.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::TempDir;
use zalo_sim::{Config, ExpiresIn, Fault, Sim};

use crate::captured_output::{CallResult, finish_within, say};
use crate::folders;
use crate::home::{APP_ID, Home, zalo};
use crate::proof::{Scale, Trouble};
use crate::recovery_check::{NAME, spent_tokens_sent_again};
use crate::rng::Rng;

/// Delay of a held answer: enough time to change files meanwhile.
const LATE_MS: u64 = 400;
/// How long a refresh may take to end if the files are replaced meanwhile.
const PATIENCE: Duration = Duration::from_secs(25);
/// The result of a step: nothing, or the failure as text.
pub(super) type Held = Result<(), String>;

/// A home, and everything that a try needs.
pub(super) struct Trial {
    /// Practice Zalo.
    pub(super) sim: Sim,
    /// The home.
    pub(super) home: Home,
    /// The random numbers of this try.
    pub(super) rng: Rng,
    /// The vault's file after each call so far, the oldest first; the last is the current one.
    pub(super) copies: Vec<Vec<u8>>,
    /// The second copy's file at the same times, if it exists.
    pub(super) second_copies: Vec<Option<Vec<u8>>>,
    /// Number of sends of spent tokens that this try itself caused.
    pub(super) own_doing: u64,
    scale: Scale,
}

/// Describes a failure of the proof itself. It fails the try, because nothing was proved.
pub(super) fn own<T>(result: Result<T, impl Into<Trouble>>) -> Result<T, String> {
    result.map_err(|trouble| format!("could not be tried: {}", trouble.into()))
}

impl Trial {
    /// Makes the home, with two to four pairs; in half of the tries all but the newest appear to have expired at once.
    pub(super) fn new(scale: &Scale, number: u64) -> Result<Self, Trouble> {
        let mut rng = Rng::new(scale.seed, number);
        let sim = zalo(Config::default())?;
        let home = Home::at(folders::in_memory()?, scale.command(), sim.origin())?;
        home.import(NAME, &sim.issue_pair(APP_ID).refresh_token, &[])?;
        let (refreshes, are_short) = (1 + rng.below(3), rng.below(2) == 0);
        let mut trial =
            Self { sim, home, rng, copies: Vec::new(), second_copies: Vec::new(), own_doing: 0, scale: scale.clone() };
        trial.note_files()?;
        for left in (0..refreshes).rev() {
            if are_short && left > 0 {
                trial.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
            }
            say(&trial.home, &["refresh", NAME])?.wants(&[0])?;
            trial.note_files()?;
        }
        Ok(trial)
    }

    /// Reports whether a short run is enough.
    pub(super) fn is_quick(&self) -> bool {
        self.scale.quick
    }

    /// Runs the command.
    pub(super) fn say(&self, args: &[&str]) -> Result<CallResult, String> {
        own(finish_within(PATIENCE, own(self.home.start(args))?, args))
    }

    /// Runs the command and requires one of these exit codes.
    pub(super) fn wants(&self, args: &[&str], codes: &[i32]) -> Result<CallResult, String> {
        let said = self.say(args)?;
        said.wants(codes).map(|()| said)
    }

    /// Returns a file of the home.
    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.home.data().join(name)
    }

    /// Records the current files.
    pub(super) fn note_files(&mut self) -> Result<(), Trouble> {
        self.copies.push(fs::read(self.home.vault())?);
        self.second_copies.push(fs::read(self.file("recovery.db")).ok());
        Ok(())
    }

    /// Returns a vault from some calls ago.
    pub(super) fn older(&mut self) -> Vec<u8> {
        let end = self.copies.len() as u64 - 1;
        let at = usize::try_from(self.rng.below(end)).unwrap_or_default();
        self.copies[at].clone()
    }

    /// Replaces the vault's file: by overwriting it, or by a rename.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Held {
        let vault = self.home.vault();
        if self.rng.below(2) == 0 {
            return own(fs::write(vault, bytes));
        }
        let beside = self.file("put.tmp");
        own(fs::write(&beside, bytes))?;
        own(fs::rename(beside, vault))
    }

    /// Replaces both files.
    pub(super) fn put_both(&self, files: &[Option<Vec<u8>>; 2]) -> Held {
        for (name, bytes) in ["vault.db", "recovery.db"].iter().zip(files) {
            if let Some(bytes) = bytes {
                own(fs::write(self.file(name), bytes))?;
            }
            fs::remove_file(self.file(&format!("{name}-journal"))).ok();
        }
        Ok(())
    }

    /// Returns the current files of the vault and its second copy.
    pub(super) fn files(&self) -> [Option<Vec<u8>>; 2] {
        ["vault.db", "recovery.db"].map(|name| fs::read(self.file(name)).ok())
    }

    /// Makes a second home from a copy of this one.
    pub(super) fn other_home(&self) -> Result<Home, String> {
        let folder: TempDir = own(folders::in_memory())?;
        let home = own(Home::at(folder, self.scale.command(), self.sim.origin()))?;
        own(folders::copy(&self.home.data(), &home.data()))?;
        Ok(home)
    }

    /// Starts a refresh, and waits until Zalo has spent the token and its answer is on the wire.
    pub(super) fn refresh_on_the_wire(&self) -> Result<Child, String> {
        let spends = self.sim.ledger().token_requests().filter(|request| request.spent).count();
        self.sim.script([Fault::Slow { ms: LATE_MS }]);
        let child = own(self.home.start(&["--json", "refresh", NAME]))?;
        let runtime = own(tokio::runtime::Builder::new_current_thread().enable_all().build())?;
        let spent = async { tokio::time::timeout(Duration::from_secs(20), self.sim.wait_for_spend(spends + 1)).await };
        own(runtime.block_on(spent))?;
        Ok(child)
    }

    /// Waits for that refresh.
    pub(super) fn wait(child: Child) -> Result<CallResult, String> {
        own(finish_within(PATIENCE, child, &["--json", "refresh", NAME]))
    }

    /// Returns the number of token requests.
    pub(super) fn requests(&self) -> usize {
        self.sim.ledger().token_requests().count()
    }

    /// Fails if a spent token was sent, unless this try itself caused it.
    pub(super) fn no_spent_token_sent(&self) -> Held {
        let ledger = self.sim.ledger();
        if let Some(violation) = ledger.violations.first() {
            return Err(violation.clone());
        }
        match spent_tokens_sent_again(&ledger) {
            again if again > self.own_doing => Err(format!("a spent token was sent {} times", again - self.own_doing)),
            _ => Ok(()),
        }
    }

    /// Makes the calls that may send automatically; they must not send a spent token.
    pub(super) fn automatic(&self) -> Held {
        for args in [&["--json", "refresh", "--due"][..], &["token", NAME]] {
            self.say(args)?.judge()?;
            self.no_spent_token_sent().map_err(|what| format!("{what}, by `{}`", args.join(" ")))?;
        }
        Ok(())
    }

    /// Fails unless `token` prints the access token of the live pair.
    pub(super) fn holds_live_pair(&self) -> Held {
        let said = self.wants(&["token", NAME], &[0])?;
        let live = self.sim.live_pair(APP_ID).ok_or("practice Zalo has no live pair")?.access_token;
        if said.out.trim_end() == live { Ok(()) } else { Err("`token` does not print the live token".to_owned()) }
    }

    /// Fails unless everything works as before: the live pair is there, and a click renews it.
    pub(super) fn settled(&self) -> Held {
        self.automatic()?;
        self.holds_live_pair().map_err(|what| format!("the newest pair is lost: {what}, state {}", self.state()))?;
        let row = self.wants(&["--json", "refresh", NAME], &[0])?.row();
        if row["outcome"] != "saved" {
            return Err(format!("a later click ends with {}, {}", row["outcome"], row["reason"]));
        }
        self.holds_live_pair()?;
        self.no_spent_token_sent()?;
        self.doctor()
    }

    /// Fails unless the pair counts as old: nothing is sent automatically, and a click without a terminal sends
    /// nothing.
    pub(super) fn distrusted(&self) -> Held {
        let before = self.requests();
        if self.state() != "old_copy" {
            return Err(format!("`list` reports {} and not old_copy", self.state()));
        }
        self.automatic()?;
        let row = self.wants(&["--json", "refresh", NAME], &[10])?.row();
        if row["outcome"] != "not_sent" || row["reason"] != "old_copy" {
            return Err(format!(
                "a click ends with {}, {}, not with not_sent, old_copy",
                row["outcome"], row["reason"]
            ));
        }
        if self.requests() != before {
            return Err("something was sent for a pair that may be old".to_owned());
        }
        self.doctor()
    }

    /// Returns the OA's state as `list` prints it.
    pub(super) fn state(&self) -> String {
        let said = self.say(&["--json", "list"]);
        said.map(|said| said.row()["state"].as_str().unwrap_or("nothing").to_owned()).unwrap_or_default()
    }

    /// Fails unless `doctor` finds everything in order, or reports what is not.
    pub(super) fn doctor(&self) -> Held {
        let said = self.say(&["doctor"])?;
        said.judge()?;
        if said.code == Some(0) || said.out.contains('✗') {
            return Ok(());
        }
        Err(format!("doctor ends with {:?} and reports no fault", said.code))
    }

    /// Returns all fingerprints in a file: they identify a pair from outside.
    pub(super) fn prints(file: &Path) -> Result<BTreeSet<Vec<u8>>, String> {
        own(prints(file))
    }
}

fn prints(file: &Path) -> Result<BTreeSet<Vec<u8>>, Trouble> {
    let connection = Connection::open(file)?;
    let mut found = BTreeSet::new();
    let sql = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c
               WHERE m.type = 'table' AND c.name LIKE '%print%'";
    let mut columns = connection.prepare(sql)?;
    let columns = columns.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for column in columns {
        let (table, column) = column?;
        let mut cells = connection.prepare(&format!("SELECT \"{column}\" FROM \"{table}\""))?;
        for cell in cells.query_map([], |row| row.get::<_, Value>(0))? {
            if let Value::Blob(bytes) = cell? {
                found.insert(bytes);
            }
        }
    }
    Ok(found)
}
