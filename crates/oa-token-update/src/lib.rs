//! Decides whether a published update may be installed. Pure: no clock, file or network.
//!
//! A release has a manifest, `latest.json`, as `tauri-plugin-updater` reads it: a version, and for each system an address
//! and a signature. `offer` says whether the manifest has a newer version for this system; `verify` whether what was
//! downloaded is that version, signed with our key. Both are stricter than the plugin's defaults: an older version is
//! never offered, and a signature that covers no version is refused. Otherwise an old signed build could be served as a
//! new one. `newer` is for programs that a package manager updates: they only say that there is something. `signing_key`
//! finds the key of a release, `Owner` who replaces the program's files. `write` makes the manifest of a release, and
//! refuses one that `verify` would refuse.

mod key;
mod manifest;
mod owner;
mod schedule;
mod signature;

pub use key::{Keys, Successor, signing_key};
pub use manifest::{Offer, Part, newer, offer, write};
pub use owner::{Owner, System, is_shared};
pub use schedule::until_next_look;
pub use signature::verify;

/// Why an update is not installed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpdateRefusal {
    /// The manifest cannot be parsed.
    #[error("the manifest cannot be read")]
    Manifest,
    /// A version is not of the form `1.2.3`.
    #[error("a version cannot be read")]
    Version,
    /// The manifest has no build for this system.
    #[error("there is no build for this system")]
    NoBuild,
    /// The offered version is the running one or an older one.
    #[error("the offered version is not newer")]
    NotNewer,
    /// The address is not HTTPS.
    #[error("the address is not HTTPS")]
    Address,
    /// Our own public key cannot be read.
    #[error("the public key cannot be read")]
    Key,
    /// The signature cannot be read, is of another key, or of other bytes.
    #[error("the signature is not ours for these bytes")]
    Signature,
    /// The signature covers no version.
    #[error("the signature covers no version")]
    NoSignedVersion,
    /// The signature covers another version than the manifest announces.
    #[error("the signature is of another version")]
    OtherVersion,
    /// The successor of the key is for later releases, or is not the key that signs this one.
    #[error("the successor of the key is not the key of this release")]
    Successor,
}
