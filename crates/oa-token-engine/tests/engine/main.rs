//! The engine with its real vault and client, against practice Zalo with every fault.
#![cfg(test)]

mod alerts;
mod answer_spool;
mod authorization;
mod auto_refresh;
mod backups;
mod bench;
mod bundles;
mod check;
mod concurrency;
mod crafted_bundles;
mod crashes;
mod destinations;
mod faults;
mod imports;
mod loops;
mod never_quiet;
mod practice;
mod protection;
// Runs receivers by node, php and python3.
#[cfg(unix)]
mod receivers;
mod reported_results;
mod sending_rules;
mod states;
mod stored_answers;
mod targets;
mod updates;
mod waiting;
mod webhooks;
