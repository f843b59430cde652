//! Copies secrets, and clears the clipboard later if it still holds them.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use oa_token_model::secret::Secret;

use crate::app_state::AppState;
use crate::desktop::Desktop;

/// The last secret that was copied for a limited time and not cleared yet.
#[derive(Default)]
pub(crate) struct Copied(Mutex<Last>);

#[derive(Default)]
struct Last {
    /// Counts the copies: only the timer of the last copy clears the clipboard.
    turn: u64,
    secret: Option<Secret>,
}

impl Copied {
    fn last(&self) -> MutexGuard<'_, Last> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn set(&self, secret: Option<Secret>) -> u64 {
        let mut last = self.last();
        *last = Last { turn: last.turn + 1, secret };
        last.turn
    }

    /// Clears the copied secret at once, because the program ends.
    pub(crate) fn forget_now(&self, desktop: &dyn Desktop) {
        let copied = self.last().secret.take();
        if let Some(secret) = copied {
            desktop.forget(&secret);
        }
    }

    /// Reports whether a copied secret must still be cleared.
    pub(crate) fn is_any(&self) -> bool {
        self.last().secret.is_some()
    }

    /// Takes the secret of an expired copy, if nothing was copied since.
    fn end(&self, turn: u64) -> Option<Secret> {
        let mut last = self.last();
        if last.turn == turn { last.secret.take() } else { None }
    }
}

/// Copies a secret, for a limited time if `stays` is given; returns whether that worked.
pub(crate) fn copy(state: &AppState, secret: Secret, stays: Option<Duration>) -> bool {
    let copied = state.desktop.copy(&secret);
    if !copied {
        return false;
    }
    // A secret copied without a limit is not cleared at exit either.
    let turn = state.copied.set(stays.map(|_| secret));
    if let Some(stays) = stays {
        let state = state.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(stays).await;
            let (desktop, copied) = (state.desktop.clone(), state.copied.clone());
            // If the user copied something else since, it stays.
            let forget = move || copied.end(turn).map(|secret| desktop.forget(&secret));
            tauri::async_runtime::spawn_blocking(forget).await.ok();
        });
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_timer_of_an_earlier_copy_clears_nothing() {
        let (copied, secret) = (Copied::default(), || Some(Secret::new("FAKE_AT")));
        let (first, second) = (copied.set(secret()), copied.set(secret()));
        assert_eq!(copied.end(first), None, "the same secret was copied again later, with its own time limit");
        assert!(copied.is_any());
        assert_eq!(copied.end(second), secret());
        let timed = copied.set(secret());
        copied.set(None);
        assert_eq!(copied.end(timed), None, "then copied without a time limit");
    }
}
