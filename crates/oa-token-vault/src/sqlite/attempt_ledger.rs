//! The ledger of attempts, their answers, and who carries them out.

use jiff::Timestamp;
use oa_token_model::origin::Origin;
use oa_token_model::profile::{AppId, ProfileId};
use oa_token_model::records::{AttemptVersion, NewAttempt, NewPair};
use oa_token_model::refresh::Attempt;
use oa_token_model::refresh::holder::{Hold, Process};
use oa_token_model::refresh::late::Arrival;
use oa_token_model::refresh::plan::{AttemptId, Entry, Fingerprint};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::token::Generation;

use super::database::SqliteVault;
use super::in_step::About;
use super::{answers, attempts, condense, config, history, holds, pairs, profiles, sends, spent, withdrawn};
use crate::seal::{Place, Realm};
use crate::{AttemptLedger, VaultError};

impl AttemptLedger for SqliteVault {
    fn fingerprint(&self, secret: &Secret) -> Result<Fingerprint, VaultError> {
        Ok(pairs::print(self.sealer()?, secret))
    }

    fn credentials(&self, app_id: &AppId, secret_key: &Secret) -> Result<Fingerprint, VaultError> {
        Ok(profiles::credentials(self.sealer()?, app_id, secret_key))
    }

    fn ledger(&mut self, id: &ProfileId, token: Option<Fingerprint>) -> Result<Vec<Entry>, VaultError> {
        self.freshen(&About::One(id.clone()));
        self.read(|connection, sealer| {
            let config = config::read(connection, sealer, id)?;
            attempts::ledger(connection, sealer, id, &config, token)
        })
    }

    fn attempt(&mut self, id: &AttemptId) -> Result<Option<Entry>, VaultError> {
        self.freshen(&About::attempt(&self.connection, id));
        self.read(|connection, sealer| attempts::one(connection, sealer, id))
    }

    fn profiles_with_open_attempts(&self) -> Result<Vec<ProfileId>, VaultError> {
        attempts::profiles_with_open(&self.connection)
    }

    fn begin_attempt(
        &mut self,
        entry: &NewAttempt,
        release: Option<&AttemptId>,
        by: &Process,
    ) -> Result<(), VaultError> {
        self.write(&About::One(entry.profile.clone()), |connection, sealer, touched| {
            touched.profile(&entry.profile);
            if let Some(old) = release {
                attempts::release(connection, sealer, old)?;
            }
            attempts::insert(connection, sealer, entry)?;
            holds::take(connection, sealer, &entry.id.0, by, entry.attempt.prepared_at)
        })
    }

