//! Tells the receivers of an OA's tokens the states of that OA, beside the tokens: to the same address, signed with the same
//! secret, by the same rules for addresses.

use std::sync::Arc;
use std::time::Duration;

use i18n_embed::fluent::FluentLanguageLoader;
use oa_token_model::alert::{
    ChannelProgress, PlaceTold, Standstill, ToldMatter, ToldPlaces, forgotten, is_reachable, is_told_states,
    place_matters,
};
use oa_token_model::destination::{
    DeliveryEntry, DeliveryFault, DeliveryState, DestinationId, DestinationRecord, PairMark, Target, message_id,
};
use oa_token_model::records::{ProfileRecord, SettingName};
use oa_token_model::secret::Secret;
use oa_token_vault::{Vault, VaultError};
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::Alerted;
use super::channel::{Line, post};
use super::round::{due_now, lines};
use crate::{EngineError, EngineEvent, Shared, i18n};

/// How many places are told at once.
const AT_ONCE: usize = 16;

/// A place that has something to be told.
struct Job {
    record: ProfileRecord,
    place: DestinationRecord,
    was: PlaceTold,
    /// What is said, with what is stored of it.
    lines: Vec<(Line, ToldMatter)>,
    /// What is stored of matters of which nothing is said.
    silent: Vec<ToldMatter>,
    over: Vec<String>,
}

/// What becomes of a job.
struct Done {
    id: DestinationId,
    told: PlaceTold,
    sent: usize,
    waiting: usize,
    log: Vec<DeliveryEntry>,
}

/// Tells the states of these OAs, which are all that there are, to their receivers. None is begun after `until`.
pub(super) async fn tell_places(
    shared: &Arc<Shared>,
    records: &[ProfileRecord],
    standstill: &Standstill,
    (each, until): (Duration, Instant),
) -> Result<Alerted, EngineError> {
    let told = shared.store.run(|vault| Ok(parse(vault.setting(SettingName::ToldPlaces)?.as_ref()))).await?;
    let loader = i18n::load(shared.alerts.language());
    let mut jobs = Vec::new();
    let mut done = Alerted::default();
    for record in records {
        for place in record.destinations.iter().filter(|place| is_told_states(record, place)) {
            let was = told.get(place.id.as_str()).cloned().unwrap_or_default();
            let Some(job) = job(shared, loader, (record, place), was, standstill) else { continue };
            let is_ready = job.was.progress.is_ready(shared.now()) && is_reachable(place, shared.now());
            if is_ready {
                jobs.push(job);
            } else {
                done.waiting += job.lines.len();
            }
        }
    }
    let known: Vec<String> =
        records.iter().flat_map(|record| &record.destinations).map(|place| place.id.to_string()).collect();
    while !jobs.is_empty() {
        let part: Vec<Job> = jobs.drain(..jobs.len().min(AT_ONCE)).collect();
        if Instant::now() >= until {
            done.waiting += part.iter().map(|job| job.lines.len()).sum::<usize>();
            continue;
        }
        let mut tries = JoinSet::new();
        for job in claim(shared, part, &mut done).await? {
            let shared = Arc::clone(shared);
            tries.spawn(async move { tell(&shared, job, each).await });
        }
        let mut ended = Vec::new();
        while let Some(one) = tries.join_next().await {
            ended.push(one.map_err(|_| EngineError::Stopped)?);
        }
        for one in &ended {
            let Done { sent, waiting, .. }: &Done = one;
            (done.sent, done.waiting) = (done.sent + sent, done.waiting + waiting);
        }
        record_all(shared, ended, known.clone()).await?;
    }
    Ok(done)
}

fn job(
    shared: &Shared,
    loader: &FluentLanguageLoader,
    (record, place): (&ProfileRecord, &DestinationRecord),
    was: PlaceTold,
    standstill: &Standstill,
) -> Option<Job> {
    let (now, of) = (shared.now(), std::slice::from_ref(record));
    let found = due_now(shared, &place_matters(record, standstill, now), of, &was.told);
    let mut over = forgotten(&was.told, now);
    over.retain(|key| found.iter().all(|message| message.key() != key));
    if found.is_empty() && over.is_empty() {
        return None;
    }
    let (lines, silent) = lines(loader, found, &was.told, of, now);
    // What has stopped all OAs has stopped this one.
    let about = |line: Line| Line { profile: Some(record.profile.clone()), ..line };
    let lines = lines.into_iter().map(|(line, entry)| (about(line), entry)).collect();
    Some(Job { record: record.clone(), place: place.clone(), was, lines, silent, over })
}

