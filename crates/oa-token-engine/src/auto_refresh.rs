//! The scheduler: refreshes due profiles automatically. One process at a time runs it, chosen by a file lock, and only
//! while it can spend tokens.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::outcome::Outcome;
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::{ProfileRecord, SettingName};
use oa_token_model::refresh::plan::Trigger;
use oa_token_model::schedule::backoff::LONGEST_SLEEP;
use oa_token_model::schedule::{
    Action, AutoRefreshState, MARGIN_HOURS, NextRefresh, Policy, Tick, USUAL_MARGIN_HOURS, in_order,
};
use oa_token_model::secret::Secret;
use oa_token_vault::{SettingStore, Vault, VaultError};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::pages::by_sane_clock;
use crate::protection::is_copied;
use crate::role::{self, Role};
use crate::{Engine, EngineError, EngineEvent, delivery};

/// Changes within this time are handled together: many refreshes at once cause many events.
const PAUSE: Duration = Duration::from_secs(1);

/// What the scheduler reports to its caller.
#[derive(Debug, Clone)]
pub enum AutoRefreshEvent {
    /// This process refreshes automatically from now on.
    Owns,
    /// Another process does.
    Waits,
    /// The vault is locked or missing: nothing can be spent.
    Locked,
    /// Zalo's clock shows that this computer's clock is wrong: nothing is spent until it is right.
    Misdated,
    /// An automatic refresh has ended: the OA's id, its name, and the outcome.
    Ended(ProfileId, String, Arc<Outcome>),
    /// The next refresh has changed: the OA's name and the time; `None` if nothing refreshes automatically.
    Next(Option<(String, Timestamp)>),
}

/// Reads the settings for automatic refreshes; a setting that cannot be read has its default.
fn policy(vault: Option<&dyn SettingStore>) -> Policy {
    let names = [SettingName::MarginHours, SettingName::Automatic, SettingName::PausedUntil];
    let read = |vault: &dyn SettingStore| names.map(|name| vault.setting(name).ok().flatten());
    let [hours, automatic, paused_until] = vault.map(read).unwrap_or_default();
    let hours = hours.and_then(|text| text.expose().parse::<u32>().ok());
    let hours = hours.filter(|hours| MARGIN_HOURS.contains(hours)).unwrap_or(USUAL_MARGIN_HOURS);
    Policy {
        automatic: automatic.is_none_or(|text| text.expose() != "off"),
        margin: SignedDuration::from_hours(i64::from(hours)),
        paused_until: paused_until.and_then(|text| text.expose().parse().ok()),
    }
}

/// Reads the settings for automatic refreshes by the computer with the id `here`: a vault that was copied here leaves
/// all refreshes to the other computer.
pub(crate) fn own_policy(vault: &mut dyn Vault, here: Option<&str>) -> Policy {
    let policy = policy(Some(vault));
    Policy { automatic: policy.automatic && !is_copied(vault, here), ..policy }
}

/// Automatic refresh: its policy, its schedule, and the task that runs it.
#[derive(Clone, Copy)]
pub struct AutoRefresh<'a> {
    pub(crate) engine: &'a Engine,
}

