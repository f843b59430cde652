//! TCP.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};

use super::CannotListen;
use crate::guard::Peer;
use crate::options::ServerOptions;

/// A TCP listener.
pub(crate) struct Tcp(TcpListener);

impl Tcp {
    /// Listens on the address. Only loopback, unless proxies are named: the API speaks no TLS.
    pub(crate) async fn bind(options: &ServerOptions) -> Result<Self, CannotListen> {
        let address = options.listen;
        if !address.ip().to_canonical().is_loopback() && options.proxies.is_empty() {
            return Err(CannotListen::NotLoopback(address));
        }
        TcpListener::bind(address).await.map(Self).map_err(|error| CannotListen::Address(address, error))
    }

    /// Returns the address, with its port.
    pub(crate) fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }

    /// Waits for the next connection.
    pub(crate) async fn accept(&self) -> io::Result<(TcpStream, Peer)> {
        let (stream, from) = self.0.accept().await?;
        // Answers are small, and must not wait for more to send.
        stream.set_nodelay(true).ok();
        Ok((stream, Peer::Network(from.ip().to_canonical())))
    }
}
