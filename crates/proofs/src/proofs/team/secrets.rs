//! What a viewer's computer and the database hold.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use testkit::{Home, Postgres};

use super::super::canary::search::Secrets;
use super::super::memory::memory;
use super::bench::{Team, app, done, name, with_server};
use crate::captured_output::say;
use crate::folders::files;
use crate::home::SECRET_KEY;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::serving::{self, Serving};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "team-viewer",
    about: "a viewer's `serve` hands out the tokens that others refresh: its memory and its files are searched for refresh \
         tokens and secret_key; then it is removed, and asks again",
    holds: "no refresh token and no secret_key, in any encoding in the files, plain in the memory; the access token that \
         it hands out is found in the memory; after the removal it gets no newer token",
    full: 10,
    quick: 1,
    run: viewer,
};

/// The proof of the database.
pub(crate) const DUMP: Proof = Proof {
    name: "team-dump",
    about: "a team is made, joined, used and a member removed, with `log_statement = all` and pg_stat_statements: every file \
         of the server (tables, write-ahead log, log), the statements that it remembers, and a dump are searched for \
         tokens, secret_key and passphrases",
    holds: "no secret is found, in any encoding; the name of an OA is found in the dump, and a claim among the statements",
    full: 10,
    quick: 1,
    run: dump,
};

/// How long a viewer may take to hand out a token that was refreshed elsewhere.
const TO_ARRIVE: Duration = Duration::from_secs(60);
const LOOK: Duration = Duration::from_millis(200);

fn viewer(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        for number in 0..scale.count {
            let seen = see(scale, tally)?;
            tally.note(seen.map_err(|what| format!("try {number}: {what}")));
        }
        Ok(())
    })
}

fn see(scale: &Scale, tally: &mut Tally) -> Result<Result<(), String>, Trouble> {
    let team = Team::new(scale, &["viewer"], 1)?;
    let mut refresh_tokens = vec![live(&team)?.refresh_token];
    let home = &team.computers[1];
    let shop = name(0);
    team.send(0, tally)?;
    done(&say(home, &["token", &shop])?)?;
    let key = serving::key(home, "screen", &["--oa", &shop, "--can", "token"])?;
    let serving = Serving::start(home, &[])?;
    for _ in 0..3 {
        team.send(0, tally)?;
        refresh_tokens.push(live(&team)?.refresh_token);
    }
    let newest = live(&team)?.access_token;
    let path = format!("/v1/oas/{}/token", shop.replace(' ', "%20"));
    let until = Instant::now() + TO_ARRIVE;
    while !serving.get(&path, &key)?.text.contains(&newest) {
        if Instant::now() > until {
            return Ok(Err("the viewer does not hand out the newest token".to_owned()));
        }
        thread::sleep(LOOK);
    }
    let memory = memory(&serving.child)?;
    tally.count("bytes of memory searched", memory.len() as u64);
    drop(serving);
    let holds = |what: &str| memory.windows(what.len()).any(|part| part == what.as_bytes());
    if !holds(&newest) {
        return Err("the access token is not found in the memory: nothing would be".into());
    }
    if refresh_tokens.iter().any(|token| holds(token)) || holds(SECRET_KEY) {
        return Ok(Err("a refresh token or secret_key is in the memory".to_owned()));
    }
    let mut secrets = Secrets::default();
    for token in &refresh_tokens {
        secrets.add(token);
    }
    secrets.add(SECRET_KEY);
    if let Some(file) = found(&files(&home.data())?, &secrets, tally)? {
        return Ok(Err(format!("a secret is in {file}")));
    }
    Ok(removed(&team, home, &shop, tally)?.and_then(|()| team.judge(0, 0)))
}

fn removed(team: &Team, home: &Home, shop: &str, tally: &mut Tally) -> Result<Result<(), String>, Trouble> {
    done(&say(&team.computers[0], &["--json", "team", "remove", "computer 1"])?)?;
    team.send(0, tally)?;
    let newest = live(team)?.access_token;
    let told = say(home, &["token", shop])?;
    Ok(if told.out.contains(&newest) { Err("a removed member got a newer token".to_owned()) } else { Ok(()) })
}

