#![cfg(test)]
//! Practice Zalo seen from the wire: what a client gets, and what the ledger tells of it.

mod binary;
mod books;
mod client;
mod consent;
mod contract;
mod faults;
mod openapi;
mod refresh;
mod sandbox;
