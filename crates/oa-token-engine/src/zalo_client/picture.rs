//! Checks where an OA's picture may come from, and whether data is a picture. The URL comes from Zalo's answer and is
//! not trusted.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use oa_token_model::origin::Origin;
use url::{Host, Url};

/// Zalo's own hosts for pictures. Subdomains are allowed.
const HOSTS: [&str; 4] = ["zadn.vn", "zdn.vn", "zalo.me", "zaloapp.com"];
/// The HTTPS port.
const PORT: u16 = 443;

/// Returns the origin that a picture may be fetched from: one of Zalo's hosts over HTTPS, or the origin of practice
/// Zalo.
pub(super) fn origin_of(address: &str, api: &Origin) -> Option<Origin> {
    let url = Url::parse(address).ok()?;
    let origin = Origin::parse(&url.origin().ascii_serialization()).ok()?;
    let is_zalos = match url.host() {
        Some(Host::Domain(name)) => HOSTS.iter().any(|host| name.strip_suffix(host).is_some_and(is_label_end)),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => false,
    };
    let is_plain = url.username().is_empty() && url.password().is_none();
    let is_practice = api.is_loopback() && origin == *api;
    let is_whole = is_zalos && origin.is_https() && url.port().is_none();
    (is_plain && (is_practice || is_whole)).then_some(origin)
}

/// Reports whether the text before a host is empty or ends a label, so that it is the host or a subdomain.
fn is_label_end(before: &str) -> bool {
    before.is_empty() || before.ends_with('.')
}

/// Resolves a host. Returns `None` if any of its addresses is in a private network, where no picture of Zalo can be.
/// Returns an empty list if nothing is found: behind a proxy, the proxy resolves names.
pub(super) async fn public_addresses(host: &str) -> Option<Vec<SocketAddr>> {
    let found: Vec<SocketAddr> = tokio::net::lookup_host((host, PORT)).await.map(Iterator::collect).unwrap_or_default();
    found.iter().all(|address| is_public(address.ip())).then_some(found)
}

/// Reports whether an address belongs to the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(inner) => is_public_v4(inner),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    // Carrier-grade NAT (100.64.0.0/10), and ranges reserved for protocols and benchmarks.
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_kept = a == 0 || a >= 224 || (a, b, c) == (192, 0, 0) || a == 198 && (b == 18 || b == 19);
    !(address.is_loopback()
        || address.is_private()
        || address.is_link_local()
        || address.is_documentation()
        || is_shared
        || is_kept)
}

/// Only `2000::/3` is assigned. In it, Teredo, 6to4 and documentation addresses lead elsewhere.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let leads_elsewhere = first == 0x2002 || first == 0x2001 && (second == 0 || second == 0xdb8);
    first & 0xe000 == 0x2000 && !leads_elsewhere
}

/// Recognises an image by its first bytes.
pub(super) fn is_image(bytes: &[u8]) -> bool {
    let is_webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    is_webp || [b"\x89PNG".as_slice(), b"\xFF\xD8\xFF", b"GIF8"].iter().any(|start| bytes.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_loaded_only_by_https_from_zalos_hosts_or_from_practice_zalo() {
        let (zalo, practice) = (Origin::zalo_api(), Origin::parse("http://127.0.0.1:8765").unwrap());
        let may = |address: &str, api: &Origin| origin_of(address, api).is_some();
        for address in [
            "https://s160-ava-talk.zadn.vn/a/b.jpg?x=1",
            "https://zdn.vn/a.jpg",
            "https://a.b.zalo.me/a.jpg",
            "https://S.ZALOAPP.COM/a.jpg",
        ] {
            assert!(may(address, &zalo), "{address}");
        }
        for address in [
            "http://s160-ava-talk.zadn.vn/a.jpg",
            "https://s160-ava-talk.zadn.vn:8443/a.jpg",
            "https://evilzadn.vn/a.jpg",
            "https://zadn.vn.evil.example/a.jpg",
            "https://printer.corp/a.jpg",
            "https://127.0.0.1/a.jpg",
            "https://[::1]/a.jpg",
            "https://10.0.0.1/a.jpg",
            "https://localhost/a.jpg",
            "https://router/a.jpg",
            "https://user:FAKE@zadn.vn/a.jpg",
            "http://127.0.0.1:8765/a.jpg",
            "file:///etc/passwd",
            "data:image/png;base64,AA",
            "no address",
        ] {
            assert!(!may(address, &zalo), "{address}");
        }
        assert!(may("http://127.0.0.1:8765/a.jpg", &practice));
        assert!(!may("http://127.0.0.1:8766/a.jpg", &practice));
    }

    #[test]
    fn only_addresses_of_the_open_internet_are_public() {
        for (address, expected) in [
            ("1.1.1.1", true),
            ("49.213.118.1", true),
            ("100.63.0.1", true),
            ("2606:4700::1111", true),
            ("0.1.2.3", false),
            ("10.0.0.1", false),
            ("100.64.0.1", false),
            ("127.0.0.2", false),
            ("169.254.169.254", false),
            ("172.31.0.1", false),
            ("192.0.0.8", false),
            ("192.168.1.1", false),
            ("198.19.0.1", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("::", false),
            ("::1", false),
            ("::ffff:10.0.0.1", false),
            ("64:ff9b::a00:1", false),
            ("fc00::1", false),
            ("fe80::1", false),
            ("ff02::1", false),
            ("2001:0:1::1", false),
            ("2002:a00:1::1", false),
        ] {
            assert_eq!(is_public(address.parse().unwrap()), expected, "{address}");
        }
    }

    #[tokio::test]
    async fn a_name_that_resolves_to_this_computer_is_refused() {
        assert_eq!(public_addresses("localhost").await, None);
        assert_eq!(public_addresses("127.0.0.1").await, None);
    }
}
