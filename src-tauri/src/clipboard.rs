//! Copies secrets and takes them out of the clipboard again, if they are still what is in it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use oa_token::secret::Secret;

use crate::desk::Desk;
use crate::edges::Edges;

/// The last secret that was copied for a time and is not taken out yet.
#[derive(Default)]
pub(crate) struct Copied(Mutex<Option<Secret>>);

impl Copied {
    fn set(&self, secret: Option<Secret>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = secret;
    }

    /// Takes what was copied out of the clipboard at once: the program ends.
    pub(crate) fn forget_now(&self, edges: &dyn Edges) {
        let copied = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(secret) = copied {
            edges.forget(&secret);
        }
    }

    /// Tells whether anything is still to be taken out.
    pub(crate) fn is_any(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn is(&self, secret: &Secret) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_ref() == Some(secret)
    }
}

/// Copies a secret for a time; tells whether that worked.
pub(crate) fn copy(desk: &Desk, secret: Secret, stays: Option<Duration>) -> bool {
    let copied = desk.edges.copy(&secret);
    if copied {
        // One that was meant to stay is not taken out at the end either.
        desk.copied.set(stays.map(|_| secret.clone()));
    }
    if let Some(stays) = stays.filter(|_| copied) {
        let desk = desk.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(stays).await;
            let (edges, copied) = (desk.edges.clone(), desk.copied.clone());
            // What the user copied since is the user's.
            let forget = move || {
                edges.forget(&secret);
                if copied.is(&secret) {
                    copied.set(None);
                }
            };
            tauri::async_runtime::spawn_blocking(forget).await.ok();
        });
    }
    copied
}
