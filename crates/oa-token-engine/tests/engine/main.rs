//! The engine with its real vault and client, against practice Zalo with every fault.
#![cfg(test)]

mod answer_spool;
mod backups;
mod bench;
mod bundles;
mod check;
mod clock;
mod consent;
mod crashes;
mod faults;
mod loops;
mod many;
mod outlets;
mod practice;
mod protection;
mod review;
mod rules;
mod targets;
mod transfer;
mod truth;
mod waiting;
