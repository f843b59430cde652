//! The checkers that are Python packages, in a folder of their own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::process::Process;
use crate::workspace::Workspace;

/// The checkers with all they need, each with its version.
const LIST: &str = "packaging/check-tools.txt";

/// Installs the checkers if their list changed, and returns the folder of their programs.
pub(super) fn install(workspace: &Workspace) -> Result<PathBuf, Failure> {
    let list = workspace.root.join(LIST);
    let wanted = fs::read_to_string(&list).map_err(|source| Failure::File { path: list.clone(), source })?;
    let folder = workspace.programs.with_file_name("delivery-tools");
    let (stamp, programs) = (folder.join("installed.txt"), folder.join("bin"));
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    let at = |path: &Path| path.to_string_lossy().into_owned();
    Process::new(&workspace.root, "python3", ["-m", "venv", "--clear", &at(&folder)]).run()?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r", &at(&list)];
    Process::new(&workspace.root, &at(&programs.join("python3")), pip).run()?;
    fs::write(&stamp, wanted).map_err(|source| Failure::File { path: stamp, source })?;
    Ok(programs)
}
