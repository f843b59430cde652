//! The keeper with its real vault and client, against practice Zalo with every fault.
#![cfg(test)]

mod bench;
mod crashes;
mod faults;
mod many;
mod practice;
mod review;
mod rules;
