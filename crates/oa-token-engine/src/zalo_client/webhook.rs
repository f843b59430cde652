//! Posts to a place once: to addresses that were checked, without redirects, and without showing what it answers.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use oa_token_model::destination::{AddressClass, DeliveryFault, PlaceHost, WebhookAddress};
use oa_token_model::origin::Origin;
use oa_token_model::secret::SecretBytes;
use reqwest::header::{CONTENT_TYPE, HeaderValue, LOCATION};
use tokio::net::lookup_host;
use tokio::time::timeout;
use url::Url;

use super::{ZaloClient, innermost_io_kind, is_of_tls, note};
use crate::host::Host;

/// As much of an answer is read, and only where the receiver must confirm what it took.
const ANSWER_LIMIT: usize = 1024;
/// The host that a published Apps Script redirects its answer to.
const SCRIPT_RESULTS: &str = "https://script.googleusercontent.com";

/// A request to a place.
pub(crate) struct Post<'a> {
    /// Where to.
    pub(crate) address: &'a WebhookAddress,
    /// Whether the user allowed a private network for this place.
    pub(crate) private_network: bool,
    /// Further headers.
    pub(crate) headers: Vec<(&'static str, String)>,
    /// The body, as JSON.
    pub(crate) body: SecretBytes,
    /// A text that the answer must hold. A receiver that must confirm may redirect to the host of script results.
    pub(crate) confirmation: Option<String>,
    /// How long it may take in all.
    pub(crate) patience: Duration,
}

/// Why a post failed, and the status of the answer.
pub(crate) type Failed = (DeliveryFault, Option<u16>);

impl ZaloClient {
    /// Posts once. Returns the status of an answer that took it.
    pub(crate) async fn post(&self, post: Post<'_>, host: &dyn Host) -> Result<u16, Failed> {
        let patience = post.patience;
        timeout(patience, self.post_to(post, host)).await.unwrap_or(Err((DeliveryFault::TimedOut, None)))
    }

    async fn post_to(&self, post: Post<'_>, host: &dyn Host) -> Result<u16, Failed> {
        let url = Url::parse(post.address.0.expose()).map_err(|_| (DeliveryFault::Unknown, None))?;
        let client = self.client_of(&url, post.private_network, host).await.map_err(|fault| (fault, None))?;
        let mut request = client.post(url).header(CONTENT_TYPE, "application/json");
        for (name, value) in &post.headers {
            let mut value = HeaderValue::from_str(value).map_err(|_| (DeliveryFault::Unknown, None))?;
            value.set_sensitive(true);
            request = request.header(*name, value);
        }
        let sent = request.body(post.body.expose().to_vec()).send().await;
        let answer = sent.map_err(|error| (fault_of(&error), None))?;
        let status = answer.status().as_u16();
        let Some(confirmation) = post.confirmation else { return judged(status) };
        let answer = match answer.headers().get(LOCATION) {
            Some(to) if status == 302 => self.script_result(to, host).await.map_err(|fault| (fault, Some(status)))?,
            _ => {
                judged(status)?;
                answer
            }
        };
        if is_confirmed(answer, &confirmation).await {
            Ok(status)
        } else {
            Err((DeliveryFault::NotConfirmed, Some(status)))
        }
    }

    /// Follows the redirect of a published script, without a body and without headers of ours.
    async fn script_result(&self, to: &HeaderValue, host: &dyn Host) -> Result<reqwest::Response, DeliveryFault> {
        let url = to.to_str().ok().and_then(|to| Url::parse(to).ok()).filter(is_script_result);
        let url = url.ok_or(DeliveryFault::NotConfirmed)?;
        let client = self.client_of(&url, false, host).await?;
        client.get(url).send().await.map_err(|error| fault_of(&error))
    }

