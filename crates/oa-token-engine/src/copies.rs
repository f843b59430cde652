//! Pairs that may be old: after a restore, or where two files continued separately. Zalo can say which one is valid
//! without spending a token: a refresh ends the previous access token at once.

use oa_token_model::profile::ProfileId;
use oa_token_model::token::{Generation, StoredPair};
use oa_token_vault::Vault;

use crate::check::Check;
use crate::{EngineError, EngineEvent, Profiles, delivery};

impl Profiles<'_> {
    /// Asks Zalo which of an OA's pairs is valid, if that is in doubt, and makes it current; returns whether it is
    /// known now.
    pub async fn resolve_copy(self, id: &ProfileId) -> Result<bool, EngineError> {
        if !self.get(id).await?.old_copy {
            return Ok(true);
        }
        let mut works = Vec::new();
        for pair in self.candidates(id).await? {
            // A pair that Zalo cannot be asked about may be the valid one.
            let Some(access) = &pair.pair.access else { return Ok(false) };
            match self.engine.checks().pasted(Some(id), access).await? {
                Check::Works(_) => works.push(pair.generation),
                Check::No(_) | Check::NoToken => {}
                // Without a clear answer, nothing is decided.
                Check::NotSent | Check::Unclear | Check::OtherOa { .. } | Check::NoAccessToken => return Ok(false),
            }
        }
        let [generation] = works[..] else { return Ok(false) };
        self.choose(id, generation).await?;
        Ok(true)
    }

    async fn choose(self, id: &ProfileId, generation: Generation) -> Result<(), EngineError> {
        let (of, now) = (id.clone(), self.engine.now());
        self.engine.shared.store.run(move |vault| vault.choose_pair(&of, generation, now)).await?;
        drop(delivery::deliver(&self.engine.shared, id));
        self.engine.shared.emit(EngineEvent::ProfileChanged(id.clone()));
        Ok(())
    }

    /// Returns the pairs that may be the valid one: the current one, and those whose refresh token was neither spent
    /// nor replaced here.
    async fn candidates(self, id: &ProfileId) -> Result<Vec<StoredPair>, EngineError> {
        let of = id.clone();
        let read = move |vault: &mut dyn Vault| {
            let mut found = Vec::new();
            for pair in vault.generations(&of)? {
                let Some(token) = &pair.pair.refresh else { continue };
                let token = vault.fingerprint(token)?;
                // The first pair is the current one.
                if found.is_empty() || !vault.is_recorded(token)? {
                    found.push(pair);
                }
            }
            Ok(found)
        };
        self.engine.shared.store.run(read).await
    }
}
