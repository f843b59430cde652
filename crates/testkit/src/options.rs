//! The options of an engine on a home with a key file.

use std::path::Path;
use std::sync::Arc;

use oa_token_engine::clock::SystemClock;
use oa_token_engine::host::AnyHost;
use oa_token_engine::paths::Environment;
use oa_token_engine::zalo_client::ClientOptions;
use oa_token_engine::{Engine, EngineOptions, FrontEnd, Timeouts};
use oa_token_model::origin::Origin;
use oa_token_vault::keys::{KeySource, OsKeychain};

use crate::Trouble;
use crate::values::KEY;

/// Returns the options of a program on the home in this folder, with Zalo at this address. Makes the key file unless it
/// is there; the vault's folder is beside it.
pub fn options(folder: &Path, origin: &str) -> Result<EngineOptions, Trouble> {
    let key = folder.join("key");
    if !key.exists() {
        oa_token_vault::atomic_file::write(&key, KEY.as_bytes())?;
    }
    let origin = Origin::parse(origin)?;
    Ok(EngineOptions {
        environment: Environment {
            home: folder.join("data"),
            home_is_named: true,
            user: None,
            key: KeySource::KeyFile(key),
            oauth: origin.clone(),
            api: origin,
            telegram: Origin::telegram(),
        },
        clock: Arc::new(SystemClock),
        keychain: Arc::new(OsKeychain::new()),
        client: ClientOptions::default(),
        timeouts: Timeouts::default(),
        host: Arc::new(AnyHost),
        front_end: FrontEnd::Window,
    })
}

/// Starts an engine, and opens or creates its vault.
pub async fn started(options: EngineOptions) -> Result<Engine, Trouble> {
    let engine = Engine::start(options)?;
    engine.protection().open_or_create().await?;
    Ok(engine)
}
