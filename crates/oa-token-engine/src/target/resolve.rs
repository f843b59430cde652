//! Resolves the links of a target to the real path.

use std::fs::Metadata;
#[cfg(unix)]
use std::io;
use std::path::{Path, PathBuf};

use super::CannotWriteTarget;

/// An open stream to write to.
#[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has a path for it"))]
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Stream {
    Stdout,
    Stderr,
    /// Another one, by its path.
    Open(PathBuf),
}

/// The meaning of a target.
#[derive(Debug)]
pub(super) enum Place {
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has a path for it"))]
    Stream(Stream),
    Path(Resolved),
}

/// A path without links, and the owners of the links that led to it.
#[derive(Debug)]
pub(super) struct Resolved {
    pub(super) path: PathBuf,
    owners: Vec<u32>,
}

impl Resolved {
    /// As root, follows only links created by root or by the owner of the target. Otherwise any user with write access
    /// to the folder could choose which file root overwrites.
    pub(super) fn check_links(&self, target: Option<&Metadata>) -> Result<(), CannotWriteTarget> {
        let trusted = |owner: &u32| *owner == 0 || target.is_some_and(|target| owner_of(target) == *owner);
        if is_root() && !self.owners.iter().all(trusted) {
            return Err(CannotWriteTarget::Foreign);
        }
        Ok(())
    }
}

#[cfg(unix)]
pub(super) fn resolve(target: &Path) -> Result<Place, CannotWriteTarget> {
    use std::collections::VecDeque;
    use std::path::Component;

    /// The same limit as in the system.
    const MOST_LINKS: usize = 40;
    let target = std::path::absolute(target)?;
    if let Some(stream) = stream(&target)? {
        return Ok(Place::Stream(stream));
    }
    let (mut done, mut owners) = (PathBuf::from("/"), Vec::new());
    let mut rest: VecDeque<PathBuf> = target.components().map(|part| part.as_os_str().into()).collect();
    let mut links = 0;
    while let Some(part) = rest.pop_front() {
        match part.components().next() {
            Some(Component::RootDir) => done = PathBuf::from("/"),
            Some(Component::ParentDir) => drop(done.pop()),
            Some(Component::CurDir | Component::Prefix(_)) | None => {}
            Some(Component::Normal(name)) => {
                let here = done.join(name);
                match std::fs::symlink_metadata(&here) {
                    Ok(file) if file.is_symlink() => {
                        links += 1;
                        if links > MOST_LINKS {
                            return Err(io::Error::from(rustix::io::Errno::LOOP).into());
                        }
                        owners.push(owner_of(&file));
                        owners.extend(std::fs::symlink_metadata(&done).map(|folder| owner_of(&folder)));
                        let to = std::fs::read_link(&here)?;
                        let whole = rest.iter().fold(done.join(&to), |path, part| path.join(part));
                        if let Some(stream) = stream(&whole)? {
                            return Ok(Place::Stream(stream));
                        }
                        for part in to.components().rev() {
                            rest.push_front(part.as_os_str().into());
                        }
                    }
                    Err(error) if !rest.is_empty() || error.kind() != io::ErrorKind::NotFound => {
                        return Err(error.into());
                    }
                    Ok(_) | Err(_) => done = here,
                }
            }
        }
    }
    Ok(Place::Path(Resolved { path: done, owners }))
}

#[cfg(not(unix))]
pub(super) fn resolve(target: &Path) -> Result<Place, CannotWriteTarget> {
    let target = std::path::absolute(target)?;
    let path = match std::fs::canonicalize(&target) {
        Ok(path) => path,
        Err(_) => match (target.parent(), target.file_name()) {
            (Some(folder), Some(name)) => std::fs::canonicalize(folder)?.join(name),
            _ => target,
        },
    };
    Ok(Place::Path(Resolved { path, owners: Vec::new() }))
}

/// Returns the stream a path names. A stream that is read from is refused.
#[cfg(unix)]
fn stream(path: &Path) -> Result<Option<Stream>, CannotWriteTarget> {
    let number = match path.to_str() {
        Some("/dev/stdin") => "0",
        Some("/dev/stdout") => "1",
        Some("/dev/stderr") => "2",
        Some(path) => match path.strip_prefix("/dev/fd/").or_else(|| path.strip_prefix("/proc/self/fd/")) {
            Some(number) => number,
            None => return Ok(None),
        },
        None => return Ok(None),
    };
    match number {
        "0" => Err(CannotWriteTarget::Device),
        "1" => Ok(Some(Stream::Stdout)),
        "2" => Ok(Some(Stream::Stderr)),
        _ => Ok(Some(Stream::Open(path.to_owned()))),
    }
}

#[cfg(unix)]
fn owner_of(file: &Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(file)
}

#[cfg(not(unix))]
fn owner_of(_file: &Metadata) -> u32 {
    0
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}
