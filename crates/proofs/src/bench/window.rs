//! The real window: how soon it is painted, compared with a browser with the same page; and its memory, with and
//! without the window.

use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use testkit::{Bus, is_installed};
use zalo_sim::Config;

use super::page::Page;
use super::programs::{self, BROWSER};
use super::screen::Screen;
use super::{Line, oas, processes, served};
use crate::home::{self, Home};
use crate::proof::{Scale, Trouble};
use crate::running::Running;

/// Limit for a start, as a multiple of the browser's.
const BESIDE_BROWSER: f64 = 0.75;
/// Memory limit of an open window, as a multiple of the browser's.
const MEMORY_BESIDE_BROWSER: f64 = 0.63;
/// Memory limit of the program without a window, in MiB.
const HIDDEN: f64 = 70.0;
/// Memory limit of `oa-token watch`, in MiB.
const WATCH: f64 = 15.0;
/// By then, the start has allocated its memory.
const SETTLED: Duration = Duration::from_secs(5);
/// The program restarts half a minute after its window was closed, once it is idle.
const ANEW: Duration = Duration::from_secs(90);
/// Rounds of measurements that take minutes.
const ROUNDS: usize = 3;
/// Number of reopenings per round, right after closing.
const REOPENINGS: usize = 5;
/// Where `cargo xtask bench` has built the page with a fake shell.
const PREVIEW: &str = "target/preview";

/// Everything needed to measure the window.
struct Stage<'a> {
    scale: &'a Scale,
    screen: Screen,
    home: Home,
    bus: Bus,
    /// The browser's profile, and the page's address; `None` without a browser.
    browser: Option<(TempDir, String)>,
}

/// Measures; reports on the page what could not be measured.
pub(super) fn measure(scale: &Scale, page: &mut Page) -> Result<(), Trouble> {
    if let Some(why) = crate::window::Window::missing(scale) {
        page.line(&format!("- not measured: {why}"));
        return Ok(());
    }
    let sim = home::zalo(Config::default())?;
    let home = Home::new(scale.command(), sim.origin())?;
    tokio::runtime::Runtime::new()?.block_on(oas::add(&home, &sim, 1))?;
    let looks = r#"{"looks":{"language":"vi","theme":"light","closeToTray":true}}"#;
    oa_token_vault::atomic_file::write(&home.data().join("settings.json"), looks.as_bytes())?;
    let preview = PathBuf::from(PREVIEW);
    let browser = if is_installed(BROWSER) && preview.is_dir() {
        let address = format!("{}/dev/preview.html?scene=main", served::serve(preview)?);
        Some((tempfile::tempdir()?, address))
    } else {
        None
    };
    let stage = Stage { scale, screen: Screen::connect()?, home, bus: Bus::start()?, browser };
    stage.starts(page)?;
    stage.memory(page)
}

