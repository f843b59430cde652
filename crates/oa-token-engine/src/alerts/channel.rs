//! Sends to one channel once.

use std::time::Duration;

use oa_token_model::alert::{AlertBody, AlertChannel, ChannelTarget, alert_body};
use oa_token_model::destination::{DeliveryFault, DestinationId, PairMark, Webhook, WebhookEvent, message_id};
use oa_token_model::profile::Profile;

use crate::Shared;
use crate::delivery::post_body;
use crate::zalo_client::{Bot, Untold};

/// Stands before each message of a bot, which may have other things to say in the same chat.
const SENDER: &str = "OA Token";

/// What is said of one matter.
pub(super) struct Line {
    /// The event of a webhook.
    pub(super) event: WebhookEvent,
    /// The matter's key; empty in a test.
    pub(super) key: String,
    /// How bad it is.
    pub(super) level: String,
    /// The OA; `None` if it is about all.
    pub(super) profile: Option<Profile>,
    /// The sentence.
    pub(super) text: String,
}

impl Line {
    /// Returns what it is about, such as `consent`.
    pub(super) fn matter(&self) -> &str {
        self.key.split(' ').next().unwrap_or_default()
    }
}

/// How many lines one message to a channel holds: Telegram takes about one message a second, and 4,096 characters.
pub(super) fn at_once(channel: &AlertChannel) -> usize {
    match channel.target {
        ChannelTarget::Telegram { .. } => 20,
        ChannelTarget::Webhook(_) => 1,
    }
}

/// Sends lines as one message. `mark` makes its id: it is the same at each try of this message.
pub(super) async fn tell(
    shared: &Shared,
    channel: &AlertChannel,
    lines: &[Line],
    mark: &str,
    patience: Duration,
) -> Result<u16, Untold> {
    match &channel.target {
        ChannelTarget::Telegram { bot_token, chat } => {
            let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
            let text = format!("{SENDER}\n{}", texts.join("\n"));
            let origin = &shared.options.environment.telegram;
            shared.client().tell(Bot { origin, token: bot_token, chat, text: &text, patience }).await
        }
        ChannelTarget::Webhook(webhook) => {
            let mut status = 200;
            for line in lines {
                let mark = PairMark(format!("{}.{}.{mark}", line.key, line.level));
                let id = message_id(&DestinationId(channel.id.0.clone()), line.event.name(), &mark);
                status = post(shared, webhook, line, &id, patience).await?;
            }
            Ok(status)
        }
    }
}

/// Posts a line to a receiver. `id` is the same at each try.
pub(super) async fn post(
    shared: &Shared,
    webhook: &Webhook,
    line: &Line,
    id: &str,
    each: Duration,
) -> Result<u16, (DeliveryFault, Option<u16>)> {
    let body = AlertBody {
        event: line.event,
        matter: line.matter(),
        level: &line.level,
        profile: line.profile.as_ref(),
        text: &line.text,
        to: (webhook, id),
    };
    post_body(shared, webhook, id, alert_body(body, shared.now()), each).await
}
