//! The app lock: locks the window while the engine continues to refresh.
//!
//! It protects the window from people nearby. It does not stop a person who can run programs as this user (`oa-token`).

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use oa_token_model::records::SettingName;
use oa_token_model::secret::Secret;
use oa_token_vault::keys::{self, KeySource, SlotKind};

use crate::{Engine, EngineError, EngineEvent, Protection, blocking};

/// The default idle time in minutes: as long as a coffee break.
pub const USUAL_LOCK_MINUTES: u32 = 15;
/// The longest time that can be set: a day.
const MOST_LOCK_MINUTES: u32 = 24 * 60;
/// How often the idle time is checked.
const LOOK: Duration = Duration::from_secs(5);
/// If the wall clock advanced this much more than the running time, the computer slept or the clock was set: both lock.
const SLEPT: Duration = Duration::from_secs(30);

/// Whether the app is locked, and when it was last used.
#[derive(Default)]
pub(crate) struct AppLock(Mutex<Face>);

#[derive(Default)]
struct Face {
    locked: bool,
    touched: Option<Instant>,
}

impl AppLock {
    fn set(&self, locked: bool) {
        let mut face = self.face();
        face.locked = locked;
        face.touched = Some(Instant::now());
    }

    fn face(&self) -> std::sync::MutexGuard<'_, Face> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns whether it is time to lock; `after` is `None` if the app never locks automatically.
fn is_time(idle: Duration, slept: Duration, after: Option<Duration>) -> bool {
    after.is_some_and(|after| idle >= after || slept >= SLEPT)
}

impl Protection<'_> {
    /// Locks the app: [`Self::is_app_locked`] is true until [`Self::open_app`] succeeds.
    ///
    /// # Errors
    /// [`EngineError::NoPassphrase`] if nothing could open it again.
    pub async fn lock_app(self) -> Result<(), EngineError> {
        if !self.has_slot(SlotKind::Passphrase).await? {
            return Err(EngineError::NoPassphrase);
        }
        self.engine.shared.app_lock.set(true);
        self.engine.shared.step_up.forget();
        self.engine.shared.emit(EngineEvent::AppLocked);
        Ok(())
    }

    /// Returns whether the app is locked.
    pub fn is_app_locked(self) -> bool {
        self.engine.shared.app_lock.face().locked
    }

    /// Records that a person uses the app.
    pub fn record_activity(self) {
        let mut face = self.engine.shared.app_lock.face();
        // Typing into the lock screen does not count as use.
        if !face.locked {
            face.touched = Some(Instant::now());
        }
    }

    /// Unlocks the app with a passphrase or the recovery code.
    ///
    /// # Errors
    /// [`EngineError::Key`] when it opens no slot of the vault.
    pub async fn open_app(self, by: KeySource) -> Result<(), EngineError> {
        self.proves_owner(by).await?;
        self.engine.shared.app_lock.set(false);
        self.engine.shared.step_up.note();
        Ok(())
    }

    /// Fails unless this source opens the vault; opens nothing.
    pub(crate) async fn proves_owner(self, by: KeySource) -> Result<(), EngineError> {
        let (id, slots) = self.engine.shared.store.run(|vault| Ok((vault.id().to_owned(), vault.slots()?))).await?;
        let keychain = Arc::clone(&self.engine.shared.options.keychain);
        blocking(move || Ok(keys::open(&id, &slots, &by, keychain.as_ref()).map(drop)?)).await
    }

    /// Locks the app at a start, if there is a passphrase that no person has typed.
    pub(crate) async fn lock_at_start(self) -> Result<(), EngineError> {
        let named = matches!(self.engine.environment().key, KeySource::PassphraseFile(_));
        if !named && self.has_slot(SlotKind::Passphrase).await? {
            self.engine.shared.app_lock.set(true);
        }
        Ok(())
    }

    pub(crate) fn open_face(self) {
        self.engine.shared.app_lock.set(false);
    }

