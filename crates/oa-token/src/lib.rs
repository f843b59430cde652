//! The core of OA Token: everything about Zalo OA tokens, without Tauri and without windows.
//!
//! ```text
//! engine          one task owns all running work; other code holds a handle to it
//!   rotation      pure: the states of one attempt to spend a refresh token
//!   schedule      pure: when a profile is refreshed automatically
//!   zalo          the protocol: request and answer are pure, only `client` uses reqwest
//!   vault         a sealed SQLite file: profiles, pairs, attempts, history
//!   keys          where the vault's key comes from
//! exchange        pure: import (text to drafts) and export (a pair to text)
//! destination, target   a file an export is written to, and whether it may be written there
//! bundle          pure: profiles in one sealed file, for a backup or another computer
//! authorization   the consent link, and the listener for its callback
//! outcome         the result of a refresh, with the message that explains it
//! messages        maps an error to the message that explains it
//! redaction       masks secrets in an answer before it is shown
//! log, report     what was done and why something failed, without secrets
//! expiry, clock_skew    when tokens end, and how far two clocks may differ
//! status          the state of a profile; attention: which profile needs something first
//! notifications   what the user is notified of, once each
//! i18n            every sentence the user reads, from locales/
//! memory          keeps secrets out of core dumps
//! paths, clock, host, owner, atomic_file, origin   the edge: folders, time, the computer, files, addresses
//! secret, printable, profile, token   basic types: parsed once, valid from then on
//! ```
//!
//! Dependencies point one way: `engine → {zalo, vault, rotation} → {profile, token, secret}`.

pub mod atomic_file;
pub mod attention;
pub mod authorization;
pub mod bundle;
pub mod clock;
pub mod clock_skew;
pub mod destination;
pub mod diagnostic_report;
pub mod engine;
pub mod exchange;
pub mod expiry;
pub mod host;
pub mod i18n;
pub mod keys;
pub mod log;
pub mod memory;
pub mod messages;
pub mod notifications;
pub mod origin;
pub mod outcome;
pub mod owner;
pub mod paths;
pub mod printable;
pub mod profile;
pub mod redaction;
pub mod rotation;
pub mod schedule;
pub mod secret;
pub mod status;
pub mod target;
pub mod token;
pub mod vault;
pub mod zalo;
