//! The vault as a sealed SQLite file, with a second copy beside it of the data that must not be lost.

mod alert_store;
mod answers;
mod apart;
mod attempt_ledger;
mod attempts;
mod backup;
mod bundle_store;
mod bundles;
mod chain;
mod channels;
mod columns;
mod condense;
mod config;
mod copy;
mod database;
mod deleted;
mod deliveries;
mod destination_store;
mod destinations;
mod errors;
mod file;
mod former;
mod history;
mod holds;
mod in_step;
mod key_slots;
mod listed;
mod meta;
mod migrate;
mod pairs;
mod profile_store;
mod profiles;
mod reconcile;
mod restored;
mod schema;
mod sends;
mod setting_store;
mod settings;
mod slots;
mod spent;
mod vault_file;
mod withdrawn;

pub use database::SqliteVault;
pub use file::is_vault_file;

pub use file::resolved;
