//! Sends one request once. The only file that names reqwest.
//!
//! What matters here is what is absent: no redirect (a 307 would hand `secret_key` and token to another host), no
//! retry, no pooled connection (a dead one would leave it open whether the request had arrived), no proxy for
//! loopback, no plain http to another computer.

use std::error::Error;
use std::io::{self, Read};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use tokio::time::{Instant, timeout, timeout_at};
use url::{Host, Url};

use super::answer::{BODY_LIMIT, RawAnswer, read_date};
use super::delivery::{Delivery, Found, LostCause, NotSentCause};
use super::oa::OaRequest;
use super::proxy::ProxyAddress;
use super::request::TokenRequest;
use crate::origin::Origin;
use crate::secret::SecretBytes;

/// The most bytes a picture may have: Zalo's are below 100 KiB.
const IMAGE_LIMIT: usize = 256 * 1024;
/// How long a picture may take: nobody waits for it.
const IMAGE_PATIENCE: Duration = Duration::from_secs(10);

/// How long a look may take that only shows that there is a way.
const LOOK_PATIENCE: Duration = Duration::from_secs(8);

/// Why a client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The proxy's address is of no use.
    #[error("the proxy cannot be used")]
    Proxy(#[source] reqwest::Error),
}

/// Which proxy requests to other computers take. Requests to this computer never take one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ProxyChoice {
    /// What the system says, asked anew at each send: networks change while the program runs.
    #[default]
    System,
    /// The one the user typed.
    Manual(ProxyAddress),
    /// None.
    None,
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For the name, the connection, the proxy and TLS together; shorter than `headers`.
    pub connect: Duration,
    /// From the start to the answer's headers.
    pub headers: Duration,
    /// For each piece of the body.
    pub idle: Duration,
    /// From the start to the body's end.
    pub total: Duration,
}

impl Default for Timeouts {
    /// 10 s, 30 s, 15 s and 180 s (design.md, section 5): an answer may be the only copy of two tokens.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            headers: Duration::from_secs(30),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(180),
        }
    }
}

/// How to reach Zalo.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ClientOptions {
    /// The proxy.
    pub proxy: ProxyChoice,
    /// The patience.
    pub timeouts: Timeouts,
}

/// Sends requests to Zalo, each once and on a connection of its own.
#[derive(Debug, Clone)]
pub struct ZaloClient {
    options: ClientOptions,
}

impl ZaloClient {
    /// Checks the options.
    pub fn new(options: ClientOptions) -> Result<Self, ClientError> {
        if let ProxyChoice::Manual(address) = &options.proxy {
            reqwest::Proxy::all(address.expose()).map_err(|error| ClientError::Proxy(error.without_url()))?;
        }
        Ok(Self { options })
    }

    /// Sends a request once and reads what comes back, as far as it comes.
    ///
    /// Once called it is to be awaited to its end: dropping it loses the answer.
    pub async fn send(&self, request: &TokenRequest) -> Delivery {
        let started = Instant::now();
        let Some((client, request)) = self.build(request) else {
            return Delivery::NotSent(NotSentCause::CannotBuild);
        };
        match timeout(self.options.timeouts.headers, client.execute(request)).await {
            Err(_) => Delivery::Lost(LostCause::TimedOut),
            Ok(Err(error)) => self.failure(&error),
            Ok(Ok(response)) => Delivery::Answered { answer: self.read(response, started).await },
        }
    }

    /// Asks whose an access token is, once, and reads what comes back as far as it comes.
    pub async fn get_oa(&self, request: &OaRequest) -> Delivery {
        let started = Instant::now();
        let Some((client, request)) = self.build_get(request) else {
            return Delivery::NotSent(NotSentCause::CannotBuild);
        };
        match timeout(self.options.timeouts.headers, client.execute(request)).await {
            Err(_) => Delivery::Lost(LostCause::TimedOut),
            Ok(Err(error)) => self.failure(&error),
            Ok(Ok(response)) => Delivery::Answered { answer: self.read(response, started).await },
        }
    }

    /// Fetches an OA's picture: over https from a named host, or from practice Zalo's own origin. PNG, JPEG, WebP or GIF
    /// of at most 256 KiB; `None` for all else.
    pub async fn get_image(&self, address: &str, api: &Origin) -> Option<Vec<u8>> {
        let from = image_origin(address, api)?;
        let client = self.client_for(&from).ok()?;
        timeout(IMAGE_PATIENCE, async {
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
            is_image(&image).then_some(image)
        })
        .await
        .ok()?
    }

    /// Sees whether an origin can be reached, and what time it is there; `None` if it cannot. Sends nothing that anybody
    /// could use.
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

