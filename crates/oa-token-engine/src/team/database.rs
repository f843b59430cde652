//! The referee of a team: its PostgreSQL database.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::{AttemptId, Fingerprint, Trigger};
use oa_token_team::postgres::{Database, DatabaseError, Ear, Pulse, Share, Sharing};
use oa_token_team::rules::access::{Act, may};
use oa_token_team::rules::app::{Steering, steering};
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::epoch::{Continuity, Epoch, Memory, awaited, compare, may_close};
use oa_token_team::rules::member::{MemberId, OaId, Role};
use oa_token_team::rules::refresher::LEASE;

use super::config::OaConfig;
use super::fault::TeamRefusal;
use super::local::LocalCopy;
use super::referee::{Answer, ClaimVerdict, ClaimWish, NoWord, Referee, Synced};
use super::secrets::TeamSecrets;

/// How often a computer with nothing to do asks where notifications do not arrive; where they do, half as often. At most
/// one statement in 30 s, with the few that are asked each hour.
pub(super) const POLL: Duration = Duration::from_secs(33);

/// What this computer is in its team.
pub struct Membership {
    /// This member.
    pub me: MemberId,
    /// The members and their roles, as the signed roster says.
    pub roles: BTreeMap<MemberId, Role>,
    /// The members that were removed, as the signed rosters say.
    pub removed: Vec<MemberId>,
    /// The shared OAs, by the profiles that they are here.
    pub oas: HashMap<ProfileId, OaId>,
    /// What this computer saw last of what steers the OAs.
    pub steering: HashMap<OaId, Steering>,
    /// The team's keys.
    pub secrets: Arc<dyn TeamSecrets>,
}

/// Asks the team's database.
pub struct DatabaseReferee {
    pub(super) database: Database,
    pub(super) membership: Membership,
    /// Shared with the referees of earlier memberships: calls that they still run belong to it.
    state: Arc<Mutex<State>>,
    ear: tokio::sync::Mutex<Ear>,
}

#[derive(Default)]
pub(super) struct State {
    /// What was seen of the database.
    pub(super) memory: Memory,
    /// The number up to which publications were read; `None` before the first look.
    change: Option<i64>,
    /// The last look at each OA.
    pub(super) seen: HashMap<ProfileId, Share>,
    /// The fingerprints of codes that this process claimed.
    pub(super) codes: HashMap<AttemptId, Fingerprint>,
    /// The attempts that the vault knew at the last look.
    pub(super) ledger: HashMap<ProfileId, HashSet<AttemptId>>,
    /// The claims that this process has made since the last one that was granted: the answer of one can be lost.
    pub(super) asked: HashMap<ProfileId, HashSet<AttemptId>>,
    /// The claims that this process was granted and has not published the end of.
    pub(super) claims: HashMap<ProfileId, AttemptRow>,
    /// The epoch to check in to, and the OAs that were put back since.
    entering: Option<(Epoch, HashSet<ProfileId>)>,
    /// The last answer of a database that was only asked what is new; `None` if it did not answer.
    pulse: Option<Pulse>,
    /// The tasks to be kept for longer when it is asked next, with their terms.
    pub(super) renewals: Vec<(OaId, u64)>,
}

impl From<DatabaseError> for NoWord {
    fn from(error: DatabaseError) -> Self {
        tracing::warn!(cause = crate::log::cause(&error), "team's database");
        TeamRefusal::of(&error).map_or(Self::Unreachable, Self::Refused)
    }
}

impl DatabaseReferee {
    /// Makes a referee. `memory` is what this computer saw of the database before.
    pub fn new(database: Database, membership: Membership, memory: Memory) -> Self {
        Self {
            database,
            membership,
            state: Arc::new(Mutex::new(State { memory, ..State::default() })),
            ear: tokio::sync::Mutex::default(),
        }
    }

    /// Makes the referee for a membership that has changed. It goes on where this one is.
    #[must_use]
    pub fn with_membership(&self, membership: Membership) -> Self {
        let (database, state) = (self.database.clone(), Arc::clone(&self.state));
        Self { database, membership, state, ear: tokio::sync::Mutex::default() }
    }

    /// Makes a referee that knows one more OA.
    #[must_use]
    pub(super) fn with_oa(&self, id: &ProfileId, oa: &OaId) -> Self {
        let Membership { me, roles, removed, oas, steering, secrets } = &self.membership;
        let mut oas = oas.clone();
        oas.insert(id.clone(), oa.clone());
        let (me, roles, steering, secrets) = (me.clone(), roles.clone(), steering.clone(), Arc::clone(secrets));
        let removed = removed.clone();
        self.with_membership(Membership { me, roles, removed, oas, steering, secrets })
    }

    /// Returns the last look at an OA.
    pub(super) fn last_look(&self, id: &ProfileId) -> Option<Share> {
        self.state().seen.get(id).cloned()
    }

    /// Returns the number up to which publications were read; `None` before the first look.
    pub(super) fn last_change(&self) -> Option<i64> {
        self.state().change
    }

