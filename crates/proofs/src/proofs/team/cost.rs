//! What a team costs its database: round trips and time of a refresh, and statements of computers that have nothing to
//! do.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use testkit::{Home, POSTGRES_OWNER, POSTGRES_PASSWORD, Pooler, Postgres, is_installed};

use super::bench::{Team, done, name, told, with_server};
use super::proxy::Proxy;
use super::recording::{Turn, transactions};
use crate::captured_output::{say, say_with};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::running::Running;

/// The proof of the refresh.
pub(crate) const REFRESH: Proof = Proof {
    name: "team-cost",
    about: "a computer of a team refreshes an OA over a proxy; once, answers are held back, and what the client sends \
         before it has an answer is one round trip; then without that, for the times; a try is two refreshes",
    holds: "from the claim on there are three round trips: the claim, its confirmation right before the send, and the \
         publication",
    full: 500,
    quick: 3,
    run: refreshes,
};

/// The proof of waiting computers.
pub(crate) const IDLE: Proof = Proof {
    name: "team-idle",
    about: "two computers follow the team with nothing to do, one of them behind pgbouncer, where no notification arrives; \
         their statements are counted in the server's log for 10 min (35 s in a short run); then an OA is refreshed on a \
         third computer; a try is one such refresh",
    holds: "at most one statement in 30 s a computer; the refresh is heard of within 35 s behind pgbouncer, within 10 s \
         elsewhere",
    full: 20,
    quick: 1,
    run: idle,
};

/// The statements by which claim, confirmation and publication are known.
const STEPS: [&str; 3] = ["INSERT INTO oa_token.attempt", "AS holds", "counted AS"];

fn refreshes(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let server = Postgres::start()?;
        let proxy = Proxy::start(server.port(), scale.seed)?;
        let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{}/team", proxy.port());
        let team = Team::at(scale, server, &address, &[], 1)?;
        let mut latencies = Vec::new();
        for number in 0..scale.count {
            let counted = one(&team, &proxy, true, tally).and_then(|turns| judge(&turns, tally));
            tally.note(counted.map_err(|what| format!("refresh {number}: {what}")));
            let timed = one(&team, &proxy, false, tally)?;
            let of = |step: &str| {
                let transactions = transactions(&timed).into_iter();
                let of_step =
                    transactions.filter(|(asked, _)| asked.windows(step.len()).any(|part| part == step.as_bytes()));
                of_step.map(|(_, took)| took).sum::<Duration>()
            };
            latencies.push(of(STEPS[0]) + of(STEPS[2]));
        }
        latencies.sort_unstable();
        for (what, share) in [("median", 50), ("99th percentile", 99)] {
            let at = (latencies.len() * share).div_ceil(100).saturating_sub(1);
            let micros = latencies.get(at).map_or(0, |took| u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
            tally.count(&format!("claim and publication over the proxy, {what}, µs"), micros);
        }
        Ok(())
    })
}

/// Refreshes the OA, and returns what went over the proxy.
fn one(team: &Team, proxy: &Proxy, counts: bool, tally: &mut Tally) -> Result<Vec<Turn>, String> {
    proxy.recording().begin(counts);
    let sent = team.send(0, tally);
    let turns = proxy.recording().end();
    sent.map(|()| turns)
}

/// Fails unless claim, confirmation and publication are one round trip each, and nothing else is asked after the claim.
fn judge(turns: &[Turn], tally: &mut Tally) -> Result<(), String> {
    let claim = turns.iter().position(|turn| turn.holds(STEPS[0])).ok_or("no claim is seen")?;
    let after = &turns[claim..];
    tally.count("round trips of these refreshes, with logins", turns.len() as u64);
    tally.count("round trips from the claim on", after.len() as u64);
    let is_so = after.len() == STEPS.len() && after.iter().zip(STEPS).all(|(turn, step)| turn.holds(step));
    if is_so { Ok(()) } else { Err(format!("{} round trips from the claim on", after.len())) }
}

/// How long statements are counted, in full and with `--quick`.
const WINDOWS: [Duration; 2] = [Duration::from_secs(600), Duration::from_secs(35)];
/// After this time a program that follows the team has nothing more to do.
const SETTLED: Duration = Duration::from_secs(5);
/// For how long one statement stands.
const A_STATEMENT: u64 = 30;
/// How late a refresh may be heard of: behind a pooler, and where notifications arrive.
const LATE: [Duration; 2] = [Duration::from_secs(35), Duration::from_secs(10)];
const LOOK: Duration = Duration::from_millis(250);

