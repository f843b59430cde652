//! Pairs that may be old: after a restore, or where two files went on apart. Zalo can tell which one lives without anything
//! being spent: a refresh ends the access token before it at once.

use super::check::Check;
use super::inflight;
use super::{Keeper, KeeperError, KeeperEvent, Shared};
use crate::profile::ProfileId;
use crate::rotation::plan::{AttemptId, AttemptKind, Fingerprint};
use crate::rotation::{Attempt, Event, State, step};
use crate::token::{Generation, StoredPair};
use crate::vault::{NewAttempt, Vault, VaultError};

impl Keeper {
    /// Asks Zalo which of an OA's pairs lives, if that is in doubt, and goes on with it; tells whether it is known now.
    pub async fn settle_copy(&self, id: &ProfileId) -> Result<bool, KeeperError> {
        if !self.record(id).await?.old_copy {
            return Ok(true);
        }
        let mut works = Vec::new();
        for pair in self.candidates(id).await? {
            // One that Zalo cannot be asked about may be the one.
            let Some(access) = &pair.pair.access else { return Ok(false) };
            match self.check_pasted(Some(id), access).await? {
                Check::Works(_) => works.push(pair.generation),
                Check::No(_) | Check::NoToken => {}
                // Who could not be asked has said nothing.
                Check::NotSent | Check::Unclear | Check::OtherOa { .. } | Check::NoAccessToken => return Ok(false),
            }
        }
        let [generation] = works[..] else { return Ok(false) };
        self.choose(id, generation).await?;
        Ok(true)
    }

    async fn choose(&self, id: &ProfileId, generation: Generation) -> Result<(), KeeperError> {
        let (of, now) = (id.clone(), self.now());
        self.shared.store.run(move |vault| vault.choose_pair(&of, generation, now)).await?;
        self.shared.tell(KeeperEvent::ProfileChanged(id.clone()));
        Ok(())
    }

    /// Gives the pairs that may be the one that lives: the current one, and those whose refresh token was neither spent nor
    /// replaced here.
    async fn candidates(&self, id: &ProfileId) -> Result<Vec<StoredPair>, KeeperError> {
        let of = id.clone();
        let read = move |vault: &mut dyn Vault| {
            let mut found = Vec::new();
            for pair in vault.generations(&of)? {
                let Some(token) = &pair.pair.refresh else { continue };
                let token = vault.fingerprint(token)?;
                // The first is the current one.
                if found.is_empty() || !vault.is_recorded(token)? {
                    found.push(pair);
                }
            }
            Ok(found)
        };
        self.shared.store.run(read).await
    }
}

/// Takes in answers that lie beside a vault which does not know their attempts: it was put back from before they were sent.
/// Each gets its row again, found like one that an ended program left behind.
pub(super) async fn take_in_strays(shared: &Shared) {
    let folder = shared.options.environment.inflight_folder();
    let take = move |vault: &mut dyn Vault| {
        for (id, found) in inflight::strays(&folder, vault) {
            // One that fails never stops the next; it stays where it is.
            drop(take_in(vault, &id, &found));
        }
        Ok(())
    };
    drop(shared.store.run(take).await);
}

fn take_in(vault: &mut dyn Vault, id: &AttemptId, found: &inflight::Found) -> Result<(), VaultError> {
    let Some(of) = &found.of else { return Ok(()) };
    let Some(fingerprint) = Fingerprint::from_hex(&of.fingerprint) else { return Ok(()) };
    let record = vault.record(&of.profile)?.ok_or(VaultError::NoSuchProfile)?;
    let (sent, _) = Attempt::new(found.answered_at);
    // Not claimed: its token may have been replaced since.
    let prepared = Attempt { state: State::Prepared, ..sent.clone() };
    let new = NewAttempt {
        id: id.clone(),
        profile: of.profile.clone(),
        kind: AttemptKind::Refresh,
        spends: of.spends,
        fingerprint,
        credentials: fingerprint,
        token_source: record.current.source,
        token_at: record.current.obtained_at,
        attempt: prepared.clone(),
    };
    let nobody = crate::rotation::holder::Process {
        machine: String::new(),
        boot: String::new(),
        number: 0,
        token: id.0.clone(),
    };
    vault.begin_attempt(&new, None, &nobody)?;
    let was = crate::vault::Seen::of(&prepared);
    let sent = Attempt { sends: found.sends, ..sent };
    let (responded, _) = step(sent, Event::Answered(found.answer.clone()), found.answered_at);
    debug_assert_eq!(responded.state, State::Responded);
    if let Err(error) = vault.write_attempt(id, &was, &responded, None, found.answered_at) {
        vault.drop_attempt(id)?;
        return Err(error);
    }
    vault.end_hold(id)
}
