//! Waits until the process is asked to stop.

/// Waits for Ctrl-C, SIGTERM, or SIGHUP. SIGHUP is ignored if the parent ignores it, as with `nohup`.
#[cfg(unix)]
pub(crate) async fn told_to_end() {
    use tokio::signal::unix::{Signal, SignalKind, signal};
    async fn heard(signal: Option<Signal>) {
        match signal {
            Some(mut signal) => drop(signal.recv().await),
            None => std::future::pending().await,
        }
    }
    let hangup = if is_hangup_ignored() { None } else { signal(SignalKind::hangup()).ok() };
    tokio::select! {
        () = heard(signal(SignalKind::terminate()).ok()) => {}
        () = heard(signal(SignalKind::interrupt()).ok()) => {}
        () = heard(hangup) => {}
    }
}

/// Waits for Ctrl-C, Ctrl-Break, a closed console, logoff, or shutdown.
#[cfg(windows)]
pub(crate) async fn told_to_end() {
    use tokio::signal::windows::{ctrl_break, ctrl_c, ctrl_close, ctrl_logoff, ctrl_shutdown};
    let all = (ctrl_c(), ctrl_break(), ctrl_close(), ctrl_logoff(), ctrl_shutdown());
    let (Ok(mut typed), Ok(mut broken), Ok(mut closed), Ok(mut session), Ok(mut shutdown)) = all else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = typed.recv() => {}
        _ = broken.recv() => {}
        _ = closed.recv() => {}
        _ = session.recv() => {}
        _ = shutdown.recv() => {}
    }
}

/// Reports whether the parent process set SIGHUP to ignored; `false` if the system does not report it.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // The lowest bit is signal 1, which is SIGHUP.
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 1 != 0)
}
