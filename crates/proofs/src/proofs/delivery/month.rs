//! A month of failures by a simulated clock: a place that breaks and recovers at odd times, a refresh token that ends, and
//! channels that are away in many looks.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::Engine;
use oa_token_model::destination::{DestinationId, WebhookAddress};
use oa_token_model::export::stored_choice::file_target;
use oa_token_model::export::{Choice, EnvNames, Format};
use oa_token_model::origin::Origin;
use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use serde_json::Value;
use testkit::{Receiver, Reply, ShiftedClock};
use zalo_sim::Config;

use super::{deliver, runtime};
use crate::home::{APP_ID, zalo};
use crate::proof::{Scale, Tally, Trouble};
use crate::rng::Rng;

const STEP: SignedDuration = SignedDuration::from_hours(2);
const STEPS: u32 = 31 * 12;
/// A refresh token lives for 90 days.
const BEFORE: SignedDuration = SignedDuration::from_hours(62 * 24);
/// A day, less the time between a message and the look at what came. A step is longer.
const DAY: SignedDuration = SignedDuration::from_hours(23);

pub(super) fn months(scale: &Scale) -> Result<Tally, Trouble> {
    let mut tally = Tally::default();
    for number in 0..scale.count {
        let told = month(&mut Rng::new(scale.seed, number))?;
        tally.count("alerts in a month of failures", told.lines.len() as u64);
        tally.note(told.judge().map_err(|what| format!("month {number}: {what}")));
    }
    Ok(tally)
}

/// What the two channels took.
#[derive(Default)]
struct Told {
    /// The lines of the chat.
    lines: Vec<(Timestamp, String)>,
    /// The bodies of the webhook.
    events: Vec<(Timestamp, Value)>,
    ids: Vec<String>,
}

impl Told {
    fn note(&mut self, telegram: &Receiver, webhook: &Receiver, seen: &mut (usize, usize), now: Timestamp) {
        for body in telegram.taken().split_off(seen.0) {
            seen.0 += 1;
            let body: Value = serde_json::from_str(&body).unwrap_or_default();
            let text = body["text"].as_str().unwrap_or_default().to_owned();
            self.lines.extend(text.lines().skip(1).map(|line| (now, line.to_owned())));
        }
        for one in webhook.received().into_iter().filter(|one| one.is_taken).skip(seen.1) {
            seen.1 += 1;
            self.ids.push(one.header("webhook-id").to_owned());
            self.events.push((now, serde_json::from_str(&one.body).unwrap_or_default()));
        }
    }

    fn judge(&self) -> Result<(), String> {
        if self.ids.iter().collect::<BTreeSet<_>>().len() != self.ids.len() {
            return Err("a message came twice".to_owned());
        }
        let of_event = |(at, event): &(Timestamp, Value)| Said {
            at: *at,
            is_of_place: event["data"]["matter"] == "place",
            level: event["data"]["level"].as_str().unwrap_or_default().to_owned(),
            is_over: event["type"] == "oa.token.recovered",
        };
        let of_line = |(at, line): &(Timestamp, String)| Said {
            at: *at,
            is_of_place: line.contains("zalo.env"),
            // A step is shorter than a day, so a level is told on its day, or on the next ones while the bot is away.
            level: line.clone(),
            is_over: line.contains("đã nhận được") || line.contains("đã có token mới"),
        };
        let events: Vec<Said> = self.events.iter().map(of_event).collect();
        let lines: Vec<Said> = self.lines.iter().map(of_line).collect();
        judge_channel(&events).map_err(|what| format!("webhook: {what}"))?;
        judge_channel(&lines).map_err(|what| format!("chat: {what}"))
    }
}

/// One message.
struct Said {
    at: Timestamp,
    is_of_place: bool,
    level: String,
    is_over: bool,
}

/// 30, 14, 7, 3 and 1 day, and the end.
const LEVELS: usize = 6;

