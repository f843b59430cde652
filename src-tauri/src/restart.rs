//! Restarts the process without a window a while after its last window closed, to release memory.
//!
//! WebKit, GTK and the graphics library never return their memory to the system (97 MiB, beside 60 for a process that
//! never had a window). The new process starts first, reports that it has started, and waits at a pipe until this
//! process is gone. By then the window lock is free, so two programs never run at the same time. If the new process
//! cannot start (libraries replaced by an update, no memory), this process keeps running.
//!
//! If the user typed a secret to open the vault, the data key goes through that pipe, because no other place has it. If
//! there is a passphrase, the restart waits until the app is locked, because the new process starts locked.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use oa_token_vault::keys::{DataKey, KeySource, SlotKind};
use tauri::{AppHandle, Runtime};
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::{instance, window};

/// Argument that makes a new process wait until its parent, which holds the pipe, is gone.
const TAKES_OVER: &str = "--takes-over";
/// Size of the buffer for a key. It is larger than a key, so that too much input is recognised and rejected.
const MOST_LEFT: usize = 64;
/// Delay before the restart. A user who closed the window by mistake has opened it again by then.
const AFTER: Duration = Duration::from_secs(30);
/// How long a new process may take to start.
const BEGINS: Duration = Duration::from_secs(10);

/// Waits until the process that this one replaces has ended; returns the vault's key if that process sent one.
pub(crate) fn wait_for_the_other(locks: &Path) -> Option<DataKey> {
    if !window::has_argument(std::env::args_os(), TAKES_OVER) {
        return None;
    }
    instance::announce_begun(locks);
    let mut pipe = unbuffered_stdin().ok()?;
    let mut left = Zeroizing::new([0; MOST_LEFT]);
    let mut length = 0;
    // A read error means that the other end is gone.
    while let Ok(read @ 1..) = pipe.read(&mut left[length..]) {
        length += read;
    }
    DataKey::from_slice(&left[..length])
}

/// Returns stdin without the standard library's buffer, where a key would stay in memory.
fn unbuffered_stdin() -> std::io::Result<File> {
    #[cfg(unix)]
    let stdin = std::os::fd::AsFd::as_fd(&std::io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let stdin = std::os::windows::io::AsHandle::as_handle(&std::io::stdin()).try_clone_to_owned()?;
    Ok(File::from(stdin))
}

/// Restarts once there was no window for a while and nothing needs this process; retries until then.
pub(crate) fn after_a_while<R: Runtime>(app: AppHandle<R>) {
    let state = crate::app_state(&app);
    let turn = state.close_behavior.next_turn();
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(after()).await;
            // A window was opened since then; its close has its own timer.
            if window::is_open(&app) || !state.close_behavior.is_turn(turn) {
                return;
            }
            if is_free(&app, &state).await && !begin(&app, &state).await {
                return;
            }
        }
    });
}

fn after() -> Duration {
    #[cfg(feature = "testing")]
    if let Some(text) = std::env::var_os("OA_TOKEN_TEST_ANEW_MS") {
        return text.to_str().and_then(|text| text.parse().ok()).map_or(AFTER, Duration::from_millis);
    }
    AFTER
}

/// Reports whether this process can end without losing anything.
async fn is_free<R: Runtime>(app: &AppHandle<R>, state: &AppState) -> bool {
    if window::is_open(app) || state.copied.is_any() || state.pending_notifications.is_any() {
        return false;
    }
    // The user may have chosen to end the program meanwhile.
    if !state.close_behavior.keeps_running() || !state.engine.refresh().in_flight().await.is_empty() {
        return false;
    }
    let by_file = matches!(state.engine.environment().key, KeySource::PassphraseFile(_));
    let locks_at_start = !by_file && state.engine.protection().has_slot(SlotKind::Passphrase).await.unwrap_or(false);
    if locks_at_start && !state.engine.protection().is_app_locked() {
        return false;
    }
    // A pending consent waits in this process for the browser's answer.
    let profiles = state.engine.profiles().list().await.unwrap_or_default();
    profiles.iter().all(|record| state.engine.authorization().pending(&record.profile.id).is_none())
}

/// Starts a new process and ends this one. Returns only if that failed: whether a later attempt may succeed.
async fn begin<R: Runtime>(app: &AppHandle<R>, state: &AppState) -> bool {
    let mut successors = state.successors.subscribe();
    // After an update there may be no file of that name any more; then this process keeps running.
    let Ok(program) = std::env::current_exe() else { return false };
    let arguments = [window::HIDDEN, TAKES_OVER];
    let Ok(mut next) = Command::new(program).args(arguments).stdin(Stdio::piped()).spawn() else { return false };
    if !matches!(tokio::time::timeout(BEGINS, successors.changed()).await, Ok(Ok(()))) {
        end(&mut next);
        return false;
    }
    state.engine.refresh().drain().await;
    if !is_free(app, state).await {
        // The new process has only waited so far, so it can be killed.
        end(&mut next);
        return true;
    }
    if state.is_typed()
        && let (Some(key), Some(pipe)) = (state.engine.protection().key_to_hand_over(), next.stdin.as_mut())
    {
        // A new process that receives no key asks the user for it.
        pipe.write_all(key.expose()).ok();
    }
    app.exit(0);
    // The pipe must live as long as this process.
    std::future::pending::<()>().await;
    drop(next);
    true
}

fn end(next: &mut Child) {
    next.kill().ok();
    next.wait().ok();
}
