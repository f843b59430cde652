//! The kinds of [`super::forged`] that are about logins, sleep and invitations.

use std::fs;
use std::time::Duration;

use testkit::{Home, POSTGRES_OWNER, POSTGRES_PASSWORD};
use zalo_sim::{App, Config};

use super::bench::{ALL, app, done, draft, name, told};
use super::forged::Stage;
use super::proxy::Proxy;
use crate::captured_output::{say, say_with};
use crate::home::{SECRET_KEY, zalo};
use crate::proof::{Tally, Trouble};
use crate::watched::Watched;

/// The columns of its own row that every member writes.
const OWN: [&str; 2] = ["last_seen_at", "app_version"];

/// Every statement on every table with the viewer's login, as `team sql` makes it.
pub(super) fn viewers_login(stage: &Stage<'_>, tally: &mut Tally) -> Result<(), String> {
    let team = &stage.team;
    let told_sql = told(say(&team.computers[0], &["--json", "team", "sql"]))?.json();
    told(team.server.sql("team", told_sql["sql"].as_str().ok_or("no SQL")?))?;
    let viewer = told(team.server.sql("team", "SELECT id FROM oa_token.member WHERE role = 'viewer'"))?;
    let may = |statement: &str| {
        let done = team.server.sql("team", &format!("SET ROLE \"{viewer}\"; BEGIN; {statement}; ROLLBACK"));
        // Rights are checked before values.
        let refused = |why: &str| why.contains("permission denied") || why.contains("row-level security");
        !done.is_err_and(|why| refused(&why.to_string()))
    };
    if !may("SELECT access FROM oa_token.pair") {
        return Err("the viewer's login reads no access token: nothing would be proved".to_owned());
    }
    let columns = "SELECT relname || '|' || attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'oa_token'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped";
    let columns = told(team.server.sql("team", columns))?;
    let mut statements = vec![
        "SELECT refresh FROM oa_token.pair".to_owned(),
        "SELECT secret_key FROM oa_token.oa".to_owned(),
        "SELECT * FROM oa_token.invitation".to_owned(),
        "CREATE TABLE oa_token.mine (id INTEGER)".to_owned(),
    ];
    let mut last = "";
    for (table, column) in columns.lines().filter_map(|line| line.split_once('|')) {
        if table != last {
            last = table;
            for statement in ["DELETE FROM oa_token.%", "TRUNCATE oa_token.%", "INSERT INTO oa_token.% DEFAULT VALUES"]
            {
                statements.push(statement.replace('%', table));
            }
        }
        if table != "member" || !OWN.contains(&column) {
            statements.push(format!("UPDATE oa_token.{table} SET {column} = DEFAULT"));
        }
    }
    tally.count("statements with a viewer's login, all refused", statements.len() as u64);
    for statement in &statements {
        if may(statement) {
            return Err(format!("a viewer may {statement}"));
        }
    }
    let keys = format!("SET ROLE \"{viewer}\"; SELECT count(*) FROM oa_token.team_key WHERE member <> '{viewer}'");
    if told(team.server.sql("team", &keys))? != "0" {
        return Err("a viewer reads the keys of others".to_owned());
    }
    told(say(&team.computers[2], &ALL))?.wants(&[10])
}

/// How long a computer may take to its claim.
const TO_CLAIM: Duration = Duration::from_secs(60);

/// A computer is stopped right after its claim, for less time than the limit after which it releases the claim itself.
/// The claim ends meanwhile, and the other computer refreshes.
pub(super) fn suspended(stage: &Stage<'_>, tally: &mut Tally) -> Result<(), String> {
    let team = &stage.team;
    let recording = stage.proxy.recording();
    let spends = team.sim.spends();
    recording.hold("AS holds");
    let first = told(Watched::start(&mut team.computers[0].command(&ALL)))?;
    let is_held = recording.is_held_within(TO_CLAIM);
    told(first.stop())?;
    let taken = if is_held {
        told(team.pass_deadlines()).and_then(|()| team.refresh_to(1, &["saved"], tally))
    } else {
        Err("the claim was not confirmed before the send".to_owned())
    };
    told(first.go_on())?;
    recording.let_go();
    let end = first.ends_within(TO_CLAIM).map_err(|what| format!("the suspended one {what}"))?;
    taken?;
    tally.count("pairs of computers that took over", (team.sim.spends() - spends) as u64);
    if team.sim.spends() - spends != 1 {
        return Err(format!("{} pairs were issued; {}", team.sim.spends() - spends, end.told()));
    }
    team.judge(0, 0)?;
    team.agree(&[0, 1], tally)
}

