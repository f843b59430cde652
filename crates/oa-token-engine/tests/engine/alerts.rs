//! Alerts outside the computer, against a local stand-in of Telegram and a receiver of webhooks.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::{Alerted, Engine, EngineOptions};
use oa_token_model::alert::AlertChannelId;
use oa_token_model::destination::{DeliveryFault, DestinationId, WebhookAddress};
use oa_token_model::export::stored_choice::file_target;
use oa_token_model::export::{Choice, EnvNames, Format};
use oa_token_model::origin::Origin;
use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use serde_json::Value;
use testkit::{Receiver, Reply, ShiftedClock, pair};

use crate::bench::{Bench, started};

const BOT: &str = "123456:FAKE_BOT_TOKEN-9x";
const CHAT: &str = "-100987654";
pub(crate) const EACH: Duration = Duration::from_secs(2);
pub(crate) const ALL: Duration = Duration::from_secs(20);
pub(crate) const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A program on the bench's home with a stand-in of Telegram and a clock that is set.
pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) telegram: Receiver,
    pub(crate) clock: Arc<ShiftedClock>,
    pub(crate) engine: Engine,
}

impl World {
    pub(crate) async fn new() -> Self {
        let (bench, telegram) = (Bench::new().await, Receiver::start().unwrap());
        let clock = ShiftedClock::ahead(SignedDuration::ZERO);
        let engine = started(Self::options(&bench, &telegram, &clock)).await;
        Self { bench, telegram, clock, engine }
    }

    pub(crate) fn options(bench: &Bench, telegram: &Receiver, clock: &Arc<ShiftedClock>) -> EngineOptions {
        let mut options = EngineOptions { clock: Arc::clone(clock) as _, ..bench.options() };
        options.environment.telegram = Origin::parse(&telegram.origin()).unwrap();
        options
    }

    pub(crate) async fn telegram(&self) -> AlertChannelId {
        self.engine.alerts().add_telegram(&Secret::new(BOT), &Secret::new(CHAT)).await.unwrap().unwrap()
    }

    pub(crate) async fn send(&self) -> Alerted {
        self.engine.alerts().send_due(EACH, ALL).await.unwrap()
    }

    /// A file in a folder that is not there.
    pub(crate) async fn broken_place(&self) -> (DestinationId, std::path::PathBuf) {
        let folder = self.bench.home.path().join("site");
        let choice = Choice { format: Format::Env, with_refresh_token: false, names: EnvNames::default() };
        let file = file_target(folder.join("zalo.env"), &choice);
        (self.engine.destinations().add_file(&self.bench.profile, None, file).await.unwrap(), folder)
    }

    pub(crate) async fn paste(&self, number: usize) {
        let (access, refresh) = (format!("FAKE_AT_{number}"), format!("FAKE_RT_{number}"));
        let edit = ProfileEdit { pair: Some(pair(Some(&access), Some(&refresh))), ..ProfileEdit::default() };
        self.engine.profiles().edit(&self.bench.profile, edit).await.unwrap();
        self.engine.refresh().drain().await;
    }