fn idle(scale: &Scale) -> Result<Tally, Trouble> {
    with_server(|tally| {
        let team = Team::new(scale, &["operator", "operator"], 1)?;
        let pooler = if is_installed("pgbouncer") { Some(pooled(&team)?) } else { None };
        if pooler.is_none() {
            tally.not_tried.push("a pooler: pgbouncer is not installed".to_owned());
        }
        team.agree(&[1, 2, 0], tally)?;
        done(&say(&team.computers[1], &["auto", &name(0), "on"])?)?;
        // The application's name and the server's process, before each line of its log.
        team.server.set("log_line_prefix", "%a|")?;
        let followers = [1, 2].map(|computer| Running::start(&mut team.computers[computer].command(&["watch"])));
        let followers = followers.into_iter().collect::<Result<Vec<_>, _>>()?;
        thread::sleep(SETTLED);
        let window = WINDOWS[usize::from(scale.quick)];
        let before = statements(&team)?;
        thread::sleep(window);
        let asked = statements(&team)? - before;
        let allowed = followers.len() as u64 * window.as_secs().div_ceil(A_STATEMENT);
        tally.count("seconds for which statements were counted", window.as_secs());
        tally.count("statements of two computers meanwhile", asked);
        tally.note(if asked <= allowed {
            Ok(())
        } else {
            Err(format!("{asked} statements, and {allowed} are allowed"))
        });
        let limits = [LATE[1], LATE[usize::from(pooler.is_none())]];
        for number in 0..scale.count {
            let heard = hears(&team, limits, tally);
            tally.note(heard.map_err(|what| format!("refresh {number}: {what}")));
        }
        drop(followers);
        let outcome = told(team.pass_deadlines()).and_then(|()| team.agree(&team.all(), tally));
        tally.note(outcome.and_then(|()| team.judge(0, 0)));
        Ok(())
    })
}

/// Lets the last computer reach the database by a pooler.
fn pooled(team: &Team) -> Result<Pooler, Trouble> {
    let pooler = team.server.pooler()?;
    let address = format!("postgres://{POSTGRES_OWNER}@127.0.0.1:{}/team", pooler.port());
    let login = ["team", "login", "--database", &address];
    done(&say_with(&team.computers[2], &login, &format!("{POSTGRES_PASSWORD}\n"))?)?;
    Ok(pooler)
}

/// Counts the statements of members in the server's log.
fn statements(team: &Team) -> Result<u64, Trouble> {
    let log = fs::read_to_string(team.server.log())?;
    // A pooler's own check of a connection that was idle for 30 s does not count.
    let is_members =
        |said: &str| said.starts_with("execute") || said.starts_with("statement") && !said.ends_with("select 1");
    let is_one = |line: &&str| line.strip_prefix("oa-token|LOG:  ").is_some_and(is_members);
    Ok(log.lines().filter(is_one).count() as u64)
}

/// Refreshes on the first computer, and waits until each follower has the pair.
fn hears(team: &Team, limits: [Duration; 2], tally: &mut Tally) -> Result<(), String> {
    let heard = |computer: usize| told(arrived(&team.computers[computer]));
    let before = [heard(1)?, heard(2)?];
    team.send(0, tally)?;
    let begun = Instant::now();
    for (computer, limit) in [1, 2].into_iter().zip(limits) {
        while heard(computer)? == before[computer - 1] {
            if begun.elapsed() > limit {
                return Err(format!("computer {computer} has not heard of it within {} s", limit.as_secs()));
            }
            thread::sleep(LOOK);
        }
    }
    let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    tally.count("milliseconds until all had heard, in all", took);
    Ok(())
}

/// Returns the last pair that came from the team, as the history of a computer says. Nothing is asked of the database.
fn arrived(home: &Home) -> Result<String, Trouble> {
    let history = say(home, &["--json", "history", &name(0)])?;
    done(&history)?;
    let entries = history.json();
    let is_it = |entry: &&serde_json::Value| entry.to_string().contains("from_team");
    Ok(entries.as_array().into_iter().flatten().rfind(is_it).map(ToString::to_string).unwrap_or_default())
}
