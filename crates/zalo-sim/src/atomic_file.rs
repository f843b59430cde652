//! Writes a file completely or not at all: temporary file, fsync, rename, fsync of the folder; mode 0600.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Replaces `path` by a file with these bytes. A crash leaves the old file or the new one.
///
/// # Errors
/// Errors of the file system; the old file is then unchanged.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::Builder::new().prefix(".zalo-sim-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
