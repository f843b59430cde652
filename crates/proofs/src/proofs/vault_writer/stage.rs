//! The home that is attacked: five OAs of two apps, made with the command only, and older copies of its files.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};
use std::{fs, thread};

use tempfile::TempDir;
use zalo_sim::{App, Config, ExpiresIn, Fault, Oa, Sim, TokenKind};

use crate::captured_output::{CallResult, finish, say, say_with};
use crate::folders;
use crate::home::{APP_ID, Home, SECRET_KEY, zalo};
use crate::proof::{Scale, Trouble};

/// The second app, and its secret key.
const OTHER_APP: &str = "2345678901234567890";
const OTHER_SECRET: &str = "FAKE_SECRET_1111111111";
/// The passphrase of the second slot.
const PASSPHRASE: &str = "FAKE cụm từ con vịt xòe cánh\n";
/// The content of the key file whose slot was removed.
const REMOVED_KEY: &[u8] = b"FAKE_REMOVED_b6Hq2ZtM8vLx1KdW5nRs9JpYc4GfTa7E\n";
/// After this time, a token that was valid for a second may be refreshed automatically in any case.
const RIPE: Duration = Duration::from_secs(62);
/// The longest wait before a second send of the same token.
const RECOVERY: Duration = Duration::from_secs(9);

/// One OA.
#[derive(Debug, Clone)]
pub(super) struct Official {
    /// Its name in messages.
    pub(super) name: &'static str,
    /// Its id in the vault.
    pub(super) id: String,
    /// The serial number of the current refresh token, in practice Zalo's books.
    pub(super) current: u64,
}

/// The home, closed, and its former state.
pub(super) struct Stage {
    folder: TempDir,
    /// The OAs: live and automatic, live with a refusal, dead, unknown, due.
    pub(super) officials: Vec<Official>,
    /// Older copies of the vault's folder, the oldest first.
    pub(super) older: Vec<PathBuf>,
    /// The last serial number in the books; higher ones were made in a try.
    pub(super) last_serial: u64,
}

impl Stage {
    /// Makes it; in a full run, waits until one OA is due in any case.
    pub(super) fn new(scale: &Scale) -> Result<Self, Trouble> {
        let folder = folders::in_memory()?;
        let mut building = Building::new(scale, folder.path())?;
        let unknown = building.begin_unknown()?;
        building.alive()?;
        building.dead()?;
        let ripe = building.due()?;
        building.slots()?;
        building.handed_on()?;
        let unknown = building.end_unknown(unknown)?;
        building.refused()?;
        if scale.quick {
            building.due_now_or_not_at_all()?;
        } else {
            thread::sleep(RIPE.saturating_sub(ripe.elapsed()));
        }
        let officials = building.officials(&unknown)?;
        folders::copy(&building.home.data(), &folder.path().join("data"))?;
        fs::copy(building.home.key(), folder.path().join("key"))?;
        let last_serial = building.last_serial()?;
        Ok(Self { officials, older: building.older, last_serial, folder })
    }

    /// Replaces the OAs' ids by their names, because ids differ in each run.
    pub(super) fn named(&self, text: String) -> String {
        self.officials.iter().fold(text, |text, official| text.replace(&official.id, official.name))
    }

    /// Returns the vault's folder as it is before each try.
    pub(super) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Returns practice Zalo's books as they are before each try.
    pub(super) fn books(&self) -> PathBuf {
        self.folder.path().join("books.json")
    }

    /// Returns the key file whose slot was removed.
    pub(super) fn removed_key(&self) -> PathBuf {
        self.folder.path().join("removed-key")
    }

    /// Starts practice Zalo on a copy of the books.
    pub(super) fn zalo(&self, books: &Path) -> Result<Sim, Trouble> {
        fs::copy(self.books(), books)?;
        start(books)
    }
}

