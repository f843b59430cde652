//! The team as it is loaded from the vault: at each unlock, and before each attempt, in every program alike.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use oa_token_team::keys::chain::Chain;
use oa_token_team::keys::column::TeamSealer;
use oa_token_team::keys::identity::Identity;
use oa_token_team::postgres::{Database, MemberNote, OaRecord, Waits};
use oa_token_team::rules::access::{Act, may};
use oa_token_team::rules::epoch::Memory;
use oa_token_team::rules::member::{MemberId, Role};
use oa_token_team::rules::pair::OaRow;
use oa_token_vault::{TeamPart, Vault, VaultError, Writing};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::config;
use super::database::{DatabaseReferee, Membership};
use super::fault::TeamFault;
use super::referee::{Alone, Closed};
use super::state::TeamLink;
use super::stored::Stored;
use crate::{EngineError, EngineEvent, Shared};

/// The team of this computer, ready for use.
pub(crate) struct Active {
    pub(super) stored: Stored,
    pub(super) chain: Chain,
    pub(super) identity: Identity,
    pub(super) sealer: Arc<TeamSealer>,
    pub(super) database: Database,
    pub(super) referee: Arc<DatabaseReferee>,
}

impl Active {
    fn new(stored: Stored, memory: Memory, before: Option<&Self>) -> Result<Self, TeamFault> {
        let (chain, identity) = (stored.chain()?, stored.identity()?);
        let sealer = Arc::new(TeamSealer::new(&chain, stored.keys()?));
        let membership = Membership {
            me: stored.me.clone(),
            roles: chain.current().members.iter().map(|member| (member.id.clone(), member.role)).collect(),
            removed: chain.former().into_iter().map(|member| member.id.clone()).collect(),
            oas: stored.oas.iter().map(|(profile, oa)| (profile.clone(), oa.clone())).collect(),
            steering: stored.steering(),
            secrets: Arc::clone(&sealer) as _,
        };
        let same = before.filter(|before| before.stored.me == stored.me && before.stored.has_login_of(&stored));
        let database = |login| Database::new(login, Waits::default()).of_team(&chain.current().team);
        let referee = match same {
            Some(before) => before.referee.with_membership(membership),
            None => DatabaseReferee::new(database(stored.login()?), membership, memory),
        };
        let database = referee.database.clone();
        Ok(Self { stored, chain, identity, sealer, database, referee: Arc::new(referee) })
    }

    /// Returns this member.
    pub(super) fn me(&self) -> &MemberId {
        &self.stored.me
    }

    /// Returns this computer's role; `None` if the roster does not name it.
    pub(super) fn role(&self) -> Option<Role> {
        self.chain.current().member(self.me()).map(|member| member.role)
    }

    /// Reports whether this computer's role allows something.
    pub(super) fn may(&self, act: Act) -> bool {
        self.role().is_some_and(|role| may(role, act))
    }

    /// Puts into OAs as they were read what steers them.
    pub(super) fn believed(&self, records: Vec<OaRecord>) -> Vec<OaRecord> {
        config::believed(records, self.role(), &*self.sealer, &self.stored.steering())
    }

    /// Returns the name of a member.
    pub(super) fn name_of(&self, id: &MemberId) -> Option<&str> {
        self.chain.current().member(id).map(|member| member.name.as_str())
    }
}

/// What was last seen of the team, for the screen.
#[derive(Clone, PartialEq)]
pub(super) struct Live {
    pub(super) link: TeamLink,
    pub(super) notes: Vec<MemberNote>,
    pub(super) rows: Vec<OaRow>,
}

impl Default for Live {
    fn default() -> Self {
        Self { link: TeamLink::Connecting, notes: Vec::new(), rows: Vec::new() }
    }
}

enum Loaded {
    Team(Arc<Active>),
    Unusable,
}

/// The team of this process.
#[derive(Default)]
pub(crate) struct TeamWork {
    /// The mark of what was loaded, and what it is.
    loaded: Mutex<(Option<String>, Option<Loaded>)>,
    live: Mutex<Live>,
    /// What was last stored of the referee's memory.
    pub(super) kept: Mutex<Option<Memory>>,
    /// Told when the membership has changed.
    pub(super) changed: Arc<Notify>,
    is_watched: AtomicBool,
    kept_up_at: Mutex<Option<Instant>>,
}

/// How long what was read of members and keys counts before a send: well above the pause of a program that follows the
/// team, so that only a program that has just started asks.
const FRESH: Duration = Duration::from_secs(120);

