//! The signature of a file, as `tauri signer` writes it: base64 of minisign's text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minisign_verify::{PublicKey, Signature};
use semver::Version;

use crate::UpdateRefusal;
use crate::manifest::parse;

/// Checks that these bytes are signed with this key, as this version.
pub fn verify(bytes: &[u8], signature: &str, announced: &Version, key: &str) -> Result<(), UpdateRefusal> {
    let signed = signed_version(bytes, signature, key)?;
    if signed == *announced { Ok(()) } else { Err(UpdateRefusal::OtherVersion) }
}

/// Returns the version as which these bytes are signed with this key.
pub(crate) fn signed_version(bytes: &[u8], signature: &str, key: &str) -> Result<Version, UpdateRefusal> {
    let key = text(key).and_then(|key| PublicKey::decode(&key).ok()).ok_or(UpdateRefusal::Key)?;
    let signature = text(signature).and_then(|text| Signature::decode(&text).ok()).ok_or(UpdateRefusal::Signature)?;
    // The old form of signatures, over the bytes instead of their hash, is not written by any version of our tools.
    key.verify(bytes, &signature, false).map_err(|_| UpdateRefusal::Signature)?;
    // Only now is the comment proven: the signature covers it.
    parse(version_in(signature.trusted_comment()).ok_or(UpdateRefusal::NoSignedVersion)?)
}

fn text(base64: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(base64.trim()).ok()?).ok()
}

/// Returns the version in a comment such as `timestamp:1\tfile:setup.exe\tversion:1.2.3`.
fn version_in(comment: &str) -> Option<&str> {
    comment.split('\t').find_map(|field| field.trim().strip_prefix("version:"))
}
