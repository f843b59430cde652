//! The files that services are made of on Unix.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use oa_token_vault::atomic_file;

use super::ServiceFault;
use super::unit::MARK;

/// Writes a file. Returns whether it differs from the one before. A file that somebody else wrote is left alone.
pub(super) fn write(path: &Path, text: &str) -> Result<bool, ServiceFault> {
    if read(path)?.is_some_and(|old| old == text) {
        return Ok(false);
    }
    let failed = |error| ServiceFault::File(path.to_owned(), error);
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    atomic_file::write(path, text.as_bytes()).map_err(failed)?;
    Ok(true)
}

/// Reads a file that this program wrote; `None` if there is none.
pub(super) fn read(path: &Path) -> Result<Option<String>, ServiceFault> {
    match fs::read_to_string(path) {
        Ok(text) if text.contains(MARK) => Ok(Some(text)),
        Ok(_) => Err(ServiceFault::Foreign(path.to_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ServiceFault::File(path.to_owned(), error)),
    }
}

/// Removes a file.
pub(super) fn remove(path: &Path) -> Result<(), ServiceFault> {
    fs::remove_file(path).map_err(|error| ServiceFault::File(path.to_owned(), error))
}
