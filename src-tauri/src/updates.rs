//! Searches for newer versions of the program, about once a day. Does nothing in a program that was built without an
//! address and a key, or that was not installed.

use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use oa_token_update::{Keys, Owner, System, UpdateRefusal, is_shared, newer, offer, until_next_look};
use tauri::AppHandle;
use tauri_specta::Event as _;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::ipc::UpdateFound;
use crate::views::UpdateView;
use crate::{app_state, settings};

/// The version that runs.
pub(crate) const RUNNING: &str = env!("CARGO_PKG_VERSION");

/// Where releases are announced, and the keys that sign them: all are compiled in.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) url: String,
    #[cfg_attr(target_os = "linux", expect(dead_code, reason = "a package manager checks what it installs"))]
    pub(crate) keys: Keys<'static>,
}

impl Source {
    fn built_in() -> Option<Self> {
        #[cfg(feature = "testing")]
        if let Ok(url) = std::env::var("OA_TOKEN_TEST_UPDATE_URL") {
            return Some(Self { url, keys: Keys { releases: "", root: None } });
        }
        let (url, releases) = (option_env!("OA_TOKEN_UPDATE_URL")?, option_env!("OA_TOKEN_UPDATE_KEY")?);
        let keys = Keys { releases, root: option_env!("OA_TOKEN_UPDATE_ROOT_KEY") };
        Some(Self { url: url.to_owned(), keys })
    }
}

/// The system for which this program was built.
const SYSTEM: System = match (cfg!(windows), cfg!(target_os = "macos")) {
    (true, _) => System::Windows,
    (_, true) => System::MacOs,
    (false, false) => System::Linux,
};

fn folder() -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.parent()?.to_owned())
}

fn owner() -> Option<Owner> {
    if cfg!(all(feature = "testing", target_os = "linux")) {
        return Some(Owner::Debian);
    }
    // Debian, and what descends from it.
    let is_debian = Path::new("/etc/debian_version").exists();
    Owner::of(SYSTEM, &folder()?.to_string_lossy(), is_debian)
}

/// Returns whether other accounts of this computer could exchange the program.
fn is_exchangeable() -> bool {
    let Some(folder) = folder() else { return true };
    #[cfg(unix)]
    let modes: Vec<u32> = {
        use std::os::unix::fs::MetadataExt as _;
        folder.ancestors().filter_map(|folder| Some(folder.metadata().ok()?.mode())).collect()
    };
    #[cfg(not(unix))]
    let modes = Vec::new();
    let private = ["USERPROFILE", "ProgramFiles"].map(|name| std::env::var(name).unwrap_or_default());
    is_shared(SYSTEM, &folder.to_string_lossy(), &modes, &private)
}

/// What is known of newer versions.
#[derive(Default)]
pub(crate) struct Updates {
    known: Mutex<Known>,
}

#[derive(Default)]
struct Known {
    source: Option<Source>,
    owner: Option<Owner>,
    /// Whether the manifest was read.
    has_looked: bool,
    /// The newest version, if it is newer than the one that runs and can be installed.
    version: Option<String>,
}

impl Updates {
    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns what the page shows; `None` if this program has no updates.
    pub(crate) fn view(&self) -> Option<UpdateView> {
        let known = self.known();
        let (_, owner) = (known.source.as_ref()?, known.owner?);
        let command = known.version.as_ref().and_then(|version| owner.command(version));
        let is_newest = known.has_looked && known.version.is_none();
        Some(UpdateView { running: RUNNING.to_owned(), is_newest, version: known.version.clone(), command })
    }

    /// Returns the page of the newest release.
    pub(crate) fn release_page(&self) -> Option<String> {
        let known = self.known();
        Some(known.source.as_ref()?.url.strip_suffix("/download/latest.json")?.to_owned())
    }
}

/// Searches for newer versions for as long as the program runs.
pub(crate) fn start(app: &AppHandle) {
    let (Some(source), Some(owner)) = (Source::built_in(), owner()) else { return };
    let state = app_state(app);
    {
        let mut known = state.updates.known();
        (known.source, known.owner) = (Some(source.clone()), Some(owner));
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let mut is_first = true;
        loop {
            if cfg!(not(feature = "testing")) {
                tokio::time::sleep(until_next_look(is_first, RandomState::new().hash_one(()))).await;
            }
            if settings::read(&app).update_checks.unwrap_or(true) {
                look(&app, &state, &source, owner).await;
            }
            if cfg!(feature = "testing") {
                return;
            }
            is_first = false;
        }
    });
}

async fn look(app: &AppHandle, state: &AppState, source: &Source, owner: Owner) {
    let Some(manifest) = state.engine.updates().manifest(&source.url).await else {
        tracing::info!("the manifest of updates was not read");
        return;
    };
    let found = match owner {
        Owner::Program => offer(&manifest, TARGET, RUNNING).map(|offer| offer.version.to_string()),
        Owner::Debian | Owner::Rpm => newer(&manifest, RUNNING).map(|version| version.to_string()),
    };
    let version = match found {
        Ok(version) => Some(version),
        Err(UpdateRefusal::NotNewer) => None,
        Err(why) => {
            tracing::warn!(%why, "an update was refused");
            return;
        }
    };
    #[cfg(any(windows, target_os = "macos"))]
    if let Some(version) = &version
        && !crate::update_installer::download(app, state, source, &manifest, version).await
    {
        return;
    }
    {
        let mut known = state.updates.known();
        (known.has_looked, known.version) = (true, version);
    }
    UpdateFound {}.emit(app).ok();
}

/// This system, as the manifest names it.
const TARGET: &str = match (SYSTEM, cfg!(target_arch = "aarch64")) {
    (System::Windows, _) => "windows-x86_64",
    (System::MacOs, true) => "darwin-aarch64",
    (System::MacOs, false) => "darwin-x86_64",
    (System::Linux, true) => "linux-aarch64",
    (System::Linux, false) => "linux-x86_64",
};

/// Fails with a sentence while an update must wait.
async fn ready(state: &AppState) -> Result<(), CommandError> {
    if is_exchangeable() {
        return Err(CommandError::shared_folder());
    }
    let under_way = state.engine.updates().under_way().await?;
    under_way.held_back().map_or(Ok(()), |why| Err(CommandError::held_update(why)))
}

/// Installs the newest version and starts it, or says why not. Only where the program replaces its own files.
pub(crate) async fn install(state: &AppState) -> Result<(), CommandError> {
    ready(state).await?;
    #[cfg(any(windows, target_os = "macos"))]
    return crate::update_installer::install(state).await;
    // The page offers it only elsewhere.
    #[cfg(target_os = "linux")]
    Err(CommandError::update_failed())
}
