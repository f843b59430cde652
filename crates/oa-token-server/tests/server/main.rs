//! The real server on real sockets, with a real vault and engine, against practice Zalo.
#![cfg(test)]

mod bench;
mod document;
mod guards;
mod keys;
mod limits;
#[cfg(unix)]
mod socket;
mod tokens;
