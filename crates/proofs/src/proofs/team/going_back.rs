//! A database that went back in time: by a failover to a standby that lacks commits, and by a restored dump.

use testkit::{POSTGRES_OWNER, Postgres, free_port};

use super::bench::{Team, told, with_server};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;

/// The proof with a failover.
pub(crate) const FAILOVER: Proof = Proof {
    name: "team-failover",
    about: "a standby is cut off, the computers of a team refresh, the primary is stopped at once and the standby \
         promoted: it has forgotten what was claimed and published; a try is one failover",
    holds: "no spent token is sent again; no pair is lost; afterwards every computer refreshes every OA",
    full: 200,
    quick: 1,
    run: failovers,
};

/// The proof with a dump.
pub(crate) const RESTORE: Proof = Proof {
    name: "team-restore",
    about: "a dump of the team's database, three more refreshes by random computers, and the dump is restored; a try is \
         one restored dump",
    holds: "no spent token is sent again; no pair is lost; afterwards every computer refreshes every OA",
    full: 100,
    quick: 1,
    run: restores,
};

/// OAs, in full and with `--quick`.
const OAS: [u64; 2] = [6, 2];
/// Computers beside the first.
const JOINING: [&[&str]; 2] = [&["operator", "operator"], &["operator"]];
/// What a computer may report while others are waited for.
const WAITING: &[&str] = &["saved", "not_sent epoch_open"];

fn failovers(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let server = Postgres::start()?;
        let ports = [server.port(), free_port()];
        let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{},127.0.0.1:{}/team", ports[0], ports[1]);
        let quick = usize::from(scale.quick);
        let mut team = Team::at(scale, server, &address, JOINING[quick], OAS[quick])?;
        for number in 0..scale.count {
            let port = ports[usize::from(team.server.port() == ports[0])];
            let outcome = failover(&mut team, port, &mut Rng::new(scale.seed, number), tally);
            let has_failed = outcome.is_err();
            tally.note(outcome.map_err(|what| format!("failover {number}: {what}")));
            if has_failed {
                break;
            }
        }
        Ok(())
    })
}

fn failover(team: &mut Team, port: u16, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let standby = told(team.server.standby(port))?;
    refresh_any(team, rng, tally)?;
    told(team.server.wait_for(&standby))?;
    told(standby.cut_off())?;
    for _ in 0..=rng.below(3) {
        refresh_any(team, rng, tally)?;
    }
    let generations = "sum(generation) FROM oa_token.oa";
    let before = told(team.number(generations))?;
    told(team.server.stop())?;
    told(standby.promote())?;
    team.server = standby;
    let forgotten = before - told(team.number(generations))?;
    tally.count("generations that the database forgot", forgotten);
    agree_again(team, rng, tally)
}

fn restores(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let quick = usize::from(scale.quick);
        let team = Team::new(scale, JOINING[quick], OAS[quick])?;
        for number in 0..scale.count {
            let outcome = restore(&team, &mut Rng::new(scale.seed, number), tally);
            let has_failed = outcome.is_err();
            tally.note(outcome.map_err(|what| format!("restore {number}: {what}")));
            if has_failed {
                break;
            }
        }
        Ok(())
    })
}

fn restore(team: &Team, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let dump = told(team.server.dump())?;
    for _ in 0..3 {
        refresh_any(team, rng, tally)?;
    }
    told(team.server.restore(&dump))?;
    tally.count("generations that the database forgot", 3 * team.oas);
    agree_again(team, rng, tally)
}

fn refresh_any(team: &Team, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    team.send(*rng.of(&team.all()), tally)
}

/// Lets every computer come back, in any order, and fails unless they agree then.
fn agree_again(team: &Team, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    let mut order = team.all();
    while !order.is_empty() {
        let at = usize::try_from(rng.below(order.len() as u64)).unwrap_or_default();
        team.refresh_to(order.swap_remove(at), WAITING, tally)?;
        team.judge(0, 0)?;
    }
    team.agree(&team.all(), tally)?;
    team.judge(0, 0)
}
