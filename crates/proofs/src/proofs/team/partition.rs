//! The network between the computers and the database breaks at any byte.

use std::time::Duration;

use testkit::{POSTGRES_OWNER, Postgres};

use super::bench::{Team, told, with_server};
use super::proxy::Proxy;
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "team-partition",
    about: "3 computers refresh at the same time over a proxy that delays connections to the database, cuts or resets them \
         at any byte, or lets them hang half open; a try is one refresh at Zalo",
    holds: "each token is sent once; no pair is lost; a connection on which nothing arrives any more is given up within \
         30 s; every process ends; afterwards every computer refreshes every OA",
    full: 1_000,
    quick: 6,
    run,
};

/// How long a call may hang.
const HANGS: Duration = Duration::from_secs(30);
/// OAs, in full and with `--quick`.
const OAS: [u64; 2] = [12, 3];

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let server = Postgres::start()?;
        let proxy = Proxy::start(server.port(), scale.seed)?;
        let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{}/team", proxy.port());
        let roles: &[&str] = if scale.quick { &["operator"] } else { &["operator", "operator"] };
        let team = Team::at(scale, server, &address, roles, OAS[usize::from(scale.quick)])?;
        let mut rng = Rng::new(scale.seed, 0);
        while tally.tried < scale.count {
            let before = team.sim.spends();
            if let Err(what) = round(&team, &proxy, &mut rng, tally) {
                tally.failed(what);
                break;
            }
            tally.tried += (team.sim.spends() - before) as u64;
        }
        tally.count("connections broken", proxy.broken());
        let longest = proxy.given_up_after();
        tally.count(
            "milliseconds until a connection was given up, at most",
            u64::try_from(longest.as_millis()).unwrap_or(u64::MAX),
        );
        if longest > HANGS {
            tally.failed(format!("a connection was given up after {:.0} s", longest.as_secs_f64()));
        }
        Ok(())
    })
}

fn round(team: &Team, proxy: &Proxy, rng: &mut Rng, tally: &mut Tally) -> Result<(), String> {
    proxy.break_new(true);
    let raced = team.race(1, rng, &["saved", "busy", "not_sent no_referee"], tally);
    proxy.break_new(false);
    raced?;
    team.judge(0, 0)?;
    told(team.pass_deadlines())?;
    team.agree(&team.all(), tally)?;
    team.judge(0, 0)
}
