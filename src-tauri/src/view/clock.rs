//! Refreshing by itself.

use serde::{Deserialize, Serialize};
use specta::Type;

/// Whether and when a profile refreshes by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AutomaticView {
    /// Whether it is switched on.
    pub on: bool,
    /// When it comes; null for at once and for never.
    pub at: Option<String>,
    /// The message id of what holds it, or of "at once"; null while only the time does.
    pub words: Option<String>,
}

/// What was said about refreshing by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PolicyView {
    /// The switch for all.
    pub automatic: bool,
    /// The margin, 1 to 12 hours.
    pub margin_hours: u32,
    /// Until when all of it is paused.
    pub paused_until: Option<String>,
}
