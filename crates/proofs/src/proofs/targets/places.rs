//! The kinds of places, how to make each, and what must be true of it afterwards.

use std::fs::{self, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

use crate::home::Home;
use crate::proof::Trouble;
use crate::rng::Rng;

/// A user other than root: the one that web servers run as.
const SOMEBODY: u32 = 33;
const OLD: &[u8] = b"the content before\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Fresh,
    File,
    Symlink,
    HardLink,
    LinkedFolder,
    Pipe,
    Stdout,
    OpenPipe,
    SomebodysPipe,
    SomebodysLink,
    Null,
    Full,
    Folder,
    NoFolder,
    Vault,
    Recovery,
    Lock,
    NewInHome,
    Key,
    LinkToVault,
    LinkToKey,
    HardLinkToVault,
    HardLinkToKey,
    HomeByLink,
    HomeByDots,
    Copy,
    OtherHome,
}

pub(super) const ALL: [Place; 27] = [
    Place::Fresh,
    Place::File,
    Place::Symlink,
    Place::HardLink,
    Place::LinkedFolder,
    Place::Pipe,
    Place::Stdout,
    Place::OpenPipe,
    Place::SomebodysPipe,
    Place::SomebodysLink,
    Place::Null,
    Place::Full,
    Place::Folder,
    Place::NoFolder,
    Place::Vault,
    Place::Recovery,
    Place::Lock,
    Place::NewInHome,
    Place::Key,
    Place::LinkToVault,
    Place::LinkToKey,
    Place::HardLinkToVault,
    Place::HardLinkToKey,
    Place::HomeByLink,
    Place::HomeByDots,
    Place::Copy,
    Place::OtherHome,
];

impl Place {
    /// Reports whether an export writes a file of the user's.
    pub(super) fn is_written(self) -> bool {
        matches!(self, Self::Fresh | Self::File | Self::Symlink | Self::HardLink | Self::LinkedFolder)
    }

