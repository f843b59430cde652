//! Recognised drafts that wait to be saved, and the file that was last dropped on the window.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token_import::ImportedDraft;
use oa_token_import::draft::{Draft, DraftField};

/// A recognised draft and what the user picked of its choices.
#[derive(Clone)]
pub(crate) struct HeldDraft {
    /// As it was recognised.
    pub(crate) imported: ImportedDraft,
    picks: Vec<(DraftField, usize)>,
}

impl HeldDraft {
    /// Returns its values, with those that were picked.
    pub(crate) fn draft(&self) -> Draft {
        let mut imported = self.imported.clone();
        for (field, number) in &self.picks {
            imported.choose(*field, *number);
        }
        imported.draft
    }

    /// Returns the number of the value that was picked for a field.
    pub(crate) fn picked(&self, field: DraftField) -> Option<usize> {
        self.picks.iter().find(|(of, _)| *of == field).map(|(_, number)| *number)
    }
}

/// Holds drafts with their secrets, so that the page does not hold them.
#[derive(Default)]
pub(crate) struct PendingImport {
    held: Mutex<Vec<HeldDraft>>,
    dropped: Mutex<Option<PathBuf>>,
}

impl PendingImport {
    /// Replaces the held drafts.
    pub(crate) fn hold(&self, drafts: Vec<ImportedDraft>) {
        *open(&self.held) = drafts.into_iter().map(|imported| HeldDraft { imported, picks: Vec::new() }).collect();
    }

    /// Picks one of several values for a field of a draft.
    pub(crate) fn pick(&self, draft: usize, field: DraftField, number: usize) {
        if let Some(held) = open(&self.held).get_mut(draft) {
            held.picks.retain(|(of, _)| *of != field);
            held.picks.push((field, number));
        }
    }

    /// Returns the held drafts.
    pub(crate) fn held(&self) -> Vec<HeldDraft> {
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
