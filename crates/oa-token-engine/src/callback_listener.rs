//! Receives the callback on this computer, if the callback address points to it. Optional: it is not known whether Zalo
//! accepts such an address, and pasting always works.
//!
//! Its safety is in its limits: it listens on loopback only, accepts one answer that carries the `state` of our link,
//! refuses requests sent by other pages (`Host`), and never echoes its input. Any other request gets 400 and has no
//! effect.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use oa_token_model::authorization::{Callback, CsrfState, is_same};
use oa_token_model::secret::{Secret, SecretBytes};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use url::{Host, Url, form_urlencoded};

/// Size limit of a request's head, in bytes.
const HEAD_LIMIT: usize = 8 * 1024;
/// Time limit of a request; a browser on this computer needs milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);
/// Limit of simultaneous requests; a browser makes two or three.
const AT_ONCE: usize = 16;
/// Pause after a failed `accept`.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The pages for the browser, as complete HTML.
#[derive(Debug, Clone, Default)]
pub struct Pages {
    /// Shown when the answer has arrived.
    pub done: String,
    /// Shown for any other request.
    pub wrong: String,
}

impl Pages {
    /// Makes pages of two sentences in a language. The sentences must be trusted: they are not escaped.
    pub fn of(language: &str, done: &str, wrong: &str) -> Self {
        let page = |sentence: &str| {
            format!(
                "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\"><title>OA Token</title><style>\
                 :root{{color-scheme:light dark;font:18px/1.6 system-ui,sans-serif}}\
                 body{{min-height:90vh;display:grid;place-items:center;margin:0 24px}}p{{max-width:32em}}\
                 </style></head><body><p>{sentence}</p></body></html>"
            )
        };
        Self { done: page(done), wrong: page(wrong) }
    }
}

/// A loopback port that waits for one answer. Dropping it frees the port.
pub struct Listener {
    sockets: Vec<TcpListener>,
    wanted: Arc<Wanted>,
}

struct Wanted {
    callback: Url,
    /// The `Host` header that a browser sends for the callback address.
    host: String,
    state: CsrfState,
}

impl Listener {
    /// Listens on the callback address; `None` if it is not on this computer. An answer must carry our state, because
    /// any web page can send a code of its own here.
    ///
    /// # Errors
    /// The port is in use or not available.
    pub async fn bind(callback: &Callback, state: &CsrfState) -> io::Result<Option<Self>> {
        let url = callback.url();
        let Some((addresses, port)) = loopback(url) else { return Ok(None) };
        let mut sockets = Vec::new();
        for address in addresses {
            match TcpListener::bind(SocketAddr::new(address, port)).await {
                Ok(socket) => sockets.push(socket),
                // A computer without IPv6 has no `::1` to listen on.
                Err(_) if !sockets.is_empty() => {}
                Err(error) => return Err(error),
            }
        }
        let host = url.port().map_or_else(|| host(url), |port| format!("{}:{port}", host(url)));
        let wanted = Wanted { callback: url.clone(), host, state: state.clone() };
        Ok(Some(Self { sockets, wanted: Arc::new(wanted) }))
    }

    /// Waits for the answer; returns the full address the browser was sent to. Never ends without an answer: the caller
    /// drops it when the consent is over.
    pub async fn wait(self, pages: &Pages) -> Secret {
        let pages = Arc::new(pages.clone());
        let mut requests = JoinSet::new();
        loop {
            tokio::select! {
                stream = accept(&self.sockets) => match stream {
                    Some(stream) if requests.len() < AT_ONCE => {
                        requests.spawn(serve(stream, Arc::clone(&self.wanted), Arc::clone(&pages)));
                    }
                    // Too many requests: the connection is closed immediately.
                    Some(_) => {}
                    None => tokio::time::sleep(ACCEPT_PAUSE).await,
                },
                Some(ended) = requests.join_next() => {
                    if let Ok(Some(address)) = ended {
                        return address;
                    }
                }
            }
        }
    }
}

