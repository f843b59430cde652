//! Installs the programs with the hooks of the Windows installer, upgrades and removes them. The vault, its second copy and
//! its backups must stay, whether or not the box of the uninstaller is ticked.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::cache::{self, failed};
use super::{compiler, wine};
use crate::failure::Failure;
use crate::process::Process;
use crate::say::say;
use crate::steps::Done;
use crate::workspace::Workspace;

const SCRIPT: &str = "packaging/windows/hooks-test.nsi";
/// The folder of the vault, and the one of the programs.
const HOME: &str = "vn.oatoken.desktop";
const PROGRAMS: &str = "OA Token hooks";
/// How long a removal may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// A made-up OA.
const DRAFT: &str = r#"{"name": "Shop", "app_id": "1234567890123456789", "secret_key": "FAKE_SECRET_0000000000",
"refresh_token": "FAKE_RT_q7Zt2LmX9vRb4KdW8nHs5JpYc3GfTa6E"}"#;
/// The ways to remove the programs that must keep the vault. `/TICKED` stands for the box.
const REMOVALS: [&[&str]; 4] = [&["/S"], &["/S", "/TICKED"], &["/S", "/P", "/TICKED"], &["/S", "/UPDATE", "/TICKED"]];

pub(super) fn run(workspace: &Workspace) -> Result<Done, Failure> {
    let cache = cache::folder()?;
    let installer = cache.join("installer.exe");
    let define = |name: &str, value: &Path| format!("-D{name}={}", value.to_string_lossy());
    let (out, programs) = (define("OUT", &installer), define("PROGRAMS", &compiler::built(workspace)?));
    let id = format!("-DBUNDLEID={HOME}");
    let words = ["-V2", "-WX", "-INPUTCHARSET", "UTF8", "-DAMD64", &out, &programs, &id, SCRIPT];
    Process::new(&workspace.root, "makensis", words).run()?;
    let place = Place::new(&cache)?;
    place.clear()?;
    let installer = installer.to_string_lossy().into_owned();
    for removal in REMOVALS {
        // Once more: an upgrade over what is there.
        for _ in 0..2 {
            wine::run(workspace, &[&installer, "/S"])?;
            place.installed()?;
            place.use_vault(workspace)?;
        }
        let uninstaller = place.program("uninstall.exe");
        wine::run(workspace, &[&[uninstaller.to_string_lossy().as_ref()], removal].concat())?;
        place.wait_until_removed()?;
        place.kept()?;
        say(&format!("removed by {}: the vault is there", removal.join(" ")));
    }
    wine::run(workspace, &[&installer, "/S"])?;
    place.use_vault(workspace)?;
    place.clear()?;
    Ok(Done::Ran)
}

/// The user's local folder in the prefix.
struct Place(PathBuf);

impl Place {
    fn new(cache: &Path) -> Result<Self, Failure> {
        let users = wine::prefix(cache).join("drive_c/users");
        let found = fs::read_dir(&users).map_err(|source| failed(&users, source))?.flatten();
        let mut found = found.filter(|entry| entry.file_name() != "Public").map(|entry| entry.path());
        let user = found.next().ok_or(Failure::NotRead("the prefix of Wine has no user"))?;
        Ok(Self(user.join("AppData/Local")))
    }

    fn program(&self, name: &str) -> PathBuf {
        self.0.join(PROGRAMS).join(name)
    }

    fn clear(&self) -> Result<(), Failure> {
        for folder in [self.0.join(HOME), self.0.join(PROGRAMS)] {
            if folder.is_dir() {
                fs::remove_dir_all(&folder).map_err(|source| failed(&folder, source))?;
            }
        }
        Ok(())
    }

    fn installed(&self) -> Result<(), Failure> {
        let is_there = ["oa-token.exe", "oa-token-desktop.exe"].iter().all(|name| self.program(name).exists());
        if is_there { Ok(()) } else { Err(Failure::NotRead("the programs were not installed")) }
    }

    /// The uninstaller goes on as a copy of itself, and removes the folder of the programs last.
    fn wait_until_removed(&self) -> Result<(), Failure> {
        let began = Instant::now();
        while self.program("").exists() {
            if began.elapsed() > PATIENCE {
                return Err(Failure::NotRead("the programs were not removed"));
            }
            thread::sleep(Duration::from_millis(200));
        }
        // What it does to the user's data comes after that.
        thread::sleep(Duration::from_secs(2));
        Ok(())
    }

    /// Imports an OA if there is no vault, and lists it by the installed command.
    fn use_vault(&self, workspace: &Workspace) -> Result<(), Failure> {
        let command = self.program("oa-token.exe").to_string_lossy().into_owned();
        if !self.0.join(HOME).join("vault.db").exists() {
            let draft = cache::folder()?.join("draft.json");
            cache::write(&draft, DRAFT, false)?;
            wine::run(workspace, &[&command, "import", &wine::in_windows(&draft)])?;
        }
        let listed = wine::call(workspace, &[&command, "--json", "list"])?.read()?;
        if listed.contains("\"Shop\"") { Ok(()) } else { Err(Failure::NotRead("the vault's OA is not listed")) }
    }

    fn kept(&self) -> Result<(), Failure> {
        let home = self.0.join(HOME);
        let has_backup = fs::read_dir(home.join("backups")).is_ok_and(|mut files| files.next().is_some());
        let is_kept = ["vault.db", "recovery.db"].iter().all(|name| home.join(name).is_file());
        if is_kept && has_backup {
            Ok(())
        } else {
            Err(Failure::NotRead("the uninstaller took the vault or its backups"))
        }
    }
}
