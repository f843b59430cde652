//! The log files: the current one and two older ones, readable by the user only, with a size limit.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use oa_token_vault::owner;

use super::folder;

/// The current file.
const NEWEST: &str = "oa-token.log";
/// The older files, the newer one first.
const OLDER: [&str; 2] = ["oa-token.1.log", "oa-token.2.log"];
/// Size limit of the current file: some weeks of a busy server, and small enough to attach to a report.
const MOST: u64 = 512 * 1024;
/// Number of lines in a report.
const RECENT: usize = 400;

/// Appends lines. Several processes may do so at the same time: each call is one write to the end of the file.
///
/// # Errors
/// The file system's error. No log is written without a data folder, or as root in another user's data folder.
pub(super) fn append(folder: &Path, lines: &str) -> io::Result<()> {
    let home = folder.parent().filter(|home| home.is_dir()).ok_or(io::ErrorKind::NotFound)?;
    if owner::shut_out_by_us(home).is_some() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    oa_token_vault::private_file::make_folder(folder)?;
    let path = folder.join(NEWEST);
    let mut file = open(&path)?;
    if file.metadata()?.len() + lines.len() as u64 > MOST {
        drop(file);
        rotate(folder)?;
        file = open(&path)?;
        if file.metadata()?.len() > 2 * MOST {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
    }
    file.write_all(lines.as_bytes())
}

fn open(path: &Path) -> io::Result<File> {
    let known = fs::symlink_metadata(path).ok();
    if known.as_ref().is_some_and(|known| !known.is_file()) {
        // A link may lead elsewhere, and opening a pipe blocks until there is a reader.
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        if known.is_some_and(|known| known.permissions().mode() & 0o077 != 0) {
            fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        }
        options.mode(0o600);
    }
    options.open(path)
}

/// Renames the current file to an older one, unless another process is doing that or has just done it.
fn rotate(folder: &Path) -> io::Result<()> {
    let lock = oa_token_vault::private_file::open_private(&folder.join("lock"), false)?;
    let newest = folder.join(NEWEST);
    if lock.try_lock().is_err() || newest.metadata()?.len() < MOST / 2 {
        return Ok(());
    }
    let older = OLDER.map(|name| folder.join(name));
    // There may be no older file yet.
    fs::rename(&older[0], &older[1]).ok();
    fs::rename(&newest, &older[0])
}

/// Returns the last lines of the log, oldest first; empty without a log.
pub fn recent(home: &Path) -> Vec<String> {
    let paths: Vec<PathBuf> = OLDER.iter().rev().chain([&NEWEST]).map(|name| folder(home).join(name)).collect();
    let mut lines: Vec<String> = Vec::new();
    for path in paths.iter().filter(|path| fs::symlink_metadata(path).is_ok_and(|found| found.is_file())) {
        let text = fs::read(path).unwrap_or_default();
        lines.extend(String::from_utf8_lossy(&text).lines().map(ToOwned::to_owned));
    }
    lines.split_off(lines.len().saturating_sub(RECENT))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home() -> (tempfile::TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let folder = folder(home.path());
        (home, folder)
    }

    #[test]
    fn the_files_stay_small_and_the_newest_lines_are_kept() {
        let (home, folder) = home();
        let line = format!("{}\n", "x".repeat(1023));
        for _ in 0..3000 {
            append(&folder, &line).unwrap();
        }
        append(&folder, "the last line\n").unwrap();
        let sizes: Vec<u64> =
            [NEWEST, OLDER[0], OLDER[1]].iter().map(|name| folder.join(name).metadata().unwrap().len()).collect();
        assert!(sizes.iter().all(|size| *size <= MOST), "{sizes:?}");
        assert_eq!(recent(home.path()).last().map(String::as_str), Some("the last line"));
        assert_eq!(recent(home.path()).len(), RECENT);
    }

    #[test]
    fn no_home_is_created_for_a_log() {
        let home = tempfile::tempdir().unwrap();
        let missing = home.path().join("none");
        assert!(append(&folder(&missing), "a line\n").is_err());
        assert!(!missing.exists());
    }

    #[cfg(unix)]
    #[test]
    fn the_log_is_private_and_follows_no_link() {
        use std::os::unix::fs::PermissionsExt;
        let (home, folder) = home();
        append(&folder, "a line\n").unwrap();
        let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(NEWEST))), (0o700, 0o600));
        fs::set_permissions(folder.join(NEWEST), fs::Permissions::from_mode(0o644)).unwrap();
        append(&folder, "a line\n").unwrap();
        assert_eq!(mode(&folder.join(NEWEST)), 0o600, "a file that others could read becomes private");
        fs::remove_file(folder.join(NEWEST)).unwrap();
        let elsewhere = home.path().join("elsewhere");
        oa_token_vault::atomic_file::write(&elsewhere, b"mine").unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder.join(NEWEST)).unwrap();
        assert!(append(&folder, "a line\n").is_err());
        assert_eq!(fs::read(&elsewhere).unwrap(), b"mine");
    }
}
