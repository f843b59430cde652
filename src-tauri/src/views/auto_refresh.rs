//! Automatic refreshing.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether and when a profile refreshes automatically.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AutomaticView {
    /// Whether it is switched on.
    pub on: bool,
    /// When it is due; null for at once and for never.
    pub at: Option<String>,
    /// The message id of what prevents it, or of "at once"; null if it only waits for its time.
    pub words: Option<String>,
}

/// The settings of automatic refreshing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PolicyView {
    /// The switch for all OAs.
    pub automatic: bool,
    /// The margin, 1 to 12 hours.
    pub margin_hours: u32,
    /// Until when all OAs are paused.
    pub paused_until: Option<String>,
}
