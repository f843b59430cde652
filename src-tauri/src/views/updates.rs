//! What is known of newer versions.

use serde::Serialize;
use specta::Type;

/// The running version and a newer one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct UpdateView {
    /// The version that runs.
    pub running: String,
    /// Whether it was found to be the newest.
    pub is_newest: bool,
    /// A newer version. Without `command` it is downloaded and can be installed.
    pub version: Option<String>,
    /// The call that installs it, where a package manager owns the program.
    pub command: Option<String>,
}