impl TeamWork {
    /// Notes that the members and keys were read, or could not be.
    pub(super) fn note_kept_up(&self) {
        *self.kept_up_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Reports whether the members and keys should be read before a send: something sealed for those who left
    /// meanwhile could be read by them.
    pub(super) fn is_stale(&self) -> bool {
        let at = *self.kept_up_at.lock().unwrap_or_else(PoisonError::into_inner);
        self.active().is_some() && at.is_none_or(|at| at.elapsed() >= FRESH)
    }

    fn loaded(&self) -> MutexGuard<'_, (Option<String>, Option<Loaded>)> {
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the team, if this computer is in one that can be used.
    pub(crate) fn active(&self) -> Option<Arc<Active>> {
        match &self.loaded().1 {
            Some(Loaded::Team(active)) => Some(Arc::clone(active)),
            Some(Loaded::Unusable) | None => None,
        }
    }

    /// Reports whether something is stored about a team that cannot be read.
    pub(super) fn is_unusable(&self) -> bool {
        matches!(self.loaded().1, Some(Loaded::Unusable))
    }

    pub(super) fn live(&self) -> Live {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reports whether this call is the first to ask for the watch.
    pub(super) fn begins_watch(&self) -> bool {
        !self.is_watched.swap(true, Ordering::AcqRel)
    }
}

/// Changes what is shown, and tells it if it is news.
pub(super) fn show(shared: &Shared, change: impl FnOnce(&mut Live)) {
    let is_news = {
        let mut live = shared.team.live.lock().unwrap_or_else(PoisonError::into_inner);
        let before = live.clone();
        change(&mut live);
        *live != before
    };
    if is_news {
        shared.emit(EngineEvent::TeamChanged);
    }
}

/// Shows that the database was of no help.
pub(super) fn show_fault(shared: &Shared, fault: &TeamFault, now: Timestamp) {
    let refusal = match fault {
        TeamFault::Database(error) => super::fault::TeamRefusal::of(error),
        TeamFault::Roster(_) => Some(super::fault::TeamRefusal::Roster),
        TeamFault::NotInTeam
        | TeamFault::AlreadyInTeam
        | TeamFault::DatabaseTaken
        | TeamFault::Role
        | TeamFault::Name
        | TeamFault::NoSuchMember
        | TeamFault::LastAdmin
        | TeamFault::NotShared
        | TeamFault::AttemptOpen
        | TeamFault::StillShared
        | TeamFault::Unfit
        | TeamFault::Address(_)
        | TeamFault::LocalAddress
        | TeamFault::Invitation(_)
        | TeamFault::Key(_)
        | TeamFault::Raced
        | TeamFault::Unreadable => None,
    };
    show(shared, |live| {
        live.link = match (refusal, &live.link) {
            (Some(why), _) => TeamLink::Refused { why },
            (None, TeamLink::Unreachable { since }) => TeamLink::Unreachable { since: *since },
            (None, _) => TeamLink::Unreachable { since: now },
        };
    });
}

type Read = (Option<String>, Result<(Stored, Memory), TeamFault>);

/// Loads the team again if what the vault stores has changed since, also by another program.
pub(crate) async fn reload(shared: &Shared) -> Result<(), EngineError> {
    let known = shared.team.loaded().0.clone();
    let read = move |vault: &mut dyn Vault| read(vault, known.as_deref());
    let Some((mark, read)) = shared.store.run(read).await? else { return Ok(()) };
    let before = shared.team.active();
    let kept = read.as_ref().ok().map(|(_, memory)| memory.clone());
    let loaded = match (mark.is_some(), read) {
        (false, _) => None,
        (true, read) => Some(match read.and_then(|(stored, memory)| Active::new(stored, memory, before.as_deref())) {
            Ok(active) => {
                *shared.team.kept.lock().unwrap_or_else(PoisonError::into_inner) = kept;
                Loaded::Team(Arc::new(active))
            }
            Err(fault) => {
                tracing::error!(cause = crate::log::cause(&fault), "team not loaded");
                Loaded::Unusable
            }
        }),
    };
    let referee: Arc<dyn super::Referee> = match &loaded {
        Some(Loaded::Team(active)) => Arc::clone(&active.referee) as _,
        Some(Loaded::Unusable) => Arc::new(Closed),
        None => Arc::new(Alone),
    };
    *shared.referee.lock().unwrap_or_else(PoisonError::into_inner) = referee;
    *shared.team.loaded() = (mark, loaded);
    shared.team.changed.notify_waiters();
    shared.emit(EngineEvent::TeamChanged);
    Ok(())
}

/// Reads what is stored, unless it is what is known.
fn read(vault: &mut dyn Vault, known: Option<&str>) -> Result<Option<Read>, VaultError> {
    let mark = vault.team_mark(TeamPart::Membership)?;
    if mark.as_deref() == known {
        return Ok(None);
    }
    let membership = match vault.team(TeamPart::Membership) {
        Err(VaultError::Altered) => Err(TeamFault::Unreadable),
        other => other?.ok_or(TeamFault::NotInTeam).and_then(|bytes| Stored::read(&bytes)),
    };
    // Without its memory this computer would trust a database that went back.
    let memory = match vault.team(TeamPart::Memory) {
        Err(VaultError::Altered) => Err(TeamFault::Unreadable),
        other => other?.map_or(Ok(Memory::default()), |bytes| {
            serde_json::from_slice(bytes.expose()).map_err(|_| TeamFault::Unreadable)
        }),
    };
    Ok(Some((mark, membership.and_then(|stored| memory.map(|memory| (stored, memory))))))
}

/// Writes the place of this computer in a team. Refused if it is in one.
pub(super) async fn begin(shared: &Shared, stored: Stored) -> Result<(), EngineError> {
    let write = move |vault: &mut dyn Vault| {
        if vault.team_mark(TeamPart::Membership)?.is_some() {
            return Ok(Err(TeamFault::AlreadyInTeam));
        }
        vault.change_team(TeamPart::Memory, &mut |_| Ok(None))?;
        vault.change_team(TeamPart::Membership, &mut |_| Ok(Some(stored.to_bytes())))?;
        Ok(Ok(()))
    };
    shared.store.run(write).await??;
    *shared.team.kept.lock().unwrap_or_else(PoisonError::into_inner) = None;
    show(shared, |live| *live = Live::default());
    reload(shared).await
}

/// Changes what is stored, in one transaction, and loads it.
pub(super) async fn change<T: Send + 'static>(
    shared: &Shared,
    work: impl FnMut(&mut Stored) -> Result<T, TeamFault> + Send + 'static,
) -> Result<T, EngineError> {
    change_with(shared, |_| Ok(()), work).await
}

/// The same together with another change of the vault: both are made, or none.
pub(super) async fn change_with<T: Send + 'static>(
    shared: &Shared,
    other: impl FnOnce(&mut dyn Vault) -> Result<(), VaultError> + Send + 'static,
    mut work: impl FnMut(&mut Stored) -> Result<T, TeamFault> + Send + 'static,
) -> Result<T, EngineError> {
    let write = move |vault: &mut dyn Vault| {
        let mut vault = Writing::of(vault)?;
        other(&mut *vault)?;
        let mut done = Err(TeamFault::NotInTeam);
        let wrote = vault.change_team(TeamPart::Membership, &mut |before| {
            let Some(before) = before else { return Ok(None) };
            let changed = Stored::read(&before).and_then(|mut stored| Ok((work(&mut stored)?, stored)));
            match changed {
                Ok((value, stored)) => {
                    done = Ok(value);
                    Ok(Some(stored.to_bytes()))
                }
                Err(fault) => {
                    done = Err(fault);
                    // Nothing is written.
                    Err(VaultError::VersionConflict)
                }
            }
        });
        if done.is_ok() {
            wrote?;
            vault.keep()?;
        }
        Ok(done)
    };
    let done = shared.store.run(write).await??;
    reload(shared).await?;
    Ok(done)
}

