//! Every command over Tauri's mock runtime, with the real capability, vault and client, against practice Zalo.
#![cfg(test)]

mod background;
mod bench;
mod bindings;
mod clock;
mod commands;
mod consent;
mod distrusted;
mod imports;
mod manage;
mod practice;
mod protection;
mod secrets;
mod transfer;
mod vault_files;
