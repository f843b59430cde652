//! Copies secrets and takes them out of the clipboard again, if they are still what is in it.

use std::sync::Arc;
use std::time::Duration;

use oa_token::secret::Secret;

use crate::edges::Edges;

/// How long a copied access token stays, in seconds (design.md, section 8).
pub(crate) const ACCESS_SECONDS: u32 = 120;
/// How long the other secrets stay, in seconds.
pub(crate) const OTHER_SECONDS: u32 = 30;

/// Copies a secret for a time; tells whether that worked.
pub(crate) fn copy(edges: &Arc<dyn Edges>, secret: Secret, stays: Option<Duration>) -> bool {
    let copied = edges.copy(&secret);
    if let Some(stays) = stays.filter(|_| copied) {
        let edges = Arc::clone(edges);
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(stays).await;
            // What the user copied since is the user's.
            tauri::async_runtime::spawn_blocking(move || edges.forget(&secret)).await.ok();
        });
    }
    copied
}
