//! Writes a file whole or not at all: temporary file, fsync, rename, fsync of the folder; 0600.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Replaces `path` by a file with these bytes. A crash leaves the old one or the new one.
///
/// # Errors
/// What the file system says; the old file is then as it was.
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
