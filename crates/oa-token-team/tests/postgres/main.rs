//! The client with a real PostgreSQL server.
#![cfg(test)]

mod claims;
mod epochs;
mod logins;
mod support;
