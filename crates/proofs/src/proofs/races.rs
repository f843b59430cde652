//! Eight processes on one token, some of them killed.

use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::Fault;

use crate::after::{NAME, Shop, Stands, row, try_each};
use crate::dice::Dice;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "races",
    about: "8 processes refresh one token at once, with kill -9 among them; tries are such rotations",
    holds: "no more spent tokens sent again than answers that died on the wire; the live pair is in the vault",
    full: 1_000,
    quick: 12,
    run,
};

/// Processes of one rotation.
const RACERS: usize = 8;
/// At most so many of them are killed, so that some live to mend.
const MOST_KILLED: u64 = 3;
/// How late practice Zalo answers at times, so that all the others wait.
const LATE_MS: u64 = 40;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    // Two homes: eight processes fill both cores of a small machine by themselves.
    let mut tally = share_out(scale.count, 2, |numbers| {
        try_each(scale, &numbers, |shop, number, tally| {
            race(shop, &mut Dice::new(scale.seed, number), tally)?;
            shop.sim.forget_script();
            match shop.look()? {
                Stands::Live => tally.count("live at the end", 1),
                Stands::LostOnTheWire => tally.count("lost on the wire, and said so", 1),
            }
            Ok(())
        })
    })?;
    tally.not_tried.push("the window as a racer: raced in the end-to-end tests".to_owned());
    Ok(tally)
}

/// Starts all, kills some, and judges what the others say.
fn race(shop: &Shop, dice: &mut Dice, tally: &mut Tally) -> Result<(), String> {
    if dice.below(2) == 0 {
        shop.sim.script([Fault::Slow { ms: LATE_MS }]);
    }
    let killed = usize::try_from(dice.below(2) * (1 + dice.below(MOST_KILLED))).unwrap_or_default();
    let racers = start_and_kill(shop, dice, killed).map_err(|trouble| trouble.to_string())?;
    let mut broken_off = 0;
    for racer in racers {
        let output = racer.wait_with_output().map_err(|error| error.to_string())?;
        let row = row(&String::from_utf8_lossy(&output.stdout));
        match (output.status.code(), row["outcome"].as_str()) {
            (Some(0), Some("saved")) => tally.count("said saved", 1),
            (Some(11), Some("rejected")) if row["reason"] == "dead" && killed > 0 => tally.count("said dead", 1),
            (None, _) if broken_off < killed => {
                broken_off += 1;
                tally.count("killed", 1);
            }
            (code, outcome) => return Err(format!("a racer ended with {code:?}, {outcome:?}, {}", row["reason"])),
        }
    }
    Ok(())
}

/// Starts all at once and kills the first so many of them, each at a random moment of its life.
fn start_and_kill(shop: &Shop, dice: &mut Dice, killed: usize) -> Result<Vec<Child>, Trouble> {
    // Eight at once live longer than one alone: the first of them does the work, and the others wait for it.
    let life = u64::try_from((shop.life * 3 + Duration::from_millis(LATE_MS)).as_micros())?;
    let mut moments: Vec<Duration> = (0..killed).map(|_| Duration::from_micros(dice.below(life))).collect();
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
