//! The right to send, as the rules and the database decide it.

use jiff::SignedDuration;
use oa_token_model::profile::ProfileId;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind, Trigger};
use oa_token_team::postgres::{ClaimRequest, Claimed, Share};
use oa_token_team::rules::claim::{ClaimFacts, ClaimRefusal, DEADLINE, may_claim};
use oa_token_team::rules::epoch::{Pause, awaited, pause};
use oa_token_team::rules::member::MemberId;
use oa_token_team::rules::refresher::{LEASE, Task, task};
use oa_token_team::rules::takeover::{Takeover, TakeoverFacts, may_take_over};

use super::database::DatabaseReferee;
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

    pub(super) async fn again_one(&self, oa: &ProfileId, id: &AttemptId, by: Trigger) -> Result<bool, NoWord> {
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
