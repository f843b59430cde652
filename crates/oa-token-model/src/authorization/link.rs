//! The consent link for an OA's admin, with PKCE (RFC 7636). Pure.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use url::{Host, Url, form_urlencoded};
use zeroize::Zeroizing;

use crate::origin::Origin;
use crate::profile::AppId;
use crate::secret::Secret;

/// The path of Zalo's consent page.
pub const PERMISSION_PATH: &str = "/v4/oa/permission";

/// Random bytes in a verifier: 43 characters when encoded, the length Zalo requires.
const VERIFIER_BYTES: usize = 32;
/// Random bytes in a state: enough that it cannot be guessed within ten minutes.
const STATE_BYTES: usize = 16;

/// Why a text is not a valid callback address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidCallback {
    /// It is empty.
    #[error("there is no callback address")]
    Empty,
    /// It is not an address a browser can open.
    #[error("the callback is no address such as https://host/path")]
    NotAnAddress,
    /// It has a fragment, which a server never receives.
    #[error("the callback holds a fragment")]
    Fragment,
    /// The code would cross the network unencrypted, and without PKCE the code alone is enough to use it.
    #[error("the code would cross the network in the clear, without PKCE")]
    Exposed,
}

impl InvalidCallback {
    /// Returns the id of the message that explains it. The id with `-next` added is the message with the next step.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::Empty => "callback-empty",
            Self::NotAnAddress => "callback-not-address",
            Self::Fragment => "callback-fragment",
            Self::Exposed => "callback-exposed",
        }
    }
}

/// The "Official Account Callback Url" saved at developers.zalo.me. Kept byte for byte, because Zalo compares bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    text: String,
    url: Url,
}

impl Callback {
    /// Parses a callback address; surrounding spaces are dropped, the rest is kept as typed.
    pub fn parse(text: &str) -> Result<Self, InvalidCallback> {
        let text = text.trim();
        if text.is_empty() {
            return Err(InvalidCallback::Empty);
        }
        let url = Url::parse(text).map_err(|_| InvalidCallback::NotAnAddress)?;
        let is_web = matches!(url.scheme(), "https" | "http") && text.contains("://") && url.host_str().is_some();
        if !is_web || text.contains(|char: char| char.is_whitespace() || char.is_control()) {
            return Err(InvalidCallback::NotAnAddress);
        }
        if url.fragment().is_some() {
            return Err(InvalidCallback::Fragment);
        }
        Ok(Self { text: text.to_owned(), url })
    }

    /// Returns the address as typed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Reports whether the code comes back unencrypted over a network, where others can read it.
    pub fn is_exposed(&self) -> bool {
        let is_here = match self.url.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        self.url.scheme() == "http" && !is_here
    }

    /// Refuses an address that exposes the code if there is no PKCE to make the code useless for others.
    pub fn check(&self, pkce: bool) -> Result<(), InvalidCallback> {
        if self.is_exposed() && !pkce { Err(InvalidCallback::Exposed) } else { Ok(()) }
    }

    /// Returns the parsed address.
    pub fn url(&self) -> &Url {
        &self.url
    }
}

/// A random value in the link. If Zalo returns it, it proves that the answer belongs to this link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsrfState(Secret);

impl CsrfState {
    /// Makes a random state.
    ///
    /// # Panics
    /// If the system has no random bytes; every supported system has them after boot.
    pub fn random() -> Self {
        Self(random::<STATE_BYTES>())
    }

    /// Returns the text.
    pub fn secret(&self) -> &Secret {
        &self.0
    }
}

/// The secret half of PKCE, needed to exchange the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PkceVerifier(Secret);

impl PkceVerifier {
    /// Makes a random verifier: 43 characters of `A-Z a-z 0-9 - _`.
    ///
    /// # Panics
    /// If the system has no random bytes; every supported system has them after boot.
    pub fn random() -> Self {
        Self(random::<VERIFIER_BYTES>())
    }

    /// Returns the text.
    pub fn secret(&self) -> &Secret {
        &self.0
    }

