//! The receivers of an OA's tokens are told its states, beside the tokens.

use jiff::SignedDuration;
use oa_token_engine::{Alerted, NewWebhook, PlaceEdit};
use oa_token_model::destination::{DeliveryFault, DestinationId, PlaceState, WebhookAddress};
use oa_token_model::refresh::plan::Trigger;
use serde_json::Value;
use testkit::{Receiver, Reply};

use crate::alerts::{ALL, EACH, HOUR, World};
use crate::bench::started;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A receiver that has the token of an OA whose refresh token ends in 90 days.
async fn receiver(world: &World) -> (Receiver, DestinationId) {
    let receiver = Receiver::start().unwrap();
    world.engine.refresh().send(&world.bench.profile, Trigger::User).await.unwrap();
    let new = NewWebhook {
        name: None,
        address: WebhookAddress::parse(&format!("{}/FAKE_path_7f", receiver.origin())).unwrap(),
        with_token: true,
        with_states: true,
        private_network: false,
        preset: None,
    };
    let (id, _) = world.engine.destinations().add_webhook(&world.bench.profile, new).await.unwrap();
    assert_eq!(receiver.taken().len(), 1, "the token");
    (receiver, id)
}

/// What the receiver took, by event, matter and level.
fn taken(receiver: &Receiver) -> Vec<String> {
    let said = |body: &String| {
        let body: Value = serde_json::from_str(body).unwrap();
        let word = |name: &str| body["data"][name].as_str().unwrap_or_default().to_owned();
        format!("{} {} {}", body["type"].as_str().unwrap(), word("matter"), word("level")).trim_end().to_owned()
    };
    receiver.taken().iter().map(said).collect()
}

