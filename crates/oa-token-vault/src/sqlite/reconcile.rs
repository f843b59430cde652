//! Compares the vault with its second copy, OA by OA, and repairs what went back in time.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use oa_token_model::profile::{ProfileId, ProfileKind};
use oa_token_model::records::HistoryEvent;
use oa_token_model::refresh::lineage::{self, Newer};
use oa_token_model::refresh::plan::Fingerprint;
use oa_token_model::token::{Generation, StoredPair};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior};

use super::config::{self, Config};
use super::copy::{self, Names, SecondCopy};
use super::in_step::About;
use super::listed::{self, Table};
use super::pairs::{self, NewRow};
use super::{apart, chain, columns, destinations, history, meta, slots, spent};
use crate::VaultError;
use crate::seal::Sealer;

/// Which file failed.
pub(super) enum Fault {
    /// The vault.
    Vault(VaultError),
    /// The second copy.
    Copy,
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        Self::Vault(error)
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Vault(error.into())
    }
}

/// Brings the two files in step: afterwards both hold what either of them held. If another process has done this
/// meanwhile, nothing is written.
pub(super) fn run(
    vault: &mut Connection,
    second: &mut SecondCopy,
    sealer: &Sealer,
    about: &About,
) -> Result<(), Fault> {
    let ours = vault.transaction_with_behavior(TransactionBehavior::Immediate)?;
    super::database::may_write(&ours, sealer)?;
    let theirs =
        second.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|_| Fault::Copy)?;
    let in_step = copy::has_same_stamp(&ours, &theirs) && copy::has_same_state(&ours, &theirs);
    let differing = if in_step { copy::differing(&ours, &theirs, about).ok() } else { None };
    let is_part = differing.is_some();
    let mut open: Vec<ProfileId> = match differing {
        Some(found) => found,
        None => ids(&ours)?.union(&ids(&theirs).map_err(|_| Fault::Copy)?).cloned().collect(),
    };
    let is_copy_ours = meta::check(&theirs, sealer).is_ok();
    if is_copy_ours {
        newer_state(&ours, &theirs, sealer)?;
    }
    let now = now(&ours)?;
    let (mut seen, mut whole) = (BTreeSet::new(), Vec::new());
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        // A copy that fails its checks is replaced by the vault's data.
        let second = if is_copy_ours { Facts::read(&theirs, sealer, &id).unwrap_or(None) } else { None };
        let first = match Facts::read(&ours, sealer, &id) {
            // Somebody without the key changed this OA. It is blocked, and must not be copied.
            Err(VaultError::Altered | VaultError::Unsealable) => continue,
            other => other?,
        };
        let mut is_copied = false;
        each(&ours, &theirs, || {
            is_copied = one(&ours, &theirs, sealer, &id, first.as_ref(), second.as_ref(), now, &mut open)?;
            Ok(())
        })?;
        if is_copied {
            whole.push(id);
        }
    }
    if is_part && whole.is_empty() {
        return Ok(()); // Another process has done it meanwhile, or the OA is blocked.
    }
    // Copy only after everything was read: rows of the two files may have the same numbers.
    for id in &whole {
        copy::profile(&ours, &theirs, id, Names::Copied).map_err(|_| Fault::Copy)?;
    }
    meta::set_plain(&ours, "stamp", &super::database::stamp())?;
    copy::slots(&ours, &theirs)
        .and_then(|()| listed::copy(&ours, &theirs))
        .and_then(|()| copy::of_vault(&ours, &theirs))
        .map_err(|_| Fault::Copy)?;
    ours.commit()?;
    theirs.commit().map_err(|_| Fault::Copy)
}

/// Runs the work on one OA in a savepoint. If its rows fail their checks, rolls back that OA's changes and lets the
/// others continue.
fn each(ours: &Connection, theirs: &Connection, work: impl FnOnce() -> Result<(), Fault>) -> Result<(), Fault> {
    ours.execute_batch("SAVEPOINT one_oa")?;
    theirs.execute_batch("SAVEPOINT one_oa").map_err(|_| Fault::Copy)?;
    let done = work();
    let is_altered = matches!(done, Err(Fault::Vault(VaultError::Altered | VaultError::Unsealable)));
    let end = if is_altered { "ROLLBACK TO one_oa; RELEASE one_oa" } else { "RELEASE one_oa" };
    ours.execute_batch(end)?;
    theirs.execute_batch(end).map_err(|_| Fault::Copy)?;
    if is_altered { Ok(()) } else { done }
}

