//! Exports to every kind of place: the program's own files are refused and unchanged; the user's are written and keep
//! their kind.

mod places;

use std::process::Stdio;
use std::time::Duration;
use std::{fs, thread};

use places::{Place, Scene};
use zalo_sim::Config;

use crate::home::{self, APP_ID, Home};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::threads::{cores, share_out};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "targets",
    about: "`export -o` to files of all modes, owners and links, to vaults, keys and files of the home under any name, \
         to pipes, devices, folders and links of other users; one in eight killed in the middle",
    holds: "OA Token's own files are refused with exit code 2 and stay unchanged byte for byte; a file of the user is \
         completely old or completely new (a file with two names only after the command has ended), and keeps mode, \
         owner and links; no temporary file remains",
    full: 2_000,
    quick: 64,
    run,
};

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let sim = home::zalo(Config::default())?;
    share_out(scale.count, cores(), |numbers| {
        let home = Home::new(scale.command(), sim.origin())?;
        let pair = sim.issue_pair(APP_ID);
        home.import("shop", &pair.refresh_token, &[])?;
        if !home.run(&["refresh", "shop"])?.status.success() {
            return Err("nothing to export".into());
        }
        let token = home.run(&["token", "shop"])?.stdout;
        let mut tally = Tally::default();
        for number in numbers {
            let mut rng = Rng::new(scale.seed, number);
            let place = *rng.of(&places::ALL);
            tally.count(place.kind(), 1);
            let tried = try_place(&home, place, &token, number % 8 == 7, &mut rng)?;
            tally.note(tried.map_err(|what| format!("try {number}, {place:?}: {what}")));
        }
        if home.run(&["token", "shop"])?.stdout != token {
            tally.failed("the vault no longer holds its token");
        }
        Ok(tally)
    })
}

fn try_place(
    home: &Home,
    place: Place,
    token: &[u8],
    is_killed: bool,
    rng: &mut Rng,
) -> Result<Result<(), String>, Trouble> {
    let scene = Scene::set(home, place, rng)?;
    let target = scene.target.to_str().ok_or("a path that is not UTF-8")?;
    let format = rng.of(&["text", "env", "json", "tsv", "curl"]);
    let args = ["export", "shop", "--format", format, "-o", target];
    if is_killed && place.is_written() {
        let mut child = home.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        thread::sleep(Duration::from_micros(rng.below(20_000)));
        child.kill()?;
        child.wait()?;
        if let Err(what) = scene.is_whole(token)? {
            return Ok(Err(format!("killed: {what}")));
        }
    }
    let reader = scene.reader();
    let output = home.run(&args)?;
    let read = reader.map(|reader| reader.join().map_err(|_| "the pipe's reader is gone")).transpose()?;
    let wanted = place.exit();
    if output.status.code() != Some(wanted) {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Ok(Err(format!("ended with {}, not {wanted}: {said}", output.status)));
    }
    if wanted != 0 && String::from_utf8(output.stderr)?.trim().is_empty() {
        return Ok(Err("refused without a message".to_owned()));
    }
    let has_token = |bytes: &[u8]| bytes.windows(token.len() - 1).any(|part| part == &token[..token.len() - 1]);
    if place == Place::Stdout && !has_token(&output.stdout) || read.is_some_and(|read| !has_token(&read)) {
        return Ok(Err("the token was not written".to_owned()));
    }
    Ok(scene.check(has_token).and_then(|()| no_temporary_file(&scene)))
}

fn no_temporary_file(scene: &Scene) -> Result<(), String> {
    let left = fs::read_dir(&scene.folder).into_iter().flatten().flatten();
    match left.map(|entry| entry.file_name()).find(|name| name.to_string_lossy().starts_with(".oa-token-")) {
        Some(name) => Err(format!("{} remains", name.display())),
        None => Ok(()),
    }
}
