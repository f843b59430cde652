//! The files for answers that the vault cannot take. Their space is reserved before the token is spent.
//!
//! Each attempt holds one file in the folder `spool_slot`, by a lock, from its preflight to its end. The engine writes to
//! it only if the vault fails after an answer was received. The sealed answer then overwrites the file in place, which
//! needs no free space, and recovery finds it there.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind};
use oa_token_model::secret::SecretBytes;
use oa_token_model::token::Generation;
use oa_token_model::zalo::RawAnswer;
use oa_token_vault::{AttemptLedger, VaultError};
use serde::{Deserialize, Serialize};

/// The first bytes of a file that holds an answer; eight zeros mark an empty one.
const MARK: &[u8; 8] = b"OATKIF2\n";
/// The same, written by an older version: without the attempt's id.
const MARK_1: &[u8; 8] = b"OATKIF1\n";
/// The length of an attempt's id, a UUID.
const ID: usize = 36;
/// The length of mark, length and id.
const HEAD: usize = MARK.len() + 4 + ID;
/// The size of one file: an answer's body (64 KiB) and headers, with some reserve.
const ROOM: usize = 192 * 1024;
/// How often a file is read that cannot be read, and the pause before the next time.
const LOOKS: u32 = 25;
const PAUSE: Duration = Duration::from_millis(20);
/// The most files, and so the most attempts at once, over all processes on a home. A stored answer occupies one.
const MOST_FILES: usize = 64;

/// What is stored of an answer beside its body.
#[derive(Serialize, Deserialize)]
struct About {
    sends: u32,
    status: u16,
    headers: Vec<(String, String)>,
    complete: bool,
    answered_at: Timestamp,
    /// What was sent; `None` in a file of an older version.
    #[serde(default)]
    of: Option<Spent>,
}

/// What was spent for an answer, so that the answer can be taken in after its attempt is lost.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Spent {
    /// The kind of the attempt.
    #[serde(default)]
    pub(crate) kind: AttemptKind,
    /// The profile whose token was sent.
    pub(crate) profile: ProfileId,
    /// The pair the token belongs to.
    pub(crate) spends: Generation,
    /// The token's fingerprint, in hexadecimal digits.
    pub(crate) fingerprint: String,
}

/// An answer found in the folder.
#[derive(Debug)]
pub(crate) struct SpooledAnswer {
    /// How often the token had been sent when this answer arrived.
    pub(crate) sends: u32,
    /// The answer.
    pub(crate) answer: RawAnswer,
    /// When it arrived.
    pub(crate) answered_at: Timestamp,
    /// What was spent for it.
    pub(crate) of: Option<Spent>,
}

impl SpooledAnswer {
    /// Returns whether an attempt in this state waits for this answer.
    pub(crate) fn is_awaited_by(&self, (state, sends): (&str, u32)) -> bool {
        state == "sending" && sends == self.sends
    }
}

/// A file held for one attempt, with its space reserved.
#[derive(Debug)]
pub(crate) struct SpoolSlot {
    path: PathBuf,
    file: File,
    holds: bool,
}

impl SpoolSlot {
    /// Takes a free file, with its space reserved and durable.
    ///
    /// # Errors
    /// The file system's error, with its path; usually a full disk.
    pub(crate) fn take(folder: &Path) -> Result<Self, (PathBuf, io::Error)> {
        oa_token_vault::private_file::make_folder(folder).map_err(|error| (folder.to_owned(), error))?;
        for number in 0..MOST_FILES {
            let path = folder.join(number.to_string());
            match Self::hold(&path) {
                Ok(Some(file)) => return Ok(Self { path, file, holds: false }),
                Ok(None) => {}
                Err(error) => return Err((path, error)),
            }
        }
        Err((folder.to_owned(), io::ErrorKind::QuotaExceeded.into()))
    }

