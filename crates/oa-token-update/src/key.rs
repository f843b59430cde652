//! The key that signs releases, and how its successor takes over.

use serde::{Deserialize, Serialize};

use crate::UpdateRefusal;
use crate::manifest::{parse, read_any};
use crate::signature::signed_version;

/// The public keys that are compiled into a program, as `tauri signer` writes them.
#[derive(Debug, Clone, Copy)]
pub struct Keys<'a> {
    /// Signs releases.
    pub releases: &'a str,
    /// Signs successors of that key, and nothing else. Kept offline. Without it the key has no successor.
    pub root: Option<&'a str>,
}

/// The key that took over, as a manifest carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Successor {
    /// The public key.
    pub public: String,
    /// The root's signature of it. Its version is that of the first release with this key.
    pub signature: String,
}

/// Returns the key that signs the announced release: the compiled one, or the successor that the root has signed.
///
/// A program of the successor's first version, or of a later one, has the newer key compiled in. It ignores the
/// successor, so that an old one, kept by somebody who stole its secret half, is of no use.
///
/// # Errors
/// The manifest or a version cannot be read, or the root did not sign the successor.
pub fn signing_key(manifest: &[u8], running: &str, keys: Keys<'_>) -> Result<String, UpdateRefusal> {
    let (Some(successor), Some(root)) = (read_any(manifest)?.key, keys.root) else {
        return Ok(keys.releases.to_owned());
    };
    let first = first_version(&successor, root)?;
    Ok(if first > parse(running)? { successor.public } else { keys.releases.to_owned() })
}

/// Returns the version of the first release that the successor signs, if the root says so.
pub(crate) fn first_version(successor: &Successor, root: &str) -> Result<semver::Version, UpdateRefusal> {
    signed_version(successor.public.as_bytes(), &successor.signature, root)
}