fn start(books: &Path) -> Result<Sim, Trouble> {
    let sim = zalo(Config { ledger_file: Some(books.to_owned()), ..Config::default() })?;
    let oa = Oa { id: "2222222222222222222".to_owned(), name: "Quán Ví Dụ".to_owned(), ..Oa::default() };
    sim.add_app(App { oa, ..App::new(OTHER_APP, OTHER_SECRET) });
    Ok(sim)
}

/// The home while it is being made.
struct Building<'a> {
    folder: &'a Path,
    home: Home,
    sim: Sim,
    older: Vec<PathBuf>,
    current: Vec<(&'static str, u64)>,
}

type Running = (std::process::Child, Instant);

impl<'a> Building<'a> {
    fn new(scale: &Scale, folder: &'a Path) -> Result<Self, Trouble> {
        let sim = start(&folder.join("books.json"))?;
        let home = Home::at(folders::in_memory()?, scale.command(), sim.origin())?;
        oa_token_vault::atomic_file::write(&folder.join("removed-key"), REMOVED_KEY)?;
        Ok(Self { folder, home, sim, older: Vec::new(), current: Vec::new() })
    }

    /// Two live OAs with several pairs each, the first automatic; makes the older copies in between.
    fn alive(&mut self) -> Result<(), Trouble> {
        self.import("Shop A", APP_ID, SECRET_KEY)?;
        self.import("Shop B", OTHER_APP, OTHER_SECRET)?;
        self.key(&["key", "add-file", &self.folder.join("removed-key").to_string_lossy()])?;
        self.put_by()?;
        for name in ["Shop A", "Shop B", "Shop A"] {
            self.refresh(name, 0)?;
            self.put_by()?;
        }
        self.wants(&["auto", "Shop A", "on"], 0)?;
        self.wants(&["auto", "--pause", "10h"], 0)?;
        Ok(())
    }

    /// An OA whose token was spent elsewhere.
    fn dead(&mut self) -> Result<(), Trouble> {
        self.import("Shop C", OTHER_APP, OTHER_SECRET)?;
        self.sim.script([Fault::ErrorCode { code: -14014, name: "Refresh token has been used".to_owned() }]);
        self.refresh("Shop C", 11)
    }

    /// An automatic OA whose access token was valid for a second.
    fn due(&mut self) -> Result<Instant, Trouble> {
        self.import("Shop E", APP_ID, SECRET_KEY)?;
        self.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
        self.refresh("Shop E", 0)?;
        self.wants(&["auto", "Shop E", "on"], 0)?;
        Ok(Instant::now())
    }

    /// An OA that would become due during the tries gets a token with the usual lifetime.
    fn due_now_or_not_at_all(&mut self) -> Result<(), Trouble> {
        let rows = say(&self.home, &["--json", "list"])?.json();
        let is_due = |row: &serde_json::Value| row["name"] == "Shop E" && row["state"] == "due";
        if rows.as_array().into_iter().flatten().any(is_due) { Ok(()) } else { self.refresh("Shop E", 0) }
    }