/// Claims the places of these jobs; one that another process has told meanwhile, or is telling, is left out.
async fn claim(shared: &Shared, jobs: Vec<Job>, done: &mut Alerted) -> Result<Vec<Job>, EngineError> {
    let until = ChannelProgress::claim(shared.now());
    let wanted: Vec<(String, PlaceTold)> = jobs.iter().map(|job| (job.place.id.to_string(), job.was.clone())).collect();
    let work = move |vault: &mut dyn Vault| {
        let mut claimed = Vec::new();
        vault.change_setting(SettingName::ToldPlaces, &mut |text| {
            let mut told = parse(text);
            claimed.clear();
            for (id, was) in &wanted {
                let now = told.entry(id.clone()).or_default();
                if now == was {
                    now.progress.next_at = Some(until);
                    claimed.push(id.clone());
                }
            }
            (!claimed.is_empty()).then(|| text_of(&told))
        })?;
        Ok(claimed)
    };
    let claimed: Vec<String> = shared.store.run(work).await?;
    let (ours, others): (Vec<Job>, Vec<Job>) =
        jobs.into_iter().partition(|job| claimed.iter().any(|id| id == job.place.id.as_str()));
    done.waiting += others.iter().map(|job| job.lines.len()).sum::<usize>();
    Ok(ours)
}

async fn tell(shared: &Shared, job: Job, each: Duration) -> Done {
    let Job { record, place, was, lines, silent, over } = job;
    let mut done = Done { id: place.id.clone(), told: was.clone(), sent: 0, waiting: 0, log: Vec::new() };
    done.told.note(silent, &over);
    // Read now: an address that was corrected meanwhile is the one that counts.
    let id = place.id.clone();
    let webhook = match shared.store.run(move |vault| vault.destination(&id)).await {
        Ok((destination, _)) => match destination.target {
            Target::Webhook(webhook) => Some(webhook),
            Target::File(_) | Target::ByHand { .. } => None,
        },
        Err(_) => None,
    };
    let Some(webhook) = webhook else { return done };
    // The same at each try of a message, and another one the next time.
    let mark = was.progress.told_at.map(jiff::Timestamp::as_millisecond).unwrap_or_default();
    let count = lines.len();
    for (line, entry) in lines {
        let mark = PairMark(format!("{}.{}.{mark}", line.key, line.level));
        let id = message_id(&place.id, line.event.name(), &mark);
        let begun = Instant::now();
        let posted = post(shared, &webhook, &line, &id, each).await;
        let now = shared.now();
        done.log.push(DeliveryEntry {
            at: now,
            destination: place.id.clone(),
            event: line.event.name().to_owned(),
            generation: record.current.generation,
            fault: posted.err().map(|(fault, _)| fault),
            status: posted.map_or_else(|(_, status)| status, Some),
            took: u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX),
        });
        match posted {
            Ok(_) => {
                done.sent += 1;
                done.told.note(vec![entry], &[]);
                done.told.progress = ChannelProgress::succeeded(now);
            }
            Err((fault, status)) => {
                tracing::warn!(place = %place.id, ?fault, status, "state not taken");
                done.told.progress =
                    ChannelProgress { told_at: was.progress.told_at, ..was.progress.clone() }.failed(fault, None, now);
                done.waiting = count - done.sent;
                return done;
            }
        }
    }
    if done.sent == 0 {
        done.told.progress = was.progress;
    }
    done
}

/// Records what was told, and forgets the places that are gone.
async fn record_all(shared: &Shared, ended: Vec<Done>, known: Vec<String>) -> Result<(), EngineError> {
    let has_log = ended.iter().any(|one| !one.log.is_empty());
    let work = move |vault: &mut dyn Vault| {
        vault.change_setting(SettingName::ToldPlaces, &mut |text| {
            let mut told = parse(text);
            for one in &ended {
                told.insert(one.id.to_string(), one.told.clone());
            }
            told.retain(|id, one| known.contains(id) && *one != PlaceTold::default());
            Some(text_of(&told))
        })?;
        for (id, entry) in ended.iter().flat_map(|one| one.log.iter().map(|entry| (&one.id, entry))) {
            let mut change = |progress: &mut oa_token_model::destination::DeliveryProgress| {
                if entry.fault == Some(DeliveryFault::Gone) {
                    (progress.state, progress.fault, progress.status) =
                        (DeliveryState::Stopped, entry.fault, entry.status);
                }
            };
            match vault.record_delivery(id, Some(entry), &mut change) {
                // It was removed meanwhile.
                Err(VaultError::NoSuchDestination | VaultError::Altered) => {}
                other => other?,
            }
        }
        Ok(())
    };
    shared.store.run(work).await?;
    if has_log {
        shared.emit(EngineEvent::ProfilesChanged);
    }
    Ok(())
}

/// Reads the setting. One that no program of this version wrote counts as if nothing was told.
fn parse(text: Option<&Secret>) -> ToldPlaces {
    text.and_then(|text| serde_json::from_str(text.expose()).ok()).unwrap_or_default()
}

fn text_of(told: &ToldPlaces) -> Secret {
    Secret::new(serde_json::to_string(told).expect("what was told is plain JSON"))
}
