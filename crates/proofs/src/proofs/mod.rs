//! The proofs, in the order of the table.

use crate::proof::Proof;

mod answers;

/// Every proof.
pub(crate) const ALL: &[Proof] = &[answers::PROOF];
