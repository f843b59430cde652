//! The shell's calls to the desktop: clipboard, dialogs, browser, display settings. A trait, so that tests need no desktop.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use oa_token_model::printable::{printable, printable_lines};
use oa_token_model::secret::Secret;
use tauri::AppHandle;
use tauri_plugin_clipboard_manager::ClipboardExt;
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;

use crate::views::UiSettings;
use crate::{autostart, settings, window};

/// The desktop as commands use it. Every call may block: never call it on the main thread.
pub trait Desktop: Send + Sync {
    /// Copies a secret without adding it to the clipboard's history; returns whether that worked.
    fn copy(&self, secret: &Secret) -> bool;
    /// Clears the clipboard if it still holds this secret.
    fn forget(&self, secret: &Secret);
    /// Asks which file to open; `None` if the user cancels.
    fn choose_file_to_open(&self) -> Option<PathBuf>;
    /// Asks which files to open; none if the user cancels.
    fn choose_files_to_open(&self) -> Vec<PathBuf>;
    /// Opens an address in the browser; returns whether that worked.
    fn open(&self, address: &str) -> bool;
    /// Shows a folder in the file manager; returns whether that worked.
    fn open_folder(&self, folder: &Path) -> bool;
    /// Asks where to save a file; `None` if the user cancels.
    fn choose_file(&self, suggested: &str) -> Option<PathBuf>;
    /// Shows a notification; a click on it opens the OA, if the desktop supports clicks. Returns whether it was shown.
    fn notify(&self, notice: &Notice) -> bool;
    /// Reports whether the program starts with the computer.
    fn starts_with_computer(&self) -> bool;
    /// Sets whether it starts with the computer, without a window; returns whether that worked.
    fn start_with_computer(&self, starts: bool) -> bool;
    /// Shows the window. Called when its page has something to show.
    fn show_window(&self);
    /// Closes the window without asking.
    fn close_window(&self);
    /// Sets whether the window is kept out of recordings, screenshots and shared screens, if the system supports that.
    fn protect_content(&self, protects: bool);
    /// Ends the program and starts what is installed now. A desktop of a test has nothing to start.
    #[cfg(any(windows, target_os = "macos"))]
    fn restart(&self) {}
    /// Reads the display settings; the defaults if there are none.
    fn ui_settings(&self) -> UiSettings;
    /// Stores the display settings; returns whether that worked.
    fn store_ui_settings(&self, ui_settings: &UiSettings) -> bool;
}

/// A notification, in the user's language.
pub struct Notice {
    /// Its first line.
    pub title: String,
    /// What follows.
    pub body: String,
    /// The OA that a click opens.
    pub id: String,
    /// What a click is called.
    pub open: String,
    /// A button that copies the token for a place, if the desktop supports buttons.
    pub copy: Option<NoticeCopy>,
}

/// A button of a notification that copies the token for a place.
pub struct NoticeCopy {
    /// What it is called.
    pub words: String,
    /// What it does.
    pub act: Arc<dyn Fn() + Send + Sync>,
}

/// The real desktop. Has the app handle once the app is built.
#[derive(Default)]
pub(crate) struct SystemDesktop {
    app: OnceLock<AppHandle>,
}

impl SystemDesktop {
    /// Stores the app handle, once.
    pub(crate) fn learn(&self, app: &AppHandle) {
        self.app.set(app.clone()).ok();
    }
}

impl Desktop for SystemDesktop {
    fn copy(&self, secret: &Secret) -> bool {
        self.app.get().is_some_and(|app| app.clipboard().write_secret(secret.expose()).is_ok())
    }

    fn forget(&self, secret: &Secret) {
        let Some(app) = self.app.get() else { return };
        // Unreadable content is not text, so it is not the secret.
        if app.clipboard().read_text().is_ok_and(|text| Secret::new(text) == *secret) {
            app.clipboard().clear().ok();
        }
    }

    fn choose_file_to_open(&self) -> Option<PathBuf> {
        #[cfg(feature = "testing")]
        if let Some(path) = std::env::var_os("OA_TOKEN_TEST_OPEN_PATH") {
            return Some(path.into());
        }
        self.app.get()?.dialog().file().blocking_pick_file().and_then(|path| path.into_path().ok())
    }

    fn choose_files_to_open(&self) -> Vec<PathBuf> {
        #[cfg(feature = "testing")]
        if let Some(path) = std::env::var_os("OA_TOKEN_TEST_OPEN_PATH") {
            return vec![path.into()];
        }
        let chosen = self.app.get().and_then(|app| app.dialog().file().blocking_pick_files());
        chosen.unwrap_or_default().into_iter().filter_map(|path| path.into_path().ok()).collect()
    }

