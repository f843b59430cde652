//! Computers refresh the same OAs at the same time; undisturbed, and while their connections to the database are
//! terminated.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use testkit::{POSTGRES_OWNER, Postgres, is_installed};

use super::bench::{Team, told, with_server};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;

/// The proof of the undisturbed race.
pub(crate) const PROOF: Proof = Proof {
    name: "team-race",
    about: "4 computers of a team, each with 2 processes, refresh the same OAs at the same time; a try is one refresh at \
         Zalo",
    holds: "each token is sent once; every process reports saved; at the end each computer in turn refreshes every OA",
    full: 10_000,
    quick: 16,
    run: undisturbed,
};

/// The proof with terminated connections.
pub(crate) const TERMINATED: Proof = Proof {
    name: "team-terminate",
    about: "the same race while a random connection to the database is terminated every 100 ms; a try is one refresh at \
         Zalo",
    holds: "each token is sent once; nothing is reported but saved, busy and that the database gave no answer; at the \
         end each computer in turn refreshes every OA",
    full: 10_000,
    quick: 8,
    run: terminated,
};

/// The proof behind a pooler.
pub(crate) const POOLED: Proof = Proof {
    name: "team-pooler",
    about: "the same race behind pgbouncer in transaction mode; a try is one refresh at Zalo",
    holds: "each token is sent once; every process reports saved; at the end each computer in turn refreshes every OA",
    full: 1_000,
    quick: 4,
    run: pooled,
};

/// OAs, in full and with `--quick`.
const OAS: [u64; 2] = [24, 4];
/// Processes of each computer.
const PROCESSES: usize = 2;
/// Between two terminated connections.
const PAUSE: Duration = Duration::from_millis(100);

fn undisturbed(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let team = team(scale)?;
        race_until(&team, scale, &["saved"], tally);
        end(&team, tally);
        Ok(())
    })
}

fn team(scale: &Scale) -> Result<Team, Trouble> {
    let joining: &[&str] = if scale.quick { &["operator"] } else { &["operator", "operator", "operator"] };
    Team::new(scale, joining, OAS[usize::from(scale.quick)])
}

fn pooled(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        if !is_installed("pgbouncer") {
            tally.not_tried.push("a pooler: pgbouncer is not installed".to_owned());
            return Ok(());
        }
        let server = Postgres::start()?;
        let pooler = server.pooler()?;
        let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{}/team", pooler.port());
        let team = Team::at(scale, server, &address, &["operator"], OAS[usize::from(scale.quick)])?;
        race_until(&team, scale, &["saved"], tally);
        end(&team, tally);
        Ok(())
    })
}

/// Races until Zalo has answered as many refreshes as there are tries.
fn race_until(team: &Team, scale: &Scale, allowed: &[&str], tally: &mut Tally) {
    let mut rng = Rng::new(scale.seed, 0);
    while tally.tried < scale.count {
        let before = team.sim.spends();
        let outcome = team.race(PROCESSES, &mut rng, allowed, tally).and_then(|()| team.judge(0, 0));
        // A claim whose holder could not give it back ends by its deadline.
        let outcome = outcome.and_then(|()| told(team.pass_deadlines()));
        tally.count("rounds", 1);
        if let Err(what) = outcome {
            tally.failed(what);
            break;
        }
        tally.tried += (team.sim.spends() - before) as u64;
    }
}

/// Fails unless all is well after the races.
fn end(team: &Team, tally: &mut Tally) {
    let outcome =
        told(team.pass_deadlines()).and_then(|()| team.agree(&team.all(), tally)).and_then(|()| team.judge(0, 0));
    tally.note(outcome);
}

fn terminated(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let team = team(scale)?;
        let is_over = AtomicBool::new(false);
        let ended = thread::scope(|scope| {
            let terminator = scope.spawn(|| terminate(&team.server, &is_over));
            race_until(&team, scale, &["saved", "busy", "not_sent no_referee"], tally);
            is_over.store(true, Ordering::Release);
            terminator.join().map_err(|_| "the terminator panicked")?
        })?;
        tally.count("connections terminated", ended);
        end(&team, tally);
        Ok(())
    })
}

/// Terminates a random connection at each pause; returns how many.
fn terminate(server: &Postgres, is_over: &AtomicBool) -> Result<u64, Trouble> {
    let one = "SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity \
               WHERE application_name = 'oa-token' ORDER BY random() LIMIT 1) AS one";
    let mut ended = 0;
    while !is_over.load(Ordering::Acquire) {
        ended += server.sql("postgres", one)?.parse::<u64>()?;
        thread::sleep(PAUSE);
    }
    Ok(ended)
}
