//! Refuses a request by its head. Pure.
//!
//! A page in a browser, a name that was rebound to this computer, and headers that only a proxy may set get no further
//! than this.

use std::net::IpAddr;

use hyper::Method;
use hyper::header::{self, HeaderMap, HeaderName};
use hyper::http::request::Parts;
use hyper::http::uri::Authority;
use oa_token_model::api::Problem;

use crate::options::Proxy;

/// The most bytes of a body; the only one has two members.
pub(crate) const MOST_BODY: u64 = 1024;

/// Names that mean this computer.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Peer {
    /// A program of the same user, by the Unix socket or the named pipe.
    Local,
    /// A TCP connection from this address.
    Network(IpAddr),
}

impl Peer {
    /// Returns the text for the history and the log.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Local => "socket".to_owned(),
            Self::Network(address) => address.to_string(),
        }
    }
}

/// Which names and proxies are accepted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    pub(crate) hosts: Vec<String>,
    pub(crate) proxies: Vec<Proxy>,
}

/// Where a request comes from, as far as that can be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The program itself, or the one that the proxy speaks for.
    pub(crate) peer: Peer,
    /// Whether it is on this computer. A request that passed a proxy is not.
    pub(crate) is_here: bool,
}

impl Rules {
    /// Reports whether a connection from there may be served at all.
    pub(crate) fn admits(&self, peer: Peer) -> bool {
        match peer {
            Peer::Local => true,
            Peer::Network(address) => address.to_canonical().is_loopback() || self.is_proxy(peer),
        }
    }

    fn is_proxy(&self, peer: Peer) -> bool {
        self.proxies.iter().any(|proxy| match peer {
            Peer::Local => *proxy == Proxy::Socket,
            Peer::Network(address) => proxy.has(address.to_canonical()),
        })
    }

    /// Checks the head of a request.
    ///
    /// # Errors
    /// The first problem.
    pub(crate) fn check(&self, head: &Parts, peer: Peer) -> Result<Caller, Problem> {
        self.check_host(head)?;
        if head.headers.contains_key(header::ORIGIN) {
            return Err(Problem::Origin);
        }
        if head.method != Method::GET && head.method != Method::POST {
            return Err(Problem::Method);
        }
        let is_forwarded = head.headers.keys().any(is_of_proxies);
        match (is_forwarded, self.is_proxy(peer)) {
            (true, false) => Err(Problem::Forwarded),
            (true, true) => Ok(Caller { peer: speaks_for(&head.headers).unwrap_or(peer), is_here: false }),
            (false, is_proxy) => Ok(Caller { peer, is_here: !is_proxy }),
        }
    }

    fn check_host(&self, head: &Parts) -> Result<(), Problem> {
        let mut hosts = head.headers.get_all(header::HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Err(Problem::Host) };
        let host: Authority = host.to_str().ok().and_then(|host| host.parse().ok()).ok_or(Problem::Host)?;
        // A request to a proxy names the host in its first line too.
        let named = [Some(&host), head.uri.authority()];
        if named.into_iter().flatten().all(|authority| self.is_ours(authority)) { Ok(()) } else { Err(Problem::Host) }
    }

    fn is_ours(&self, authority: &Authority) -> bool {
        let host = authority.host();
        let is_named = OWN_NAMES.contains(&host.to_ascii_lowercase().as_str())
            || self.hosts.iter().any(|name| name.eq_ignore_ascii_case(host));
        is_named && !authority.as_str().contains('@')
    }
}

/// A body has a stated length, and only a POST has one. Two ways to state a length are a way to smuggle a request.
///
/// # Errors
/// [`Problem::BadRequest`] or [`Problem::TooLarge`].
pub(crate) fn check_body(head: &Parts) -> Result<(), Problem> {
    if head.headers.contains_key(header::TRANSFER_ENCODING) {
        return Err(Problem::BadRequest);
    }
    let length = head.headers.get(header::CONTENT_LENGTH).map(|length| length.to_str().ok()?.parse::<u64>().ok());
    let most = if head.method == Method::POST { MOST_BODY } else { 0 };
    match length {
        Some(None) => Err(Problem::BadRequest),
        Some(Some(length)) if length > most => Err(Problem::TooLarge),
        Some(Some(_)) | None => Ok(()),
    }
}

fn is_of_proxies(name: &HeaderName) -> bool {
    let name = name.as_str();
    name == "forwarded" || name == "x-real-ip" || name == "via" || name.starts_with("x-forwarded")
}

/// Returns the address that the proxy itself added last; what stands before it is the word of others.
fn speaks_for(headers: &HeaderMap) -> Option<Peer> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok().map(Peer::Network)
}

#[cfg(test)]
mod tests {
    use hyper::Request;

    use super::*;

