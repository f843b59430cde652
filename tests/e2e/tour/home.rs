//! A home with an OA in every state, and the looks the window finds.

use std::sync::Arc;

use oa_token_engine::{Engine, EngineError};
use oa_token_import::draft::NewProfile;
use oa_token_model::origin::Origin;
use oa_token_model::profile::{AppId, ProfileId, ProfileKind, ProfileName};
use oa_token_model::records::{ProfileEdit, ProfileSeed};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use zalo_sim::{ExpiresIn, Fault, Sandbox};

pub(crate) use super::LIGHT;

use super::Dress;
use crate::automatic::Ago;
use crate::bench::{APP_ID, Bench, SECRET_KEY};

/// The longest name there can be.
pub(crate) const LONG: &str = "Công ty Trách nhiệm Hữu hạn Một Thành Viên Thương mại và Dịch vụ Bến Nghé Sài G";

/// Eleven OAs: valid, expired, dead, refused, unknown, new with the longest name, without a pair, moved away, a
/// practice one, an old copy, and one that was changed from outside.
pub(crate) async fn furnished() -> Bench {
    let bench = Bench::new().await;
    let engine = bench.engine().await;
    let valid = add(&bench, &engine, "Cà phê Hà Nội").await;
    refresh(&engine, &valid).await;
    let expired = add(&bench, &engine, "Shop Thảo My").await;
    bench.sim.script([Fault::ExpiresIn(ExpiresIn::String(1))]);
    refresh(&bench.engine_by(Arc::new(Ago)).await, &expired).await;
    let dead = add(&bench, &engine, "Nha khoa An Bình").await;
    refresh(&engine, &dead).await;
    bench.sim.script([Fault::ErrorCode { code: -14014, name: "Invalid refresh token.".to_owned() }]);
    refresh(&engine, &dead).await;
    let refused = add(&bench, &engine, "Trường Hoa Sen").await;
    let wrong = ProfileEdit { secret_key: Some(Secret::new("FAKE_SECRET_of_another")), ..ProfileEdit::default() };
    engine.profiles().edit(&refused, wrong).await.unwrap();
    refresh(&engine, &refused).await;
    let unknown = add(&bench, &engine, "Gốm Bát Tràng").await;
    refresh(&engine, &unknown).await;
    bench.sim.script([Fault::Html200, Fault::Html200]);
    refresh(&engine, &unknown).await;
    add(&bench, &engine, LONG).await;
    engine.profiles().create(seed("Áo dài Huế", TokenPair::default())).await.unwrap();
    let moved = add(&bench, &engine, "Phở Thìn").await;
    refresh(&engine, &moved).await;
    let write = |_| -> Result<(), EngineError> { Ok(()) };
    engine.bundles().move_away(&moved, Secret::new("FAKE cá voi xanh"), write).await.unwrap();
    practice(&engine).await;
    drop(engine);
    super::distrusted::furnish(&bench).await;
    bench
}

pub(crate) fn seed(name: &str, pair: TokenPair) -> ProfileSeed {
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

/// Lets the window find these looks at its start.
pub(crate) fn wear(bench: &Bench, dress: Dress) {
    let Dress { language, theme } = dress;
    let looks = serde_json::json!({"looks": {"language": language, "theme": theme, "lastProfile": null}});
    let folder = bench.path("data");
    std::fs::create_dir_all(&folder).unwrap();
    std::os::unix::fs::PermissionsExt::set_mode(&mut std::fs::metadata(&folder).unwrap().permissions(), 0o700);
    std::fs::write(folder.join("settings.json"), looks.to_string()).unwrap();
}