    /// Starts a refresh with two sends that both fail.
    fn begin_unknown(&mut self) -> Result<Running, Trouble> {
        self.import("Shop D", APP_ID, SECRET_KEY)?;
        self.sim.script([Fault::CloseAfterSpending]);
        let child = self.home.start(&["refresh", "Shop D"])?;
        let begun = Instant::now();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.sim.wait_for_outcome(1));
        Ok((child, begun))
    }

    fn end_unknown(&mut self, (child, begun): Running) -> Result<CallResult, Trouble> {
        if begun.elapsed() > RECOVERY {
            return Err("this computer is too slow to make the home in time".into());
        }
        self.sim.script([Fault::CloseAfterSpending]);
        let said = finish(child, &["refresh", "Shop D"])?;
        self.sim.forget_script();
        Ok(said)
    }

    /// The second live OA is refused with an error that leaves its token valid.
    fn refused(&mut self) -> Result<(), Trouble> {
        self.sim.script([Fault::ErrorCode { code: -14002, name: "Invalid appId".to_owned() }]);
        self.refresh("Shop B", 11)
    }

    /// Adds a passphrase beside the key file; adds and removes the slot of another key file.
    fn slots(&mut self) -> Result<(), Trouble> {
        say_with(&self.home, &["key", "add-passphrase"], PASSPHRASE)?.wants(&[0])?;
        self.put_by()?;
        let slots = say(&self.home, &["--json", "key", "list"])?.json();
        let mut files = slots.as_array().into_iter().flatten().filter(|slot| slot["kind"] == "key_file");
        let newest = files.next_back().and_then(|slot| slot["id"].as_str()).ok_or("no slot of the second key file")?;
        self.key(&["key", "remove", newest])
    }

    /// A file, a note and a channel of alerts, and an API key: rows of every table that others' programs hang on.
    fn handed_on(&self) -> Result<(), Trouble> {
        let file = self.folder.join("zalo.env");
        let file = file.to_string_lossy();
        self.wants(&["place", "add", "Shop A", "--file", &file, "--format", "env"], 0)?;
        self.wants(&["place", "add", "Shop A", "--note", "Haravan"], 0)?;
        self.wants(&["place", "deliver", "Shop A"], 0)?;
        self.wants(&["api-key", "add", "reader", "--oa", "Shop A", "--can", "status,token"], 0)?;
        // Nothing listens there.
        self.wants(&["alert", "add", "--webhook", "http://127.0.0.1:9/FAKE_path"], 0)
    }

    fn officials(&self, unknown: &CallResult) -> Result<Vec<Official>, Trouble> {
        if unknown.code != Some(12) {
            return Err(format!("two lost answers ended with {:?}", unknown.code).into());
        }
        let rows = say(&self.home, &["--json", "list"])?.json();
        let id = |name: &str| rows.as_array().into_iter().flatten().find(|row| row["name"] == name)?["id"].as_str();
        let one = |name: &'static str| {
            let known = self.current.iter().rev().find(|(known, _)| *known == name);
            let (id, current) = id(name).map(str::to_owned).zip(known.map(|(_, serial)| *serial))?;
            Some(Official { name, id, current })
        };
        let all: Option<Vec<_>> = ["Shop A", "Shop B", "Shop C", "Shop D", "Shop E"].map(one).into_iter().collect();
        Ok(all.ok_or("an OA is not listed")?)
    }

    fn import(&mut self, name: &'static str, app: &str, secret: &str) -> Result<(), Trouble> {
        let token = self.sim.issue_pair(app).refresh_token;
        let text = format!(r#"{{"name":"{name}","app_id":"{app}","secret_key":"{secret}","refresh_token":"{token}"}}"#);
        self.home.import_text(&text, &[])?;
        self.note(name)
    }

    fn refresh(&mut self, name: &'static str, code: i32) -> Result<(), Trouble> {
        self.wants(&["refresh", name], code)?;
        if code == 0 { self.note(name) } else { Ok(()) }
    }

    /// Records that the newest refresh token belongs to this OA.
    fn note(&mut self, name: &'static str) -> Result<(), Trouble> {
        let ledger = self.sim.ledger();
        let newest = ledger.tokens.iter().filter(|token| token.kind == TokenKind::Refresh).map(|token| token.serial);
        self.current.push((name, newest.max().ok_or("no token")?));
        Ok(())
    }

    fn last_serial(&self) -> Result<u64, Trouble> {
        Ok(self.sim.ledger().tokens.iter().map(|token| token.serial).max().ok_or("no token")?)
    }

    fn wants(&self, args: &[&str], code: i32) -> Result<(), Trouble> {
        Ok(say(&self.home, args)?.wants(&[code])?)
    }

    fn key(&self, args: &[&str]) -> Result<(), Trouble> {
        let mut command = self.home.command(args);
        let child = command.stdin(Stdio::null()).spawn()?;
        Ok(finish(child, args)?.wants(&[0])?)
    }

    fn put_by(&mut self) -> Result<(), Trouble> {
        let to = self.folder.join(format!("older-{}", self.older.len()));
        folders::copy(&self.home.data(), &to)?;
        self.older.push(to);
        Ok(())
    }
}
