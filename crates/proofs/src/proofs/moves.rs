//! Kills an OA's move to another computer between any two system calls: while it leaves, while it arrives, and while a
//! damaged vault is replaced by its backup there.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::captured_output::{CallResult, say, say_of};
use crate::folders;
use crate::home::{APP_ID, Home};
use crate::mover::{self, PASSPHRASE};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{NAME, Shop};
use crate::rng::Rng;
use crate::slowed_command::{Seen, killed_after, program_killed_after};
use crate::strace;
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "moves",
    about: "an OA moves to another computer by a file, and a damaged vault is replaced by its backup there; kill -9 \
         between any two system calls while it leaves, while it arrives, and while the backup is put back; each is then \
         done again",
    holds: "it has left with its file, or stands as before; it has arrived whole, or is not there; never do both computers \
         refresh it; its newest pair is lost in no case",
    full: 600,
    quick: 1,
    run,
};

/// A try mostly waits.
const THREADS: u64 = 4;

/// How many system calls each of the three makes.
#[derive(Debug, Clone, Copy)]
struct Calls {
    leave: u64,
    arrive: u64,
    restore: u64,
}

/// About as many as they make; a short run does not count them.
const USUAL: Calls = Calls { leave: 64, arrive: 430, restore: 195 };
/// After how many calls none of them is killed.
const NEVER: Calls = Calls { leave: u64::MAX, arrive: u64::MAX, restore: u64::MAX };

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    if let Some(reason) = strace::missing() {
        return Ok(Tally { not_tried: vec![reason], ..Tally::default() });
    }
    let calls = if scale.quick {
        USUAL
    } else {
        Move::new(scale)?.all(NEVER, &mut Rng::new(scale.seed, 0), &mut Tally::default())?
    };
    let mut tally = share_out(scale.count, THREADS.min(scale.count), |numbers| {
        let mut tally = Tally::default();
        for number in numbers {
            let mut rng = Rng::new(scale.seed, number);
            let after = Calls {
                leave: rng.below(calls.leave + 1),
                arrive: rng.below(calls.arrive + 1),
                restore: rng.below(calls.restore + 1),
            };
            let outcome = Move::new(scale)?.all(after, &mut rng, &mut tally);
            tally.note(outcome.map(drop).map_err(|what| format!("try {number}, {after:?}: {what}")));
        }
        Ok(tally)
    })?;
    for (what, count) in [("leave", calls.leave), ("arrive", calls.arrive), ("put back", calls.restore)] {
        tally.count(&format!("system calls to {what}, about"), count);
    }
    Ok(tally)
}

/// Two computers, and the file between them.
struct Move {
    /// The computer that the OA leaves, and practice Zalo.
    from: Shop,
    /// The other one.
    to: Home,
    file: PathBuf,
    passphrase: PathBuf,
    scale: Scale,
}

impl Move {
    fn new(scale: &Scale) -> Result<Self, Trouble> {
        let from = Shop::unmeasured(folders::in_memory()?, scale)?;
        let to = Home::at(folders::in_memory()?, scale.command(), from.sim.origin())?;
        let beside = |name: &str| to.folder().join(name);
        let (file, passphrase) = (beside("moved.oatoken"), beside("passphrase"));
        oa_token_vault::atomic_file::write(&passphrase, PASSPHRASE.as_bytes())?;
        // With an access token, by which a pair is known.
        if !from.home.run(&["refresh", NAME])?.status.success() {
            return Err("a refresh without a fault failed".into());
        }
        Ok(Self { from, to, file, passphrase, scale: scale.clone() })
    }

    /// Does all three, each killed after so many calls and then again. Returns how many calls each made before.
    fn all(&self, after: Calls, rng: &mut Rng, tally: &mut Tally) -> Result<Calls, String> {
        let leave = self.leave(after.leave, tally).map_err(|what| format!("leaving: {what}"))?;
        let arrive = self.arrive(after.arrive, tally).map_err(|what| format!("arriving: {what}"))?;
        let restore = self.restore(after.restore, rng, tally).map_err(|what| format!("putting back: {what}"))?;
        self.from.judge_pairs()?;
        Ok(Calls { leave, arrive, restore })
    }

    fn leave(&self, after: u64, tally: &mut Tally) -> Result<u64, String> {
        let arguments = mover::arguments(&self.from.home, Some(&self.file));
        let arguments = arguments.each_ref().map(String::as_str);
        let program = own(env::current_exe())?;
        let seen = own(program_killed_after(&program, &self.from.home, &arguments, after))?;
        count(&seen, "while it left", tally);
        match (self.has_left()?, self.file.exists()) {
            (true, true) => return Ok(seen.calls),
            (false, true) => return Err("the file is there, and the OA goes on here".to_owned()),
            (true, false) => {
                tally.count("stopped without a file, and taken back", 1);
                self.sends_nothing()?;
                self.mover(None)?;
            }
            (false, false) => {}
        }
        if self.has_left()? {
            return Err("it was taken back, and is still stopped".to_owned());
        }
        refreshes(&self.from.home)?;
        self.mover(Some(&self.file))?;
        if self.has_left()? && self.file.exists() {
            Ok(seen.calls)
        } else {
            Err("the second time it did not leave".into())
        }
    }

