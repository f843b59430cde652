//! Where to listen, and which names and proxies are accepted.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

/// Returns the sentence of a message id, in the language of the program.
pub type Say = Arc<dyn Fn(&'static str) -> String + Send + Sync>;

/// Options of the server.
#[derive(Clone)]
pub struct ServerOptions {
    /// The TCP address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The path of the Unix socket, or the name of the pipe on Windows; `None` for TCP alone.
    pub socket: Option<PathBuf>,
    /// Names accepted in `Host`, besides those of loopback.
    pub hosts: Vec<String>,
    /// The proxies in front of this server.
    pub proxies: Vec<Proxy>,
    /// The sentences beside the codes.
    pub say: Say,
}

/// A proxy in front of the server, which may name the address it speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxy {
    /// Programs that connect by the Unix socket.
    Socket,
    /// An address, or all addresses with the same first bits.
    Network {
        /// The address.
        address: IpAddr,
        /// How many bits count.
        bits: u8,
    },
}

/// The text names no proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no address")]
pub struct InvalidProxyAddress;

impl Proxy {
    /// Reports whether an address is this proxy's.
    pub fn has(self, other: IpAddr) -> bool {
        match self {
            Self::Socket => false,
            Self::Network { address, bits } => {
                let wide = 128 - if address.is_ipv4() { 32 } else { 128 };
                let shift = 128_u32.saturating_sub(wide + u32::from(bits));
                let is_same_sort = address.is_ipv4() == other.is_ipv4();
                is_same_sort && (bits == 0 || number(address) >> shift == number(other) >> shift)
            }
        }
    }
}

/// Returns an address as a number; an IPv4 address in the lowest bits of its mapped form.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits(),
    }
}

impl FromStr for Proxy {
    type Err = InvalidProxyAddress;

    /// Parses `socket`, an address, or an address with a number of bits: `172.20.0.0/16`.
    fn from_str(text: &str) -> Result<Self, InvalidProxyAddress> {
        if text == "socket" {
            return Ok(Self::Socket);
        }
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| InvalidProxyAddress)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| InvalidProxyAddress)?;
        // All addresses of the world would be no list of proxies.
        if bits == 0 || bits > most { Err(InvalidProxyAddress) } else { Ok(Self::Network { address, bits }) }
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Socket => f.write_str("socket"),
            Self::Network { address, bits } => write!(f, "{address}/{bits}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_an_address_or_a_network() {
        for (proxy, address, wanted) in [
            ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false),
            ("172.20.0.0/16", "172.20.255.1", true),
            ("172.20.0.0/16", "172.21.0.1", false),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "fe80::1", false),
            ("::ffff:10.0.0.1", "10.0.0.1", false),
            ("socket", "127.0.0.1", false),
        ] {
            let known: Proxy = proxy.parse().unwrap();
            assert_eq!(known.has(address.parse().unwrap()), wanted, "{proxy} {address}");
        }
        for wrong in ["", "proxy", "10.0.0.1/33", "10.0.0.1/-1", "0.0.0.0/0", "10.0.0.1:80", "::/129"] {
            assert_eq!(wrong.parse::<Proxy>(), Err(InvalidProxyAddress), "{wrong}");
        }
    }
}
