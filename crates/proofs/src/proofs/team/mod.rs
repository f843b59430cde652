//! Computers that share OAs by a PostgreSQL database: each with a home of its own, and the real command in it.

pub(in crate::proofs) mod absent;
mod bench;
pub(in crate::proofs) mod clock;
mod columns;
pub(in crate::proofs) mod cost;
pub(in crate::proofs) mod forged;
pub(in crate::proofs) mod going_back;
mod intruders;
pub(in crate::proofs) mod kill;
pub(in crate::proofs) mod partition;
mod proxy;
pub(in crate::proofs) mod race;
mod recording;
pub(in crate::proofs) mod refused;
pub(in crate::proofs) mod secrets;
pub(in crate::proofs) mod stopped;
