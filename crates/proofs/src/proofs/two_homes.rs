//! One vault, used by two programs that cannot see each other's locks properly.

use std::thread;
use std::time::Duration;

use zalo_sim::Fault;

use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{NAME, Shop, Stands};
use crate::rng::Rng;
use crate::sends;
use crate::threads::share_out;
use crate::watched::{End, Watched};
use doors::{Door, Doors, Kind, Missing};

mod doors;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "two-homes",
    about: "one vault reached by two paths (symlink, hard link, bind mount of the file, locks that have no effect for \
         one or both, lock files removed during a refresh, PID namespaces): one process refreshes and may be killed, \
         the other refreshes during and after it",
    holds: "a token is sent again only after an answer that was lost with its process; every answer that arrived is \
         saved; every program ends without help",
    full: 200,
    quick: 8,
    run,
};

/// Waiting programs use no core, so many run at once.
const AT_ONCE: u64 = 16;
/// One in this many tries with a kill is one where only the silence of the first shows that it is gone; it takes
/// minutes.
const SILENT_OF: u64 = 40;
/// Delay of practice Zalo's answers, in milliseconds: the minimum, and the maximum in a full and in a short run.
const SLOW: (u64, u64, u64) = (1_000, 20_000, 6_000);
/// How long a busy computer may take until a program has sent its request.
const TO_REQUEST: Duration = Duration::from_secs(30);
/// How long a program may take that waits for no other program, including the wait before a recovery.
const BRISK: Duration = Duration::from_secs(45);
/// How long a program may wait for the holder (90 s), and then end.
const PATIENT: Duration = Duration::from_secs(110);
/// The minimum wait before a program may report that another process holds the OA.
const BEFORE_BUSY: Duration = Duration::from_secs(80);
/// Calls until a silent holder counts as gone (240 s of silence, 15 s of watching): each waits 90 s.
const SILENT_CALLS: u32 = 5;
/// A kill comes at least this long before the answer, so that the answer is lost.
const BEFORE_ANSWER_MS: u64 = 300;

/// One drawn try.
#[derive(Debug)]
struct Try {
    kind: Kind,
    /// Delay of the answer.
    slow: u64,
    /// Whether Zalo spends the token after the delay instead of before it.
    spends_late: bool,
    /// When the second begins, in milliseconds after the request.
    second_at: u64,
    /// When the first is killed, on the same scale.
    killed_at: Option<u64>,
    /// When the second is asked to end, after its start.
    told_at: Option<u64>,
}

impl Try {
    fn draw(scale: &Scale, number: u64) -> Self {
        let mut rng = Rng::new(scale.seed, number);
        let slow = SLOW.0 + rng.below(if scale.quick { SLOW.2 } else { SLOW.1 } - SLOW.0);
        let kinds = Kind::ALL.len() as u64;
        let kind = Kind::ALL[usize::try_from(number % kinds).unwrap_or_default()];
        let is_silent = !scale.quick && number % SILENT_OF >= SILENT_OF - kinds;
        // Short runs kill only where the second does not have to wait for silence.
        let may_die = kind.is_told_at_once() && (!scale.quick || kind.tells_the_second());
        let killed = if may_die { rng.below(3) == 0 } else { is_silent && !kind.is_told_at_once() };
        let killed_at = killed.then(|| rng.below(slow - BEFORE_ANSWER_MS));
        let told_at = (!scale.quick && !killed && rng.below(8) == 0).then(|| rng.below(3_000));
        Self { kind, slow, spends_late: rng.below(3) == 0, second_at: rng.below(slow), killed_at, told_at }
    }

    fn fault(&self) -> Fault {
        if self.spends_late { Fault::SlowBeforeSpending { ms: self.slow } } else { Fault::Slow { ms: self.slow } }
    }
}

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let missing = Missing::look();
    let mut tally = share_out(scale.count, AT_ONCE.min(scale.count).max(1), |numbers| {
        let mut tally = Tally::default();
        for number in numbers {
            let one = Try::draw(scale, number);
            if missing.why(one.kind).is_some() {
                continue;
            }
            let outcome = try_one(scale, &one, &mut tally);
            tally.note(outcome.map_err(|what| format!("try {number}, {one:?}: {what}")));
        }
        Ok(tally)
    })?;
    for kind in Kind::ALL {
        tally.not_tried.extend(missing.why(*kind).map(|why| format!("{kind:?}: {why}")));
    }
    tally.not_tried.push("two systems on one volume, each with its own locks".to_owned());
    Ok(tally)
}

fn try_one(scale: &Scale, one: &Try, tally: &mut Tally) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut shop = Shop::unmeasured(folder, scale).map_err(|trouble| trouble.to_string())?;
    let killed = one.killed_at.is_some();
    tally.count(&format!("{:?}{}", one.kind, if killed { ", the first killed" } else { "" }), 1);
    let doors = Doors::make(one.kind, scale, &shop).map_err(|trouble| trouble.to_string())?;
    judge_both(one, &shop, &doors, tally).map_err(|what| if killed { what } else { sends::told(&what, &shop.sim) })?;
    shop.sim.forget_script();
    sends::judge(&shop.sim.ledger(), killed)?;
    after(one, &shop, &doors, tally)?;
    judge_end(&mut shop, one)
}