    fn write_attempt(
        &mut self,
        id: &AttemptId,
        was: &AttemptVersion,
        attempt: &Attempt,
        credentials: Option<Fingerprint>,
        now: Timestamp,
    ) -> Result<(), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, touched| {
            let of = attempts::update(connection, sealer, id, was, attempt, credentials)?;
            // An answer that is not processed yet is not copied: the vault and the spool hold it.
            if attempt.state != oa_token_model::refresh::AttemptState::Responded {
                touched.profile(&of);
            }
            history::add_attempt(connection, id, attempt, None, now)?;
            withdrawn::by(connection, sealer, id, attempt, now)
        })
    }

    fn attempt_version(&self, id: &AttemptId) -> Result<Option<(String, u32)>, VaultError> {
        attempts::seen(&self.connection, id)
    }

    fn has_answer(&self, id: &AttemptId, send: u32) -> Result<bool, VaultError> {
        answers::has(&self.connection, id, send)
    }

    fn take_in(&mut self, answered: &NewAttempt, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(answered.profile.clone()), |connection, sealer, touched| {
            touched.profile(&answered.profile);
            attempts::take_in(connection, sealer, answered, now)
        })
    }

    fn drop_attempt(&mut self, id: &AttemptId) -> Result<(), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, touched| {
            touched.profiles.extend(attempts::remove(connection, sealer, id)?);
            Ok(())
        })
    }

    fn save_pair(
        &mut self,
        id: &AttemptId,
        was: Option<&AttemptVersion>,
        attempt: &Attempt,
        new: &NewPair,
        now: Timestamp,
    ) -> Result<(Generation, Arrival), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, touched| {
            let (of, generation, arrival) = attempts::save(connection, sealer, id, was, attempt, new, now)?;
            condense::run(connection, sealer, &of, now)?;
            touched.profile(&of);
            history::add_attempt(connection, id, attempt, Some(generation), now)?;
            Ok((generation, arrival))
        })
    }

    fn record_elsewhere(&mut self, id: &AttemptId, origin: &Origin, now: Timestamp) -> Result<(), VaultError> {
        let about = About::attempt(&self.connection, id);
        self.write(&about, |connection, _, touched| {
            touched.profile(&history::add_elsewhere(connection, id, origin, now)?);
            Ok(())
        })
    }

    fn is_recorded(&self, token: Fingerprint) -> Result<bool, VaultError> {
        self.read(|connection, sealer| Ok(spent::fate(connection, sealer, token)?.is_some()))
    }

    fn fate_is_spent(&self, token: Fingerprint) -> Result<bool, VaultError> {
        self.read(|connection, sealer| Ok(spent::fate(connection, sealer, token)? == Some(spent::Fate::Spent)))
    }

    fn sends(&self, of: Option<&ProfileId>, since: Timestamp) -> Result<Vec<(ProfileId, Timestamp)>, VaultError> {
        sends::since(&self.connection, of, since)
    }

    fn saved_refreshes(&self, at_most: u32) -> Result<u32, VaultError> {
        sends::saved(&self.connection, at_most)
    }

    fn hold(&self, id: &AttemptId) -> Result<Option<Hold>, VaultError> {
        holds::read(&self.connection, self.sealer()?, &id.0)
    }

    fn take_hold(&mut self, id: &AttemptId, by: &Process, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, _| {
            holds::take(connection, sealer, &id.0, by, now)
        })
    }

    fn beat(&mut self, id: &AttemptId, by: &Process, now: Timestamp) -> Result<bool, VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, sealer, _| {
            holds::beat(connection, sealer, &id.0, by, now)
        })
    }

    fn end_hold(&mut self, id: &AttemptId) -> Result<(), VaultError> {
        self.write(&About::attempt(&self.connection, id), |connection, _, _| holds::end(connection, &id.0))
    }

    fn schedule_holder(&self) -> Result<Option<Hold>, VaultError> {
        holds::read(&self.connection, self.sealer()?, holds::SCHEDULE)
    }

    fn take_schedule(&mut self, by: &Process, is_gone: bool, now: Timestamp) -> Result<bool, VaultError> {
        self.write(&About::Vault, |connection, sealer, _| holds::take_schedule(connection, sealer, by, is_gone, now))
    }

    fn release_schedule(&mut self, by: &Process) -> Result<(), VaultError> {
        self.write(&About::Vault, |connection, _, _| holds::release(connection, holds::SCHEDULE, &by.token))
    }

    fn seal_spooled(&self, id: &AttemptId, plain: &SecretBytes) -> Result<Vec<u8>, VaultError> {
        Ok(self.sealer()?.seal(spool_place(id), plain.expose()))
    }

    fn open_spooled(&self, id: &AttemptId, hidden: &[u8]) -> Result<SecretBytes, VaultError> {
        let sealer = self.sealer()?;
        // An answer that an older version sealed is accepted too.
        let plain = sealer
            .open(spool_place(id), hidden)
            .or_else(|_| sealer.open_version_1("inflight", &id.0, "answer", hidden))?;
        Ok(SecretBytes::new(plain.to_vec()))
    }
}

fn spool_place(id: &AttemptId) -> Place<'_> {
    Place { realm: Realm::Vault, table: "inflight", row: &id.0, column: "answer", context: &[] }
}
