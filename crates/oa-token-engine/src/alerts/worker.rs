//! The task that looks what is due, in a process that stays.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError, Weak};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use oa_token_model::alert::{LockedSpan, Standstill};
use tokio::sync::{Mutex as Turn, mpsc};
use tokio::time::{Instant, timeout};

use super::round;
use crate::Shared;
use crate::i18n::Language;

/// The longest time for one message.
pub(super) const PATIENCE: Duration = Duration::from_secs(15);
/// How often a process that stays looks what is due. A token and a place change by hours.
const LOOK_AGAIN: Duration = Duration::from_secs(60);
/// No message is begun later than this after a look; the rest is sent at the next one.
const ALL: Duration = Duration::from_secs(120);

/// What is asked of the task.
pub(crate) enum Look {
    /// Now and while the engine exists.
    Watch,
    /// Now, if it watches.
    Again,
}

/// The alerts of one engine.
pub(crate) struct AlertWork {
    looks: mpsc::UnboundedSender<Look>,
    /// Held while messages are sent.
    pub(super) turn: Turn<()>,
    /// Whether this process refreshes automatically now, so that it knows whether the clock is right.
    pub(crate) judges_clock: AtomicBool,
    language: Mutex<Language>,
    /// Since when this process has waited for the vault's key, and when it last did.
    locked: Mutex<(Option<Timestamp>, Option<LockedSpan>)>,
}

impl AlertWork {
    /// Returns the state, and the inbox of the task.
    pub(crate) fn new() -> (Self, mpsc::UnboundedReceiver<Look>) {
        let (looks, inbox) = mpsc::unbounded_channel();
        let (turn, language, locked) = (Turn::default(), Mutex::default(), Mutex::default());
        (Self { looks, turn, judges_clock: AtomicBool::new(false), language, locked }, inbox)
    }

    /// Notes whether this process knows how the clock is.
    pub(crate) fn judge_clock(&self, is_judge: bool) {
        self.judges_clock.store(is_judge, Ordering::Relaxed);
    }

    /// Notes whether this process has the vault's key now.
    pub(crate) fn note_locked(&self, is_locked: bool, now: Timestamp) {
        let mut locked = self.locked.lock().unwrap_or_else(PoisonError::into_inner);
        if is_locked {
            locked.0.get_or_insert(now);
        } else if let Some(from) = locked.0.take() {
            locked.1 = Some(LockedSpan { from, until: now, zone: TimeZone::system() });
        }
    }

    /// Returns what has stopped refreshing, as far as this process knows.
    pub(super) fn standstill(&self, is_misdated: bool) -> Standstill {
        let locked = self.locked.lock().unwrap_or_else(PoisonError::into_inner).1.clone();
        Standstill { is_misdated: is_misdated && self.judges_clock.load(Ordering::Relaxed), locked }
    }

    pub(super) fn language(&self) -> Language {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn speak(&self, language: Language) {
        *self.language.lock().unwrap_or_else(PoisonError::into_inner) = language;
    }

    pub(super) fn look(&self, look: Look) {
        // The task ends only with the engine.
        self.looks.send(look).ok();
    }

    /// Waits for the message that is on its way.
    pub(crate) async fn settled(&self) {
        drop(timeout(PATIENCE, self.turn.lock()).await);
    }
}

/// Runs the task until the engine is gone.
pub(crate) async fn run(shared: Weak<Shared>, mut looks: mpsc::UnboundedReceiver<Look>) {
    let mut is_watching = false;
    let mut pause = LOOK_AGAIN;
    loop {
        let look = if is_watching { timeout(pause, looks.recv()).await } else { Ok(looks.recv().await) };
        match look {
            Ok(None) => return,
            Ok(Some(Look::Watch)) => is_watching = true,
            Ok(Some(Look::Again)) | Err(_) => {}
        }
        if !is_watching {
            continue;
        }
        let Some(shared) = shared.upgrade() else { return };
        pause = LOOK_AGAIN / shared.options.timeouts.pace.max(1);
        // A locked vault has nothing to send; another fault is logged where it happens.
        round::send_due(&shared, PATIENCE, Instant::now() + ALL).await.ok();
    }
}
