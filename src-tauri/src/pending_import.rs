//! Recognised drafts that wait to be saved, and the files that were last dropped on the window.

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use oa_token_import::draft::{Draft, DraftField};
use oa_token_import::{ImportedDraft, Location};
use zeroize::Zeroizing;

/// A recognised draft and what the user picked of its choices.
#[derive(Clone)]
pub(crate) struct HeldDraft {
    /// As it was recognised.
    pub(crate) imported: ImportedDraft,
    picks: Vec<(DraftField, usize)>,
    /// Whether it was saved: it is saved once.
    pub(crate) is_saved: bool,
}

impl HeldDraft {
    fn new(imported: ImportedDraft) -> Self {
        Self { imported, picks: Vec::new(), is_saved: false }
    }

    /// Returns its values, with those that were picked.
    pub(crate) fn draft(&self) -> Draft {
        let mut imported = self.imported.clone();
        for (field, number) in &self.picks {
            imported.choose(*field, *number);
        }
        imported.draft
    }

    /// Returns where its first value stands.
    pub(crate) fn first_place(&self) -> Option<&Location> {
        let chosen = self.imported.choices.iter().flat_map(|choice| &choice.candidates).map(|each| &each.place);
        self.imported.places.iter().map(|(_, place)| place).chain(chosen).min_by_key(|place| place.line)
    }

    /// Returns the number of the value that was picked for a field.
    pub(crate) fn picked(&self, field: DraftField) -> Option<usize> {
        self.picks.iter().find(|(of, _)| *of == field).map(|(_, number)| *number)
    }
}

/// The table that was read last, to read it again once the user has said what its columns are.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) bytes: Zeroizing<Vec<u8>>,
}

/// Holds drafts with their secrets, so that the page does not hold them.
#[derive(Default)]
pub(crate) struct PendingImport {
    held: Mutex<Vec<HeldDraft>>,
    table: Mutex<Option<Table>>,
    dropped: Mutex<Vec<PathBuf>>,
}

impl PendingImport {
    /// Replaces the held drafts.
    pub(crate) fn hold(&self, drafts: Vec<ImportedDraft>) {
        *open(&self.held) = drafts.into_iter().map(HeldDraft::new).collect();
    }

    /// Keeps a table, or none, in place of the last one.
    pub(crate) fn keep_table(&self, table: Option<Table>) {
        *open(&self.table) = table;
    }

    /// Returns the kept table.
    pub(crate) fn table(&self) -> Option<Table> {
        open(&self.table).clone()
    }

    /// Adds a draft to the only held one; holds it alone if there is none, or several.
    pub(crate) fn add(&self, newer: ImportedDraft) {
        let mut held = open(&self.held);
        match held.as_mut_slice() {
            [only] if !only.is_saved => {
                only.imported.add(newer);
                only.picks.clear();
            }
            _ => *held = vec![HeldDraft::new(newer)],
        }
    }

    /// Picks one of several values for a field of a draft.
    pub(crate) fn pick(&self, draft: usize, field: DraftField, number: usize) {
        if let Some(held) = open(&self.held).get_mut(draft) {
            held.picks.retain(|(of, _)| *of != field);
            held.picks.push((field, number));
        }
    }

    /// Notes that a draft was saved; drops all once none is left. A saved draft holds no secrets any more.
    pub(crate) fn mark_saved(&self, draft: usize) {
        let mut held = open(&self.held);
        if let Some(saved) = held.get_mut(draft) {
            *saved = HeldDraft { is_saved: true, ..HeldDraft::new(ImportedDraft::default()) };
        }
        if held.iter().all(|each| each.is_saved) {
            held.clear();
            self.keep_table(None);
        }
    }

    /// Returns the held drafts.
    pub(crate) fn held(&self) -> Vec<HeldDraft> {
        open(&self.held).clone()
    }

    /// Stores the paths of files dropped on the window. The page can name no path, so no other file is read.
    pub(crate) fn drop_files(&self, files: Vec<PathBuf>) {
        *open(&self.dropped) = files;
    }

    /// Returns those paths once.
    pub(crate) fn take_dropped(&self) -> Vec<PathBuf> {
        std::mem::take(&mut open(&self.dropped))
    }
}

fn open<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}