fn dump(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        super::super::canary::search::prove_able()?;
        for number in 0..scale.count {
            let searched = search(scale, tally)?;
            tally.note(searched.map_err(|what| format!("try {number}: {what}")));
        }
        Ok(())
    })
}

fn search(scale: &Scale, tally: &mut Tally) -> Result<Result<(), String>, Trouble> {
    let server = Postgres::start()?;
    let remembers = remember_statements(&server)?;
    let address = server.address();
    let team = Team::at(scale, server, &address, &["operator"], 1)?;
    let mut secrets = Secrets::default();
    secrets.add(SECRET_KEY);
    secrets.add(testkit::POSTGRES_PASSWORD);
    let words = fs::read_to_string(team.computers[0].folder().join("1.words"))?;
    secrets.add(words.trim());
    for computer in [1, 0] {
        let pair = live(&team)?;
        secrets.add(&pair.access_token);
        secrets.add(&pair.refresh_token);
        team.send(computer, tally)?;
    }
    done(&say(&team.computers[0], &["--json", "team", "remove", "computer 1"])?)?;
    team.server.sql("postgres", "CHECKPOINT")?;
    let dump = team.server.dump()?;
    let mut read = files(team.server.socket_folder())?;
    // The password that the test gave to `initdb`. A short run searches the log alone.
    read.retain(|file| !file.ends_with("password") && (!scale.quick || *file == team.server.log()));
    let holds_name = dump.windows(6).any(|part| part == name(0).as_bytes());
    if !holds_name {
        return Err("the name of the OA is not found: nothing would be".into());
    }
    if secrets.are_in(&dump) {
        return Ok(Err("a secret is in the dump".to_owned()));
    }
    if remembers {
        let statements = team.server.sql("postgres", "SELECT query FROM pg_stat_statements")?;
        tally.count("bytes of remembered statements searched", statements.len() as u64);
        if !statements.contains("INSERT INTO oa_token.attempt") {
            return Err("no claim is among the statements: nothing would be found".into());
        }
        if secrets.are_in(statements.as_bytes()) {
            return Ok(Err("a secret is among the remembered statements".to_owned()));
        }
    } else if !tally.not_tried.iter().any(|what| what == NO_STATEMENTS) {
        tally.not_tried.push(NO_STATEMENTS.to_owned());
    }
    Ok(match found(&read, &secrets, tally)? {
        Some(file) => Err(format!("a secret is in {file}")),
        None => team.judge(0, 0),
    })
}

const NO_STATEMENTS: &str = "pg_stat_statements: it is not installed";

/// Lets the server remember every statement; false if it has no program for that.
fn remember_statements(server: &Postgres) -> Result<bool, Trouble> {
    let there = "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_stat_statements'";
    if server.sql("postgres", there)? == "0" {
        return Ok(false);
    }
    server.set("shared_preload_libraries", "pg_stat_statements")?;
    server.stop()?;
    server.resume()?;
    server.sql("postgres", "CREATE EXTENSION pg_stat_statements")?;
    Ok(true)
}

/// Returns the first file that holds a secret.
fn found(files: &[std::path::PathBuf], secrets: &Secrets, tally: &mut Tally) -> Result<Option<String>, Trouble> {
    // Sockets cannot be read.
    for file in files.iter().filter(|file| file.is_file()) {
        let bytes = fs::read(file)?;
        tally.count("bytes of files searched", bytes.len() as u64);
        // Parts that were never written: most of a segment of the write-ahead log.
        let written = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        if secrets.are_in(&bytes[..written]) {
            return Ok(Some(file.file_name().unwrap_or_default().to_string_lossy().into_owned()));
        }
    }
    Ok(None)
}

fn live(team: &Team) -> Result<zalo_sim::Pair, Trouble> {
    Ok(team.sim.live_pair(&app(0)).ok_or("practice Zalo has no live pair")?)
}
