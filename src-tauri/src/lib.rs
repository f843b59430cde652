//! The desktop shell: maps IPC calls to the core, and events of the core to events of the window. Holds no rules.
//!
//! `ipc` lists all events; `build.rs` finds the commands in `commands`, which parse, call the core and make a view.
//! `views` are the types that the page receives, and `views::convert` makes them of the core's values. `error` holds the
//! errors of commands. `app_state` is the state that commands share, `desktop` the calls to the desktop, `autostart` the start with the computer. `window` opens,
//! shows and closes the window, `close_behavior` decides what closing does, `restart` restarts without a window to
//! release memory, `webkit_env` chooses the renderer, `tray` is the icon, `notifications` shows notifications.
//! `updates` looks for newer versions,
//! `update_installer` installs them where no package manager does. `instance` allows one window per home. `settings` stores the display settings.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use oa_token_engine::paths::Environment;
use oa_token_engine::{i18n, log, memory, messages};
use tauri::ipc::Invoke;
use tauri::{Manager, RunEvent, Runtime};

pub mod app_state;
mod autostart;
mod clipboard;
mod close_behavior;
pub mod desktop;
pub mod ipc;
mod restart;
pub mod views;

mod commands;
pub mod error;
mod instance;
mod notifications;
mod pending_bundle;
mod pending_import;
mod pending_invitation;
mod pending_place;
mod read_ahead;
mod sandbox;
mod settings;
mod tray;
#[cfg(any(windows, target_os = "macos"))]
mod update_installer;
mod updates;
#[cfg(target_os = "linux")]
mod webkit_env;
mod window;

use app_state::AppState;
use desktop::SystemDesktop;
use instance::{Start, StartRequest};

/// Returns the configuration, the capabilities and the page that were built in.
pub fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// Builds the program on any runtime, also the mock runtime of the tests. Adds no plugins.
pub fn build<R: Runtime>(
    base: tauri::Builder<R>,
    context: tauri::Context<R>,
    state: AppState,
) -> tauri::Result<tauri::App<R>> {
    let list = ipc::list::<R>();
    let app = base.manage(state).invoke_handler(guarded(list.invoke_handler())).build(context)?;
    // Not in `setup`, because only `run()` calls that.
    list.mount_events(&app);
    Ok(app)
}

/// Rejects every call while the app is locked, except those in `OPEN_WHILE_LOCKED`. New commands are therefore rejected
/// too.
fn guarded<R: Runtime>(
    handler: impl Fn(Invoke<R>) -> bool + Send + Sync + 'static,
) -> impl Fn(Invoke<R>) -> bool + Send + Sync + 'static {
    move |invoke| {
        let is_locked = app_state(invoke.message.webview_ref()).engine.protection().is_app_locked();
        if is_locked && !ipc::OPEN_WHILE_LOCKED.contains(&invoke.message.command()) {
            invoke.resolver.reject(error::CommandError::AppLocked);
            return true;
        }
        handler(invoke)
    }
}

/// Runs the program until it is asked to end and nothing is in flight.
pub fn run() -> ExitCode {
    memory::keep_private();
    #[cfg(target_os = "linux")]
    webkit_env::choose();
    let language = i18n::Language::of_environment(|name| std::env::var(name).ok());
    let stop = |id: &str| {
        window::complain(&i18n::say(i18n::load(language), id));
        ExitCode::FAILURE
    };
    if !window::has_display() {
        return stop("window-no-display");
    }
    if !cfg!(feature = "testing") && window::can_be_driven(|name| std::env::var_os(name)) {
        return stop("window-driven");
    }
    let environment = match Environment::read(|name| std::env::var_os(name), dirs::data_local_dir()) {
        Ok(environment) => environment,
        Err(why) => {
            window::complain(&i18n::explain(i18n::load(language), &messages::environment(&why)));
            return ExitCode::FAILURE;
        }
    };
    let locks = environment.locks_folder();
    let key = restart::wait_for_the_other(&locks);
    // Dropping the log writes its remaining lines.
    let (home, program) = (environment.home.clone(), "window");
    let _log = log::start(&log::Options { home, program, aloud: false });
    keep_threads();
    let is_hidden = window::is_hidden(std::env::args_os());
    let request = if is_hidden { StartRequest::Nothing } else { StartRequest::Show };
    let instance = match instance::start(&locks, request, instance::PATIENCE) {
        Start::First(instance) => instance,
        Start::Second => return ExitCode::SUCCESS,
        Start::Silent => return stop("window-silent"),
    };
    let base = tauri::Builder::default();
    #[cfg(any(windows, target_os = "macos"))]
    let base = base.plugin(tauri_plugin_updater::Builder::new().build());
    let base = base
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_autostart::Builder::new().arg(window::HIDDEN).build())
        .plugin(settings::plugin());
    // The engine's task runs on Tauri's runtime.
    let desktop = Arc::new(SystemDesktop::default());
    let reason = i18n::say(i18n::load(language), "awake-reason");
    let Ok(made) = tauri::async_runtime::block_on(async { AppState::new(environment, desktop.clone(), reason) }) else {
        return stop("window-cannot-open");
    };
    made.take_key(key);
    if !is_hidden {
        made.begin_loading();
    }
    // While the window and its page load; the page's first call waits for it.
    let opening = made.clone();
    tauri::async_runtime::spawn(async move { opening.open_once().await });
    let Ok(app) = build(base, context(), made) else { return stop("window-cannot-open") };
    desktop.learn(app.handle());
    ipc::forward_events(app.handle());
    let first = app.handle().clone();
    let _instance = instance.listen(move |request| match request {
        StartRequest::Show => window::show(&first),
        StartRequest::Successor => app_state(&first).successors.send_modify(|count| *count += 1),
        StartRequest::Nothing => {}
    });
    if is_hidden {
        app_state(app.handle()).close_behavior.keep_running(true);
    } else if window::open(app.handle()).is_err() {
        return stop("window-cannot-open");
    }
    // After the window, because the user waits for that.
    #[cfg(not(target_os = "macos"))]
    tray::start(app.handle());
    notifications::start(app.handle());
    updates::start(app.handle());
    app.run(|handle, event| match event {
        // macOS allows no icon before.
        #[cfg(target_os = "macos")]
        RunEvent::Ready => tray::start(handle),
        RunEvent::ExitRequested { api, code: None, .. } => {
            api.prevent_exit();
            window::last_closed(handle.clone());
        }
        // A click on the icon in the Dock. The window must not be shown on this thread.
        #[cfg(target_os = "macos")]
        RunEvent::Reopen { .. } => {
            let handle = handle.clone();
            std::thread::spawn(move || window::show(&handle));
        }
        RunEvent::Exit => {
            let state = crate::app_state(handle);
            // Also completes attempts that the tray or a timer started after the end was decided.
            tauri::async_runtime::block_on(state.engine.refresh().drain());
            // The end that macOS asks for passes no window by.
            state.copied.forget_now(state.desktop.as_ref());
        }
        _ => {}
    });
    ExitCode::SUCCESS
}

/// Uses threads that never time out: the system may refuse a new thread while an answer is pending.
fn keep_threads() {
    let for_ever = Duration::from_secs(u32::MAX.into());
    if let Ok(runtime) = tokio::runtime::Builder::new_multi_thread().enable_all().thread_keep_alive(for_ever).build() {
        tauri::async_runtime::set(runtime.handle().clone());
        // The runtime must live as long as the process.
        std::mem::forget(runtime);
    }
}

/// Returns the state that commands share.
fn app_state<R: Runtime>(manager: &impl Manager<R>) -> AppState {
    manager.state::<AppState>().inner().clone()
}
