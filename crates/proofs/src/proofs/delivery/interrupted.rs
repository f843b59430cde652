//! A refresh with a place is killed, or the power is cut; then another process delivers.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use tempfile::TempDir;
use testkit::{Receiver, Reply, ShiftedClock};

use super::super::kill::kill_one;
use super::super::power_cut::refresh_and_cut;
use super::{deliver, runtime};
use crate::disk::{Disk, FILE_SYSTEMS, folder_on};
use crate::home::{APP_ID, Home};
use crate::proof::{Scale, Tally, Trouble};
use crate::recovery_check::{NAME, Shop, Stands, try_each_on};
use crate::rng::Rng;
use crate::threads::share_out;

const THREADS: u64 = 3;
/// How long the next process waits by its clock: longer than a killed one's claim and the first pause.
const LATER: SignedDuration = SignedDuration::from_secs(60);
/// Some receivers answer late, so that a kill comes between what they took and what was recorded.
const LATE: Duration = Duration::from_millis(40);

pub(super) fn kills(scale: &Scale) -> Result<Tally, Trouble> {
    share_out(scale.count, THREADS, |numbers| {
        let receiver = Receiver::start()?;
        let make = || shop(tempfile::tempdir()?, scale, &receiver);
        try_each_on(make, &numbers, |shop, number, tally| {
            let mut rng = Rng::new(scale.seed, number);
            if rng.below(3) == 0 {
                receiver.next(Reply::Slow(LATE));
            }
            let said_saved = kill_one(shop, &mut rng).map_err(|trouble| trouble.to_string())?;
            tally.count("killed", u64::from(said_saved.is_some()));
            judge(shop, &receiver, said_saved.unwrap_or(true), tally)
        })
    })
}

pub(super) fn power_cuts(scale: &Scale) -> Result<Tally, Trouble> {
    share_out(scale.count, FILE_SYSTEMS.len() as u64, |numbers| {
        let Some(place) = numbers.first() else { return Ok(Tally::default()) };
        let file_system = FILE_SYSTEMS[usize::try_from(*place)?];
        let disk = match Disk::new(file_system) {
            Ok(disk) => disk,
            Err(why) => {
                let not_tried = vec![format!("power cuts on {}: {why}", file_system.name)];
                return Ok(Tally { not_tried, ..Tally::default() });
            }
        };
        let receiver = Receiver::start()?;
        let make = || shop(folder_on(&disk.path())?, scale, &receiver);
        try_each_on(make, &numbers, |shop, number, tally| {
            let mut rng = Rng::new(scale.seed, number);
            let cut = refresh_and_cut(&disk, shop, &mut rng);
            let said_saved = cut.map_err(|trouble| trouble.to_string())?;
            tally.count("power cuts", 1);
            judge(shop, &receiver, said_saved, tally)
        })
    })
}

/// Makes a shop whose one place is the receiver.
fn shop(folder: TempDir, scale: &Scale, receiver: &Receiver) -> Result<Shop, Trouble> {
    let mut shop = Shop::at(folder, scale)?;
    let address = format!("{}/FAKE_path_5d1c0a7e9b", receiver.origin());
    let added = shop.home.run_with(&["place", "add", NAME, "--webhook", "-", "--with-token"], &address)?;
    if !added.status.success() {
        return Err("no place".into());
    }
    // With its delivery, a refresh takes longer.
    let begun = Instant::now();
    shop.home.run(&["refresh", NAME])?;
    shop.life = shop.life.max(begun.elapsed());
    Ok(shop)
}

/// Fails unless the newest pair has arrived, and after every other one, once another process has delivered.
fn judge(shop: &mut Shop, receiver: &Receiver, said_saved: bool, tally: &mut Tally) -> Result<(), String> {
    shop.sim.forget_script();
    if shop.holds_live_pair().is_err() && shop.refresh_again(said_saved)? == Stands::LostOnTheWire {
        tally.count("lost on the wire, and reported as lost", 1);
        shop.refresh_again(false)?;
    }
    let live = shop.sim.live_pair(APP_ID).ok_or("practice Zalo has no live pair")?.access_token;
    let undelivered = deliver_later(&shop.home).map_err(|trouble| trouble.to_string())?;
    if undelivered > 0 {
        return Err("the newest pair stays undelivered".to_owned());
    }
    let taken = receiver.taken();
    if !taken.last().is_some_and(|body| body.contains(&live)) {
        return Err("what arrived last is not the newest pair".to_owned());
    }
    tally.count("arrived again", taken.iter().filter(|body| body.contains(&live)).count() as u64 - 1);
    Ok(())
}

/// Another process, by whose clock the claim of a killed one has ended.
fn deliver_later(home: &Home) -> Result<usize, Trouble> {
    let mut options = home.options()?;
    options.clock = ShiftedClock::ahead(LATER);
    runtime()?.block_on(async {
        let engine = testkit::started(options).await?;
        let undelivered = deliver(&engine).await;
        engine.refresh().drain().await;
        Ok(undelivered)
    })
}
