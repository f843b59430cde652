//! Checks what a second start finds after a kill or a failing disk, and whether that is allowed. Practice Zalo's ledger
//! decides: for a lost answer it shows whether there was one, and whether its pair was ever used.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use oa_token_engine::i18n::{self, Language};
use serde_json::Value;
use tempfile::TempDir;
use zalo_sim::{Config, Ledger, Sim, TokenKind, TokenState};

use crate::captured_output::{CallResult, say};
use crate::home::{APP_ID, Home, zalo};
use crate::proof::{Scale, Tally, Trouble};

/// The one profile.
pub(crate) const NAME: &str = "shop";
/// What the command prints for a saved pair.
pub(crate) const SAVED: &str = "Đã lưu";
/// Tries on one home and one practice Zalo; the ledger is copied at each check, and it grows.
const LIFE: usize = 200;
/// Number of refreshes used to measure how long one takes.
const MEASURED: u32 = 4;
/// One send and one recovery.
const MOST_SENDS: usize = 2;

/// A home with the profile, and the practice Zalo that issued its tokens.
pub(crate) struct Shop {
    /// Practice Zalo.
    pub(crate) sim: Sim,
    /// The home.
    pub(crate) home: Home,
    /// How long an undisturbed refresh takes here.
    pub(crate) life: Duration,
    /// Number of tries so far whose answer was lost on the wire.
    deaths: u64,
}

/// The profile's state after a second start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stands {
    /// The vault has the live pair.
    Live,
    /// An answer was lost on the wire and correctly reported as lost; a fresh token has been imported since.
    LostOnTheWire,
}

impl Shop {
    /// Makes the home, imports a first live token, and measures a refresh.
    pub(crate) fn new(scale: &Scale) -> Result<Self, Trouble> {
        Self::at(tempfile::tempdir()?, scale)
    }

    /// Makes the home and imports a first live token, for a try that measures nothing.
    pub(crate) fn unmeasured(folder: TempDir, scale: &Scale) -> Result<Self, Trouble> {
        let sim = zalo(Config::default())?;
        let home = Home::at(folder, scale.command(), sim.origin())?;
        home.import(NAME, &sim.issue_pair(APP_ID).refresh_token, &[])?;
        Ok(Self { sim, home, life: Duration::ZERO, deaths: 0 })
    }

    /// Does the same in the given folder, for example on a separate disk.
    pub(crate) fn at(folder: TempDir, scale: &Scale) -> Result<Self, Trouble> {
        let shop = Self::unmeasured(folder, scale)?;
        // The first refresh creates files for the later ones; the fastest is the one that the machine delayed least.
        let mut life = Duration::MAX;
        for _ in 0..MEASURED {
            let begun = Instant::now();
            let output = shop.home.run(&["refresh", NAME])?;
            if !output.status.success() {
                return Err(format!("a refresh without a fault ended with {}", output.status).into());
            }
            life = life.min(begun.elapsed());
        }
        Ok(Self { life, ..shop })
    }

    /// Starts the refresh again, and judges what it found and prints. `said_saved`: the run before had exited with 0.
    pub(crate) fn refresh_again(&mut self, said_saved: bool) -> Result<Stands, String> {
        let ran = self.run(&["--json", "refresh", NAME])?;
        let row = row(&ran.out);
        match (ran.code, row["outcome"].as_str()) {
            (Some(0), Some("saved")) => self.holds_live_pair().map(|()| Stands::Live),
            (Some(11), Some("rejected")) if said_saved => Err("reported saved, but the token was dead".to_owned()),
            (Some(11), Some("rejected")) => self.judge_death(&row).map(|()| Stands::LostOnTheWire),
            (code, outcome) => Err(format!("the second start ended with {code:?}, {outcome:?}, {}", row["reason"])),
        }
    }

    /// Judges the profile's state without refreshing it, unless its token is not the live one.
    pub(crate) fn look(&mut self) -> Result<Stands, String> {
        if self.holds_live_pair().is_ok() {
            return self.judge_ledger().map(|()| Stands::Live);
        }
        self.refresh_again(false)
    }

    /// Fails unless `token` prints the access token of the newest live pair, and nothing was sent too often.
    pub(crate) fn holds_live_pair(&self) -> Result<(), String> {
        let ran = self.run(&["token", NAME])?;
        let live = self.sim.live_pair(APP_ID).ok_or("practice Zalo has no live pair")?.access_token;
        if ran.code != Some(0) {
            return Err(format!("`token` ended with {:?}", ran.code));
        }
        if ran.out.trim_end() != live {
            return Err("`token` ended with 0 but did not print the live token".to_owned());
        }
        self.judge_ledger()
    }

