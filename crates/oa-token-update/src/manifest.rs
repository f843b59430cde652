//! The manifest of a release.

use std::collections::BTreeMap;

use semver::Version;
use serde::{Deserialize, Serialize};

use crate::key::first_version;
use crate::{Keys, Successor, UpdateRefusal, verify};

/// What a release has for one system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// The offered version, newer than the running one.
    pub version: Version,
    /// Where to download it.
    pub url: String,
    /// The signature of the download: base64 of minisign's text.
    pub signature: String,
    /// What is new, for people.
    pub notes: String,
}

/// A file of a release with its signature, to be listed in the manifest.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The system, for example `windows-x86_64`.
    pub system: &'a str,
    /// Where it can be downloaded.
    pub url: &'a str,
    /// The file itself.
    pub bytes: &'a [u8],
    /// Its signature.
    pub signature: &'a str,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    version: String,
    #[serde(default)]
    notes: String,
    platforms: BTreeMap<String, Build>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) key: Option<Successor>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Build {
    url: String,
    signature: String,
}

/// Returns what the manifest offers to a program of this system and version.
pub fn offer(manifest: &[u8], system: &str, running: &str) -> Result<Offer, UpdateRefusal> {
    let (mut manifest, version) = read(manifest, running)?;
    let Build { url, signature } = manifest.platforms.remove(system).ok_or(UpdateRefusal::NoBuild)?;
    if !url.starts_with("https://") {
        return Err(UpdateRefusal::Address);
    }
    Ok(Offer { version, url, signature, notes: manifest.notes })
}

/// Returns the version that the manifest announces, whatever systems it has a build for.
pub fn newer(manifest: &[u8], running: &str) -> Result<Version, UpdateRefusal> {
    read(manifest, running).map(|(_, version)| version)
}

fn read(manifest: &[u8], running: &str) -> Result<(Manifest, Version), UpdateRefusal> {
    let manifest = read_any(manifest)?;
    let (version, running) = (parse(&manifest.version)?, parse(running)?);
    if version <= running { Err(UpdateRefusal::NotNewer) } else { Ok((manifest, version)) }
}

/// Reads a manifest of any version.
pub(crate) fn read_any(manifest: &[u8]) -> Result<Manifest, UpdateRefusal> {
    serde_json::from_slice(manifest).map_err(|_| UpdateRefusal::Manifest)
}

/// Writes the manifest of a release, if each part is signed for this version with the key of releases. `successor` is
/// that key, if it replaced another one.
pub fn write(
    version: &str,
    notes: &str,
    parts: &[Part<'_>],
    keys: Keys<'_>,
    successor: Option<Successor>,
) -> Result<String, UpdateRefusal> {
    let announced = parse(version)?;
    if let Some(successor) = &successor {
        let first = first_version(successor, keys.root.ok_or(UpdateRefusal::Key)?)?;
        if first > announced || successor.public.trim() != keys.releases.trim() {
            return Err(UpdateRefusal::Successor);
        }
    }
    let mut platforms = BTreeMap::new();
    for part in parts {
        if !part.url.starts_with("https://") {
            return Err(UpdateRefusal::Address);
        }
        verify(part.bytes, part.signature, &announced, keys.releases)?;
        let build = Build { url: part.url.to_owned(), signature: part.signature.to_owned() };
        platforms.insert(part.system.to_owned(), build);
    }
    let manifest = Manifest { version: announced.to_string(), notes: notes.to_owned(), platforms, key: successor };
    serde_json::to_string_pretty(&manifest).map_err(|_| UpdateRefusal::Manifest)
}

pub(crate) fn parse(version: &str) -> Result<Version, UpdateRefusal> {
    Version::parse(version.trim_start_matches('v')).map_err(|_| UpdateRefusal::Version)
}
