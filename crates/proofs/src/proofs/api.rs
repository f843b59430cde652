//! Requests to `oa-token serve` that must get nothing: by foreign names, pages, headers of proxies, sizes, slowness and
//! keys. Then a search for secrets in everything that the server wrote.

mod hostile;

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use zalo_sim::Config;

use super::canary::search::{self, Secrets};
use crate::home::{self, APP_ID, Home};
use crate::proof::{Proof, Scale, Tally, Trouble};
use crate::rng::Rng;
use crate::serving::Serving;
use hostile::Keys;

/// The proof.
pub(crate) const PROOF: Proof = Proof {
    name: "api",
    about: "requests to `oa-token serve`: foreign and rebound Host, Origin, headers of proxies, heads and bodies that are \
         too large or smuggle, no HTTP, no key, wrong, expired, removed and foreign keys, too little permission, heads that \
         never end",
    holds: "none gets a token, a state or a refresh; programs with a right key are served all the same; no secret in \
         what the server printed, in its log, metrics, history and files",
    full: 10_000,
    quick: 500,
    run,
};

/// How often a request with a right key is made in between.
const CONTROL: u64 = 20;
/// How many connections send heads that never end.
const SLOW: usize = 12;
/// How long such a connection may live: the limit of ten seconds, and a slow computer.
const SLOW_LIFE: Duration = Duration::from_secs(15);
const DRIP: Duration = Duration::from_millis(500);

fn run(scale: &Scale) -> Result<Tally, Trouble> {
    search::prove_able()?;
    let sim = home::zalo(Config::default())?;
    let home = Home::new(scale.command(), sim.origin())?;
    for name in ["shop", "other"] {
        home.import(name, &sim.issue_pair(APP_ID).refresh_token, &[])?;
        if !home.run(&["refresh", name])?.status.success() {
            return Err("nothing to hand out".into());
        }
    }
    let keys = Keys::make(&home)?;
    let mut secrets = Secrets::default();
    for name in ["shop", "other"] {
        secrets.add(String::from_utf8(home.run(&["token", name])?.stdout)?.trim());
    }
    for key in keys.all() {
        secrets.add(key);
    }
    let spends = sim.spends();
    let server = Serving::start(&home, &["--verbose"])?;
    let mut tally = Tally::default();
    for number in 0..scale.count {
        let mut rng = Rng::new(scale.seed, number);
        let request = hostile::request(&keys, &mut rng);
        let answer = server.raw(&request.bytes)?;
        tally.count(request.kind, 1);
        let is_refused = answer.status == 0 || (400..500).contains(&answer.status) || answer.status == 503;
        let body = answer.text.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        tally.note(if is_refused && !secrets.are_in(answer.text.as_bytes()) && !body.contains("generation\":") {
            Ok(())
        } else {
            Err(format!("try {number}, {}: answered with {}", request.kind, answer.status))
        });
        if number % CONTROL == 0 {
            let status = server.get("/v1/oas/shop/token", &keys.right)?.status;
            if status != 200 {
                tally.failed(format!("try {number}: a right key got {status}"));
            }
        }
    }
    slow(&server, &keys, &mut tally)?;
    if sim.spends() != spends {
        tally.failed("a token was spent");
    }
    let metrics = server.get("/metrics?names=true", &keys.right)?;
    if metrics.status != 200 {
        tally.failed("no metrics");
    }
    let printed = server.end()?;
    let history = home.run(&["--json", "history"])?.stdout;
    let listed = home.run(&["--json", "api-key", "list"])?.stdout;
    let mut places = vec![
        ("what it printed".to_owned(), printed),
        ("the metrics".to_owned(), metrics.text.into_bytes()),
        ("the history".to_owned(), history),
        ("the list of keys".to_owned(), listed),
    ];
    for file in testkit::folder::files(&home.data())? {
        let bytes = std::fs::read(&file)?;
        places.push((file.display().to_string(), bytes));
    }
    tally.count("texts and files searched", places.len() as u64);
    for (place, bytes) in places {
        tally.note(if secrets.are_in(&bytes) { Err(format!("a secret in {place}")) } else { Ok(()) });
    }
    Ok(tally)
}

/// Drips heads that never end; each connection must be ended by the server, and others be served meanwhile.
fn slow(server: &Serving, keys: &Keys, tally: &mut Tally) -> Result<(), Trouble> {
    let mut open = Vec::new();
    for _ in 0..SLOW {
        let mut stream = server.connect()?;
        stream.write_all(b"GET /v1/oas HTTP/1.1\r\nhost: localhost\r\nx-slow: ")?;
        stream.set_nonblocking(true)?;
        open.push(stream);
    }
    let begun = Instant::now();
    while !open.is_empty() && begun.elapsed() < SLOW_LIFE {
        thread::sleep(DRIP);
        let before = open.len();
        open.retain_mut(|stream| stream.write_all(b"x").is_ok() && !is_closed(stream));
        for _ in open.len()..before {
            tally.held();
        }
        if server.get("/v1/oas/shop/token", &keys.right)?.status != 200 {
            tally.failed("a right key is shut out by slow heads");
        }
    }
    tally.count("heads that never ended", SLOW as u64);
    for _ in &open {
        tally.failed("a head that never ends holds its connection");
    }
    Ok(())
}

fn is_closed(stream: &mut std::net::TcpStream) -> bool {
    use std::io::Read;
    !matches!(stream.read(&mut [0; 64]), Err(error) if error.kind() == std::io::ErrorKind::WouldBlock)
}