    /// Takes this file, unless another attempt holds it or it holds an answer.
    fn hold(path: &Path) -> io::Result<Option<File>> {
        let mut file = open(path)?;
        match file.try_lock() {
            Ok(()) if holds_answer(&mut file)? => Ok(None),
            Ok(()) => {
                make_room(&mut file)?;
                Ok(Some(file))
            }
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Writes the answer, sealed for this attempt; it is durable on return.
    pub(crate) fn keep(&mut self, id: &AttemptId, sealed: &[u8]) -> io::Result<()> {
        let length = u32::try_from(sealed.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
        if HEAD + sealed.len() > ROOM || id.0.len() != ID {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let bytes = [&MARK[..], &length.to_le_bytes(), id.0.as_bytes(), sealed].concat();
        overwrite(&mut self.file, &bytes)?;
        self.holds = true;
        Ok(())
    }

    /// Returns the file's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns whether the file holds the answer.
    pub(crate) fn holds(&self) -> bool {
        self.holds
    }

    /// Empties the file, after the vault has the answer.
    pub(crate) fn clear(&mut self) {
        if self.holds && overwrite(&mut self.file, &[0; HEAD]).is_ok() {
            self.holds = false;
        }
    }
}

/// Serializes an answer for sealing; leaves out the headers if they do not fit.
pub(crate) fn plain(sends: u32, answer: &RawAnswer, answered_at: Timestamp, of: &Spent) -> SecretBytes {
    let with = |headers| {
        let of = Some(of.clone());
        let about = About { sends, status: answer.status, headers, complete: answer.complete, answered_at, of };
        let about = serde_json::to_vec(&about).expect("numbers and strings always become JSON");
        [about.as_slice(), b"\n", answer.body.expose()].concat()
    };
    let whole = with(answer.headers.clone());
    SecretBytes::new(if whole.len() < ROOM - 1024 { whole } else { with(Vec::new()) })
}

/// Finds the answer to this send of an attempt whose process is gone. Other processes may have its file locked for a
/// moment, as they look for a free one or for strays.
pub(crate) fn find(folder: &Path, vault: &dyn AttemptLedger, id: &AttemptId, send: u32) -> Option<SpooledAnswer> {
    fs::read_dir(folder).ok()?.flatten().find_map(|entry| {
        let (of, sealed) = read_locked(&entry.path())?;
        if of.is_some_and(|of| of != *id) {
            return None;
        }
        open_for(vault, id, &sealed).ok().filter(|found| found.sends == send)
    })
}

/// Reads a file that may be locked. Where locks keep out readers too, a short lock is waited for.
fn read_locked(path: &Path) -> Option<(Option<AttemptId>, Vec<u8>)> {
    for _ in 0..LOOKS {
        match File::open(path).and_then(|mut file| read(&mut file)) {
            Ok(found) => return found,
            // A cut file, or a folder, stays so.
            Err(error) if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::IsADirectory) => {
                return None;
            }
            Err(_) => std::thread::sleep(PAUSE),
        }
    }
    None
}

/// Lists the answers that no attempt waits for and that the vault does not have. This happens if the vault was restored
/// from before they were sent, or their attempt was continued without them.
pub(crate) fn strays(folder: &Path, vault: &dyn AttemptLedger) -> Vec<(AttemptId, SpooledAnswer)> {
    let found = each_free(folder).filter_map(|mut kept| {
        let id = kept.id?;
        let found = open_for(vault, &id, &kept.sealed).ok()?;
        let seen = vault.attempt_version(&id).ok()?;
        let is_awaited = seen.is_some_and(|(state, sends)| found.is_awaited_by((&state, sends)));
        if is_awaited {
            return None;
        }
        if vault.has_answer(&id, found.sends).ok()? {
            // An earlier try to empty it failed.
            overwrite(&mut kept.file, &[0; HEAD]).ok();
            return None;
        }
        Some((id, found))
    });
    found.collect()
}

/// Empties the files that hold an answer to an attempt: it is not needed any more.
pub(crate) fn forget(folder: &Path, vault: &dyn AttemptLedger, id: &AttemptId) {
    empty(folder, vault, id, |_| true);
}

/// Empties the files that hold an answer to an attempt, if the vault has that answer.
pub(crate) fn forget_kept(folder: &Path, vault: &dyn AttemptLedger, id: &AttemptId) {
    empty(folder, vault, id, |found| vault.has_answer(id, found.sends).unwrap_or_default());
}

fn empty(folder: &Path, vault: &dyn AttemptLedger, id: &AttemptId, may_go: impl Fn(&SpooledAnswer) -> bool) {
    for mut kept in each_free(folder) {
        if open_for(vault, id, &kept.sealed).is_ok_and(|found| may_go(&found)) {
            // A file that is not emptied is found and emptied next time.
            overwrite(&mut kept.file, &[0; HEAD]).ok();
        }
    }
}

/// Counts the answers stored in the folder.
pub(crate) fn waiting(folder: &Path) -> usize {
    each_free(folder).count()
}

fn open_for(vault: &dyn AttemptLedger, id: &AttemptId, sealed: &[u8]) -> Result<SpooledAnswer, VaultError> {
    let plain = vault.open_spooled(id, sealed)?;
    let bytes = plain.expose();
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or(VaultError::Unsealable)?;
    let about: About = serde_json::from_slice(&bytes[..end]).map_err(|_| VaultError::Unsealable)?;
    let body = SecretBytes::new(bytes[end + 1..].to_vec());
    let About { sends, status, headers, complete, answered_at, of } = about;
    Ok(SpooledAnswer { sends, answer: RawAnswer { status, headers, body, complete }, answered_at, of })
}

/// An unlocked file that holds an answer.
struct Kept {
    file: File,
    /// The attempt; `None` in a file of an older version.
    id: Option<AttemptId>,
    sealed: Vec<u8>,
}

/// Returns each unlocked file that holds an answer.
fn each_free(folder: &Path) -> impl Iterator<Item = Kept> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| {
        let mut file = OpenOptions::new().read(true).write(true).open(entry.path()).ok()?;
        file.try_lock().ok()?;
        let (id, sealed) = read(&mut file).ok().flatten()?;
        Some(Kept { file, id, sealed })
    })
}

fn read(file: &mut File) -> io::Result<Option<(Option<AttemptId>, Vec<u8>)>> {
    let Some(mark) = mark(file)? else { return Ok(None) };
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > ROOM {
        return Ok(None);
    }
    let id = if mark == *MARK {
        let mut id = [0; ID];
        file.read_exact(&mut id)?;
        Some(AttemptId(String::from_utf8_lossy(&id).into_owned()))
    } else {
        None
    };
    let mut sealed = vec![0; length];
    file.read_exact(&mut sealed)?;
    Ok(Some((id, sealed)))
}

fn holds_answer(file: &mut File) -> io::Result<bool> {
    Ok(mark(file)?.is_some())
}

/// Reads the mark of a file that holds an answer.
fn mark(file: &mut File) -> io::Result<Option<[u8; MARK.len()]>> {
    let mut mark = [0; MARK.len()];
    file.seek(SeekFrom::Start(0))?;
    match file.read_exact(&mut mark) {
        Ok(()) => Ok((mark == *MARK || mark == *MARK_1).then_some(mark)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// Fills the file to its full size, once.
fn make_room(file: &mut File) -> io::Result<()> {
    if file.metadata()?.len() == ROOM as u64 {
        return Ok(());
    }
    overwrite(file, &vec![0; ROOM])?;
    file.sync_all()
}

fn overwrite(file: &mut File, bytes: &[u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytes)?;
    file.sync_data()
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).read(true).write(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_one_holder_and_is_preallocated_once() {
        let folder = tempfile::tempdir().unwrap();
        let one = SpoolSlot::take(folder.path()).unwrap();
        let two = SpoolSlot::take(folder.path()).unwrap();
        assert_eq!(folder.path().join("1").metadata().unwrap().len(), ROOM as u64);
        drop((one, two));
        SpoolSlot::take(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_file_that_holds_an_answer_is_not_taken_for_another_attempt() {
        let folder = tempfile::tempdir().unwrap();
        let mut held = SpoolSlot::take(folder.path()).unwrap();
        let id = AttemptId("00000000-0000-7000-8000-000000000001".to_owned());
        held.keep(&id, b"FAKE sealed").unwrap();
        assert_eq!(waiting(folder.path()), 0, "its owner is alive");
        drop(held);
        assert_eq!(waiting(folder.path()), 1);
        let kept = each_free(folder.path()).next().unwrap();
        assert_eq!((kept.id, kept.sealed), (Some(id), b"FAKE sealed".to_vec()));
        drop(kept.file);
        let mut other = SpoolSlot::take(folder.path()).unwrap();
        assert!(!other.holds());
        other.clear();
        drop(other);
        assert_eq!(waiting(folder.path()), 1, "a waiting answer is kept");
    }

    #[test]
    fn a_torn_or_foreign_file_is_not_an_answer() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [
            ("a", &b""[..]),
            ("b", b"OATKIF1"),
            ("c", b"OATKIF1\n\xff\xff\xff\xff"),
            ("d", b"OATKIF1\n\x09\0\0\0short"),
            ("e", b"OATKIF2\n\x01\0\0\0short"),
        ] {
            oa_token_vault::atomic_file::write(&folder.path().join(name), content).unwrap();
        }
        assert_eq!(waiting(folder.path()), 0);
    }
}
