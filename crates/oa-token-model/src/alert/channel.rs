//! A channel, as the vault stores it.

use std::fmt;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::destination::{DeliveryFault, Webhook};
use crate::secret::Secret;

/// Identifies a channel permanently. A UUID as text; no secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AlertChannelId(pub String);

impl AlertChannelId {
    /// Makes a new, random id.
    pub fn random() -> Self {
        Self(Uuid::new_v4().to_string())
    }

    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AlertChannelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a channel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "page", derive(specta::Type))]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// A chat in Telegram.
    Telegram,
    /// A receiver of webhooks.
    Webhook,
}

/// A channel with everything that is needed to send to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertChannel {
    /// Its id.
    pub id: AlertChannelId,
    /// When it was added.
    pub created_at: Timestamp,
    /// What it is.
    pub target: ChannelTarget,
}

/// What a channel is, with its settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChannelTarget {
    /// A chat in Telegram.
    Telegram {
        /// The token of the bot. A secret: it stands in the address of each request.
        bot_token: Secret,
        /// The chat.
        chat: Secret,
    },
    /// A receiver of webhooks, which gets no token.
    Webhook(Webhook),
}

/// Why a chat in Telegram cannot be used. Never contains what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTelegram {
    /// The token is not one that `BotFather` gives.
    #[error("this is no token of a bot")]
    BotToken,
    /// The chat is neither a number nor a public name.
    #[error("this is no id of a chat")]
    Chat,
}

impl InvalidTelegram {
    /// Returns the message id that explains it.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::BotToken => "alert-bot-token-invalid",
            Self::Chat => "alert-chat-invalid",
        }
    }
}

/// The longest token of a bot and id of a chat that are taken. Those of 2026 have 46 and at most 33 characters.
const MOST_CHARS: usize = 128;

impl ChannelTarget {
    /// Parses the token of a bot (`123456:ABC…`) and the id of a chat (`-1001234`, or `@name` of a public channel).
    ///
    /// # Errors
    /// [`InvalidTelegram`].
    pub fn telegram(bot_token: &Secret, chat: &Secret) -> Result<Self, InvalidTelegram> {
        let (bot_token, chat) = (bot_token.expose().trim(), chat.expose().trim());
        let is_word = |text: &str| {
            !text.is_empty()
                && text.len() <= MOST_CHARS
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        };
        let is_number = |text: &str| is_word(text) && text.bytes().all(|byte| byte.is_ascii_digit());
        // It becomes a part of the address, where nothing else may stand.
        let is_token = |(bot, key): (&str, &str)| is_number(bot) && is_word(&key.replace('-', "_"));
        if !bot_token.split_once(':').is_some_and(is_token) {
            return Err(InvalidTelegram::BotToken);
        }
        let is_chat = chat.strip_prefix('@').map_or_else(|| is_number(chat.strip_prefix('-').unwrap_or(chat)), is_word);
        if !is_chat {
            return Err(InvalidTelegram::Chat);
        }
        Ok(Self::Telegram { bot_token: Secret::new(bot_token), chat: Secret::new(chat) })
    }
}

impl AlertChannel {
    /// Returns its kind.
    pub fn kind(&self) -> ChannelKind {
        match self.target {
            ChannelTarget::Telegram { .. } => ChannelKind::Telegram,
            ChannelTarget::Webhook(_) => ChannelKind::Webhook,
        }
    }

    /// Returns what may be shown of it: the last four characters of the chat, or the host and the end of the address.
    pub fn shown(&self) -> String {
        match &self.target {
            ChannelTarget::Telegram { chat, .. } => {
                let end: Vec<char> = chat.expose().chars().rev().take(4).collect();
                format!("Telegram …{}", end.into_iter().rev().collect::<String>())
            }
            ChannelTarget::Webhook(webhook) => webhook.address.shown(),
        }
    }
}

/// How the last tries to reach a channel went.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChannelProgress {
    /// How many tries failed in a row.
    pub tries: u32,
    /// Why the last try failed.
    pub fault: Option<DeliveryFault>,
    /// When it was tried last.
    pub tried_at: Option<Timestamp>,
    /// When it took a message last.
    pub told_at: Option<Timestamp>,
    /// Since when every try failed.
    pub failing_since: Option<Timestamp>,
    /// Nothing is sent before this time. A process that sends claims the channel by moving it.
    pub next_at: Option<Timestamp>,
}