impl AutoRefresh<'_> {
    /// Returns the settings for automatic refreshes; a setting that cannot be read has its default.
    pub async fn policy(self) -> Policy {
        let read = |vault: &mut dyn Vault| Ok(policy(Some(vault)));
        self.engine.shared.store.run(read).await.unwrap_or_else(|_| policy(None))
    }

    /// Turns automatic refreshes on or off for all profiles.
    pub async fn set_all_automatic(self, automatic: bool) -> Result<(), EngineError> {
        self.set_policy(SettingName::Automatic, (!automatic).then(|| "off".to_owned())).await
    }

    /// Sets the margin, in hours, clamped to the allowed range.
    pub async fn set_margin_hours(self, hours: u32) -> Result<(), EngineError> {
        let hours = hours.clamp(*MARGIN_HOURS.start(), *MARGIN_HOURS.end());
        self.set_policy(SettingName::MarginHours, Some(hours.to_string())).await
    }

    /// Pauses automatic refreshes for this span, in all processes; `None` resumes at once.
    pub async fn pause(self, span: Option<SignedDuration>) -> Result<(), EngineError> {
        // A span beyond the latest time means: paused until the user resumes.
        let until = span.map(|span| self.engine.now().checked_add(span).unwrap_or(Timestamp::MAX));
        self.set_policy(SettingName::PausedUntil, until.map(|until| until.to_string())).await
    }

    async fn set_policy(self, name: SettingName, value: Option<String>) -> Result<(), EngineError> {
        self.engine.settings().set(name, value.map(Secret::new)).await?;
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
        Ok(())
    }

    /// Turns automatic refreshes on or off for a profile. Turning it on confirms that nothing else refreshes it: a pair
    /// whose life is unknown is replaced at once, and so are pairs pasted later, until Zalo states a life.
    ///
    /// # Errors
    /// [`VaultError::Practice`] for a practice profile; [`VaultError::Altered`] for one that was changed without the
    /// key.
    pub async fn set_automatic(self, id: &ProfileId, automatic: bool) -> Result<(), EngineError> {
        let record = self.engine.profiles().get(id).await?;
        // The kind of an altered profile cannot be trusted.
        if record.altered {
            return Err(VaultError::Altered.into());
        }
        if record.profile.kind == ProfileKind::Practice {
            return Err(VaultError::Practice.into());
        }
        let (of, now) = (record.profile.id.clone(), self.engine.now());
        self.engine.shared.store.run(move |vault| vault.set_automatic(&of, automatic, now)).await?;
        self.engine.shared.emit(EngineEvent::ProfileChanged(record.profile.id));
        Ok(())
    }

    /// Returns when each profile refreshes automatically, the soonest first. Never in a copied vault, until a person
    /// has confirmed it.
    pub async fn schedule(self) -> Result<Vec<(ProfileId, NextRefresh)>, EngineError> {
        Ok(self.schedule_of(&self.engine.profiles().list().await?).await)
    }

    /// Returns the same as [`Self::schedule`], for these profiles only.
    pub async fn schedule_of(self, records: &[ProfileRecord]) -> Vec<(ProfileId, NextRefresh)> {
        let order = in_order(records, &self.own_policy().await, self.engine.now());
        order.into_iter().map(|(id, next)| (id, by_sane_clock(&self.engine.shared, next))).collect()
    }

    /// Returns the policy of this computer: a vault that was copied here leaves all refreshes to the other computer.
    async fn own_policy(self) -> Policy {
        let here = self.engine.shared.options.host.id();
        let read = move |vault: &mut dyn Vault| Ok(own_policy(vault, here.as_deref()));
        self.engine.shared.store.run(read).await.unwrap_or_else(|_| policy(None))
    }

    /// Runs the scheduler until its future is dropped; an attempt in flight then is still completed.
    pub async fn run(self, mut emit: impl FnMut(AutoRefreshEvent)) {
        let mut run = AutoRefreshLoop {
            engine: self.engine,
            settled: None,
            planned: None,
            backoff: AutoRefreshState::new(),
            role: None,
            under_way: JoinSet::new(),
            told: None,
        };
        let mut events = self.engine.events();
        delivery::sweep(&self.engine.shared).await;
        self.engine.destinations().watch();
        self.engine.alerts().watch();
        self.engine.team().watch();
        let pace = self.engine.shared.options.timeouts.pace.max(1);
        loop {
            let mut next = Instant::now() + run.turn(&mut emit).await / pace;
            run.planned = Some(next);
            let soon = || Instant::now() + PAUSE / pace;
            while Instant::now() < next {
                tokio::select! {
                    () = tokio::time::sleep_until(next) => {}
                    Some(ended) = run.under_way.join_next() => {
                        run.end(ended, &mut emit);
                        next = next.min(soon());
                    }
                    () = changed(&mut events) => next = next.min(soon()),
                }
            }
        }
    }
}