const SENT: Alerted = Alerted { sent: 1, waiting: 0 };
const WAITS: Alerted = Alerted { sent: 0, waiting: 1 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_is_told_once_what_its_oa_needs_and_that_all_is_well() {
    let world = World::new().await;
    let (receiver, id) = receiver(&world).await;
    assert_eq!(world.send().await, Alerted::default());
    world.clock.pass(DAY * 62);
    assert_eq!(world.send().await, SENT);
    world.clock.pass(DAY * 2);
    assert_eq!(world.send().await, Alerted::default(), "one message a matter");
    // While the receiver is away, the newer state takes the place of the older one.
    receiver.always(Reply::Status(503, String::new()));
    for days in [12, 7] {
        world.clock.pass(DAY * days);
        assert_eq!(world.send().await, WAITS);
    }
    assert_eq!(world.send().await, WAITS, "not before its pause ends");
    receiver.always(Reply::Taken);
    world.clock.pass(HOUR);
    assert_eq!(world.send().await, SENT);
    world.clock.pass(DAY * 10);
    assert_eq!(world.send().await, SENT);
    world.paste(7).await;
    assert_eq!(world.send().await, SENT);
    assert_eq!(world.send().await, Alerted::default());
    let expected = [
        "oa.token.refreshed",
        "oa.consent.needed consent 30",
        "oa.consent.needed consent 7",
        "oa.consent.needed consent needed",
        "oa.token.refreshed",
        "oa.token.recovered consent over",
    ];
    assert_eq!(taken(&receiver), expected);
    for one in receiver.received() {
        assert!(one.header("webhook-signature").starts_with("v1,"));
        let is_token = one.body.contains("oa.token.refreshed");
        assert_eq!(one.body.contains("access_token"), is_token, "states only");
        assert!(one.body.contains(world.bench.profile.as_str()) && one.path == "/FAKE_path_7f");
    }
    let log = world.engine.destinations().log(&id, 100).await.unwrap();
    let failed = log.iter().filter(|entry| entry.fault == Some(DeliveryFault::ReceiverFailed)).count();
    assert_eq!((log.len(), failed), (8, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_access_token_that_ended_is_told_and_other_places_are_not() {
    let world = World::new().await;
    let (receiver, _) = receiver(&world).await;
    world.bench.engine.auto_refresh().set_automatic(&world.bench.profile, true).await.unwrap();
    world.broken_place().await;
    world.clock.pass(HOUR * 25);
    assert_eq!(world.send().await, Alerted::default(), "it ended just now");
    world.clock.pass(HOUR * 2);
    assert_eq!(world.send().await, SENT);
    world.paste(7).await;
    assert_eq!(world.send().await, SENT);
    let expected = ["oa.token.failing token ended", "oa.token.refreshed", "oa.token.recovered token over"];
    assert_eq!(taken(&receiver)[1..], expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_that_should_not_know_the_states_is_told_none() {
    let world = World::new().await;
    let (receiver, id) = receiver(&world).await;
    let told = |told| PlaceEdit { with_states: Some(told), ..PlaceEdit::default() };
    world.engine.destinations().edit(&id, told(false)).await.unwrap();
    world.clock.pass(DAY * 62);
    assert_eq!(world.send().await, Alerted::default());
    world.engine.destinations().edit(&id, told(true)).await.unwrap();
    assert_eq!(world.send().await, SENT);
    assert_eq!(taken(&receiver), ["oa.token.refreshed", "oa.consent.needed consent 30"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_and_a_later_one_tell_a_receiver_once() {
    let world = World::new().await;
    let (receiver, _) = receiver(&world).await;
    world.clock.pass(DAY * 62);
    let other = started(World::options(&world.bench, &world.telegram, &world.clock)).await;
    let (one, two) = tokio::join!(world.send(), async { other.alerts().send_due(EACH, ALL).await.unwrap() });
    assert_eq!(one.sent + two.sent, 1);
    let later = started(World::options(&world.bench, &world.telegram, &world.clock)).await;
    assert_eq!(later.alerts().send_due(EACH, ALL).await.unwrap(), Alerted::default());
    assert_eq!(taken(&receiver).len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_that_was_sent_and_not_recorded_comes_again_with_the_same_id() {
    let world = World::new().await;
    let (receiver, id) = receiver(&world).await;
    world.clock.pass(DAY * 62);
    receiver.next(Reply::Silent);
    assert_eq!(world.engine.alerts().send_due(EACH / 10, ALL).await.unwrap(), WAITS);
    world.clock.pass(HOUR);
    assert_eq!(world.send().await, SENT);
    let ids: Vec<String> = receiver.received()[1..].iter().map(|one| one.header("webhook-id").to_owned()).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
    // A receiver that wants nothing more gets no token either.
    receiver.next(Reply::Status(410, String::new()));
    world.clock.pass(DAY * 16);
    assert_eq!(world.send().await, WAITS);
    world.paste(8).await;
    let places = world.engine.destinations().list(&world.bench.profile).await.unwrap();
    assert_eq!((places[0].state, &places[0].record.id), (PlaceState::Stopped, &id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_vault_that_was_locked_for_hours_is_told_as_soon_as_it_is_open() {
    let world = World::new().await;
    let (receiver, _) = receiver(&world).await;
    world.telegram().await;
    // A program that has waited for the key since it began.
    let waiting = oa_token_engine::Engine::start(World::options(&world.bench, &world.telegram, &world.clock)).unwrap();
    assert!(waiting.open().await.unwrap());
    let wrong = oa_token_vault::keys::KeySource::KeyFile(world.bench.home.path().join("no-such-key"));
    waiting.protection().unlock_by(wrong).await.unwrap_err();
    world.clock.pass(HOUR * 3);
    assert_eq!(world.telegram.connections(), 0, "no message can be sent before");
    waiting.protection().unlock().await.unwrap();
    assert_eq!(waiting.alerts().send_due(EACH, ALL).await.unwrap().sent, 2);
    world.clock.pass(HOUR * 30);
    assert_eq!(waiting.alerts().send_due(EACH, ALL).await.unwrap().sent, 0, "once, and no all-clear");
    assert!(world.texts()[0].contains("Kho token bị khóa từ"), "{:?}", world.texts());
    assert!(taken(&receiver)[1].starts_with("oa.token.failing locked until"), "{:?}", taken(&receiver));
}
