//! What an attempt asks the referee, and what comes of the answers.

use std::sync::{Arc, Weak};
use std::time::Duration;

use oa_token_model::explanation::Explanation;
use oa_token_model::outcome::{AttemptResult, Outcome};
use oa_token_model::profile::ProfileId;
use oa_token_model::records::PairRecord;
use oa_token_model::refresh::NotSent;
use oa_token_model::refresh::plan::{AttemptId, Trigger};
use oa_token_model::token::Generation;
use oa_token_vault::VaultError;
use tokio::time::Instant;

use super::MemberId;
use super::adoption::{Adopted, adopt};
use super::database::{DatabaseReferee, POLL};
use super::keeping_up::keep_up;
use super::loading::{reload, remember};
use super::local::LocalCopy;
use super::referee::{ClaimVerdict, ClaimWish, NoWord, Referee, Synced};
use crate::zalo_client::Confirm;
use crate::{EngineError, Shared};

/// How long a caller waits for the publication of its attempt; it goes on without the caller.
const PUBLICATION: Duration = Duration::from_secs(5);
/// The first pause between two tries to publish, and the longest.
const PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// How long a claim whose answer was lost is given back; then it ends by its deadline.
const GIVE_BACK: Duration = Duration::from_secs(2);
/// How often the team is looked at again because the vault has changed during a look.
const LOOKS: u32 = 3;
/// The pause between two looks at an attempt of another computer.
const LOOK: Duration = Duration::from_millis(500);

impl From<NoWord> for NotSent {
    fn from(why: NoWord) -> Self {
        match why {
            NoWord::Unreachable | NoWord::Refused(_) => Self::NoReferee,
            NoWord::EpochOpen => Self::EpochOpen,
            NoWord::Viewer => Self::Viewer,
            NoWord::Removed => Self::Removed,
        }
    }
}

/// Brings this vault and the team to the same knowledge of an OA. Returns whether this vault has learned something.
pub(super) async fn sync(shared: &Shared, id: &ProfileId) -> Result<Result<bool, NoWord>, EngineError> {
    match shared.referee_of(id) {
        Some(referee) => sync_through(shared, referee.as_ref(), id).await,
        None => Ok(Ok(false)),
    }
}

/// The same with this referee.
pub(super) async fn sync_through(
    shared: &Shared,
    referee: &dyn Referee,
    id: &ProfileId,
) -> Result<Result<bool, NoWord>, EngineError> {
    let mut adopted = Adopted::Outdated;
    for _ in 0..LOOKS {
        let mut synced = match sync_one(shared, referee, id).await? {
            Ok(synced) => synced,
            Err(why) => return Ok(Err(why)),
        };
        // After the database went back, everything is put back before anything is claimed.
        for other in std::mem::take(&mut synced.1.waiting) {
            match sync_one(shared, referee, &other).await {
                Ok(Ok(theirs)) => drop(adopt(shared, &other, theirs).await?),
                Ok(Err(why)) => return Ok(Err(why)),
                // Its newer pairs cannot be put back, so this computer is waited for. Nothing else is wrong with this OA.
                Err(EngineError::Vault(VaultError::Altered)) => {
                    tracing::warn!(oa = other.as_str(), "altered, so not put back");
                }
                Err(error) => return Err(error),
            }
        }
        adopted = adopt(shared, id, synced).await?;
        if adopted != Adopted::Outdated {
            break;
        }
    }
    let has_learned = adopted == Adopted::All;
    if has_learned {
        referee.note_held(id, &LocalCopy::read(shared, id).await?);
    }
    // What was seen is kept before anything is claimed because of it.
    remember(shared).await?;
    Ok(Ok(has_learned))
}

/// Follows what other computers publish, while any handle on the engine exists.
pub(crate) async fn follow(shared: Weak<Shared>, referee: Arc<DatabaseReferee>) {
    loop {
        // Without a handle nobody listens.
        if shared.strong_count() == 0 {
            return;
        }
        for id in referee.news(POLL).await {
            let Some(shared) = shared.upgrade() else { return };
            if let Ok(Err(why)) = sync(&shared, &id).await {
                tracing::warn!(oa = id.as_str(), cause = ?why, "team not followed");
            }
        }
    }
}

/// Writes that a member will not come back, and adopts what is final by that.
pub(super) async fn declare_gone(
    shared: &Shared,
    referee: &DatabaseReferee,
    id: &ProfileId,
    member: &MemberId,
) -> Result<(), EngineError> {
    let local = LocalCopy::read(shared, id).await?;
    referee.declare_gone(id, &local, member).await?;
    sync(shared, id).await?.map_err(|_| super::members::unreachable())?;
    Ok(())
}

/// Puts what this vault knows of an OA into the database, and returns what it lacks, with its current pair's number.
async fn sync_one(
    shared: &Shared,
    referee: &dyn Referee,
    id: &ProfileId,
) -> Result<Result<(Generation, Synced), NoWord>, EngineError> {
    let local = match LocalCopy::read(shared, id).await {
        Err(EngineError::Vault(VaultError::NoSuchProfile)) => LocalCopy::empty(),
        read => read?,
    };
    Ok(referee.sync(id, &local).await.map(|synced| (local.current, synced)))
}

