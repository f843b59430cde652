//! The chosen sealed file and, once opened, its contents. The page receives neither.

use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token_model::bundle::{Bundle, MadeBy};

/// The contents of a file, and the vault that made it.
pub(crate) type Opened = (Bundle, MadeBy);

/// Holds the file between the page's calls.
#[derive(Default)]
pub(crate) struct PendingBundle {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// Counts the chosen and dropped files: the contents of an earlier file are not kept.
    turn: u64,
    chosen: Option<(String, Vec<u8>)>,
    opened: Option<Opened>,
}

impl PendingBundle {
    /// Stores a file with its name, and drops the previous one.
    pub(crate) fn hold(&self, name: String, bytes: Vec<u8>) {
        self.drop_all();
        lock(&self.held).chosen = Some((name, bytes));
    }

    /// Returns the chosen file and its turn.
    pub(crate) fn chosen(&self) -> Option<(u64, String, Vec<u8>)> {
        let held = lock(&self.held);
        held.chosen.clone().map(|(name, bytes)| (held.turn, name, bytes))
    }

    /// Stores the contents of the file of this turn; does nothing if the user cancelled meanwhile.
    pub(crate) fn open(&self, turn: u64, opened: Opened) {
        let mut held = lock(&self.held);
        if held.turn == turn {
            held.opened = Some(opened);
        }
    }

    /// Returns the contents.
    pub(crate) fn opened(&self) -> Option<Opened> {
        lock(&self.held).opened.clone()
    }

    /// Drops the file and its contents.
    pub(crate) fn drop_all(&self) {
        let mut held = lock(&self.held);
        *held = Held { turn: held.turn + 1, ..Held::default() };
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
