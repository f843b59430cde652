//! The client with a real PostgreSQL server.
#![cfg(all(test, unix))] // the tests start a server of their own, as Debian installs it

mod claims;
mod epochs;
mod faults;
mod logins;
mod permissions;
mod pooler;
mod support;
mod transport;
