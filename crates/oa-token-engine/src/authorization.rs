//! Pending consents: each has its link, its state and its verifier in memory, and expires after ten minutes.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::authorization::{
    AuthorizationResponse, BadAddress, CONSENT_LIFE, Callback, CsrfState, Expected, PkceVerifier, address,
    permission_link,
};
use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::{OfficialAccount, ProfileId};
use oa_token_model::records::ProfileEdit;
use oa_token_model::secret::Secret;
use oa_token_model::zalo::RefusalKind;
use oa_token_vault::VaultError;
use tokio::sync::{oneshot, watch};

use crate::callback_listener::{Listener, Pages};
use crate::exchange::Code;
use crate::work::stopped;
use crate::{Engine, EngineError, EngineEvent, dispatcher};

/// A pending consent, as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// The callback address used in the request.
    pub callback: Callback,
    /// The link that asks for the consent; holds no secret.
    pub link: String,
    /// Whether PKCE is used.
    pub pkce: bool,
    /// The value the browser must return, if it returns one.
    pub state: CsrfState,
    /// Whether the browser's answer goes to this computer, and the engine listens for it.
    pub listening: bool,
    /// Whether it goes to this computer, but another process has the port and gets the browser's answer.
    pub port_taken: bool,
    /// When the consent expires.
    pub ends_at: Timestamp,
}

/// The result of reading a callback address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsentEnd {
    /// The code was sent.
    Ended(Box<Outcome>),
    /// Nothing was sent: the address contains no code.
    BadAddress(BadAddress),
    /// Nothing was sent: no consent is pending, or its ten minutes are over.
    Over,
    /// Nothing was sent: the consent is from another OA than the profile's.
    OtherOa {
        /// The profile's OA.
        known: OfficialAccount,
        /// The other OA's id.
        found: String,
    },
}

/// A consent in memory.
pub(crate) struct Pending {
    shown: Consent,
    verifier: Option<PkceVerifier>,
    /// The address that waits for the user to confirm another OA.
    held: Option<Secret>,
    /// Present until a caller waits for the browser.
    listener: Option<Listener>,
    /// Ends that wait when the consent is over.
    over: watch::Sender<()>,
}

/// How often a port that an earlier consent has just released is tried, and the pause between tries.
const BINDS: u32 = 20;
const BIND_PAUSE: Duration = Duration::from_millis(25);

/// The consent flow in the browser, which gets a new pair.
#[derive(Clone, Copy)]
pub struct Authorization<'a> {
    pub(crate) engine: &'a Engine,
}

impl<'a> Authorization<'a> {
    /// Begins a consent: creates its link, and stores the callback address with the profile. Ends an earlier consent of
    /// the same profile.
    pub async fn begin(self, id: &ProfileId, callback: Callback, pkce: bool) -> Result<Consent, EngineError> {
        callback.check(pkce)?;
        let record = self.engine.profiles().get(id).await?;
        let origin = self.engine.token_origin(record.profile.kind).ok_or(EngineError::NoPractice)?;
        if record.callback.as_deref() != Some(callback.as_str()) {
            let (of, text) = (record.profile.id.clone(), callback.as_str().to_owned());
            self.engine.shared.store.run(move |vault| vault.set_callback(&of, &text)).await?;
            self.engine.shared.emit(EngineEvent::ProfileChanged(record.profile.id.clone()));
        }
        self.cancel(&record.profile.id);
        let (state, verifier) = (CsrfState::random(), pkce.then(PkceVerifier::random));
        let (listener, port_taken) = match listen(&callback, &state).await {
            Ok(listener) => (listener, false),
            Err(_) => (None, true),
        };
        let link = permission_link(&origin, &record.profile.app_id, &callback, verifier.as_ref(), &state);
        let ends_at = self.engine.now().checked_add(CONSENT_LIFE).unwrap_or(Timestamp::MAX);
        let shown = Consent { callback, link, pkce, state, listening: listener.is_some(), port_taken, ends_at };
        let pending = Pending { shown: shown.clone(), verifier, held: None, listener, over: watch::Sender::default() };
        self.consents().insert(record.profile.id, pending);
        Ok(shown)
    }

    /// Returns the pending consent of a profile.
    pub fn pending(self, id: &ProfileId) -> Option<Consent> {
        let now = self.engine.now();
        let mut consents = self.consents();
        consents.retain(|_, pending| now < pending.shown.ends_at);
        consents.get(id).map(|pending| pending.shown.clone())
    }