    /// Returns what the database said when it was asked last; `None` if it did not answer.
    pub(super) fn last_pulse(&self) -> Option<Pulse> {
        self.state().pulse.clone()
    }

    /// Reports whether notifications of the database arrive. If not, it is asked at intervals.
    pub async fn hears(&self) -> bool {
        self.ear.lock().await.hears()
    }

    /// Returns what this computer has seen of the database, to be kept for the next start.
    pub fn memory(&self) -> Memory {
        self.state().memory.clone()
    }

    pub(super) fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn oa(&self, id: &ProfileId) -> Result<OaId, NoWord> {
        self.membership.oas.get(id).cloned().ok_or(NoWord::Unreachable)
    }

    pub(super) fn role(&self) -> Role {
        self.membership.roles.get(&self.membership.me).copied().unwrap_or(Role::Viewer)
    }

    fn puts_back(&self) -> bool {
        may(self.role(), Act::PutBack)
    }

    /// Waits until something may have changed, and returns the OAs to sync: all of them at first, and after the database
    /// went back. What is seen is remembered, so that a database that forgets it is noticed.
    pub async fn news(&self, pause: Duration) -> Vec<ProfileId> {
        let mut ear = self.ear.lock().await;
        let is_first = self.state().change.is_none();
        if !is_first {
            self.database.changed(&mut ear, pause).await;
        }
        let changed = self.changed().await;
        if changed.is_err() && is_first {
            tokio::time::sleep(pause).await;
        }
        changed.unwrap_or_default()
    }

    async fn changed(&self) -> Result<Vec<ProfileId>, NoWord> {
        let (memory, since, renewals) = {
            let mut state = self.state();
            state.pulse = None;
            (state.memory.clone(), state.change, std::mem::take(&mut state.renewals))
        };
        let (me, version) = (&self.membership.me, env!("CARGO_PKG_VERSION"));
        let pulse = self.database.pulse(me, version, since.unwrap_or(0), &renewals, LEASE).await?;
        let (shown, changed) = (pulse.shown.clone(), pulse.changed.clone());
        let mut state = self.state();
        (state.pulse, state.change) = (Some(pulse), Some(shown.change));
        let goes_on = compare(&memory, &shown) == Continuity::Continues;
        if goes_on {
            state.memory = memory.seen(&shown);
        }
        let is_changed = |oa: &OaId| !goes_on || since.is_none() || changed.contains(oa);
        Ok(self.membership.oas.iter().filter(|(_, oa)| is_changed(oa)).map(|(id, _)| id.clone()).collect())
    }

    /// Returns the epoch to check in to, opening one if the database went back.
    async fn notice(&self) -> Result<Option<Epoch>, NoWord> {
        let mut shown = self.database.look().await?;
        let memory = self.state().memory.clone();
        match compare(&memory, &shown) {
            Continuity::Continues => {
                let mut state = self.state();
                state.memory = memory.seen(&shown);
                return Ok(None);
            }
            // A viewer reads on: it has nothing to put back.
            Continuity::Opened if !self.puts_back() => {
                let mut state = self.state();
                state.memory =
                    shown.epoch.map_or_else(|| memory.clone(), |epoch| memory.clone().checked_in(epoch, &shown));
                return Ok(None);
            }
            Continuity::WentBack if !self.puts_back() => return Ok(None),
            Continuity::Opened => {}
            Continuity::WentBack => {
                let (system, timeline) = shown.server.unwrap_or_default();
                let mut random = [0; 8];
                getrandom::fill(&mut random).map_err(|_| NoWord::Unreachable)?;
                let opened = Epoch { system, timeline, opening: i64::from_be_bytes(random) };
                if !self.database.open_epoch(opened, shown.epoch).await? {
                    // Another member was first.
                    tracing::info!("epoch opened by another member");
                }
                tracing::warn!("the team's database went back in time");
                shown = self.database.look().await?;
            }
        }
        Ok(shown.epoch)
    }

    async fn sync_one(&self, id: &ProfileId, local: &LocalCopy) -> Result<Synced, NoWord> {
        // A pair published without its tokens would stay so in the database, and no other computer could adopt it.
        if self.puts_back() && !self.membership.secrets.seals() {
            return Err(NoWord::Unreachable);
        }
        if self.publish_one(id, local).await? {
            return Ok(Synced::default());
        }
        let is_known = self.state().memory.epoch.is_some();
        let opened = self.notice().await?;
        let oa = self.oa(id)?;
        let sharing = self.sharing(id, &oa, local);
        let share = self.steered(&oa, self.database.share(&sharing).await?);
        let waiting = opened.map_or_else(Vec::new, |epoch| self.put_back(epoch, id));
        if let Some(epoch) = opened.filter(|_| waiting.is_empty()) {
            self.database.check_in(epoch, &self.membership.me).await?;
            let shown = self.database.look().await?;
            let mut state = self.state();
            state.memory = std::mem::take(&mut state.memory).checked_in(epoch, &shown);
        }
        if let Some((row, checked_in)) = &share.epoch {
            let waits = awaited(row, &share.members, &with(checked_in, &self.membership.me));
            if self.puts_back() && may_close(row, &waits, share.now) {
                self.database.close_epoch(row.epoch).await?;
            }
        }
        // What comes into a database that this computer has not seen before was never in it.
        let put_back = opened.filter(|_| is_known).map_or((0, 0), |_| share.inserted);
        if share.forged > 0 {
            tracing::warn!(oa = id.as_str(), attempts = share.forged, "attempts in the team's database not believed");
        }
        let altered = share.forged > 0;
        let synced = Synced { put_back, altered, waiting, ..self.lacking(&oa, local, &share) };
        let mut state = self.state();
        state.ledger.insert(id.clone(), local.entries.iter().map(|entry| entry.id.clone()).collect());
        let known = state.memory.generations.entry(oa).or_insert(share.shared.oa.generation);
        *known = (*known).max(share.shared.oa.generation);
        state.seen.insert(id.clone(), share);
        Ok(synced)
    }

