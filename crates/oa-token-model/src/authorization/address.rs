//! Parses the address the browser was sent to after the consent, pasted by the user or received by the listener. Pure.

use url::Url;

use super::link::{Callback, CsrfState, PERMISSION_PATH};
use crate::secret::Secret;

/// Why an address holds no code. Never contains the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Nothing was pasted.
    #[error("nothing was pasted")]
    Empty,
    /// It is not a web address.
    #[error("this is no address")]
    NotAnAddress,
    /// It is still Zalo's own page: the admin has not consented yet, or the page shows an error.
    #[error("this is still a page of Zalo's")]
    StillAtZalo,
    /// It is not the callback address of this consent: another app's, or another page.
    #[error("this is another address than the callback")]
    OtherCallback,
    /// Zalo reported an error: the consent was refused.
    #[error("the consent was refused")]
    Denied,
    /// It contains no code.
    #[error("the address holds no code")]
    NoCode,
    /// It belongs to another link: an older one, or another user's.
    #[error("the address answers another link")]
    ForeignState,
    /// Its code was already sent for another OA here, and codes work once.
    #[error("the code was used for another OA")]
    UsedElsewhere,
}

impl BadAddress {
    /// Returns the id of the message that explains it. The id with `-next` added is the message with the next step.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::Empty => "consent-address-empty",
            Self::NotAnAddress => "consent-address-not-address",
            Self::StillAtZalo => "consent-address-still-at-zalo",
            Self::OtherCallback => "consent-address-other-callback",
            Self::Denied => "consent-address-denied",
            Self::NoCode => "consent-address-no-code",
            Self::ForeignState => "consent-address-state",
            Self::UsedElsewhere => "consent-address-used",
        }
    }
}

/// The values an address is checked against.
#[derive(Debug, Clone)]
pub struct Expected<'a> {
    /// The callback address in the link.
    pub callback: &'a Callback,
    /// The state in the link.
    pub state: &'a CsrfState,
}

/// The content of a valid address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationResponse {
    /// The authorization code: works once, valid for ten minutes.
    pub code: Secret,
    /// Zalo's id of the OA that gave its consent; digits.
    pub oa_id: Option<String>,
}

/// Parses an address. Zalo does not guarantee to return the state: a wrong state is an error, a missing one is not.
pub fn read(address: &Secret, expected: &Expected<'_>) -> Result<AuthorizationResponse, BadAddress> {
    let text = address.expose().trim();
    if text.is_empty() {
        return Err(BadAddress::Empty);
    }
    let callback = expected.callback.url();
    // Browsers hide the scheme, and some copy only the visible part.
    let url =
        if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("{}://{text}", callback.scheme())) };
    let url = url.map_err(|_| BadAddress::NotAnAddress)?;
    if url.host_str().is_none_or(|host| !host.contains(['.', ':']) && host != "localhost") {
        return Err(BadAddress::NotAnAddress);
    }
    let has_same_place = url.origin() == callback.origin() && url.path() == callback.path();
    if !has_same_place {
        let is_zalos = url.path() == PERMISSION_PATH || url.host_str().is_some_and(is_of_zalo);
        return Err(if is_zalos { BadAddress::StillAtZalo } else { BadAddress::OtherCallback });
    }
    let value = |name: &str| {
        let found = url.query_pairs().find(|(key, value)| key == name && !value.trim().is_empty());
        found.map(|(_, value)| value.trim().to_owned())
    };
    if value("state").is_some_and(|state| !is_same(&state, expected.state.secret().expose())) {
        return Err(BadAddress::ForeignState);
    }
    let Some(code) = value("code").map(Secret::new) else {
        let is_refused = value("error").or_else(|| value("error_code")).is_some();
        return Err(if is_refused { BadAddress::Denied } else { BadAddress::NoCode });
    };
    let oa_id = value("oa_id").filter(|id| id.len() <= 39 && id.bytes().all(|byte| byte.is_ascii_digit()));
    Ok(AuthorizationResponse { code, oa_id })
}

fn is_of_zalo(host: &str) -> bool {
    ["zaloapp.com", "zalo.me"].iter().any(|zalo| host == *zalo || host.ends_with(&format!(".{zalo}")))
}

/// Compares in constant time.
pub fn is_same(one: &str, other: &str) -> bool {
    let difference = one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && difference == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(callback: &str, address: &str) -> Result<AuthorizationResponse, BadAddress> {
        let (callback, state) = (Callback::parse(callback).unwrap(), CsrfState::random());
        let address = address.replace("{state}", state.secret().expose());
        read(&Secret::new(address), &Expected { callback: &callback, state: &state })
    }

    #[test]
    fn a_good_address_yields_its_code_however_it_was_copied() {
        let callback = "https://shop.vn/zalo";
        for address in [
            "https://shop.vn/zalo?code=FAKE_code&oa_id=123&state={state}",
            "  https://shop.vn/zalo?oa_id=123&code=FAKE_code\n",
            "shop.vn/zalo?code=FAKE_code&oa_id=123",
            "https://SHOP.vn:443/zalo?code=FAKE_code&oa_id=123#_=_",
        ] {
            let wanted = AuthorizationResponse { code: Secret::new("FAKE_code"), oa_id: Some("123".to_owned()) };
            assert_eq!(judge(callback, address), Ok(wanted), "{address}");
        }
        let odd = judge(callback, "https://shop.vn/zalo?code=FAKE_code&oa_id=not-digits").unwrap();
        assert_eq!(odd.oa_id, None);
        assert!(judge("http://127.0.0.1:8765/", "127.0.0.1:8765/?code=FAKE_code").is_ok());
        assert!(judge("https://shop.vn/zalo?a=1", "https://shop.vn/zalo?a=1&code=FAKE_code").is_ok());
    }

    #[test]
    fn each_bad_address_has_its_own_error() {
        for (address, why) in [
            ("  ", BadAddress::Empty),
            ("FAKE_code_alone", BadAddress::NotAnAddress),
            ("hãy dán vào đây", BadAddress::NotAnAddress),
            ("https://shop.vn/other?code=FAKE_code", BadAddress::OtherCallback),
            ("https://other.vn/zalo?code=FAKE_code", BadAddress::OtherCallback),
            ("http://shop.vn/zalo?code=FAKE_code", BadAddress::OtherCallback),
            ("https://oauth.zaloapp.com/v4/oa/permission?app_id=1", BadAddress::StillAtZalo),
            ("https://id.zalo.me/account?continue=x", BadAddress::StillAtZalo),
            ("https://shop.vn/zalo", BadAddress::NoCode),
            ("https://shop.vn/zalo?code=&oa_id=1", BadAddress::NoCode),
            ("https://shop.vn/zalo?error=-14003", BadAddress::Denied),
            ("https://shop.vn/zalo?code=FAKE_code&state=FAKE_other", BadAddress::ForeignState),
            ("https://shop.vn/zalo?code=FAKE_code&state={state}x", BadAddress::ForeignState),
        ] {
            assert_eq!(judge("https://shop.vn/zalo", address), Err(why), "{address}");
        }
    }
}