/// The same before a plan is made. Returns the outcome if nothing may be sent.
pub(crate) async fn sync_first(
    shared: &Shared,
    id: &ProfileId,
    by: Trigger,
    current: &PairRecord,
) -> Result<Option<Outcome>, EngineError> {
    // Another program of this computer may have joined a team, or left it.
    reload(shared).await?;
    if shared.referee_of(id).is_none() {
        return Ok(None);
    }
    // The other computer is the same member: the team cannot tell the two apart.
    if by != Trigger::Recovery && shared.is_copied().await {
        return Ok(Some(Outcome::without_row(AttemptResult::NotSent(NotSent::CopiedHere), current)));
    }
    if shared.team.is_stale() {
        // If it fails, so does what follows.
        keep_up(shared).await.ok();
    }
    Ok(match (sync(shared, id).await?, by) {
        // What an ended process left open is settled as far as it goes: a send is confirmed in any case.
        (Ok(_), _) | (Err(_), Trigger::Recovery) => None,
        (Err(why), Trigger::User | Trigger::Automatic) => {
            let outcome = Outcome::without_row(AttemptResult::NotSent(why.into()), current);
            Some(Outcome { why: said(why), ..outcome })
        }
    })
}

/// Returns what a referee that refuses this computer says.
fn said(why: NoWord) -> Option<Explanation> {
    let NoWord::Refused(why) = why else { return None };
    let (words, next) = why.messages();
    Some(Explanation::new(words).then(next))
}

/// What the referee says to a new attempt.
pub(crate) enum Permission {
    /// It may be sent.
    Granted,
    /// The plan is made again.
    PlanAgain,
    /// The attempt of another computer is continued here, under its id.
    Continue(AttemptId),
    /// It may not be sent.
    Refused(AttemptResult),
}

/// Asks for the right to send a token. While another computer sends it, this waits until then.
pub(crate) async fn ask(shared: &Shared, referee: &dyn Referee, wish: ClaimWish<'_>) -> Permission {
    let refused = |why: NoWord| Permission::Refused(AttemptResult::NotSent(why.into()));
    let id = wish.id;
    let held = match referee.claim(wish).await {
        Ok(ClaimVerdict::Granted) => return Permission::Granted,
        Ok(ClaimVerdict::Behind) => return Permission::PlanAgain,
        Ok(ClaimVerdict::Orphaned(id)) => return Permission::Continue(id),
        Ok(ClaimVerdict::NotOurTask) => return Permission::Refused(AttemptResult::Busy),
        Ok(ClaimVerdict::Held(id)) => id,
        Err(why) => {
            // It may be granted although the answer was lost, and nothing is sent under it any more.
            if why == NoWord::Unreachable {
                drop(tokio::time::timeout(GIVE_BACK, referee.release(id)).await);
            }
            return refused(why);
        }
    };
    let until = Instant::now() + shared.options.timeouts.lock;
    while Instant::now() < until {
        tokio::time::sleep(LOOK).await;
        match referee.is_in_flight(&held).await {
            Ok(true) => {}
            Ok(false) => return Permission::PlanAgain,
            Err(why) => return refused(why),
        }
    }
    Permission::Refused(AttemptResult::Busy)
}

/// Asks for the right to send the token of an attempt once more.
pub(crate) async fn again(shared: &Shared, oa: &ProfileId, id: &AttemptId, by: Trigger) -> bool {
    match shared.referee_of(oa) {
        Some(referee) => referee.again(oa, id, by).await.unwrap_or(false),
        None => true,
    }
}

/// Gives back the right to an attempt of which nothing was sent.
pub(crate) async fn forget(shared: &Shared, oa: &ProfileId, id: &AttemptId) {
    if let Some(referee) = shared.referee_of(oa) {
        referee.release(id).await;
    }
}

/// Returns the question that the client asks right before the first byte of a request; `None` without a team.
pub(crate) fn confirmation(shared: &Shared, oa: &ProfileId, id: &AttemptId) -> Option<Confirm> {
    let referee = shared.referee_of(oa)?;
    let id = id.clone();
    Some(Arc::new(move || {
        let (referee, id) = (Arc::clone(&referee), id.clone());
        Box::pin(async move { referee.confirm(&id).await })
    }))
}

/// Publishes what an attempt came to, and repeats that until the team has it. The caller waits for the first tries only.
pub(crate) async fn publish(shared: &Arc<Shared>, id: &ProfileId) {
    if shared.referee_of(id).is_none() {
        return;
    }
    let (of, weak) = (id.clone(), Arc::downgrade(shared));
    let publishing = tokio::spawn(async move {
        let mut pause = PAUSE;
        while let Some(shared) = weak.upgrade() {
            // The error of a vault that cannot be read is reported elsewhere; the next attempt publishes both.
            match sync(&shared, &of).await {
                Ok(Ok(_)) | Err(_) => return,
                Ok(Err(_)) => {}
            }
            drop(shared);
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    });
    // Dropping the handle does not end the task.
    drop(tokio::time::timeout(PUBLICATION, publishing).await);
}

/// Returns the outcome if this computer's role does not allow to send. It has read what the others did before.
pub(crate) fn refused_role(shared: &Shared, id: &ProfileId, by: Trigger, current: &PairRecord) -> Option<Outcome> {
    let why = shared.referee_of(id)?.refused().filter(|_| by != Trigger::Recovery)?;
    Some(Outcome::without_row(AttemptResult::NotSent(why.into()), current))
}
