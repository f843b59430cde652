//! A database that cannot keep a claim: nothing is sent, and a sentence says so.

use std::time::{Duration, Instant};

use testkit::{Home, POSTGRES_OWNER, POSTGRES_PASSWORD, Postgres};

use super::bench::{Team, told, with_server};
use crate::captured_output::{CallResult, say, say_with};
use crate::proof::{Proof, Scale, Tally, Trouble};

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "team-refuse",
    about: "the team's database waits for a standby that is not there, is read-only, refuses logins, is stopped, or its \
         disk is full; a computer refreshes by a click; without the standby, an admin also invites, and another computer \
         creates a team",
    holds: "nothing is sent; a sentence in the user's language says so within 10 s; afterwards every computer refreshes",
    full: 25,
    quick: 5,
    run,
};

/// The size of the server's disk, in MiB: a new cluster and its log of changes take about half.
const SMALL: u32 = 220;
/// What the ids of rows begin with that only take room.
const FILLING: &str = "filling ";
const BRISK: Duration = Duration::from_secs(10);

/// What is wrong with the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    NoStandby,
    ReadOnly,
    NoLogins,
    Stopped,
    Full,
    FullByTrigger,
}

const FAULTS: [Fault; 5] = [Fault::NoStandby, Fault::ReadOnly, Fault::NoLogins, Fault::Stopped, Fault::Full];

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let server = match Postgres::start_on_small_disk(SMALL) {
            Ok(server) => server,
            Err(why) => {
                let what = format!("a full disk under PostgreSQL itself: its error is raised by a trigger; {why}");
                tally.not_tried.push(what);
                Postgres::start()?
            }
        };
        let is_small = tally.not_tried.is_empty();
        let address = server.address();
        let team = Team::at(scale, server, &address, &["operator"], 1)?;
        // The one that clicks must not hear of the other's refresh first.
        team.agree(&[1, 0], tally)?;
        for number in 0..scale.count {
            let fault = FAULTS[usize::try_from(number)? % FAULTS.len()];
            let fault = if fault == Fault::Full && !is_small { Fault::FullByTrigger } else { fault };
            let outcome = one(scale, &team, fault, tally);
            tally.note(outcome.map_err(|what| format!("try {number}, {fault:?}: {what}")));
        }
        Ok(())
    })
}

fn one(scale: &Scale, team: &Team, fault: Fault, tally: &mut Tally) -> Result<(), String> {
    let (spends, live) = (team.sim.spends(), team.sim.ledger().requests.len());
    told(begin(team, fault))?;
    let begun = Instant::now();
    let call = told(say(&team.computers[0], &["refresh", "--all"]));
    let mut calls = vec![(call, begun.elapsed())];
    if fault == Fault::NoStandby {
        calls.extend(changes(scale, team)?);
    }
    // Undone in any case, so that the other faults are tried too.
    told(end(team, fault))?;
    for (call, took) in calls {
        let call = call?;
        call.wants(&[10])?;
        tally.count("milliseconds until the sentences, in all", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
        if took > BRISK {
            return Err(format!("`{}`: the sentence came after {:.1} s", call.call, took.as_secs_f64()));
        }
    }
    if team.sim.spends() != spends || team.sim.ledger().requests.len() != live {
        return Err("something was sent".to_owned());
    }
    // A claim without its standby is there and does not count.
    told(team.pass_deadlines())?;
    team.agree(&[1, 0], tally)?;
    team.judge(0, 0)
}

type Timed = (Result<CallResult, String>, Duration);

/// Changes of a team, each of which waits for its commit.
fn changes(scale: &Scale, team: &Team) -> Result<[Timed; 2], String> {
    let admin = &team.computers[0];
    let path = |end: &str| admin.folder().join(end).to_string_lossy().into_owned();
    let (file, words) = (path("late.oatoken"), path("late.words"));
    let invite = ["team", "invite", "--role", "viewer", "-o", &file, "--passphrase-file", &words];
    let begun = Instant::now();
    let invited = (told(say(admin, &invite)), begun.elapsed());
    let other = told(Home::new(scale.command(), team.sim.origin()))?;
    let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{}/other", team.server.port());
    let create = ["team", "create", "--database", &address, "--name", "FAKE team", "--computer", "computer 9"];
    let begun = Instant::now();
    let created = told(say_with(&other, &create, &format!("{POSTGRES_PASSWORD}\n")));
    Ok([invited, (created, begun.elapsed())])
}

fn begin(team: &Team, fault: Fault) -> Result<(), Trouble> {
    let server = &team.server;
    match fault {
        Fault::NoStandby => {
            server.sql("postgres", "DROP DATABASE IF EXISTS other WITH (FORCE)")?;
            server.sql("postgres", "CREATE DATABASE other")?;
            server.set("synchronous_standby_names", "*")
        }
        Fault::ReadOnly => server.set("default_transaction_read_only", "on"),
        Fault::NoLogins => server.sql("postgres", "ALTER DATABASE team ALLOW_CONNECTIONS false").map(drop),
        Fault::Stopped => server.stop(),
        Fault::Full => {
            // Room that older versions of rows take would come back later.
            server.sql("team", "VACUUM oa_token.attempt")?;
            server.fill_disk()?;
            // Takes what room is left within the table's pages: by long rows, of which an index holds little, and by short
            // ones.
            let fill = ["repeat(md5(random()::text), 55)", "''"].map(|holder| {
                format!(
                    "DO $$ BEGIN LOOP BEGIN
                        INSERT INTO oa_token.attempt (id, oa, kind, spends, fingerprint, state, released, holder, deadline)
                        SELECT '{FILLING}' || gen_random_uuid(), id, 'refresh', 0, decode(repeat('00', 32), 'hex'),
                            'not_sent', true, {holder}, clock_timestamp() FROM oa_token.oa;
                    EXCEPTION WHEN disk_full THEN EXIT; END; END LOOP; END $$"
                )
            });
            // The server itself may end of it.
            for statement in fill {
                server.sql("team", &statement).ok();
            }
            Ok(())
        }
        Fault::FullByTrigger => {
            let raise = "CREATE FUNCTION oa_token.no_space() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
                CREATE TRIGGER no_space BEFORE INSERT ON oa_token.attempt EXECUTE FUNCTION oa_token.no_space();";
            server.sql("team", raise).map(drop)
        }
    }
}

fn end(team: &Team, fault: Fault) -> Result<(), Trouble> {
    let server = &team.server;
    match fault {
        Fault::NoStandby => server.set("synchronous_standby_names", ""),
        // The owner's own statements too are read-only meanwhile, except this one.
        Fault::ReadOnly => server.set("default_transaction_read_only", "off"),
        Fault::NoLogins => server.sql("postgres", "ALTER DATABASE team ALLOW_CONNECTIONS true").map(drop),
        Fault::Stopped => server.resume(),
        Fault::Full => {
            server.empty_disk()?;
            // It ends if its log of changes cannot grow.
            if server.sql("team", "SELECT 1").is_err() {
                server.resume()?;
            }
            server.sql("team", &format!("DELETE FROM oa_token.attempt WHERE id LIKE '{FILLING}%'"))?;
            server.sql("team", "VACUUM oa_token.attempt").map(drop)
        }
        Fault::FullByTrigger => server.sql("team", "DROP FUNCTION oa_token.no_space() CASCADE").map(drop),
    }
}
