//! A proxy address typed by the user. It may contain a password.

use std::fmt;

use url::Url;

use crate::secret::Secret;

/// Why a text is not a proxy address. Never contains the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProxy {
    /// The text is not a URL.
    #[error("this is no address such as http://host:port")]
    NotAnAddress,
    /// Something other than an HTTP proxy.
    #[error("only HTTP proxies are used")]
    Scheme,
    /// There is something after the port.
    #[error("a proxy's address ends with the port")]
    Path,
}

/// The address of an HTTP proxy: `http://[user:password@]host:port`. Redacted in `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyAddress(Secret);

impl ProxyAddress {
    /// Parses an address. Without a scheme it is `http://`.
    pub fn parse(text: &str) -> Result<Self, InvalidProxy> {
        let text = text.trim();
        let with_scheme = if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
        let url = Url::parse(&with_scheme).map_err(|_| InvalidProxy::NotAnAddress)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InvalidProxy::Scheme);
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(InvalidProxy::Path);
        }
        Ok(Self(Secret::new(url.to_string())))
    }

    /// Returns the address for display, with bullets in place of a password.
    pub fn without_password(&self) -> String {
        let Ok(mut url) = Url::parse(self.0.expose()) else { return String::new() };
        if url.password().is_some() && url.set_password(None).is_ok() {
            let user = url.username().to_owned();
            return url.as_str().trim_end_matches('/').replacen(&format!("{user}@"), &format!("{user}:••••@"), 1);
        }
        url.as_str().trim_end_matches('/').to_owned()
    }

    /// Returns the address with its password. Callers must keep it out of logs and errors.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl fmt::Debug for ProxyAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProxyAddress(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let shown = |text: &str| ProxyAddress::parse(text).unwrap().without_password();
        assert_eq!(shown("http://an:FAKE_pw@10.0.0.1:3128"), "http://an:••••@10.0.0.1:3128");
        assert_eq!(shown("10.0.0.1:3128"), "http://10.0.0.1:3128");
    }

    #[test]
    fn a_proxy_is_a_host_and_a_port_with_or_without_a_scheme() {
        assert_eq!(ProxyAddress::parse(" 10.0.0.1:3128 ").unwrap().expose(), "http://10.0.0.1:3128/");
        assert_eq!(ProxyAddress::parse("https://u:FAKE@proxy:1/").unwrap().expose(), "https://u:FAKE@proxy:1/");
        for (text, wanted) in [
            ("", InvalidProxy::NotAnAddress),
            ("socks5://127.0.0.1:1080", InvalidProxy::Scheme),
            ("http://proxy:1/x", InvalidProxy::Path),
        ] {
            assert_eq!(ProxyAddress::parse(text), Err(wanted), "{text}");
        }
    }

    #[test]
    fn debug_shows_no_password() {
        assert_eq!(format!("{:?}", ProxyAddress::parse("http://u:FAKE@proxy").unwrap()), "ProxyAddress(…)");
    }
}
