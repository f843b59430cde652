//! The real command as others rely on it: arguments, environment, exit codes, JSON, kills, a full disk.
#![cfg(test)]

mod altered;
mod authorize;
mod awake;
mod backups;
mod bench;
mod bundles;
mod contract;
mod disk;
mod doctor;
mod exports;
mod imports;
mod kills;
mod log;
mod loops;
mod practice;
mod secrets;
mod shapes;
mod watch;