    /// Returns the half for the link: base64url of its SHA-256, without padding.
    pub fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.expose().as_bytes()))
    }
}

fn random<const BYTES: usize>() -> Secret {
    let mut bytes = Zeroizing::new([0; BYTES]);
    getrandom::fill(bytes.as_mut_slice()).expect("the system provides random bytes");
    Secret::new(URL_SAFE_NO_PAD.encode(bytes.as_slice()))
}

/// Returns the consent link (docs/zalo-api.md, section 3): these four parts, `code_challenge` with PKCE only. Contains
/// no secret: the state is useless without the code.
pub fn permission_link(
    origin: &Origin,
    app_id: &AppId,
    callback: &Callback,
    verifier: Option<&PkceVerifier>,
    state: &CsrfState,
) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("app_id", app_id.as_str()).append_pair("redirect_uri", callback.as_str());
    if let Some(verifier) = verifier {
        query.append_pair("code_challenge", &verifier.challenge());
    }
    query.append_pair("state", state.0.expose());
    format!("{}?{}", origin.join(PERMISSION_PATH), query.finish())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_rfc() {
        // RFC 7636, appendix B.
        let verifier = PkceVerifier(Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        // The same appendix names the 32 bytes behind that verifier.
        let bytes = [
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ];
        assert_eq!(URL_SAFE_NO_PAD.encode(bytes), verifier.secret().expose());
    }

    #[test]
    fn ten_thousand_verifiers_are_valid_and_different() {
        let made: HashSet<String> = (0..10_000).map(|_| PkceVerifier::random().secret().expose().to_owned()).collect();
        assert_eq!(made.len(), 10_000);
        for verifier in made {
            assert_eq!(verifier.len(), 43);
            assert!(verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)));
        }
    }

    #[test]
    fn a_callback_is_kept_byte_for_byte_and_an_invalid_one_is_refused() {
        for text in ["https://shop.vn/zalo", "https://shop.vn", "http://127.0.0.1:8765/x?a=%20b", "HTTPS://Shop.vn/"] {
            assert_eq!(Callback::parse(&format!(" {text}\n")).unwrap().as_str(), text);
        }
        for (text, why) in [
            ("  ", InvalidCallback::Empty),
            ("shop.vn/zalo", InvalidCallback::NotAnAddress),
            ("https:shop.vn", InvalidCallback::NotAnAddress),
            ("ftp://shop.vn", InvalidCallback::NotAnAddress),
            ("https://shop.vn/a b", InvalidCallback::NotAnAddress),
            ("https://shop.vn/#x", InvalidCallback::Fragment),
        ] {
            assert_eq!(Callback::parse(text).unwrap_err(), why, "{text}");
        }
    }

    #[test]
    fn the_link_has_four_parts_and_three_without_pkce() {
        let (app, callback) = (AppId::parse("1234567890123456789").unwrap(), "https://shop.vn/zalo?a=1&b=ệ");
        let (callback, state) = (Callback::parse(callback).unwrap(), CsrfState(Secret::new("FAKE_state")));
        let verifier = PkceVerifier(Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        let link =
            |verifier: Option<&PkceVerifier>| permission_link(&Origin::zalo_oauth(), &app, &callback, verifier, &state);
        let start = "https://oauth.zaloapp.com/v4/oa/permission?app_id=1234567890123456789&redirect_uri=\
                     https%3A%2F%2Fshop.vn%2Fzalo%3Fa%3D1%26b%3D%E1%BB%87";
        assert_eq!(link(None), format!("{start}&state=FAKE_state"));
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert_eq!(link(Some(&verifier)), format!("{start}&code_challenge={challenge}&state=FAKE_state"));
    }

    #[test]
    fn debug_shows_no_secret() {
        let (verifier, state) = (PkceVerifier::random(), CsrfState::random());
        let shown = format!("{verifier:?}{state:?}");
        assert!(!shown.contains(verifier.secret().expose()) && !shown.contains(state.secret().expose()));
    }
}