/// Forgets the team.
pub(super) async fn end(shared: &Shared) -> Result<(), EngineError> {
    let write = |vault: &mut dyn Vault| {
        vault.change_team(TeamPart::Membership, &mut |_| Ok(None))?;
        vault.change_team(TeamPart::Memory, &mut |_| Ok(None))
    };
    shared.store.run(write).await?;
    show(shared, |live| *live = Live::default());
    reload(shared).await
}

/// Keeps what was seen of the database, if it is news: the next start compares it with what the database shows then.
pub(super) async fn remember(shared: &Shared) -> Result<(), EngineError> {
    let Some(active) = shared.team.active() else { return Ok(()) };
    if active.database.is_bound() && !active.stored.is_bound() {
        change(shared, |stored| {
            stored.set_bound();
            Ok(())
        })
        .await?;
    }
    let memory = active.referee.memory();
    let is_kept = {
        let kept = shared.team.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().is_some_and(|kept| kept.is_as_good_as(&memory))
    };
    if is_kept {
        return Ok(());
    }
    let seen = memory.clone();
    let write = move |vault: &mut dyn Vault| {
        if vault.team_mark(TeamPart::Membership)?.is_none() {
            return Ok(());
        }
        vault.change_team(TeamPart::Memory, &mut |before| {
            let before = before.and_then(|bytes| serde_json::from_slice::<Memory>(bytes.expose()).ok());
            let merged = seen.clone().merged(before.unwrap_or_default());
            let bytes = serde_json::to_vec(&merged).expect("plain data can be written as JSON");
            Ok(Some(oa_token_model::secret::SecretBytes::new(bytes)))
        })
    };
    shared.store.run(write).await?;
    *shared.team.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(memory);
    Ok(())
}
