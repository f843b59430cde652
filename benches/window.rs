//! How long the real window takes: from its start to usable with 10 and with 500 OAs, and from a key to what the
//! search shows. Ratios and times of one run; nothing here is a test.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure ends the measurement")]

#[path = "../tests/e2e/bench.rs"]
#[expect(dead_code, reason = "the tests use more of the module")]
mod bench;
#[path = "../tests/e2e/window.rs"]
#[expect(dead_code, reason = "the tests use more of the module")]
mod window;

use std::io::Write;
use std::path::{Path, PathBuf};

use bench::{APP_ID, Bench, SECRET_KEY};
use oa_token_model::profile::{AppId, ProfileKind, ProfileName};
use oa_token_model::records::ProfileSeed;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use thirtyfour::By;
use window::Page;

/// Starts of each home; odd, so that the median is one of them.
const ROUNDS: usize = 9;
/// Few OAs and many.
const SIZES: [usize; 2] = [10, 500];
/// The most the many may take, as a multiple of the few.
const START_RATIO: f64 = 1.3;
/// The most a key may take until the list shows its answer, in milliseconds.
const KEY_TIME: f64 = 50.0;
/// What is typed into the search: every key narrows, and the marks are left out.
const TYPED: &str = "ca phe so 4";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut homes = Vec::new();
    for count in SIZES {
        homes.push(home(count).await);
    }
    let mut starts = [Vec::new(), Vec::new()];
    // In turn, so that whatever else the machine does meets both alike. The first of each warms up.
    for round in 0..=ROUNDS {
        for (home, times) in homes.iter().zip(&mut starts) {
            let time = start_time(home).await;
            if round > 0 {
                times.push(time);
            }
        }
    }
    let [few, many] = starts.map(median);
    let keys = key_times(&homes[1]).await;
    let worst = keys.iter().copied().fold(0.0, f64::max);
    say(&format!("start to usable, {:>3} OAs   {few:>7.0} ms   median of {ROUNDS}", SIZES[0]));
    say(&format!("start to usable, {:>3} OAs   {many:>7.0} ms   median of {ROUNDS}", SIZES[1]));
    say(&verdict("ratio", many / few, START_RATIO, ""));
    say(&format!("search, key to list        {:>7.1} ms   median of {}", median(keys.clone()), keys.len()));
    say(&format!("search, each key: {keys:.0?}"));
    say(&verdict("search, slowest key", worst, KEY_TIME, " ms"));
    if many / few > START_RATIO || worst > KEY_TIME {
        std::process::exit(1);
    }
}

fn verdict(what: &str, value: f64, most: f64, unit: &str) -> String {
    let word = if value <= most { "ok" } else { "TOO SLOW" };
    format!("{what:<25} {value:>8.2}{unit}   at most {most}{unit}: {word}")
}

fn say(line: &str) {
    writeln!(std::io::stdout(), "{line}").ok();
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// A home with so many OAs.
async fn home(count: usize) -> Bench {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    for number in 0..count {
        let seed = ProfileSeed {
            name: ProfileName::parse(&format!("Cà phê số {number}")).unwrap(),
            app_id: AppId::parse(APP_ID).unwrap(),
            kind: ProfileKind::Live,
            secret_key: Secret::new(SECRET_KEY),
            pair: TokenPair { access: None, refresh: Some(Secret::new(format!("FAKE_RT_{number}_0123456789"))) },
        };
        engine.profiles().create(seed).await.unwrap();
    }
    bench
}

/// Milliseconds from the start of the process until the list can be used.
async fn start_time(home: &Bench) -> f64 {
    let data = home.path("data");
    let (tell, told) = tokio::sync::oneshot::channel();
    home.open(None, async move |page: &Page| {
        page.get("profile-item").await;
        let usable = "const done = arguments[0];
            const look = () => {
                const [mark] = performance.getEntriesByName('usable');
                if (mark) done(performance.timeOrigin + mark.startTime);
                else requestAnimationFrame(look);
            };
            look();";
        let usable = page.0.execute_async(usable, vec![]).await.unwrap().json().as_f64().unwrap();
        tell.send(usable - process_start(&data)).unwrap();
    })
    .await;
    told.await.unwrap()
}

/// When the window's process began, in milliseconds since 1970, as Linux keeps it: to a hundredth of a second.
fn process_start(data: &Path) -> f64 {
    let pid = process_of(data).expect("the window's process");
    let stat = std::fs::read_to_string(pid.join("stat")).unwrap();
    let after_name = stat.rsplit_once(") ").unwrap().1;
    let ticks: f64 = after_name.split(' ').nth(19).unwrap().parse().unwrap();
    let uptime = std::fs::read_to_string("/proc/uptime").unwrap();
    let uptime: f64 = uptime.split(' ').next().unwrap().parse().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    now.as_secs_f64() * 1000.0 - uptime * 1000.0 + ticks * 10.0
}

fn process_of(data: &Path) -> Option<PathBuf> {
    let wanted = format!("OA_TOKEN_HOME={}", data.display());
    let program = Path::new(env!("CARGO_BIN_EXE_oa-token-desktop"));
    std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path()).find(|process| {
        let is_ours = std::fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program);
        let environment = std::fs::read(process.join("environ")).unwrap_or_default();
        is_ours && environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes())
    })
}

/// Milliseconds from each key to the painted answer, measured in the page.
async fn key_times(home: &Bench) -> Vec<f64> {
    let (tell, told) = tokio::sync::oneshot::channel();
    home.open(None, async move |page: &Page| {
        page.get("profile-item").await;
        let listen = "window.keyTimes = [];
            document.querySelector('[data-testid=find]').addEventListener('input', (event) => {
                const began = event.timeStamp;
                requestAnimationFrame(() => setTimeout(() => window.keyTimes.push(performance.now() - began)));
            }, { capture: true });";
        page.0.execute(listen, vec![]).await.unwrap();
        let field = page.0.find(By::Css("[data-testid='find']")).await.unwrap();
        // Nobody types while the window is still being drawn.
        page.settle().await;
        for key in TYPED.chars() {
            field.send_keys(key.to_string()).await.unwrap();
            page.settle().await;
        }
        let times = page.0.execute("return window.keyTimes", vec![]).await.unwrap();
        let times: Vec<f64> = serde_json::from_value(times.json().clone()).unwrap();
        assert_eq!(times.len(), TYPED.chars().count(), "every key press was measured");
        tell.send(times).unwrap();
    })
    .await;
    told.await.unwrap()
}
