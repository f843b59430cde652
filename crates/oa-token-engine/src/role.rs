//! The scheduler role: one process refreshes automatically, and shows this by a row with a heartbeat. Another process
//! takes the row over once the owner has ended or was silent for long. An owner that was stopped notices this before it
//! sends.

use std::fs::{self, File, OpenOptions};
use std::path::PathBuf;
use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::refresh::holder::{Hold, Process, ROLE_SILENCE};
use tokio::time::Instant;

use crate::holding::{locks_work, this_process};
use crate::{AutoRefresh, EngineError, Shared, health};

/// How often the owner updates its heartbeat.
pub(crate) const BEAT: Duration = Duration::from_secs(30);

/// The role, while this process has it.
pub(crate) struct Role {
    by: Process,
    /// Unlocked by the system when the process ends, for whatever reason, so that the next one need not wait for
    /// silence.
    lock: Option<(PathBuf, File)>,
    beaten: Instant,
}

impl Role {
    /// Takes the role; `None` while another process has it.
    pub(crate) async fn take(shared: &Shared) -> Result<Option<Self>, EngineError> {
        let (by, now) = (this_process(shared), shared.now());
        let held = shared.store.run(|vault| vault.schedule_holder()).await?;
        let is_gone = held.as_ref().is_some_and(|held| held.by.token != by.token && has_ended(shared, held, &by));
        let of = by.clone();
        if !shared.store.run(move |vault| vault.take_schedule(&of, is_gone, now)).await? {
            return Ok(None);
        }
        if let Some(held) = held.filter(|held| held.by.token != by.token) {
            fs::remove_file(path(shared, &held.by)).ok();
        }
        let lock = lock(path(shared, &by));
        Ok(Some(Self { by, lock, beaten: Instant::now() }))
    }

    /// Renews the heartbeat, if it is due; returns false if another process has taken the role.
    pub(crate) async fn keep(&mut self, shared: &Shared) -> bool {
        if self.beaten.elapsed() < BEAT / 2 {
            return self.is_ours(shared).await;
        }
        let (by, now) = (self.by.clone(), shared.now());
        let is_ours = self.is_ours(shared).await;
        // If the heartbeat cannot be written, other processes see silence.
        let kept = is_ours && shared.store.run(move |vault| vault.take_schedule(&by, false, now)).await.unwrap_or(true);
        self.beaten = Instant::now();
        kept
    }

    /// Reads whether this process still has the role. Checked before each send, because the process may have been
    /// stopped.
    pub(crate) async fn is_ours(&self, shared: &Shared) -> bool {
        let held = shared.store.run(|vault| vault.schedule_holder()).await;
        held.is_ok_and(|held| held.is_some_and(|held| held.by.token == self.by.token))
    }

    /// Releases the role: this process cannot spend now.
    pub(crate) async fn release(self, shared: &Shared) {
        let by = self.by.clone();
        // If this fails, the row has no heartbeat any more, and its lock is free.
        drop(shared.store.run(move |vault| vault.release_schedule(&by)).await);
    }
}

impl Drop for Role {
    fn drop(&mut self) {
        if let Some((path, _)) = &self.lock {
            fs::remove_file(path).ok();
        }
    }
}

/// The process that refreshes automatically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleOwner {
    /// Its process number, on the computer it runs on.
    pub process: u32,
    /// Its last heartbeat.
    pub beat_at: Timestamp,
    /// Whether it was silent for so long that another process may replace it: it is stopped or gone.
    pub is_silent: bool,
}

impl AutoRefresh<'_> {
    /// Returns the process that refreshes automatically, if there is one.
    pub async fn owner(self) -> Result<Option<ScheduleOwner>, EngineError> {
        let held = self.engine.shared.store.run(|vault| vault.schedule_holder()).await?;
        let us = this_process(&self.engine.shared);
        Ok(held.map(|held| {
            let is_here = held.by.machine == us.machine && held.by.boot == us.boot;
            let is_stopped = is_here && health::is_stopped(held.by.number);
            let is_silent = is_stopped || self.engine.now().duration_since(held.beat_at).abs() > ROLE_SILENCE;
            ScheduleOwner { process: held.by.number, beat_at: held.beat_at, is_silent }
        }))
    }
}

fn path(shared: &Shared, by: &Process) -> PathBuf {
    shared.options.environment.locks_folder().join(format!("schedule-{}", by.token))
}

fn lock(path: PathBuf) -> Option<(PathBuf, File)> {
    let folder = path.parent()?;
    oa_token_vault::private_file::make_folder(folder).ok()?;
    if !locks_work(folder) {
        return None;
    }
    let file = oa_token_vault::private_file::open_private(&path, false).ok()?;
    file.try_lock().ok()?;
    Some((path, file))
}

/// Returns whether the owner has ended: its lock is free, in the current boot of this computer. Without its lock file
/// only silence counts.
fn has_ended(shared: &Shared, held: &Hold, us: &Process) -> bool {
    let is_here = !us.boot.is_empty() && us.boot == held.by.boot;
    let path = path(shared, &held.by);
    // A missing lock file proves nothing.
    let Ok(file) = OpenOptions::new().write(true).open(&path) else { return false };
    is_here && file.try_lock().is_ok() && path.parent().is_some_and(locks_work)
}
