//! Consents under way: each has its link, its state and its verifier in memory, and ten minutes.

use std::collections::HashMap;
use std::sync::{Arc, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::oneshot;

use super::exchange::Code;
use super::{Keeper, KeeperError, KeeperEvent, desk, stopped};
use crate::consent::{
    Arrived, BadAddress, CONSENT_LIFE, Callback, Expected, State, Verifier, address, permission_link,
};
use crate::outcome::{AttemptResult, Outcome};
use crate::profile::{OfficialAccount, ProfileId};
use crate::secret::Secret;
use crate::zalo::RefusalKind;

/// A consent under way, as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The callback address it was asked with.
    pub callback: Callback,
    /// The address that asks for it; holds no secret.
    pub link: String,
    /// Whether it is asked with PKCE.
    pub pkce: bool,
    /// What the browser has to bring back, if it brings one.
    pub state: State,
    /// When it dies.
    pub ends_at: Timestamp,
}

/// What came of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentEnd {
    /// The code was sent.
    Ended(Box<Outcome>),
    /// Nothing was sent: the address brings no code.
    BadAddress(BadAddress),
    /// Nothing was sent: no consent is under way, or its ten minutes are over.
    Over,
    /// Nothing was sent: another OA than the profile's gave its consent.
    OtherOa {
        /// The profile's.
        known: OfficialAccount,
        /// The other's id.
        found: String,
    },
}

/// A consent in memory.
pub(super) struct Pending {
    shown: Consent,
    verifier: Option<Verifier>,
    /// The address that waits for a yes to another OA.
    held: Option<Secret>,
}

impl Keeper {
    /// Begins a consent: makes its link, and remembers the callback address with the profile. An earlier one of the same
    /// profile is over.
    pub async fn begin_consent(&self, id: &ProfileId, callback: Callback, pkce: bool) -> Result<Consent, KeeperError> {
        let record = self.find(id.as_str()).await?;
        let origin = self.token_origin(record.profile.kind).ok_or(KeeperError::NoPractice)?;
        if record.callback.as_deref() != Some(callback.as_str()) {
            let (of, text) = (record.profile.id.clone(), callback.as_str().to_owned());
            self.shared.store.run(move |vault| vault.set_callback(&of, &text)).await?;
            self.shared.tell(KeeperEvent::ProfileChanged(record.profile.id.clone()));
        }
        let (state, verifier) = (State::random(), pkce.then(Verifier::random));
        let link = permission_link(&origin, &record.profile.app_id, &callback, verifier.as_ref(), &state);
        let ends_at = self.now().checked_add(CONSENT_LIFE).unwrap_or(Timestamp::MAX);
        let shown = Consent { callback, link, pkce, state, ends_at };
        let pending = Pending { shown: shown.clone(), verifier, held: None };
        self.consents().insert(record.profile.id, pending);
        Ok(shown)
    }

    /// Gives the consent of a profile that is under way.
    pub fn consent(&self, id: &ProfileId) -> Option<Consent> {
        let now = self.now();
        let mut consents = self.consents();
        consents.retain(|_, pending| now < pending.shown.ends_at);
        consents.get(id).map(|pending| pending.shown.clone())
    }

    /// Forgets a consent with its secrets.
    pub fn cancel_consent(&self, id: &ProfileId) {
        self.consents().remove(id);
    }

    /// Takes the address the browser was sent to, and exchanges its code. Without an address the one that asked about
    /// another OA is meant; `anyway` takes another OA's pair for this profile.
    pub async fn finish_consent(
        &self,
        id: &ProfileId,
        address: Option<Secret>,
        anyway: bool,
    ) -> Result<ConsentEnd, Arc<KeeperError>> {
        let record = self.find(id.as_str()).await.map_err(Arc::new)?;
        let id = &record.profile.id;
        if self.consent(id).is_none() {
            return Ok(ConsentEnd::Over);
        }
        let read = {
            let mut consents = self.consents();
            let Some(pending) = consents.get_mut(id) else { return Ok(ConsentEnd::Over) };
            let address = address.or_else(|| pending.held.take()).unwrap_or_else(|| Secret::new(""));
            let expected = Expected { callback: &pending.shown.callback, state: &pending.shown.state };
            let read = address::read(&address, &expected);
            let verifier = pending.verifier.as_ref().map(|verifier| verifier.secret().clone());
            pending.held = Some(address);
            read.map(|arrived| (arrived, verifier))
        };
        let (Arrived { code, oa_id }, verifier) = match read {
            Ok(read) => read,
            Err(why) => return Ok(ConsentEnd::BadAddress(why)),
        };
        let is_other = |known: &&OfficialAccount| oa_id.as_ref().is_some_and(|found| *found != known.id);
        if let (Some(known), false) = (record.profile.oa.as_ref().filter(is_other), anyway) {
            return Ok(ConsentEnd::OtherOa { known: known.clone(), found: oa_id.unwrap_or_default() });
        }
        let outcome = self.exchange(id, Code { code, verifier }).await?;
        if is_over(&outcome.result) {
            self.cancel_consent(id);
        }
        Ok(ConsentEnd::Ended(Box::new(outcome)))
    }

    async fn exchange(&self, id: &ProfileId, code: Code) -> Result<Outcome, Arc<KeeperError>> {
        let (reply, outcome) = oneshot::channel();
        let wish = desk::Wish::Exchange { id: id.clone(), code: Box::new(code), reply };
        self.wishes.send(wish).await.map_err(|_| stopped())?;
        outcome.await.map_err(|_| stopped())?
    }

    fn consents(&self) -> MutexGuard<'_, HashMap<ProfileId, Pending>> {
        self.shared.consents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells whether the address is of no more use: its code is used up.
fn is_over(result: &AttemptResult) -> bool {
    match result {
        AttemptResult::Saved(_) | AttemptResult::Dead { .. } => true,
        AttemptResult::Refused(error) => error.kind == RefusalKind::CodeSpent,
        AttemptResult::NotSent(_)
        | AttemptResult::Unknown(_)
        | AttemptResult::ConsentUnclear(_)
        | AttemptResult::Busy => false,
    }
}
