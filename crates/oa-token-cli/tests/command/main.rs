//! The real command as others rely on it: arguments, environment, exit codes, JSON, kills, a full disk.
#![cfg(test)]

mod alerts;
mod altered;
mod authorize;
mod auto;
mod awake;
mod backups;
mod bench;
mod bundles;
#[cfg(target_os = "linux")]
mod completions;
mod contract;
#[cfg(target_os = "linux")]
mod disk;
mod doctor;
mod exports;
mod help;
mod imports;
mod kills;
mod log;
mod loops;
#[cfg(unix)]
mod manual;
mod places;
mod practice;
mod secrets;
#[cfg(unix)]
mod serve;
#[cfg(target_os = "linux")]
mod service;
mod shapes;
mod suggestions;
#[cfg(target_os = "linux")]
mod tables;
#[cfg(target_os = "linux")]
mod team;
#[cfg(target_os = "linux")]
mod team_logins;
#[cfg(target_os = "linux")]
mod terminal;
// Its programs are ended by signals.
#[cfg(unix)]
mod watch;
