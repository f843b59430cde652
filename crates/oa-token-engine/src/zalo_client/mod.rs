//! Sends one request once. Only this file and its submodules use `reqwest`.
//!
//! The important part is what this client does not do: no redirects (a 307 would send `secret_key` and token to another
//! host), no retries, no pooled connections (after an error on a stale one it would be unknown whether the request had
//! arrived), no proxy for loopback, no plain HTTP to another computer.

mod arrival;
mod fence;
mod picture;
mod release;
mod telegram;
mod timeouts;
mod webhook;

use std::error::Error;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use reqwest::header::{CONTENT_TYPE, DATE, HeaderValue};
use reqwest::redirect::Policy;
use tokio::time::timeout;
use tower_service::Service;
use url::Url;

pub use self::fence::{Confirm, Fence};
pub(crate) use self::telegram::{Bot, Untold};
pub use self::timeouts::{Moment, shortened};
pub(crate) use self::webhook::Post;

use oa_token_model::origin::Origin;
use oa_token_model::zalo::{
    Delivery, Found, LostCause, NotSentCause, OaRequest, ProxyAddress, Sent, TokenRequest, read_date,
};

use self::arrival::Arrival;
use self::fence::{FenceLayer, Shut, Unconfirmed};
use self::timeouts::{ANSWER, QUIET};
use crate::log;

/// Maximum size of a picture in bytes. Zalo's have less than 100 KiB.
const IMAGE_LIMIT: usize = 256 * 1024;
/// Time-out for a picture. Short, because nothing waits for it.
const IMAGE_PATIENCE: Duration = Duration::from_secs(10);

/// Time-out for a check of whether an origin can be reached.
const LOOK_PATIENCE: Duration = Duration::from_secs(8);

/// Idle time before keep-alive probes are sent on a connection; below, their interval and number. Without them, a wait
/// on a lost network would not end, for example after suspend.
const KEEPALIVE: Duration = Duration::from_secs(20);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(10);
const KEEPALIVE_RETRIES: u32 = 3;

/// Maximum number of headers in an answer. The HTTP client reads at most 400 KiB of head, which is about as many
/// headers of 100 bytes.
const HEADERS_LIMIT: usize = 4096;

/// Why a client cannot be created.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The proxy's address cannot be used.
    #[error("the proxy cannot be used")]
    Proxy(#[source] reqwest::Error),
}

/// The proxy for requests to other computers. Requests to this computer never use one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ProxyChoice {
    /// The system's proxy, read again at each send, because networks change while the program runs.
    #[default]
    System,
    /// The proxy that the user typed.
    Manual(ProxyAddress),
    /// No proxy.
    None,
}

/// Time-outs of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RequestTimeouts {
    /// For name lookup, connection, proxy and TLS together.
    pub connect: Duration,
    /// For the answer to a token request, head and body together. Counted in slices seen, not by a clock.
    pub answer: Duration,
    /// For the rest of a body that already contains both tokens. Counted in the same way.
    pub quiet: Duration,
    /// For the answer to a request that spends no token, until the body's end.
    pub question: Duration,
}

impl Default for RequestTimeouts {
    /// 10 s, 180 s, 15 s and 30 s.
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), answer: ANSWER, quiet: QUIET, question: Duration::from_secs(30) }
    }
}

/// How to reach Zalo.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientOptions {
    /// The proxy.
    pub proxy: ProxyChoice,
    /// The time-outs.
    pub timeouts: RequestTimeouts,
}

/// Sends requests to Zalo, each once and on its own connection.
#[derive(Debug, Clone)]
pub struct ZaloClient {
    options: ClientOptions,
}

impl ZaloClient {
    /// Creates a client after checking the options.
    pub fn new(options: ClientOptions) -> Result<Self, ClientError> {
        if let ProxyChoice::Manual(address) = &options.proxy {
            reqwest::Proxy::all(address.expose()).map_err(|error| ClientError::Proxy(error.without_url()))?;
        }
        Ok(Self { options })
    }

    /// Sends a request once, unless the fence is shut before its first byte, and reads the answer as far as it arrives.
    ///
    /// The caller must await this to its end: dropping it loses the answer. No clock ends it, so a program that was
    /// stopped for an hour still reads the answer in its socket.
    pub async fn send(&self, request: &TokenRequest, fence: &Fence) -> Sent {
        let not_sent = |cause| Sent { delivery: Delivery::NotSent(cause), gap: false };
        let Some((client, request)) = self.build(request, fence) else { return not_sent(NotSentCause::CannotBuild) };
        if fence.is_shut() {
            return not_sent(NotSentCause::TooLate);
        }
        let mut arrival = Arrival::default();
        let RequestTimeouts { answer, quiet, .. } = self.options.timeouts;
        let waited = timeouts::wait(arrival.fetch(&client, request, quiet), answer, || fence.now()).await;
        Sent { delivery: self.delivery(arrival, waited.output), gap: waited.gap }
    }

