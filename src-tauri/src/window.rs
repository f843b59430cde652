//! The window: opening, a second start, closing while an attempt is in flight.

use std::ffi::{OsStr, OsString};
use std::io::Write;
use std::time::Duration;

use oa_token_model::printable::printable_lines;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, DragDropEvent, Manager, Runtime, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_specta::Event;

use crate::close_behavior::{self, Close};
use crate::ipc::{CloseAsked, FilesDropped, FilesHovered, ProfileWanted};
use crate::restart;
use crate::views::UiSettings;

/// Label of the only window; the capability names it too.
const LABEL: &str = "main";
/// Argument that starts the program without a window.
pub(crate) const HIDDEN: &str = "--hidden";
/// Default size, as in the mock-ups.
const SIZE: (f64, f64) = (1180.0, 780.0);
/// After this time the window is shown even if its page has not reported that it is ready: an empty window is better
/// than no window.
const SAYS_NOTHING: Duration = Duration::from_secs(4);
/// Minimum size: equals the default window with text at 200 %.
const LEAST_SIZE: (f64, f64) = (590.0, 390.0);

/// Opens the window.
pub(crate) fn open<R: Runtime>(app: &AppHandle<R>) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(app, LABEL, WebviewUrl::default());
    #[cfg(windows)]
    let builder = match webview_folder(app) {
        Some(folder) => builder.data_directory(folder),
        None => builder,
    };
    let window = builder
        .title("OA Token")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(LEAST_SIZE.0, LEAST_SIZE.1)
        // Hidden at first, so that the user sees no empty window. The page reports when it has something to show.
        .visible(false)
        .on_navigation(|url| is_ours(url.scheme(), url.host_str()))
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    let waiting = app.clone();
    tauri::async_runtime::spawn(async move {
        tokio::time::sleep(SAYS_NOTHING).await;
        if waiting.get_webview_window(LABEL).is_some_and(|window| !window.is_visible().unwrap_or(false)) {
            reveal(&waiting);
        }
    });
    let app = app.clone();
    window.on_window_event(move |event| {
        if let WindowEvent::DragDrop(drag) = event {
            dragged(&app, drag);
        } else if let WindowEvent::CloseRequested { api, .. } = event {
            api.prevent_close();
            close_asked(app.clone());
        }
    });
    Ok(())
}

/// Returns the folder of WebView2's files. By default they would lie in the folder of the vault.
#[cfg(windows)]
fn webview_folder<R: Runtime>(app: &AppHandle<R>) -> Option<std::path::PathBuf> {
    Some(dirs::data_local_dir()?.join(format!("{}.webview", app.config().identifier)))
}

/// Shows the window. Called when its page has something to show.
pub(crate) fn reveal<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // A closed window needs no action.
        window.show().ok();
    }
}

/// Turns content protection on or off: keeps the window out of recordings (Windows Recall), screenshots and shared
/// screens. Linux has no such setting.
pub(crate) fn protect_content<R: Runtime>(app: &AppHandle<R>, protects: bool) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // A system without this setting shows the window as usual.
        window.set_content_protected(protects).ok();
    }
}

/// Notifies the page that files are over the window or were dropped on it. Their paths stay in Rust: the page can read no
/// other file.
fn dragged<R: Runtime>(app: &AppHandle<R>, drag: &DragDropEvent) {
    // A closed page receives nothing.
    match drag {
        DragDropEvent::Enter { .. } => FilesHovered { over: true }.emit(app).ok(),
        DragDropEvent::Leave => FilesHovered { over: false }.emit(app).ok(),
        DragDropEvent::Drop { paths, .. } => {
            FilesHovered { over: false }.emit(app).ok();
            if paths.is_empty() {
                return;
            }
            crate::app_state(app).pending_import.drop_files(paths.clone());
            FilesDropped {}.emit(app).ok()
        }
        DragDropEvent::Over { .. } | _ => None,
    };
}

/// Reports whether the page may navigate there: only to itself. Without the `custom-protocol` feature that is the dev
/// server.
fn is_ours(scheme: &str, host: Option<&str>) -> bool {
    let is_built = scheme == "tauri" || (scheme == "http" && host == Some("tauri.localhost"));
    is_built || (cfg!(not(feature = "custom-protocol")) && host == Some("localhost"))
}

/// Handles a request to close the window: asks, keeps the program running or ends it.
fn close_asked<R: Runtime>(app: AppHandle<R>) {
    let state = crate::app_state(&app);
    // Not on the main thread, because reading the display settings may access the disk.
    tauri::async_runtime::spawn(async move {
        let chosen = state.desktop.ui_settings().close_to_tray;
        match close_behavior::means(chosen, chosen.is_none() && state.close_behavior.ask()) {
            // A closed page receives nothing; closing the window once more ends the program.
            Close::Ask => drop(CloseAsked {}.emit(&app).ok()),
            Close::KeepRunning => {
                state.close_behavior.keep_running(true);
                close(&app);
            }
            Close::End => {
                state.close_behavior.keep_running(false);
                close(&app);
            }
        }
    });
}

/// Closes the window without asking.
pub(crate) fn close<R: Runtime>(app: &AppHandle<R>) {
    if let Some(window) = app.get_webview_window(LABEL) {
        // If the window cannot be destroyed, the user can close it again.
        window.destroy().ok();
    }
}

