//! How long the real window takes with 10 and with 10,000 OAs: from its start to usable, from a click on an OA to its
//! page, from a key to what the search shows; how smoothly the overview scrolls, and how much memory it holds. Ratios and
//! times of one run; nothing here is a test.

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
use oa_token_import::draft::NewProfile;
use oa_token_model::profile::{AppId, ProfileName};
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use thirtyfour::{By, Key};
use window::Page;

/// Starts of each home; odd, so that the median is one of them.
const ROUNDS: usize = 9;
/// Few OAs and many.
const SIZES: [usize; 2] = [10, 10_000];
/// The most the many may take, as a multiple of the few: time until usable, and memory.
const START_RATIO: f64 = 1.3;
const MEMORY_RATIO: f64 = 1.3;
/// The most a key may take until the list shows its answer, in milliseconds.
const KEY_TIME: f64 = 50.0;
/// The most a click on an OA may take until its page is painted, in milliseconds.
const CLICK_TIME: f64 = 100.0;
/// The fewest frames a second while a list scrolls, on a screen of 60.
const FRAMES: f64 = 55.0;
/// What is typed into the search: every key narrows, and the marks are left out.
const TYPED: &str = "ca phe so 4";

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let mut homes = Vec::new();
    for count in SIZES {
        homes.push(home(count).await);
    }
    let (mut starts, mut memory) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
    // In turn, so that whatever else the machine does meets both alike. The first of each warms up.
    for round in 0..=ROUNDS {
        for (number, home) in homes.iter().enumerate() {
            let (time, mebibytes) = start(home).await;
            if round > 0 {
                starts[number].push(time);
                memory[number].push(mebibytes);
            }
        }
    }
    let [few, many] = starts.map(median);
    let [little, much] = memory.map(median);
    let seen = in_use(&homes[1]).await;
    let most = |times: &[f64]| times.iter().copied().fold(0.0, f64::max);
    say(&format!("start to usable, {:>6} OAs {few:>7.0} ms    median of {ROUNDS}", SIZES[0]));
    say(&format!("start to usable, {:>6} OAs {many:>7.0} ms    median of {ROUNDS}", SIZES[1]));
    say(&format!("memory, {:>6} OAs          {little:>7.0} MiB   median of {ROUNDS}", SIZES[0]));
    say(&format!("memory, {:>6} OAs          {much:>7.0} MiB   median of {ROUNDS}", SIZES[1]));
    say(&format!("search, each key in ms: {:.0?}", seen.keys));
    say(&format!("click on an OA, each in ms: {:.0?}", seen.clicks));
    let limits = [
        verdict("start, ratio", many / few, START_RATIO, ""),
        verdict("memory, ratio", much / little, MEMORY_RATIO, ""),
        verdict("search, slowest key", most(&seen.keys), KEY_TIME, " ms"),
        verdict("click, slowest", most(&seen.clicks), CLICK_TIME, " ms"),
        verdict("overview, time of a frame", 1000.0 / seen.overview, 1000.0 / FRAMES, " ms"),
        verdict("import, time of a frame", 1000.0 / seen.review, 1000.0 / FRAMES, " ms"),
    ];
    if limits.contains(&false) {
        std::process::exit(1);
    }
}

/// Says a value and its limit; returns whether it is met.
fn verdict(what: &str, value: f64, most: f64, unit: &str) -> bool {
    let word = if value <= most { "ok" } else { "TOO MUCH" };
    say(&format!("{what:<25} {value:>8.2}{unit}   at most {most:.2}{unit}: {word}"));
    value <= most
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
    let new = |number: usize| NewProfile {
        name: Some(ProfileName::parse(&format!("Cà phê số {number}")).unwrap()),
        app_id: AppId::parse(APP_ID).unwrap(),
        secret_key: Secret::new(SECRET_KEY),
        pair: TokenPair { access: None, refresh: Some(Secret::new(format!("FAKE_RT_{number}_0123456789"))) },
    };
    let ends = engine.profiles().import((0..count).map(|number| (new(number), false)).collect(), true).await.unwrap();
    assert!(ends.len() == count && ends.iter().all(Result::is_ok));
    bench
}

/// Opens the window as the program itself renders where there is no graphics card. While it is driven it would not: that
/// mode gives no pictures.
async fn open<F>(home: &Bench, body: F)
where
    F: for<'a> AsyncFnOnce(&'a Page) + Send + 'static,
{
    let mut variables = home.variables(None);
    variables.push(("WEBKIT_DISABLE_DMABUF_RENDERER".to_owned(), "1".to_owned()));
    window::open(home.home.path(), &variables, body).await;
}

