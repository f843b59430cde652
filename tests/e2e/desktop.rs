//! The desktop around the program: its processes.

use std::path::{Path, PathBuf};

/// Gives the `/proc` folder of the program that runs on this data folder.
pub(crate) fn process_of(data: &Path) -> Option<PathBuf> {
    let wanted = format!("OA_TOKEN_HOME={}", data.display());
    let program = Path::new(env!("CARGO_BIN_EXE_oa-token-desktop"));
    std::fs::read_dir("/proc").unwrap().flatten().map(|entry| entry.path()).find(|process| {
        let is_ours = std::fs::read_link(process.join("exe")).is_ok_and(|exe| exe == program);
        let environment = std::fs::read(process.join("environ")).unwrap_or_default();
        is_ours && environment.split(|byte| *byte == 0).any(|variable| variable == wanted.as_bytes())
    })
}
