//! What window and command call about places.

use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::destination::{
    CopyForm, DeliveryEntry, DeliveryFault, DeliveryProgress, Destination, DestinationId, DestinationName,
    DestinationRecord, Due, FileTarget, PlaceState, Preset, Target, Webhook, WebhookAddress, WebhookEvent,
    WebhookSecret, due, test_mark,
};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::ProfileRecord;
use oa_token_vault::{Vault, VaultError};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::once::{self, Message, Scene};
use super::worker::{self, Look};
use crate::attempt::find;
use crate::{Engine, EngineError, EngineEvent};

/// How long the secret before a change still signs: the user changes it at the receiver meanwhile.
const FORMER_SECRET: SignedDuration = SignedDuration::from_hours(24);
/// How long a place that the user tries out may take.
const TEST_PATIENCE: Duration = Duration::from_secs(15);

/// A place with its state.
#[derive(Debug, Clone)]
pub struct PlaceStatus {
    /// The place.
    pub record: DestinationRecord,
    /// How it is.
    pub state: PlaceState,
}

/// A new receiver of webhooks.
#[derive(Debug, Clone)]
pub struct NewWebhook {
    /// Its name; `None` for the name of its host.
    pub name: Option<DestinationName>,
    /// Its address.
    pub address: WebhookAddress,
    /// Whether it gets the access token.
    pub with_token: bool,
    /// Whether it also gets the OA's states.
    pub with_states: bool,
    /// Whether it may be in a private network.
    pub private_network: bool,
    /// The kind of receiver.
    pub preset: Option<Preset>,
}

/// The result of trying a place out: the status of its answer, or why it failed.
pub type TestResult = Result<Option<u16>, (DeliveryFault, Option<u16>)>;

/// What a call of [`Destinations::deliver_due`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Delivered {
    /// How many places got the current pair.
    pub delivered: usize,
    /// How many still lack it.
    pub undelivered: usize,
}

/// The places that new pairs go to.
#[derive(Clone, Copy)]
pub struct Destinations<'a> {
    pub(crate) engine: &'a Engine,
}