    const HERE: Peer = Peer::Network(IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    fn rules() -> Rules {
        Rules { hosts: vec!["token.shop.vn".to_owned()], proxies: vec!["10.0.0.2".parse().unwrap()] }
    }

    fn check(peer: Peer, method: &str, uri: &str, headers: &[(&str, &str)]) -> Result<Caller, Problem> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        rules().check(&request.body(()).unwrap().into_parts().0, peer)
    }

    #[test]
    fn only_names_of_this_server_are_answered() {
        let host = |host: &str| check(HERE, "GET", "/v1/oas", &[("host", host)]).map(drop);
        for ours in ["localhost", "LOCALHOST:8470", "127.0.0.1:1", "[::1]:8470", "token.shop.vn", "Token.Shop.VN:443"] {
            assert_eq!(host(ours), Ok(()), "{ours}");
        }
        for foreign in [
            "evil.example",
            "localhost.evil.example",
            "localhost.",
            "127.0.0.1.nip.io",
            "127.1",
            "2130706433",
            "0.0.0.0",
            "10.0.0.1",
            "::1",
            "[::ffff:127.0.0.1]",
            "x@localhost",
            "localhost@evil.example",
            "",
            " ",
            "localhost, evil",
            "127.0.0.1:8470:1",
            "shop.vn",
        ] {
            assert_eq!(host(foreign), Err(Problem::Host), "{foreign}");
        }
        assert_eq!(check(HERE, "GET", "/", &[]), Err(Problem::Host), "no Host");
        let two = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(check(HERE, "GET", "/", &two), Err(Problem::Host), "two of them");
        let whole = |uri: &str| check(HERE, "GET", uri, &[("host", "localhost")]).map(drop);
        assert_eq!(whole("http://evil.example/v1/oas"), Err(Problem::Host));
        assert_eq!(whole("http://localhost:8470/v1/oas"), Ok(()));
    }

    #[test]
    fn a_browser_and_other_methods_are_refused() {
        for origin in ["https://evil.example", "null", "http://127.0.0.1:8470", ""] {
            assert_eq!(
                check(HERE, "GET", "/", &[("host", "localhost"), ("origin", origin)]),
                Err(Problem::Origin),
                "{origin}"
            );
        }
        for method in ["HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND"] {
            let uri = if method == "CONNECT" { "localhost:1" } else { "/" };
            assert_eq!(check(HERE, method, uri, &[("host", "localhost")]), Err(Problem::Method), "{method}");
        }
    }

    #[test]
    fn headers_of_a_proxy_are_taken_from_a_proxy_alone() {
        let proxy = Peer::Network("10.0.0.2".parse().unwrap());
        let forwarded = |peer, name| check(peer, "GET", "/", &[("host", "localhost"), (name, "1.1.1.1, 9.9.9.9")]);
        for name in ["forwarded", "x-forwarded-for", "X-Forwarded-Host", "x-forwarded-proto", "x-real-ip", "via"] {
            assert_eq!(forwarded(HERE, name), Err(Problem::Forwarded), "{name}");
            assert_eq!(forwarded(Peer::Local, name), Err(Problem::Forwarded), "{name}");
        }
        let far = Peer::Network("9.9.9.9".parse().unwrap());
        assert_eq!(forwarded(proxy, "x-forwarded-for"), Ok(Caller { peer: far, is_here: false }));
        assert_eq!(forwarded(proxy, "forwarded"), Ok(Caller { peer: proxy, is_here: false }));
        let plain = check(proxy, "GET", "/", &[("host", "localhost")]);
        assert_eq!(plain, Ok(Caller { peer: proxy, is_here: false }));
        assert!(rules().admits(proxy) && rules().admits(HERE) && rules().admits(Peer::Local) && !rules().admits(far));
        assert!(rules().admits(Peer::Network("::ffff:127.0.0.1".parse().unwrap())));
    }

    #[test]
    fn a_body_has_one_stated_small_length() {
        let with = |method: &str, headers: &[(&str, &str)]| {
            let mut request = Request::builder().method(method);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            check_body(&request.body(()).unwrap().into_parts().0)
        };
        assert_eq!(with("GET", &[("content-length", "0")]), Ok(()));
        assert_eq!(with("GET", &[("content-length", "1")]), Err(Problem::TooLarge));
        assert_eq!(with("POST", &[("content-length", "1024")]), Ok(()));
        assert_eq!(with("POST", &[("content-length", "1025")]), Err(Problem::TooLarge));
        assert_eq!(with("POST", &[("content-length", "x")]), Err(Problem::BadRequest));
        for coding in ["chunked", "gzip", "identity"] {
            let both = [("transfer-encoding", coding), ("content-length", "1")];
            assert_eq!(with("POST", &both), Err(Problem::BadRequest), "{coding}");
            assert_eq!(with("POST", &both[..1]), Err(Problem::BadRequest), "{coding}");
        }
    }
}
