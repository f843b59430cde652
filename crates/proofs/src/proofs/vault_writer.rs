//! An attacker who can write every file of the home but has no key: the program stops with a sentence, and nothing
//! worse happens.

mod apply;
mod change;
mod judge;
mod listener;
mod stage;
mod together;
mod values;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use std::{fs, thread};

use apply::Applied;
use change::Change;
use judge::Observed;
use listener::Listener;
use stage::Stage;
use tempfile::TempDir;
use values::Foreign;

use crate::captured_output::{CallResult, end, say, say_of};
use crate::folders;
use crate::home::Home;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::{cores, share_out};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "vault-writer",
    about: "a home of five OAs; each try makes one hostile change without the key: cells, rows, tables, schema, older \
         rows, files beside the vault; then the calls",
    holds: "nothing is sent to another address; no old token is sent, none twice, none with another app; no file is \
         written elsewhere; doctor reports every change that affects behaviour; always a sentence",
    full: 10_000,
    quick: 120,
    run,
};

/// One in this many tries makes all calls, and one in this many of those runs the scheduler.
const WHOLE: u64 = 20;
const CLOCK: u64 = 40;
/// In full, one in this many scheduler tries waits until the network counts as steady.
const LONG_CLOCK: u64 = 800;
/// How long the scheduler runs: briefly, and until it would have sent.
const MOMENT: Duration = Duration::from_secs(2);
const STEADY: Duration = Duration::from_secs(19);
/// Folders around the home: relative paths that lead out of it end inside these.
const AROUND: &str = "a/b/c/d";

/// The calls of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Calls {
    /// A refresh of one OA.
    Click(usize),
    /// A refresh of all OAs.
    All,
    /// A token of one OA.
    Token(usize),
    /// The OAs that are due.
    Due,
    /// Every call.
    Whole,
    /// The scheduler, briefly.
    Clock,
    /// The scheduler, until it would have sent.
    LongClock,
}

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let stage = Stage::new(scale)?;
    let room = Room::new(scale, &stage)?;
    let changes = change::all(&stage.data(), &stage.older, &room.foreign())?;
    let usual = Mutex::new(BTreeMap::new());
    let mut tally = share_out(scale.count, cores().max(2), |numbers| {
        let room = Room::new(scale, &stage)?;
        let foreign = room.foreign();
        let changes = change::all(&stage.data(), &stage.older, &foreign)?;
        let mut tally = Tally::default();
        for number in numbers {
            let change = &changes[usize::try_from(number)? % changes.len()];
            let calls = calls_of(number, scale);
            let usual = usual_of(&usual, &room, calls)?;
            let Some(outcome) = room.attempt(Some(change), calls)? else {
                tally.count("changes that SQLite cannot hold, or that change nothing", 1);
                continue;
            };
            let outcome = outcome.and_then(|seen| {
                let steered = seen.steered(&usual, change).map(|what| format!("doctor reports nothing, and {what}"));
                steered.or_else(|| seen.others(&usual, change)).map_or(Ok(()), Err)
            });
            if outcome.is_err() {
                tally.count(&format!("does not hold: {}", change.group()), 1);
            }
            tally.note(outcome.map_err(|what| format!("try {number}, {change}: {}", stage.named(what))));
        }
        Ok(tally)
    })?;
    tally.count("different changes", changes.len() as u64);
    Ok(tally)
}

fn calls_of(number: u64, scale: &Scale) -> Calls {
    let mut rng = Rng::new(scale.seed, number);
    let one = usize::try_from(rng.below(5)).unwrap_or_default();
    match number {
        _ if !scale.quick && number % LONG_CLOCK == LONG_CLOCK - 1 => Calls::LongClock,
        _ if number % CLOCK == CLOCK - 1 => Calls::Clock,
        _ if number % WHOLE == WHOLE - 1 => Calls::Whole,
        _ => match rng.below(6) {
            0 => Calls::Token(one),
            1 => Calls::Due,
            2 => Calls::Click(one),
            _ => Calls::All,
        },
    }
}

/// Returns what the calls show on the untouched home.
fn usual_of(known: &Mutex<BTreeMap<Calls, Observed>>, room: &Room<'_>, calls: Calls) -> Result<Observed, Trouble> {
    let look = || known.lock().unwrap_or_else(PoisonError::into_inner).get(&calls).cloned();
    if let Some(usual) = look() {
        return Ok(usual);
    }
    let seen = room.attempt(None, calls)?.ok_or("nothing was tried")?;
    let seen = seen.map_err(|what| format!("untouched, {calls:?}: {what}"))?;
    known.lock().unwrap_or_else(PoisonError::into_inner).insert(calls, seen.clone());
    Ok(seen)
}

