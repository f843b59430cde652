//! The one folder that keeps what `cargo xtask windows` downloads and builds.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Returns the folder in the user's cache.
pub(super) fn folder() -> Result<PathBuf, Failure> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = named("XDG_CACHE_HOME").or_else(|| named("HOME").map(|home| home.join(".cache")));
    let folder = cache.ok_or(Failure::Wanted("HOME is not set."))?.join("oa-token-windows");
    make(&folder)?;
    Ok(folder)
}

/// Makes a folder.
pub(super) fn make(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|source| failed(path, source))
}

/// Writes a file, as a program if `runs`.
pub(super) fn write(path: &Path, text: &str, runs: bool) -> Result<(), Failure> {
    fs::write(path, text).map_err(|source| failed(path, source))?;
    #[cfg(unix)]
    if runs {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).map_err(|source| failed(path, source))?;
    }
    let _ = runs;
    Ok(())
}

pub(super) fn failed(path: &Path, source: std::io::Error) -> Failure {
    Failure::File { path: path.to_owned(), source }
}