/// Returns the addresses and the port of a loopback callback address.
fn loopback(url: &Url) -> Option<(Vec<std::net::IpAddr>, u16)> {
    let addresses = match url.host()? {
        Host::Domain("localhost") => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        Host::Ipv4(Ipv4Addr::LOCALHOST) => vec![Ipv4Addr::LOCALHOST.into()],
        Host::Ipv6(Ipv6Addr::LOCALHOST) => vec![Ipv6Addr::LOCALHOST.into()],
        Host::Domain(_) | Host::Ipv4(_) | Host::Ipv6(_) => return None,
    };
    (url.scheme() == "http").then_some((addresses, url.port_or_known_default()?))
}

fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// Returns the next connection on any of the sockets.
async fn accept(sockets: &[TcpListener]) -> Option<TcpStream> {
    let [first, rest @ ..] = sockets else { return std::future::pending().await };
    let second = async {
        match rest.first() {
            Some(socket) => socket.accept().await,
            None => std::future::pending().await,
        }
    };
    let accepted = tokio::select! {
        accepted = first.accept() => accepted,
        accepted = second => accepted,
    };
    accepted.ok().map(|(stream, _)| stream)
}

/// Handles one connection; returns the address if it was the answer.
async fn serve(mut stream: TcpStream, wanted: Arc<Wanted>, pages: Arc<Pages>) -> Option<Secret> {
    let head = timeout(PATIENCE, read_head(&mut stream)).await.ok()??;
    let answer = answer(&head, &wanted);
    let (status, page) = if answer.is_some() { ("200 OK", &pages.done) } else { ("400 Bad Request", &pages.wrong) };
    let reply = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\nConnection: close\r\n\r\n{page}",
        page.len()
    );
    // Errors are ignored: the browser may have closed the connection.
    drop(timeout(PATIENCE, stream.write_all(reply.as_bytes())).await);
    drop(timeout(PATIENCE, stream.shutdown()).await);
    answer
}

/// Reads a request's head; `None` if it is too long or incomplete.
async fn read_head(stream: &mut TcpStream) -> Option<SecretBytes> {
    // Enough capacity from the start: growing would leave copies of the code in memory.
    let mut head = Vec::with_capacity(HEAD_LIMIT + 1024);
    let mut piece = [0; 1024];
    while head.len() < HEAD_LIMIT {
        let length = stream.read(&mut piece).await.ok().filter(|length| *length > 0)?;
        head.extend_from_slice(&piece[..length]);
        if head.windows(4).any(|end| end == b"\r\n\r\n") {
            return Some(SecretBytes::new(head));
        }
    }
    None
}

/// Returns the address a browser was sent to, if it belongs to our link.
fn answer(head: &SecretBytes, wanted: &Wanted) -> Option<Secret> {
    let head = std::str::from_utf8(head.expose()).ok()?;
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) = (first.next(), first.next(), first.next(), first.next())
    else {
        return None;
    };
    let headers = lines.filter_map(|line| line.split_once(':'));
    let mut hosts = headers.filter(|(name, _)| name.eq_ignore_ascii_case("host")).map(|(_, value)| value.trim());
    let is_for_us = hosts.next().is_some_and(|host| host.eq_ignore_ascii_case(&wanted.host)) && hosts.next().is_none();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    if !version.starts_with("HTTP/1.") || !is_for_us || method != "GET" || path != wanted.callback.path() {
        return None;
    }
    let value = |wanted: &str| {
        let mut pairs = form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, value)| name == wanted && !value.is_empty()).map(|(_, value)| value.into_owned())
    };
    let is_ours = value("state").is_some_and(|state| is_same(&state, wanted.state.secret().expose()));
    let says_something = ["code", "error", "error_code"].into_iter().any(|name| value(name).is_some());
    (is_ours && says_something)
        .then(|| Secret::new(format!("{}{target}", wanted.callback.origin().ascii_serialization())))
}
