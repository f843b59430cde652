//! Owners of files, by the users of the system.

use std::path::Path;

/// Returns the user a file or folder belongs to, if that is not the user this program runs as. For a missing path,
/// checks the nearest existing folder above it.
#[cfg(unix)]
pub fn other_than_us(path: &Path) -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let there = path.ancestors().find_map(|path| path.symlink_metadata().ok())?;
    (there.uid() != us()).then(|| name(there.uid()))
}

/// Always `None`: file owners are checked on Unix only.
#[cfg(not(unix))]
pub fn other_than_us(_: &Path) -> Option<String> {
    None
}

/// Returns the owner of the data folder if this program runs as root and the folder belongs to another user. Files
/// that root creates there would lock that user out.
#[cfg(unix)]
pub fn shut_out_by_us(home: &Path) -> Option<String> {
    if us() == 0 { other_than_us(home) } else { None }
}

/// Always `None`: file owners are checked on Unix only.
#[cfg(not(unix))]
pub fn shut_out_by_us(_: &Path) -> Option<String> {
    None
}

/// Checks whether a file or folder is writable, without opening it.
///
/// # Errors
/// The reason from the system.
#[cfg(unix)]
pub fn may_write(path: &Path) -> std::io::Result<()> {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    Ok(accessat(CWD, path, Access::WRITE_OK, AtFlags::EACCESS)?)
}

/// Checks whether a file or folder is writable, without opening it.
///
/// # Errors
/// The reason from the system.
#[cfg(not(unix))]
pub fn may_write(path: &Path) -> std::io::Result<()> {
    let is_file = path.metadata()?;
    if is_file.is_file() && is_file.permissions().readonly() {
        return Err(std::io::ErrorKind::PermissionDenied.into());
    }
    Ok(())
}

/// Reports whether a path is outside the user's own folders, where Windows lets other users read by default. Access lists
/// are not read.
#[cfg(windows)]
pub fn is_outside_profile(path: &Path) -> bool {
    let real = |path: &Path| path.ancestors().find_map(|path| path.canonicalize().ok());
    let own = std::env::home_dir().and_then(|folder| folder.canonicalize().ok());
    own.is_some_and(|own| real(path).is_some_and(|path| !path.starts_with(own)))
}

/// Always `false`: on other systems the mode of a file tells who may read it.
#[cfg(not(windows))]
pub fn is_outside_profile(_: &Path) -> bool {
    false
}

#[cfg(unix)]
fn us() -> u32 {
    rustix::process::geteuid().as_raw()
}

/// Returns the name of a user, or `uid` and the number if the name is unknown.
#[cfg(unix)]
fn name(user: u32) -> String {
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let found = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, number) = (fields.next()?, fields.nth(1)?);
        (number.parse() == Ok(user)).then(|| name.to_owned())
    });
    found.unwrap_or_else(|| format!("uid {user}"))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_the_user_has_no_other_owner_and_a_missing_file_has_the_owner_of_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(other_than_us(folder.path()), None);
        assert_eq!(other_than_us(&folder.path().join("not/there")), None);
        assert_eq!(name(0), "root");
        assert_eq!(name(4_000_000_123), "uid 4000000123");
    }
}

#[cfg(all(test, windows))]
mod windows_tests {
    use super::*;

    #[test]
    fn the_users_own_folder_is_inside_and_the_system_s_is_not() {
        let own = std::env::home_dir().unwrap();
        assert!(!is_outside_profile(&own.join("not").join("there")));
        assert!(!is_outside_profile(Path::new(&own.to_string_lossy().to_uppercase())));
        assert!(is_outside_profile(Path::new(r"C:\windows")) && is_outside_profile(Path::new(r"C:\not-there\key")));
    }
}
