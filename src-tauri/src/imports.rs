//! What was recognised and waits to be saved, and the file that was dropped on the window last.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token::exchange::draft::Draft;

/// Holds drafts with their secrets, so that the page need not.
#[derive(Default)]
pub(crate) struct Imports {
    held: Mutex<Vec<Draft>>,
    dropped: Mutex<Option<PathBuf>>,
}

impl Imports {
    /// Holds these from now on, and no others.
    pub(crate) fn hold(&self, drafts: Vec<Draft>) {
        *open(&self.held) = drafts;
    }

    /// Returns what is held.
    pub(crate) fn held(&self) -> Vec<Draft> {
        open(&self.held).clone()
    }

    /// Notes a file that was dropped on the window. Only such a path is ever read: the page can name none.
    pub(crate) fn drop_file(&self, file: PathBuf) {
        *open(&self.dropped) = Some(file);
    }

    /// Returns that file once.
    pub(crate) fn take_dropped(&self) -> Option<PathBuf> {
        open(&self.dropped).take()
    }
}

fn open<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
