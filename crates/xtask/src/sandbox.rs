//! Separate folders for test runs, and the proof that no user data was written.

use std::collections::BTreeMap;
use std::env;
use std::fs::{self, DirBuilder};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use crate::failure::Failure;
use crate::process::Process;
use crate::workspace::data_folder;

/// The name of the program's folder in the system's data folder.
const IDENTIFIER: &str = "vn.oatoken.desktop";

/// The variables and their folders in the sandbox. Not `HOME`, because cargo and rustup are there.
const FOLDERS: [(&str, &str); 4] =
    [("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data"), ("XDG_CACHE_HOME", "cache"), ("XDG_RUNTIME_DIR", "run")];

/// Variables of the user's own set-up that a test must not see.
const OURS: [&str; 6] = [
    "OA_TOKEN_HOME",
    "OA_TOKEN_KEY_FILE",
    "OA_TOKEN_PASSPHRASE_FILE",
    "OA_TOKEN_OAUTH_URL",
    "OA_TOKEN_API_URL",
    "OA_TOKEN_TELEGRAM_URL",
];

/// Numbers the sandboxes of this process.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A new folder for one run, removed at its end.
pub(crate) struct Sandbox {
    folder: PathBuf,
    real: Option<PathBuf>,
    before: Seen,
}

/// Every file in a folder, with its size and modification time.
type Seen = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

impl Sandbox {
    /// Creates the folders, and records the state of the user's data.
    pub(crate) fn new() -> Result<Self, Failure> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        // Short, because the path of a socket is limited to about a hundred characters.
        let folder = env::temp_dir().join(format!("oat-{}-{number}", process::id()));
        for (_, name) in FOLDERS {
            let path = folder.join(name);
            make_private(&path).map_err(|source| Failure::File { path, source })?;
        }
        let real = data_folder().map(|data| data.join(IDENTIFIER));
        let before = real.as_deref().map(look).unwrap_or_default();
        Ok(Self { folder, real, before })
    }

    /// Returns a path inside.
    #[cfg(test)]
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Gives a call these folders, and hides the user's set-up from it.
    pub(crate) fn around(&self, call: Process) -> Process {
        let call = OURS.iter().fold(call, |call, name| call.without(name));
        let call = FOLDERS.iter().fold(call, |call, (variable, name)| call.env(variable, self.folder.join(name)));
        // Without it, GTK waits for the service of screen readers.
        call.env("NO_AT_BRIDGE", "1")
    }

    /// Fails if the user's data changed, or if a test wrote to the default folder of the program.
    pub(crate) fn prove_untouched(&self) -> Result<(), Failure> {
        let mut touched = self.real.as_deref().map(|real| changed(&self.before, &look(real))).unwrap_or_default();
        for (_, name) in FOLDERS {
            let fallen_back_on = self.folder.join(name).join(IDENTIFIER);
            touched.extend(look(&fallen_back_on).into_keys());
        }
        if touched.is_empty() { Ok(()) } else { Err(Failure::WroteOutside(touched)) }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // Files that cannot be removed stay in the system's temporary folder.
        drop(fs::remove_dir_all(&self.folder));
    }
}

fn make_private(path: &Path) -> std::io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Returns every file in a folder; empty if the folder does not exist.
fn look(folder: &Path) -> Seen {
    let mut seen = Seen::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(file) if file.is_dir() => folders.push(entry.path()),
                Ok(file) => drop(seen.insert(entry.path(), (file.len(), file.modified().ok()))),
                Err(_) => {}
            }
        }
    }
    seen
}

/// Returns the files that were added, changed or removed.
fn changed(before: &Seen, after: &Seen) -> Vec<PathBuf> {
    let differs = |path: &&PathBuf| before.get(*path) != after.get(*path);
    let mut files: Vec<PathBuf> = before.keys().chain(after.keys()).filter(differs).cloned().collect();
    files.sort();
    files.dedup();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_missing_files_are_all_reported() {
        let sandbox = Sandbox::new().unwrap();
        let data = sandbox.path("data");
        let put = |name: &str, text: &str| fs::write(data.join(name), text).unwrap();
        put("same", "1");
        put("changed", "1");
        put("gone", "1");
        let before = look(&data);
        put("changed", "22");
        make_private(&data.join("deep")).unwrap();
        put("deep/new", "1");
        fs::remove_file(data.join("gone")).unwrap();
        let names = ["changed", "deep/new", "gone"].map(|name| data.join(name));
        assert_eq!(changed(&before, &look(&data)), names);
    }

    #[test]
    fn a_test_that_falls_back_on_the_users_folder_fails_the_run() {
        let sandbox = Sandbox::new().unwrap();
        assert!(sandbox.prove_untouched().is_ok());
        make_private(&sandbox.path("data").join(IDENTIFIER)).unwrap();
        fs::write(sandbox.path("data").join(IDENTIFIER).join("vault.db"), "x").unwrap();
        assert!(matches!(sandbox.prove_untouched(), Err(Failure::WroteOutside(files)) if files.len() == 1));
    }

    #[test]
    #[cfg(unix)]
    fn only_the_user_can_enter_and_nothing_remains() {
        use std::os::unix::fs::PermissionsExt;
        let sandbox = Sandbox::new().unwrap();
        let folder = sandbox.path("run");
        assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        drop(sandbox);
        assert!(!folder.exists());
    }
}
