//! The computer the program runs on: its identity, and inhibiting sleep while an answer is expected.

use std::net::IpAddr;
use std::sync::{Arc, OnceLock, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The functions the engine needs from the computer.
pub trait Host: Send + Sync {
    /// Returns an id of the computer, the same at every start and different on others; `None` if unknown.
    fn id(&self) -> Option<String>;

    /// Returns an id of the computer's last boot; `None` if unknown.
    fn boot(&self) -> Option<String> {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    }

    /// Returns monotonic time since start. May pause during suspend.
    fn uptime(&self) -> Duration;

    /// Returns the addresses of a name, if this host knows better than the system. Tests do.
    fn resolve(&self, _name: &str) -> Option<Vec<IpAddr>> {
        None
    }

    /// Delays sleep and shutdown until the result is dropped, if the system supports it. Returns immediately.
    fn inhibit_sleep(&self) -> Box<dyn Send>;
}

/// The real computer.
#[derive(Clone)]
pub struct ThisHost {
    reason: Arc<dyn Fn() -> String + Send + Sync>,
}

impl ThisHost {
    /// `reason` is shown by the system to a user who wants to shut down meanwhile.
    pub fn new(reason: String) -> Self {
        Self::saying(move || reason.clone())
    }

    /// Like [`Self::new`], with a reason that is computed when it is needed.
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
        // A separate thread: the request may take long, and some systems bind the inhibitor to the thread.
        let held = thread::Builder::new().name("awake".to_owned()).spawn(move || {
            let _hold = hold(&reason());
            // Dropping the guard ends `recv` with an error.
            dropped.recv().ok();
        });
        // Best effort: without a thread the system may go to sleep.
        drop(held);
        Box::new(guard)
    }
}

/// A host for tests: never calls the system.
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

/// Returns the instant that uptimes are counted from.
fn started() -> Instant {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    *STARTED.get_or_init(Instant::now)
}

/// Asks logind to block sleep and shutdown, or, if that is denied, to delay them for the seconds it allows anyone.
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
    fn sleep_inhibition_can_be_released_without_a_system_service() {
        let computer = ThisHost::new("FAKE reason".to_owned());
        drop(computer.inhibit_sleep());
        assert_eq!(computer.id(), computer.id());
    }
}
