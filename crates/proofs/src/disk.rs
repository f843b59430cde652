//! A small separate disk: a file system in an image file, mounted through a loop device, whose power can be cut.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::proof::Trouble;

/// A file system and the smallest disk it supports.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileSystem {
    /// Its name.
    pub(crate) name: &'static str,
    /// The command that makes one in an image.
    make: &'static [&'static str],
    /// Bytes of the image; sparse.
    bytes: u64,
}

/// The tested file systems; both have a journal.
pub(crate) const FILE_SYSTEMS: [FileSystem; 2] = [
    FileSystem { name: "ext4", make: &["mkfs.ext4", "-q", "-F"], bytes: 64 << 20 },
    FileSystem { name: "xfs", make: &["mkfs.xfs", "-q", "-f"], bytes: 320 << 20 },
];

/// A mounted disk; unmounted and removed when dropped.
pub(crate) struct Disk {
    folder: TempDir,
}

impl Disk {
    /// Makes a disk and mounts it.
    ///
    /// # Errors
    /// The message of the first program that failed: not root, no loop device, or a missing program.
    pub(crate) fn new(file_system: FileSystem) -> Result<Self, Trouble> {
        let folder = tempfile::tempdir()?;
        let disk = Self { folder };
        fs::File::create(disk.image())?.set_len(file_system.bytes)?;
        fs::create_dir(disk.path())?;
        let (program, options) = file_system.make.split_first().ok_or("no mkfs program is installed")?;
        call(Command::new(program).args(options).arg(disk.image()))?;
        disk.mount()?;
        Ok(disk)
    }

    /// Returns the folder the disk is mounted at.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("disk")
    }

    fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    /// Cuts the power: data that is not durable is lost, and every later call fails (`FS_IOC_SHUTDOWN` without a flush
    /// of the log).
    pub(crate) fn cut(&self) -> Result<(), Trouble> {
        call(Command::new("xfs_io").args(["-F", "-x", "-c", "shutdown"]).arg(self.path()))
    }

    /// Restores the power: the file system recovers from its journal.
    pub(crate) fn restore(&self) -> Result<(), Trouble> {
        call(Command::new("umount").arg(self.path()))?;
        self.mount()
    }

    fn mount(&self) -> Result<(), Trouble> {
        call(Command::new("mount").args(["-o", "loop"]).arg(self.image()).arg(self.path()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A disk that is not mounted or still in use is left alone; any remains are in the temporary folder.
        drop(Command::new("umount").arg("--lazy").arg(self.path()).output());
    }
}

/// Makes a folder on a disk.
pub(crate) fn folder_on(disk: &Path) -> Result<TempDir, Trouble> {
    Ok(tempfile::tempdir_in(disk)?)
}

fn call(command: &mut Command) -> Result<(), Trouble> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{name}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name}: {}", String::from_utf8_lossy(&output.stderr).trim()).into())
}
