//! Which addresses a place may have, and which an engine may connect to. A table without a network: the engine resolves
//! names and asks for each address.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::{DeliveryFault, WebhookAddress};
use crate::secret::Secret;

/// The longest address that is taken.
const MOST_BYTES: usize = 2048;

/// Why a text is not the address of a place. Never contains the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAddress {
    /// The text is not a URL, or too long for one.
    #[error("this is no address such as https://host/path")]
    NotAnAddress,
    /// Neither https, nor http to this computer.
    #[error("an address begins with https://")]
    NotEncrypted,
    /// A user name or password stands in it.
    #[error("an address has no user name and no password")]
    UserInfo,
    /// A fragment stands in it.
    #[error("an address has no fragment")]
    Fragment,
    /// No place has this host.
    #[error("no place has this address")]
    Forbidden,
}

impl InvalidAddress {
    /// Returns the message id that explains it.
    pub fn message_id(self) -> &'static str {
        match self {
            Self::NotAnAddress => "place-address-invalid",
            Self::NotEncrypted => "place-address-not-encrypted",
            Self::UserInfo => "place-address-user-info",
            Self::Fragment => "place-address-fragment",
            Self::Forbidden => "place-address-forbidden",
        }
    }
}

/// What an address of the internet protocol is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressClass {
    /// The public internet.
    Public,
    /// This computer.
    Loopback,
    /// A private network.
    Private,
    /// Nowhere a place can be: unspecified, link-local with the metadata of clouds, multicast, reserved, or an IPv6
    /// address that leads to another one.
    Forbidden,
}

impl AddressClass {
    /// Returns the class of an address.
    pub fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(address) => class_of_v4(address),
            IpAddr::V6(address) => class_of_v6(address),
        }
    }
}

fn class_of_v4(address: Ipv4Addr) -> AddressClass {
    let [a, b, c, _] = address.octets();
    if address.is_loopback() {
        return AddressClass::Loopback;
    }
    // Carrier-grade NAT (100.64.0.0/10) is a private network too.
    if address.is_private() || a == 100 && (64..128).contains(&b) {
        return AddressClass::Private;
    }
    // 192.0.0.0/24 and 198.18.0.0/15 are kept for protocols and benchmarks.
    let is_kept = a == 0 || a >= 224 || (a, b, c) == (192, 0, 0) || a == 198 && (b == 18 || b == 19);
    if is_kept || address.is_link_local() || address.is_documentation() {
        return AddressClass::Forbidden;
    }
    AddressClass::Public
}

fn class_of_v6(address: Ipv6Addr) -> AddressClass {
    let [first, second, ..] = address.segments();
    if address.is_loopback() {
        return AddressClass::Loopback;
    }
    if first & 0xfe00 == 0xfc00 {
        return AddressClass::Private;
    }
    // Only 2000::/3 is assigned. In it, Teredo, 6to4 and documentation addresses lead elsewhere. Outside are
    // v4-mapped, NAT64, link-local and multicast ones.
    let leads_elsewhere = first == 0x2002 || first == 0x2001 && (second == 0 || second == 0xdb8);
    if first & 0xe000 != 0x2000 || leads_elsewhere {
        return AddressClass::Forbidden;
    }
    AddressClass::Public
}

/// The host of a place: what the user typed decides where it may lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceHost {
    /// The host as it stands in the request.
    pub name: String,
    /// The port.
    pub port: u16,
    /// The address, if the user typed one.
    pub literal: Option<IpAddr>,
    /// Whether it is `localhost`, which is never looked up.
    pub is_localhost: bool,
}

impl PlaceHost {
    /// Reports whether the engine may connect to this address for this host. `private_network` is the box that the user
    /// ticked for this place.
    ///
    /// # Errors
    /// [`DeliveryFault::PrivateAddress`], [`DeliveryFault::ForbiddenAddress`].
    pub fn may_connect(&self, address: IpAddr, private_network: bool) -> Result<(), DeliveryFault> {
        let is_named_by_user = self.literal == Some(address) || private_network;
        match AddressClass::of(address) {
            AddressClass::Public => Ok(()),
            AddressClass::Loopback if is_named_by_user || self.is_localhost => Ok(()),
            AddressClass::Private if is_named_by_user => Ok(()),
            AddressClass::Loopback | AddressClass::Private => Err(DeliveryFault::PrivateAddress),
            AddressClass::Forbidden => Err(DeliveryFault::ForbiddenAddress),
        }
    }
}

impl WebhookAddress {
    /// Parses an address that a user typed: https, or http to this computer.
    ///
    /// # Errors
    /// [`InvalidAddress`].
    pub fn parse(text: &str) -> Result<Self, InvalidAddress> {
        let text = text.trim();
        let url = Url::parse(text).ok().filter(|_| text.len() <= MOST_BYTES).ok_or(InvalidAddress::NotAnAddress)?;
        let host = host_of(&url).ok_or(InvalidAddress::NotAnAddress)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidAddress::UserInfo);
        }
        if url.fragment().is_some() {
            return Err(InvalidAddress::Fragment);
        }
        let class = host.literal.map(AddressClass::of);
        if class == Some(AddressClass::Forbidden) {
            return Err(InvalidAddress::Forbidden);
        }
        let is_here = host.is_localhost || class == Some(AddressClass::Loopback);
        match url.scheme() {
            "https" => {}
            "http" if is_here => {}
            _ => return Err(InvalidAddress::NotEncrypted),
        }
        Ok(Self(Secret::new(url.as_str())))
    }

    /// Returns the host. `None` for a stored text that is no address.
    pub fn host(&self) -> Option<PlaceHost> {
        host_of(&Url::parse(self.0.expose()).ok()?)
    }
}