/// Runs both together, and judges how they end.
fn judge_both(one: &Try, shop: &Shop, doors: &Doors<'_>, tally: &mut Tally) -> Result<(), String> {
    let (first, second) = meet(one, shop, doors).map_err(|trouble| trouble.to_string())?;
    let first =
        first.ends_within(Duration::from_millis(one.slow) + BRISK).map_err(|what| format!("the first {what}"))?;
    judge_first(&first, one.killed_at.is_some())?;
    judge_second(&second.ends_within(PATIENT).map_err(|what| format!("the second {what}"))?, one, tally)
}

/// Starts both at their times, and kills one or asks one to end as drawn.
fn meet(one: &Try, shop: &Shop, doors: &Doors<'_>) -> Result<(Watched, Watched), Trouble> {
    shop.sim.script([one.fault()]);
    let first = doors.start(Door::First, &["--json", "refresh", NAME])?;
    if !sends::are_read(&shop.sim, 1, TO_REQUEST) {
        return Err("the first sent nothing".into());
    }
    let kill = |after: u64| -> Result<(), Trouble> {
        thread::sleep(Duration::from_millis(one.killed_at.unwrap_or(after).saturating_sub(after)));
        if one.killed_at.is_some() { first.kill() } else { Ok(()) }
    };
    let is_killed_before = one.killed_at.is_some_and(|at| at < one.second_at);
    if is_killed_before {
        kill(0)?;
    }
    let begun = if is_killed_before { one.killed_at.unwrap_or_default() } else { 0 };
    thread::sleep(Duration::from_millis(one.second_at - begun));
    if one.kind == Kind::LocksRemoved {
        doors.remove_locks()?;
    }
    let second = doors.start(Door::Second, &["--json", "refresh", NAME])?;
    if !is_killed_before {
        kill(one.second_at)?;
    }
    if let Some(told_at) = one.told_at {
        thread::sleep(Duration::from_millis(told_at));
        second.ask_to_end()?;
    }
    Ok((first, second))
}

fn judge_first(end: &End, killed: bool) -> Result<(), String> {
    match (end.code, end.outcome().as_str()) {
        (Some(0), "saved") => Ok(()),
        (_, "") if killed => Ok(()),
        _ => Err(format!("the first {}", end.told())),
    }
}

fn judge_second(end: &End, one: &Try, tally: &mut Tally) -> Result<(), String> {
    let killed = one.killed_at.is_some();
    let is_told = one.kind.tells_the_second();
    if killed && is_told && end.took > BRISK {
        return Err(format!("the second, which can see that the first is gone, {}", end.told()));
    }
    let said = match (end.code, end.outcome().as_str()) {
        (Some(0), "saved") => "the second reported saved",
        (Some(15), "busy") if end.took > BEFORE_BUSY && !(killed && is_told) => {
            "the second reported busy after its wait"
        }
        (Some(11), "rejected") if killed && end.reason() == "dead" => "the second reported dead",
        // It was asked to end and only has to do so in time.
        _ if one.told_at.is_some() => "the second was asked to end, and ended",
        _ => return Err(format!("the second {}", end.told())),
    };
    tally.count(said, 1);
    Ok(())
}

/// Refreshes once more: through the second door, or after a kill through one that shows that the first is gone.
fn after(one: &Try, shop: &Shop, doors: &Doors<'_>, tally: &mut Tally) -> Result<(), String> {
    let killed = one.killed_at.is_some();
    let call = |door, bound| -> Result<End, String> {
        let program = doors.start(door, &["--json", "refresh", NAME]).map_err(|trouble| trouble.to_string())?;
        program.ends_within(bound).map_err(|what| format!("a later call {what}"))
    };
    if !killed {
        let end = call(Door::Second, BRISK)?;
        return match (end.code, end.outcome().as_str()) {
            (Some(0), "saved") => shop.holds_live_pair(),
            _ => Err(format!("a call through the second door afterwards {}", end.told())),
        };
    }
    let (door, bound, calls) =
        if one.kind.is_told_at_once() { (Door::First, BRISK, 1) } else { (Door::Second, PATIENT, SILENT_CALLS) };
    for _ in 0..calls {
        let end = call(door, bound)?;
        match (end.code, end.outcome().as_str()) {
            (Some(0), "saved") => return Ok(()),
            (Some(11), "rejected") if end.reason() == "dead" => return Ok(()),
            (Some(15), "busy") if calls > 1 => {
                tally.count("a later call reported busy: only silence shows that the first is gone", 1);
            }
            _ => return Err(format!("a call after the kill {}", end.told())),
        }
    }
    Err("no process took over from a killed, silent one".to_owned())
}

fn judge_end(shop: &mut Shop, one: &Try) -> Result<(), String> {
    let killed = one.killed_at.is_some();
    if killed {
        shop.refresh_again(false)?;
    } else if shop.look()? == Stands::LostOnTheWire {
        return Err("a pair was lost although no process was killed".to_owned());
    }
    sends::judge(&shop.sim.ledger(), killed)?;
    // A vault with two names is not something that `doctor` must approve.
    if one.kind == Kind::HardLink { shop.judge_pairs() } else { shop.judge_life() }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    #[test]
    fn every_kind_is_drawn_and_the_silent_ones_are_few_and_never_in_a_short_run() {
        let scale = |quick| Scale { count: 200, seed: 7, quick, programs: PathBuf::new() };
        let silent = |quick| {
            let tries = (0..200).map(|number| Try::draw(&scale(quick), number));
            tries.filter(|one| one.killed_at.is_some() && !one.kind.is_told_at_once()).count()
        };
        assert_eq!((silent(false), silent(true)), (15, 0));
        let killed = (0..200).filter(|number| Try::draw(&scale(false), *number).killed_at.is_some()).count();
        assert!((30..90).contains(&killed), "{killed}");
    }
}
