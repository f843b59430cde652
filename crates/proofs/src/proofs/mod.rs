//! The proofs, in the order of the table.

use crate::proof::Proof;

mod answers;
mod api;
mod bundles;
mod canary;
mod delivery;
mod disk_errors;
mod echo;
mod going_back;
mod import;
mod keychain;
mod kill;
mod loops;
mod memory;
mod model;
mod moves;
mod ninety_days;
mod odd_answers;
mod power_cut;
mod races;
mod settings;
mod stopped;
mod syscalls;
mod targets;
mod team;
mod terminal;
mod two_homes;
mod updates;
mod vault_file;
mod vault_writer;

/// Proofs that judge how long something takes, or report it: no other runs at the same time.
pub(crate) const ALONE: &[&str] = &["import", "delivery", "team-refuse", "team-cost"];

/// The proofs with the longest short run, most of which is waiting.
pub(crate) const LONGEST: &[&str] = &["team-idle", "disk-errors", "stopped", "vault-writer", "memory"];

/// Every proof.
pub(crate) const ALL: &[Proof] = &[
    kill::PROOF,
    syscalls::PROOF,
    power_cut::PROOF,
    disk_errors::PROOF,
    vault_file::PROOF,
    vault_writer::PROOF,
    bundles::PROOF,
    moves::PROOF,
    import::PROOF,
    going_back::PROOF,
    answers::PROOF,
    odd_answers::PROOF,
    model::PROOF,
    races::PROOF,
    keychain::PROOF,
    canary::PROOF,
    ninety_days::PROOF,
    settings::PROOF,
    updates::PROOF,
    stopped::PROOF,
    two_homes::PROOF,
    loops::PROOF,
    targets::PROOF,
    echo::PROOF,
    terminal::PROOF,
    memory::PROOF,
    api::PROOF,
    delivery::PROOF,
    team::race::PROOF,
    team::race::TERMINATED,
    team::race::POOLED,
    team::kill::PROOF,
    team::going_back::FAILOVER,
    team::going_back::RESTORE,
    team::absent::PROOF,
    team::partition::PROOF,
    team::stopped::PROOF,
    team::refused::PROOF,
    team::secrets::PROOF,
    team::secrets::DUMP,
    team::clock::PROOF,
    team::forged::PROOF,
    team::cost::REFRESH,
    team::cost::IDLE,
];
