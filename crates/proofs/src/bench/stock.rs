//! Large vaults that would take too long to fill through the network: many OAs, or years of refreshes, written by the
//! vault itself with times that the bench chooses.

use jiff::{SignedDuration, Timestamp};
use oa_token_engine::Engine;
use oa_token_model::profile::ProfileId;
use oa_token_model::records::{AttemptVersion, NewAttempt, NewPair};
use oa_token_model::refresh::holder::Process;
use oa_token_model::refresh::plan::{AttemptId, AttemptKind};
use oa_token_model::refresh::{Attempt, Effect, Event, step};
use oa_token_model::secret::{Secret, SecretBytes};
use oa_token_model::token::{ACCESS_LIFE, Expiry, REFRESH_LIFE, Source};
use oa_token_model::zalo::RawAnswer;
use oa_token_vault::sqlite::SqliteVault;
use oa_token_vault::{AttemptLedger as _, ProfileStore as _, VaultError};
use testkit::seed;

use crate::folders;
use crate::home::Home;
use crate::proof::{Scale, Trouble};

/// Makes a home in memory, where there is one: the disk's time is measured elsewhere.
pub(super) fn home(scale: &Scale, origin: String) -> Result<Home, Trouble> {
    Home::at(folders::in_memory()?, scale.command(), origin)
}

/// Adds OAs to a vault, each refreshed once, minutes ago, and automatic.
pub(super) fn fill(engine: &Engine, count: usize, at: Timestamp) -> Result<(), Trouble> {
    let vault = &mut testkit::vault(engine.environment())?;
    for number in 0..count {
        let id = add(vault, number, at)?;
        refresh(vault, &id, number, 1, at)?;
        vault.set_automatic(&id, true, at)?;
    }
    Ok(())
}

/// Adds OAs to a vault, each refreshed once a day for the given number of days, up to the given time.
pub(super) fn live(engine: &Engine, count: usize, days: u32, until: Timestamp) -> Result<(), Trouble> {
    let vault = &mut testkit::vault(engine.environment())?;
    let begin = until.saturating_sub(SignedDuration::from_hours(24 * i64::from(days))).unwrap_or(until);
    let mut ids = Vec::new();
    for number in 0..count {
        ids.push(add(vault, number, begin)?);
    }
    for day in 1..=days {
        let at = begin.saturating_add(SignedDuration::from_hours(24 * i64::from(day))).unwrap_or(until);
        for (number, id) in ids.iter().enumerate() {
            refresh(vault, id, number, day, at)?;
        }
    }
    Ok(())
}

fn add(vault: &mut SqliteVault, number: usize, at: Timestamp) -> Result<ProfileId, VaultError> {
    Ok(vault.create(&seed(&format!("Cà phê số {number}"), &token("RT", number, 0)), at)?.id)
}

/// Makes a fake token as long as Zalo's.
fn token(sort: &str, number: usize, round: u32) -> String {
    format!("FAKE_{sort}_{number:05}_{round:04}_{:0<150}", "")
}

/// One refresh as the engine carries it out, from the row to the pair, with an answer in Zalo's format.
fn refresh(
    vault: &mut SqliteVault,
    of: &ProfileId,
    number: usize,
    round: u32,
    at: Timestamp,
) -> Result<(), VaultError> {
    let record = vault.record(of)?.ok_or(VaultError::NoSuchProfile)?;
    let spent = vault.fingerprint(&Secret::new(token("RT", number, round - 1)))?;
    let (attempt, _) = Attempt::new(at);
    let new = NewAttempt {
        // As long as the ids that the engine makes.
        id: AttemptId(format!("00000000-0000-7000-{round:04}-{number:012}")),
        profile: of.clone(),
        kind: AttemptKind::Refresh,
        spends: record.current.generation,
        fingerprint: spent,
        credentials: spent,
        token_source: Source::Refresh,
        token_at: record.current.obtained_at,
        attempt: attempt.clone(),
    };
    let by = Process { machine: "FAKE".to_owned(), boot: "FAKE".to_owned(), number: 1, token: "FAKE".to_owned() };
    vault.begin_attempt(&new, None, &by)?;
    let was = AttemptVersion::of(&attempt);
    let (responded, _) = step(attempt, Event::Answered(answer(number, round)), at);
    vault.write_attempt(&new.id, &was, &responded, None, at)?;
    let was = AttemptVersion::of(&responded);
    let (saved, effects) = step(responded, Event::Durable, at);
    let [Effect::Save(tokens)] = effects.as_slice() else { return Err(VaultError::Damaged(None)) };
    let ends = |life| at.saturating_add(life).ok();
    let expiry =
        Expiry { issued_at: Some(at), access_expires_at: ends(ACCESS_LIFE), refresh_expires_at: ends(REFRESH_LIFE) };
    let pair = NewPair { pair: tokens.pair.clone(), expiry, unconfirmed: false, keeps_index: true };
    vault.save_pair(&new.id, Some(&was), &saved, &pair, at).map(drop)
}

fn answer(number: usize, round: u32) -> RawAnswer {
    let (access, refresh) = (token("AT", number, round), token("RT", number, round));
    let body = format!(r#"{{"access_token":"{access}","refresh_token":"{refresh}","expires_in":"90000"}}"#);
    let headers = [
        ("date", "Fri, 27 Nov 2026 03:00:00 GMT"),
        ("content-type", "application/json;charset=utf-8"),
        ("content-length", "411"),
        ("server", "ZServer"),
        ("cache-control", "no-cache, no-store"),
        ("x-request-id", "00000000-0000-7000-8000-000000000000"),
    ];
    RawAnswer {
        status: 200,
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
        body: SecretBytes::new(body.into_bytes()),
        complete: true,
    }
}