/// Brings one OA of the vault up to date. Returns whether it is to be copied then. Other OAs that changed are added to
/// `open`.
#[expect(clippy::too_many_arguments, reason = "two files, their rows of one OA, and the remaining work")]
fn one(
    ours: &Connection,
    theirs: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    first: Option<&Facts>,
    second: Option<&Facts>,
    now: Timestamp,
    open: &mut Vec<ProfileId>,
) -> Result<bool, Fault> {
    let is_practice = |facts: &Facts| facts.config.kind == ProfileKind::Practice;
    match (first, second) {
        (None, None) => Ok(false),
        (Some(first), _) if is_practice(first) => Ok(false),
        (None, Some(second)) if is_practice(second) => Ok(false),
        (Some(_), None) => Ok(true),
        (_, Some(_)) => Ok(heal(ours, theirs, sealer, id, now, open)?),
    }
}

/// Brings an OA of the vault up to date from another file if that one is newer. Returns whether that file holds the OA.
/// Other OAs whose attempts got new numbers are added to `renumbered`.
pub(super) fn heal(
    ours: &Connection,
    theirs: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    now: Timestamp,
    renumbered: &mut Vec<ProfileId>,
) -> Result<bool, VaultError> {
    let Some(second) = Facts::read(theirs, sealer, id)? else { return Ok(false) };
    if second.config.kind == ProfileKind::Practice {
        return Ok(true);
    }
    let Some(first) = Facts::read(ours, sealer, id)? else {
        renumbered.extend(take(ours, theirs, sealer, id, Names::Copied)?);
        meta::count_profiles(ours, sealer)?;
        history::add(ours, id, &HistoryEvent::Healed, now)?;
        return Ok(true);
    };
    let we_alone = apart::only_in(ours, theirs, id, second.oldest())?;
    let they_alone = apart::only_in(theirs, ours, id, first.oldest())?;
    match lineage::newer(&first.side(ours, sealer, &second)?, &second.side(theirs, sealer, &first)?) {
        Newer::Same => {}
        Newer::First => {
            if !first.knows(&second) {
                apart::add(ours, sealer, id, &they_alone)?;
            }
        }
        Newer::Second => {
            renumbered.extend(take(ours, theirs, sealer, id, Names::Kept)?);
            history::add(ours, id, &HistoryEvent::Healed, now)?;
            if !second.knows(&first) {
                apart::add(ours, sealer, id, &we_alone)?;
            }
        }
        Newer::Fork => {
            fork(ours, theirs, sealer, id, &second, now)?;
            copy::spent(theirs, ours, id)?;
            apart::add(ours, sealer, id, &they_alone)?;
        }
    }
    Ok(true)
}

/// Copies an OA from another file. Attempts of other OAs here that have the numbers of its attempts get new ones.
/// Returns these OAs.
fn take(
    ours: &Connection,
    theirs: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    names: Names,
) -> Result<Vec<ProfileId>, VaultError> {
    let numbers = numbers(theirs, id)?;
    let holders = holders(ours, id, &numbers)?;
    for (of, from) in &holders {
        chain::renumber(ours, sealer, of, *from, numbers.last().copied().unwrap_or_default())?;
    }
    copy::profile(theirs, ours, id, names)?;
    Ok(holders.into_keys().collect())
}