fn judge_channel(said: &[Said]) -> Result<(), String> {
    let (place, token): (Vec<&Said>, Vec<&Said>) = said.iter().partition(|one| one.is_of_place);
    let mut times: BTreeMap<(bool, &str), Vec<Timestamp>> = BTreeMap::new();
    for one in said.iter().filter(|one| !one.is_over) {
        times.entry((one.is_of_place, &one.level)).or_default().push(one.at);
    }
    if times.values().any(|times| times.windows(2).any(|two| two[1].duration_since(two[0]) < DAY)) {
        return Err("a matter was told twice within a day".to_owned());
    }
    let turns: Vec<bool> = place.iter().map(|one| one.is_over).collect();
    if turns.is_empty() || turns.windows(2).any(|two| two[0] == two[1]) || turns.last() != Some(&true) {
        return Err(format!("failures and all-clears of the place do not take turns: {turns:?}"));
    }
    let levels: BTreeSet<&str> = token.iter().filter(|one| !one.is_over).map(|one| one.level.as_str()).collect();
    let count = token.iter().filter(|one| !one.is_over).count();
    if levels.len() != LEVELS || count != LEVELS || !token.last().is_some_and(|one| one.is_over) {
        return Err(format!("of the refresh token {count} messages came, {} of them different", levels.len()));
    }
    Ok(())
}

fn month(rng: &mut Rng) -> Result<Told, Trouble> {
    let (sim, folder) = (zalo(Config::default())?, tempfile::tempdir()?);
    let (telegram, webhook) = (Receiver::start()?, Receiver::start()?);
    let clock = ShiftedClock::ahead(SignedDuration::ZERO);
    let (mut told, mut seen) = (Told::default(), (0, 0));
    runtime()?.block_on(async {
        let mut options = testkit::options(folder.path(), &sim.origin())?;
        options.clock = clock.clone();
        options.environment.telegram = Origin::parse(&telegram.origin())?;
        let engine = testkit::started(options).await?;
        let first = sim.issue_pair(APP_ID).refresh_token;
        let oa = engine.profiles().create(testkit::seed("shop", &first)).await?.id;
        engine.refresh().send(&oa, Trigger::User).await?;
        let site = folder.path().join("site");
        let choice = Choice { format: Format::Env, with_refresh_token: false, names: EnvNames::default() };
        let file = file_target(site.join("zalo.env"), &choice);
        let place = engine.destinations().add_file(&oa, None, file).await?;
        let alerts = engine.alerts();
        alerts.add_telegram(&Secret::new("123456:FAKE_BOT_TOKEN"), &Secret::new("-100987654")).await??;
        alerts.add_webhook(WebhookAddress::parse(&format!("{}/FAKE", webhook.origin()))?, false).await?;
        clock.pass(BEFORE);
        for _ in 0..STEPS {
            if rng.below(14) == 0 {
                toggle(&engine, &place, &site).await?;
            }
            for channel in [&telegram, &webhook] {
                let is_away = rng.below(3) == 0;
                channel.always(if is_away { Reply::Status(502, String::new()) } else { Reply::Taken });
            }
            look(&engine, &clock).await?;
            told.note(&telegram, &webhook, &mut seen, engine.now());
        }
        // All is well for two days.
        telegram.always(Reply::Taken);
        webhook.always(Reply::Taken);
        std::fs::create_dir_all(&site)?;
        let pair = Some(testkit::pair(Some("FAKE_AT_new"), Some("FAKE_RT_new")));
        engine.profiles().edit(&oa, ProfileEdit { pair, ..ProfileEdit::default() }).await?;
        for _ in 0..24 {
            look(&engine, &clock).await?;
            told.note(&telegram, &webhook, &mut seen, engine.now());
        }
        Ok(told)
    })
}

/// Breaks the place, or repairs it.
async fn toggle(engine: &Engine, place: &DestinationId, site: &std::path::Path) -> Result<(), Trouble> {
    if site.exists() {
        std::fs::remove_dir_all(site)?;
        engine.destinations().test(place).await?.err().ok_or("a place without its folder was written")?;
    } else {
        std::fs::create_dir(site)?;
    }
    Ok(())
}

async fn look(engine: &Engine, clock: &ShiftedClock) -> Result<(), Trouble> {
    clock.pass(STEP);
    deliver(engine).await;
    engine.alerts().send_due(Duration::from_secs(5), Duration::from_secs(20)).await?;
    Ok(())
}