    /// Asks Zalo once which OA an access token belongs to, and reads the answer as far as it arrives.
    pub async fn get_oa(&self, request: &OaRequest) -> Delivery {
        let Some((client, request)) = self.build_get(request) else {
            return Delivery::NotSent(NotSentCause::CannotBuild);
        };
        let mut arrival = Arrival::default();
        let RequestTimeouts { question, .. } = self.options.timeouts;
        let fetched = timeout(question, arrival.fetch(&client, request, question)).await;
        self.delivery(arrival, fetched.ok())
    }

    /// Fetches an OA's picture: over HTTPS from Zalo's hosts at public addresses, or from practice Zalo's own origin.
    /// Accepts PNG, JPEG, WebP or GIF of at most 256 KiB, and returns `None` otherwise.
    pub async fn get_image(&self, address: &str, api: &Origin) -> Option<Vec<u8>> {
        let from = picture::origin_of(address, api)?;
        timeout(IMAGE_PATIENCE, async {
            let client = self.picture_client(address, &from).await?;
            let mut response = client.get(address).send().await.ok()?;
            let media_type = response.headers().get(CONTENT_TYPE)?.to_str().ok()?.trim().to_ascii_lowercase();
            if response.status() != reqwest::StatusCode::OK || !media_type.starts_with("image/") {
                return None;
            }
            let mut image = Vec::new();
            while let Some(chunk) = response.chunk().await.ok()? {
                image.extend_from_slice(&chunk);
                if image.len() > IMAGE_LIMIT {
                    return None;
                }
            }
            picture::is_image(&image).then_some(image)
        })
        .await
        .ok()?
    }

    /// Checks whether an origin can be reached, and returns its time. Returns `None` if it cannot be reached. The
    /// request contains no secret.
    pub async fn look(&self, origin: &Origin) -> Option<Found> {
        let client = self.client_for(origin).ok()?;
        let answer = timeout(LOOK_PATIENCE, client.head(origin.join("/")).send()).await.ok()?.ok()?;
        let date = answer.headers().get(DATE).and_then(|date| date.to_str().ok());
        Some(Found { date: date.and_then(read_date) })
    }

    fn build_get(&self, request: &OaRequest) -> Option<(reqwest::Client, reqwest::Request)> {
        let client = self.client_for(request.origin()).ok()?;
        let mut get = client.get(request.url());
        let proof = request.proof().map(|proof| (OaRequest::PROOF, proof));
        for (name, secret) in std::iter::once((OaRequest::ACCESS_TOKEN, request.access_token())).chain(proof) {
            let mut value = HeaderValue::from_str(secret.expose()).ok()?;
            value.set_sensitive(true);
            get = get.header(name, value);
        }
        let request = get.build().ok()?;
        Some((client, request))
    }

    fn build(&self, request: &TokenRequest, fence: &Fence) -> Option<(reqwest::Client, reqwest::Request)> {
        let builder = self.builder_for(request.origin()).ok()?;
        let client = builder.connector_layer(FenceLayer(fence.clone())).build().ok()?;
        let mut secret_key = HeaderValue::from_str(request.secret_key().expose()).ok()?;
        secret_key.set_sensitive(true);
        let built = client
            .post(request.url())
            .header(TokenRequest::SECRET_KEY, secret_key)
            .header(CONTENT_TYPE, TokenRequest::CONTENT_TYPE)
            .body(request.encoded_body().expose().to_owned())
            .build()
            .ok()?;
        Some((client, built))
    }

    fn client_for(&self, origin: &Origin) -> reqwest::Result<reqwest::Client> {
        self.builder_for(origin)?.build()
    }

    /// Returns the client for a picture. Without a proxy, it connects only to the addresses that were checked.
    async fn picture_client(&self, address: &str, from: &Origin) -> Option<reqwest::Client> {
        if from.is_loopback() {
            return self.client_for(from).ok();
        }
        let url = Url::parse(address).ok()?;
        let host = url.host_str()?;
        let addresses = picture::public_addresses(host).await?;
        self.builder_for(from).ok()?.resolve_to_addrs(host, &addresses).build().ok()
    }

