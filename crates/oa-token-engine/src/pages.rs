//! What the window's pages show, each in one locked read of the vault.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use crate::protection::offers_recovery_code;
use jiff::Timestamp;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::{ProfileRecord, ProfileSecrets};
use oa_token_model::refresh::plan::Entry;
use oa_token_model::schedule::{self, A_DAY, NextRefresh, SkipReason};
use oa_token_vault::{Reading, Vault, VaultError};

use crate::auto_refresh::own_policy;
use crate::{EngineError, Profiles, Shared};

/// A profile with everything that its page shows.
pub struct ProfileDetails {
    /// The profile.
    pub record: ProfileRecord,
    /// Its secrets; `None` if its stored data was changed without the key.
    pub secrets: Option<ProfileSecrets>,
    /// Its last attempt, with the answer; `None` without one, or without secrets.
    pub last: Option<Entry>,
    /// When it refreshes automatically.
    pub next: NextRefresh,
    /// Whether to offer a recovery code below its last answer.
    pub offers_recovery_code: bool,
}

/// All profiles, oldest first, and when each refreshes automatically.
#[derive(Default)]
pub struct Overview {
    /// The profiles.
    pub records: Vec<ProfileRecord>,
    /// When each refreshes automatically.
    pub schedule: HashMap<ProfileId, NextRefresh>,
}

impl Overview {
    /// Reports whether some profile will be refreshed automatically.
    pub fn refreshes_automatically(&self) -> bool {
        self.schedule.values().any(|next| matches!(next, NextRefresh::Due | NextRefresh::At(_)))
    }
}

impl Profiles<'_> {
    /// Reads what the page of a profile shows.
    pub async fn page(self, id: &ProfileId) -> Result<ProfileDetails, EngineError> {
        let shared = &self.engine.shared;
        let (of, now, here) = (id.clone(), shared.now(), shared.options.host.id());
        let read = move |vault: &mut dyn Vault| {
            let mut vault = Reading::of(vault, Some(&of));
            let Some(mut record) = vault.record(&of)? else { return Ok(None) };
            let sends = vault.sends(Some(&of), a_day_before(now))?;
            record.sends = sends.into_iter().map(|(_, at)| at).collect();
            let policy = own_policy(&mut *vault, here.as_deref());
            let secrets = if record.altered { None } else { Some(vault.secrets(&of)?) };
            let last = match record.last.as_ref().filter(|_| secrets.is_some()) {
                Some(last) => vault.attempt(&last.entry.id)?,
                None => None,
            };
            let next = schedule::next(&record, &policy, now);
            // A locked vault offers none, because no code can be made of it.
            let offers_recovery_code = offers_recovery_code(&*vault, &record, now).unwrap_or_default();
            Ok(Some(ProfileDetails { record, secrets, last, next, offers_recovery_code }))
        };
        match shared.store.run(read).await {
            Ok(Some(page)) => Ok(ProfileDetails { next: by_sane_clock(shared, page.next), ..page }),
            Ok(None) | Err(EngineError::NoVault) => Err(VaultError::NoSuchProfile.into()),
            Err(error) => Err(error),
        }
    }

    /// Reads what the overview shows; empty before the first run.
    pub async fn overview(self) -> Result<Overview, EngineError> {
        let shared = &self.engine.shared;
        let (now, here) = (shared.now(), shared.options.host.id());
        let read = move |vault: &mut dyn Vault| {
            let mut vault = Reading::of(vault, None);
            let records = all(&mut *vault, a_day_before(now))?;
            let policy = own_policy(&mut *vault, here.as_deref());
            let next = |record: &ProfileRecord| (record.profile.id.clone(), schedule::next(record, &policy, now));
            let schedule = records.iter().map(next).collect();
            Ok(Overview { records, schedule })
        };
        match shared.store.run(read).await {
            Ok(overview) => {
                let sane = |(id, next)| (id, by_sane_clock(shared, next));
                Ok(Overview { schedule: overview.schedule.into_iter().map(sane).collect(), ..overview })
            }
            Err(EngineError::NoVault) => Ok(Overview::default()),
            Err(error) => Err(error),
        }
    }
}

/// Reads all profiles, oldest first, with their sends since then.
pub(crate) fn all(vault: &mut dyn Vault, since: Timestamp) -> Result<Vec<ProfileRecord>, VaultError> {
    let mut records = vault.profiles()?;
    let mut sends: HashMap<ProfileId, Vec<Timestamp>> = HashMap::new();
    for (id, at) in vault.sends(None, since)? {
        sends.entry(id).or_default().push(at);
    }
    for record in &mut records {
        record.sends = sends.remove(&record.profile.id).unwrap_or_default();
    }
    Ok(records)
}

/// Returns the time from which sends count for the daily limit.
pub(crate) fn a_day_before(now: Timestamp) -> Timestamp {
    now.checked_sub(A_DAY).unwrap_or(Timestamp::MIN)
}

/// Nothing is due while this process waits for the computer's clock to be corrected.
pub(crate) fn by_sane_clock(shared: &Shared, next: NextRefresh) -> NextRefresh {
    match next {
        NextRefresh::Due if shared.misdated.load(Ordering::Relaxed) => NextRefresh::Never(SkipReason::ClockWrong),
        NextRefresh::Due | NextRefresh::At(_) | NextRefresh::Never(_) => next,
    }
}