impl Stage<'_> {
    fn start(&self, args: &[&str]) -> Result<Running, Trouble> {
        Running::start(&mut programs::ours(self.scale, &self.home, &self.bus, args))
    }

    /// Waits for the page; returns the milliseconds since `begun`.
    fn painted(&self, begun: Instant) -> Result<f64, Trouble> {
        Ok((self.screen.until_painted()? - begun).as_secs_f64() * 1000.0)
    }

    fn end_ours(&self, running: Running) -> Result<(), Trouble> {
        drop(running);
        programs::end_all(&self.home)?;
        self.screen.until_bare()
    }

    fn starts(&self, page: &mut Page) -> Result<(), Trouble> {
        let (mut ours, mut browsers) = (Vec::new(), Vec::new());
        // In turn, so that other load on the machine affects both alike. The first round of each is a warm-up.
        for round in 0..=self.scale.count.min(21) {
            let begun = Instant::now();
            let running = self.start(&[])?;
            let took = self.painted(begun)?;
            self.end_ours(running)?;
            if round > 0 {
                ours.push(took);
            }
            let Some((profile, address)) = &self.browser else { continue };
            let begun = Instant::now();
            let running = Running::start(&mut programs::browser(profile.path(), address))?;
            let took = self.painted(begun)?;
            running.end()?;
            self.screen.until_bare()?;
            if round > 0 {
                browsers.push(took);
            }
        }
        page.part(
            "From start to painted window",
            "From the start of the process to the filled button of an OA's page on the X screen, sampled every 4 ms \
             from outside, the same for both. OA Token opens its vault, sends nothing to practice Zalo and shows one \
             OA; Chromium shows the same page with a simulated shell, served from this computer, with `--app=`, a warm \
             profile and no other page. The programs alternate; the first round is a warm-up. No graphics card: both \
             render in software.",
        );
        let (ours, browsers) = (Line::new("OA Token", ours), Line::new("Chromium `--app=`", browsers));
        let ratio = ours.part(50) / browsers.part(50);
        if self.browser.is_some() {
            page.times(&[ours, browsers]);
            page.at_most("OA Token / Chromium", ratio, BESIDE_BROWSER, "");
        } else {
            page.times(&[ours]);
            page.line("- not measured: Chromium, not installed");
        }
        Ok(())
    }

    fn memory(&self, page: &mut Page) -> Result<(), Trouble> {
        let mut figures = Figures::default();
        for _ in 0..ROUNDS {
            self.live(&mut figures)?;
            if let Some((profile, address)) = &self.browser {
                let running = Running::start(&mut programs::browser(profile.path(), address))?;
                self.screen.until_painted()?;
                thread::sleep(SETTLED);
                figures.browser.push(processes::memory(&processes::below(&running.0)));
                running.end()?;
                self.screen.until_bare()?;
            }
            let watch = Running::start(&mut self.home.command(&["watch"]))?;
            thread::sleep(SETTLED);
            figures.watch.push(processes::memory(&processes::below(&watch.0)));
        }
        figures.tell(page);
        Ok(())
    }

    /// One life of the program: started without a window, opened, closed, restarted, opened again.
    fn live(&self, figures: &mut Figures) -> Result<(), Trouble> {
        let memory = || {
            thread::sleep(SETTLED);
            processes::memory(&processes::of_home(&self.home))
        };
        let running = self.start(&["--hidden"])?;
        figures.hidden.push(memory());
        let first = processes::of_home(&self.home);
        self.open()?;
        figures.open.push(memory());
        self.screen.close_window()?;
        figures.closed.push(memory());
        for _ in 0..REOPENINGS {
            figures.reopened.push(self.open()?);
            thread::sleep(Duration::from_secs(1));
            self.screen.close_window()?;
        }
        let end = Instant::now() + ANEW;
        while processes::of_home(&self.home).iter().any(|process| first.contains(process)) {
            if Instant::now() > end {
                return Err("it does not restart without a window".into());
            }
            thread::sleep(Duration::from_millis(100));
        }
        figures.restarted.push(memory());
        figures.reopened_after_restart.push(self.open()?);
        self.end_ours(running)
    }

    /// Opens the window as a second start does; returns the milliseconds until it was painted.
    fn open(&self) -> Result<f64, Trouble> {
        let begun = Instant::now();
        let second = self.start(&[])?;
        let took = self.painted(begun)?;
        second.until_ended()?;
        Ok(took)
    }
}

/// Measurements of such lives, in MiB and milliseconds.
#[derive(Default)]
struct Figures {
    hidden: Vec<f64>,
    open: Vec<f64>,
    closed: Vec<f64>,
    restarted: Vec<f64>,
    watch: Vec<f64>,
    browser: Vec<f64>,
    reopened: Vec<f64>,
    reopened_after_restart: Vec<f64>,
}

impl Figures {
    fn tell(self, page: &mut Page) {
        page.part(
            "Opening the window again",
            "From a second start (a click on the program's icon) to the painted window of the program that runs \
             without a window.",
        );
        page.times(&[
            Line::new("right after it was closed", self.reopened),
            Line::new("after the program restarted without a window", self.reopened_after_restart),
        ]);
        page.part(
            "Memory",
            "The whole process tree, including the processes of WebKit and Chromium, five seconds after the last \
             activity; shared pages are divided among the processes that share them (PSS). One OA. A session bus \
             without a tray; no graphics card, so software rendering is included.",
        );
        let (hidden, restarted, watch) = (
            Line::new("without a window since the start", self.hidden),
            Line::new("half a minute later, after the restart without a window", self.restarted),
            Line::new("`oa-token watch`", self.watch),
        );
        let [of_hidden, of_restarted, of_watch] = [&hidden, &restarted, &watch].map(|line| line.part(50));
        let open = Line::new("window open", self.open);
        let of_open = open.part(50);
        let mut beside_browser = None;
        let mut lines = vec![hidden, open, Line::new("window just closed", self.closed), restarted, watch];
        if !self.browser.is_empty() {
            let browser = Line::new("Chromium `--app=`, the same page", self.browser);
            beside_browser = Some(of_open / browser.part(50));
            lines.push(browser);
        }
        page.figures("MiB", &lines);
        if let Some(ratio) = beside_browser {
            page.at_most("window open / Chromium", ratio, MEMORY_BESIDE_BROWSER, "");
        }
        page.at_most("without a window", of_hidden, HIDDEN, " MiB");
        page.at_most("after the restart without a window", of_restarted, HIDDEN, " MiB");
        page.at_most("`oa-token watch`", of_watch, WATCH, " MiB");
    }
}
