//! The proofs, in the order of the table.

use crate::proof::Proof;

mod answers;
mod vault_file;

/// Every proof.
pub(crate) const ALL: &[Proof] = &[answers::PROOF, vault_file::PROOF];
