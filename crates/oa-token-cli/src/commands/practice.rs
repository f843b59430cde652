//! Practice Zalo, for the calls that may send: it runs only if a practice OA is among what is sent.

use std::sync::OnceLock;

use oa_token::engine::Engine;
use oa_token::origin::Origin;
use oa_token::profile::ProfileKind;
use oa_token::vault::ProfileRecord;
use zalo_sim::Practice;

/// Holds practice Zalo, once it was needed; it ends with this.
#[derive(Default)]
pub(crate) struct PracticeZalo(OnceLock<Practice>);

impl PracticeZalo {
    /// Sees to it that practice Zalo is there if one of these is a practice OA. If it can't be had, the engine says so
    /// of each of them.
    pub(super) async fn serve<'a>(&self, keeper: &Engine, records: impl IntoIterator<Item = &'a ProfileRecord>) {
        if records.into_iter().all(|record| record.profile.kind == ProfileKind::Live) {
            return;
        }
        let Ok(practice) = Practice::start(&keeper.environment().practice_file()).await else { return };
        let origin = practice.origin().await.ok().and_then(|origin| Origin::parse(&origin).ok());
        // A call serves once; a second would find the first one's.
        drop(self.0.set(practice));
        if let Some(origin) = origin {
            keeper.set_sandbox_origin(origin);
        }
    }
}