/// Milliseconds from the start of the process until the list can be used, and the memory of all its processes in MiB
/// two seconds later.
async fn start(home: &Bench) -> (f64, f64) {
    let data = home.path("data");
    let (tell, told) = tokio::sync::oneshot::channel();
    open(home, async move |page: &Page| {
        page.get("profile-item").await;
        let usable = "const done = arguments[0];
            const look = () => {
                const [mark] = performance.getEntriesByName('usable');
                if (mark) done(performance.timeOrigin + mark.startTime);
                else requestAnimationFrame(look);
            };
            look();";
        let usable = page.0.execute_async(usable, vec![]).await.unwrap().json().as_f64().unwrap();
        let process = process_of(&data).expect("the window's process");
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        tell.send((usable - process_start(&process), memory(&process))).unwrap();
    })
    .await;
    told.await.unwrap()
}

/// The proportional set size of a process and all that it started, in MiB.
fn memory(process: &Path) -> f64 {
    let sums = std::fs::read_to_string(process.join("smaps_rollup")).unwrap_or_default();
    let own = sums.lines().find_map(|line| line.strip_prefix("Pss:")?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    let children = std::fs::read_dir(process.join("task")).into_iter().flatten().flatten();
    let children = children.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    let below: f64 = children
        .flat_map(|pids| pids.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>())
        .map(|pid| memory(&Path::new("/proc").join(pid)))
        .sum();
    own.unwrap_or(0.0) / 1024.0 + below
}

/// When the window's process began, in milliseconds since 1970, as Linux keeps it: to a hundredth of a second.
fn process_start(process: &Path) -> f64 {
    let stat = std::fs::read_to_string(process.join("stat")).unwrap();
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

/// What was measured in one window.
struct InUse {
    /// Milliseconds from each key to the painted answer.
    keys: Vec<f64>,
    /// Milliseconds from each click on an OA to its painted page.
    clicks: Vec<f64>,
    /// Frames a second while the overview scrolls.
    overview: f64,
    /// Frames a second while the OAs to import scroll.
    review: f64,
}

/// Measured in the page: from the time of the event until after the next frame.
const AFTER_FRAME: &str = "window.times = [];
    window.measure = (event) => {
        const began = event.timeStamp;
        requestAnimationFrame(() => setTimeout(() => window.times.push(performance.now() - began)));
    };";

/// Scrolls a list for three seconds, 40 px a frame, and counts the frames.
const SCROLL: &str = "const [selector, done] = arguments;
    const list = document.querySelector(selector);
    let frames = 0;
    const began = performance.now();
    const step = () => {
        list.scrollTop += 40;
        frames += 1;
        const time = performance.now() - began;
        if (time < 3000) requestAnimationFrame(step); else done(frames * 1000 / time);
    };
    requestAnimationFrame(step);";

/// A table of 4,000 OAs to import.
fn pasted() -> String {
    let row = |number: usize| format!("Tiệm số {number},{APP_ID},{SECRET_KEY},FAKE_RT_new_{number}_0123456789");
    let rows: Vec<String> = (0..4_000).map(row).collect();
    format!("name,app_id,secret_key,refresh_token\n{}\n", rows.join("\n"))
}

async fn in_use(home: &Bench) -> InUse {
    let (tell, told) = tokio::sync::oneshot::channel();
    open(home, async move |page: &Page| {
        page.get("profile-item").await;
        page.0.execute(AFTER_FRAME, vec![]).await.unwrap();
        let times = async || {
            let times = page.0.execute("return window.times.splice(0)", vec![]).await.unwrap();
            serde_json::from_value::<Vec<f64>>(times.json().clone()).unwrap()
        };
        // Nobody types while the window is still being drawn.
        page.settle().await;
        page.click("find").await;
        page.get("palette-query").await;
        let listen = "document.querySelector('[data-testid=palette-query]')
            .addEventListener('input', window.measure, { capture: true });";
        page.0.execute(listen, vec![]).await.unwrap();
        let field = page.0.find(By::Css("[data-testid='palette-query']")).await.unwrap();
        for key in TYPED.chars() {
            field.send_keys(key.to_string()).await.unwrap();
            page.settle().await;
        }
        let keys = times().await;
        assert_eq!(keys.len(), TYPED.chars().count(), "every key press was measured");
        page.keys(Key::Escape).await;
        page.settle().await;
        let listen = "document.addEventListener('click', window.measure, { capture: true })";
        page.0.execute(listen, vec![]).await.unwrap();
        for row in page.0.find_all(By::Css("[data-testid='profile-item']")).await.unwrap().iter().take(8) {
            row.click().await.unwrap();
            page.get("hero").await;
            page.settle().await;
        }
        let clicks = times().await;
        page.click("nav-overview").await;
        page.get("overview-row").await;
        page.settle().await;
        let frames =
            async |list: &str| page.0.execute_async(SCROLL, vec![list.into()]).await.unwrap().json().as_f64().unwrap();
        let overview = frames(".list-oas .scroller").await;
        page.click("nav-add").await;
        page.get("paste-area").await;
        page.paste(&pasted()).await;
        page.get("import-preview").await;
        page.settle().await;
        let review = frames("[data-testid='import-preview'] .scroller").await;
        tell.send(InUse { keys, clicks, overview, review }).unwrap_or_else(|_| panic!("the receiver was dropped"));
    })
    .await;
    told.await.unwrap()
}
