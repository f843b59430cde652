//! Copies of the whole file, by SQLite's backup API: never by copying a file that may be written meanwhile.

use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::vault::VaultError;

/// Writes a copy: to a file beside it first, checked, made durable, then under its name.
pub(super) fn write(connection: &Connection, to: &Path) -> Result<(), VaultError> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let failed = |source| VaultError::of_io(folder, source);
    crate::paths::make_folder(folder).map_err(failed)?;
    // A tempfile is made with 0600 on Unix.
    let file = tempfile::Builder::new().prefix(".backup-").tempfile_in(folder).map_err(failed)?;
    {
        let mut copy = Connection::open_with_flags(file.path(), OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // All at once: the file is small, and whoever writes meanwhile waits for milliseconds.
        Backup::new(connection, &mut copy)?.step(-1)?;
        // A backup is one file: a journal left behind would be mistaken for a hot one.
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
