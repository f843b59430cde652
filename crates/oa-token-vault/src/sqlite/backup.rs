//! Copies of the whole file, made with SQLite's backup API. Copying the file itself is unsafe while it may be written.

use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::VaultError;

/// Writes a copy: first to a temporary file beside it, then checked, synced and renamed to its name.
pub(super) fn write(connection: &Connection, to: &Path) -> Result<(), VaultError> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let failed = |source| VaultError::of_io(folder, source);
    crate::private_file::make_folder(folder).map_err(failed)?;
    // On Unix, `tempfile` creates the file with mode 0600.
    let file = tempfile::Builder::new().prefix(".backup-").tempfile_in(folder).map_err(failed)?;
    {
        let mut copy = Connection::open_with_flags(file.path(), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // In one step: the file is small, so other processes wait for their writes only milliseconds.
        Backup::new(connection, &mut copy)?.step(-1)?;
        // A backup must be one file: SQLite would treat a remaining journal as hot.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        let sound: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if sound != "ok" {
            return Err(VaultError::Damaged(None));
        }
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(to).map_err(|error| failed(error.error))?;
    super::file::sync_folder(to)
}
