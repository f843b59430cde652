//! The right to send, as the rules and the database decide it.

use jiff::{SignedDuration, Timestamp};
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::AttemptState;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Trigger};
use oa_token_team::postgres::{ClaimRequest, Claimed, DatabaseError, Share, StoredAttempt};
use oa_token_team::rules::attempt::{AttemptRow, SharedState};
use oa_token_team::rules::claim::{ClaimFacts, ClaimRefusal, DEADLINE, may_claim};
use oa_token_team::rules::epoch::{Pause, awaited, pause};
use oa_token_team::rules::healing::Repair;
use oa_token_team::rules::member::MemberId;
use oa_token_team::rules::publication::publication;
use oa_token_team::rules::refresher::{LEASE, Task, task};
use oa_token_team::rules::takeover::{Takeover, TakeoverFacts, may_take_over};
use oa_token_team::rules::trust::Trust;

use super::database::DatabaseReferee;
use super::local::LocalCopy;
use super::referee::{ClaimVerdict, ClaimWish, NoWord};

impl DatabaseReferee {
    fn pause(&self, share: &Share, by: Trigger, access_left: Option<SignedDuration>) -> (Pause, bool) {
        let Some((row, checked_in)) = &share.epoch else { return (Pause::None, true) };
        let waits = awaited(row, &share.members, checked_in);
        let is_in = self.state().memory.epoch.is_some_and(|epoch| epoch.opening == row.epoch.opening);
        let others: Vec<MemberId> = waits.into_iter().filter(|member| *member != self.membership.me).collect();
        (pause(row, &others, by, false, access_left, share.now), is_in)
    }

    pub(super) async fn claim_one(&self, wish: ClaimWish<'_>) -> Result<ClaimVerdict, NoWord> {
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
            config: share.config.clone(),
            seen: Some(self.state().memory.clone()),
        };
        self.state().asked.entry(wish.oa.clone()).or_default().insert(wish.id.clone());
        Ok(match self.database.claim(&request).await? {
            Claimed::Granted => {
                self.state().asked.remove(wish.oa);
                self.state().claims.insert(wish.oa.clone(), granted(request, share.now));
                ClaimVerdict::Granted
            }
            Claimed::Behind => ClaimVerdict::Behind,
            Claimed::Blocked(found) => {
                let StoredAttempt { row, code, holder_seen_at, now } = *found;
                // Somebody else has changed it since the look before.
                if self.membership.secrets.trust(&row, code.as_deref()) != Trust::Genuine {
                    return Ok(ClaimVerdict::Held(row.id));
                }
                let facts = TakeoverFacts {
                    me: &request.me,
                    by: wish.by,
                    is_known: self.knows(wish.oa, &row.id),
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

    /// Reports whether this vault knows an attempt, or this process has asked for it and got no answer.
    fn knows(&self, oa: &ProfileId, id: &AttemptId) -> bool {
        let state = self.state();
        [&state.ledger, &state.asked].iter().any(|known| known.get(oa).is_some_and(|known| known.contains(id)))
    }

    /// Publishes a refresh of this process that is saved, in one round trip. Returns false if it has to be looked at first.
    pub(super) async fn publish_one(&self, id: &ProfileId, local: &LocalCopy) -> Result<bool, NoWord> {
        let (claim, seen, memory) = {
            let mut state = self.state();
            let is_saved = |claim: &AttemptRow| {
                local.entries.iter().any(|entry| entry.id == claim.id && entry.attempt.state == AttemptState::Saved)
            };
            if !state.claims.get(id).is_some_and(is_saved) {
                return Ok(false);
            }
            let (Some(claim), Some(seen)) = (state.claims.remove(id), state.seen.get(id).cloned()) else {
                return Ok(false);
            };
            (claim, seen, state.memory.clone())
        };
        let (oa, me) = (self.oa(id)?, &self.membership.me);
        let sharing = self.sharing(id, &oa, local);
        let Some(copy) = &sharing.local else { return Ok(false) };
        let Some(published) = publication(copy, &seen.shared, &claim, me) else { return Ok(false) };
        let sealed = sharing.sealed.get(&published.pair.brought).cloned().unwrap_or_default();
        let change =
            match self.database.publish(me, &published, &sealed, &seen, &memory, &*self.membership.secrets).await {
                Ok(Some(change)) => change,
                // A lock that was held for too long, or a right that is lacking: the other way says which.
                Ok(None) | Err(DatabaseError::Refused(_)) => return Ok(false),
                Err(error) => return Err(error.into()),
            };
        let mut state = self.state();
        let generation = published.merged.generation;
        state.memory.generations.insert(oa, generation);
        let mut seen = Share { change, ..seen };
        seen.sealed.insert(published.pair.brought.clone(), sealed);
        seen.shared.apply(vec![
            Repair::PutAttempt(published.attempt),
            Repair::PutPair(published.pair),
            Repair::SetCurrent(published.merged),
        ]);
        state.seen.insert(id.clone(), seen);
        Ok(true)
    }

    pub(super) async fn again_one(&self, oa: &ProfileId, id: &AttemptId, by: Trigger) -> Result<bool, NoWord> {
        let share = self.state().seen.get(oa).cloned().ok_or(NoWord::Unreachable)?;
        let (pause, _) = self.pause(&share, by, None);
        let Some(found) = self.database.attempt(id).await? else { return Ok(false) };
        let StoredAttempt { row, code, holder_seen_at, now } = found;
        let (me, secrets) = (&self.membership.me, &*self.membership.secrets);
        if secrets.trust(&row, code.as_deref()) != Trust::Genuine {
            return Ok(false);
        }
        let facts = TakeoverFacts {
            me,
            by,
            is_known: true,
            holder_seen_at,
            holder_is_gone: false,
            access_left: None,
            pause: &pause,
            now,
        };
        match may_take_over(&row, &facts) {
            Takeover::From(_) => Ok(self.database.take_over(&row, me, DEADLINE, secrets).await?),
            Takeover::EpochOpen => Err(NoWord::EpochOpen),
            Takeover::Held | Takeover::Waits | Takeover::RecoveryOpen | Takeover::Ended => Ok(false),
        }
    }
}

/// Returns the row of a claim that was granted.
fn granted(request: ClaimRequest, now: Timestamp) -> AttemptRow {
    AttemptRow {
        id: request.id,
        oa: request.oa,
        kind: request.kind,
        spends: request.generation,
        fingerprint: request.fingerprint,
        state: SharedState::Claimed,
        released: false,
        holder: request.me,
        awaits: Vec::new(),
        deadline: now.saturating_add(DEADLINE).unwrap_or(Timestamp::MAX),
        recoveries: 0,
        dead_at: None,
        brought: None,
    }
}
