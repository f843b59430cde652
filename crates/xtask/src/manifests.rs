//! `cargo xtask manifests`: what installed programs and winget read of a release.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oa_token_update::{Keys, Part, Successor};
use sha2::{Digest, Sha256};

use crate::args::ManifestOptions;
use crate::failure::Failure;
use crate::say::say;
use crate::workspace::Workspace;

/// The endings of the files that programs update themselves with, and the systems they are for.
const UPDATES: [(&str, &str); 3] = [
    ("_x64-setup.exe", "windows-x86_64"),
    ("_aarch64.app.tar.gz", "darwin-aarch64"),
    ("_x64.app.tar.gz", "darwin-x86_64"),
];

/// The templates of winget's manifests.
const WINGET: &str = "packaging/windows/winget";

/// The key that replaced the first one, once there is such a key, and the root's signature of it.
const SUCCESSOR: [&str; 2] = ["packaging/update-key/successor.pub", "packaging/update-key/successor.pub.sig"];

/// Writes the manifests into the folder `manifests` below the folder of the release.
pub(crate) fn run(workspace: &Workspace, options: &ManifestOptions) -> ExitCode {
    match make(workspace, options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(&failure.to_string());
            ExitCode::from(failure.exit())
        }
    }
}

fn make(workspace: &Workspace, options: &ManifestOptions) -> Result<(), Failure> {
    let release = Path::new(&options.folder);
    let out = release.join("manifests");
    fs::create_dir_all(&out).map_err(|source| Failure::File { path: out.clone(), source })?;
    let files = list(release)?;
    match latest(workspace, &files, options)? {
        Some(manifest) => write(&out.join("latest.json"), &manifest)?,
        None => say("No latest.json: this release has no update key or no signed file."),
    }
    let Some(installer) = find(&files, UPDATES[0].0) else {
        say("No manifest for winget: this release has no installer for Windows.");
        return Ok(());
    };
    let sum = Sha256::digest(read(installer)?).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02X}").expect("a String takes all that is written");
        text
    });
    for template in list(&workspace.root.join(WINGET))? {
        let text = String::from_utf8_lossy(&read(&template)?).replace("{{VERSION}}", &options.version);
        let text = text.replace("{{ADDRESS}}", &address(options, installer)).replace("{{SHA256}}", &sum);
        write(&out.join(template.file_name().unwrap_or_default()), &text)?;
    }
    Ok(())
}

/// Returns the manifest for installed programs; none if nothing is signed. Fails if something is signed wrongly.
fn latest(workspace: &Workspace, files: &[PathBuf], options: &ManifestOptions) -> Result<Option<String>, Failure> {
    let mut found = Vec::new();
    for (ending, system) in UPDATES {
        let Some(file) = find(files, ending) else { continue };
        let signature = PathBuf::from(format!("{}.sig", file.display()));
        if files.contains(&signature) {
            let signature = String::from_utf8_lossy(&read(&signature)?).trim().to_owned();
            found.push((system, address(options, file), read(file)?, signature));
        }
    }
    if found.is_empty() || options.key.is_empty() {
        return Ok(None);
    }
    let parts: Vec<Part<'_>> =
        found.iter().map(|(system, url, bytes, signature)| Part { system, url, bytes, signature }).collect();
    let root = (!options.root.is_empty()).then_some(options.root.as_str());
    let keys = Keys { releases: &options.key, root };
    let manifest = oa_token_update::write(&options.version, "", &parts, keys, successor(workspace)?);
    manifest.map(Some).map_err(|refusal| {
        say(&format!("The updater would refuse this release: {refusal}."));
        Failure::Wanted("Please sign the files again: docs/releasing.md says how.")
    })
}

fn successor(workspace: &Workspace) -> Result<Option<Successor>, Failure> {
    let [public, signature] = SUCCESSOR.map(|name| workspace.root.join(name));
    if !public.exists() {
        return Ok(None);
    }
    let text = |path: &Path| Ok(String::from_utf8_lossy(&read(path)?).into_owned());
    Ok(Some(Successor { public: text(&public)?, signature: text(&signature)? }))
}

fn address(options: &ManifestOptions, file: &Path) -> String {
    format!("{}/{}", options.address, file.file_name().unwrap_or_default().to_string_lossy())
}

fn find<'a>(files: &'a [PathBuf], ending: &str) -> Option<&'a PathBuf> {
    files.iter().find(|file| file.to_string_lossy().ends_with(ending))
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(|source| Failure::File { path: folder.to_owned(), source })?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|source| Failure::File { path: path.to_owned(), source })
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    fs::write(path, text).map_err(|source| Failure::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Sandbox;

    const FIXTURES: &str = "crates/oa-token-update/tests/fixtures";

    /// Puts the fixtures' installer and signature into a folder, as a release has them.
    fn release(workspace: &Workspace, folder: &Path, version: &str) -> ManifestOptions {
        let fixture = |name: &str| read(&workspace.root.join(FIXTURES).join(name)).unwrap();
        let manifest: serde_json::Value = serde_json::from_slice(&fixture("right.json")).unwrap();
        let signature = manifest["platforms"]["windows-x86_64"]["signature"].as_str().unwrap();
        fs::write(folder.join("OA-Token_0.2.0_x64-setup.exe"), fixture("installer.bin")).unwrap();
        fs::write(folder.join("OA-Token_0.2.0_x64-setup.exe.sig"), signature).unwrap();
        ManifestOptions {
            folder: folder.to_string_lossy().into_owned(),
            version: version.to_owned(),
            address: "https://example.com".to_owned(),
            key: String::from_utf8(fixture("key.pub")).unwrap(),
            root: String::new(),
        }
    }

    #[test]
    fn a_signed_release_gets_its_manifests() {
        let (workspace, sandbox) = (Workspace::find().unwrap(), Sandbox::new().unwrap());
        let folder = sandbox.path("data");
        make(&workspace, &release(&workspace, &folder, "0.2.0")).unwrap();
        let manifest = fs::read(folder.join("manifests/latest.json")).unwrap();
        let offer = oa_token_update::offer(&manifest, "windows-x86_64", "0.1.0").unwrap();
        assert_eq!(offer.url, "https://example.com/OA-Token_0.2.0_x64-setup.exe");
        let winget = fs::read_to_string(folder.join("manifests/OAToken.OAToken.installer.yaml")).unwrap();
        assert!(winget.contains("PackageVersion: 0.2.0") && !winget.contains("{{"), "{winget}");
    }

    #[test]
    fn a_release_signed_for_another_version_gets_none() {
        let (workspace, sandbox) = (Workspace::find().unwrap(), Sandbox::new().unwrap());
        let folder = sandbox.path("data");
        assert!(matches!(make(&workspace, &release(&workspace, &folder, "0.3.0")), Err(Failure::Wanted(_))));
        assert!(!folder.join("manifests/latest.json").exists());
    }
}
