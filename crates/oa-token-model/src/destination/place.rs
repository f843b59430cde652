//! One place, as the vault stores it and as lists show it.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CopyForm, DeliveryProgress, FileTarget, Preset, Webhook};
use crate::profile::{InvalidProfile, ProfileId, ProfileName, name_key};

/// Identifies a place permanently. A UUID as text; no secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DestinationId(pub String);

impl DestinationId {
    /// Makes a new, random id.
    pub fn random() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DestinationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "page", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum DestinationKind {
    /// A file.
    File,
    /// A receiver of webhooks.
    Webhook,
    /// A place where the user pastes the token by hand.
    ByHand,
}

/// The name of a place. Unique among the places of an OA, ignoring case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DestinationName(String);

/// The text cannot be the name of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no name of a place")]
pub struct InvalidDestinationName(#[from] InvalidProfile);

impl DestinationName {
    /// Parses a name.
    ///
    /// # Errors
    /// [`InvalidDestinationName`] for what an OA cannot be named either.
    pub fn parse(text: &str) -> Result<Self, InvalidDestinationName> {
        Ok(Self(ProfileName::parse(text)?.to_string()))
    }

    /// Reads a stored name, or shortens a longer text to one.
    pub fn stored(text: &str) -> Self {
        Self(ProfileName::stored(text).to_string())
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reports whether a typed text means this name.
    pub fn is_named(&self, typed: &str) -> bool {
        name_key(&self.0) == name_key(typed)
    }
}

impl fmt::Display for DestinationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place with everything that is needed to deliver to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its id.
    pub id: DestinationId,
    /// The OA whose pairs it gets.
    pub oa: ProfileId,
    /// Its name.
    pub name: DestinationName,
    /// Whether anything is delivered. A place that came with a restored file starts switched off.
    pub enabled: bool,
    /// When it was added.
    pub created_at: Timestamp,
    /// What it is.
    pub target: Target,
}

/// What a place is, with its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A file.
    File(FileTarget),
    /// A receiver of webhooks.
    Webhook(Webhook),
    /// A place where the user pastes the token.
    ByHand {
        /// What it is, such as "paste it in Haravan".
        note: String,
        /// Whether the user is reminded after each refresh.
        reminds: bool,
        /// In which form the token is copied.
        form: CopyForm,
    },
}

impl Target {
    /// Returns its kind.
    pub fn kind(&self) -> DestinationKind {
        match self {
            Self::File(_) => DestinationKind::File,
            Self::Webhook(_) => DestinationKind::Webhook,
            Self::ByHand { .. } => DestinationKind::ByHand,
        }
    }
}

/// A place as lists show it: without secrets, and with how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct DestinationRecord {
    /// Its id.
    pub id: DestinationId,
    /// The OA whose pairs it gets.
    pub oa: ProfileId,
    /// Its name.
    pub name: DestinationName,
    /// What it is.
    pub kind: DestinationKind,
    /// Whether anything is delivered.
    pub enabled: bool,
    /// The file, if it is one.
    pub file: Option<FileTarget>,
    /// What may be shown of it: the path, the host with the last four characters of the address, or the note.
    pub shown: String,
    /// Whether the receiver gets the access token.
    pub with_token: bool,
    /// Whether the receiver also gets the OA's states.
    pub with_states: bool,
    /// Whether the user is reminded to paste the token there.
    pub reminds: bool,
    /// In which form the token is copied, if the user pastes it there.
    pub copied_as: Option<CopyForm>,
    /// Whether the receiver may be in a private network.
    pub private_network: bool,
    /// The kind of receiver that the user chose.
    pub preset: Option<Preset>,
    /// When it was added.
    pub created_at: Timestamp,
    /// How far it is.
    pub progress: DeliveryProgress,
}

impl DestinationRecord {
    /// Makes the record of a place.
    pub fn of(destination: &Destination, progress: DeliveryProgress) -> Self {
        let webhook = match &destination.target {
            Target::Webhook(webhook) => Some(webhook),
            Target::File(_) | Target::ByHand { .. } => None,
        };
        let (file, shown) = match &destination.target {
            Target::File(file) => (Some(file.clone()), file.path.display().to_string()),
            Target::Webhook(webhook) => (None, webhook.address.shown()),
            Target::ByHand { note, .. } => (None, note.clone()),
        };
        Self {
            id: destination.id.clone(),
            oa: destination.oa.clone(),
            name: destination.name.clone(),
            kind: destination.target.kind(),
            enabled: destination.enabled,
            file,
            shown,
            with_token: webhook.is_none_or(|webhook| webhook.with_token),
            with_states: webhook.is_some_and(|webhook| webhook.with_states),
            reminds: matches!(destination.target, Target::ByHand { reminds: true, .. }),
            copied_as: match destination.target {
                Target::ByHand { form, .. } => Some(form),
                Target::File(_) | Target::Webhook(_) => None,
            },
            private_network: webhook.is_some_and(|webhook| webhook.private_network),
            preset: webhook.and_then(|webhook| webhook.preset),
            created_at: destination.created_at,
            progress,
        }
    }
}