    /// Writes that a member will not come back, so that an OA waits for it no longer.
    pub(super) async fn declare_gone(
        &self,
        id: &ProfileId,
        local: &LocalCopy,
        member: &MemberId,
    ) -> Result<(), DatabaseError> {
        let Ok(oa) = self.oa(id) else { return Ok(()) };
        let sharing = Sharing { gone: vec![member.clone()], ..self.sharing(id, &oa, local) };
        let share = self.steered(&oa, self.database.share(&sharing).await?);
        self.state().seen.insert(id.clone(), share);
        Ok(())
    }

    /// Puts in what steers the OA, as a member sealed it.
    fn steered(&self, oa: &OaId, mut share: Share) -> Share {
        if self.role() != Role::Viewer {
            let sealed = OaConfig::open(&*self.membership.secrets, oa, &share.config).map(|config| config.steering());
            let steering = steering(sealed, self.membership.steering.get(oa).copied());
            (share.shared.oa.automatic, share.shared.oa.is_retired) = (steering.automatic, steering.retired);
        }
        share
    }

    /// Notes that an OA was put back into a new epoch, and returns those that were not.
    fn put_back(&self, epoch: Epoch, id: &ProfileId) -> Vec<ProfileId> {
        let mut state = self.state();
        let entering = state.entering.take().filter(|(to, _)| *to == epoch);
        let (_, done) = state.entering.insert(entering.unwrap_or_else(|| (epoch, HashSet::new())));
        done.insert(id.clone());
        self.membership.oas.keys().filter(|other| !done.contains(*other)).cloned().collect()
    }
}

fn with(members: &[MemberId], me: &MemberId) -> Vec<MemberId> {
    members.iter().chain([me]).cloned().collect()
}

impl Referee for DatabaseReferee {
    fn shares(&self, oa: &ProfileId) -> bool {
        self.membership.oas.contains_key(oa)
    }

    fn sync<'a>(&'a self, oa: &'a ProfileId, local: &'a LocalCopy) -> Answer<'a, Result<Synced, NoWord>> {
        Box::pin(self.sync_one(oa, local))
    }

    fn refused(&self) -> Option<NoWord> {
        match self.membership.roles.get(&self.membership.me) {
            Some(Role::Viewer) => Some(NoWord::Viewer),
            Some(Role::Operator | Role::Admin) => None,
            None => Some(NoWord::Removed),
        }
    }

    fn note_held(&self, oa: &ProfileId, local: &LocalCopy) {
        self.held(oa, local);
    }

    fn claim<'a>(&'a self, wish: ClaimWish<'a>) -> Answer<'a, Result<ClaimVerdict, NoWord>> {
        Box::pin(self.claim_one(wish))
    }

    fn again<'a>(&'a self, oa: &'a ProfileId, id: &'a AttemptId, by: Trigger) -> Answer<'a, Result<bool, NoWord>> {
        Box::pin(self.again_one(oa, id, by))
    }

    fn confirm<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, bool> {
        Box::pin(async {
            let me = &self.membership.me;
            match self.database.confirm(id, me).await {
                // The connection was lost. A new one may answer.
                Err(DatabaseError::Unreachable(_)) => self.database.confirm(id, me).await,
                other => other,
            }
            .unwrap_or(false)
        })
    }

    fn release<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, ()> {
        Box::pin(async {
            let (me, codes) = (&self.membership.me, &*self.membership.secrets);
            let released = match self.database.release(id, me, codes).await {
                Err(DatabaseError::Unreachable(_)) => self.database.release(id, me, codes).await,
                other => other,
            };
            if let Err(error) = released {
                // It ends by its deadline.
                tracing::warn!(cause = crate::log::cause(&error), "claim not given back");
            }
        })
    }

    fn is_in_flight<'a>(&'a self, id: &'a AttemptId) -> Answer<'a, Result<bool, NoWord>> {
        Box::pin(async {
            let found = self.database.attempt(id).await?;
            Ok(found.is_some_and(|found| found.row.state == SharedState::Claimed && found.now < found.row.deadline))
        })
    }
}
