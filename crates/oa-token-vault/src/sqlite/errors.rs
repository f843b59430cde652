//! Converts SQLite's errors to [`VaultError`].

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::file::resolved;
use crate::{StorageFault, VaultError, owner};

/// Reports whether the error is a value of a type that this program never writes, so that another program wrote it.
fn is_no_value_of_ours(error: &rusqlite::Error) -> bool {
    use rusqlite::Error as E;
    matches!(
        error,
        E::InvalidColumnType(..) | E::IntegralValueOutOfRange(..) | E::FromSqlConversionFailure(..) | E::Utf8Error(..)
    )
}

impl From<rusqlite::Error> for VaultError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode as Code;
        if is_no_value_of_ours(&error) {
            return Self::Altered;
        }
        let (text, code) = (error.to_string(), error.sqlite_error().map(|error| error.extended_code));
        let fault = StorageFault { text, code };
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Full(fault),
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => Self::ReadOnly(fault),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy(fault),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(Some(fault)),
            _ => Self::Sqlite(fault),
        }
    }
}

/// Adds the path that cannot be written (vault, journal or folder) to SQLite's error, which does not name it.
pub(super) fn explained(vault: &Path, error: VaultError) -> VaultError {
    if !matches!(error, VaultError::ReadOnly(_)) {
        return error;
    }
    let vault = resolved(vault);
    let mut journal = vault.clone().into_os_string();
    journal.push("-journal");
    let folder = vault.parent().unwrap_or(Path::new(".")).to_owned();
    // Checked by name: opening and closing a vault file would release this process's POSIX locks on it.
    let files = [vault, PathBuf::from(journal), folder];
    let refused = files.into_iter().find_map(|file| match owner::may_write(&file) {
        Err(said) if said.kind() != ErrorKind::NotFound => Some((file, said)),
        Ok(()) | Err(_) => None,
    });
    refused.map_or(error, |(path, said)| VaultError::of_io(&path, said))
}
