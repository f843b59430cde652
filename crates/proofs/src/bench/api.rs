//! `GET token` of `oa-token serve`: latency at a steady rate, and memory.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::Config;

use super::page::Page;
use super::{Line, oas, processes};
use crate::home::{self, Home};
use crate::proof::{Scale, Trouble};
use crate::serving::{self, Serving};

/// Requests per second.
const RATE: u32 = 2_000;
/// Connections that are kept open, each with a thread of its own.
const CONNECTIONS: u32 = 16;
const LONG: Duration = Duration::from_secs(60);
const SHORT: Duration = Duration::from_secs(10);
/// Before this, connections are made and tokens are read for the first time.
const WARM_UP: Duration = Duration::from_secs(2);
/// As many OAs as a user with many shops has.
const OAS: usize = 50;
/// Limit in milliseconds, at the 99th percentile.
const MOST: f64 = 2.0;
/// Limit of the memory in MiB.
const MEMORY: f64 = 15.0;

/// Measures.
pub(super) fn measure(scale: &Scale, page: &mut Page) -> Result<(), Trouble> {
    let sim = home::zalo(Config::default())?;
    let home = Home::new(scale.command(), sim.origin())?;
    tokio::runtime::Runtime::new()?.block_on(oas::add(&home, &sim, OAS))?;
    let listed: serde_json::Value = serde_json::from_slice(&home.run(&["--json", "list"])?.stdout)?;
    let ids: Vec<String> =
        listed.as_array().into_iter().flatten().filter_map(|oa| oa["id"].as_str().map(str::to_owned)).collect();
    let named: Vec<&str> = ids.iter().map(String::as_str).collect();
    let key = serving::key(&home, "bench", &[&["--can", "token", "--oa"], named.as_slice()].concat())?;
    let server = Serving::start(&home, &[])?;
    let span = if scale.quick { SHORT } else { LONG };
    let begin = Instant::now() + Duration::from_millis(100);
    let latencies = thread::scope(|scope| {
        let load = |number| {
            let (server, key, ids) = (&server, &key, &ids);
            scope.spawn(move || send(server, key, &ids[number as usize % ids.len()], (begin, number), span))
        };
        let running: Vec<_> = (0..CONNECTIONS).map(load).collect();
        let mut all = Vec::new();
        for one in running {
            all.extend(one.join().map_err(|_| "a client panicked")??);
        }
        Ok::<_, Trouble>(all)
    })?;
    let memory = processes::memory(&processes::below(&server.child));
    let count = latencies.len();
    let line = Line::new("`GET token`", latencies);
    page.part(
        "Access tokens for other programs",
        &format!(
            "`GET /v1/oas/…/token` of `oa-token serve`, {RATE} requests per second over {CONNECTIONS} open connections, \
             {OAS} OAs, {} s. The rate is kept whatever the answers take (open loop): each latency is measured from the \
             moment at which its request was due. {count} requests. Memory (PSS) right after.",
            span.as_secs()
        ),
    );
    let (most, p99) = (line.part(100), line.part(99));
    page.times(&[line]);
    page.line(&format!("- slowest: {most:.2} ms"));
    page.at_most("`GET token`, p99", p99, MOST, " ms");
    page.at_most("memory of `oa-token serve`", memory, MEMORY, " MiB");
    server.end().map(drop)
}

/// Sends this connection's share at its moments; returns milliseconds.
fn send(
    server: &Serving,
    key: &str,
    id: &str,
    (begin, number): (Instant, u32),
    span: Duration,
) -> Result<Vec<f64>, Trouble> {
    let mut stream = server.connect()?;
    let request = serving::request(&format!("/v1/oas/{id}/token"), key, "");
    let between = Duration::from_secs(1) * CONNECTIONS / RATE;
    let first = begin + Duration::from_secs(1) * number / RATE;
    let mut latencies = Vec::new();
    let mut turn = 0;
    loop {
        let due = first + between * turn;
        turn += 1;
        if due.duration_since(begin) > WARM_UP + span {
            return Ok(latencies);
        }
        thread::sleep(due.saturating_duration_since(Instant::now()));
        stream.write_all(request.as_bytes())?;
        if serving::read(&mut stream)?.status != 200 {
            return Err("a request was refused".into());
        }
        if due.duration_since(begin) > WARM_UP {
            latencies.push(due.elapsed().as_secs_f64() * 1000.0);
        }
    }
}
