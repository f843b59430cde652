//! State shared by attempts and handles.

use std::collections::HashMap;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use jiff::Timestamp;
use tokio::sync::broadcast;

use super::shared_vault::SharedVault;
use super::{EngineEvent, EngineOptions, app_lock, authorization, backups, delivery, place, protection, step_up};
use crate::origin::Origin;
use crate::profile::{ProfileId, ProfileKind};
use crate::zalo::ZaloClient;

/// State shared by attempts and handles.
pub(super) struct Shared {
    /// For tasks that must outlive the call that started them.
    pub(super) me: Weak<Self>,
    pub(super) options: EngineOptions,
    pub(super) store: SharedVault,
    /// Recreated when the proxy changes; an attempt in flight keeps the client it began with.
    pub(super) client: Mutex<ZaloClient>,
    pub(super) events: broadcast::Sender<EngineEvent>,
    /// The origin of practice Zalo, once the shell has set it.
    pub(super) practice: Mutex<Option<Origin>>,
    /// The key, and a recovery code that is being created.
    pub(super) held: protection::Held,
    pub(super) app_lock: app_lock::AppLock,
    pub(super) step_up: step_up::StepUp,
    /// Consents in progress.
    pub(super) consents: Mutex<HashMap<ProfileId, authorization::Pending>>,
    /// Changes that are not backed up yet.
    pub(super) changes: Arc<backups::Changes>,
    /// Whether this process waits for the computer's clock to be corrected.
    pub(super) misdated: AtomicBool,
    /// The slots that limit how many attempts run at once.
    pub(super) places: place::Places,
    /// The outlets that are being written.
    pub(super) deliveries: delivery::Deliveries,
    /// Identifies this process in the rows that it holds.
    pub(super) token: String,
}

impl Shared {
    pub(super) fn now(&self) -> Timestamp {
        self.options.clock.now()
    }

    pub(super) fn client(&self) -> ZaloClient {
        self.client.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the origin that tokens of this kind are requested from. A token never goes to the other kind's origin.
    pub(super) fn token_origin(&self, kind: ProfileKind) -> Option<Origin> {
        match kind {
            ProfileKind::Live => Some(self.options.environment.oauth.clone()),
            ProfileKind::Practice => self.practice.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Reports the origin of a send that goes neither to Zalo nor to this computer.
    pub(super) fn emit_elsewhere(&self, origin: Option<Origin>) {
        if let Some(origin) = origin.filter(Origin::is_other) {
            self.emit(EngineEvent::SentElsewhere(origin));
        }
    }

    pub(super) fn emit(&self, event: EngineEvent) {
        // Having no listener is no error: the command-line program has no window.
        drop(self.events.send(event));
    }
}
