//! Practice OAs: their tokens and the live ones never meet.

use oa_token_engine::{Engine, EngineError};
use oa_token_import::draft::NewProfile;
use oa_token_model::origin::Origin;
use oa_token_model::outcome::{AttemptResult, SavedNote};
use oa_token_model::profile::{AppId, OfficialAccount, Profile, ProfileKind, ProfileName};
use oa_token_model::records::ProfileEdit;
use oa_token_model::refresh::NotSent;
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_vault::VaultError;
use zalo_sim::{App, Config, Fault, Pair, Sandbox, Sim};

use crate::bench::{APP_ID, Bench, pair, refresh, seed, with_pair, with_secret_key};

/// A second Zalo that plays practice, and a practice profile on its first pair.
struct SandboxProfile {
    sim: Sim,
    pair: Pair,
    profile: Profile,
}

impl SandboxProfile {
    async fn new(engine: &Engine) -> Self {
        let (sim, app) = (Sim::start(Config::default()).await.unwrap(), Sandbox::app());
        sim.add_app(app.clone());
        let pair = sim.issue_pair(&app.app_id);
        let profile = engine.profiles().create_practice(new_profile(&app, &pair)).await.unwrap();
        Self { sim, pair, profile }
    }

    fn origin(&self) -> Origin {
        Origin::parse(&self.sim.origin()).unwrap()
    }
}

fn new_profile(app: &App, first: &Pair) -> NewProfile {
    NewProfile {
        name: Some(ProfileName::parse("OA mẫu").unwrap()),
        app_id: AppId::parse(&app.app_id).unwrap(),
        secret_key: Secret::new(&app.secret_key),
        pair: pair(None, Some(&first.refresh_token)),
    }
}

fn sends(sim: &Sim) -> usize {
    sim.ledger().requests.len()
}

#[tokio::test]
async fn a_practice_token_goes_to_practice_zalo_and_a_live_one_to_zalo() {
    let bench = Bench::new().await;
    let sandbox = SandboxProfile::new(&bench.engine).await;
    bench.engine.set_sandbox_origin(sandbox.origin());

    let refreshed = refresh(&bench.engine, &sandbox.profile.id).await;
    assert_eq!(refreshed.result, AttemptResult::Saved(SavedNote::Whole));
    assert_eq!((sends(&sandbox.sim), sends(&bench.sim)), (1, 0));

    assert_eq!(bench.click().await.result, AttemptResult::Saved(SavedNote::Whole));
    assert_eq!((sends(&sandbox.sim), sends(&bench.sim)), (1, 1));
    assert_eq!(sandbox.sim.sends_of(&sandbox.pair.refresh_token), 1);
    assert_eq!(sandbox.sim.sends_of(&bench.first.refresh_token), 0);
    assert_eq!(sandbox.sim.ledger().violations, Vec::<String>::new());
    bench.assert_live().await;
    bench.assert_contract();
}

#[tokio::test]
async fn a_second_send_after_a_lost_answer_goes_to_the_same_kind_of_zalo() {
    let bench = Bench::new().await;
    let sandbox = SandboxProfile::new(&bench.engine).await;
    bench.engine.set_sandbox_origin(sandbox.origin());
    sandbox.sim.script([Fault::Html502]);
    bench.sim.script([Fault::Html502]);
    assert_eq!(bench.click().await.result.message_id(), "saved");
    assert_eq!(refresh(&bench.engine, &sandbox.profile.id).await.result.message_id(), "saved");
    assert_eq!((sends(&sandbox.sim), sends(&bench.sim)), (2, 2));
}

#[tokio::test]
async fn without_practice_zalo_a_practice_token_is_not_sent_anywhere() {
    let bench = Bench::new().await;
    let sandbox = SandboxProfile::new(&bench.engine).await;
    for by in [Trigger::User, Trigger::Automatic, Trigger::Recovery] {
        let outcome = bench.engine.refresh().send(&sandbox.profile.id, by).await.unwrap();
        assert_eq!(outcome.result, AttemptResult::NotSent(NotSent::NoPractice));
        assert_eq!(
            (outcome.result.reason(), outcome.result.message_id()),
            (Some("no_practice"), "not-sent-no-practice")
        );
    }
    assert_eq!((sends(&sandbox.sim), sends(&bench.sim)), (0, 0));
    assert_eq!(bench.engine.token_origin(ProfileKind::Practice), None);

    bench.engine.set_sandbox_origin(sandbox.origin());
    let outcome = refresh(&bench.engine, &sandbox.profile.id).await;
    assert_eq!(outcome.result.message_id(), "saved", "no token was spent before");
}

