//! Chooses how the page is rendered without a graphics card: on a virtual machine, a rented server, a remote desktop.

use std::path::Path;

/// The folder of the graphics devices on Linux.
const CARDS: &str = "/dev/dri";
/// WebKit's own switch. If the user has set it, it stays as it is.
const PAINTS_BY_PROCESSOR: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";

/// Makes WebKit render on the processor if there is no graphics card. By default it uses OpenGL there too, which the
/// processor must emulate: a slower start and more memory (docs/benchmarks.md).
///
/// Must be called first in the process: it changes the environment, which WebKit's processes inherit.
pub(crate) fn choose() {
    // WebDriver cannot take screenshots in this mode.
    let is_driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    if !is_driven && !has_card(Path::new(CARDS)) {
        // If the system refuses, rendering is slower.
        glib::setenv(PAINTS_BY_PROCESSOR, "1", false).ok();
    }
}

/// Reports whether this folder holds a render device; without one there is no card.
fn has_card(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.file_name().as_encoded_bytes().starts_with(b"renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_usable_render_device_counts_as_a_graphics_card() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!has_card(&folder.path().join("dri")), "no folder at all");
        std::fs::create_dir(folder.path().join("by-path")).unwrap();
        // A device that can display but not render.
        std::fs::File::create(folder.path().join("card0")).unwrap();
        assert!(!has_card(folder.path()));
        std::fs::File::create(folder.path().join("renderD128")).unwrap();
        assert!(has_card(folder.path()));
    }
}
