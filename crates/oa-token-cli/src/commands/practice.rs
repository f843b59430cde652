//! The practice server, for the calls that may send: it runs only if a practice OA is among the profiles.

use std::sync::OnceLock;

use oa_token_engine::Engine;
use oa_token_model::origin::Origin;
use oa_token_model::profile::ProfileKind;
use oa_token_model::records::ProfileRecord;
use zalo_sim::Sandbox;

/// Holds the practice server once it is started; dropping it stops the server.
#[derive(Default)]
pub(crate) struct SandboxServer(OnceLock<Sandbox>);

impl SandboxServer {
    /// Starts the practice server if one of the profiles is a practice OA. If it cannot start, the engine reports that
    /// for each of them.
    pub(super) async fn serve<'a>(&self, engine: &Engine, records: impl IntoIterator<Item = &'a ProfileRecord>) {
        if records.into_iter().all(|record| record.profile.kind == ProfileKind::Live) {
            return;
        }
        let Ok(practice) = Sandbox::start(&engine.environment().practice_file()).await else { return };
        let origin = practice.origin().await.ok().and_then(|origin| Origin::parse(&origin).ok());
        // A process starts it once; a second start would find the first one's file.
        drop(self.0.set(practice));
        if let Some(origin) = origin {
            engine.set_sandbox_origin(origin);
        }
    }
}
