//! What the engine broadcasts.

use oa_token_model::origin::Origin;
use oa_token_model::profile::ProfileId;

use crate::ConsentEnd;

/// The progress of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    feature = "page",
    derive(serde::Serialize, serde::Deserialize, specta::Type),
    serde(rename_all = "snake_case")
)]
pub enum AttemptPhase {
    /// Checking that the answer can be saved.
    Preparing,
    /// The request is on the wire.
    Sending,
    /// The answer was lost; waiting for the one recovery send.
    WaitingToRecover,
    /// Zalo answered; the answer is being made durable.
    Saving,
    /// The answer cannot be saved yet; saving is retried each second. The process must not be ended.
    RetryingSave,
    /// The attempt has ended.
    Done,
}

/// What the engine broadcasts to its listeners: ids and states, never secret values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// A profile has changed.
    ProfileChanged(ProfileId),
    /// Profiles were added or removed, or another process has changed the vault.
    ProfilesChanged,
    /// An attempt has entered another phase.
    AttemptMoved(ProfileId, AttemptPhase),
    /// A secret is sent to an origin that is neither Zalo's nor this computer's.
    SentElsewhere(Origin),
    /// Something of the team has changed, as [`crate::Team::state`] shows it.
    TeamChanged,
    /// The app was locked.
    AppLocked,
    /// The browser's answer to a consent reached this computer; carries the result.
    ConsentEnded(ProfileId, ConsentEnd),
}