impl ChannelProgress {
    /// How long a process that sends holds a channel: longer than one try.
    const CLAIM: SignedDuration = SignedDuration::from_secs(20);
    /// The pauses after the first, second, … failure. The last one repeats.
    const PAUSES: [SignedDuration; 4] = [
        SignedDuration::from_mins(1),
        SignedDuration::from_mins(5),
        SignedDuration::from_mins(30),
        SignedDuration::from_hours(1),
    ];
    /// No receiver makes a channel wait for longer.
    const LONGEST: SignedDuration = SignedDuration::from_hours(24);

    /// Reports whether something may be sent now.
    pub fn is_ready(&self, now: Timestamp) -> bool {
        // A clock that was set back must not silence a channel.
        self.next_at.is_none_or(|at| at <= now || at.duration_since(now) > Self::LONGEST)
    }

    /// Returns until when a process that sends now holds the channel.
    pub fn claim(now: Timestamp) -> Timestamp {
        now + Self::CLAIM
    }

    /// Returns the progress after the channel took a message.
    #[must_use]
    pub fn succeeded(now: Timestamp) -> Self {
        Self { tried_at: Some(now), told_at: Some(now), ..Self::default() }
    }

    /// Returns the progress after a try failed. `wait` is how long the receiver asked to be left alone.
    #[must_use]
    pub fn failed(&self, fault: DeliveryFault, wait: Option<SignedDuration>, now: Timestamp) -> Self {
        let step = usize::try_from(self.tries).unwrap_or(usize::MAX).min(Self::PAUSES.len() - 1);
        let own = if fault == DeliveryFault::Gone { Self::LONGEST } else { Self::PAUSES[step] };
        let pause = wait.map_or(own, |wait| wait.clamp(SignedDuration::from_secs(1), Self::LONGEST));
        Self {
            tries: self.tries.saturating_add(1),
            fault: Some(fault),
            tried_at: Some(now),
            told_at: self.told_at,
            failing_since: self.failing_since.or(Some(now)),
            next_at: Some(now + pause),
        }
    }
}

/// What a channel was told last of one matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldMatter {
    /// The matter.
    pub matter: String,
    /// What was said of it.
    pub said: String,
    /// When.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_and_a_chat_are_what_telegram_gives_and_stay_secret() {
        let parse = |bot: &str, chat: &str| ChannelTarget::telegram(&Secret::new(bot), &Secret::new(chat));
        for (bot, chat, expected) in [
            ("123456:FAKE_BOT-token", " -1001234567 ", None),
            ("123456:FAKE_BOT-token\n", "@shop_alerts", None),
            ("123456:FAKE_BOT-token", "98765", None),
            ("123456", "98765", Some(InvalidTelegram::BotToken)),
            ("bot:FAKE", "98765", Some(InvalidTelegram::BotToken)),
            ("123456:FAKE/../x", "98765", Some(InvalidTelegram::BotToken)),
            ("123456:FAKE?x=1", "98765", Some(InvalidTelegram::BotToken)),
            ("123456:", "98765", Some(InvalidTelegram::BotToken)),
            ("123456:FAKE", "", Some(InvalidTelegram::Chat)),
            ("123456:FAKE", "shop", Some(InvalidTelegram::Chat)),
            ("123456:FAKE", "--1", Some(InvalidTelegram::Chat)),
            ("123456:FAKE", "@", Some(InvalidTelegram::Chat)),
        ] {
            assert_eq!(parse(bot, chat).err(), expected, "{bot} {chat}");
        }
        let shown = format!("{:?}", parse("123456:FAKE_BOT", "-100777"));
        assert!(!shown.contains("FAKE_BOT") && !shown.contains("100777"), "{shown}");
    }

    #[test]
    fn a_channel_waits_longer_after_each_failure_and_as_long_as_it_is_asked_to() {
        let (mut progress, now) = (ChannelProgress::default(), Timestamp::UNIX_EPOCH);
        let mut pauses = Vec::new();
        for _ in 0..5 {
            progress = progress.failed(DeliveryFault::NotReached, None, now);
            pauses.push(progress.next_at.unwrap().duration_since(now).as_secs() / 60);
        }
        assert_eq!(pauses, [1, 5, 30, 60, 60]);
        let asked = progress.failed(DeliveryFault::Rejected, Some(SignedDuration::from_secs(7)), now);
        assert!(
            !asked.is_ready(now + SignedDuration::from_secs(6)) && asked.is_ready(now + SignedDuration::from_secs(7))
        );
        let long = progress.failed(DeliveryFault::Rejected, Some(SignedDuration::MAX), now);
        assert!(
            long.is_ready(now + SignedDuration::from_hours(24)),
            "a `retry_after` never silences a channel for longer"
        );
        assert_eq!(ChannelProgress::succeeded(now).tries, 0);
    }
}
