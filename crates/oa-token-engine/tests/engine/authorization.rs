//! A pair by consent: the link out, the address back, the code exchanged under the ledger's rules.

use std::time::Duration;

use jiff::SignedDuration;
use oa_token_engine::callback_listener::Pages;
use oa_token_engine::{Check, Consent, ConsentEnd, Engine, EngineError, EngineEvent, EngineOptions};
use oa_token_model::authorization::{BadAddress, Callback, InvalidCallback};
use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::{OfficialAccount, ProfileId};
use oa_token_model::records::{ProfileEdit, ProfileSeed};
use oa_token_model::refresh::{NotSent, UnknownCause};
use oa_token_model::secret::Secret;
use oa_token_model::status::{ProfileState, profile_state};
use oa_token_model::token::{Generation, Source, TokenPair};
use oa_token_model::zalo::RefusalKind;
use oa_token_vault::ProfileStore as _;
use testkit::{ShiftedClock, free_port};
use tokio::io::AsyncWriteExt;
use url::Url;
use zalo_sim::{App, Config, Fault};

use crate::bench::{APP_ID, Bench, SECRET_KEY, dies, pair, refresh, seed, started, with_pair, with_secret_key};
use crate::crashes::assert_nothing_in_clear;

const CALLBACK: &str = "https://shop.example/zalo";

/// The address the browser is sent to when an admin allows what the link asks for.
fn allow(bench: &Bench, consent: &Consent) -> Secret {
    let link = Url::parse(&consent.link).unwrap();
    let value = |name: &str| link.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
    let app = value("app_id").unwrap();
    let given = bench.sim.consent(&app, &value("redirect_uri").unwrap(), value("code_challenge").as_deref());
    Secret::new(given.unwrap().address)
}

fn callback_at(text: &str) -> Callback {
    Callback::parse(text).unwrap()
}

async fn begin(bench: &Bench, id: &ProfileId) -> Consent {
    bench.engine.authorization().begin(id, callback_at(CALLBACK), true).await.unwrap()
}

/// Begins, has the admin allow it, and hands the address in; returns the words for it.
async fn consented(bench: &Bench) -> &'static str {
    let consent = begin(bench, &bench.profile).await;
    finish(&bench.engine, &bench.profile, &allow(bench, &consent)).await.result.message_id()
}

async fn finish(engine: &Engine, id: &ProfileId, address: &Secret) -> Outcome {
    match engine.authorization().finish(id, Some(address.clone()), false).await.unwrap() {
        ConsentEnd::Ended(outcome) => *outcome,
        end @ (ConsentEnd::BadAddress(_) | ConsentEnd::Over | ConsentEnd::OtherOa { .. }) => panic!("{end:?}"),
    }
}