/// How many bytes of an invitation are altered, one at a time.
const ALTERED: usize = 12;

/// Somebody makes a team of the same name, and sends an invitation to a computer with an OA of its own, and to a member.
pub(super) fn hostile_invitation(stage: &Stage<'_>, tally: &mut Tally) -> Result<(), String> {
    told(invite(stage, tally))?
}

fn invite(stage: &Stage<'_>, tally: &mut Tally) -> Result<Result<(), String>, Trouble> {
    let (team, command) = (&stage.team, stage.scale.command());
    let sim = zalo(Config::default())?;
    sim.add_app(App::new(app(0), SECRET_KEY));
    team.server.sql("postgres", "DROP DATABASE IF EXISTS hostile")?;
    team.server.sql("postgres", "CREATE DATABASE hostile")?;
    let proxy = Proxy::start(team.server.port(), stage.scale.seed)?;
    let hostile = Home::new(command.clone(), sim.origin())?;
    let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{}/hostile", proxy.port());
    let create = ["team", "create", "--database", &address, "--name", "FAKE team", "--computer", "computer 0"];
    done(&say_with(&hostile, &create, &format!("{POSTGRES_PASSWORD}\n"))?)?;
    let path = |end: &str| hostile.folder().join(end).to_string_lossy().into_owned();
    let (file, words, other) = (path("i.oatoken"), path("i.words"), path("altered.oatoken"));
    done(&say(&hostile, &["team", "invite", "--role", "operator", "-o", &file, "--passphrase-file", &words])?)?;

    let victim = Home::new(command, sim.origin())?;
    victim.import_text(&draft(0, &sim.issue_pair(&app(0)).refresh_token), &[])?;
    let join = |home: &Home, file: &str| {
        say(home, &["--json", "team", "join", file, "--passphrase-file", &words, "--computer", "victim"])
    };
    let made = fs::read(&file)?;
    let connections = proxy.recording().connected();
    for at in (0..made.len()).step_by(made.len().div_ceil(ALTERED)) {
        let mut altered = made.clone();
        altered[at] ^= 1;
        oa_token_vault::atomic_file::write(std::path::Path::new(&other), &altered)?;
        if join(&victim, &other)?.code == Some(0) {
            return Ok(Err(format!("an invitation with byte {at} altered was taken")));
        }
        tally.count("altered invitations, all refused", 1);
    }
    if proxy.recording().connected() != connections + 1 {
        return Ok(Err("an altered invitation has connected to its server".to_owned()));
    }
    // A member of another team does not change sides.
    if join(&team.computers[1], &file)?.code == Some(0) {
        return Ok(Err("a member of a team has joined another".to_owned()));
    }
    let mut joining =
        victim.start(&["--json", "team", "join", &file, "--passphrase-file", &words, "--computer", "victim"])?;
    while joining.try_wait()?.is_none() {
        say(&hostile, &["--json", "team", "list"])?;
    }
    done(&crate::captured_output::finish(joining, &["team", "join"])?)?;
    done(&say(&victim, &["--json", "team", "status"])?)?;
    if join(&Home::new(stage.scale.command(), sim.origin())?, &file)?.code == Some(0) {
        return Ok(Err("an invitation was used twice".to_owned()));
    }
    let there = team
        .server
        .sql("hostile", "SELECT (SELECT count(*) FROM oa_token.oa), (SELECT count(*) FROM oa_token.pair)")?;
    if there != "0|0" {
        return Ok(Err(format!("the other team has OAs and pairs: {there}")));
    }
    // It goes on alone with its own OA.
    let own = say(&victim, &["--json", "refresh", &name(0)])?;
    done(&own)?;
    Ok(Ok(()))
}
