//! The desktop shell: maps IPC calls to the core, and events of the core to events of the window. Holds no rules.
//!
//! `ipc` lists all commands and events, for window, tests and page. `commands` parse, call the core and make a view.
//! `present` maps core values to `view`, the types that the page receives. `error` holds the errors of commands. `desk`
//! is the state that commands share, `edges` the calls to the desktop. `window` opens, shows and closes the window,
//! `closing` decides what closing does, `anew` restarts without a window to release memory, `graphics` chooses the
//! renderer, `tray` is the icon, `notices` shows notifications. `instance` allows one window per home. `settings`
//! stores the looks.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use oa_token::log;
use oa_token::paths::Environment;
use tauri::ipc::Invoke;
use tauri::{Manager, RunEvent, Runtime};

mod anew;
mod clipboard;
mod closing;
pub mod desk;
pub mod edges;
pub mod ipc;
pub mod view;

mod commands;
pub mod error;
#[cfg(target_os = "linux")]
mod graphics;
mod imports;
mod instance;
mod notices;
mod practice;
mod present;
mod sealed;
mod settings;
mod tray;
mod window;

use desk::Desk;
use edges::DesktopEdges;
use instance::{Start, Wish};

/// Returns the configuration, the capabilities and the page that were built in.
pub fn context<R: Runtime>() -> tauri::Context<R> {
    tauri::generate_context!()
}

/// Builds the program on any runtime, also the mock runtime of the tests. Adds no plugins.
pub fn build<R: Runtime>(
    base: tauri::Builder<R>,
    context: tauri::Context<R>,
    desk: Desk,
) -> tauri::Result<tauri::App<R>> {
    let list = ipc::list::<R>();
    let app = base.manage(desk).invoke_handler(guarded(list.invoke_handler())).build(context)?;
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
        let is_locked = desk(invoke.message.webview_ref()).keeper.is_app_locked();
        if is_locked && !ipc::OPEN_WHILE_LOCKED.contains(&invoke.message.command()) {
            invoke.resolver.reject(error::CommandError::AppLocked);
            return true;
        }
        handler(invoke)
    }
}

/// Runs the program until it is asked to end and nothing is in flight.
pub fn run() -> ExitCode {
    oa_token::memory::keep_private();
    #[cfg(target_os = "linux")]
    graphics::choose();
    let language = oa_token::i18n::Language::of_environment(|name| std::env::var(name).ok());
    let stop = |id: &str| {
        window::complain(&oa_token::i18n::say(&oa_token::i18n::load(language), id));
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
            window::complain(&oa_token::messages::environment(&why).say(&oa_token::i18n::load(language)));
            return ExitCode::FAILURE;
        }
    };
    let locks = environment.locks_folder();
    let key = anew::wait_for_the_other(&locks);
    // Dropping the log writes its remaining lines.
    let (home, program) = (environment.home.clone(), "window");
    let _log = log::start(&log::Options { home, program, aloud: false });
    keep_threads();
    let is_hidden = window::is_hidden(std::env::args_os());
    let wish = if is_hidden { Wish::Nothing } else { Wish::Show };
    let instance = match instance::start(&locks, wish, instance::PATIENCE) {
        Start::First(instance) => instance,
        Start::Second => return ExitCode::SUCCESS,
        Start::Silent => return stop("window-silent"),
    };
    let base = tauri::Builder::default()
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_autostart::Builder::new().arg(window::HIDDEN).build())
        .plugin(settings::plugin());
    // The engine's task runs on Tauri's runtime.
    let edges = Arc::new(DesktopEdges::default());
    let reason = oa_token::i18n::say(&oa_token::i18n::load(language), "awake-reason");
    let Ok(made) = tauri::async_runtime::block_on(async { Desk::new(environment, edges.clone(), reason) }) else {
        return stop("window-cannot-open");
    };
    made.take_key(key);
    let Ok(app) = build(base, context(), made) else { return stop("window-cannot-open") };
    edges.learn(app.handle());
    ipc::forward_events(app.handle());
    let first = app.handle().clone();
    let _instance = instance.listen(move |wish| match wish {
        Wish::Show => window::show(&first),
        Wish::Successor => desk(&first).successors.send_modify(|count| *count += 1),
        Wish::Nothing => {}
    });
    let opening = desk(app.handle());
    if is_hidden {
        opening.closing.keep_running(true);
    } else if window::open(app.handle()).is_err() {
        return stop("window-cannot-open");
    }
    // Opens the vault while the page loads; the page's first call waits for it.
    tauri::async_runtime::spawn(async move { opening.open_once().await });
    // After the window, because the user waits for that.
    tray::start(app.handle());
    notices::start(app.handle());
    app.run(|handle, event| {
        if let RunEvent::ExitRequested { api, code: None, .. } = &event {
            api.prevent_exit();
            window::last_closed(handle.clone());
        } else if matches!(event, RunEvent::Exit) {
            // Also completes attempts that the tray or a timer started after the end was decided.
            tauri::async_runtime::block_on(crate::desk(handle).keeper.drain());
        }
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
fn desk<R: Runtime>(manager: &impl Manager<R>) -> Desk {
    manager.state::<Desk>().inner().clone()
}
