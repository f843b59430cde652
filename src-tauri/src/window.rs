//! The window's life: opening, a second start, closing while an attempt is in flight.

use std::io::Write;

use oa_token::home::{Environment, IDENTIFIER};
use sha2::{Digest, Sha256};
use tauri::plugin::TauriPlugin;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, DragDropEvent, Manager, Runtime, WebviewUrl, WebviewWindowBuilder, WindowEvent, Wry};
use tauri_specta::Event;

use crate::ipc::{FilesDropped, FilesHovered};

/// The one window's label; the capability names it too.
const LABEL: &str = "main";
/// As the mock-ups are drawn.
const SIZE: (f64, f64) = (1180.0, 780.0);
/// 200 % text in a window of the default size.
const LEAST_SIZE: (f64, f64) = (590.0, 390.0);

/// Opens the window.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default())
        .title("OA Token")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(LEAST_SIZE.0, LEAST_SIZE.1)
        .on_navigation(|url| is_ours(url.scheme(), url.host_str()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    let app = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::DragDrop(drag) = event {
            dragged(&app, drag);
        }
    });
    Ok(())
}

/// Tells the page of a file over the window, or dropped on it. The path stays here: the page can read no other.
fn dragged<R: Runtime>(app: &AppHandle<R>, drag: &DragDropEvent) {
    // A page that is gone hears nothing.
    match drag {
        DragDropEvent::Enter { .. } => FilesHovered { over: true }.emit(app).ok(),
        DragDropEvent::Leave => FilesHovered { over: false }.emit(app).ok(),
        DragDropEvent::Drop { paths, .. } => {
            FilesHovered { over: false }.emit(app).ok();
            let Some(file) = paths.first() else { return };
            crate::desk(app).imports.drop_file(file.clone());
            FilesDropped {}.emit(app).ok()
        }
        DragDropEvent::Over { .. } | _ => None,
    };
}

/// Tells whether the page may go there: only to itself.
fn is_ours(scheme: &str, host: Option<&str>) -> bool {
    let is_built = scheme == "tauri" || (scheme == "http" && host == Some("tauri.localhost"));
    is_built || (cfg!(debug_assertions) && host == Some("localhost"))
}

/// Lets a second start show the first's window.
pub(crate) fn single_instance(name: String) -> TauriPlugin<Wry> {
    tauri_plugin_single_instance::Builder::new().callback(|app, _, _| show(app)).dbus_id(name).build()
}

/// Brings the window to the front; opens it anew if it was closed while an answer was still on its way.
fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(LABEL) else {
        // Without one the program goes on ending as it was.
        open(app).ok();
        return;
    };
    // A window manager may refuse; then the window is where it was.
    window.unminimize().ok();
    window.show().ok();
    window.set_focus().ok();
}

/// Gives the name a second start is recognised by: another home is another program.
pub(crate) fn instance_name(environment: &Environment) -> String {
    if !environment.home_is_named {
        return IDENTIFIER.to_owned();
    }
    let digest = Sha256::digest(environment.home.as_os_str().as_encoded_bytes());
    let hash = digest.iter().take(8).fold(0_u64, |hash, byte| (hash << 8) | u64::from(*byte));
    format!("{IDENTIFIER}.h{hash:016x}")
}

/// Ends the program once nothing is in flight: an answer on its way is saved first. Goes on if the window was opened
/// again meanwhile; closing that one asks anew.
pub(crate) fn end_when_drained<R: Runtime>(app: AppHandle<R>) {
    let desk = crate::desk(&app);
    tauri::async_runtime::spawn(async move {
        desk.keeper.drain().await;
        if app.get_webview_window(LABEL).is_none() {
            let (edges, copied) = (desk.edges.clone(), desk.copied.clone());
            tauri::async_runtime::spawn_blocking(move || copied.forget_now(edges.as_ref())).await.ok();
            app.exit(0);
        }
    });
}

/// Tells whether there is a screen to open a window on.
pub(crate) fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Says on stderr why there is no window.
pub(crate) fn complain(sentence: &str) {
    writeln!(std::io::stderr(), "{sentence}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_goes_nowhere_but_to_itself() {
        assert!(is_ours("tauri", Some("localhost")));
        assert!(!is_ours("https", Some("oauth.zaloapp.com")));
        assert!(!is_ours("http", Some("tauri.localhost.example")));
        assert!(!is_ours("file", None));
    }
}
