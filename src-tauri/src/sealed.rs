//! A sealed file that was chosen, and what is in it once it was opened. The page sees neither.

use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token::transfer::Carried;

/// Holds the file between the page's questions.
#[derive(Default)]
pub(crate) struct Sealed {
    chosen: Mutex<Option<(String, Vec<u8>)>>,
    opened: Mutex<Option<Carried>>,
}

impl Sealed {
    /// Holds a file by its name, and no other.
    pub(crate) fn hold(&self, name: String, bytes: Vec<u8>) {
        self.drop_all();
        *lock(&self.chosen) = Some((name, bytes));
    }

    /// Gives the file that was chosen.
    pub(crate) fn chosen(&self) -> Option<(String, Vec<u8>)> {
        lock(&self.chosen).clone()
    }

    /// Holds what is in it.
    pub(crate) fn open(&self, carried: Carried) {
        *lock(&self.opened) = Some(carried);
    }

    /// Gives what is in it.
    pub(crate) fn opened(&self) -> Option<Carried> {
        lock(&self.opened).clone()
    }

    /// Forgets the file.
    pub(crate) fn drop_all(&self) {
        *lock(&self.chosen) = None;
        *lock(&self.opened) = None;
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