fn host_of(url: &Url) -> Option<PlaceHost> {
    let (name, literal) = match url.host()? {
        Host::Domain(name) => (name.trim_end_matches('.').to_owned(), None),
        Host::Ipv4(address) => (address.to_string(), Some(IpAddr::V4(address))),
        Host::Ipv6(address) => (address.to_string(), Some(IpAddr::V6(address))),
    };
    let is_localhost = literal.is_none() && (name == "localhost" || name.ends_with(".localhost"));
    (!name.is_empty()).then_some(PlaceHost { name, port: url.port_or_known_default()?, literal, is_localhost })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_address_has_its_class() {
        use AddressClass::{Forbidden, Loopback, Private, Public};
        for (address, class) in [
            ("1.1.1.1", Public),
            ("100.63.0.1", Public),
            ("100.128.0.1", Public),
            ("172.32.0.1", Public),
            ("2606:4700::1111", Public),
            ("127.0.0.1", Loopback),
            ("127.255.255.254", Loopback),
            ("::1", Loopback),
            ("10.0.0.1", Private),
            ("100.64.0.1", Private),
            ("172.16.0.1", Private),
            ("172.31.255.255", Private),
            ("192.168.1.1", Private),
            ("fc00::1", Private),
            ("fdff::1", Private),
            ("0.0.0.0", Forbidden),
            ("0.1.2.3", Forbidden),
            ("169.254.169.254", Forbidden),
            ("192.0.0.8", Forbidden),
            ("198.18.0.1", Forbidden),
            ("203.0.113.7", Forbidden),
            ("224.0.0.1", Forbidden),
            ("255.255.255.255", Forbidden),
            ("::", Forbidden),
            ("::ffff:10.0.0.1", Forbidden),
            ("::ffff:127.0.0.1", Forbidden),
            ("64:ff9b::a00:1", Forbidden),
            ("fe80::1", Forbidden),
            ("ff02::1", Forbidden),
            ("2001:0:1::1", Forbidden),
            ("2001:db8::1", Forbidden),
            ("2002:a00:1::1", Forbidden),
        ] {
            assert_eq!(AddressClass::of(address.parse().unwrap()), class, "{address}");
        }
    }

    #[test]
    fn a_name_leads_to_a_private_network_only_where_the_user_said_so() {
        let host = |address: &str| WebhookAddress::parse(address).unwrap().host().unwrap();
        let (private, here) = ("10.0.0.1".parse().unwrap(), "127.0.0.1".parse().unwrap());
        let metadata = "169.254.169.254".parse().unwrap();
        for (address, ticked, to, expected) in [
            ("https://shop.vn/x", false, private, Err(DeliveryFault::PrivateAddress)),
            ("https://shop.vn/x", false, here, Err(DeliveryFault::PrivateAddress)),
            ("https://shop.vn/x", true, private, Ok(())),
            ("https://shop.vn/x", true, here, Ok(())),
            ("https://shop.vn/x", true, metadata, Err(DeliveryFault::ForbiddenAddress)),
            ("https://10.0.0.1/x", false, private, Ok(())),
            ("https://10.0.0.2/x", false, private, Err(DeliveryFault::PrivateAddress)),
            ("http://127.0.0.1:5678/x", false, here, Ok(())),
            ("http://localhost:5678/x", false, here, Ok(())),
            ("http://localhost:5678/x", false, private, Err(DeliveryFault::PrivateAddress)),
            ("https://shop.vn/x", false, "1.1.1.1".parse().unwrap(), Ok(())),
        ] {
            assert_eq!(host(address).may_connect(to, ticked), expected, "{address} {to} {ticked}");
        }
    }

    #[test]
    fn an_address_is_encrypted_and_holds_no_password() {
        for (text, expected) in [
            (" https://n8n.example.com/webhook/x?a=1 ", None),
            ("http://127.0.0.1:5678/webhook/x", None),
            ("http://[::1]:5678/webhook/x", None),
            ("http://2130706433/x", None), // 127.0.0.1 in another spelling
            ("https://192.168.1.5/x", None),
            ("http://192.168.1.5/x", Some(InvalidAddress::NotEncrypted)),
            ("http://n8n.example.com/x", Some(InvalidAddress::NotEncrypted)),
            ("ftp://n8n.example.com/x", Some(InvalidAddress::NotEncrypted)),
            ("https://u:FAKE@n8n.example.com/x", Some(InvalidAddress::UserInfo)),
            ("https://u@n8n.example.com/x", Some(InvalidAddress::UserInfo)),
            ("https://n8n.example.com/x#y", Some(InvalidAddress::Fragment)),
            ("https://169.254.169.254/latest", Some(InvalidAddress::Forbidden)),
            ("https://0xa9fea9fe/latest", Some(InvalidAddress::Forbidden)),
            ("https://[::ffff:10.0.0.1]/x", Some(InvalidAddress::Forbidden)),
            ("n8n.example.com/x", Some(InvalidAddress::NotAnAddress)),
            ("mailto:a@b.vn", Some(InvalidAddress::NotAnAddress)),
            ("", Some(InvalidAddress::NotAnAddress)),
        ] {
            assert_eq!(WebhookAddress::parse(text).err(), expected, "{text}");
        }
        let long = format!("https://a.vn/{}", "x".repeat(MOST_BYTES));
        assert_eq!(WebhookAddress::parse(&long), Err(InvalidAddress::NotAnAddress));
    }
}
