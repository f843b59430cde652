//! Profiles with their pairs and their history.

use jiff::Timestamp;
use oa_token_model::profile::{OfficialAccount, Profile, ProfileId};
use oa_token_model::records::{
    DeletedProfile, FromTeam, HistoryEntry, HistoryEvent, OaFacts, ProfileEdit, ProfileRecord, ProfileSecrets,
    ProfileSeed,
};
use oa_token_model::secret::Secret;
use oa_token_model::token::{Generation, StoredPair, TokenPair};

use super::database::SqliteVault;
use super::in_step::About;
use super::{bundles, config, deleted, former, history, pairs, profiles};
use crate::{ProfileStore, VaultError};

impl ProfileStore for SqliteVault {
    fn profiles(&mut self) -> Result<Vec<ProfileRecord>, VaultError> {
        self.freshen(&About::All);
        let _snapshot = self.snapshot()?;
        profiles::all(&self.connection, self.sealer.as_ref())
    }

    fn record(&mut self, id: &ProfileId) -> Result<Option<ProfileRecord>, VaultError> {
        self.freshen(&About::One(id.clone()));
        let _snapshot = self.snapshot()?;
        profiles::one(&self.connection, self.sealer.as_ref(), id)
    }

    fn named(&self, name: &str) -> Result<Option<ProfileId>, VaultError> {
        profiles::named(&self.connection, name)
    }

    fn create(&mut self, seed: &ProfileSeed, now: Timestamp) -> Result<Profile, VaultError> {
        self.write(&About::Vault, |connection, sealer, touched| {
            let profile = profiles::insert(connection, sealer, seed, now)?;
            touched.profile(&profile.id);
            history::add(connection, &profile.id, &HistoryEvent::Imported, now)?;
            Ok(profile)
        })
    }

    fn edit(&mut self, id: &ProfileId, edit: &ProfileEdit, now: Timestamp) -> Result<Option<Generation>, VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            let mut config = profiles::update(connection, sealer, id, edit)?;
            let replaced = match &edit.pair {
                Some(pair) => pairs::replace(connection, sealer, id, &mut config, pair, now)?,
                None => None,
            };
            config::write(connection, sealer, id, &config)?;
            let event = match (&edit.from_team, replaced) {
                (Some(FromTeam { by, over }), _) => HistoryEvent::AppFromTeam { by: by.clone(), over: *over },
                (None, Some(generation)) => HistoryEvent::Replaced { generation },
                (None, None) => HistoryEvent::Edited,
            };
            history::add(connection, id, &event, now)?;
            Ok(replaced)
        })
    }

    fn held_by(&self, of: Option<&ProfileId>, pair: &TokenPair) -> Result<Option<String>, VaultError> {
        self.read(|connection, sealer| pairs::held_by(connection, sealer, of, pair))
    }

    fn delete(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            deleted::delete(connection, sealer, id, now)?;
            history::add(connection, id, &HistoryEvent::Deleted, now)
        })
    }

    fn deleted(&self) -> Result<Vec<DeletedProfile>, VaultError> {
        deleted::all(&self.connection)
    }

    fn restore(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            deleted::restore(connection, sealer, id)?;
            history::add(connection, id, &HistoryEvent::Restored, now)
        })
    }

    fn forget_deleted(&mut self, before: Timestamp) -> Result<usize, VaultError> {
        // At most starts nothing has to be erased, and then nothing is written.
        if deleted::is_any(&self.connection, before)? {
            self.write(&About::All, |connection, sealer, touched| {
                let gone = deleted::forget(connection, sealer, before)?;
                touched.profiles.extend(gone.iter().cloned());
                Ok(gone.len())
            })
        } else {
            Ok(0)
        }
    }

    fn set_automatic(&mut self, id: &ProfileId, automatic: bool, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            let event = if automatic { HistoryEvent::AutomaticOn } else { HistoryEvent::AutomaticOff };
            // Writes no history entry if nothing changed.
            if profiles::set_automatic(connection, sealer, id, automatic)? {
                history::add(connection, id, &event, now)
            } else {
                Ok(())
            }
        })
    }

    fn set_callback(&mut self, id: &ProfileId, callback: &str) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            profiles::set_callback(connection, sealer, id, callback)
        })
    }

    fn set_oa(&mut self, id: &ProfileId, oa: &OfficialAccount, facts: &OaFacts) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            profiles::set_oa(connection, sealer, id, oa, facts)
        })
    }

    fn set_moved(&mut self, id: &ProfileId, moved: bool, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            bundles::set_moved(connection, sealer, id, moved.then_some(now))?;
            let event = if moved { HistoryEvent::MovedAway } else { HistoryEvent::TakenBack };
            history::add(connection, id, &event, now)
        })
    }

    fn record_put_back(&mut self, id: &ProfileId, pairs: u32, attempts: u32, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, _, touched| {
            touched.profile(id);
            history::add(connection, id, &HistoryEvent::PutBack { pairs, attempts }, now)
        })
    }

    fn record_team_altered(&mut self, id: &ProfileId, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, _, touched| {
            touched.profile(id);
            history::add(connection, id, &HistoryEvent::TeamAltered, now)
        })
    }

    fn secrets(&mut self, id: &ProfileId) -> Result<ProfileSecrets, VaultError> {
        self.freshen(&About::One(id.clone()));
        self.read(|connection, sealer| {
            let config = config::read(connection, sealer, id)?;
            let secret_key = profiles::secret_key(connection, sealer, id, &config)?;
            let current = pairs::current(connection, sealer, id, &config)?;
            Ok(ProfileSecrets { secret_key, current })
        })
    }

    fn generations(&mut self, id: &ProfileId) -> Result<Vec<StoredPair>, VaultError> {
        self.freshen(&About::One(id.clone()));
        self.read(|connection, sealer| match config::read(connection, sealer, id) {
            Ok(config) => pairs::kept(connection, sealer, id, &config),
            Err(VaultError::NoSuchProfile) => Ok(Vec::new()),
            Err(error) => Err(error),
        })
    }

    fn former_secret_keys(&mut self, id: &ProfileId) -> Result<Vec<Secret>, VaultError> {
        self.freshen(&About::One(id.clone()));
        self.read(|connection, sealer| former::secret_keys(sealer, id, &config::read(connection, sealer, id)?))
    }

    fn choose_pair(&mut self, id: &ProfileId, generation: Generation, now: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            pairs::choose(connection, sealer, id, generation)?;
            history::add(connection, id, &HistoryEvent::CopySettled, now)
        })
    }

    fn end_access(&mut self, id: &ProfileId, generation: Generation, at: Timestamp) -> Result<(), VaultError> {
        self.write(&About::One(id.clone()), |connection, sealer, touched| {
            touched.profile(id);
            pairs::end_access(connection, sealer, id, generation, at)
        })
    }

    fn history(&self, of: Option<&ProfileId>, at_most: u32) -> Result<Vec<HistoryEntry>, VaultError> {
        history::read(&self.connection, of, at_most)
    }
}
