//! How the page is painted where there is no graphics card: on a virtual machine, a rented server, a remote desktop.

use std::path::Path;

/// Where Linux keeps what paints for a program.
const CARDS: &str = "/dev/dri";
/// WebKit's own switch. Whoever has set it has decided.
const PAINTS_BY_PROCESSOR: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Has WebKit paint by the processor where there is no graphics card. Left to itself it uses OpenGL there as well, which
/// the processor then has to stand in for: a slower start, and more memory (docs/benchmarks.md).
///
/// To be called before anything else is begun: it changes this process's environment, WebKit's processes inherit it.
pub(crate) fn choose() {
    // WebDriver can take no pictures of what is painted so.
    let is_driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    if !is_driven && !has_card(Path::new(CARDS)) {
        // A system that refuses is as slow as it was.
        glib::setenv(PAINTS_BY_PROCESSOR, "1", false).ok();
    }
}

/// Returns whether this folder has what programs paint by; without one there is no card.
fn has_card(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_what_programs_can_paint_by() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_card(&folder.path().join("dri")), "no folder at all");
        std::fs::create_dir(folder.path().join("by-path")).unwrap();
        // A screen that can be shown on, with nothing that paints.
        std::fs::File::create(folder.path().join("card0")).unwrap();
        assert!(!has_card(folder.path()));
        std::fs::File::create(folder.path().join("renderD128")).unwrap();
        assert!(has_card(folder.path()));
    }
}