    /// Fails unless an answer was lost on the wire, is reported as such, and nothing more is sent; then imports a fresh
    /// token.
    fn judge_death(&mut self, row: &Value) -> Result<(), String> {
        if row["reason"] != "dead" {
            return Err(format!("rejected for the reason {}", row["reason"]));
        }
        let ledger = self.sim.ledger();
        let refused = ledger.token_requests().last().ok_or("reported dead, but nothing was sent")?;
        let spent_before = |request: &&zalo_sim::SeenRequest| request.token == refused.token && request.spent;
        if refused.spent || refused.token.is_none() || ledger.token_requests().filter(spent_before).count() != 1 {
            return Err("reported dead, but practice Zalo never answered that token".to_owned());
        }
        let said = self.run(&["refresh", NAME])?.out;
        let words = i18n::load(Language::Vietnamese);
        if !said.contains(&i18n::say(words, "dead-lost-answer")) {
            return Err("reported dead, but not reported as lost on the way".to_owned());
        }
        if self.sim.ledger().requests.len() != ledger.requests.len() {
            return Err("a token known to be dead was sent again".to_owned());
        }
        self.judge_ledger()?;
        self.deaths += 1;
        let fresh = self.sim.issue_pair(APP_ID).refresh_token;
        self.home.import(NAME, &fresh, &["--replace"]).map_err(|trouble| trouble.to_string())
    }

    fn judge_ledger(&self) -> Result<(), String> {
        let ledger = self.sim.ledger();
        if let Some(violation) = ledger.violations.first() {
            return Err(violation.clone());
        }
        match ledger.tokens.iter().find(|token| token.sends > MOST_SENDS) {
            Some(token) => Err(format!("token {} was sent {} times", token.serial, token.sends)),
            None => Ok(()),
        }
    }

    /// Judges a home after all its tries: the vault is intact, and the number of lost pairs equals the number of
    /// reported losses. This detects a pair that arrived and was dropped, whatever the command printed.
    pub(crate) fn judge_life(&self) -> Result<(), String> {
        let ran = self.run(&["doctor"])?;
        if ran.code != Some(0) {
            return Err(format!("doctor ended with {:?}", ran.code));
        }
        self.judge_pairs()
    }

    /// Judges by practice Zalo's ledger alone: the number of lost pairs equals the number of reported losses.
    pub(crate) fn judge_pairs(&self) -> Result<(), String> {
        let ledger = self.sim.ledger();
        let (lost, again) = (lost_pairs(&ledger), spent_tokens_sent_again(&ledger));
        if lost != self.deaths {
            return Err(format!("{lost} pairs were lost, but {} losses were reported", self.deaths));
        }
        if again > lost {
            return Err(format!(
                "spent tokens were sent again {again} times, but only {lost} answers were lost on the wire"
            ));
        }
        self.judge_ledger()
    }

    fn run(&self, args: &[&str]) -> Result<CallResult, String> {
        say(&self.home, args).map_err(|trouble| trouble.to_string())
    }
}

/// Returns the first row that `--json refresh` printed; null if unreadable.
pub(crate) fn row(printed: &str) -> Value {
    serde_json::from_str::<Value>(printed).map(|rows| rows[0].clone()).unwrap_or_default()
}

/// Counts the pairs that were issued and lost: live, never sent, and not in the vault.
fn lost_pairs(ledger: &Ledger) -> u64 {
    let unused = ledger
        .tokens
        .iter()
        .filter(|token| token.kind == TokenKind::Refresh && token.state == TokenState::Live && token.sends == 0);
    (unused.count() as u64).saturating_sub(1)
}

/// Counts the requests whose token an earlier request had spent. A request that arrived first and lost the race inside
/// practice Zalo does not count.
pub(crate) fn spent_tokens_sent_again(ledger: &Ledger) -> u64 {
    let mut spent = HashSet::new();
    let mut again = 0;
    for request in ledger.token_requests() {
        let Some(token) = request.token else { continue };
        again += u64::from(spent.contains(&token));
        if request.spent {
            spent.insert(token);
        }
    }
    again
}

/// Tries every number on a shop, with a new shop after each failure and after a fixed number of tries; each shop is
/// judged too.
pub(crate) fn try_each(
    scale: &Scale,
    numbers: &[u64],
    one: impl FnMut(&mut Shop, u64, &mut Tally) -> Result<(), String>,
) -> Result<Tally, Trouble> {
    try_each_on(|| Shop::new(scale), numbers, one)
}

/// Does the same on shops that are made like this, for example on a separate disk.
pub(crate) fn try_each_on(
    make: impl Fn() -> Result<Shop, Trouble>,
    numbers: &[u64],
    mut one: impl FnMut(&mut Shop, u64, &mut Tally) -> Result<(), String>,
) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    let mut shop = None;
    for (at, number) in numbers.iter().enumerate() {
        let mut here = match shop.take() {
            Some(shop) => shop,
            None => make()?,
        };
        let mut outcome = one(&mut here, *number, &mut tally);
        let is_last = at + 1 == numbers.len() || (at + 1) % LIFE == 0;
        if is_last {
            outcome = outcome.and_then(|()| here.judge_life());
        }
        if outcome.is_ok() && !is_last {
            shop = Some(here);
        }
        tally.note(outcome.map_err(|what| format!("try {number}: {what}")));
    }
    Ok(tally)
}