    pub(crate) fn texts(&self) -> Vec<String> {
        let text = |body: &String| serde_json::from_str::<Value>(body).unwrap()["text"].as_str().unwrap().to_owned();
        self.telegram.taken().iter().map(text).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_place_that_fails_for_an_hour_is_told_once_and_gets_its_all_clear() {
    let world = World::new().await;
    world.telegram().await;
    world.paste(1).await;
    let (_, folder) = world.broken_place().await;
    assert_eq!(world.send().await, Alerted::default(), "not before an hour");
    world.clock.pass(HOUR * 2);
    assert_eq!(world.send().await, Alerted { sent: 1, waiting: 0 });
    world.clock.pass(HOUR * 30);
    assert_eq!(world.send().await, Alerted::default(), "once");
    std::fs::create_dir(&folder).unwrap();
    world.engine.destinations().deliver_due(None, EACH, ALL).await;
    assert_eq!(world.send().await, Alerted { sent: 1, waiting: 0 });
    assert_eq!(world.send().await, Alerted::default());
    let texts = world.texts();
    assert!(texts[0].contains("shop: zalo.env chưa nhận được token mới"), "{texts:?}");
    assert!(texts[1].contains("shop: zalo.env đã nhận được token mới"), "{texts:?}");
    for one in world.telegram.received() {
        assert_eq!(one.path, format!("/bot{BOT}/sendMessage"));
        let body: Value = serde_json::from_str(&one.body).unwrap();
        assert_eq!((body["chat_id"].as_str(), body.get("parse_mode")), (Some(CHAT), None));
        assert!(!one.body.contains("FAKE_AT") && !one.body.contains("FAKE_RT"), "states only");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_that_says_wait_refuses_or_is_silent_gets_the_message_later_and_once() {
    let world = World::new().await;
    let id = world.telegram().await;
    world.paste(1).await;
    world.broken_place().await;
    world.clock.pass(HOUR * 2);
    let wait = r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":300}}"#;
    for (reply, fault, before, after) in [
        (Reply::Status(429, wait.to_owned()), DeliveryFault::Rejected, 299, 1),
        (Reply::Status(401, r#"{"ok":false}"#.to_owned()), DeliveryFault::Rejected, 299, 1),
        (Reply::Status(502, "<html>".to_owned()), DeliveryFault::ReceiverFailed, 1799, 1),
        (Reply::Status(302, String::new()), DeliveryFault::Redirect, 3599, 1),
        (Reply::Silent, DeliveryFault::TimedOut, 3599, 1),
    ] {
        world.telegram.next(reply);
        let asked = world.telegram.received().len();
        assert_eq!(world.send().await, Alerted { sent: 0, waiting: 1 });
        let channel = world.engine.alerts().list().await.unwrap().remove(0);
        assert_eq!(channel.progress.fault, Some(fault));
        world.clock.pass(SignedDuration::from_secs(before));
        assert_eq!(world.send().await, Alerted { sent: 0, waiting: 1 }, "not before its pause ends");
        assert_eq!(world.telegram.received().len(), asked + 1);
        world.clock.pass(SignedDuration::from_secs(after + 1));
    }
    assert_eq!(world.send().await, Alerted { sent: 1, waiting: 0 });
    assert_eq!(world.texts().len(), 1);
    world.telegram.next(Reply::Status(401, String::new()));
    assert_eq!(world.engine.alerts().test(&id).await.unwrap(), Err((DeliveryFault::Rejected, Some(401))));
    assert_eq!(world.engine.alerts().test(&id).await.unwrap(), Ok(Some(200)));
    let secrets = format!("{:?}", world.engine.alerts().list().await.unwrap());
    assert!(!secrets.contains("FAKE_BOT") && !secrets.contains(CHAT), "{secrets}");
    assert!(world.engine.alerts().remove(&id).await.unwrap());
    assert_eq!(world.send().await, Alerted::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_of_alerts_gets_signed_states_and_no_token() {
    let world = World::new().await;
    let receiver = Receiver::start().unwrap();
    let address = WebhookAddress::parse(&format!("{}/FAKE_path_7f", receiver.origin())).unwrap();
    let (id, secret) = world.engine.alerts().add_webhook(address, false).await.unwrap();
    assert!(secret.0.expose().starts_with("whsec_"));
    world.paste(1).await;
    let (_, folder) = world.broken_place().await;
    world.clock.pass(HOUR * 2);
    receiver.next(Reply::Status(503, String::new()));
    assert_eq!(world.send().await, Alerted { sent: 0, waiting: 1 });
    world.clock.pass(HOUR);
    assert_eq!(world.send().await, Alerted { sent: 1, waiting: 0 });
    std::fs::create_dir(&folder).unwrap();
    world.engine.destinations().deliver_due(None, EACH, ALL).await;
    assert_eq!(world.send().await.sent, 1);
    assert_eq!(world.engine.alerts().test(&id).await.unwrap(), Ok(Some(200)));
    let taken = receiver.received();
    let body = |at: usize| serde_json::from_str::<Value>(&taken[at].body).unwrap();
    let types: Vec<_> = (0..4).map(|at| body(at)["type"].as_str().unwrap().to_owned()).collect();
    assert_eq!(types, ["oa.token.failing", "oa.token.failing", "oa.token.recovered", "oa.test"]);
    assert_eq!((&body(1)["data"]["matter"], &body(1)["data"]["name"]), (&"place".into(), &"shop".into()));
    let ids: Vec<&str> = taken.iter().map(|one| one.header("webhook-id")).collect();
    assert!(ids[0] == ids[1] && ids[1] != ids[2] && ids[2] != ids[3], "one id at each try: {ids:?}");
    assert!(taken.iter().all(|one| one.header("webhook-signature").starts_with("v1,")));
    assert!(taken.iter().all(|one| !one.body.contains("FAKE_AT") && !one.body.contains("FAKE_RT")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_tell_a_matter_once() {
    let world = World::new().await;
    world.telegram().await;
    world.paste(1).await;
    world.broken_place().await;
    world.clock.pass(HOUR * 2);
    let other = started(World::options(&world.bench, &world.telegram, &world.clock)).await;
    let (one, two) = tokio::join!(world.send(), async { other.alerts().send_due(EACH, ALL).await.unwrap() });
    assert_eq!(one.sent + two.sent, 1);
    other.alerts().watch();
    drop(other);
    assert_eq!(world.texts().len(), 1);
}

/// A month by the engine's clock, in steps of two hours. A place fails and recovers at odd times, the refresh token ends,
/// and the bot is away in every third look.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_month_of_failures_no_message_comes_twice_within_a_day_and_none_is_forgotten() {
    let world = World::new().await;
    world.telegram().await;
    // A refresh token lives for 90 days from here.
    world.engine.refresh().send(&world.bench.profile, oa_token_model::refresh::plan::Trigger::User).await.unwrap();
    let (place, folder) = world.broken_place().await;
    let mut seed = 11_u64;
    let mut random = move |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    let mut said: Vec<(Timestamp, String)> = Vec::new();
    let mut known = 0;
    world.clock.pass(HOUR * 24 * 62);
    for _ in 0..31 * 12 {
        world.clock.pass(HOUR * 2);
        if random(14) == 0 {
            if folder.exists() {
                std::fs::remove_dir_all(&folder).unwrap();
                // The place is broken when it is written next.
                assert!(world.engine.destinations().test(&place).await.unwrap().is_err());
            } else {
                std::fs::create_dir(&folder).unwrap();
            }
        }
        world.engine.destinations().deliver_due(None, EACH, ALL).await;
        let is_away = random(3) == 0;
        world.telegram.always(if is_away { Reply::Status(502, String::new()) } else { Reply::Taken });
        world.send().await;
        for text in world.texts().split_off(known) {
            known += 1;
            let now = world.engine.now();
            said.extend(text.lines().skip(1).map(|line| (now, line.to_owned())));
        }
    }
    // Two days in which all is well.
    world.telegram.always(Reply::Taken);
    std::fs::create_dir_all(&folder).unwrap();
    world.paste(7).await;
    for _ in 0..24 {
        world.clock.pass(HOUR * 2);
        world.engine.destinations().deliver_due(None, EACH, ALL).await;
        world.send().await;
    }
    for text in world.texts().split_off(known) {
        let now = world.engine.now();
        said.extend(text.lines().skip(1).map(|line| (now, line.to_owned())));
    }
    let mut by_line: BTreeMap<&str, Vec<Timestamp>> = BTreeMap::new();
    for (at, line) in &said {
        by_line.entry(line).or_default().push(*at);
    }
    for (line, times) in by_line.iter().filter(|(line, _)| line.contains("chưa nhận được")) {
        for two in times.windows(2) {
            assert!(two[1].duration_since(two[0]) >= HOUR * 23, "twice within a day: {line}");
        }
    }
    let of_place: Vec<&str> =
        said.iter().map(|(_, line)| line.as_str()).filter(|line| line.contains("zalo.env")).collect();
    assert!(of_place.len() >= 4, "{said:#?}");
    for two in of_place.windows(2) {
        assert_ne!(two[0], two[1], "a failure and its all-clear take turns");
    }
    assert!(of_place[of_place.len() - 1].contains("đã nhận được"), "the last all-clear is not forgotten");
    let days = said.iter().filter(|(_, line)| line.contains("refresh token còn")).count();
    assert_eq!(days, 5, "30, 14, 7, 3 and 1 day: {said:#?}");
    assert_eq!(said.iter().filter(|(_, line)| line.contains("cấp quyền lại")).count(), 1, "{said:#?}");
}
