//! One look at what is due for each channel.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use i18n_embed::fluent::FluentLanguageLoader;
use jiff::Timestamp;
use oa_token_model::alert::{
    AlertChannel, AllClear, CLOCK, ChannelProgress, Matter, Message, Standstill, ToldMatter, after, all_clear,
    due_messages, forgotten, matters,
};
use oa_token_model::destination::WebhookEvent;
use oa_token_model::records::ProfileRecord;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::channel::{Line, at_once, tell};
use super::{Alerted, states};
use crate::{EngineError, EngineEvent, Shared, i18n};

/// A channel as it was read.
struct Scene {
    channel: AlertChannel,
    progress: ChannelProgress,
    told: Vec<ToldMatter>,
}

/// Sends what is due to each channel: each try with a limit, and none is begun after `until`. No try is cancelled, because
/// a message that was sent and not recorded would come twice.
pub(super) async fn send_due(shared: &Arc<Shared>, each: Duration, until: Instant) -> Result<Alerted, EngineError> {
    let _turn = shared.alerts.turn.lock().await;
    let read = shared.store.run(|vault| {
        let channels = vault.channels()?;
        if channels.is_empty() && !vault.may_have_webhooks()? {
            return Ok((Vec::new(), Vec::new()));
        }
        let mut scenes = Vec::new();
        for (channel, progress) in channels {
            let told = vault.told(&channel.id)?;
            scenes.push(Scene { channel, progress, told });
        }
        Ok((scenes, vault.profiles()?))
    });
    let (scenes, records) = read.await?;
    let (records, mut tries) = (Arc::new(records), JoinSet::new());
    let standstill = shared.alerts.standstill(shared.misdated.load(Ordering::Relaxed));
    for scene in scenes {
        let (shared, records, standstill) = (Arc::clone(shared), Arc::clone(&records), standstill.clone());
        tries.spawn(async move { tell_channel(&shared, scene, (&records, &standstill), (each, until)).await });
    }
    let mut done = states::tell_places(shared, &records, &standstill, (each, until)).await?;
    while let Some(ended) = tries.join_next().await {
        let one = ended.map_err(|_| EngineError::Stopped)??;
        done.sent += one.sent;
        done.waiting += one.waiting;
    }
    if done.sent + done.waiting > 0 {
        shared.emit(EngineEvent::ProfilesChanged);
    }
    Ok(done)
}

async fn tell_channel(
    shared: &Shared,
    scene: Scene,
    (records, standstill): (&[ProfileRecord], &Standstill),
    (each, until): (Duration, Instant),
) -> Result<Alerted, EngineError> {
    let Scene { channel, mut progress, mut told } = scene;
    let now = shared.now();
    let found = due_now(shared, &matters(records, standstill, now), records, &told);
    let mut over = forgotten(&told, now);
    // A matter that is sent again now stays in the log.
    over.retain(|key| found.iter().all(|message| message.key() != key));
    if found.is_empty() && over.is_empty() {
        return Ok(Alerted::default());
    }
    let waiting = found.len();
    let (id, was) = (channel.id.clone(), progress.clone());
    if !progress.is_ready(now)
        || !shared.store.run(move |vault| vault.claim_channel(&id, &was, ChannelProgress::claim(now))).await?
    {
        return Ok(Alerted { sent: 0, waiting });
    }
    let loader = i18n::load(shared.alerts.language());
    let (lines, mut entries) = lines(loader, found, &told, records, now);
    let mut sent = 0;
    // The time of the last message makes this one's id: it is the same at each try, and another one the next time.
    let told_at = progress.told_at;
    let mark = told_at.map(Timestamp::as_millisecond).unwrap_or_default().to_string();
    let size = at_once(&channel);
    let mut waits = lines.into_iter().peekable();
    let mut failed = None;
    while failed.is_none() && waits.peek().is_some() && Instant::now() < until {
        let (part, of): (Vec<Line>, Vec<ToldMatter>) = waits.by_ref().take(size).unzip();
        match tell(shared, &channel, &part, &mark, each).await {
            Ok(_) => {
                sent += part.len();
                told.extend(of.iter().cloned());
                entries.extend(of);
                let now = shared.now();
                progress = ChannelProgress::succeeded(now);
                let held = ChannelProgress { next_at: Some(ChannelProgress::claim(now)), ..progress.clone() };
                let (id, new) = (channel.id.clone(), std::mem::take(&mut entries));
                shared.store.run(move |vault| vault.record_alert(&id, &held, &new, &[])).await?;
            }
            Err(untold) => failed = Some(untold),
        }
    }
    if let Some(untold) = failed {
        tracing::warn!(channel = %channel.id, fault = ?untold.fault, status = untold.status, "alert not taken");
        // The id of what was not taken stays the same at its next try.
        progress.told_at = told_at;
        progress = progress.failed(untold.fault, untold.wait, shared.now());
    }
    let id = channel.id.clone();
    shared.store.run(move |vault| vault.record_alert(&id, &progress, &entries, &over)).await?;
    Ok(Alerted { sent, waiting: waiting.saturating_sub(sent) })
}

/// Returns what is due. Only the process that refreshes automatically knows how the clock is.
pub(super) fn due_now(
    shared: &Shared,
    current: &[Matter],
    records: &[ProfileRecord],
    told: &[ToldMatter],
) -> Vec<Message> {
    let (is_judge, now) = (shared.alerts.judges_clock.load(Ordering::Relaxed), shared.now());
    let mut found = due_messages(current, told, now);
    found.retain(|message| match message {
        Message::Over(key) if key == CLOCK => is_judge,
        Message::Over(key) => all_clear(key, records, now) != AllClear::NotYet,
        Message::Wrong(_) => true,
    });
    found
}

/// Returns what is said with what is stored of it, and what is stored of matters of which there is nothing to say.
pub(super) fn lines(
    loader: &FluentLanguageLoader,
    found: Vec<Message>,
    told: &[ToldMatter],
    records: &[ProfileRecord],
    now: Timestamp,
) -> (Vec<(Line, ToldMatter)>, Vec<ToldMatter>) {
    let (mut lines, mut silent) = (Vec::new(), Vec::new());
    for message in found {
        let entry = after(&message, told, now);
        match line(loader, &message, &entry, records, now) {
            Some(line) => lines.push((line, entry)),
            // The OA or place is gone.
            None => silent.push(entry),
        }
    }
    (lines, silent)
}

/// Returns what is said; `None` if there is nothing to say.
fn line(
    loader: &FluentLanguageLoader,
    message: &Message,
    entry: &ToldMatter,
    records: &[ProfileRecord],
    now: Timestamp,
) -> Option<Line> {
    let (event, oa, words) = match message {
        Message::Wrong(matter) => (matter.event, matter.oa.clone(), matter.words.clone()),
        Message::Over(key) => {
            let AllClear::Say { oa, words } = all_clear(key, records, now) else { return None };
            (WebhookEvent::TokenRecovered, oa, words)
        }
    };
    let profile = records.iter().map(|record| &record.profile).find(|profile| Some(&profile.id) == oa.as_ref());
    let text = i18n::explain(loader, &words);
    Some(Line { event, key: entry.matter.clone(), level: entry.said.clone(), profile: profile.cloned(), text })
}