/// Where one thread tries: a home with folders around it, and a hostile listener.
struct Room<'a> {
    stage: &'a Stage,
    around: TempDir,
    folder: PathBuf,
    scale: Scale,
    listener: Listener,
}

impl<'a> Room<'a> {
    fn new(scale: &Scale, stage: &'a Stage) -> Result<Self, Trouble> {
        let around = folders::in_memory()?;
        let folder = around.path().join(AROUND);
        fs::create_dir_all(&folder)?;
        Ok(Self { stage, folder, around, scale: scale.clone(), listener: Listener::new()? })
    }

    fn foreign(&self) -> Foreign {
        Foreign::new(self.around.path(), &self.listener.address.to_string())
    }

    /// Changes a fresh copy of the home, makes the calls, and judges everything except whether `doctor` reports the
    /// change.
    fn attempt(&self, change: Option<&Change>, calls: Calls) -> Result<Option<Result<Observed, String>>, Trouble> {
        let sim = self.stage.zalo(&self.around.path().join("books.json"))?;
        let home = Home::at(tempfile::tempdir_in(&self.folder)?, self.scale.command(), sim.origin())?;
        let data = home.data();
        folders::copy(&self.stage.data(), &data)?;
        let address = self.listener.address.to_string();
        let held = match change.map(|change| apply::apply(change, &data, self.stage, &address)).transpose()? {
            Some(Applied::Refused) => return Ok(None),
            Some(Applied::Done(held)) => held,
            None => None,
        };
        self.listener.take();
        let books = self.around.path().join("books.json");
        let leave_out = |path: &std::path::Path| *path == books || judge::is_kept(path, &data);
        let before = folders::tree(self.around.path(), &leave_out)?;
        let mut seen = Observed::default();
        let mut outcome = Ok(());
        for said in self.calls(&home, change, calls)? {
            outcome = outcome.and_then(|()| said.judge());
            if said.call == OLD_KEY && said.code == Some(0) {
                outcome = outcome.and(Err("a key that was removed opens the vault".to_owned()));
            }
            seen.note(&said, &home);
        }
        drop(held);
        let ledger = sim.ledger();
        seen.note_sends(&ledger, self.stage);
        let strangers = self.listener.take();
        let after = folders::tree(self.around.path(), &leave_out)?;
        // The worst first, because the message shows only one.
        let outcome = match (strangers, folders::difference(&before, &after)) {
            (1.., _) => Err(format!("{strangers} requests went to another address")),
            (0, Some(file)) => Err(format!("outside the program's own files, {file}")),
            (0, None) => judge::judge_sends(&ledger, self.stage).and(outcome),
        };
        Ok(Some(outcome.map(|()| seen)))
    }

    fn calls(&self, home: &Home, change: Option<&Change>, calls: Calls) -> Result<Vec<CallResult>, Trouble> {
        let id = |at: usize| self.stage.officials[at].id.as_str();
        let mut all = Vec::new();
        for args in [&["--json", "doctor"][..], &["--json", "list"], &["list"]] {
            all.push(say(home, args)?);
        }
        match calls {
            Calls::Click(at) => all.push(say(home, &["--json", "refresh", id(at)])?),
            Calls::Token(at) => all.push(say(home, &["token", id(at)])?),
            Calls::All => all.push(say(home, &["--json", "refresh", "--all"])?),
            Calls::Due => all.push(say(home, &["--json", "refresh", "--due"])?),
            Calls::Whole => all.extend(whole(home, id(0), id(1))?),
            Calls::Clock => all.push(clock(home, MOMENT)?),
            Calls::LongClock => all.push(clock(home, STEADY)?),
        }
        // Last, because this call is not made without the change.
        if change.is_some_and(Change::puts_slots_back) {
            let mut command = home.command(&["token", id(0)]);
            command.env("OA_TOKEN_KEY_FILE", self.stage.removed_key());
            all.push(say_of(&mut command, &[OLD_KEY])?);
        }
        Ok(all)
    }
}

/// The call with a key whose slot was removed.
const OLD_KEY: &str = "token by the removed key";

fn whole(home: &Home, one: &str, two: &str) -> Result<Vec<CallResult>, Trouble> {
    let calls: [&[&str]; 10] = [
        &["doctor"],
        &["history"],
        &["key", "list"],
        &["token", one],
        &["export", one, "--format", "env", "--with-refresh-token"],
        &["export", two, "--format", "json"],
        &["check", two],
        &["refresh", "--due"],
        &["refresh", "--all"],
        &["doctor"],
    ];
    calls.into_iter().map(|args| say(home, args)).collect()
}

fn clock(home: &Home, span: Duration) -> Result<CallResult, Trouble> {
    let child = home.start(&["watch"])?;
    thread::sleep(span);
    end(child, &["watch"])
}