    fn open(&self, address: &str) -> bool {
        self.app.get().is_some_and(|app| app.opener().open_url(address, None::<&str>).is_ok())
    }

    fn open_folder(&self, folder: &Path) -> bool {
        let opener = self.app.get().map(OpenerExt::opener);
        opener.is_some_and(|opener| opener.open_path(folder.to_string_lossy(), None::<&str>).is_ok())
    }

    fn choose_file(&self, suggested: &str) -> Option<PathBuf> {
        #[cfg(feature = "testing")]
        if let Some(path) = std::env::var_os("OA_TOKEN_TEST_SAVE_PATH") {
            return Some(path.into());
        }
        let chosen = self.app.get()?.dialog().file().set_file_name(suggested).blocking_save_file();
        chosen.and_then(|path| path.into_path().ok())
    }

    fn notify(&self, notice: &Notice) -> bool {
        self.app.get().is_some_and(|app| notify(app, notice))
    }

    fn starts_with_computer(&self) -> bool {
        self.app.get().is_some_and(autostart::is_on)
    }

    fn start_with_computer(&self, starts: bool) -> bool {
        self.app.get().is_some_and(|app| autostart::set(app, starts))
    }

    fn show_window(&self) {
        if let Some(app) = self.app.get() {
            window::reveal(app);
        }
    }

    fn close_window(&self) {
        if let Some(app) = self.app.get() {
            window::close(app);
        }
    }

    fn protect_content(&self, protects: bool) {
        if let Some(app) = self.app.get() {
            window::protect_content(app, protects);
        }
    }

    #[cfg(any(windows, target_os = "macos"))]
    fn restart(&self) {
        if let Some(app) = self.app.get() {
            app.request_restart();
        }
    }

    fn ui_settings(&self) -> UiSettings {
        self.app.get().map(settings::read).unwrap_or_default()
    }

    fn store_ui_settings(&self, ui_settings: &UiSettings) -> bool {
        self.app.get().is_some_and(|app| settings::keep(app, ui_settings))
    }
}

/// The action name of a click on the notification itself.
#[cfg(target_os = "linux")]
const CLICK: &str = "default";
/// The action name of the button that copies.
#[cfg(target_os = "linux")]
const COPY: &str = "copy";

fn notify(app: &AppHandle, notice: &Notice) -> bool {
    let mut notification = notify_rust::Notification::new();
    notification.appname("OA Token").summary(&printable(&notice.title)).body(&printable_lines(&notice.body));
    #[cfg(target_os = "linux")]
    {
        notification.icon("oa-token-desktop").action(CLICK, &notice.open);
        if let Some(copy) = &notice.copy {
            notification.action(COPY, &copy.words);
        }
    }
    // Otherwise Windows shows the notification as one of PowerShell. It shows none of a program that is not installed.
    #[cfg(windows)]
    if is_installed() {
        notification.app_id(&app.config().identifier);
    }
    // Otherwise macOS shows it as one of the Finder. Later calls change nothing.
    #[cfg(target_os = "macos")]
    notify_rust::set_application(&app.config().identifier).ok();
    show(&notification, app, notice)
}

/// Shows it, and waits in a thread until it is clicked or closed. There are few, and each is shown once.
#[cfg(target_os = "linux")]
fn show(notification: &notify_rust::Notification, app: &AppHandle, notice: &Notice) -> bool {
    let Ok(shown) = notification.show() else { return false };
    let (app, id, copy) = (app.clone(), notice.id.clone(), notice.copy.as_ref().map(|copy| copy.act.clone()));
    std::thread::spawn(move || {
        shown.wait_for_action(|action| match (action, copy) {
            (CLICK, _) => window::show_profile(&app, &id),
            (COPY, Some(copy)) => copy(),
            _ => {}
        });
    });
    true
}

/// Shows it. Clicks are reported on Linux only.
#[cfg(not(target_os = "linux"))]
fn show(notification: &notify_rust::Notification, _: &AppHandle, _: &Notice) -> bool {
    notification.show().is_ok()
}

/// Reports whether the installer put the program here: it alone registers the name under which notifications are shown.
#[cfg(windows)]
fn is_installed() -> bool {
    let uninstaller = std::env::current_exe().ok().map(|program| program.with_file_name("uninstall.exe"));
    uninstaller.is_some_and(|path| path.is_file())
}
