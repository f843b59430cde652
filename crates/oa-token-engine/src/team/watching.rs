//! Follows the team while a program runs: what others publish, who joins, and which OAs this computer refreshes.

use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::profile::ProfileId;
use oa_token_model::schedule::NextRefresh;
use oa_token_team::rules::refresher::{LEASE, Task, task};
use tokio::time::Instant;

use super::keeping_up::{keep_up, show_link};
use super::loading::{self, remember};
use super::rounds;
use crate::{AutoRefresh, Engine, EngineError, Shared};

/// How often the database is asked at least.
const POLL: Duration = Duration::from_secs(30);
/// How often the tasks of refreshing are looked at: well within the time after which another computer takes one.
const TASKS: Duration = Duration::from_secs(60);

/// Follows the team until no handle on the engine exists.
pub(super) async fn run(shared: Weak<Shared>, engine: impl Fn() -> Option<Engine> + Send) {
    let (mut change, mut tended) = (None, None::<Instant>);
    loop {
        let Some(strong) = shared.upgrade() else { return };
        let changed = Arc::clone(&strong.team.changed);
        let Some(active) = strong.team.active() else {
            drop(strong);
            drop(tokio::time::timeout(POLL, changed.notified()).await);
            let Some(strong) = shared.upgrade() else { return };
            // Locked, or no vault yet.
            loading::reload(&strong).await.ok();
            continue;
        };
        let referee = Arc::clone(&active.referee);
        drop(active);
        let is_behind = change.is_none() || referee.last_change() != change;
        let is_due = tended.is_none_or(|at| at.elapsed() >= TASKS);
        if is_behind || is_due {
            let kept_up = keep_up(&strong).await;
            if kept_up.is_ok() {
                tended = Some(Instant::now());
                change = referee.last_change();
                if let Some(engine) = engine() {
                    tend(&strong, &engine).await.ok();
                }
            }
        }
        drop(strong);
        let news = tokio::select! {
            news = referee.news(POLL) => news,
            () = changed.notified() => Vec::new(),
        };
        let Some(strong) = shared.upgrade() else { return };
        for id in &news {
            if let Ok(Err(why)) = rounds::sync(&strong, id).await {
                tracing::warn!(oa = id.as_str(), cause = ?why, "team not followed");
            }
        }
        if !news.is_empty() {
            remember(&strong).await.ok();
            show_link(&strong);
        }
    }
}

/// Renews the tasks of this computer, and takes those that are free.
async fn tend(shared: &Shared, engine: &Engine) -> Result<(), EngineError> {
    let Some(active) = shared.team.active() else { return Ok(()) };
    let rows = shared.team.live().rows;
    let schedule = AutoRefresh { engine }.schedule().await?;
    for (profile, oa) in &active.stored.oas {
        let Some(row) = rows.iter().find(|row| row.id == *oa) else { continue };
        let Some(look) = active.referee.last_look(profile) else { continue };
        let Some(due_in) = due_in(&schedule, profile, engine) else { continue };
        // The look at the members may be old: who was seen then is waited for a little longer, and that is all.
        let now = active.database.now().await?;
        match task(row, active.me(), &look.members, Some(due_in), now) {
            Task::Renew { term, .. } => drop(active.database.renew_refresher(oa, active.me(), term, LEASE).await?),
            Task::Take { term, .. } => drop(active.database.take_refresher(oa, active.me(), term, LEASE).await?),
            Task::Keep | Task::Leave => {}
        }
    }
    Ok(())
}

/// Returns in how long this computer would refresh an OA; `None` if it would not.
fn due_in(schedule: &[(ProfileId, NextRefresh)], of: &ProfileId, engine: &Engine) -> Option<SignedDuration> {
    let (_, next) = schedule.iter().find(|(id, _)| id == of)?;
    match next {
        NextRefresh::Due => Some(SignedDuration::ZERO),
        NextRefresh::At(at) => Some(at.duration_since(engine.now())),
        NextRefresh::Never(_) => None,
    }
}