    /// Returns a client that connects only to addresses that were looked up and checked now.
    async fn client_of(
        &self,
        url: &Url,
        private_network: bool,
        host: &dyn Host,
    ) -> Result<reqwest::Client, DeliveryFault> {
        let place = WebhookAddress::parse(url.as_str()).ok().and_then(|address| address.host());
        let place = place.ok_or(DeliveryFault::ForbiddenAddress)?;
        let addresses = checked_addresses(&place, private_network, host).await?;
        let origin = Origin::parse(&url.origin().ascii_serialization()).map_err(|_| DeliveryFault::Unknown)?;
        let mut builder = self.builder_for(&origin).map_err(|_| DeliveryFault::NotReached)?;
        if let (Some(name), None) = (url.host_str(), place.literal) {
            builder = builder.resolve_to_addrs(name, &addresses);
        }
        if addresses.iter().any(|address| AddressClass::of(address.ip()) != AddressClass::Public) {
            // A proxy is never asked to reach a private network.
            builder = builder.no_proxy();
        }
        builder.build().map_err(|_| DeliveryFault::NotReached)
    }
}

/// Resolves a host and checks every address that is found.
async fn checked_addresses(
    place: &PlaceHost,
    private_network: bool,
    host: &dyn Host,
) -> Result<Vec<SocketAddr>, DeliveryFault> {
    let found: Vec<IpAddr> = if let Some(address) = place.literal {
        vec![address]
    } else if place.is_localhost {
        vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
    } else if let Some(found) = host.resolve(&place.name) {
        found
    } else {
        let found = lookup_host((place.name.as_str(), place.port)).await.map_err(|_| DeliveryFault::NoHost)?;
        found.map(|address| address.ip()).collect()
    };
    if found.is_empty() {
        return Err(DeliveryFault::NoHost);
    }
    for address in &found {
        place.may_connect(*address, private_network)?;
    }
    Ok(found.into_iter().map(|address| SocketAddr::new(address, place.port)).collect())
}

pub(super) fn judged(status: u16) -> Result<u16, Failed> {
    let fault = match status {
        200..=299 => return Ok(status),
        300..=399 => DeliveryFault::Redirect,
        410 => DeliveryFault::Gone,
        500..=599 => DeliveryFault::ReceiverFailed,
        _ => DeliveryFault::Rejected,
    };
    Err((fault, Some(status)))
}

/// Any other redirect, such as one to a page that asks to sign in, is not followed.
fn is_script_result(url: &Url) -> bool {
    url.origin().ascii_serialization() == SCRIPT_RESULTS && url.username().is_empty() && url.password().is_none()
}

async fn is_confirmed(mut answer: reqwest::Response, confirmation: &str) -> bool {
    if !answer.status().is_success() {
        return false;
    }
    let mut text = Vec::new();
    while let Ok(Some(chunk)) = answer.chunk().await {
        text.extend_from_slice(&chunk[..chunk.len().min(ANSWER_LIMIT - text.len())]);
        if text.len() >= ANSWER_LIMIT {
            break;
        }
    }
    text.windows(confirmation.len().max(1)).any(|part| part == confirmation.as_bytes())
}

pub(super) fn fault_of(error: &reqwest::Error) -> DeliveryFault {
    note(error);
    if error.is_connect() && innermost_io_kind(error).is_some_and(is_of_tls) {
        DeliveryFault::Certificate
    } else if error.is_timeout() {
        DeliveryFault::TimedOut
    } else {
        DeliveryFault::NotReached
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_host_of_script_results_is_followed() {
        for (to, expected) in [
            ("https://script.googleusercontent.com/macros/echo?user_content_key=FAKE", true),
            ("https://accounts.google.com/ServiceLogin?continue=x", false),
            ("http://script.googleusercontent.com/macros/echo", false),
            ("https://script.googleusercontent.com.evil.example/macros", false),
            ("https://script.googleusercontent.com:8443/macros", false),
            ("https://u:FAKE@script.googleusercontent.com/macros", false),
        ] {
            assert_eq!(is_script_result(&Url::parse(to).unwrap()), expected, "{to}");
        }
    }

    #[test]
    fn a_status_is_taken_refused_or_final() {
        for (status, expected) in [
            (200, Ok(200)),
            (204, Ok(204)),
            (301, Err((DeliveryFault::Redirect, Some(301)))),
            (307, Err((DeliveryFault::Redirect, Some(307)))),
            (404, Err((DeliveryFault::Rejected, Some(404)))),
            (410, Err((DeliveryFault::Gone, Some(410)))),
            (503, Err((DeliveryFault::ReceiverFailed, Some(503)))),
        ] {
            assert_eq!(judged(status), expected);
        }
    }
}
