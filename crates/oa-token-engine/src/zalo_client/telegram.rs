//! Sends a message by a bot of Telegram once. Its token stands in the address, which is never logged.

use std::time::Duration;

use jiff::SignedDuration;
use oa_token_model::destination::DeliveryFault;
use oa_token_model::origin::Origin;
use oa_token_model::secret::Secret;
use reqwest::header::CONTENT_TYPE;
use serde::{Deserialize, Serialize};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::ZaloClient;
use super::webhook::{fault_of, judged};

/// As much of an answer is read, and only where it may say how long to wait.
const ANSWER_LIMIT: usize = 1024;

/// A message by a bot.
pub(crate) struct Bot<'a> {
    /// Where Telegram is.
    pub(crate) origin: &'a Origin,
    /// The token of the bot.
    pub(crate) token: &'a Secret,
    /// The chat.
    pub(crate) chat: &'a Secret,
    /// What is said. Not marked up, so names in it stay names.
    pub(crate) text: &'a str,
    /// How long it may take in all.
    pub(crate) patience: Duration,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Untold {
    /// Why.
    pub(crate) fault: DeliveryFault,
    /// The status of the answer.
    pub(crate) status: Option<u16>,
    /// How long the receiver asked to be left alone.
    pub(crate) wait: Option<SignedDuration>,
}

impl From<(DeliveryFault, Option<u16>)> for Untold {
    fn from((fault, status): (DeliveryFault, Option<u16>)) -> Self {
        Self { fault, status, wait: None }
    }
}

#[derive(Serialize)]
struct SendMessage<'a> {
    chat_id: &'a str,
    text: &'a str,
    link_preview_options: Preview,
}

#[derive(Serialize)]
struct Preview {
    is_disabled: bool,
}

#[derive(Deserialize)]
struct Refusal {
    parameters: Option<Parameters>,
}

#[derive(Deserialize)]
struct Parameters {
    retry_after: Option<u32>,
}

impl ZaloClient {
    /// Sends the message once. Returns the status of an answer that took it.
    pub(crate) async fn tell(&self, bot: Bot<'_>) -> Result<u16, Untold> {
        let patience = bot.patience;
        timeout(patience, self.tell_bot(bot)).await.unwrap_or(Err((DeliveryFault::TimedOut, None).into()))
    }

    async fn tell_bot(&self, bot: Bot<'_>) -> Result<u16, Untold> {
        let unknown = || Untold::from((DeliveryFault::Unknown, None));
        let client = self.client_for(bot.origin).map_err(|_| unknown())?;
        let path = Zeroizing::new(format!("/bot{}/sendMessage", bot.token.expose()));
        let address = Zeroizing::new(bot.origin.join(&path));
        let message = SendMessage {
            chat_id: bot.chat.expose(),
            text: bot.text,
            link_preview_options: Preview { is_disabled: true },
        };
        let body = serde_json::to_vec(&message).map_err(|_| unknown())?;
        let sent = client.post(address.as_str()).header(CONTENT_TYPE, "application/json").body(body).send().await;
        let answer = sent.map_err(|error| Untold::from((fault_of(&error), None)))?;
        let failed = match judged(answer.status().as_u16()) {
            Ok(status) => return Ok(status),
            Err(failed) => Untold::from(failed),
        };
        let wait = if failed.status == Some(429) { wait(answer).await } else { None };
        Err(Untold { wait, ..failed })
    }
}

/// Reads how long Telegram wants to be left alone. Nothing else of its answer is used.
async fn wait(mut answer: reqwest::Response) -> Option<SignedDuration> {
    let mut text = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        text.extend_from_slice(&chunk[..chunk.len().min(ANSWER_LIMIT - text.len())]);
        if text.len() >= ANSWER_LIMIT {
            break;
        }
    }
    let refusal: Refusal = serde_json::from_slice(&text).ok()?;
    Some(SignedDuration::from_secs(refusal.parameters?.retry_after?.into()))
}
