//! The proofs, in the order of the table.

use crate::proof::Proof;

mod answers;
mod canary;
mod disk_errors;
mod keychain;
mod kill;
mod loops;
mod ninety_days;
mod power_cut;
mod races;
mod syscalls;
mod vault_file;

/// Every proof.
pub(crate) const ALL: &[Proof] = &[
    kill::PROOF,
    syscalls::PROOF,
    power_cut::PROOF,
    disk_errors::PROOF,
    vault_file::PROOF,
    answers::PROOF,
    races::PROOF,
    keychain::PROOF,
    canary::PROOF,
    ninety_days::PROOF,
    loops::PROOF,
];