async fn words_of_diary(bench: &Bench) -> Vec<&'static str> {
    let history = bench.engine.profiles().history(Some(bench.profile.clone()), 50).await.unwrap();
    history.iter().map(|line| line.event.message_id()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_without_tokens_gets_its_first_pair() {
    let bench = Bench::new().await;
    let pair = TokenPair::default();
    let id = bench.engine.profiles().create(ProfileSeed { pair, ..seed("new shop", "") }).await.unwrap().id;
    let consent = begin(&bench, &id).await;
    assert!(consent.link.starts_with(&format!("{}/v4/oa/permission?app_id={APP_ID}&", bench.sim.origin())));
    let address = allow(&bench, &consent);
    let outcome = finish(&bench.engine, &id, &address).await;
    assert_eq!((outcome.result.message_id(), outcome.generation), ("saved", Generation(2)));
    let record = bench.engine.profiles().get(&id).await.unwrap();
    assert_eq!(record.current.source, Source::Exchange);
    assert!(record.current.expiry.access_expires_at.is_some() && record.current.expiry.refresh_expires_at.is_some());
    assert_eq!(
        (profile_state(&record, bench.engine.now()), record.callback.as_deref()),
        (ProfileState::Ok, Some(CALLBACK))
    );
    // The pair works, and its next refresh is an ordinary one.
    assert_eq!(refresh(&bench.engine, &id).await.result.message_id(), "saved");
    assert!(bench.engine.authorization().pending(&id).is_none(), "a consent ends when its pair is saved");
    bench.assert_contract();
    let code = Url::parse(address.expose()).unwrap();
    let code = code.query_pairs().find(|(key, _)| key == "code").unwrap().1.into_owned();
    assert_nothing_in_clear(bench.home.path(), &[&code]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_profile_is_revived_and_the_diary_has_the_event() {
    let bench = Bench::new().await;
    let other = bench.sim.issue_pair(APP_ID);
    bench.click().await;
    // Somebody else used the token: ours is dead.
    bench.edit(with_pair(pair(None, Some(&other.refresh_token.replace("RT", "XX"))))).await;
    assert!(matches!(bench.click().await.result, AttemptResult::Dead { .. }));
    begin(&bench, &bench.profile).await;
    // A code that is no good changes nothing of how the profile stands.
    let stale = Secret::new(format!("{CALLBACK}?code=FAKE_code_of_yesterday"));
    let refused = finish(&bench.engine, &bench.profile, &stale).await;
    assert!(matches!(&refused.result, AttemptResult::Refused(error) if error.kind == RefusalKind::CodeSpent));
    assert_eq!(profile_state(&bench.record().await, bench.engine.now()), ProfileState::NeedsConsent);
    assert!(bench.engine.authorization().pending(&bench.profile).is_none());
    assert_eq!(consented(&bench).await, "saved");
    bench.assert_live().await;
    assert_eq!(profile_state(&bench.record().await, bench.engine.now()), ProfileState::Ok);
    let told = ["history-consent-saved", "history-consent-refused", "history-dead"];
    assert_eq!(words_of_diary(&bench).await[..3], told);
    bench.assert_contract();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_key_is_corrected_and_the_same_address_still_works() {
    let bench = Bench::new().await;
    bench.edit(with_secret_key("FAKE_SECRET_of_another")).await;
    let consent = begin(&bench, &bench.profile).await;
    let address = allow(&bench, &consent);
    let refused = finish(&bench.engine, &bench.profile, &address).await;
    assert!(matches!(&refused.result, AttemptResult::Refused(error) if error.kind == RefusalKind::WrongSecretKey));
    bench.edit(with_secret_key(SECRET_KEY)).await;
    assert_eq!(finish(&bench.engine, &bench.profile, &address).await.result.message_id(), "saved");
    bench.assert_live().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_refusal_of_zalo_has_its_own_sentence_and_removes_no_token() {
    let bench = Bench::new().await;
    let mut app = App::new(APP_ID, SECRET_KEY);
    app.active = false;
    for (code, words) in [
        (-14002, "refused-app-id"),
        (-14003, "refused-callback"),
        (-14005, "refused-code"),
        (-14014, "refused-code"),
        (-32, "refused-rate"),
    ] {
        bench.sim.script([Fault::ErrorCode { code, name: "FAKE no".to_owned() }]);
        assert_eq!(consented(&bench).await, words);
    }
    let consent = begin(&bench, &bench.profile).await;
    let address = allow(&bench, &consent);
    bench.sim.advance(Duration::from_secs(601));
    assert_eq!(finish(&bench.engine, &bench.profile, &address).await.result.message_id(), "refused-code");
    let consent = begin(&bench, &bench.profile).await;
    let address = allow(&bench, &consent);
    bench.sim.add_app(app);
    assert_eq!(finish(&bench.engine, &bench.profile, &address).await.result.message_id(), "refused-app-id");
    bench.assert_kept().await;
    assert_eq!(bench.sim.spends(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_answer_is_requested_once_more_and_ends_as_unclear_or_over() {
    let bench = Bench::new().await;
    // Lost before Zalo did anything: the one recovery send brings the pair.
    bench.sim.script([Fault::CloseAfterReading]);
    assert_eq!(consented(&bench).await, "saved");
    // Lost twice: nobody knows, and a click sends the same code once more.
    let consent = begin(&bench, &bench.profile).await;
    let address = allow(&bench, &consent);
    bench.sim.script([Fault::CloseAfterReading, Fault::CloseAfterReading]);
    let unclear = finish(&bench.engine, &bench.profile, &address).await;
    assert!(matches!(unclear.result, AttemptResult::ConsentUnclear(UnknownCause::Lost(_))), "{:?}", unclear.result);
    assert_ne!(profile_state(&bench.record().await, bench.engine.now()), ProfileState::Unknown, "no token can be lost");
    assert_eq!(finish(&bench.engine, &bench.profile, &address).await.result.message_id(), "saved");
    bench.assert_live().await;
    // Lost after Zalo gave the pair: the code is used up, and a new consent is needed.
    bench.sim.script([Fault::CloseAfterSpending]);
    assert_eq!(consented(&bench).await, "refused-code");
    bench.assert_contract();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_for_another_oa_without_a_confirmation() {
    let bench = Bench::new().await;
    let known = OfficialAccount { id: "999".to_owned(), name: "Shop Thảo My".to_owned() };
    bench.edit(ProfileEdit { oa: Some(known.clone()), ..ProfileEdit::default() }).await;
    let consent = begin(&bench, &bench.profile).await;
    let address = allow(&bench, &consent);
    let before = bench.sim.ledger().requests.len();
    let end = bench.engine.authorization().finish(&bench.profile, Some(address), false).await.unwrap();
    assert_eq!(end, ConsentEnd::OtherOa { known, found: "1234567890123456789".to_owned() });
    assert_eq!(bench.sim.ledger().requests.len(), before, "nothing was sent");
    let end = bench.engine.authorization().finish(&bench.profile, None, true).await.unwrap();
    assert!(matches!(end, ConsentEnd::Ended(outcome) if outcome.result.message_id() == "saved"));
    let accepted = bench.engine.checks().token(&bench.profile).await.unwrap();
    assert!(matches!(accepted, Check::Works(_)), "the accepted OA is the profile's: {accepted:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_link_and_a_foreign_state_are_refused_before_a_send() {
    let bench = Bench::with(Config { echo_state: true, ..Config::default() }).await;
    let old = begin(&bench, &bench.profile).await;
    let new = begin(&bench, &bench.profile).await;
    let answer = |state: &str| Secret::new(format!("{CALLBACK}?code=FAKE_code&oa_id=1&state={state}"));
    let judge = async |address: Secret| {
        bench.engine.authorization().finish(&bench.profile, Some(address), false).await.unwrap()
    };
    let foreign = ConsentEnd::BadAddress(BadAddress::ForeignState);
    assert_eq!(judge(answer(old.state.secret().expose())).await, foreign);
    assert_eq!(judge(answer("FAKE_state_of_somebody")).await, foreign);
    assert_eq!(judge(Secret::new(CALLBACK)).await, ConsentEnd::BadAddress(BadAddress::NoCode));
    assert_eq!(bench.sim.ledger().requests.len(), 0);
    assert!(
        matches!(judge(answer(new.state.secret().expose())).await, ConsentEnd::Ended(_)),
        "the callback with our state is accepted"
    );
    bench.engine.authorization().cancel(&bench.profile);
    assert_eq!(judge(answer("x")).await, ConsentEnd::Over);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn state_and_verifier_expire_after_ten_minutes() {
    let bench = Bench::new().await;
    let clock = ShiftedClock::ahead(SignedDuration::ZERO);
    let engine = started(EngineOptions { clock: clock.clone(), ..bench.options() }).await;
    let consent = engine.authorization().begin(&bench.profile, callback_at(CALLBACK), true).await.unwrap();
    let address = allow(&bench, &consent);
    clock.set(SignedDuration::from_secs(599));
    assert!(engine.authorization().pending(&bench.profile).is_some());
    clock.set(SignedDuration::from_secs(601));
    assert!(engine.authorization().pending(&bench.profile).is_none());
    let end = engine.authorization().finish(&bench.profile, Some(address), false).await.unwrap();
    assert_eq!(end, ConsentEnd::Over);
    assert_eq!(bench.sim.ledger().requests.len(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_in_flight_when_the_program_was_killed_is_never_sent_again() {
    let bench = Bench::new().await;
    let consent = begin(&bench, &bench.profile).await;
    let address = allow(&bench, &consent);
    bench.sim.script([Fault::Hold]);
    let (id, requested) = (bench.profile.clone(), bench.sim.wait_for_request(1));
    let life = move |engine: Engine| async move {
        // Without PKCE the address fits this program's consent too.
        engine.authorization().begin(&id, callback_at(CALLBACK), false).await.unwrap();
        tokio::spawn(async move { engine.authorization().finish(&id, Some(address), false).await });
        requested.await;
    };
    dies(bench.options(), life).await;
    bench.sim.release();
    bench.engine.refresh().recover().await.unwrap();
    assert_eq!(bench.sim.ledger().requests.len(), 1, "the code is no longer known");
    assert_eq!(words_of_diary(&bench).await[0], "history-consent-unknown");
    // The pair that was there is as good as before.
    assert_eq!(bench.click().await.result.message_id(), "saved");
    bench.assert_live().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_profile_that_was_moved_gets_no_pair_here() {
    let bench = Bench::new().await;
    let of = bench.profile.clone();
    let now = bench.engine.now();
    bench.vault().set_moved(&of, true, now).unwrap();
    let consent = begin(&bench, &bench.profile).await;
    let outcome = finish(&bench.engine, &bench.profile, &allow(&bench, &consent)).await;
    assert_eq!(outcome.result, AttemptResult::NotSent(NotSent::MovedAway));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_browser_on_this_computer_delivers_the_answer_automatically() {
    let bench = Bench::new().await;
    let port = free_port();
    let callback = callback_at(&format!("http://127.0.0.1:{port}/zalo"));
    let mut events = bench.engine.events();
    // The first is given up: its port is free for the second.
    for is_given_up in [true, false] {
        let consent = bench.engine.authorization().begin(&bench.profile, callback.clone(), true).await.unwrap();
        assert!(consent.listening);
        let (engine, id) = (bench.engine.clone(), bench.profile.clone());
        let of = consent.clone();
        let waiting =
            tokio::spawn(async move { engine.authorization().await_browser(&id, &of, &Pages::default()).await });
        if is_given_up {
            continue;
        }
        let address = allow(&bench, &consent);
        let target = address.expose().split_once(&port.to_string()).unwrap().1.to_owned();
        let target = format!("{target}&state={}", consent.state.secret().expose());
        let mut browser = tokio::net::TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = format!("GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        browser.write_all(request.as_bytes()).await.unwrap();
        let end = waiting.await.unwrap().unwrap().unwrap();
        assert!(matches!(end, ConsentEnd::Ended(outcome) if outcome.result.message_id() == "saved"));
    }
    bench.assert_live().await;
    let mut told = std::iter::from_fn(|| events.try_recv().ok());
    assert!(told.any(|event| matches!(event, EngineEvent::ConsentEnded(_, ConsentEnd::Ended(_)))));
    std::net::TcpListener::bind(("127.0.0.1", port)).expect("the port is free again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_consent_that_starts_waiting_late_leaves_the_listener_to_its_successor() {
    let bench = Bench::new().await;
    let callback = callback_at(&format!("http://127.0.0.1:{}/zalo", free_port()));
    let first = bench.engine.authorization().begin(&bench.profile, callback.clone(), true).await.unwrap();
    let second = bench.engine.authorization().begin(&bench.profile, callback.clone(), true).await.unwrap();
    assert!(bench.engine.authorization().await_browser(&bench.profile, &first, &Pages::default()).await.is_none());
    let third = {
        let pages = Pages::default();
        let waiting = bench.engine.authorization().await_browser(&bench.profile, &second, &pages);
        let begin = bench.engine.authorization().begin(&bench.profile, callback, true);
        let (waited, third) = tokio::join!(waiting, begin);
        assert!(waited.is_none(), "the listener runs until a new consent replaces it");
        third.unwrap()
    };
    assert!(third.listening);
}

#[tokio::test]
async fn a_used_port_is_reported_and_an_http_callback_needs_pkce() {
    let bench = Bench::new().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let callback = callback_at(&format!("http://{}/zalo", taken.local_addr().unwrap()));
    let consent = bench.engine.authorization().begin(&bench.profile, callback.clone(), true).await.unwrap();
    assert!(consent.port_taken && !consent.listening);
    assert!(
        bench.engine.authorization().begin(&bench.profile, callback, false).await.is_ok(),
        "nothing leaves this computer"
    );
    let exposed = callback_at("http://shop.example/zalo");
    assert!(exposed.is_exposed());
    let refused = bench.engine.authorization().begin(&bench.profile, exposed.clone(), false).await;
    assert!(matches!(refused, Err(EngineError::Callback(InvalidCallback::Exposed))));
    assert_eq!(
        bench.engine.authorization().pending(&bench.profile).unwrap().callback.as_str(),
        consent.callback.as_str()
    );
    assert!(!bench.engine.authorization().begin(&bench.profile, exposed, true).await.unwrap().port_taken);
}

#[tokio::test]
async fn one_code_for_two_oas_is_reported_to_the_second() {
    let bench = Bench::new().await;
    let other =
        bench.engine.profiles().create(seed("other", &bench.sim.issue_pair(APP_ID).refresh_token)).await.unwrap().id;
    let consent = bench.engine.authorization().begin(&bench.profile, callback_at(CALLBACK), false).await.unwrap();
    let address = allow(&bench, &consent);
    assert_eq!(finish(&bench.engine, &bench.profile, &address).await.result.message_id(), "saved");
    bench.engine.authorization().begin(&other, callback_at(CALLBACK), false).await.unwrap();
    let second = bench.engine.authorization().finish(&other, Some(address), false).await.unwrap();
    assert_eq!(second, ConsentEnd::BadAddress(BadAddress::UsedElsewhere));
    assert_eq!(bench.sim.ledger().requests.len(), 1, "nothing is sent for the second");
}