    fn build(&self, request: &TokenRequest) -> Option<(reqwest::Client, reqwest::Request)> {
        let client = self.client_for(request.origin()).ok()?;
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
        // Without DNS, as a name server could name another computer. Port 0 stands for the address's own.
        let this_computer = [SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))];
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .http1_only()
            .pool_max_idle_per_host(0)
            .referer(false)
            .connect_timeout(self.options.timeouts.connect)
            .https_only(!origin.is_loopback())
            .resolve_to_addrs("localhost", &this_computer)
            // An odd header is no reason to lose the tokens under it.
            .http1_ignore_invalid_headers_in_responses(true)
            .http1_allow_spaces_after_header_name_in_responses(true)
            .http1_allow_obsolete_multiline_headers_in_responses(true);
        if !origin.is_https() {
            // Practice needs no certificates, and a bare server may have none to load.
            builder = builder.tls_certs_only([]);
        }
        builder = match &self.options.proxy {
            _ if origin.is_loopback() => builder.no_proxy(),
            ProxyChoice::None => builder.no_proxy(),
            ProxyChoice::System => builder,
            ProxyChoice::Manual(address) => builder.no_proxy().proxy(reqwest::Proxy::all(address.expose())?),
        };
        builder.build()
    }

    /// Tells a send that never began from one whose answer is lost.
    fn failure(&self, error: &reqwest::Error) -> Delivery {
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
        if is_from_proxy(error) {
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

    async fn read(&self, mut response: reqwest::Response, started: Instant) -> RawAnswer {
        let status = response.status().as_u16();
        let headers = readable(response.headers());
        let deadline = started + self.options.timeouts.total;
        // Room for all: a body that never moves leaves no copies behind.
        let mut body = Vec::with_capacity(BODY_LIMIT);
        let complete = loop {
            let patience = deadline.min(Instant::now() + self.options.timeouts.idle);
            match timeout_at(patience, response.chunk()).await {
                Ok(Ok(Some(chunk))) => {
                    let room = BODY_LIMIT - body.len();
                    body.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        break false;
                    }
                }
                Ok(Ok(None)) => break true,
                Ok(Err(_)) | Err(_) => break false,
            }
        };
        let (body, complete) = unpack(body, complete);
        RawAnswer::new(status, headers, SecretBytes::new(body), complete)
    }
}

/// Tells where a picture may be fetched from: a host with a name, by https; or where practice Zalo is.
fn image_origin(address: &str, api: &Origin) -> Option<Origin> {
    let url = Url::parse(address).ok()?;
    let origin = Origin::parse(&url.origin().ascii_serialization()).ok()?;
    let has_name = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.') && !origin.is_loopback());
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_practice = api.is_loopback() && origin == *api;
    (is_plain && (is_practice || has_name && origin.is_https())).then_some(origin)
}

/// Tells an image by its first bytes.
fn is_image(bytes: &[u8]) -> bool {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    is_webp || [b"\x89PNG".as_slice(), b"\xFF\xD8\xFF", b"GIF8"].iter().any(|start| bytes.starts_with(start))
}

fn readable(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect()
}

/// Unpacks gzip, told by its first bytes, as far as it goes. We never ask for gzip; some proxies send it all the same.
fn unpack(body: Vec<u8>, complete: bool) -> (Vec<u8>, bool) {
    const GZIP: &[u8] = &[0x1F, 0x8B];
    if !body.starts_with(GZIP) {
        return (body, complete);
    }
    let mut reader = flate2::bufread::MultiGzDecoder::new(body.as_slice());
    let mut unpacked = Vec::with_capacity(BODY_LIMIT);
    // Small pieces: an error in the stream takes the piece in hand with it.
    let mut piece = [0; 64];
    loop {
        match reader.read(&mut piece) {
            Ok(0) => return (unpacked, complete),
            Ok(length) => {
                let room = BODY_LIMIT - unpacked.len();
                unpacked.extend_from_slice(&piece[..length.min(room)]);
                if length > room {
                    return (unpacked, false);
                }
            }
            // No gzip after all: the bytes as they came.
            Err(_) if unpacked.is_empty() => return (body, complete),
            Err(_) => return (unpacked, false),
        }
    }
}

/// Gives the kind of the innermost I/O error; `source` alone passes over what an I/O error wraps.
fn innermost_io_kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    let io = error.downcast_ref::<io::Error>();
    let inner = match io.and_then(io::Error::get_ref) {
        Some(inner) => innermost_io_kind(inner),
        None => error.source().and_then(innermost_io_kind),
    };
    inner.or_else(|| io.map(io::Error::kind))
}

/// Rustls wraps what it dislikes as invalid data, and a peer that hangs up while shaking hands as an early end.
fn is_of_tls(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

/// Tells whether a proxy was reached and would not open the way. Its error's type cannot be named from here.
fn is_from_proxy(error: &(dyn Error + 'static)) -> bool {
    error.to_string().starts_with("tunnel error") || error.source().is_some_and(is_from_proxy)
}

#[cfg(test)]
mod tests;