/// Waits for a change that concerns the scheduler.
async fn changed(events: &mut Receiver<EngineEvent>) {
    loop {
        match events.recv().await {
            Ok(EngineEvent::ProfileChanged(_) | EngineEvent::ProfilesChanged) | Err(RecvError::Lagged(_)) => return,
            Ok(
                EngineEvent::AttemptMoved(..)
                | EngineEvent::SentElsewhere(_)
                | EngineEvent::TeamChanged
                | EngineEvent::AppLocked
                | EngineEvent::ConsentEnded(..),
            ) => {}
            Err(RecvError::Closed) => return std::future::pending().await,
        }
    }
}

type Ended = (ProfileId, String, Option<Arc<Outcome>>);

/// How often Zalo is asked which of two pairs is valid, for profiles where that is in doubt.
const SETTLE_AGAIN: Duration = Duration::from_secs(60 * 60);

struct AutoRefreshLoop<'a> {
    engine: &'a Engine,
    /// When Zalo was last asked which pairs are valid.
    settled: Option<Instant>,
    /// The latest planned time of the next turn.
    planned: Option<Instant>,
    backoff: AutoRefreshState,
    role: Option<Role>,
    under_way: JoinSet<Ended>,
    /// What was reported last.
    told: Option<Told>,
}

#[derive(PartialEq, Eq)]
enum Told {
    Locked,
    Misdated,
    Waits,
    Next(Option<(String, Timestamp)>),
}