    fn arrive(&self, after: u64, tally: &mut Tally) -> Result<u64, String> {
        let path = |path: &PathBuf| path.to_string_lossy().into_owned();
        let (file, passphrase) = (path(&self.file), path(&self.passphrase));
        let import = ["import", &file, "--passphrase-file", &passphrase];
        let seen = own(killed_after(&self.scale, &self.to, &import, after))?;
        count(&seen, "while it arrived", tally);
        if self.to.vault().exists() {
            let list = wants(&self.to, &["--json", "list"], &[0])?;
            if list.row().is_object() {
                tally.count("had arrived when it was killed", 1);
                self.holds_live_pair(&self.to)?;
            }
        }
        wants(&self.to, &import, &[0])?;
        self.holds_live_pair(&self.to)?;
        self.sends_nothing()?;
        refreshes(&self.to)?;
        self.holds_live_pair(&self.to)?;
        Ok(seen.calls)
    }

    fn restore(&self, after: u64, rng: &mut Rng, tally: &mut Tally) -> Result<u64, String> {
        let vault = self.to.vault();
        if rng.below(2) == 0 {
            own(fs::remove_file(&vault))?;
        } else {
            let bytes = own(fs::read(&vault))?;
            own(fs::write(&vault, &bytes[..bytes.len() / 2]))?;
        }
        let restore = ["doctor", "--restore-backup"];
        let seen = own(killed_after(&self.scale, &self.to, &restore, after))?;
        count(&seen, "while the backup was put back", tally);
        // With 2 it says that the vault is intact: it had ended.
        wants(&self.to, &restore, &[0, 2])?;
        wants(&self.to, &["doctor"], &[0])?;
        self.holds_live_pair(&self.to)?;
        refreshes(&self.to)?;
        self.holds_live_pair(&self.to)?;
        Ok(seen.calls)
    }

    /// Reports whether the first computer says that the OA has moved.
    fn has_left(&self) -> Result<bool, String> {
        Ok(wants(&self.from.home, &["--json", "list"], &[0])?.row()["state"] == "off")
    }

    /// Fails if a click on the first computer sends something.
    fn sends_nothing(&self) -> Result<(), String> {
        let before = self.from.sim.ledger().requests.len();
        own(say(&self.from.home, &["refresh", NAME]))?.judge()?;
        if self.from.sim.ledger().requests.len() == before { Ok(()) } else { Err("the first computer sent".to_owned()) }
    }

    /// Fails unless a computer hands out the newest access token.
    fn holds_live_pair(&self, home: &Home) -> Result<(), String> {
        let live = self.from.sim.live_pair(APP_ID).ok_or("practice Zalo has no live pair")?.access_token;
        let said = wants(home, &["token", NAME], &[0])?;
        if said.out.trim_end() == live { Ok(()) } else { Err("it hands out another token than the newest".to_owned()) }
    }

    /// Moves the OA into the file, or takes it back.
    fn mover(&self, file: Option<&PathBuf>) -> Result<(), String> {
        let arguments = mover::arguments(&self.from.home, file);
        let mut command = std::process::Command::new(own(env::current_exe())?);
        let said = own(say_of(self.from.home.dress(&mut command).args(&arguments), &["the move"]))?;
        if said.code == Some(0) { Ok(()) } else { Err(format!("the move, not killed: {}", said.out.trim())) }
    }
}

fn count(seen: &Seen, when: &str, tally: &mut Tally) {
    tally.count(&format!("killed {when}"), u64::from(seen.output.status.code().is_none()));
}

/// Fails unless the OA of a computer is refreshed by a click.
fn refreshes(home: &Home) -> Result<(), String> {
    let row = wants(home, &["--json", "refresh", NAME], &[0])?.row();
    if row["outcome"] == "saved" { Ok(()) } else { Err(format!("a click ends with {}", row["outcome"])) }
}

fn wants(home: &Home, args: &[&str], codes: &[i32]) -> Result<CallResult, String> {
    let said = own(say(home, args))?;
    said.wants(codes).map(|()| said)
}

/// Describes a failure of the proof itself. It fails the try, because nothing was proved.
fn own<T>(result: Result<T, impl Into<Trouble>>) -> Result<T, String> {
    result.map_err(|trouble| format!("could not be tried: {}", trouble.into()))
}
