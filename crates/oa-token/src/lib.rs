//! Everything true about Zalo OA tokens. No Tauri, no window.
//!
//! ```text
//! keeper     the shell of the core: one task owns what is under way, others hold a handle
//!   rotation   pure: the life of one attempt to spend a refresh token
//!   zalo       the wire: request and answer are pure, client alone names reqwest
//!   vault      a sealed SQLite file: profiles, pairs, attempts, the diary
//!   keys       where the vault's key comes from
//! exchange   pure: text in, drafts out; a pair in, text out
//! transfer   pure: profiles in one sealed file, for a backup or another computer
//! outcome    what a wish to refresh came to, and the message that explains it
//! explain    from an error to the sentence that explains it
//! masking    an answer as it may be shown
//! log        what was done and why something failed, without secrets
//! lives      from when tokens live, and how long
//! status     a profile's state in one word; urgency   who needs something first
//! notices    what a person is told by itself, once
//! words      every sentence a person reads, from locales/
//! home, clock, computer, owner, whole_file   the edge: folders, time, the machine, whose files are, files
//! secret, profile, token    the ground floor: parsed once, always valid
//! ```
//!
//! Directions: `keeper → {zalo, vault, rotation} → {profile, token, secret}`, never back.

pub mod atomic_file;
pub mod attention;
pub mod authorization;
pub mod bundle;
pub mod clock;
pub mod clock_skew;
pub mod destination;
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
pub mod report;
pub mod rotation;
pub mod schedule;
pub mod secret;
pub mod status;
pub mod target;
pub mod token;
pub mod vault;
pub mod zalo;
