//! Practice Zalo inside the window: started for the first practice OA, and its address read before each send.

use std::sync::Arc;

use oa_token_engine::Engine;
use oa_token_import::draft::NewProfile;
use oa_token_model::origin::Origin;
use oa_token_model::profile::{AppId, ProfileKind, ProfileName};
use oa_token_model::secret::Secret;
use oa_token_model::token::TokenPair;
use tokio::sync::Mutex;
use zalo_sim::Sandbox;

use crate::error::CommandError;

/// Practice Zalo, once it is needed. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct SandboxServer(Arc<Mutex<Option<Sandbox>>>);

impl SandboxServer {
    /// Starts the server if there is a practice OA, and sets its current address in the engine.
    pub(crate) async fn begin_if_needed(&self, engine: &Engine) -> Result<(), CommandError> {
        let profiles = engine.profiles().list().await?;
        if profiles.iter().any(|record| record.profile.kind == ProfileKind::Practice) {
            self.begin(engine).await?;
        }
        Ok(())
    }

    /// Creates a practice OA with its own first refresh token.
    pub(crate) async fn new_profile(&self, engine: &Engine, name: &str) -> Result<String, CommandError> {
        self.begin(engine).await?;
        let held = self.0.lock().await;
        let practice = held.as_ref().ok_or(CommandError::NoPractice)?;
        let (app, first) = (Sandbox::app(), practice.first_pair().await.map_err(|_| CommandError::NoPractice)?);
        let new = NewProfile {
            name: ProfileName::parse(name).ok(),
            app_id: AppId::parse(&app.app_id).map_err(|_| CommandError::NoPractice)?,
            secret_key: Secret::new(app.secret_key),
            // As in the tutorial: a user starts with a refresh token.
            pair: TokenPair { access: None, refresh: Some(Secret::new(first.refresh_token)) },
        };
        Ok(engine.profiles().create_practice(new).await?.id.to_string())
    }

    /// Reads the address each time, because the process that served it may have ended.
    async fn begin(&self, engine: &Engine) -> Result<(), CommandError> {
        let mut held = self.0.lock().await;
        if held.is_none() {
            let file = engine.environment().practice_file();
            *held = Some(Sandbox::start(&file).await.map_err(|_| CommandError::NoPractice)?);
        }
        let practice = held.as_ref().ok_or(CommandError::NoPractice)?;
        let origin = practice.origin().await.map_err(|_| CommandError::NoPractice)?;
        engine.set_sandbox_origin(Origin::parse(&origin).map_err(|_| CommandError::NoPractice)?);
        Ok(())
    }
}
