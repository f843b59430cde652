//! One try to bring the current pair to one place: claimed, so that no other process sends at the same time, and recorded
//! in its log.

use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::destination::{
    self, DeliveryEntry, DeliveryFault, DeliveryProgress, Destination, DestinationId, DestinationKind,
    DestinationRecord, Due, PairMark, Preset, SignedHeaders, Target, Webhook, WebhookEvent, message_id,
};
use oa_token_model::profile::Profile;
use oa_token_model::records::{ProfileRecord, ProfileSecrets};
use oa_token_model::secret::SecretBytes;
use oa_token_model::token::StoredPair;
use oa_token_vault::{Reading, VaultError};
use tokio::time::Instant;

use super::file;
use crate::zalo_client::Post;
use crate::{EngineError, EngineEvent, Shared};

/// What an answer that confirms must hold, before the id of the message.
const CONFIRMED: &str = "oa-token-ok ";

/// A place and its OA, as the vault has them.
pub(super) struct Scene {
    pub(super) destination: Destination,
    pub(super) progress: DeliveryProgress,
    pub(super) record: ProfileRecord,
    pub(super) secrets: ProfileSecrets,
}

impl Scene {
    pub(super) async fn read(shared: &Shared, id: &DestinationId) -> Result<Self, EngineError> {
        let id = id.clone();
        shared
            .store
            .run(move |vault| {
                let (destination, progress) = vault.destination(&id)?;
                let oa = destination.oa.clone();
                let mut vault = Reading::of(vault, Some(&oa));
                let record = vault.record(&oa)?.ok_or(VaultError::NoSuchProfile)?;
                let secrets = vault.secrets(&oa)?;
                Ok(Self { destination, progress, record, secrets })
            })
            .await
    }

    fn due(&self, now: Timestamp) -> Due {
        let place = DestinationRecord::of(&self.destination, self.progress.clone());
        destination::due(&self.record, &place, now)
    }
}

/// The result of a try, with the status of an answer.
pub(crate) type Tried = Result<Option<u16>, (DeliveryFault, Option<u16>)>;

/// Sends the current pair to a place that is due. Returns `None` if it is not due, or if another process has it.
pub(super) async fn bring(
    shared: &Shared,
    id: &DestinationId,
    as_of: Timestamp,
    patience: Duration,
) -> Result<Option<Tried>, EngineError> {
    let scene = Scene::read(shared, id).await?;
    if scene.due(as_of) != Due::Now {
        return Ok(None);
    }
    let begun = Instant::now();
    let guard = match &scene.destination.target {
        Target::File(file) => Some(file::turn(shared, &file.path, begun + patience).await),
        Target::Webhook(_) | Target::ByHand { .. } => None,
    };
    let (of, was, now) = (id.clone(), scene.progress.clone(), shared.now());
    if !shared.store.run(move |vault| vault.claim_delivery(&of, &was, now)).await? {
        return Ok(None);
    }
    // Read again: the newest pair is sent, and an older one never after it.
    let scene = Scene::read(shared, id).await?;
    let pair = scene.record.current.mark();
    let tried = match (&scene.destination.target, guard) {
        (Target::File(target), Some(guard)) => {
            let write = async {
                let text = file::text(shared, &scene.record, &scene.secrets, target)?;
                let turn = (guard?, begun + patience);
                file::write(shared, &scene.destination.oa, target, text, turn).await
            };
            write.await.map(|()| None).map_err(|fault| (fault, None))
        }
        (Target::Webhook(webhook), _) => {
            let (profile, stored) = (&scene.record.profile, &scene.secrets.current);
            let message = Message { place: id, event: WebhookEvent::TokenRefreshed, pair: &pair };
            post(shared, webhook, &message, (profile, stored), patience).await.map(Some)
        }
        (Target::ByHand { .. } | Target::File(_), _) => return Ok(None),
    };
    let kind = scene.destination.target.kind();
    let entry = DeliveryEntry {
        at: shared.now(),
        destination: id.clone(),
        event: WebhookEvent::TokenRefreshed.name().to_owned(),
        generation: scene.record.current.generation,
        fault: tried.err().map(|(fault, _)| fault),
        status: tried.unwrap_or_else(|(_, status)| status),
        took: u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX),
    };
    record(shared, id, entry, (kind, pair, tried)).await?;
    shared.emit(EngineEvent::ProfileChanged(scene.destination.oa));
    Ok(Some(tried))
}

async fn record(
    shared: &Shared,
    id: &DestinationId,
    entry: DeliveryEntry,
    (kind, pair, tried): (DestinationKind, PairMark, Tried),
) -> Result<(), EngineError> {
    let (id, now) = (id.clone(), entry.at);
    let mut change = move |progress: &mut DeliveryProgress| match tried {
        Ok(status) => progress.succeed(&pair, status, now),
        // Another process, after this one's claim ended, was faster.
        Err(_) if progress.delivered_pair.as_ref() == Some(&pair) => {}
        Err(failed) => progress.fail(kind, &pair, failed, now),
    };
    shared.store.run(move |vault| vault.record_delivery(&id, Some(&entry), &mut change)).await
}

/// A message to a place.
pub(super) struct Message<'a> {
    pub(super) place: &'a DestinationId,
    pub(super) event: WebhookEvent,
    pub(super) pair: &'a PairMark,
}

/// Posts a signed message once.
pub(super) async fn post(
    shared: &Shared,
    webhook: &Webhook,
    message: &Message<'_>,
    (profile, stored): (&Profile, &StoredPair),
    patience: Duration,
) -> Result<u16, (DeliveryFault, Option<u16>)> {
    let now = shared.now();
    let id = message_id(message.place, message.event.name(), message.pair);
    let body = destination::body(message.event, webhook, profile, (stored, &id), now);
    post_body(shared, webhook, &id, body, patience).await
}

/// Posts a signed body once.
pub(crate) async fn post_body(
    shared: &Shared,
    webhook: &Webhook,
    id: &str,
    body: SecretBytes,
    patience: Duration,
) -> Result<u16, (DeliveryFault, Option<u16>)> {
    let signed = SignedHeaders::sign(webhook, id, body.expose(), shared.now());
    let headers = SignedHeaders::NAMES.into_iter().zip([signed.id, signed.timestamp, signed.signature]).collect();
    let post = Post {
        address: &webhook.address,
        private_network: webhook.private_network,
        headers,
        body,
        confirmation: (webhook.preset == Some(Preset::AppsScript)).then(|| format!("{CONFIRMED}{id}")),
        patience,
    };
    shared.client().post(post, shared.options.host.as_ref()).await
}
