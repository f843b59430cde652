//! Writes a file completely or not at all: temporary file, fsync, rename, fsync of the folder; mode 0600.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Prefix of temporary file names. A temporary file is locked while it is in use.
const PREFIX: &str = ".oa-token-";

/// Replaces `path` with a file of these bytes that only the user can read. After a crash either the old or the new
/// file exists.
///
/// # Errors
/// The file system's error; the old file is unchanged.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, None)
}

/// Like [`write()`]; the new file gets the permissions, owner and group of `like`.
///
/// # Errors
/// The file system's error, also if the owner cannot be kept; the old file is unchanged.
pub fn replace(path: &Path, bytes: &[u8], like: Option<&Metadata>) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    sweep(folder);
    // `tempfile` creates the file with mode 0600 on Unix.
    let mut file = tempfile::Builder::new().prefix(PREFIX).tempfile_in(folder)?;
    // On a file system without locks, another process may remove the temporary file. The writer then gets an error.
    file.as_file().try_lock().ok();
    file.write_all(bytes)?;
    if let Some(like) = like {
        take_after(&file, like)?;
    }
    file.as_file().sync_all()?;
    persist(file, path)?;
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Removes temporary files of processes that were killed: those without a lock.
pub fn sweep(folder: &Path) {
    let is_ours =
        |name: &OsStr| name.to_str().is_some_and(|name| name.len() == PREFIX.len() + 6 && name.starts_with(PREFIX));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_ours(&entry.file_name()) && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let left_over = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
            if left_over {
                fs::remove_file(entry.path()).ok();
            }
        }
    }
}

#[cfg(unix)]
fn take_after(file: &NamedTempFile, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let own = file.as_file().metadata()?;
    if (own.uid(), own.gid()) != (like.uid(), like.gid()) {
        fchown(file.as_file(), Some(like.uid()), Some(like.gid()))?;
    }
    // Setuid and setgid bits must not be copied to the new file.
    file.as_file().set_permissions(fs::Permissions::from_mode(like.mode() & 0o777))
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "called as the one for Unix")]
fn take_after(_file: &NamedTempFile, _like: &Metadata) -> io::Result<()> {
    Ok(())
}

/// Renames the file to `path`. On Windows a reader of the old file can block this for a moment, so it is retried.
fn persist(mut file: NamedTempFile, path: &Path) -> io::Result<()> {
    const PAUSE: std::time::Duration = std::time::Duration::from_millis(100);
    for _ in 0..20 {
        match file.persist(path) {
            Ok(_) => return Ok(()),
            Err(error) if cfg!(windows) && error.error.kind() == ErrorKind::PermissionDenied => {
                file = error.file;
                std::thread::sleep(PAUSE);
            }
            Err(error) => return Err(error.error),
        }
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_completely_and_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("zalo.json");
        write(&path, b"old").unwrap();
        write(&path, b"new").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file remains");
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&path.metadata().unwrap().permissions()) & 0o777, 0o600);
    }

    #[test]
    fn temporary_files_of_a_killed_writer_are_removed_and_those_in_use_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in [".oa-token-abc123", ".oa-token-inuse1", ".oa-token-notes.txt"] {
            File::create(at(name)).unwrap();
        }
        let in_use = File::open(at(".oa-token-inuse1")).unwrap();
        in_use.lock().unwrap();
        write(&at("zalo.json"), b"new").unwrap();
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, [".oa-token-inuse1", ".oa-token-notes.txt", "zalo.json"]);
    }

    #[test]
    fn a_missing_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write(&folder.path().join("none/zalo.json"), b"x").is_err());
    }
}
