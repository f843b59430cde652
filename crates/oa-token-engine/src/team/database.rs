//! The referee of a team: its PostgreSQL database.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Fingerprint, Trigger};
use oa_token_model::secret::Secret;
use oa_token_model::token::{Expiry, Generation, StoredPair, TokenPair};
use oa_token_team::postgres::{ClaimRequest, Claimed, Database, DatabaseError, Ear, SealedPair, Share, Sharing};
use oa_token_team::rules::access::{Act, SealedPart, may};
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::claim::{ClaimFacts, ClaimRefusal, DEADLINE, may_claim};
use oa_token_team::rules::epoch::{Continuity, Epoch, Memory, Pause, awaited, compare, may_close, pause};
use oa_token_team::rules::healing::LocalOa;
use oa_token_team::rules::member::{MemberId, OaId, Role};
use oa_token_team::rules::pair::{Brought, Ends, PairRow};
use oa_token_team::rules::refresher::{LEASE, Task, task};
use oa_token_team::rules::takeover::{Takeover, TakeoverFacts, may_take_over};

use super::local::LocalCopy;
use super::referee::{Answer, Arriving, ClaimVerdict, ClaimWish, NoWord, Referee, Synced};
use super::secrets::TeamSecrets;

/// What this computer is in its team.
pub struct Membership {
    /// This member.
    pub me: MemberId,
    /// The members and their roles, as the signed roster says.
    pub roles: BTreeMap<MemberId, Role>,
    /// The shared OAs, by the profiles that they are here.
    pub oas: HashMap<ProfileId, OaId>,
    /// The team's keys.
    pub secrets: Box<dyn TeamSecrets>,
}

/// Asks the team's database.
pub struct DatabaseReferee {
    pub(super) database: Database,
    pub(super) membership: Membership,
    state: Mutex<State>,
    ear: tokio::sync::Mutex<Ear>,
}

#[derive(Clone, Default)]
struct State {
    /// What was seen of the database.
    memory: Memory,
    /// The number up to which publications were read; `None` before the first look.
    change: Option<i64>,
    /// The last look at each OA.
    seen: HashMap<ProfileId, Share>,
    /// The fingerprints of codes that this process claimed.
    codes: HashMap<AttemptId, Fingerprint>,
    /// The epoch to check in to, and the OAs that were put back since.
    entering: Option<(Epoch, HashSet<ProfileId>)>,
}

impl From<DatabaseError> for NoWord {
    fn from(error: DatabaseError) -> Self {
        tracing::warn!(cause = crate::log::cause(&error), "team's database");
        Self::Unreachable
    }
}

impl DatabaseReferee {
    /// Makes a referee. `memory` is what this computer saw of the database before.
    pub fn new(database: Database, membership: Membership, memory: Memory) -> Self {
        Self {
            database,
            membership,
            state: Mutex::new(State { memory, ..State::default() }),
            ear: tokio::sync::Mutex::default(),
        }
    }

    /// Makes the referee for a membership that has changed. It goes on where this one is.
    #[must_use]
    pub fn with_membership(&self, membership: Membership) -> Self {
        let state = Mutex::new(self.state().clone());
        Self { database: self.database.clone(), membership, state, ear: tokio::sync::Mutex::default() }
    }

    /// Returns the last look at an OA.
    pub(super) fn last_look(&self, id: &ProfileId) -> Option<Share> {
        self.state().seen.get(id).cloned()
    }

    /// Returns the number up to which publications were read; `None` before the first look.
    pub(super) fn last_change(&self) -> Option<i64> {
        self.state().change
    }

    /// Reports whether notifications of the database arrive. If not, it is asked at intervals.
    pub async fn hears(&self) -> bool {
        self.ear.lock().await.hears()
    }

