//! A member that holds the only copy of a pair is away while the database goes back in time, and comes back later.

use std::time::Duration;

use testkit::{POSTGRES_OWNER, Postgres, free_port};
use zalo_sim::Fault;

use super::bench::{ALL, Refreshed, Team, told, with_server};
use crate::captured_output::finish;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::sends;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "team-absent",
    about: "a computer of a team refreshes, the database stops before it can publish, and a dump from before its claim is \
         restored, or a standby that lacks the claim takes its place; the others refresh while it is away, before or after \
         the pause for it; then it comes back; a try is one absence",
    holds: "during the pause nothing is sent; no pair is lost: after the return every computer refreshes every OA, also \
         those to which Zalo had said that the token is not valid",
    full: 100,
    quick: 1,
    run,
};

/// OAs, in full and with `--quick`.
const OAS: [u64; 2] = [5, 2];
/// Delay of practice Zalo's answers while the database is stopped.
const LATE_MS: u64 = 1_500;
const TO_REQUEST: Duration = Duration::from_secs(30);
/// The computer that goes away.
const AWAY: usize = 1;

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let roles: &[&str] = if scale.quick { &["operator"] } else { &["operator", "operator"] };
        let server = Postgres::start()?;
        let ports = [server.port(), free_port()];
        let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{},127.0.0.1:{}/team", ports[0], ports[1]);
        let mut team = Team::at(scale, server, &address, roles, OAS[usize::from(scale.quick)])?;
        let mut again = 0;
        for number in 0..scale.count {
            let mut rng = Rng::new(scale.seed, number);
            // Failovers and dumps, each with long and short absences.
            let other = ports[usize::from(team.server.port() == ports[0])];
            let back = if number % 2 == 0 { Back::Failover(other) } else { Back::Dump };
            let is_long = number / 2 % 2 == 0;
            let outcome = one(&mut team, back, is_long, &mut rng, &mut again, tally);
            let has_failed = outcome.is_err();
            tally.note(outcome.map_err(|what| format!("absence {number}: {what}")));
            if has_failed {
                break;
            }
        }
        Ok(())
    })
}

/// How the database goes back to before a claim.
#[derive(Debug, Clone, Copy)]
enum Back {
    /// A dump is restored.
    Dump,
    /// A standby on this port takes the place of the server.
    Failover(u16),
}

fn one(
    team: &mut Team,
    back: Back,
    is_long: bool,
    rng: &mut Rng,
    again: &mut u64,
    tally: &mut Tally,
) -> Result<(), String> {
    let others: Vec<usize> = team.all().into_iter().filter(|computer| *computer != AWAY).collect();
    match back {
        Back::Dump => {
            let dump = told(team.server.dump())?;
            told(go_away(team))?;
            told(team.server.resume())?;
            told(team.server.restore(&dump))?;
        }
        Back::Failover(port) => {
            let standby = told(team.server.standby(port))?;
            told(team.server.wait_for(&standby))?;
            told(standby.cut_off())?;
            told(go_away(team))?;
            told(standby.promote())?;
            team.server = standby;
            tally.count("failovers", 1);
        }
    }
    let spends = team.sim.spends();
    let requests = team.sim.ledger().requests.len();
    for computer in &others {
        // It hears first what was published before the dump.
        team.refresh_to(*computer, &["saved", "not_sent epoch_open"], tally)?;
        team.refresh_to(*computer, &["not_sent epoch_open"], tally)?;
    }
    if team.sim.ledger().requests.len() != requests {
        return Err("something was sent during the pause".to_owned());
    }
    if is_long {
        // As if a quarter of an hour had passed.
        let sql = "UPDATE oa_token.epoch SET opened_at = opened_at - interval '16 min'";
        told(team.server.sql("team", sql))?;
        let first = *rng.of(&others);
        team.refresh_to(first, &["rejected dead"], tally)?;
        *again += team.oas;
        tally.count("OAs to which Zalo said that the token is not valid, and that came back", team.oas);
    }
    if team.sim.spends() != spends {
        return Err("practice Zalo issued a pair for a token that was spent".to_owned());
    }
    team.refresh_to(AWAY, &["saved", "not_sent epoch_open"], tally)?;
    // Each computer takes in what came back.
    for computer in &others {
        team.refresh_to(*computer, &["saved", "not_sent epoch_open", "rejected dead"], tally)?;
    }
    // It sends last: what it heard of the others first would count as its next click's outcome.
    team.agree(&[others.as_slice(), &[AWAY]].concat(), tally)?;
    team.judge(*again, 0)
}

/// Refreshes, and stops the database while practice Zalo answers. The server is not there afterwards.
fn go_away(team: &Team) -> Result<(), Trouble> {
    let before = team.sim.ledger().token_requests().count();
    team.sim.script((0..team.oas).map(|_| Fault::Slow { ms: LATE_MS }));
    let child = team.computers[AWAY].start(&ALL)?;
    if !sends::are_read(&team.sim, before + usize::try_from(team.oas)?, TO_REQUEST) {
        return Err("not every OA was sent".into());
    }
    team.server.stop()?;
    let call = finish(child, &ALL)?;
    Ok(Refreshed::read(&call).only(&["saved"])?)
}
