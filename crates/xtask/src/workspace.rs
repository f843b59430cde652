//! Paths and programs of this machine.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The workspace and the machine it is on.
#[derive(Debug)]
pub(crate) struct Workspace {
    /// The folder of the workspace.
    pub(crate) root: PathBuf,
    /// The folder of the programs that cargo builds.
    pub(crate) programs: PathBuf,
}

impl Workspace {
    /// Finds the workspace above the current folder, and the built programs beside xtask itself.
    pub(crate) fn find() -> Result<Self, Failure> {
        let at = |source| Failure::File { path: PathBuf::from("."), source };
        let here = env::current_dir().map_err(at)?;
        let named = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let is_root = |folder: &&Path| folder.join("Cargo.lock").is_file() && folder.join("crates/xtask").is_dir();
        let root = named.iter().chain([&here]).find_map(|from| from.ancestors().find(is_root));
        let root = root.ok_or(Failure::Wanted("Run this in the folder of OA Token."))?.to_owned();
        let own = env::current_exe().map_err(at)?;
        let programs = own.parent().map_or_else(|| root.join("target/debug"), Path::to_owned);
        Ok(Self { root, programs })
    }

    /// Returns the folder of the page.
    pub(crate) fn page(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Returns the path of a program of this workspace.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.programs.join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Returns the path of an optimised program of this workspace, in the folder next to xtask's own.
    pub(crate) fn optimised(&self, name: &str) -> PathBuf {
        self.programs.with_file_name("release").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

/// Reports whether a program is in `PATH`.
pub(crate) fn has(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&paths).any(|folder| folder.join(&file).is_file())
}

/// Reports whether a window can be opened.
pub(crate) fn has_screen() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Returns the system's folder for a user's application data.
pub(crate) fn data_folder() -> Option<PathBuf> {
    let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if cfg!(windows) {
        named("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        named("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        named("XDG_DATA_HOME").or_else(|| named("HOME").map(|home| home.join(".local/share")))
    }
}
