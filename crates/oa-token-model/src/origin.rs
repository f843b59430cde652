//! Where requests go: scheme, host and port, parsed once. Plain http is allowed to this computer only.

use std::fmt;

use url::{Host, Url};

/// Zalo's OAuth origin, which issues tokens.
pub const ZALO_OAUTH: &str = "https://oauth.zaloapp.com";
/// Zalo's OA API origin.
pub const ZALO_API: &str = "https://openapi.zalo.me";
const TELEGRAM: &str = "https://api.telegram.org";

/// Why a text is not an origin. Never holds the text, which may contain a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrigin {
    /// The text is not an address.
    #[error("this is no address such as https://host:port")]
    NotAnAddress,
    /// The scheme is neither https nor http.
    #[error("only https is used, and http to this computer")]
    Scheme,
    /// Plain http to another computer: anyone on the network path could read the tokens.
    #[error("plain http goes to this computer only")]
    PlainHttp,
    /// There is a user name or a password before the host.
    #[error("an origin holds no user name or password")]
    UserInfo,
    /// There is more than one slash after the host.
    #[error("an origin holds no path")]
    Path,
    /// There is a `?`.
    #[error("an origin holds no query")]
    Query,
    /// There is a `#`.
    #[error("an origin holds no fragment")]
    Fragment,
}

/// A scheme, a host and a port: `https`, or `http` to this computer. Never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    text: String,
    is_loopback: bool,
}

impl Origin {
    /// Parses an origin; surrounding spaces and one slash at the end are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidOrigin> {
        let text = text.trim();
        let url = Url::parse(text).map_err(|_| InvalidOrigin::NotAnAddress)?;
        let is_https = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return Err(InvalidOrigin::Scheme),
        };
        // The URL parser accepts `https:host` and an empty user name. Both are refused here.
        let (_, after_scheme) = text.split_once("://").ok_or(InvalidOrigin::NotAnAddress)?;
        let authority = after_scheme.split(['/', '\\', '?', '#']).next().unwrap_or_default();
        if authority.contains('@') {
            return Err(InvalidOrigin::UserInfo);
        }
        if url.fragment().is_some() {
            return Err(InvalidOrigin::Fragment);
        }
        if url.query().is_some() {
            return Err(InvalidOrigin::Query);
        }
        if !matches!(&after_scheme[authority.len()..], "" | "/") {
            return Err(InvalidOrigin::Path);
        }
        let is_loopback = url.host().is_some_and(|host| is_this_computer(&host));
        if !is_https && !is_loopback {
            return Err(InvalidOrigin::PlainHttp);
        }
        Ok(Self { text: url.origin().ascii_serialization(), is_loopback })
    }

    /// Returns Zalo's OAuth origin.
    pub fn zalo_oauth() -> Self {
        Self { text: ZALO_OAUTH.to_owned(), is_loopback: false }
    }

    /// Returns Zalo's OA API origin.
    pub fn zalo_api() -> Self {
        Self { text: ZALO_API.to_owned(), is_loopback: false }
    }

    /// Returns the origin of Telegram's bots, which get neither a token nor a secret key.
    pub fn telegram() -> Self {
        Self { text: TELEGRAM.to_owned(), is_loopback: false }
    }

    /// Reports whether it is neither Zalo nor this computer: its operator receives tokens and secret keys.
    pub fn is_other(&self) -> bool {
        !self.is_loopback && ![ZALO_OAUTH, ZALO_API].contains(&self.text.as_str())
    }

    /// Reports whether it is this computer. Then neither a proxy nor a name server is used.
    pub fn is_loopback(&self) -> bool {
        self.is_loopback
    }

    /// Reports whether the connection is encrypted.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }

    /// Returns the address of a path, which must begin with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_this_computer(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_goes_anywhere_and_http_to_this_computer_only() {
        for (text, wanted, loopback) in [
            ("https://oauth.zaloapp.com", "https://oauth.zaloapp.com", false),
            (" https://OAuth.ZaloApp.com:443/ ", "https://oauth.zaloapp.com", false),
            ("https://proxy.example:8443", "https://proxy.example:8443", false),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("http://127.9.9.9", "http://127.9.9.9", true),
            ("http://[::1]:8080/", "http://[::1]:8080", true),
            ("http://LOCALHOST:80", "http://localhost", true),
            ("https://localhost", "https://localhost", true),
        ] {
            let origin = Origin::parse(text).unwrap();
            assert_eq!((origin.to_string().as_str(), origin.is_loopback()), (wanted, loopback), "{text}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_own_cause() {
        for (text, wanted) in [
            ("", InvalidOrigin::NotAnAddress),
            ("oauth.zaloapp.com", InvalidOrigin::NotAnAddress),
            ("https:oauth.zaloapp.com", InvalidOrigin::NotAnAddress),
            ("https://", InvalidOrigin::NotAnAddress),
            ("https://host:99999", InvalidOrigin::NotAnAddress),
            ("ftp://127.0.0.1", InvalidOrigin::Scheme),
            ("file:///etc/passwd", InvalidOrigin::Scheme),
            ("http://oauth.zaloapp.com", InvalidOrigin::PlainHttp),
            ("http://localhost.example.com", InvalidOrigin::PlainHttp),
            ("http://127.0.0.1.nip.io", InvalidOrigin::PlainHttp),
            ("http://10.0.0.1", InvalidOrigin::PlainHttp),
            ("http://0.0.0.0", InvalidOrigin::PlainHttp),
            ("http://[::ffff:127.0.0.1]", InvalidOrigin::PlainHttp),
            ("https://user:FAKE_password@host", InvalidOrigin::UserInfo),
            ("https://@host", InvalidOrigin::UserInfo),
            ("http://127.0.0.1@evil.example", InvalidOrigin::UserInfo),
            ("https://host/v4", InvalidOrigin::Path),
            ("https://host//", InvalidOrigin::Path),
            ("https://host/?a=1", InvalidOrigin::Query),
            ("https://host/#a", InvalidOrigin::Fragment),
        ] {
            assert_eq!(Origin::parse(text), Err(wanted), "{text}");
        }
    }

    #[test]
    fn zalos_own_origins_equal_their_parsed_forms() {
        assert_eq!(Origin::parse(ZALO_OAUTH), Ok(Origin::zalo_oauth()));
        assert_eq!(Origin::parse(ZALO_API), Ok(Origin::zalo_api()));
        assert_eq!(Origin::zalo_oauth().join("/v4/oa"), "https://oauth.zaloapp.com/v4/oa");
    }
}