impl Destinations<'_> {
    /// Returns the places of an OA with their states, oldest first.
    ///
    /// # Errors
    /// [`VaultError::Altered`] if somebody without the key has changed them.
    pub async fn list(self, oa: &ProfileId) -> Result<Vec<PlaceStatus>, EngineError> {
        let record = find(&self.engine.shared, oa).await?;
        if record.altered {
            return Err(VaultError::Altered.into());
        }
        Ok(self.of(&record))
    }

    /// Returns the places of a record that was read, with their states.
    pub fn of(self, record: &ProfileRecord) -> Vec<PlaceStatus> {
        let now = self.engine.now();
        let state = |place: &DestinationRecord| PlaceState::of(record, place, now);
        record.destinations.iter().map(|place| PlaceStatus { record: place.clone(), state: state(place) }).collect()
    }

    /// Adds a file and writes it now.
    pub async fn add_file(
        self,
        oa: &ProfileId,
        name: Option<DestinationName>,
        file: FileTarget,
    ) -> Result<DestinationId, EngineError> {
        let usual = file.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        self.add(oa, name, &usual, Target::File(file)).await
    }

    /// Adds a receiver of webhooks and sends to it now. Returns the secret that signs its deliveries. It is shown once.
    pub async fn add_webhook(
        self,
        oa: &ProfileId,
        new: NewWebhook,
    ) -> Result<(DestinationId, WebhookSecret), EngineError> {
        let secret = WebhookSecret::random();
        let usual = new.address.host().map(|host| host.name).unwrap_or_default();
        let webhook = Webhook {
            address: new.address,
            secret: secret.clone(),
            former_secret: None,
            with_token: new.with_token,
            with_states: new.with_states,
            private_network: new.private_network,
            preset: new.preset,
        };
        let id = self.add(oa, new.name, &usual, Target::Webhook(webhook)).await?;
        Ok((id, secret))
    }

    /// Adds a note about a place where the user pastes the token, and is reminded of it if `reminds`, and
    /// copies it in this form.
    pub async fn add_note(
        self,
        oa: &ProfileId,
        name: Option<DestinationName>,
        note: &str,
        reminds: bool,
        form: CopyForm,
    ) -> Result<DestinationId, EngineError> {
        self.add(oa, name, note, Target::ByHand { note: note.to_owned(), reminds, form }).await
    }

    async fn add(
        self,
        oa: &ProfileId,
        name: Option<DestinationName>,
        usual: &str,
        target: Target,
    ) -> Result<DestinationId, EngineError> {
        let (of, id, usual) = (oa.clone(), DestinationId::random(), usual.to_owned());
        let (new, created_at) = (id.clone(), self.engine.now());
        let work = move |vault: &mut dyn Vault| {
            let taken = vault.destinations(&of)?;
            let name = name.unwrap_or_else(|| free_name(&usual, &taken));
            vault.put_destination(&Destination { id: new, oa: of, name, enabled: true, created_at, target })
        };
        self.engine.shared.store.run(work).await?;
        self.deliver(oa).await;
        self.engine.shared.emit(EngineEvent::ProfileChanged(oa.clone()));
        Ok(id)
    }

    /// Changes a place, and sends to it now if it is due.
    pub(super) async fn change(
        self,
        id: &DestinationId,
        work: impl FnOnce(&mut Destination, &mut DeliveryProgress) + Send + 'static,
    ) -> Result<(), EngineError> {
        let id = id.clone();
        let work = move |vault: &mut dyn Vault| {
            let (mut destination, was) = vault.destination(&id)?;
            let (before, mut progress) = (destination.clone(), was.clone());
            work(&mut destination, &mut progress);
            if destination != before {
                vault.put_destination(&destination)?;
            }
            if progress != was {
                vault.record_delivery(&id, None, &mut |now| *now = progress.clone())?;
            }
            Ok(destination.oa)
        };
        let oa = self.engine.shared.store.run(work).await?;
        self.deliver(&oa).await;
        self.engine.shared.emit(EngineEvent::ProfileChanged(oa));
        Ok(())
    }

    /// Switches a place on or off. A place that had stopped starts again.
    pub async fn set_enabled(self, id: &DestinationId, enabled: bool) -> Result<(), EngineError> {
        self.change(id, move |destination, progress| {
            destination.enabled = enabled;
            progress.restart();
        })
        .await
    }

    /// Records that the user has pasted the current token by hand.
    pub async fn mark_pasted(self, id: &DestinationId) -> Result<(), EngineError> {
        let scene = Scene::read(&self.engine.shared, id).await?;
        let (pair, now) = (scene.record.current.mark(), self.engine.now());
        self.change(id, move |_, progress| progress.succeed(&pair, None, now)).await
    }

    /// Makes a new secret for a receiver. The former one signs for another day. `None` if the place is no receiver.
    pub async fn change_secret(self, id: &DestinationId) -> Result<Option<WebhookSecret>, EngineError> {
        let scene = Scene::read(&self.engine.shared, id).await?;
        if !matches!(scene.destination.target, Target::Webhook(_)) {
            return Ok(None);
        }
        let (secret, until) = (WebhookSecret::random(), self.engine.now() + FORMER_SECRET);
        let new = secret.clone();
        self.change(id, move |destination, _| {
            if let Target::Webhook(webhook) = &mut destination.target {
                let former = std::mem::replace(&mut webhook.secret, new);
                webhook.former_secret = Some((former, until));
            }
        })
        .await?;
        Ok(Some(secret))
    }

    /// Removes a place. What waits for it is dropped.
    pub async fn remove(self, id: &DestinationId) -> Result<(), EngineError> {
        let id = id.clone();
        let work = move |vault: &mut dyn Vault| {
            let (destination, _) = vault.destination(&id)?;
            vault.remove_destination(&id).map(|()| destination.oa)
        };
        let oa = self.engine.shared.store.run(work).await?;
        self.engine.shared.emit(EngineEvent::ProfileChanged(oa));
        Ok(())
    }

    /// Tries a place out: sends `oa.test` without a token to a receiver, and writes a file with the current pair.
    pub async fn test(self, id: &DestinationId) -> Result<TestResult, EngineError> {
        let shared = &self.engine.shared;
        let scene = Scene::read(shared, id).await?;
        match &scene.destination.target {
            Target::ByHand { .. } => Ok(Ok(None)),
            Target::File(_) => {
                self.rewrite(id).await?;
                let (_, progress) = self.read(id).await?;
                Ok(progress.fault.map_or(Ok(None), |fault| Err((fault, None))))
            }
            Target::Webhook(webhook) => {
                let (mark, begun) = (test_mark(self.engine.now()), Instant::now());
                let message = Message { place: id, event: WebhookEvent::Test, pair: &mark };
                let about = (&scene.record.profile, &scene.secrets.current);
                let posted = once::post(shared, webhook, &message, about, TEST_PATIENCE).await;
                let entry = DeliveryEntry {
                    at: self.engine.now(),
                    destination: id.clone(),
                    event: WebhookEvent::Test.name().to_owned(),
                    generation: scene.record.current.generation,
                    fault: posted.err().map(|(fault, _)| fault),
                    status: posted.map_or_else(|(_, status)| status, Some),
                    took: u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX),
                };
                let (of, is_taken) = (id.clone(), posted.is_ok());
                let mut change = move |progress: &mut DeliveryProgress| {
                    if is_taken {
                        progress.restart();
                    }
                };
                shared.store.run(move |vault| vault.record_delivery(&of, Some(&entry), &mut change)).await?;
                if is_taken {
                    self.deliver(&scene.destination.oa).await;
                }
                shared.emit(EngineEvent::ProfileChanged(scene.destination.oa));
                Ok(posted.map(Some))
            }
        }
    }

    /// Brings the current pair to a place again, although it holds it.
    pub(super) async fn rewrite(self, id: &DestinationId) -> Result<(), EngineError> {
        self.change(id, |_, progress| {
            progress.delivered_pair = None;
            progress.restart();
        })
        .await
    }

    async fn read(self, id: &DestinationId) -> Result<(Destination, DeliveryProgress), EngineError> {
        let id = id.clone();
        self.engine.shared.store.run(move |vault| vault.destination(&id)).await
    }

    /// Returns the log of a place, newest first.
    pub async fn log(self, id: &DestinationId, at_most: u32) -> Result<Vec<DeliveryEntry>, EngineError> {
        let id = id.clone();
        self.engine.shared.store.run(move |vault| vault.deliveries(&id, at_most)).await
    }

    /// Brings the pairs of these OAs, or of all, to the places that are due, with limits for each place and for all.
    pub async fn deliver_due(self, of: Option<&[ProfileId]>, each: Duration, all: Duration) -> Delivered {
        let until = Instant::now() + all;
        let mut tries = JoinSet::new();
        for (record, place) in self.undelivered(of).await {
            if due(&record, &place, self.engine.now()) == Due::Now {
                let shared = self.engine.shared.clone();
                tries.spawn(async move { once::bring(&shared, &place.id, shared.now(), each).await });
            }
        }
        let mut delivered = 0;
        while let Ok(Some(tried)) = timeout_at(until, tries.join_next()).await {
            delivered += usize::from(matches!(tried, Ok(Ok(Some(Ok(_))))));
        }
        // A cancelled attempt is not recorded; its claim expires.
        Delivered { delivered, undelivered: self.undelivered(of).await.len() }
    }

    /// Returns the places of these OAs, or of all, that lack the current pair although this program is to bring it.
    pub async fn undelivered(self, of: Option<&[ProfileId]>) -> Vec<(ProfileRecord, DestinationRecord)> {
        let mut records = Vec::new();
        if let Some(of) = of {
            for oa in of {
                records.extend(find(&self.engine.shared, oa).await);
            }
        } else {
            records = self.engine.profiles().list().await.unwrap_or_default();
        }
        let (now, mut found) = (self.engine.now(), Vec::new());
        for record in records {
            for place in record.destinations.clone() {
                if due(&record, &place, now).is_undelivered() {
                    found.push((record.clone(), place));
                }
            }
        }
        found
    }

    /// Delivers what waits for any OA, now and while the engine exists.
    pub fn watch(self) {
        self.engine.shared.deliveries.look(Look::Watch);
    }

    /// Brings an OA's pair to its places and waits until each was tried once.
    async fn deliver(self, oa: &ProfileId) {
        worker::deliver(&self.engine.shared, oa).await.ok();
    }
}

/// Returns the name, with a number if a place of the OA has it.
fn free_name(usual: &str, taken: &[DestinationRecord]) -> DestinationName {
    let usual = if usual.is_empty() { "…" } else { usual };
    let is_free = |name: &DestinationName| taken.iter().all(|place| !place.name.is_named(name.as_str()));
    let numbered = (2..).map(|number| DestinationName::stored(&format!("{usual} {number}")));
    let mut names = std::iter::once(DestinationName::stored(usual)).chain(numbered);
    names.find(is_free).expect("one of endless names is free")
}