/// Applies the decision about closing after the last window is gone.
pub(crate) fn last_closed<R: Runtime>(app: AppHandle<R>) {
    if crate::app_state(&app).close_behavior.keeps_running() {
        restart::after_a_while(app);
    } else {
        end_when_drained(app);
    }
}

/// Reports whether these arguments request a start without a window.
pub(crate) fn is_hidden(arguments: impl Iterator<Item = impl AsRef<OsStr>>) -> bool {
    has_argument(arguments, HIDDEN)
}

/// Reports whether this is among the arguments.
pub(crate) fn has_argument(mut arguments: impl Iterator<Item = impl AsRef<OsStr>>, wanted: &str) -> bool {
    arguments.any(|argument| argument.as_ref() == wanted)
}

/// Reports whether there is a window.
pub(crate) fn is_open<R: Runtime>(app: &AppHandle<R>) -> bool {
    app.get_webview_window(LABEL).is_some()
}

/// Brings the window to the front, or opens it again if it was closed. Must not run on the main thread: the main thread
/// creates the window, and the caller waits for it.
pub(crate) fn show<R: Runtime>(app: &AppHandle<R>) {
    let Some(window) = app.get_webview_window(LABEL) else {
        // If no window can be opened, the program continues to end.
        open(app).ok();
        return;
    };
    // A window manager may refuse; then the window stays where it is.
    window.unminimize().ok();
    window.show().ok();
    window.set_focus().ok();
}

/// Ends the program, with or without a window, once nothing is in flight.
pub(crate) fn quit<R: Runtime>(app: &AppHandle<R>) {
    crate::app_state(app).close_behavior.keep_running(false);
    if app.get_webview_window(LABEL).is_some() {
        close(app);
    } else {
        end_when_drained(app.clone());
    }
}

/// Brings the window to the front and shows this OA in it, after a click on a notification.
pub(crate) fn show_profile<R: Runtime>(app: &AppHandle<R>, id: &str) {
    let desktop = crate::app_state(app).desktop;
    // A page that has just loaded shows the last profile of the display settings.
    desktop.store_ui_settings(&UiSettings { last_profile: Some(id.to_owned()), ..desktop.ui_settings() });
    ProfileWanted { id: id.to_owned() }.emit(app).ok();
    show(app);
}

/// Reports whether the window has the focus.
pub(crate) fn is_focused<R: Runtime>(app: &AppHandle<R>) -> bool {
    app.get_webview_window(LABEL).is_some_and(|window| window.is_focused().unwrap_or(false))
}

/// Ends the program once nothing is in flight, so that a pending answer is saved first. Keeps running if the window was
/// opened again meanwhile; closing that window starts this again.
pub(crate) fn end_when_drained<R: Runtime>(app: AppHandle<R>) {
    let state = crate::app_state(&app);
    tauri::async_runtime::spawn(async move {
        state.engine.refresh().drain().await;
        if app.get_webview_window(LABEL).is_none() {
            let (desktop, copied) = (state.desktop.clone(), state.copied.clone());
            tauri::async_runtime::spawn_blocking(move || copied.forget_now(desktop.as_ref())).await.ok();
            app.exit(0);
        }
    });
}

/// Reports whether there is a display for a window.
pub(crate) fn has_display() -> bool {
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// Reports whether an environment variable would let other programs control the page; some let every user of the
/// computer.
pub(crate) fn can_be_driven(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let says = |name: &str, what: &str| variable(name).is_some_and(|value| value.to_string_lossy().contains(what));
    says("TAURI_WEBVIEW_AUTOMATION", "true")
        || says("WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS", "remote-debugging")
        || ["WEBKIT_INSPECTOR_SERVER", "WEBKIT_INSPECTOR_HTTP_SERVER"].into_iter().any(|name| says(name, ""))
}

/// Reports why there is no window: on stderr, and in a dialog where a program of this kind has no stderr.
pub(crate) fn complain(sentence: &str) {
    let sentence = printable_lines(sentence);
    writeln!(std::io::stderr(), "{sentence}").ok();
    #[cfg(any(windows, target_os = "macos"))]
    rfd::MessageDialog::new()
        .set_level(rfd::MessageLevel::Error)
        .set_title("OA Token")
        .set_description(sentence)
        .show();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_that_expose_the_page_to_other_programs_are_detected() {
        let with = |set: &str, value: &str| can_be_driven(|name| (name == set).then(|| value.into()));
        assert!(with("TAURI_WEBVIEW_AUTOMATION", "true"));
        assert!(!with("TAURI_WEBVIEW_AUTOMATION", "false"));
        assert!(with("WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS", "--x --remote-debugging-port=9222"));
        assert!(!with("WEBVIEW2_ADDITIONAL_BROWSER_ARGUMENTS", "--disable-gpu"));
        assert!(with("WEBKIT_INSPECTOR_SERVER", "127.0.0.1:9222"));
        assert!(!with("DISPLAY", ":0"));
    }

    #[test]
    fn it_is_hidden_only_with_the_hidden_option() {
        assert!(is_hidden(["oa-token-desktop", "--hidden"].iter()));
        assert!(!is_hidden(["oa-token-desktop", "--hidden-not"].iter()));
        assert!(!is_hidden(["oa-token-desktop"].iter()));
    }

    #[test]
    fn the_page_navigates_only_to_itself() {
        assert!(is_ours("tauri", Some("localhost")));
        assert!(!is_ours("https", Some("oauth.zaloapp.com")));
        assert!(!is_ours("http", Some("tauri.localhost.example")));
        assert!(!is_ours("file", None));
    }
}