    /// Removes a consent with its secrets.
    pub fn cancel(self, id: &ProfileId) {
        self.consents().remove(id);
    }

    /// Takes the address the browser was sent to, and exchanges its code. Without an address, uses the one that waits
    /// for the user to confirm another OA; `anyway` accepts another OA's pair for this profile.
    pub async fn finish(
        self,
        id: &ProfileId,
        address: Option<Secret>,
        anyway: bool,
    ) -> Result<ConsentEnd, Arc<EngineError>> {
        let record = self.engine.profiles().get(id).await.map_err(Arc::new)?;
        let id = &record.profile.id;
        if self.pending(id).is_none() {
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
        let (AuthorizationResponse { code, oa_id }, verifier) = match read {
            Ok(read) => read,
            Err(why) => return Ok(ConsentEnd::BadAddress(why)),
        };
        let other = match (record.profile.oa.as_ref(), oa_id) {
            (Some(known), Some(found)) if found != known.id => Some((known.clone(), found)),
            _ => None,
        };
        if let (Some((known, found)), false) = (&other, anyway) {
            return Ok(ConsentEnd::OtherOa { known: known.clone(), found: found.clone() });
        }
        let outcome = match self.exchange(id, Code { code, verifier }).await {
            Err(error) if matches!(*error, EngineError::Vault(VaultError::AlreadySpent)) => {
                return Ok(ConsentEnd::BadAddress(BadAddress::UsedElsewhere));
            }
            outcome => outcome?,
        };
        if is_over(&outcome.result) {
            self.cancel(id);
        }
        // From now on the profile is the OA the user accepted; a later check completes its name. If this cannot be
        // written, that check reports the other OA: the pair is saved all the same.
        if let (AttemptResult::Saved(_), Some((known, found))) = (&outcome.result, other) {
            let oa = Some(OfficialAccount { id: found, ..known });
            self.engine.profiles().edit(id, ProfileEdit { oa, ..ProfileEdit::default() }).await.ok();
        }
        Ok(ConsentEnd::Ended(Box::new(outcome)))
    }

    /// Waits for the browser's answer to this consent, exchanges its code, and sends the result as an event. Returns
    /// `None` if the engine does not listen, or the consent ended before, or a later one has replaced it.
    pub async fn await_browser(
        self,
        id: &ProfileId,
        of: &Consent,
        pages: &Pages,
    ) -> Option<Result<ConsentEnd, Arc<EngineError>>> {
        let (listener, mut over, ends_at) = {
            let mut consents = self.consents();
            // A late caller must not take the listener of a newer consent.
            let pending = consents.get_mut(id).filter(|pending| pending.shown.state == of.state)?;
            (pending.listener.take()?, pending.over.subscribe(), pending.shown.ends_at)
        };
        let life = ends_at.duration_since(self.engine.now()).unsigned_abs();
        let address = tokio::select! {
            address = tokio::time::timeout(life, listener.wait(pages)) => address.ok()?,
            // An error means that the sender is gone: the consent was cancelled, or its code was entered another way.
            _ = over.changed() => return None,
        };
        let end = self.finish(id, Some(address), false).await;
        if let Ok(end) = &end {
            self.engine.shared.emit(EngineEvent::ConsentEnded(id.clone(), end.clone()));
        }
        Some(end)
    }

    async fn exchange(self, id: &ProfileId, code: Code) -> Result<Outcome, Arc<EngineError>> {
        let (reply, outcome) = oneshot::channel();
        let request = dispatcher::Command::Exchange { id: id.clone(), code: Box::new(code), reply };
        self.engine.commands.send(request).await.map_err(|_| stopped())?;
        outcome.await.map_err(|_| stopped())?
    }

    fn consents(self) -> MutexGuard<'a, HashMap<ProfileId, Pending>> {
        self.engine.shared.consents.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Listens for the browser, if its answer goes to this computer. A port in use is not fatal: the user can paste the
/// address.
async fn listen(callback: &Callback, state: &CsrfState) -> io::Result<Option<Listener>> {
    for _ in 1..BINDS {
        match Listener::bind(callback, state).await {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => tokio::time::sleep(BIND_PAUSE).await,
            bound => return bound,
        }
    }
    Listener::bind(callback, state).await
}

/// Returns whether the consent is over because its code is used up.
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
