//! Writes an export to a file the user chose. Refuses files that must not be overwritten; keeps the mode, owner, group
//! and links of the user's files.

mod resolve;

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use oa_token_model::secret::SecretBytes;
use oa_token_vault::atomic_file;
use oa_token_vault::keys::KeySource;
use oa_token_vault::sqlite::is_vault_file;
use resolve::{Place, Stream};

use crate::paths::Environment;

/// Why nothing was written to a target.
#[derive(Debug, thiserror::Error)]
pub enum CannotWriteTarget {
    /// It is in a data folder of this program, or is a hard link to a file in one.
    #[error("the target belongs to the program")]
    InHome,
    /// It is the file with the vault's key or passphrase.
    #[error("the target is the key")]
    KeyFile,
    /// It is a vault or a copy of one.
    #[error("the target is a vault")]
    Vault,
    /// It is neither a file nor a pipe.
    #[error("the target is a device")]
    Device,
    /// It is a link or a pipe that another user created.
    #[error("the target is somebody else's link or pipe")]
    Foreign,
    /// File system error; the old file is unchanged.
    #[error("the file system refuses")]
    Io(#[from] io::Error),
}

/// Writes `bytes` to `target`: a file is replaced as a whole, a pipe or `/dev/stdout` is written to.
///
/// # Errors
/// Why nothing was written.
pub fn write(environment: &Environment, target: &Path, bytes: &[u8]) -> Result<(), CannotWriteTarget> {
    match resolve::resolve(target)? {
        Place::Stream(stream) => Ok(write_stream(stream, bytes)?),
        Place::Path(resolved) => {
            let old = fs::symlink_metadata(&resolved.path).ok();
            resolved.check_links(old.as_ref())?;
            refuse_ours(environment, &resolved.path, old.as_ref())?;
            match &old {
                Some(old) if is_pipe(old) => write_pipe(&resolved.path, old, bytes),
                Some(old) if old.is_dir() => Err(io::Error::from(ErrorKind::IsADirectory).into()),
                Some(old) if !old.is_file() => Err(CannotWriteTarget::Device),
                old => Ok(write_file(&resolved.path, old.as_ref(), bytes)?),
            }
        }
    }
}

/// Reports whether the file exists and other users of this computer can read it.
pub fn is_read_by_others(target: &Path) -> bool {
    fs::metadata(target).is_ok_and(|file| file.is_file() && mode(&file) & 0o044 != 0)
}

fn write_stream(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    match stream {
        Stream::Stdout => {
            let mut out = io::stdout().lock();
            out.write_all(bytes).and_then(|()| out.flush())
        }
        Stream::Stderr => io::stderr().lock().write_all(bytes),
        Stream::Open(path) => OpenOptions::new().append(true).open(path)?.write_all(bytes),
    }
}

fn write_pipe(path: &Path, pipe: &Metadata, bytes: &[u8]) -> Result<(), CannotWriteTarget> {
    if !is_own(pipe) || mode(pipe) & 0o022 != 0 {
        return Err(CannotWriteTarget::Foreign);
    }
    Ok(OpenOptions::new().write(true).open(path)?.write_all(bytes)?)
}

fn write_file(path: &Path, old: Option<&Metadata>, bytes: &[u8]) -> io::Result<()> {
    let Some(old) = old else { return atomic_file::write(path, bytes) };
    // A new file would break hard links or lose the access control list.
    if links(old) > 1 || has_access_list(path) {
        return write_in_place(path, bytes);
    }
    match atomic_file::replace(path, bytes, Some(old)) {
        // The folder or the owner does not allow a new file, but the file itself may be writable.
        Err(error) if error.kind() == ErrorKind::PermissionDenied && cfg!(unix) => write_in_place(path, bytes),
        written => written,
    }
}

/// Overwrites the file in place. If that fails midway, restores the old content.
fn write_in_place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut before = Vec::new();
    // The old content of an unreadable file cannot be restored.
    File::open(path).and_then(|mut file| file.read_to_end(&mut before)).ok();
    let before = SecretBytes::new(before);
    overwrite(path, bytes).inspect_err(|_| drop(overwrite(path, before.expose())))
}

fn overwrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(bytes)?;
    file.set_len(u64::try_from(bytes.len()).map_err(io::Error::other)?)?;
    file.sync_all()
}

/// Refuses files of this program.
fn refuse_ours(environment: &Environment, path: &Path, old: Option<&Metadata>) -> Result<(), CannotWriteTarget> {
    let home = fs::canonicalize(&environment.home).unwrap_or_else(|_| environment.home.clone());
    if path.starts_with(&home) || is_in_a_home(path) {
        return Err(CannotWriteTarget::InHome);
    }
    let Some(old) = old else { return Ok(()) };
    if key_file(&environment.key).is_some_and(|key| is_same(key, path)) {
        return Err(CannotWriteTarget::KeyFile);
    }
    if old.is_file() && is_vault_file(path) {
        return Err(CannotWriteTarget::Vault);
    }
    if old.is_file() && links(old) > 1 && files_below(&home).iter().any(|file| is_same(file, path)) {
        return Err(CannotWriteTarget::InHome);
    }
    Ok(())
}

fn key_file(key: &KeySource) -> Option<&Path> {
    match key {
        KeySource::KeyFile(file) | KeySource::PassphraseFile(file) => Some(file),
        KeySource::Passphrase(_) | KeySource::RecoveryCode(_) | KeySource::Keychain => None,
    }
}

/// Reports whether a parent folder is a data folder of any user.
fn is_in_a_home(path: &Path) -> bool {
    path.ancestors()
        .skip(1)
        .take(3)
        .any(|folder| folder.join("locks").is_dir() && is_vault_file(&folder.join("vault.db")))
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => files.extend(files_below(&entry.path())),
            Ok(_) => files.push(entry.path()),
            Err(_) => {}
        }
    }
    files
}

#[cfg(unix)]
fn is_same(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let name = |path| fs::metadata(path).map(|file| (file.dev(), file.ino()));
    matches!((name(one), name(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(not(unix))]
fn is_same(one: &Path, other: &Path) -> bool {
    matches!((fs::canonicalize(one), fs::canonicalize(other)), (Ok(one), Ok(other)) if one == other)
}

#[cfg(unix)]
fn is_own(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::uid(file) == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_file: &Metadata) -> bool {
    true
}

#[cfg(unix)]
fn is_pipe(file: &Metadata) -> bool {
    std::os::unix::fs::FileTypeExt::is_fifo(&file.file_type())
}

#[cfg(not(unix))]
fn is_pipe(_file: &Metadata) -> bool {
    false
}

#[cfg(unix)]
fn mode(file: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::mode(file)
}

#[cfg(not(unix))]
fn mode(_file: &Metadata) -> u32 {
    0
}

#[cfg(unix)]
fn links(file: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(file)
}

#[cfg(not(unix))]
fn links(_file: &Metadata) -> u64 {
    1
}

/// Reports whether a file has an access control list besides owner, group and others.
#[cfg(target_os = "linux")]
fn has_access_list(path: &Path) -> bool {
    let mut no_room: [u8; 0] = [];
    rustix::fs::getxattr(path, "system.posix_acl_access", &mut no_room).is_ok_and(|length| length > 0)
}

#[cfg(not(target_os = "linux"))]
fn has_access_list(_path: &Path) -> bool {
    false
}
