//! Follows the team while a program runs: what others publish, who joins, and which OAs this computer refreshes.

use std::pin::pin;
use std::sync::{Arc, Weak};
use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::profile::ProfileId;
use oa_token_model::schedule::NextRefresh;
use oa_token_team::rules::pair::OaRow;
use oa_token_team::rules::refresher::{LEASE, Task, task};
use tokio::time::Instant;

use super::database::{DatabaseReferee, POLL};
use super::keeping_up::{keep_up, show_link};
use super::loading::{self, Active, remember, show};
use super::rounds;
use crate::{AutoRefresh, Engine, EngineError, Shared};

/// How often the tasks of refreshing are looked at: well within the time after which another computer takes one.
const TASKS: Duration = Duration::from_secs(60);
/// How often rosters and members are read although nothing was published; where notifications do not arrive, each hour.
const MEMBERS: Duration = Duration::from_secs(600);
const SELDOM: Duration = Duration::from_secs(3600);

/// Follows the team until no handle on the engine exists.
pub(super) async fn run(shared: Weak<Shared>, engine: impl Fn() -> Option<Engine> + Send) {
    let (mut change, mut kept_up, mut tended) = (None, None::<Instant>, None::<Instant>);
    loop {
        let Some(strong) = shared.upgrade() else { return };
        let changed = Arc::clone(&strong.team.changed);
        // From here on, so that a membership that is read meanwhile, by this task too, ends the wait for news of the last.
        let mut is_changed = pin!(changed.notified());
        is_changed.as_mut().enable();
        let Some(active) = strong.team.active() else {
            drop(strong);
            drop(tokio::time::timeout(POLL, is_changed).await);
            let Some(strong) = shared.upgrade() else { return };
            // Locked, or no vault yet.
            loading::reload(&strong).await.ok();
            continue;
        };
        let referee = Arc::clone(&active.referee);
        let often = if waits_for_members(&active) {
            TASKS
        } else if referee.hears().await {
            MEMBERS
        } else {
            SELDOM
        };
        drop(active);
        let is_past = |at: Option<Instant>, pause| at.is_none_or(|at| at.elapsed() >= pause);
        // A database that does not answer is asked again, to show how it stands.
        let is_behind = change.is_none() || referee.last_change() != change || referee.last_pulse().is_none();
        if (is_behind || is_past(kept_up, often)) && keep_up(&strong).await.is_ok() {
            (kept_up, tended, change) = (Some(Instant::now()), None, referee.last_change());
        }
        if kept_up.is_some() && is_past(tended, TASKS) {
            tended = Some(Instant::now());
            if let Some(engine) = engine() {
                tend(&strong, &engine).await.ok();
            }
        }
        drop(strong);
        let news = tokio::select! {
            news = referee.news(POLL) => news,
            () = is_changed => Vec::new(),
        };
        let Some(strong) = shared.upgrade() else { return };
        show_seen(&strong, &referee);
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

/// Shows when each member was last there.
fn show_seen(shared: &Shared, referee: &DatabaseReferee) {
    let Some(pulse) = referee.last_pulse() else { return };
    show(shared, |live| {
        for note in &mut live.notes {
            if let Some((_, at)) = pulse.seen.iter().find(|(id, _)| *id == note.id) {
                note.last_seen_at = *at;
            }
        }
    });
}

/// Reports whether somebody may join: who has a login for that alone publishes nothing.
fn waits_for_members(active: &Active) -> bool {
    active.stored.joining.is_some() || active.stored.invitations().is_ok_and(|open| !open.is_empty())
}

/// Renews the tasks of this computer when the database is asked next, and takes those that are free.
async fn tend(shared: &Shared, engine: &Engine) -> Result<(), EngineError> {
    let Some(active) = shared.team.active() else { return Ok(()) };
    let Some(pulse) = active.referee.last_pulse() else { return Ok(()) };
    let rows = shared.team.live().rows;
    let schedule = AutoRefresh { engine }.schedule().await?;
    let mut renewals = Vec::new();
    for (profile, oa) in &active.stored.oas {
        let (row, lease) = (rows.iter().find(|row| row.id == *oa), pulse.leases.iter().find(|lease| lease.oa == *oa));
        let (Some(row), Some(lease)) = (row, lease) else { continue };
        let Some(look) = active.referee.last_look(profile) else { continue };
        let Some(due_in) = due_in(&schedule, profile, engine) else { continue };
        let row =
            OaRow { refresher: lease.refresher.clone(), term: lease.term, refresher_until: lease.until, ..row.clone() };
        // The look at the members may be old: who was seen then is waited for a little longer, and that is all.
        match task(&row, active.me(), &look.members, Some(due_in), pulse.now) {
            Task::Renew { term, .. } => renewals.push((oa.clone(), term)),
            Task::Take { term, .. } => drop(active.database.take_refresher(oa, active.me(), term, LEASE).await?),
            Task::Keep | Task::Leave => {}
        }
    }
    active.referee.state().renewals = renewals;
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