    /// Returns the name for the counts.
    pub(super) fn kind(self) -> &'static str {
        if self.is_written() {
            "to files of the user"
        } else if self.exit() == 0 {
            "to pipes"
        } else {
            "to places that are refused"
        }
    }

    /// Returns the exit code of an export to it.
    pub(super) fn exit(self) -> i32 {
        if self.is_written() || matches!(self, Self::Pipe | Self::Stdout | Self::OpenPipe) {
            return 0;
        }
        if matches!(self, Self::Folder | Self::NoFolder) {
            return 14;
        }
        // Only root can give a link to another user.
        if self == Self::SomebodysLink && !is_root() { 0 } else { 2 }
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// A prepared place, and its former state.
pub(super) struct Scene {
    pub(super) target: PathBuf,
    /// The folder where temporary files would be.
    pub(super) folder: PathBuf,
    place: Place,
    /// Files that must not change.
    ours: Vec<(PathBuf, Vec<u8>)>,
    before: Option<Metadata>,
    _folder: TempDir,
}

impl Scene {
    pub(super) fn set(home: &Home, place: Place, rng: &mut Rng) -> Result<Self, Trouble> {
        let temporary = tempfile::tempdir()?;
        let folder = temporary.path().to_owned();
        let mine = |name: &str| folder.join(name);
        let old = |name: &str| -> io::Result<PathBuf> {
            fs::write(folder.join(name), OLD)?;
            Ok(folder.join(name))
        };
        let target = match place {
            Place::Fresh => mine("zalo.json"),
            Place::File => {
                let file = old("zalo.json")?;
                if is_root() && rng.below(2) == 0 {
                    chown(&file, Some(SOMEBODY), Some(SOMEBODY))?;
                }
                let mode = *rng.of(&[0o600, 0o640, 0o644, 0o660, 0o400]);
                fs::set_permissions(&file, Permissions::from_mode(mode))?;
                file
            }
            Place::Symlink => {
                symlink(old("real.json")?, mine("zalo.json"))?;
                mine("zalo.json")
            }
            Place::HardLink => {
                fs::hard_link(old("real.json")?, mine("zalo.json"))?;
                mine("zalo.json")
            }
            Place::LinkedFolder => {
                fs::create_dir(mine("real"))?;
                symlink("real", mine("folder"))?;
                mine("folder/zalo.json")
            }
            Place::Pipe | Place::SomebodysPipe => {
                let pipe = mine("pipe");
                let mode = if place == Place::Pipe { "600" } else { "622" };
                // Made by the standard program, as a user would.
                Command::new("mkfifo").args(["-m", mode]).arg(&pipe).status()?;
                fs::set_permissions(&pipe, Permissions::from_mode(if place == Place::Pipe { 0o600 } else { 0o622 }))?;
                pipe
            }
            Place::Stdout => "/dev/stdout".into(),
            Place::OpenPipe => "/proc/self/fd/1".into(),
            Place::SomebodysLink => {
                symlink(old("real.json")?, mine("zalo.json"))?;
                if is_root() {
                    lchown(mine("zalo.json"), Some(SOMEBODY), Some(SOMEBODY))?;
                }
                mine("zalo.json")
            }
            Place::Null => "/dev/null".into(),
            Place::Full => "/dev/full".into(),
            Place::Folder => folder.clone(),
            Place::NoFolder => mine("none/zalo.json"),
            Place::Vault => home.vault(),
            Place::Recovery => home.data().join("recovery.db"),
            Place::Lock => home.data().join("locks/vault"),
            Place::NewInHome => home.data().join("zalo.json"),
            Place::Key => home.key(),
            Place::LinkToVault => {
                symlink(home.vault(), mine("zalo.json"))?;
                mine("zalo.json")
            }
            Place::LinkToKey => {
                symlink(home.key(), mine("zalo.json"))?;
                mine("zalo.json")
            }
            Place::HardLinkToVault => linked(&home.vault(), home.folder())?,
            Place::HardLinkToKey => linked(&home.key(), home.folder())?,
            Place::HomeByLink => {
                symlink(home.data(), mine("folder"))?;
                mine("folder/vault.db")
            }
            Place::HomeByDots => {
                home.data().join("locks/../../").join(home.data().file_name().ok_or("no name")?).join("vault.db")
            }
            Place::Copy => {
                fs::copy(home.vault(), mine("copy.db"))?;
                mine("copy.db")
            }
            Place::OtherHome => {
                fs::create_dir_all(mine("other/locks"))?;
                fs::copy(home.vault(), mine("other/vault.db"))?;
                mine("other/zalo.json")
            }
        };
        let kept = [home.vault(), home.key(), home.data().join("recovery.db"), mine("copy.db"), mine("other/vault.db")];
        let ours = kept.into_iter().filter_map(|file| fs::read(&file).ok().map(|bytes| (file, bytes))).collect();
        let before = fs::metadata(&target).ok();
        Ok(Self { target, folder, place, ours, before, _folder: temporary })
    }

    /// Reads the pipe to its end, if the place is a pipe that is written to.
    pub(super) fn reader(&self) -> Option<JoinHandle<Vec<u8>>> {
        let pipe = self.target.clone();
        (self.place == Place::Pipe).then(|| thread::spawn(move || fs::read(pipe).unwrap_or_default()))
    }

    /// Reports whether the file is the old one or a complete new one.
    pub(super) fn is_whole(&self, token: &[u8]) -> Result<Result<(), String>, Trouble> {
        let token = &token[..token.len() - 1];
        let now = match fs::read(&self.target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.before.is_none() => return Ok(Ok(())),
            now => now?,
        };
        // A file with two names is written in place, so it may be cut; the next export writes it again.
        let is_whole =
            now == OLD || now.windows(token.len()).any(|part| part == token) || self.place == Place::HardLink;
        Ok(if is_whole { Ok(()) } else { Err("neither old nor new".to_owned()) })
    }

    /// Checks that our files are unchanged, and that a user's file is new and still belongs to its owner.
    pub(super) fn check(&self, has_token: impl Fn(&[u8]) -> bool) -> Result<(), String> {
        if let Some((file, _)) = self.ours.iter().find(|(file, bytes)| fs::read(file).ok().as_ref() != Some(bytes)) {
            return Err(format!("{} was changed", file.display()));
        }
        if self.place == Place::HardLinkToVault || self.place == Place::HardLinkToKey {
            fs::remove_file(&self.target).map_err(|error| error.to_string())?;
        }
        if self.place == Place::NewInHome && self.target.exists() {
            return Err("a file was made in the home".to_owned());
        }
        if !self.place.is_written() {
            return Ok(());
        }
        let now = fs::metadata(&self.target).map_err(|error| error.to_string())?;
        if !fs::read(&self.target).is_ok_and(|bytes| has_token(&bytes)) {
            return Err("the token is not in it".to_owned());
        }
        let of = |file: &Metadata| (file.mode(), file.uid(), file.gid(), file.nlink());
        match &self.before {
            Some(before) if of(before) != of(&now) => Err(format!("{:?} became {:?}", of(before), of(&now))),
            None if now.mode() & 0o7777 != 0o600 => Err(format!("new with {:o}", now.mode())),
            Some(_) | None => Ok(()),
        }
    }
}

/// Makes another name of a file, in a folder of the same file system, and returns it.
fn linked(file: &Path, folder: &Path) -> io::Result<PathBuf> {
    let name = folder.join("zalo.json");
    match fs::remove_file(&name) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Ok(()) | Err(_) => {}
    }
    fs::hard_link(file, &name)?;
    Ok(name)
}
