//! The same refresh by `oa-token`, `curl` and `newman`, in turn.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use testkit::is_installed;
use zalo_sim::{Config, Sim};

use super::Line;
use crate::home::{self, APP_ID, Home, SECRET_KEY, draft};
use crate::proof::{Scale, Trouble};

pub(super) const CURL: &str = "curl";
pub(super) const NEWMAN: &str = "newman";
/// Our refresh that the others are compared with: on the disk, with a key file.
pub(super) const OURS: &str = "oa-token refresh";
/// The same without the time of the disk.
pub(super) const IN_MEMORY: &str = "oa-token refresh, home in memory";
/// A file system in memory, where there is one.
const MEMORY: &str = "/dev/shm";
/// The version of newman: the current one, and the same on every machine.
const NEWMAN_PACKAGE: &str = "newman@6";
/// The passphrase of the second vault's key.
const PASSPHRASE: &str = "FAKE passphrase of the bench";

/// Measures all of them in turn; returns a line for each, ours first, and what could not be measured.
pub(super) fn measure(scale: &Scale) -> Result<(Vec<Line>, Vec<String>), Trouble> {
    let sim = home::zalo(Config::default())?;
    let (by_file, by_passphrase) =
        (Home::new(scale.command(), sim.origin())?, Home::new(scale.command(), sim.origin())?);
    by_file.import("shop", &sim.issue_pair(APP_ID).refresh_token, &[])?;
    oa_token_vault::atomic_file::write(&by_passphrase.key(), PASSPHRASE.as_bytes())?;
    import_by_passphrase(&by_passphrase, &sim)?;
    let mut not_measured = Vec::new();
    let in_memory =
        tempfile::tempdir_in(MEMORY).map_err(|_| not_measured.push(format!("{IN_MEMORY}: no {MEMORY}"))).ok();
    let in_memory = in_memory.map(|folder| Home::at(folder, scale.command(), sim.origin())).transpose()?;
    if let Some(home) = &in_memory {
        home.import("shop", &sim.issue_pair(APP_ID).refresh_token, &[])?;
    }
    let newman = newman(scale).map_err(|trouble| not_measured.push(format!("newman, {trouble}"))).ok();
    let has_curl = is_installed("curl");
    if !has_curl {
        not_measured.push("curl: not installed".to_owned());
    }
    let mut lines = vec![(OURS, Vec::new()), ("oa-token refresh, key from a passphrase", Vec::new())];
    lines.extend(in_memory.is_some().then_some((IN_MEMORY, Vec::new())));
    lines.extend(has_curl.then_some((CURL, Vec::new())));
    lines.extend(newman.is_some().then_some((NEWMAN, Vec::new())));
    for round in 0..=scale.count {
        for (what, times) in &mut lines {
            let mut command = match *what {
                CURL => curl(&sim),
                NEWMAN => node(newman.as_deref().unwrap_or(Path::new("")), &by_file, &sim)?,
                OURS => by_file.command(&["refresh", "shop"]),
                IN_MEMORY => in_memory.as_ref().unwrap_or(&by_file).command(&["refresh", "shop"]),
                _ => with_passphrase(&by_passphrase, &["refresh", "shop"]),
            };
            let spends = sim.spends();
            let begun = Instant::now();
            let output = command.output()?;
            let took = begun.elapsed().as_secs_f64() * 1000.0;
            if !output.status.success() || sim.spends() != spends + 1 {
                return Err(format!("{what} did not refresh in round {round}: {}", output.status).into());
            }
            // The first round of each is a warm-up.
            if round > 0 {
                times.push(took);
            }
        }
    }
    Ok((lines.into_iter().map(|(what, times)| Line::new(what, times)).collect(), not_measured))
}

fn with_passphrase(home: &Home, args: &[&str]) -> Command {
    let mut command = home.command(args);
    command.env_remove("OA_TOKEN_KEY_FILE").env("OA_TOKEN_PASSPHRASE_FILE", home.key());
    command
}

fn import_by_passphrase(home: &Home, sim: &Sim) -> Result<(), Trouble> {
    let token = sim.issue_pair(APP_ID).refresh_token;
    let file = home.folder().join("draft.json");
    oa_token_vault::atomic_file::write(&file, draft("shop", &token).as_bytes())?;
    let output = with_passphrase(home, &["import", &file.to_string_lossy()]).output()?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into()) }
}

fn url(sim: &Sim) -> String {
    format!("{}/v4/oa/access_token", sim.origin())
}

/// The command line from Zalo's tutorial.
fn curl(sim: &Sim) -> Command {
    let token = sim.issue_pair(APP_ID).refresh_token;
    let mut command = Command::new("curl");
    command.args(["-sS", "--fail", "-H", &format!("secret_key: {SECRET_KEY}")]);
    for field in [format!("refresh_token={token}"), format!("app_id={APP_ID}"), "grant_type=refresh_token".to_owned()] {
        command.args(["--data-urlencode", &field]);
    }
    command.arg(url(sim));
    command
}

/// The same request as a Postman collection.
fn node(newman: &Path, home: &Home, sim: &Sim) -> Result<Command, Trouble> {
    let token = sim.issue_pair(APP_ID).refresh_token;
    let field = |key: &str, value: &str| format!(r#"{{"key":"{key}","value":"{value}"}}"#);
    let fields = [field("refresh_token", &token), field("app_id", APP_ID), field("grant_type", "refresh_token")];
    let collection = format!(
        r#"{{"info":{{"name":"x","schema":"https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}},
        "item":[{{"name":"x","request":{{"method":"POST","url":"{}","header":[{}],
        "body":{{"mode":"urlencoded","urlencoded":[{}]}}}}}}]}}"#,
        url(sim),
        field("secret_key", SECRET_KEY),
        fields.join(",")
    );
    let file = home.folder().join("collection.json");
    oa_token_vault::atomic_file::write(&file, collection.as_bytes())?;
    let mut command = Command::new("node");
    command.arg(newman).arg("run").arg(file).args(["--silent"]).env("NO_PROXY", "*");
    Ok(command)
}

/// Installs newman with npm beside the programs, unless it is there; returns its script.
fn newman(scale: &Scale) -> Result<PathBuf, Trouble> {
    let folder = scale.programs.parent().ok_or("no folder could be made")?.join("newman");
    let script = folder.join("node_modules/newman/bin/newman.js");
    if !script.is_file() {
        std::fs::create_dir_all(&folder)?;
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let quiet = ["--no-audit", "--no-fund", "--ignore-scripts"];
        let installed =
            Command::new(npm).args(["install", "--prefix"]).arg(&folder).args(quiet).arg(NEWMAN_PACKAGE).output()?;
        if !installed.status.success() || !script.is_file() {
            return Err("npm could not install it".into());
        }
    }
    Ok(script)
}