/// Returns the numbers of an OA's attempts, in ascending order.
fn numbers(connection: &Connection, id: &ProfileId) -> Result<Vec<i64>, VaultError> {
    let mut statement =
        connection.prepare_cached("SELECT sequence FROM attempt WHERE profile = ?1 ORDER BY sequence")?;
    let rows = statement.query_map([id.as_str()], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Finds the other OAs that have some of these numbers, each with its lowest one.
fn holders(connection: &Connection, but: &ProfileId, numbers: &[i64]) -> Result<BTreeMap<ProfileId, i64>, VaultError> {
    let mut statement =
        connection.prepare_cached("SELECT profile FROM attempt WHERE sequence = ?1 AND profile <> ?2")?;
    let mut found = BTreeMap::new();
    for number in numbers {
        let of = statement.query_row((number, but.as_str()), |row| columns::id(row, "profile")).optional()?;
        if let Some(of) = of {
            found.entry(of).or_insert(*number);
        }
    }
    Ok(found)
}

/// Keeps both sides: pairs that only the copy holds, and that neither file records as spent, are added to the vault.
/// Nothing is sent automatically until it is known which pair is valid.
fn fork(
    ours: &Connection,
    theirs: &Connection,
    sealer: &Sealer,
    id: &ProfileId,
    second: &Facts,
    now: Timestamp,
) -> Result<(), VaultError> {
    let mut config = config::read(ours, sealer, id)?;
    let known = pairs::kept(ours, sealer, id, &config)?;
    for stored in pairs::kept(theirs, sealer, id, &second.config)?.into_iter().rev() {
        let is_current = stored.generation.0 == second.config.current;
        let is_known = known.iter().any(|kept| kept.pair == stored.pair);
        if is_known || (!is_current && is_recorded(ours, theirs, sealer, &stored)?) {
            continue;
        }
        let stored = StoredPair { generation: Generation(config.newest).next(), ..stored };
        // Unlike `pairs::insert`, this deletes no old pair: any of them may be the valid one.
        pairs::write(ours, sealer, id, config.kind, &NewRow { stored: &stored, attempt: None, follows: None })?;
        config.newest = stored.generation.0;
    }
    config.pairs = chain::seal_pairs(ours, sealer, id)?;
    let is_news = !config.old_copy;
    config.old_copy = true;
    config::write(ours, sealer, id, &config)?;
    if is_news {
        history::add(ours, id, &HistoryEvent::OldCopy, now)?;
    }
    Ok(())
}

/// Reports whether one of the files records the pair's refresh token as spent or replaced. True for a pair without one,
/// because no token can be lost with it.
fn is_recorded(
    ours: &Connection,
    theirs: &Connection,
    sealer: &Sealer,
    stored: &StoredPair,
) -> Result<bool, VaultError> {
    let Some(token) = &stored.pair.refresh else { return Ok(true) };
    let token = pairs::print(sealer, token);
    Ok(spent::fate(ours, sealer, token)?.is_some() || spent::fate(theirs, sealer, token)?.is_some())
}

/// Takes over the copy's newer state, so that an older vault does not bring back a removed slot or an ended pause.
fn newer_state(ours: &Connection, theirs: &Connection, sealer: &Sealer) -> Result<(), Fault> {
    let Ok(second) = meta::read(theirs, sealer) else { return Ok(()) };
    let first = meta::read(ours, sealer)?;
    if second.revision <= first.revision {
        return Ok(());
    }
    if second.slots != first.slots {
        copy::slots(theirs, ours)?;
    }
    if second.listed != first.listed {
        listed::copy(theirs, ours)?;
    }
    Ok(meta::change(ours, sealer, |state| {
        state.slots = second.slots;
        state.settings = second.settings;
        state.listed = second.listed;
        state.revision = second.revision;
    })?)
}

pub(super) fn ids(connection: &Connection) -> Result<BTreeSet<ProfileId>, VaultError> {
    let mut statement = connection.prepare("SELECT id FROM profile")?;
    let ids = statement.query_map([], |row| Ok(columns::id(row, "id").ok()))?;
    // Skips a row whose id is not a valid profile id. `faults` reports it.
    Ok(ids.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

/// Returns SQLite's clock, for history entries only: no decision depends on when something was repaired.
pub(super) fn now(connection: &Connection) -> Result<Timestamp, VaultError> {
    let at: i64 = connection.query_row("SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER)", [], |row| row.get(0))?;
    Timestamp::from_millisecond(at).map_err(|_| VaultError::Altered)
}

/// The data of an OA in one file, after all its MACs were checked.
pub(super) struct Facts {
    config: Config,
    current: Option<Fingerprint>,
    /// The refresh tokens of its pairs.
    tokens: Vec<Fingerprint>,
    /// The refresh tokens that the file does not record as spent.
    may_live: Vec<Fingerprint>,
    attempts: HashMap<String, Attempt>,
    first_sequence: i64,
}

/// The progress of an attempt.
struct Attempt {
    sequence: i64,
    progress: lineage::Progress,
    holds_back: Option<Fingerprint>,
}

impl Facts {
    pub(super) fn read(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<Option<Self>, VaultError> {
        let config = match config::read(connection, sealer, id) {
            Err(VaultError::NoSuchProfile) => return Ok(None),
            other => other?,
        };
        chain::check_pairs(connection, sealer, id, &config)?;
        chain::check_tail(connection, sealer, id, &config)?;
        let pair = pairs::one(connection, sealer, id, &config, Generation(config.current))?;
        let current = pair.and_then(|pair| pair.pair.refresh).map(|token| pairs::print(sealer, &token));
        let tokens = tokens(connection, id)?;
        let mut may_live = Vec::new();
        for token in &tokens {
            if spent::fate(connection, sealer, *token)? != Some(spent::Fate::Spent) {
                may_live.push(*token);
            }
        }
        let attempts = attempts(connection, id)?;
        let first_sequence = attempts.values().map(|attempt| attempt.sequence).min().unwrap_or(i64::MAX);
        Ok(Some(Self { config, current, tokens, may_live, attempts, first_sequence }))
    }

    fn side(&self, connection: &Connection, sealer: &Sealer, other: &Self) -> Result<lineage::Side, VaultError> {
        let records_other = match other.current {
            Some(token) => spent::fate(connection, sealer, token)?.is_some(),
            None => false,
        };
        let mut knows_pairs = true;
        for token in other.may_live.iter().filter(|token| !self.tokens.contains(token)) {
            knows_pairs &= spent::fate(connection, sealer, *token)?.is_some();
        }
        Ok(lineage::Side {
            current: self.current,
            records_other,
            knows_pairs,
            knows_attempts: self.knows(other),
            holds_back: self
                .attempts
                .values()
                .any(|attempt| attempt.holds_back.is_some() && attempt.holds_back == self.current),
            revision: self.config.revision,
        })
    }

    /// Returns the lowest number an attempt can have here: earlier ones were condensed away.
    fn oldest(&self) -> i64 {
        if self.config.base.is_some() { self.first_sequence } else { 0 }
    }

    /// Returns the lowest number of the attempts that were read here: of many, only the newest are.
    fn read_from(&self) -> i64 {
        let is_all = (self.attempts.len() as u64) < u64::from(chain::TAIL);
        if is_all { self.oldest() } else { self.first_sequence }
    }

    /// Reports whether this side knows all attempts of the other, at least as far. Attempts that were condensed away here,
    /// and those before the newest, count as known.
    fn knows(&self, other: &Self) -> bool {
        other.attempts.iter().filter(|(_, theirs)| theirs.sequence >= self.read_from()).all(|(id, theirs)| {
            lineage::knows_attempt(self.attempts.get(id).map(|ours| ours.progress), theirs.progress)
        })
    }
}

fn tokens(connection: &Connection, of: &ProfileId) -> Result<Vec<Fingerprint>, VaultError> {
    let sql = "SELECT refresh_print FROM pair WHERE profile = ?1 AND refresh_print IS NOT NULL";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([of.as_str()], |row| row.get(0).map(Fingerprint))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn attempts(connection: &Connection, of: &ProfileId) -> Result<HashMap<String, Attempt>, VaultError> {
    let sql = "SELECT id, sequence, state, sends, released, fingerprint FROM attempt WHERE profile = ?1
        ORDER BY sequence DESC LIMIT ?2";
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map((of.as_str(), chain::TAIL), |row| {
        let (state, sends): (String, u32) = (row.get("state")?, row.get("sends")?);
        let progress = match state.as_str() {
            "prepared" => (sends, 0),
            "sending" => (sends, 1),
            "responded" => (sends, 2),
            "unknown" => (sends, 3),
            // Ended. A late answer can still turn a dead attempt into a saved one.
            "saved" => (u32::MAX, 2),
            _ => (u32::MAX, 1),
        };
        let released: bool = row.get("released")?;
        let is_spent = matches!(state.as_str(), "sending" | "responded" | "unknown" | "saved" | "dead") && !released;
        let print = Fingerprint(row.get("fingerprint")?);
        let attempt = Attempt { sequence: row.get("sequence")?, progress, holds_back: is_spent.then_some(print) };
        Ok((row.get::<_, String>("id")?, attempt))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Checks every MAC and seal of the vault. Returns what somebody without the key has changed.
pub(super) fn faults(
    connection: &Connection,
    sealer: &Sealer,
) -> Result<Vec<oa_token_model::records::Fault>, VaultError> {
    use oa_token_model::records::Fault as Seen;
    let mut found = Vec::new();
    for slot in slots::strangers(connection, sealer)? {
        found.push(Seen::StrangeSlot(slot));
    }
    let state = meta::read(connection, sealer)?;
    let has_slots: BTreeSet<String> = slots::all(connection)?.into_iter().map(|slot| slot.id).collect();
    if state.slots.iter().any(|slot| !has_slots.contains(slot)) {
        found.push(Seen::SlotGone);
    }
    let tables = [(Table::ApiKey, Seen::ApiKeys), (Table::Channel, Seen::AlertChannels), (Table::Team, Seen::Team)];
    for (table, fault) in tables {
        if !listed::is_whole(connection, sealer, table)? {
            found.push(fault);
        }
    }
    let ids = ids(connection)?;
    if state.profiles != meta::profiles(connection)? || state.profiles != ids.len() as u64 {
        found.push(Seen::ProfilesGone);
    }
    for id in ids {
        match whole(connection, sealer, &id) {
            Ok(()) => {}
            Err(VaultError::Altered | VaultError::Unsealable) => found.push(Seen::Altered(id)),
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

fn whole(connection: &Connection, sealer: &Sealer, id: &ProfileId) -> Result<(), VaultError> {
    let config = config::read(connection, sealer, id)?;
    config::secret_key(connection, sealer, id, &config)?;
    pairs::kept(connection, sealer, id, &config)?;
    chain::check_from(connection, sealer, id, &config, 0)?;
    super::attempts::ledger(connection, sealer, id, &config, None)?;
    destinations::of_oa(connection, sealer, id, &config)?;
    spent::check(connection, sealer, id)
}
