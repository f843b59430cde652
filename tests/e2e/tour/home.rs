//! A home with an OA in every state, and each state by itself.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::clock::{Clock, SystemClock};
use oa_token_engine::{Engine, EngineError, NewWebhook};
use oa_token_import::draft::NewProfile;
use oa_token_model::destination::{CopyForm, DestinationName, Preset, WebhookAddress};
use oa_token_model::origin::Origin;
use oa_token_model::profile::{AppId, ProfileId, ProfileKind, ProfileName};
use oa_token_model::records::{ProfileEdit, ProfileSeed};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use zalo_sim::{ExpiresIn, Fault, Sandbox};

use crate::bench::{APP_ID, Bench, SECRET_KEY};
use crate::places::receiver;

/// The longest name there can be.
pub(crate) const LONG: &str = "Công ty Trách nhiệm Hữu hạn Một Thành Viên Thương mại và Dịch vụ Bến Nghé Sài G";

/// Eleven OAs: valid, expired, dead, refused, unknown, new with the longest name, without a pair, moved away, a
/// practice one, an old copy, and one that was changed from outside.
pub(crate) async fn furnished() -> Bench {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let valid = add_valid(&bench, &engine, "Cà phê Hà Nội").await;
    add_places(&engine, &valid).await;
    add_due(&bench, &engine, "Shop Thảo My").await;
    let dead = add_valid(&bench, &engine, "Nha khoa An Bình").await;
    kill(&bench, &engine, &dead).await;
    let refused = add(&bench, &engine, "Trường Hoa Sen").await;
    let wrong = ProfileEdit { secret_key: Some(Secret::new("FAKE_SECRET_of_another")), ..ProfileEdit::default() };
    engine.profiles().edit(&refused, wrong).await.unwrap();
    refresh(&engine, &refused).await;
    let unknown = add_valid(&bench, &engine, "Gốm Bát Tràng").await;
    bench.sim.script([Fault::Html200, Fault::Html200]);
    refresh(&engine, &unknown).await;
    add(&bench, &engine, LONG).await;
    engine.profiles().create(seed("Áo dài Huế", TokenPair::default())).await.unwrap();
    let moved = add_valid(&bench, &engine, "Phở Thìn").await;
    let write = |_| -> Result<(), EngineError> { Ok(()) };
    engine.bundles().move_away(std::slice::from_ref(&moved), Secret::new("FAKE cá voi xanh"), write).await.unwrap();
    practice(&engine).await;
    drop(engine);
    super::distrusted::furnish(&bench).await;
    bench
}

/// Adds a receiver that takes everything, so that no notice of a failure covers the page, and a place by hand.
async fn add_places(engine: &Engine, id: &ProfileId) {
    let webhook = NewWebhook {
        name: Some(DestinationName::parse("n8n").unwrap()),
        address: WebhookAddress::parse(&format!("http://127.0.0.1:{}/webhook/FAKE_1", receiver().port)).unwrap(),
        with_token: true,
        with_states: false,
        private_network: false,
        preset: Some(Preset::N8n),
    };
    engine.destinations().add_webhook(id, webhook).await.unwrap();
    engine.destinations().add_note(id, None, "Phần mềm bán hàng", true, CopyForm::default()).await.unwrap();
}

fn seed(name: &str, pair: TokenPair) -> ProfileSeed {
    ProfileSeed {
        name: ProfileName::parse(name).unwrap(),
        app_id: AppId::parse(APP_ID).unwrap(),
        kind: ProfileKind::Live,
        secret_key: Secret::new(SECRET_KEY),
        pair,
    }
}

/// Adds an OA with a live refresh token that was never sent.
pub(crate) async fn add(bench: &Bench, engine: &Engine, name: &str) -> ProfileId {
    let pair = TokenPair { access: None, refresh: Some(Secret::new(bench.sim.issue_pair(APP_ID).refresh_token)) };
    engine.profiles().create(seed(name, pair)).await.unwrap().id
}

/// Adds an OA whose access token is valid.
pub(crate) async fn add_valid(bench: &Bench, engine: &Engine, name: &str) -> ProfileId {
    let id = add(bench, engine, name).await;
    refresh(engine, &id).await;
    id
}

/// A clock of some minutes ago: what it refreshed is not just spent.
struct Ago;

impl Clock for Ago {
    fn now(&self) -> Timestamp {
        SystemClock.now() - SignedDuration::from_mins(3)
    }
}

/// Adds an OA whose access token was valid for a second some minutes ago.
pub(crate) async fn add_due(bench: &Bench, engine: &Engine, name: &str) -> ProfileId {
    let id = add(bench, engine, name).await;
    bench.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
    refresh(&bench.engine_by(Arc::new(Ago)).await, &id).await;
    id
}

/// Lets Zalo refuse an OA's refresh token for good, as another program would meet it.
pub(crate) async fn kill(bench: &Bench, engine: &Engine, id: &ProfileId) {
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    refresh(engine, id).await;
}

/// Adds a practice OA with a pair of its own.
async fn practice(engine: &Engine) {
    let zalo = Sandbox::start(&engine.environment().practice_file()).await.unwrap();
    engine.set_sandbox_origin(Origin::parse(&zalo.origin().await.unwrap()).unwrap());
    let (app, first) = (Sandbox::app(), zalo.first_pair().await.unwrap());
    let new = NewProfile {
        name: ProfileName::parse("OA mẫu").ok(),
        app_id: AppId::parse(&app.app_id).unwrap(),
        secret_key: Secret::new(app.secret_key),
        pair: TokenPair { access: None, refresh: Some(Secret::new(first.refresh_token)) },
    };
    let profile = engine.profiles().create_practice(new).await.unwrap();
    refresh(engine, &profile.id).await;
}

async fn refresh(engine: &Engine, id: &ProfileId) {
    // Whatever comes of it is what is to be seen.
    drop(engine.refresh().send(id, Trigger::User).await.unwrap());
}