    /// Returns after how many idle minutes the app locks; 0 means never.
    pub async fn lock_after_minutes(self) -> u32 {
        let kept = self.engine.settings().get(SettingName::LockAfterMinutes).await;
        kept.and_then(|text| text.expose().parse().ok()).unwrap_or(USUAL_LOCK_MINUTES)
    }

    /// Sets the idle minutes; more than a day counts as a day.
    pub async fn set_lock_after_minutes(self, minutes: u32) -> Result<(), EngineError> {
        let text = Secret::new(minutes.min(MOST_LOCK_MINUTES).to_string());
        self.engine.settings().set(SettingName::LockAfterMinutes, Some(text)).await
    }

    /// Locks the app when it was idle for long enough, or the computer slept. Runs while any handle on the engine
    /// exists.
    pub fn watch_idle(self) {
        let mut seen = (self.engine.now(), Instant::now());
        let (shared, commands) = (Arc::downgrade(&self.engine.shared), self.engine.commands.downgrade());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK).await;
                let (Some(shared), Some(commands)) = (shared.upgrade(), commands.upgrade()) else { return };
                let engine = Engine { shared, commands };
                let now = (engine.now(), Instant::now());
                let slept = slept(seen, now);
                seen = now;
                engine.protection().lock_if_idle(slept).await;
            }
        });
    }

    async fn lock_if_idle(self, slept: Duration) {
        if slept >= SLEPT {
            self.engine.shared.step_up.forget();
        }
        let (locked, touched) = {
            let face = self.engine.shared.app_lock.face();
            (face.locked, face.touched)
        };
        let Some(touched) = touched.filter(|_| !locked) else { return };
        let minutes = self.lock_after_minutes().await;
        let after = (minutes > 0).then(|| Duration::from_secs(u64::from(minutes) * 60));
        if is_time(touched.elapsed(), slept, after) {
            // Without a passphrase the app stays unlocked.
            self.lock_app().await.ok();
        }
    }
}

/// Returns how much more the wall clock advanced than the running time, or how late this check came, whichever is more.
/// On Windows the running time includes sleep, so only the delay shows it.
fn slept(before: (Timestamp, Instant), now: (Timestamp, Instant)) -> Duration {
    let (wall, ran) = (now.0.duration_since(before.0), now.1.saturating_duration_since(before.1));
    let late = ran.saturating_sub(LOOK);
    if wall.is_negative() { late } else { wall.unsigned_abs().saturating_sub(ran).max(late) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_locks_after_the_set_time_or_a_sleep_and_never_when_that_is_set() {
        let (minute, second) = (Duration::from_secs(60), Duration::from_secs(1));
        for (idle, slept, after, locks) in [
            (minute, Duration::ZERO, Some(minute), true),
            (minute.saturating_sub(second), Duration::ZERO, Some(minute), false),
            (second, Duration::from_secs(30), Some(minute), true),
            (second, Duration::from_secs(29), Some(minute), false),
            (minute * 600, minute * 600, None, false),
        ] {
            assert_eq!(is_time(idle, slept, after), locks, "{idle:?} {slept:?}");
        }
    }

    #[test]
    fn the_lead_of_the_wall_clock_is_the_duration_of_the_sleep() {
        let (wall, ran) = (Timestamp::UNIX_EPOCH, Instant::now());
        let later = |seconds: i64, ran_for: u64| {
            let wall = wall.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
            slept((Timestamp::UNIX_EPOCH, ran), (wall, ran + Duration::from_secs(ran_for)))
        };
        assert_eq!(later(5, 5), Duration::ZERO);
        assert_eq!(later(3605, 5), Duration::from_secs(3600));
        assert_eq!(later(-100, 5), Duration::ZERO, "a clock that was set back is not a sleep");
        assert_eq!(later(3605, 3605), Duration::from_secs(3600), "the check was due after five seconds");
    }
}
