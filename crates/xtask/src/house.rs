//! Where things lie on this machine, and what it has.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The workspace and the machine it stands on.
#[derive(Debug)]
pub(crate) struct House {
    /// The folder of the workspace.
    pub(crate) root: PathBuf,
    /// The folder cargo puts built programs into.
    pub(crate) programs: PathBuf,
}

impl House {
    /// Finds the workspace above the current folder, and the built programs beside xtask itself.
    pub(crate) fn find() -> Result<Self, Failure> {
        let at = |source| Failure::File { path: PathBuf::from("."), source };
        let here = env::current_dir().map_err(at)?;
        let named = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let is_root = |folder: &&Path| folder.join("Cargo.lock").is_file() && folder.join("crates/xtask").is_dir();
        let root = named.iter().chain([&here]).find_map(|from| from.ancestors().find(is_root));
        let root = root.ok_or(Failure::Wanted("Run this inside the folder of OA Token."))?.to_owned();
        let own = env::current_exe().map_err(at)?;
        let programs = own.parent().map_or_else(|| root.join("target/debug"), Path::to_owned);
        Ok(Self { root, programs })
    }

    /// Returns the folder of the page.
    pub(crate) fn page(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Returns a program of ours as cargo built it.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.programs.join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// Returns a program of ours as cargo built it for people: beside the folder xtask itself is in.
    pub(crate) fn optimised(&self, name: &str) -> PathBuf {
        self.programs.with_file_name("release").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

/// Returns whether a program can be called by its name.
pub(crate) fn has(program: &str) -> bool {
    let paths = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&paths).any(|folder| folder.join(program).is_file())
}

/// Returns whether a window can be opened.
pub(crate) fn has_screen() -> bool {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// Returns the folder in which programs of this system keep a user's data.
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
