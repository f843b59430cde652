//! A channel, as the vault stores it.

use std::fmt;

use jiff::Timestamp;
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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

/// What a channel was told last of one matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldMatter {
    /// The matter.
    pub matter: String,
    /// What was said of it.
    pub said: String,
    /// When.
    pub at: Timestamp,
}
