//! A sealed file that was chosen, and what is in it once it was opened. The page sees neither.

use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token::bundle::{Bundle, MadeBy};

/// What is in a file, and which vault made it.
pub(crate) type Opened = (Bundle, MadeBy);

/// Holds the file between the page's questions.
#[derive(Default)]
pub(crate) struct Sealed {
    held: Mutex<Held>,
}

#[derive(Default)]
struct Held {
    /// Counts the files that were chosen or let go: what was opened of an earlier one is not kept.
    turn: u64,
    chosen: Option<(String, Vec<u8>)>,
    opened: Option<Opened>,
}

impl Sealed {
    /// Holds a file by its name, and no other.
    pub(crate) fn hold(&self, name: String, bytes: Vec<u8>) {
        self.drop_all();
        lock(&self.held).chosen = Some((name, bytes));
    }

    /// Returns the file that was chosen, and the turn it was chosen in.
    pub(crate) fn chosen(&self) -> Option<(u64, String, Vec<u8>)> {
        let held = lock(&self.held);
        held.chosen.clone().map(|(name, bytes)| (held.turn, name, bytes))
    }

    /// Holds what is in the file of this turn; nothing if the user cancelled meanwhile.
    pub(crate) fn open(&self, turn: u64, opened: Opened) {
        let mut held = lock(&self.held);
        if held.turn == turn {
            held.opened = Some(opened);
        }
    }

    /// Returns what is in it.
    pub(crate) fn opened(&self) -> Option<Opened> {
        lock(&self.held).opened.clone()
    }

    /// Forgets the file.
    pub(crate) fn drop_all(&self) {
        let mut held = lock(&self.held);
        *held = Held { turn: held.turn + 1, ..Held::default() };
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
