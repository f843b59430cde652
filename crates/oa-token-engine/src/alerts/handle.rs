//! What window and command call about alerts.

use std::time::Duration;

use jiff::Timestamp;
use oa_token_model::alert::{
    AlertChannel, AlertChannelId, ChannelKind, ChannelProgress, ChannelTarget, InvalidTelegram,
};
use oa_token_model::destination::{Webhook, WebhookAddress, WebhookEvent, WebhookSecret};
use oa_token_model::secret::Secret;
use oa_token_vault::VaultError;
use tokio::time::Instant;

use super::channel::{Line, tell};
use super::round;
use super::worker::{Look, PATIENCE};
use crate::i18n::{self, Language};
use crate::{Engine, EngineError, EngineEvent, TestResult};

/// A channel with its state, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelStatus {
    /// Its id.
    pub id: AlertChannelId,
    /// What it is.
    pub kind: ChannelKind,
    /// What may be shown of its address.
    pub shown: String,
    /// When it was added.
    pub created_at: Timestamp,
    /// How the last tries went.
    pub progress: ChannelProgress,
}

/// What a call of [`Alerts::send_due`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Alerted {
    /// How many matters were told, summed over the channels.
    pub sent: usize,
    /// How many still wait.
    pub waiting: usize,
}

/// The channels that tell a person outside the computer what needs them.
#[derive(Clone, Copy)]
pub struct Alerts<'a> {
    pub(crate) engine: &'a Engine,
}

impl Alerts<'_> {
    /// Returns the channels, oldest first.
    pub async fn list(self) -> Result<Vec<ChannelStatus>, EngineError> {
        let read = self.engine.shared.store.run(|vault| vault.channels()).await?;
        let status = |(channel, progress): (AlertChannel, ChannelProgress)| ChannelStatus {
            kind: channel.kind(),
            shown: channel.shown(),
            id: channel.id,
            created_at: channel.created_at,
            progress,
        };
        Ok(read.into_iter().map(status).collect())
    }

    /// Adds a chat in Telegram: the token of a bot and the id of the chat.
    ///
    /// # Errors
    /// [`InvalidTelegram`] inside, if one of them cannot be used.
    pub async fn add_telegram(
        self,
        bot_token: &Secret,
        chat: &Secret,
    ) -> Result<Result<AlertChannelId, InvalidTelegram>, EngineError> {
        match ChannelTarget::telegram(bot_token, chat) {
            Ok(target) => self.add(target).await.map(Ok),
            Err(why) => Ok(Err(why)),
        }
    }

    /// Adds a receiver of webhooks. Returns the secret that signs its alerts. It is shown once.
    pub async fn add_webhook(
        self,
        address: WebhookAddress,
        private_network: bool,
    ) -> Result<(AlertChannelId, WebhookSecret), EngineError> {
        let secret = WebhookSecret::random();
        let webhook = Webhook {
            address,
            secret: secret.clone(),
            former_secret: None,
            with_token: false,
            with_states: true,
            private_network,
            preset: None,
        };
        Ok((self.add(ChannelTarget::Webhook(webhook)).await?, secret))
    }

    async fn add(self, target: ChannelTarget) -> Result<AlertChannelId, EngineError> {
        let (id, shared) = (AlertChannelId::random(), &self.engine.shared);
        let channel = AlertChannel { id: id.clone(), created_at: self.engine.now(), target };
        shared.store.run(move |vault| vault.put_channel(&channel)).await?;
        self.changed();
        Ok(id)
    }

    fn changed(self) {
        self.engine.shared.changes.note();
        self.engine.shared.alerts.look(Look::Again);
        self.engine.shared.emit(EngineEvent::ProfilesChanged);
    }

    /// Removes a channel. Returns whether there was one.
    pub async fn remove(self, id: &AlertChannelId) -> Result<bool, EngineError> {
        let id = id.clone();
        let removed = self.engine.shared.store.run(move |vault| vault.remove_channel(&id)).await?;
        self.changed();
        Ok(removed)
    }

    /// Tries a channel out. One that takes it gets what waits at once.
    pub async fn test(self, id: &AlertChannelId) -> Result<TestResult, EngineError> {
        let shared = &self.engine.shared;
        let _turn = shared.alerts.turn.lock().await;
        let of = id.clone();
        let read = shared.store.run(move |vault| Ok(vault.channels()?.into_iter().find(|(found, _)| found.id == of)));
        let (channel, progress) = read.await?.ok_or(VaultError::NoSuchDestination)?;
        let text = i18n::say(i18n::load(shared.alerts.language()), "alert-test");
        let (event, key, level) = (WebhookEvent::Test, String::new(), String::new());
        let line = Line { event, key, level, profile: None, text };
        let mark = self.engine.now().as_nanosecond().to_string();
        let tested = tell(shared, &channel, &[line], &mark, PATIENCE).await;
        let now = self.engine.now();
        let progress = match &tested {
            // Nothing was told, so the time of the last message stays.
            Ok(_) => ChannelProgress { tried_at: Some(now), told_at: progress.told_at, ..ChannelProgress::default() },
            Err(untold) => progress.failed(untold.fault, untold.wait, now),
        };
        let of = id.clone();
        shared.store.run(move |vault| vault.record_alert(&of, &progress, &[], &[])).await?;
        self.changed();
        Ok(tested.map(Some).map_err(|untold| (untold.fault, untold.status)))
    }

    /// Tells each channel what is due, with a limit for each message; none is begun after the limit for all.
    pub async fn send_due(self, each: Duration, all: Duration) -> Result<Alerted, EngineError> {
        round::send_due(&self.engine.shared, each, Instant::now() + all).await
    }

    /// Tells what is due, now and while the engine exists.
    pub fn watch(self) {
        self.engine.shared.alerts.look(Look::Watch);
    }

    /// Sets the language of the messages. Vietnamese without it.
    pub fn speak(self, language: Language) {
        self.engine.shared.alerts.speak(language);
    }
}
