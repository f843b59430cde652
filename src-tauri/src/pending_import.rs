//! Recognised drafts that wait to be saved, and the file that was last dropped on the window.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token_import::draft::Draft;

/// Holds drafts with their secrets, so that the page does not hold them.
#[derive(Default)]
pub(crate) struct PendingImport {
    held: Mutex<Vec<Draft>>,
    dropped: Mutex<Option<PathBuf>>,
}

impl PendingImport {
    /// Replaces the held drafts.
    pub(crate) fn hold(&self, drafts: Vec<Draft>) {
        *open(&self.held) = drafts;
    }

    /// Returns the held drafts.
    pub(crate) fn held(&self) -> Vec<Draft> {
        open(&self.held).clone()
    }

    /// Stores the path of a file dropped on the window. The page can name no path, so no other file is read.
    pub(crate) fn drop_file(&self, file: PathBuf) {
        *open(&self.dropped) = Some(file);
    }

    /// Returns that path once.
    pub(crate) fn take_dropped(&self) -> Option<PathBuf> {
        open(&self.dropped).take()
    }
}

fn open<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