    /// Returns what this computer has seen of the database, to be kept for the next start.
    pub fn memory(&self) -> Memory {
        self.state().memory.clone()
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn oa(&self, id: &ProfileId) -> Result<OaId, NoWord> {
        self.membership.oas.get(id).cloned().ok_or(NoWord::Unreachable)
    }

    fn role(&self) -> Role {
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
        self.database.beat(&self.membership.me, env!("CARGO_PKG_VERSION")).await?;
        let shown = self.database.look().await?;
        let (memory, since) = {
            let state = self.state();
            (state.memory.clone(), state.change)
        };
        if compare(&memory, &shown) != Continuity::Continues {
            self.state().change = Some(shown.change);
            return Ok(self.membership.oas.keys().cloned().collect());
        }
        let (change, changed) = self.database.changed_since(since.unwrap_or(0)).await?;
        let mut state = self.state();
        state.memory = memory.seen(&shown);
        state.change = Some(change);
        let is_changed = |oa: &OaId| since.is_none() || changed.contains(oa);
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
        let opened = self.notice().await?;
        let oa = self.oa(id)?;
        let sharing = self.sharing(&oa, local);
        let share = self.database.share(&sharing).await?;
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
        let synced = Synced { waiting, ..self.lacking(&oa, local, &share) };
        let mut state = self.state();
        let known = state.memory.generations.entry(oa).or_insert(share.shared.oa.generation);
        *known = (*known).max(share.shared.oa.generation);
        state.seen.insert(id.clone(), share);
        Ok(synced)
    }

    /// Notes that an OA was put back into a new epoch, and returns those that were not.
    fn put_back(&self, epoch: Epoch, id: &ProfileId) -> Vec<ProfileId> {
        let mut state = self.state();
        let entering = state.entering.take().filter(|(to, _)| *to == epoch);
        let (_, done) = state.entering.insert(entering.unwrap_or_else(|| (epoch, HashSet::new())));
        done.insert(id.clone());
        self.membership.oas.keys().filter(|other| !done.contains(*other)).cloned().collect()
    }

    /// Returns what this vault holds, as the team stores it.
    fn sharing(&self, oa: &OaId, local: &LocalCopy) -> Sharing {
        let (me, secrets) = (&self.membership.me, &self.membership.secrets);
        let mut copy = LocalOa { generation: self.state().memory.generations.get(oa).copied(), ..LocalOa::default() };
        let mut sealed = HashMap::new();
        let print_of = |generation: Generation| {
            let pair = local.pairs.iter().find(|pair| pair.generation == generation)?;
            pair.pair.refresh.as_ref().and_then(|token| secrets.print(token))
        };
        for entry in local.entries.iter().filter(|entry| is_own(entry)) {
            let code = || self.state().codes.get(&entry.id).copied();
            let print = match entry.kind {
                AttemptKind::Refresh => print_of(entry.spends),
                AttemptKind::Exchange => code(),
            };
            // The token was deleted long ago, and so was published long ago.
            let Some(fingerprint) = print else { continue };
            copy.attempts.push(AttemptRow {
                id: entry.id.clone(),
                oa: oa.clone(),
                kind: entry.kind,
                spends: entry.spends,
                fingerprint,
                state: SharedState::of(&entry.attempt.state),
                released: entry.released,
                holder: me.clone(),
                awaits: Vec::new(),
                deadline: Timestamp::MIN,
                recoveries: entry.attempt.recoveries,
                dead_at: None,
                brought: entry.brought,
            });
        }
        for pair in local.pairs.iter().rev() {
            let by = local.entries.iter().find(|entry| entry.brought == Some(pair.generation));
            let own = by.is_none_or(is_own);
            let refresh = pair.pair.refresh.as_ref().and_then(|token| secrets.print(token));
            if !own {
                continue;
            }
            let older =
                || local.pairs.iter().map(|pair| pair.generation).filter(|number| *number < pair.generation).max();
            let brought = match by {
                Some(entry) => match entry.kind {
                    AttemptKind::Refresh => Brought::by_attempt(&entry.id, me, entry.attempt.sends),
                    AttemptKind::Exchange => Brought::Consent { id: entry.id.0.clone() },
                },
                // The same pair pasted on two computers is one pair.
                None => match refresh.or_else(|| pair.pair.access.as_ref().and_then(|token| secrets.print(token))) {
                    Some(print) => Brought::Paste { id: print.to_hex() },
                    None => continue,
                },
            };
            let follows = match by {
                Some(entry) if entry.kind == AttemptKind::Refresh => print_of(entry.spends),
                Some(_) | None => older().and_then(print_of),
            };
            if pair.generation == local.current {
                copy.known.current = Some(brought.clone());
            }
            sealed.insert(brought.clone(), self.sealed(oa, &brought, &pair.pair));
            copy.pairs.push(PairRow {
                brought,
                generation: pair.generation,
                follows,
                refresh,
                ends: Ends { access: pair.expiry.access_expires_at, refresh: pair.expiry.refresh_expires_at },
                by_member: me.clone(),
                received_at: Timestamp::MIN,
                set_aside: false,
            });
        }
        for pair in &local.pairs {
            if pair.generation != local.current
                && let Some(print) = pair.pair.refresh.as_ref().and_then(|token| secrets.print(token))
            {
                copy.known.replaced.insert(print.0);
            }
        }
        let is_viewer = self.role() == Role::Viewer;
        let local = (!is_viewer).then_some(copy);
        Sharing { me: me.clone(), oa: oa.clone(), local, sealed, roles: self.membership.roles.clone() }
    }

    fn sealed(&self, oa: &OaId, brought: &Brought, pair: &TokenPair) -> SealedPair {
        let place = place(oa, brought);
        let seal = |part, token: &Option<Secret>| {
            self.membership.secrets.seal(part, &place, token.as_ref()?.expose().as_bytes())
        };
        SealedPair {
            access: seal(SealedPart::AccessToken, &pair.access),
            refresh: seal(SealedPart::RefreshToken, &pair.refresh),
        }
    }

    /// Returns the successors of the current pair that this vault lacks, and the verdict on its token.
    fn lacking(&self, oa: &OaId, local: &LocalCopy, share: &Share) -> Synced {
        let secrets = &self.membership.secrets;
        let print = |pair: &StoredPair| pair.pair.refresh.as_ref().and_then(|token| secrets.print(token));
        let ours: HashSet<[u8; 32]> = local.pairs.iter().filter_map(print).map(|print| print.0).collect();
        let current = local.current_pair().and_then(print);
        // A viewer has no refresh token, and a computer that has just got the OA has no pair: both take the current one.
        let Some(current) = current else { return self.newest(oa, local, share) };
        let mut path = Vec::new();
        let mut at = find(&share.shared.pairs, share.shared.oa.current.as_ref());
        let arriving = loop {
            let Some(pair) = at else { break Vec::new() };
            if pair.refresh == Some(current) || path.len() > share.shared.pairs.len() {
                break path;
            }
            // A pair that is here and is not current was replaced here: the team does not know yet.
            if pair.refresh.is_some_and(|print| ours.contains(&print.0)) {
                break Vec::new();
            }
            path.push(pair);
            if pair.follows == Some(current) {
                break path;
            }
            at = share.shared.pairs.iter().find(|other| other.refresh.is_some() && other.refresh == pair.follows);
        };
        let arriving: Vec<_> = arriving.into_iter().rev().map_while(|pair| self.opened(oa, share, pair)).collect();
        let is_dead = |row: &&AttemptRow| {
            row.fingerprint == current
                && row.state == SharedState::Dead
                && !row.released
                && row.holder != self.membership.me
        };
        let dead = share.shared.attempts.iter().find(is_dead).filter(|_| arriving.is_empty());
        let dead = dead.map(|row| (row.id.clone(), row.dead_at.unwrap_or(share.now)));
        Synced { arriving, dead, waiting: Vec::new() }
    }

    /// Returns the team's current pair, if its access token is not the one that is here.
    fn newest(&self, oa: &OaId, local: &LocalCopy, share: &Share) -> Synced {
        let ours = local.current_pair().and_then(|pair| pair.pair.access.as_ref());
        let newest = find(&share.shared.pairs, share.shared.oa.current.as_ref());
        let newest = newest.and_then(|pair| self.opened(oa, share, pair));
        let newest = newest.filter(|arriving| arriving.pair.refresh.is_some() || arriving.pair.access.is_some());
        let arriving =
            newest.filter(|arriving| arriving.pair.refresh.is_some() || arriving.pair.access.as_ref() != ours);
        Synced { arriving: arriving.into_iter().collect(), ..Synced::default() }
    }

    fn opened(&self, oa: &OaId, share: &Share, pair: &PairRow) -> Option<Arriving> {
        let (place, sealed) = (place(oa, &pair.brought), share.sealed.get(&pair.brought)?);
        let open = |part, sealed: &Option<Vec<u8>>| {
            let plain = self.membership.secrets.open(part, &place, sealed.as_ref()?)?;
            String::from_utf8(plain.expose().to_vec()).ok().map(Secret::new)
        };
        let refresh = open(SealedPart::RefreshToken, &sealed.refresh);
        // The fingerprint decides what this token follows, so it must be this token's.
        let is_readable = self.role() != Role::Viewer;
        if is_readable && refresh.as_ref().and_then(|token| self.membership.secrets.print(token)) != pair.refresh {
            return None;
        }
        let ends = pair.ends.capped(pair.received_at);
        let attempt = match &pair.brought {
            Brought::Attempt { id, .. } => Some((AttemptId(id.clone()), AttemptKind::Refresh)),
            Brought::Consent { id } => Some((AttemptId(id.clone()), AttemptKind::Exchange)),
            Brought::Paste { .. } => None,
        };
        Some(Arriving {
            // A viewer has no ledger of sends.
            attempt: attempt.filter(|_| is_readable),
            pair: TokenPair { access: open(SealedPart::AccessToken, &sealed.access), refresh },
            expiry: Expiry {
                issued_at: Some(pair.received_at),
                access_expires_at: ends.access,
                refresh_expires_at: ends.refresh,
            },
            received_at: pair.received_at,
        })
    }

    fn pause(&self, share: &Share, by: Trigger, access_left: Option<SignedDuration>) -> (Pause, bool) {
        let Some((row, checked_in)) = &share.epoch else { return (Pause::None, true) };
        let waits = awaited(row, &share.members, checked_in);
        let is_in = self.state().memory.epoch.is_some_and(|epoch| epoch.opening == row.epoch.opening);
        let others: Vec<MemberId> = waits.into_iter().filter(|member| *member != self.membership.me).collect();
        (pause(row, &others, by, false, access_left, share.now), is_in)
    }

    async fn claim_one(&self, wish: ClaimWish<'_>) -> Result<ClaimVerdict, NoWord> {
        let (oa, me) = (self.oa(wish.oa)?, self.membership.me.clone());
        let share = self.state().seen.get(wish.oa).cloned().ok_or(NoWord::Unreachable)?;
        let fingerprint = self.membership.secrets.print(wish.token).ok_or(NoWord::Viewer)?;
        if wish.kind == AttemptKind::Exchange {
            self.state().codes.insert(wish.id.clone(), fingerprint);
        }
        let (pause, is_checked_in) = self.pause(&share, wish.by, wish.access_left);
        let row = &share.shared.oa;
        let mut term = row.term;
        let facts = ClaimFacts {
            me: &me,
            role: self.role(),
            by: wish.by,
            generation: row.generation,
            term,
            is_checked_in,
            pause: &pause,
            blocking: None,
        };
        match may_claim(row, &facts) {
            Ok(()) => {}
            Err(ClaimRefusal::Viewer) => return Err(NoWord::Viewer),
            Err(ClaimRefusal::EpochOpen) => return Err(NoWord::EpochOpen),
            Err(ClaimRefusal::NotRefresher) => match task(row, &me, &share.members, wish.access_left, share.now) {
                Task::Take { term: before, .. } => match self.database.take_refresher(&oa, &me, before, LEASE).await? {
                    Some(taken) => term = taken,
                    None => return Ok(ClaimVerdict::NotOurTask),
                },
                Task::Keep | Task::Renew { .. } | Task::Leave => return Ok(ClaimVerdict::NotOurTask),
            },
            Err(ClaimRefusal::NotAutomatic | ClaimRefusal::Retired) => return Ok(ClaimVerdict::NotOurTask),
            Err(ClaimRefusal::Behind | ClaimRefusal::Ahead | ClaimRefusal::Claimed) => return Ok(ClaimVerdict::Behind),
        }
        let request = ClaimRequest {
            id: wish.id.clone(),
            oa,
            me,
            kind: wish.kind,
            generation: row.generation,
            fingerprint,
            by: wish.by,
            term,
            life: DEADLINE,
        };
        Ok(match self.database.claim(&request).await? {
            Claimed::Granted => ClaimVerdict::Granted,
            Claimed::Behind => ClaimVerdict::Behind,
            Claimed::Blocked { row, holder_seen_at, now } => {
                let facts = TakeoverFacts {
                    me: &request.me,
                    by: wish.by,
                    holder_seen_at,
                    holder_is_gone: false,
                    access_left: wish.access_left,
                    pause: &pause,
                    now,
                };
                match may_take_over(&row, &facts) {
                    Takeover::From(_) => ClaimVerdict::Orphaned(row.id),
                    Takeover::Ended => ClaimVerdict::Behind,
                    Takeover::EpochOpen => return Err(NoWord::EpochOpen),
                    Takeover::Held | Takeover::Waits | Takeover::RecoveryOpen => ClaimVerdict::Held(row.id),
                }
            }
        })
    }

    async fn again_one(&self, oa: &ProfileId, id: &AttemptId, by: Trigger) -> Result<bool, NoWord> {
        let share = self.state().seen.get(oa).cloned().ok_or(NoWord::Unreachable)?;
        let (pause, _) = self.pause(&share, by, None);
        let Some((row, holder_seen_at, now)) = self.database.attempt(id).await? else { return Ok(false) };
        let me = &self.membership.me;
        let facts =
            TakeoverFacts { me, by, holder_seen_at, holder_is_gone: false, access_left: None, pause: &pause, now };
        match may_take_over(&row, &facts) {
            Takeover::From(_) => Ok(self.database.take_over(&row, me, DEADLINE).await?),
            Takeover::EpochOpen => Err(NoWord::EpochOpen),
            Takeover::Held | Takeover::Waits | Takeover::RecoveryOpen | Takeover::Ended => Ok(false),
        }
    }
}

/// Reports whether this computer made an attempt. One that was adopted has no send of this computer.
fn is_own(entry: &oa_token_model::refresh::plan::Entry) -> bool {
    use oa_token_model::refresh::AttemptState as State;
    match entry.attempt.state {
        State::Prepared => false,
        State::Saved | State::Dead(_) | State::Unknown(_) => entry.attempt.sends > 0,
        State::Sending | State::NotSent(_) | State::Responded | State::Refused(_) => true,
    }
}

fn with(members: &[MemberId], me: &MemberId) -> Vec<MemberId> {
    members.iter().chain([me]).cloned().collect()
}

fn find<'a>(pairs: &'a [PairRow], brought: Option<&Brought>) -> Option<&'a PairRow> {
    pairs.iter().find(|pair| Some(&pair.brought) == brought)
}

/// Returns the place that a pair's tokens are sealed for: no pair passes for another.
pub(super) fn place(oa: &OaId, brought: &Brought) -> String {
    match brought {
        Brought::Attempt { id, member, send } => format!("{} attempt {id} {member} {send}", oa.0),
        Brought::Paste { id } => format!("{} paste {id}", oa.0),
        Brought::Consent { id } => format!("{} consent {id}", oa.0),
    }
}

impl Referee for DatabaseReferee {
    fn shares(&self, oa: &ProfileId) -> bool {
        self.membership.oas.contains_key(oa)
    }

    fn sync<'a>(&'a self, oa: &'a ProfileId, local: &'a LocalCopy) -> Answer<'a, Result<Synced, NoWord>> {
        Box::pin(self.sync_one(oa, local))
    }

    fn may_spend(&self) -> bool {
        self.role() != Role::Viewer
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
            let me = &self.membership.me;
            let released = match self.database.release(id, me).await {
                Err(DatabaseError::Unreachable(_)) => self.database.release(id, me).await,
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
            Ok(found.is_some_and(|(row, _, now)| row.state == SharedState::Claimed && now < row.deadline))
        })
    }
}
