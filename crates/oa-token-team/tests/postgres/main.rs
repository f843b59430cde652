//! The client with a real PostgreSQL server.
// The tests start a server of their own, as Debian installs it.
#![cfg(unix)]
#![cfg(test)]

mod claims;
mod epochs;
mod faults;
mod forged;
mod logins;
mod permissions;
mod pooler;
mod publishing;
mod pulse;
mod retiring;
mod support;
mod transport;
