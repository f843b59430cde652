//! Every command over Tauri's mock runtime, with the real capability, vault and client, against practice Zalo.
#![cfg(test)]

mod authorization;
mod auto_refresh;
mod background;
mod bench;
mod bindings;
mod bundles;
mod commands;
mod distrusted;
mod imports;
mod manage;
mod places;
mod practice;
mod protection;
mod secrets;
// A PostgreSQL of the test's own is started as on Linux.
#[cfg(unix)]
mod team;
mod vault_files;
