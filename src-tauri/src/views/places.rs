//! The types of the places that use an OA's token. The address and the secret of a receiver are in none of them.

use jiff::Timestamp;
use oa_token_model::destination::{
    CopyForm, DeliveryEntry, DestinationKind, DestinationRecord, PlaceState, Preset, WebhookEvent,
};
use oa_token_model::export::stored_choice::choice_of;
use oa_token_model::records::ProfileRecord;
use oa_token_model::triage::Tone;
use serde::{Deserialize, Serialize};
use specta::Type;

use super::{ExportFormat, ProfileRow};

/// A place that gets an OA's new tokens.
#[expect(clippy::struct_excessive_bools, reason = "independent settings, each shown separately")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// Identifies it in every call.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DestinationKind,
    /// What may be shown of it: the path, the host with the end of the address, or the note.
    pub shown: String,
    /// The kind of receiver that the user chose.
    pub preset: Option<Preset>,
    /// How a file is written; null for other places, and for a format of a newer version.
    pub format: Option<ExportFormat>,
    /// Whether it gets the access token.
    pub with_token: bool,
    /// Whether a receiver also gets the OA's states.
    pub with_states: bool,
    /// Whether the user is reminded to paste the token there.
    pub reminds: bool,
    /// In which form the token is copied, if the user pastes it there; null for other places.
    pub copied_as: Option<CopyForm>,
    /// Whether a file also gets the refresh token.
    pub with_refresh_token: bool,
    /// Whether the receiver may be in a private network.
    pub private_network: bool,
    /// Whether anything is delivered.
    pub enabled: bool,
    /// How it is.
    pub state: PlaceState,
    /// The message id of that.
    pub words: String,
    /// Its mark.
    pub tone: Tone,
    /// When it got the token that it holds; null if it holds none.
    pub delivered_at: Option<String>,
    /// Since when it lacks the current token, as every try failed.
    pub failing_since: Option<String>,
    /// When the next try is; null if none is planned.
    pub next_at: Option<String>,
    /// The message id of why the last try failed.
    pub fault: Option<String>,
    /// The message id of what the user can do about it.
    pub next: Option<String>,
    /// The HTTP status of the last try's answer.
    pub status: Option<u16>,
    /// When it was added.
    pub created_at: String,
}

/// One try to deliver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeliveryLine {
    /// When.
    pub at: String,
    /// The message id of what was sent.
    pub words: String,
    /// Which try of the same token it was, from 1.
    pub attempt: u32,
    /// The message id of why it failed; null if it was taken.
    pub fault: Option<String>,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
}

/// A new receiver of webhooks, as typed. Not `Debug`: the address is a secret.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WebhookInput {
    /// Its name; empty for the name of its host.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Whether it gets the access token.
    pub with_token: bool,
    /// Whether a receiver also gets the OA's states.
    pub with_states: bool,
    /// Whether it may be in a private network.
    pub private_network: bool,
    /// The kind of receiver.
    pub preset: Option<Preset>,
}

/// A correction of a place; null leaves a value as it is. Not `Debug`: the address is a secret.
#[derive(Clone, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceInput {
    /// Its name.
    pub name: Option<String>,
    /// The address of a receiver.
    pub address: Option<String>,
    /// Whether a receiver gets the access token.
    pub with_token: Option<bool>,
    /// Whether a receiver also gets the OA's states.
    pub with_states: Option<bool>,
    /// Whether the user is reminded to paste the token there.
    pub reminds: Option<bool>,
    /// In which form the token is copied for a place where the user pastes it.
    pub copied_as: Option<CopyForm>,
    /// Whether a receiver may be in a private network.
    pub private_network: Option<bool>,
}

/// A place that was added, and the OA's row with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceAdded {
    /// The place's id.
    pub id: String,
    /// The OA's row.
    pub row: ProfileRow,
}

/// The result of trying a place out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceTested {
    /// The OA's row after it.
    pub row: ProfileRow,
    /// The message id of why it failed; null if it was taken.
    pub fault: Option<String>,
    /// The message id of what the user can do about it.
    pub next: Option<String>,
    /// The HTTP status of the answer.
    pub status: Option<u16>,
}

/// The ready code of a receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ReceiverView {
    /// The file's name in `docs/receivers`.
    pub file: String,
    /// The code.
    pub text: String,
}

/// Makes the view of a place.
pub(crate) fn place(record: &ProfileRecord, place: &DestinationRecord, now: Timestamp) -> PlaceView {
    let (progress, state) = (&place.progress, PlaceState::of(record, place, now));
    let text = |at: Option<Timestamp>| at.map(|at| at.to_string());
    // A place that is up to date, or is switched off, is not tried again.
    let waits = matches!(state, PlaceState::Failing | PlaceState::Ended | PlaceState::Waiting);
    PlaceView {
        id: place.id.to_string(),
        name: place.name.to_string(),
        kind: place.kind,
        shown: place.shown.clone(),
        preset: place.preset,
        format: place.file.as_ref().and_then(choice_of).map(|choice| choice.format.into()),
        with_token: place.with_token,
        with_states: place.with_states,
        reminds: place.reminds,
        copied_as: place.copied_as,
        with_refresh_token: place.file.as_ref().is_some_and(|file| file.with_refresh_token),
        private_network: place.private_network,
        enabled: place.enabled,
        state,
        words: state.message_id().to_owned(),
        tone: state.tone(),
        delivered_at: text(progress.delivered_at),
        failing_since: text(progress.failing_since),
        next_at: text(progress.next_at.filter(|_| waits)),
        fault: progress.fault.map(|fault| fault.message_id().to_owned()),
        next: progress.fault.and_then(|fault| fault.next_id(progress.status)).map(str::to_owned),
        status: progress.status.filter(|_| progress.fault.is_some()),
        created_at: place.created_at.to_string(),
    }
}

/// Makes the lines of a place's log, which is newest first.
pub(crate) fn deliveries(log: &[DeliveryEntry]) -> Vec<DeliveryLine> {
    let line = |(index, entry): (usize, &DeliveryEntry)| {
        let is_same = |other: &&DeliveryEntry| (&other.event, other.generation) == (&entry.event, entry.generation);
        // Up to the success before it: a place that is brought the same pair again begins at the first try.
        let before = log[index + 1..].iter().filter(is_same).take_while(|other| other.fault.is_some()).count();
        let is_token = entry.event == WebhookEvent::TokenRefreshed.name();
        let words = if is_token {
            "place-sent-token"
        } else if entry.event == WebhookEvent::Test.name() {
            "place-sent-test"
        } else {
            "place-sent-state"
        };
        DeliveryLine {
            at: entry.at.to_string(),
            words: words.to_owned(),
            attempt: if is_token { u32::try_from(before + 1).unwrap_or(u32::MAX) } else { 1 },
            fault: entry.fault.map(|fault| fault.message_id().to_owned()),
            status: entry.status,
            took_ms: entry.took,
        }
    };
    log.iter().enumerate().map(line).collect()
}