#[tokio::test]
async fn a_practice_attempt_of_an_ended_program_waits_for_practice_zalo() {
    let bench = Bench::new().await;
    let sandbox = SandboxProfile::new(&bench.engine).await;
    bench.engine.set_sandbox_origin(sandbox.origin());
    sandbox.sim.script([Fault::Html502, Fault::Html502]);
    let lost = refresh(&bench.engine, &sandbox.profile.id).await;
    assert_eq!(lost.result.outcome_name(), "unknown");

    let next = bench.another_engine().await;
    let waiting = refresh(&next, &sandbox.profile.id).await;
    assert_eq!(waiting.result, AttemptResult::NotSent(NotSent::NoPractice));
    next.set_sandbox_origin(sandbox.origin());
    assert_eq!(refresh(&next, &sandbox.profile.id).await.result.message_id(), "saved");
    assert_eq!(sends(&bench.sim), 0);
}

#[tokio::test]
async fn practice_zalo_may_move() {
    let bench = Bench::new().await;
    let file = bench.engine.environment().practice_file();
    let first = Sandbox::start(&file).await.unwrap();
    let pair = first.first_pair().await.unwrap();
    let profile = bench.engine.profiles().create_practice(new_profile(&Sandbox::app(), &pair)).await.unwrap();
    bench.engine.set_sandbox_origin(Origin::parse(&first.origin().await.unwrap()).unwrap());
    assert_eq!(refresh(&bench.engine, &profile.id).await.result.message_id(), "saved");
    drop(first);
    let second = Sandbox::start(&file).await.unwrap();
    bench.engine.set_sandbox_origin(Origin::parse(&second.origin().await.unwrap()).unwrap());
    assert_eq!(refresh(&bench.engine, &profile.id).await.result.message_id(), "saved");
}

#[tokio::test]
async fn practice_requests_never_leave_this_computer() {
    let bench = Bench::new().await;
    let sandbox = SandboxProfile::new(&bench.engine).await;
    bench.engine.set_sandbox_origin(Origin::zalo_oauth());
    let outcome = refresh(&bench.engine, &sandbox.profile.id).await;
    assert_eq!(outcome.result, AttemptResult::NotSent(NotSent::NoPractice));
}

#[tokio::test]
async fn a_practice_profile_takes_a_new_name_and_no_token_or_key_of_the_users() {
    let bench = Bench::new().await;
    let sandbox = SandboxProfile::new(&bench.engine).await;
    let live = pair(None, Some("FAKE_RT_that_plays_a_live_one"));
    let oa = OfficialAccount { id: "9000000000000000001".to_owned(), name: "OA MAU".to_owned() };
    let refused = [
        with_pair(live.clone()),
        with_secret_key("FAKE_SECRET_live"),
        ProfileEdit { app_id: Some(AppId::parse(APP_ID).unwrap()), ..ProfileEdit::default() },
    ];
    for edit in refused {
        let error = bench.engine.profiles().edit(&sandbox.profile.id, edit).await.unwrap_err();
        assert!(matches!(error, EngineError::Vault(VaultError::Practice)), "{error:?}");
    }
    let name = Some(ProfileName::parse("Để tập").unwrap());
    let allowed = ProfileEdit { name, oa: Some(oa), ..ProfileEdit::default() };
    bench.engine.profiles().edit(&sandbox.profile.id, allowed).await.unwrap();
    let secrets = bench.engine.profiles().secrets(&sandbox.profile.id).await.unwrap();
    assert_eq!(secrets.current.pair.refresh, Some(Secret::new(&sandbox.pair.refresh_token)));
    // A live profile takes it, as before.
    bench.edit(with_pair(live)).await;
}

#[tokio::test]
async fn a_second_practice_profile_gets_a_free_name() {
    let bench = Bench::new().await;
    bench.engine.profiles().create(seed("OA MẪU (2)", "FAKE_RT_other")).await.unwrap();
    let app = Sandbox::app();
    let mut names = Vec::new();
    for number in 0..3 {
        let pair = Pair { access_token: String::new(), refresh_token: format!("FAKE_RT_{number}") };
        let made = bench.engine.profiles().create_practice(new_profile(&app, &pair)).await.unwrap();
        assert_eq!(made.kind, ProfileKind::Practice);
        names.push(made.name.to_string());
    }
    assert_eq!(names, ["OA mẫu", "OA mẫu (3)", "OA mẫu (4)"]);
}