impl AutoRefreshLoop<'_> {
    /// Runs one turn and starts the due refreshes; returns the longest time to sleep.
    async fn turn(&mut self, emit: &mut impl FnMut(AutoRefreshEvent)) -> Duration {
        self.engine.shared.alerts.judge_clock(false);
        let late = self.planned.map(|planned| planned.elapsed()).unwrap_or_default();
        let is_locked = !self.engine.is_unlocked().await;
        self.engine.shared.alerts.note_locked(is_locked, self.engine.now());
        if is_locked {
            self.role = None;
            self.emit_once(Told::Locked, emit);
            return LONGEST_SLEEP;
        }
        let policy = self.engine.auto_refresh().own_policy().await;
        let Ok(records) = self.engine.profiles().list().await else { return LONGEST_SLEEP };
        let now = self.engine.now();
        let order = in_order(&records, &policy, now);
        let first = order.first().map(|(_, next)| *next);
        let is_in_doubt = records.iter().any(|record| record.old_copy && record.automatic);
        if matches!(first, None | Some(NextRefresh::Never(_))) && !is_in_doubt {
            // The role is held only while this process can spend: another process may know better.
            if let Some(role) = self.role.take() {
                role.release(&self.engine.shared).await;
            }
            self.emit_once(Told::Next(None), emit);
            return LONGEST_SLEEP;
        }
        if !self.has_role(emit).await {
            return LONGEST_SLEEP;
        }
        self.resolve_copies(&records).await;
        if self.backoff.is_misdated() {
            self.emit_once(Told::Misdated, emit);
        } else {
            self.emit_next(&order, &records, now, emit);
        }
        let newest_known = self.engine.shared.store.run(|vault| vault.newest_time()).await.ok().flatten();
        // Read both clocks at the same time: they are compared.
        let (now, uptime) = (self.engine.now(), self.engine.shared.options.host.uptime());
        let tick = Tick { now, uptime, late, records: &records, policy: &policy, newest_known };
        let (requests, sleep) = self.backoff.look(&tick);
        for request in requests {
            match request {
                Action::Probe => self.probe().await,
                // Check again right before: a process that was stopped in between may have lost the role.
                Action::Refresh(id) if self.is_still_owner().await => self.begin(id, &records),
                Action::Refresh(_) => {}
            }
        }
        let is_misdated = self.backoff.is_misdated();
        self.engine.shared.alerts.judge_clock(true);
        if self.engine.shared.misdated.swap(is_misdated, Ordering::Relaxed) != is_misdated {
            self.engine.shared.emit(EngineEvent::ProfilesChanged);
        }
        // Long enough for the longest sleep, short enough for the next beat.
        sleep.min(role::BEAT)
    }

    /// Returns whether this process refreshes automatically, and renews that claim for the others.
    async fn has_role(&mut self, emit: &mut impl FnMut(AutoRefreshEvent)) -> bool {
        let shared = &self.engine.shared;
        if let Some(role) = &mut self.role {
            if role.keep(shared).await {
                return true;
            }
            // Another process took the role while this one was stopped.
            self.role = None;
        }
        self.role = Role::take(shared).await.ok().flatten();
        if self.role.is_none() {
            self.emit_once(Told::Waits, emit);
            return false;
        }
        emit(AutoRefreshEvent::Owns);
        true
    }

    /// Asks Zalo at intervals which pair is valid, for OAs where that is in doubt. Spends no token.
    async fn resolve_copies(&mut self, records: &[ProfileRecord]) {
        if self.settled.is_some_and(|settled| settled.elapsed() < SETTLE_AGAIN) {
            return;
        }
        self.settled = Some(Instant::now());
        for record in records.iter().filter(|record| record.old_copy && record.automatic && !record.altered) {
            // A profile whose check fails is asked about again.
            self.engine.profiles().resolve_copy(&record.profile.id).await.ok();
        }
    }

    async fn is_still_owner(&self) -> bool {
        match &self.role {
            Some(role) => role.is_ours(&self.engine.shared).await,
            None => false,
        }
    }

    fn begin(&mut self, id: ProfileId, records: &[ProfileRecord]) {
        let name = records.iter().find(|record| record.profile.id == id);
        let name = name.map(|record| record.profile.name.to_string()).unwrap_or_default();
        let engine = self.engine.clone();
        self.under_way.spawn(async move {
            let outcome = engine.refresh().send(&id, Trigger::Automatic).await.ok().map(Arc::new);
            (id, name, outcome)
        });
    }

    fn end(&mut self, ended: Result<Ended, tokio::task::JoinError>, emit: &mut impl FnMut(AutoRefreshEvent)) {
        let Ok((id, name, outcome)) = ended else { return };
        let uptime = self.engine.shared.options.host.uptime();
        self.backoff.ended(&id, outcome.as_deref().map(|outcome| &outcome.result), uptime);
        if let Some(outcome) = outcome {
            emit(AutoRefreshEvent::Ended(id, name, outcome));
        }
    }

    async fn probe(&mut self) {
        let found = self.engine.shared.client().look(&self.engine.environment().oauth).await;
        self.backoff.probed(found, self.engine.now(), self.engine.shared.options.host.uptime());
    }

    fn emit_next(
        &mut self,
        order: &[(ProfileId, NextRefresh)],
        records: &[ProfileRecord],
        now: Timestamp,
        emit: &mut impl FnMut(AutoRefreshEvent),
    ) {
        let first = order.first().and_then(|(id, next)| {
            let name = records.iter().find(|record| record.profile.id == *id)?.profile.name.to_string();
            let at = match next {
                NextRefresh::Due => self.due_since(&name, now),
                NextRefresh::At(at) => *at,
                NextRefresh::Never(_) => return None,
            };
            Some((name, at))
        });
        self.emit_once(Told::Next(first), emit);
    }

    /// Returns since when a profile is due, as reported before: one that waits for a network is not reported at each
    /// turn.
    fn due_since(&self, name: &str, now: Timestamp) -> Timestamp {
        match &self.told {
            Some(Told::Next(Some((told, at)))) if told == name && *at <= now => *at,
            _ => now,
        }
    }

    fn emit_once(&mut self, told: Told, emit: &mut impl FnMut(AutoRefreshEvent)) {
        if self.told.as_ref() == Some(&told) {
            return;
        }
        emit(match &told {
            Told::Locked => AutoRefreshEvent::Locked,
            Told::Misdated => AutoRefreshEvent::Misdated,
            Told::Waits => AutoRefreshEvent::Waits,
            Told::Next(next) => AutoRefreshEvent::Next(next.clone()),
        });
        self.told = Some(told);
    }
}
