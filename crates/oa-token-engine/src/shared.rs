//! State shared by attempts and handles.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use oa_token_model::origin::Origin;
use oa_token_model::profile::{ProfileId, ProfileKind};
use tokio::sync::broadcast;

use crate::shared_vault::SharedVault;
use crate::team::{Referee, TeamWork};
use crate::zalo_client::ZaloClient;
use crate::{
    EngineEvent, EngineOptions, alerts, app_lock, authorization, backups, delivery, place, protection, step_up,
};

/// State shared by attempts and handles.
pub(crate) struct Shared {
    pub(crate) options: EngineOptions,
    pub(crate) store: SharedVault,
    /// Recreated when the proxy changes; an attempt in flight keeps the client it began with.
    pub(crate) client: Mutex<ZaloClient>,
    pub(crate) events: broadcast::Sender<EngineEvent>,
    /// The origin of practice Zalo, once the shell has set it.
    pub(crate) practice: Mutex<Option<Origin>>,
    /// The key, and a recovery code that is being created.
    pub(crate) held: protection::Held,
    pub(crate) app_lock: app_lock::AppLock,
    pub(crate) step_up: step_up::StepUp,
    /// Consents in progress.
    pub(crate) consents: Mutex<HashMap<ProfileId, authorization::Pending>>,
    /// Changes that are not backed up yet.
    pub(crate) changes: Arc<backups::Changes>,
    /// Whether this process waits for the computer's clock to be corrected.
    pub(crate) misdated: AtomicBool,
    /// The slots that limit how many attempts run at once.
    pub(crate) places: place::Places,
    /// The places that are being brought up to date.
    pub(crate) deliveries: delivery::Deliveries,
    /// The alerts that are being sent.
    pub(crate) alerts: alerts::AlertWork,
    /// Says which computer of a team may send; without a team, this one.
    pub(crate) referee: Mutex<Arc<dyn Referee>>,
    /// The team of this computer, as loaded from its vault.
    pub(crate) team: TeamWork,
    /// Identifies this process in the rows that it holds.
    pub(crate) token: String,
}

impl Shared {
    pub(crate) fn now(&self) -> Timestamp {
        self.options.clock.now()
    }

    pub(crate) fn client(&self) -> ZaloClient {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the referee of an OA that several computers share; `None` for one that is this computer's own.
    pub(crate) fn referee_of(&self, id: &ProfileId) -> Option<Arc<dyn Referee>> {
        let referee = self.referee.lock().unwrap_or_else(PoisonError::into_inner);
        referee.shares(id).then(|| Arc::clone(&referee))
    }

    /// Returns the origin that tokens of this kind are requested from. A token never goes to the other kind's origin.
    pub(crate) fn token_origin(&self, kind: ProfileKind) -> Option<Origin> {
        match kind {
            ProfileKind::Live => Some(self.options.environment.oauth.clone()),
            ProfileKind::Practice => self.practice.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Reports the origin of a send that goes neither to Zalo nor to this computer.
    pub(crate) fn emit_elsewhere(&self, origin: Option<Origin>) {
        if let Some(origin) = origin.filter(Origin::is_other) {
            self.emit(EngineEvent::SentElsewhere(origin));
        }
    }

    pub(crate) fn emit(&self, event: EngineEvent) {
        // Having no listener is no error: the command-line program has no window.
        drop(self.events.send(event));
    }
}
