//! The power is cut at a random moment of a refresh, on real ext4 and xfs, and restored.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::Fault;

use crate::disk::{Disk, FILE_SYSTEMS, FileSystem, folder_on};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::recovery_check::{NAME, SAVED, Shop, Stands, try_each_on};
use crate::rng::Rng;
use crate::threads::share_out;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "power-cut",
    about: "a power cut on ext4 and xfs (FS_IOC_SHUTDOWN, remount) at a random moment of a refresh",
    holds: "no pair that was reported as saved is lost; the vault is intact; the power cut demonstrably loses unsynced \
         data",
    full: 2_000,
    quick: 6,
    run,
};

/// Delay of some of practice Zalo's answers, so that some cuts happen while the answer is on the wire.
const LATE_MS: u64 = 25;
/// Number of files of the control, per file system.
const CONTROLS: u64 = 20;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    // One thread for each file system; its first number is its place.
    share_out(scale.count, FILE_SYSTEMS.len() as u64, |numbers| match numbers.first() {
        Some(place) => on(FILE_SYSTEMS[usize::try_from(*place)?], scale, &numbers),
        None => Ok(Tally::default()),
    })
}

fn on(file_system: FileSystem, scale: &Scale, numbers: &[u64]) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    let disk = match Disk::new(file_system) {
        Ok(disk) => disk,
        Err(why) => {
            tally.not_tried.push(format!("{}: {why}", file_system.name));
            return Ok(tally);
        }
    };
    let lost = control(&disk)?;
    tally.count(&format!("control on {}: files without a sync that were lost, of {CONTROLS}", file_system.name), lost);
    if lost == 0 {
        return Err(format!("the power cut on {} loses nothing, so it proves nothing", file_system.name).into());
    }
    let make = || Shop::at(folder_on(&disk.path())?, scale);
    tally.add(try_each_on(make, numbers, |shop, number, tally| {
        let cut = cut_one(&disk, shop, Rng::new(scale.seed, number), tally);
        cut.map_err(|what| format!("on {}: {what}", file_system.name))
    })?);
    Ok(tally)
}

/// Cuts the power in the middle of a refresh, restores it, and judges what a new start finds.
fn cut_one(disk: &Disk, shop: &mut Shop, mut rng: Rng, tally: &mut Tally) -> Result<(), String> {
    let said_saved = refresh_and_cut(disk, shop, &mut rng).map_err(|trouble| trouble.to_string())?;
    shop.sim.forget_script();
    tally.count("reported as saved before the cut", u64::from(said_saved));
    match shop.refresh_again(said_saved)? {
        Stands::Live => tally.count("saved", 1),
        Stands::LostOnTheWire => {
            tally.count("lost on the wire or by the power cut before the report, and reported as lost", 1);
        }
    }
    Ok(())
}

/// Returns whether the refresh had reported the new pair as saved before the cut.
pub(super) fn refresh_and_cut(disk: &Disk, shop: &Shop, rng: &mut Rng) -> Result<bool, Trouble> {
    let fault = if rng.below(3) == 0 { Fault::Slow { ms: LATE_MS } } else { Fault::None };
    let late = if fault == Fault::None { Duration::ZERO } else { Duration::from_millis(LATE_MS) };
    shop.sim.script([fault]);
    // A little longer than a refresh: a cut right after its end reveals what was reported but not durable.
    let life = (shop.life + late) * 5 / 4;
    let moment = Duration::from_micros(rng.below(u64::try_from(life.as_micros())?));
    let mut child = shop.home.start(&["refresh", NAME])?;
    let begun = Instant::now();
    thread::sleep(moment.saturating_sub(begun.elapsed()));
    disk.cut()?;
    // It may have ended; what it reported counts either way.
    child.kill().ok();
    let output = child.wait_with_output()?;
    disk.restore()?;
    Ok(String::from_utf8_lossy(&output.stdout).contains(SAVED))
}

/// Replaces files without a sync, as many programs do, and cuts the power after each; counts the unchanged ones.
fn control(disk: &Disk) -> Result<u64, Trouble> {
    let (file, next) = (disk.path().join("control"), disk.path().join("control.new"));
    let mut lost = 0;
    for number in 0..CONTROLS {
        std::fs::File::create(&next)?.write_all(number.to_string().as_bytes())?;
        std::fs::rename(&next, &file)?;
        disk.cut()?;
        disk.restore()?;
        let kept = std::fs::read_to_string(&file).is_ok_and(|text| text == number.to_string());
        lost += u64::from(!kept);
    }
    Ok(lost)
}
