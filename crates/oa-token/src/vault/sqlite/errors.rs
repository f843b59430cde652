//! What SQLite says, in the vault's words.

use crate::vault::VaultError;

/// Tells whether a value is not of the sort that this program writes: what another hand put there.
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
        match error.sqlite_error_code() {
            Some(Code::DiskFull) => Self::Full(error),
            Some(Code::ReadOnly | Code::CannotOpen | Code::PermissionDenied) => Self::ReadOnly(error),
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => Self::Busy(error),
            Some(Code::DatabaseCorrupt | Code::NotADatabase) => Self::Damaged(Some(error)),
            _ => Self::Sqlite(error),
        }
    }
}
