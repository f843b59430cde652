//! Returns memory back: a while after its last window the program begins anew without one.
//!
//! What WebKit, GTK and the graphics library have taken stays with a process for good (97 MiB of it beside 60 for a
//! process that never had a window). The new process is started first, says that it has begun, and waits at a pipe until
//! this one is gone: by then the lock of the window is free, and there is never a moment with two programs. One that cannot
//! begin (libraries replaced by an update, no memory) leaves this process where it is.
//!
//! The key of a vault that was opened by something typed goes through that pipe: no other place has it. With a passphrase
//! this waits until the app is locked, since the new process begins locked.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use oa_token::keys::{DataKey, KeySource, SlotKind};
use tauri::{AppHandle, Runtime};
use zeroize::Zeroizing;

use crate::desk::Desk;
use crate::{instance, window};

/// Tells a new process to wait until its parent, which holds the pipe, is gone.
const TAKES_OVER: &str = "--takes-over";
/// A key, and room to see that more came: then it is none.
const MOST_LEFT: usize = 64;
/// Who closed a window by mistake has opened it again by then.
const AFTER: Duration = Duration::from_secs(30);
/// How long a new process may take to begin.
const BEGINS: Duration = Duration::from_secs(10);

/// Waits for the end of the process that started this one to take its place; returns the vault's key if it left one.
pub(crate) fn wait_for_the_other(locks: &Path) -> Option<DataKey> {
    if !window::has_argument(std::env::args_os(), TAKES_OVER) {
        return None;
    }
    instance::tell_begun(locks);
    let mut pipe = unbuffered_stdin().ok()?;
    let mut left = Zeroizing::new([0; MOST_LEFT]);
    let mut length = 0;
    // A pipe that cannot be read has nobody at its other end.
    while let Ok(read @ 1..) = pipe.read(&mut left[length..]) {
        length += read;
    }
    DataKey::from_slice(&left[..length])
}

/// Returns what is at the other end without the standard library's buffer, where a key would stay.
fn unbuffered_stdin() -> std::io::Result<File> {
    #[cfg(unix)]
    let stdin = std::os::fd::AsFd::as_fd(&std::io::stdin()).try_clone_to_owned()?;
    #[cfg(windows)]
    let stdin = std::os::windows::io::AsHandle::as_handle(&std::io::stdin()).try_clone_to_owned()?;
    Ok(File::from(stdin))
}

/// Begins anew once there was no window for a while and nothing holds this process; tries again until then.
pub(crate) fn after_a_while<R: Runtime>(app: AppHandle<R>) {
    let desk = crate::desk(&app);
    let turn = desk.closing.next_turn();
    tauri::async_runtime::spawn(async move {
        loop {
            tokio::time::sleep(after()).await;
            // A window since then has its own closing, and its own while.
            if window::is_open(&app) || !desk.closing.is_turn(turn) {
                return;
            }
            if is_free(&app, &desk).await && !begin(&app, &desk).await {
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

/// Returns whether nothing would be lost with this process.
async fn is_free<R: Runtime>(app: &AppHandle<R>, desk: &Desk) -> bool {
    if window::is_open(app) || desk.copied.is_any() || desk.unshown.is_any() {
        return false;
    }
    // Somebody has said meanwhile that the program is to end.
    if !desk.closing.keeps_running() || !desk.keeper.in_flight().await.is_empty() {
        return false;
    }
    let by_file = matches!(desk.keeper.environment().key, KeySource::PassphraseFile(_));
    let locks_at_start = !by_file && desk.keeper.has_slot(SlotKind::Passphrase).await.unwrap_or(false);
    if locks_at_start && !desk.keeper.is_app_locked() {
        return false;
    }
    // A consent waits here for the browser's answer.
    let profiles = desk.keeper.profiles().await.unwrap_or_default();
    profiles.iter().all(|record| desk.keeper.consent(&record.profile.id).is_none())
}

/// Starts the program anew and ends this one. Comes back if that cannot be done now; returns whether it may be later.
async fn begin<R: Runtime>(app: &AppHandle<R>, desk: &Desk) -> bool {
    let mut successors = desk.successors.subscribe();
    // After an update there may be no file of that name any more: then this process stays.
    let Ok(program) = std::env::current_exe() else { return false };
    let arguments = [window::HIDDEN, TAKES_OVER];
    let Ok(mut next) = Command::new(program).args(arguments).stdin(Stdio::piped()).spawn() else { return false };
    if !matches!(tokio::time::timeout(BEGINS, successors.changed()).await, Ok(Ok(()))) {
        end(&mut next);
        return false;
    }
    desk.keeper.drain().await;
    if !is_free(app, desk).await {
        // It has done nothing yet but wait.
        end(&mut next);
        return true;
    }
    if desk.is_typed()
        && let (Some(key), Some(pipe)) = (desk.keeper.key_to_hand_over(), next.stdin.as_mut())
    {
        // One who does not get it asks for it.
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
