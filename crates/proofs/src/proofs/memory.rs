//! Copies of secrets in the memory of an idle `watch`, counted from outside.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zalo_sim::{App, Config, Pair};

use crate::home::{self, APP_ID, Home};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::running::Running;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "memory",
    about: "the memory of a `watch` that has refreshed several OAs and is waiting: copies of each token, of secret_key \
         and of the key file",
    holds: "no copy of a spent token or of the key file; one copy of each kind of live token per OA (two if there is \
         one OA), two of secret_key; a planted copy is found",
    full: 5,
    quick: 1,
    run,
};

/// Number of OAs that one `watch` refreshes, in full and with `--quick`.
const OAS: [usize; 2] = [5, 1];
/// After this time since the last refresh, the memory that holds the request is released.
const IDLE: Duration = Duration::from_secs(4);
const LONGEST: Duration = Duration::from_secs(120);
/// Set in the program's environment, and so present in its memory.
const PLANTED: &str = "FAKE_PLANTED_4f1c9a7e55d0";

/// Limit of copies of each valid secret per OA, left in buffers until these are used again. With a single OA it is
/// twice as many.
const LIVING: usize = 1;
const SPENT: usize = 0;
const KEY_FILE: usize = 0;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    for number in 0..scale.count {
        let mut rng = Rng::new(scale.seed, number);
        if let Err(why) = one(scale, &mut rng, number, &mut tally)? {
            tally.not_tried.push(why);
            return Ok(tally);
        }
    }
    Ok(tally)
}

fn one(scale: &Scale, rng: &mut Rng, number: u64, tally: &mut Tally) -> Result<Result<(), String>, Trouble> {
    let oas = OAS[usize::from(scale.quick)];
    let sim = home::zalo(Config::default())?;
    let home = Home::new(scale.command(), sim.origin())?;
    let secret_key = format!("FAKE_SECRET_{:016x}", rng.next());
    sim.add_app(App::new(APP_ID, &secret_key));
    let key_file = format!("FAKE_KEY_FILE_{:016x}{:016x}{:016x}", rng.next(), rng.next(), rng.next());
    oa_token_vault::atomic_file::write(&home.key(), key_file.as_bytes())?;
    let spent: Vec<Pair> = (0..oas).map(|_| sim.issue_pair(APP_ID)).collect();
    for (at, pair) in spent.iter().enumerate() {
        let name = format!("shop {at}");
        let text = json!({
            "name": name, "app_id": APP_ID, "secret_key": secret_key, "refresh_token": pair.refresh_token,
        });
        home.import_text(&text.to_string(), &[])?;
        if !home.run(&["auto", &name, "on"])?.status.success() {
            return Err("automatic refresh could not be switched on".into());
        }
    }
    let mut watch = Running::start(home.command(&["watch"]).env("PLANTED", PLANTED))?;
    let begun = Instant::now();
    while sim.spends() < oas {
        if begun.elapsed() > LONGEST {
            return Err("`watch` did not refresh all OAs".into());
        }
        thread::sleep(Duration::from_millis(100));
    }
    thread::sleep(IDLE);
    let Ok(memory) = memory(&watch.0) else {
        return Ok(Err("only root can read the memory of another program".to_owned()));
    };
    watch.0.kill()?;
    let copies = |secret: &str| memory.windows(secret.len()).filter(|part| *part == secret.as_bytes()).count();
    if copies(PLANTED) == 0 {
        return Err("a planted copy is not found".into());
    }
    tally.count("bytes searched", memory.len() as u64);
    let mut check = |what: &str, secrets: &[String], most: usize| {
        let seen: usize = secrets.iter().map(|secret| copies(secret)).sum();
        tally.count(&format!("copies of {what}"), seen as u64);
        let held =
            if seen <= most { Ok(()) } else { Err(format!("try {number}: {seen} copies of {what}, not {most}")) };
        tally.note(held);
    };
    let (mut refresh, mut access) = (Vec::new(), Vec::new());
    for at in 0..oas {
        let args = ["export", &format!("shop {at}"), "--format", "json", "--with-refresh-token"];
        let live: Value = serde_json::from_slice(&home.run(&args)?.stdout)?;
        refresh.push(live["refresh_token"].as_str().ok_or("no pair")?.to_owned());
        access.push(live["access_token"].as_str().ok_or("no pair")?.to_owned());
    }
    check("spent tokens", &spent.into_iter().map(|pair| pair.refresh_token).collect::<Vec<_>>(), SPENT);
    check("refresh tokens", &refresh, LIVING * oas.max(2));
    check("access tokens", &access, LIVING * oas.max(2));
    check("secret_key", &[secret_key], LIVING * 2);
    check("the key file", &[key_file], KEY_FILE);
    Ok(Ok(()))
}

/// Reads all readable memory of a program.
pub(in crate::proofs) fn memory(program: &Child) -> Result<Vec<u8>, Trouble> {
    let folder = format!("/proc/{}", program.id());
    let (memory, mut whole) = (File::open(format!("{folder}/mem"))?, Vec::new());
    for line in fs::read_to_string(format!("{folder}/maps"))?.lines() {
        let mut words = line.split_whitespace();
        let range = words
            .next()
            .and_then(|range| range.split_once('-'))
            .ok_or("a line of the memory map has an unknown form")?;
        if !words.next().is_some_and(|rights| rights.starts_with("rw")) {
            continue;
        }
        let (start, end) = (u64::from_str_radix(range.0, 16)?, u64::from_str_radix(range.1, 16)?);
        let mut part = vec![0; usize::try_from(end - start)?];
        // Memory reserved by the system cannot be read.
        if memory.read_exact_at(&mut part, start).is_ok() {
            whole.extend(part);
        }
    }
    Ok(whole)
}
