//! Eight processes and the window race for one token, and some of them are killed.

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::Fault;

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{NAME, Shop, Stands, row, try_each};
use crate::rng::Rng;
use crate::threads::share_out;
use crate::window::{CallResult, Window};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "races",
    about: "8 processes and the window refresh one token at the same time, with random kill -9; a try is one such round",
    holds: "no more spent tokens sent again than answers lost on the wire; the live pair is in the vault",
    full: 1_000,
    quick: 12,
    run,
};

/// Number of commands per rotation, in addition to the window.
const RACERS: usize = 8;
/// At most this many of them are killed, so that the others can recover.
const MOST_KILLED: u64 = 3;
/// Delay of some of practice Zalo's answers, so that all the others wait.
const LATE_MS: u64 = 40;

/// The window is killed in one of this many rotations, because reopening takes seconds.
const WINDOW_LIVES: u64 = 20;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let missing = Window::missing(scale);
    // Two homes at a time: nine processes use both cores of a small machine.
    let mut tally = share_out(scale.count, 2, |numbers| {
        let mut window = None;
        try_each(scale, &numbers, |shop, number, tally| {
            if missing.is_none() {
                window = Some(ready(window.take(), scale, shop).map_err(|trouble| trouble.to_string())?);
            }
            let all_live = race(shop, window.as_ref(), &mut Rng::new(scale.seed, number), tally)?;
            window = window.take().filter(|_| all_live);
            shop.sim.forget_script();
            match shop.look()? {
                Stands::Live => tally.count("live at the end", 1),
                Stands::LostOnTheWire => tally.count("lost on the wire, and reported as lost", 1),
            }
            Ok(())
        })
    })?;
    tally.not_tried.extend(missing);
    Ok(tally)
}

/// Returns the window that is open on the shop, or opens one.
fn ready(open: Option<Window>, scale: &Scale, shop: &Shop) -> Result<Window, Trouble> {
    match open.filter(|window| window.is_on(&shop.home)) {
        Some(window) => Ok(window),
        None => Window::open(scale, &shop.home),
    }
}

/// Starts all, kills some, and judges the others' output; returns whether the window, if any, is still running.
fn race(shop: &Shop, window: Option<&Window>, rng: &mut Rng, tally: &mut Tally) -> Result<bool, String> {
    if rng.below(2) == 0 {
        shop.sim.script([Fault::Slow { ms: LATE_MS }]);
    }
    let killed = usize::try_from(rng.below(2) * (1 + rng.below(MOST_KILLED))).unwrap_or_default();
    let window_dies = rng.below(WINDOW_LIVES) == 0;
    let life = life(shop);
    let window_end = Duration::from_micros(rng.below(life));
    thread::scope(|scope| {
        let clicked = scope.spawn(|| window.map(Window::refresh));
        if let Some(window) = window.filter(|_| window_dies) {
            scope.spawn(move || {
                thread::sleep(window_end);
                window.kill();
            });
        }
        judge(start_and_kill(shop, rng, killed, life), killed, killed + usize::from(window_dies), tally)?;
        let said = clicked.join().map_err(|_| "the window's thread panicked")?;
        judge_window(said, killed, window_dies, tally)
    })?;
    Ok(!window_dies)
}

/// Estimates how long a race takes, in microseconds: the first process refreshes, and the others wait for it.
fn life(shop: &Shop) -> u64 {
    u64::try_from((shop.life * 3 + Duration::from_millis(LATE_MS)).as_micros()).unwrap_or(u64::MAX)
}

/// Judges the commands' output; `killed` of them were killed, and `deaths` processes including the window.
fn judge(racers: Result<Vec<Child>, Trouble>, killed: usize, deaths: usize, tally: &mut Tally) -> Result<(), String> {
    let mut broken_off = 0;
    for racer in racers.map_err(|trouble| trouble.to_string())? {
        let output = racer.wait_with_output().map_err(|error| error.to_string())?;
        let row = row(&String::from_utf8_lossy(&output.stdout));
        match (output.status.code(), row["outcome"].as_str()) {
            (Some(0), Some("saved")) => tally.count("reported saved", 1),
            (Some(11), Some("rejected")) if row["reason"] == "dead" && deaths > 0 => tally.count("reported dead", 1),
            // The sender was killed, and so was the process that recovered: no other process sends again automatically.
            (Some(12), Some("unknown")) if deaths > 1 => tally.count("reported unknown", 1),
            (None, _) if broken_off < killed => {
                broken_off += 1;
                tally.count("killed", 1);
            }
            (code, outcome) => return Err(format!("a racer ended with {code:?}, {outcome:?}, {}", row["reason"])),
        }
    }
    Ok(())
}

/// Judges the window's report, if there is one.
fn judge_window(said: Option<CallResult>, killed: usize, window_dies: bool, tally: &mut Tally) -> Result<(), String> {
    let Some(said) = said else { return Ok(()) };
    match said.verdict.as_str() {
        "saved" => tally.count("window: reported saved", 1),
        "unknown" if killed > 1 => tally.count("window: reported unknown", 1),
        "rejected" if killed > 0 => tally.count("window: reported dead", 1),
        CallResult::GONE if window_dies => tally.count("window: killed", 1),
        verdict => return Err(format!("the window reported {verdict}: {}", said.words)),
    }
    Ok(())
}

/// Starts all at the same time and kills the first `killed` of them, each at a random moment.
fn start_and_kill(shop: &Shop, rng: &mut Rng, killed: usize, life: u64) -> Result<Vec<Child>, Trouble> {
    let mut moments: Vec<Duration> = (0..killed).map(|_| Duration::from_micros(rng.below(life))).collect();
    moments.sort_unstable();
    let racers: Result<Vec<Child>, Trouble> =
        (0..RACERS).map(|_| shop.home.start(&["--json", "refresh", NAME])).collect();
    let mut racers = racers?;
    let begun = Instant::now();
    for (racer, moment) in racers.iter_mut().zip(moments) {
        thread::sleep(moment.saturating_sub(begun.elapsed()));
        racer.kill()?;
    }
    Ok(racers)
}
