//! Searches for newer versions of the program, about once a day. Does nothing in a program that was built without an
//! address and a key, or that was not installed.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};

use oa_token_update::{Readiness, UpdateRefusal, held_back, newer, offer, until_next_look};
use tauri::AppHandle;
use tauri_specta::Event as _;

use crate::app_state::AppState;
use crate::error::CommandError;
use crate::ipc::UpdateFound;
use crate::views::UpdateView;
use crate::{app_state, settings};

/// The version that runs.
const RUNNING: &str = env!("CARGO_PKG_VERSION");

/// Where releases are announced, and the key that signs them: both are compiled in.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) url: String,
    #[cfg_attr(target_os = "linux", expect(dead_code, reason = "a package manager checks what it installs"))]
    pub(crate) key: String,
}

impl Source {
    fn built_in() -> Option<Self> {
        #[cfg(feature = "testing")]
        if let Ok(url) = std::env::var("OA_TOKEN_TEST_UPDATE_URL") {
            return Some(Self { url, key: String::new() });
        }
        let (url, key) = (option_env!("OA_TOKEN_UPDATE_URL")?, option_env!("OA_TOKEN_UPDATE_KEY")?);
        Some(Self { url: url.to_owned(), key: key.to_owned() })
    }
}

/// Who replaces the program's files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    /// The program itself.
    Program,
    /// `apt` or `dpkg`.
    Debian,
    /// `dnf` or `rpm`.
    Rpm,
}

impl Owner {
    /// Returns `None` for a program that was only built.
    fn of_this_program() -> Option<Self> {
        if cfg!(not(target_os = "linux")) {
            return Some(Self::Program);
        }
        let is_installed = std::env::current_exe().is_ok_and(|path| path.starts_with("/usr/bin"));
        match () {
            () if cfg!(feature = "testing") => Some(Self::Debian),
            () if !is_installed => None,
            () if std::path::Path::new("/var/lib/dpkg/info/oa-token.list").exists() => Some(Self::Debian),
            () => Some(Self::Rpm),
        }
    }

    /// Returns the call that installs a downloaded file.
    fn command(self, version: &str) -> Option<String> {
        match self {
            Self::Program => None,
            Self::Debian => Some(format!("sudo apt install ./oa-token_{version}_*.deb")),
            Self::Rpm => Some(format!("sudo dnf install ./oa-token-{version}*.rpm")),
        }
    }
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
    let (Some(source), Some(owner)) = (Source::built_in(), Owner::of_this_program()) else { return };
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
        Owner::Program => offer(&manifest, SYSTEM, RUNNING).map(|offer| offer.version.to_string()),
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
        && !crate::update_installer::download(app, state, source, version).await
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
const SYSTEM: &str = match (cfg!(windows), cfg!(target_os = "macos"), cfg!(target_arch = "aarch64")) {
    (true, ..) => "windows-x86_64",
    (_, true, true) => "darwin-aarch64",
    (_, true, false) => "darwin-x86_64",
    (_, _, true) => "linux-aarch64",
    (..) => "linux-x86_64",
};

/// Fails with a sentence while an update must wait.
async fn ready(state: &AppState) -> Result<(), CommandError> {
    let under_way = state.engine.updates().under_way().await?;
    let readiness = Readiness {
        open_attempts: under_way.open_attempts,
        due_in: under_way.due_in,
        answers_waiting: under_way.answers_waiting,
        has_backup: under_way.has_backup,
    };
    held_back(&readiness).map_or(Ok(()), |why| Err(CommandError::held_update(why)))
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
