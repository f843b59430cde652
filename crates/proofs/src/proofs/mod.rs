//! The proofs, in the order of the table.

use crate::proof::Proof;

mod answers;
mod disk_errors;
mod kill;
mod races;
mod syscalls;

/// Every proof.
pub(crate) const ALL: &[Proof] = &[kill::PROOF, races::PROOF, disk_errors::PROOF, syscalls::PROOF, answers::PROOF];
