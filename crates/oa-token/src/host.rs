//! The computer the program runs on: which one it is, and that it stays awake while an answer is on its way.

use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// What the engine asks of the computer.
pub trait Host: Send + Sync {
    /// Names the computer, the same at every start and on no other; `None` where nobody knows.
    fn id(&self) -> Option<String>;

    /// Names the computer's last start; `None` where nobody knows.
    fn boot(&self) -> Option<String> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    }

    /// Returns how long the computer has been running, by a clock that nobody sets; it may stand still during a sleep.
    fn uptime(&self) -> Duration;

    /// Holds off sleep and shutdown until the result is dropped, where the system lets a program do that. Returns at once.
    fn inhibit_sleep(&self) -> Box<dyn Send>;
}

/// The real computer.
#[derive(Clone)]
pub struct ThisHost {
    reason: Arc<dyn Fn() -> String + Send + Sync>,
}

impl ThisHost {
    /// `reason` is what the system shows a person who wants to shut down meanwhile.
    pub fn new(reason: String) -> Self {
        Self::saying(move || reason.clone())
    }

    /// The same with a reason that is asked for once it is needed.
    pub fn saying(reason: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self { reason: Arc::new(reason) }
    }
}

impl Host for ThisHost {
    fn id(&self) -> Option<String> {
        machine_uid::get().ok().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty())
    }

    fn uptime(&self) -> Duration {
        started().elapsed()
    }

    fn inhibit_sleep(&self) -> Box<dyn Send> {
        let (guard, dropped) = mpsc::channel::<()>();
        let reason = Arc::clone(&self.reason);
        // A thread of its own: asking may take long, and some systems bind the hold to the thread.
        let held = thread::Builder::new().name("awake".to_owned()).spawn(move || {
            let _hold = hold(&reason());
            // An error is what the drop of the guard sends.
            dropped.recv().ok();
        });
        // A system without a thread to spare sleeps when it wants.
        drop(held);
        Box::new(guard)
    }
}

/// No computer in particular: never asks anything of the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnyHost;

impl Host for AnyHost {
    fn id(&self) -> Option<String> {
        None
    }

    fn uptime(&self) -> Duration {
        started().elapsed()
    }

    fn inhibit_sleep(&self) -> Box<dyn Send> {
        Box::new(())
    }
}

/// Returns the moment that uptimes are counted from.
fn started() -> Instant {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    *STARTED.get_or_init(Instant::now)
}

/// Asks logind to put sleep and shutdown off: for good if it lets us, else for the seconds it gives everybody.
#[cfg(all(unix, not(target_os = "macos")))]
fn hold(reason: &str) -> Option<zbus::zvariant::OwnedFd> {
    let bus = zbus::blocking::Connection::system().ok()?;
    let ask = |mode: &str| {
        let asked = bus.call_method(
            Some("org.freedesktop.login1"),
            "/org/freedesktop/login1",
            Some("org.freedesktop.login1.Manager"),
            "Inhibit",
            &("shutdown:sleep", "OA Token", reason, mode),
        );
        asked.ok().and_then(|answer| answer.body().deserialize().ok())
    };
    ask("block").or_else(|| ask("delay"))
}

#[cfg(any(target_os = "macos", windows))]
fn hold(reason: &str) -> Option<keepawake::KeepAwake> {
    keepawake::Builder::default().idle(true).sleep(true).reason(reason).app_name("OA Token").create().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_is_let_go_of_without_a_system_to_ask() {
        let computer = ThisHost::new("FAKE reason".to_owned());
        drop(computer.inhibit_sleep());
        assert_eq!(computer.id(), computer.id());
    }
}