    fn builder_for(&self, origin: &Origin) -> reqwest::Result<reqwest::ClientBuilder> {
        // Not resolved with DNS, because a name server could return another computer's address. Port 0 means the URL's
        // port.
        let this_computer = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .pool_max_idle_per_host(0)
            .referer(false)
            // Until this time-out ends, no byte of the request was written, even if the program was stopped meanwhile.
            .connect_timeout(self.options.timeouts.connect)
            .tcp_keepalive(KEEPALIVE)
            .tcp_keepalive_interval(KEEPALIVE_INTERVAL)
            .tcp_keepalive_retries(KEEPALIVE_RETRIES)
            .https_only(!origin.is_loopback())
            .resolve_to_addrs("localhost", &this_computer)
            // Unusual or many headers must not lose the tokens in the body.
            .http1_max_headers(HEADERS_LIMIT)
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http1_allow_obsolete_multiline_headers_in_responses(true);
        if !origin.is_https() {
            // Practice Zalo uses no certificates, and a minimal server may have none to load.
            builder = builder.tls_certs_only([]);
        }
        Ok(match &self.options.proxy {
            _ if origin.is_loopback() => builder.no_proxy(),
            ProxyChoice::None => builder.no_proxy(),
            ProxyChoice::System => builder,
            ProxyChoice::Manual(address) => builder.no_proxy().proxy(reqwest::Proxy::all(address.expose())?),
        })
    }

    /// Returns the result of a send from what arrived and how the wait ended. `ended` is `None` after a time-out.
    fn delivery(&self, arrival: Arrival, ended: Option<reqwest::Result<()>>) -> Delivery {
        match (arrival.into_answer(), ended) {
            (Some(answer), _) => Delivery::Answered { answer },
            (None, Some(Err(error))) => self.failure(&error),
            (None, Some(Ok(())) | None) => Delivery::Lost(LostCause::TimedOut),
        }
    }

    /// Distinguishes a send that never began from one whose answer is lost.
    fn failure(&self, error: &reqwest::Error) -> Delivery {
        note(error);
        if error.is_builder() {
            return Delivery::NotSent(NotSentCause::CannotBuild);
        }
        if error.is_connect() {
            return Delivery::NotSent(self.connect_failure(error));
        }
        let cause = if error.is_timeout() { LostCause::TimedOut } else { LostCause::ConnectionLost };
        Delivery::Lost(cause)
    }

    fn connect_failure(&self, error: &reqwest::Error) -> NotSentCause {
        let has_proxy = matches!(self.options.proxy, ProxyChoice::Manual(_));
        let kind = innermost_io_kind(error);
        if is_from::<Shut>(error) {
            NotSentCause::TooLate
        } else if is_from::<Unconfirmed>(error) {
            NotSentCause::Unconfirmed
        } else if is_from_proxy(error) {
            NotSentCause::Proxy
        } else if kind.is_some_and(is_of_tls) {
            NotSentCause::Tls
        } else if has_proxy {
            // The only connection that was tried is the one to the proxy.
            NotSentCause::Proxy
        } else if error.is_dns() {
            NotSentCause::Dns
        } else if error.is_timeout() {
            NotSentCause::TimedOut
        } else if kind == Some(io::ErrorKind::ConnectionRefused) {
            NotSentCause::Refused
        } else {
            NotSentCause::Unreachable
        }
    }
}

/// Logs a network error without the URL: its query, or a proxy's URL, may contain a secret.
fn note(error: &reqwest::Error) {
    let kind = innermost_io_kind(error).map(|kind| format!("{kind:?}")).unwrap_or_default();
    let cause = error.source().map(log::cause).unwrap_or_default();
    tracing::warn!(connect = error.is_connect(), timeout = error.is_timeout(), kind, cause, "network");
}

/// Returns the kind of the innermost I/O error. `source` alone skips the error inside an I/O error.
fn innermost_io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    let io = error.downcast_ref::<io::Error>();
    let inner = match io.and_then(io::Error::get_ref) {
        Some(inner) => innermost_io_kind(inner),
        None => error.source().and_then(innermost_io_kind),
    };
    inner.or_else(|| io.map(io::Error::kind))
}

/// Rustls reports its errors as `InvalidData`, and a peer that closes during the handshake as `UnexpectedEof`.
fn is_of_tls(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

/// Reports whether an error has this cause.
fn is_from<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    error.is::<T>() || error.source().is_some_and(is_from::<T>)
}

/// The error type of reqwest's proxy tunnel. The type has no public name.
type TunnelError = <Tunnel<HttpConnector> as Service<Uri>>::Error;

/// Reports whether a proxy could not be reached, or refused to connect to the target.
fn is_from_proxy(error: &(dyn Error + 'static)) -> bool {
    error.is::<TunnelError>() || error.source().is_some_and(is_from_proxy)
}

#[cfg(test)]
mod tests;
