//! A program that is stopped in the middle of a refresh (Ctrl-Z, a paused container, a sleeping laptop) and continued.

use std::process::Command;
use std::thread;

use draw::{Kind, Lengths, Stop};
use testkit::is_installed;

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{NAME, Shop};
use crate::rng::Rng;
use crate::strace::{self, Tracer};
use crate::threads::share_out;
use crate::window::Window;

mod clicked;
mod draw;
mod judge;
mod one;
mod terminal;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "stopped",
    about: "SIGSTOP at every phase of a refresh, of command, window and terminal, of the lock holder and of the \
         process that waits for it, then SIGCONT: four fifths with timeouts of one twentieth, the rest at full length (31 \
         to 45 s)",
    holds: "no answer is lost; a token is sent again only after an answer that was lost on the wire; every program \
         ends without help and reports the pair as saved",
    full: 500,
    quick: 8,
    run,
};

/// Stopped programs only sleep, so many run at once; but not so many that, once all continue, each waits for the
/// others.
const AT_ONCE: u64 = 25;
/// Number of windows at once: each uses a third of a gigabyte.
const WINDOWS: u64 = 2;
/// In a full run, one in this many tries stops the window, and one a command in a terminal.
const WINDOW_OF: u64 = 12;

/// What every try needs to know.
struct Set<'a> {
    scale: &'a Scale,
    lengths: Lengths,
    /// The number of its first try.
    first: u64,
    /// The calls that a refresh can be stopped after, with how often one thread makes each; empty without `strace`.
    calls: &'a [(String, u64)],
    /// How long an undisturbed refresh takes, in microseconds.
    life: u64,
}

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    let life = u64::try_from(Shop::new(scale)?.life.as_micros())?;
    let calls = match strace::missing() {
        Some(why) => {
            tally.not_tried.push(format!("stops right after a certain call: {why}"));
            Vec::new()
        }
        None => calls_of_one_refresh(scale)?,
    };
    let calls = &calls;
    if scale.quick {
        let set = Set { scale, lengths: Lengths::QUICK, first: 0, calls, life };
        let kinds = Kind::a_little_of_each(scale.count);
        tally.add(all(&set, &kinds)?);
        return Ok(tally);
    }
    let long = scale.count.div_ceil(5);
    let short = scale.count - long;
    match scale.with_little_patience() {
        Some(scale) => {
            let set = Set { scale: &scale, lengths: Lengths::TWENTIETH, first: 0, calls, life };
            tally.add(all(&set, &vec![Kind::Command; usize::try_from(short)?])?);
            tally.count("stopped with timeouts of one twentieth", short);
        }
        None => {
            tally.not_tried.push(format!("{short} stops with timeouts of one twentieth: no such command was built"));
        }
    }
    let set = Set { scale, lengths: Lengths::FULL, first: short, calls, life };
    tally.add(all(&set, &Kind::mixed(long, WINDOW_OF))?);
    tally.count("stopped at full length", long);
    Ok(tally)
}

/// Runs all tries: a few windows at a time, many of the others.
fn all(set: &Set<'_>, kinds: &[Kind]) -> Result<Tally, Trouble> {
    let of = |is_window: bool| -> Vec<(u64, Kind)> {
        let numbered = (set.first..).zip(kinds.iter().copied());
        numbered.filter(|(_, kind)| (*kind == Kind::Window) == is_window).collect()
    };
    let (windows, others) = (of(true), of(false));
    thread::scope(|scope| {
        let windows = scope.spawn(|| some(set, &windows, WINDOWS));
        let mut tally = some(set, &others, AT_ONCE)?;
        tally.add(windows.join().map_err(|_| "a thread of the proof panicked")??);
        Ok(tally)
    })
}

fn some(set: &Set<'_>, kinds: &[(u64, Kind)], at_once: u64) -> Result<Tally, Trouble> {
    let count = kinds.len() as u64;
    let missing = match kinds.first() {
        Some((_, Kind::Window)) => Window::missing(set.scale),
        _ => None,
    };
    if let Some(why) = missing {
        let why = why.replace("as a racer", "stopped");
        return Ok(Tally { not_tried: vec![format!("{count} of {why}")], ..Tally::default() });
    }
    share_out(count, at_once.min(count).max(1), |places| {
        let mut tally = Tally::default();
        for place in places {
            let (number, kind) = kinds[usize::try_from(place)?];
            let outcome = one_of(set, number, kind, &mut tally);
            if let Some(outcome) = outcome {
                tally.note(outcome.map_err(|what| format!("try {number}: {what}")));
            }
        }
        Ok(tally)
    })
}

/// Makes one try; returns `None` if it cannot be made here.
fn one_of(set: &Set<'_>, number: u64, kind: Kind, tally: &mut Tally) -> Option<Result<(), String>> {
    let mut rng = Rng::new(set.scale.seed, number);
    match kind {
        Kind::Terminal if !is_installed("tmux") => {
            tally.not_tried.push("Ctrl-Z and fg in a terminal: tmux is not installed".to_owned());
            None
        }
        Kind::Terminal => Some(terminal::try_one(set, &mut rng, tally)),
        Kind::Window => Some(clicked::try_one(set, &mut rng, tally)),
        Kind::Command => {
            let stop = Stop::draw(&mut rng, &set.lengths, set.calls, set.life);
            Some(one::try_one(set, &stop, &mut rng, tally))
        }
        Kind::Certain(phase, role) => {
            let stop = Stop::certain(phase, role, &mut rng, &set.lengths, set.calls, set.life);
            Some(one::try_one(set, &stop, &mut rng, tally))
        }
    }
}

/// Counts the calls of a refresh that are interesting to stop after.
fn calls_of_one_refresh(scale: &Scale) -> Result<Vec<(String, u64)>, Trouble> {
    const CALLS: &[&str] =
        &["openat", "flock", "connect", "writev", "sendto", "recvfrom", "pwrite64", "fsync", "fdatasync", "unlink"];
    let shop = Shop::unmeasured(tempfile::tempdir()?, scale)?;
    let traced = Tracer::new(CALLS, Vec::new()).run(scale, &shop, None, &["refresh", NAME])?;
    Ok(traced.counts().into_iter().map(|(call, (most, _))| (call, most)).collect())
}

/// Returns a refresh that `strace` stops after the `when`th call of a kind.
fn stopped_after(set: &Set<'_>, shop: &Shop, call: &str, when: u64) -> Command {
    let mut strace = Command::new("strace");
    // With -D the child is the command itself, and `strace` is its grandchild.
    strace.args(["-D", "-f", "-qq", "-o", "/dev/null", "-e"]).arg(format!("trace={call}"));
    strace.arg("-e").arg(format!("inject={call}:signal=STOP:when={when}")).arg(set.scale.command());
    shop.home.dress(&mut strace).args(["--json", "refresh", NAME]);
    strace
}
