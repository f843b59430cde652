//! Manifests and signatures made with `tauri signer`; the secret keys were thrown away.
#![cfg(test)]

use oa_token_update::{Keys, Offer, Part, Successor, UpdateRefusal, offer, signing_key, verify, write};

const KEY: &str = include_str!("fixtures/key.pub");
const ROOT: &str = include_str!("fixtures/root.pub");
const INSTALLER: &[u8] = include_bytes!("fixtures/installer.bin");
const RUNNING: &str = "0.1.0";
const KEYS: Keys<'static> = Keys { releases: KEY, root: Some(ROOT) };
const SYSTEM: &str = "windows-x86_64";

/// Does what the updater does: reads the manifest, then checks what was downloaded.
fn update(manifest: &str, bytes: &[u8], running: &str) -> Result<String, UpdateRefusal> {
    let offer = offer(manifest.as_bytes(), SYSTEM, running)?;
    verify(bytes, &offer.signature, &offer.version, KEY).map(|()| offer.version.to_string())
}

fn signature(manifest: &str) -> String {
    offer(manifest.as_bytes(), SYSTEM, "0.0.1").unwrap().signature
}

const RIGHT: &str = include_str!("fixtures/right.json");

#[test]
fn a_newer_signed_version_is_an_update() {
    assert_eq!(update(RIGHT, INSTALLER, RUNNING).as_deref(), Ok("0.2.0"));
    let Offer { url, notes, .. } = offer(RIGHT.as_bytes(), SYSTEM, RUNNING).unwrap();
    assert_eq!((url.as_str(), notes.as_str()), ("https://example.com/oa-token_0.2.0_x64-setup.exe", "What is new"));
}

#[test]
fn every_other_release_is_refused() {
    let mut one_off = INSTALLER.to_vec();
    one_off[0] ^= 1;
    let refused = |manifest, bytes, running| update(manifest, bytes, running).unwrap_err();
    assert_eq!(refused(RIGHT, &one_off, RUNNING), UpdateRefusal::Signature, "one byte off");
    assert_eq!(refused(include_str!("fixtures/wrong-key.json"), INSTALLER, RUNNING), UpdateRefusal::Signature);
    assert_eq!(refused(include_str!("fixtures/no-version.json"), INSTALLER, RUNNING), UpdateRefusal::NoSignedVersion);
    assert_eq!(refused(include_str!("fixtures/other-version.json"), INSTALLER, RUNNING), UpdateRefusal::OtherVersion);
    assert_eq!(refused(include_str!("fixtures/older.json"), INSTALLER, RUNNING), UpdateRefusal::NotNewer);
    assert_eq!(refused(include_str!("fixtures/plain-http.json"), INSTALLER, RUNNING), UpdateRefusal::Address);
    assert_eq!(refused(RIGHT, INSTALLER, "0.2.0"), UpdateRefusal::NotNewer, "the same version");
    assert_eq!(refused(RIGHT, INSTALLER, "1.0.0"), UpdateRefusal::NotNewer);
    assert_eq!(refused(RIGHT, INSTALLER, "latest"), UpdateRefusal::Version);
    assert_eq!(refused("{}", INSTALLER, RUNNING), UpdateRefusal::Manifest);
    assert_eq!(offer(RIGHT.as_bytes(), "linux-x86_64", RUNNING), Err(UpdateRefusal::NoBuild));
}

#[test]
fn a_changed_signature_or_key_is_refused() {
    let (signature, version) = (signature(RIGHT), semver::Version::new(0, 2, 0));
    assert_eq!(verify(INSTALLER, &signature, &version, KEY), Ok(()));
    for at in 0..signature.len() {
        let mut bytes = signature.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        // A changed letter of the comment that no signature covers is of no consequence; the version is covered.
        if let Ok(()) = verify(INSTALLER, &changed, &version, KEY) {
            assert!(at < 80, "the letter {at} of the signature is not covered");
        }
    }
    assert_eq!(verify(INSTALLER, &signature, &version, "no key"), Err(UpdateRefusal::Key));
}

#[test]
fn a_manifest_is_written_only_for_parts_that_the_updater_would_take() {
    let signature = signature(RIGHT);
    let url = "https://example.com/oa-token_0.2.0_x64-setup.exe";
    let part = Part { system: SYSTEM, url, bytes: INSTALLER, signature: &signature };
    let manifest = write("0.2.0", "What is new", &[part], KEYS, None).unwrap();
    assert_eq!(update(&manifest, INSTALLER, RUNNING).as_deref(), Ok("0.2.0"));
    assert_eq!(write("0.3.0", "", &[part], KEYS, None), Err(UpdateRefusal::OtherVersion));
    assert_eq!(write("0.2.0", "", &[Part { bytes: b"other", ..part }], KEYS, None), Err(UpdateRefusal::Signature));
    assert_eq!(
        write("0.2.0", "", &[Part { url: "http://example.com/a", ..part }], KEYS, None),
        Err(UpdateRefusal::Address)
    );
}

const SUCCESSOR: &str = include_str!("fixtures/successor.pub");
const BY_SUCCESSOR: &str = include_str!("fixtures/installer-by-successor.sig");

/// The key that signs releases from version 0.2.0.
fn successor() -> Successor {
    Successor { public: SUCCESSOR.to_owned(), signature: include_str!("fixtures/successor.pub.sig").to_owned() }
}

/// Writes the manifest of the first release of the successor.
fn succeeded() -> String {
    let url = "https://example.com/oa-token_0.2.0_x64-setup.exe";
    let part = Part { system: SYSTEM, url, bytes: INSTALLER, signature: BY_SUCCESSOR };
    let keys = Keys { releases: SUCCESSOR, ..KEYS };
    assert_eq!(write("0.2.0", "", &[part], Keys { root: None, ..keys }, Some(successor())), Err(UpdateRefusal::Key));
    assert_eq!(write("0.1.9", "", &[part], keys, Some(successor())), Err(UpdateRefusal::Successor), "too early");
    let parts: [Part<'_>; 0] = [];
    assert_eq!(write("0.2.0", "", &parts, KEYS, Some(successor())), Err(UpdateRefusal::Successor), "another key");
    write("0.2.0", "", &[part], keys, Some(successor())).unwrap()
}

#[test]
fn a_key_that_the_root_has_signed_takes_over_from_its_first_version() {
    let manifest = succeeded();
    let key = |running, keys| signing_key(manifest.as_bytes(), running, keys).unwrap();
    assert_eq!(key(RUNNING, KEYS), SUCCESSOR);
    let offer = offer(manifest.as_bytes(), SYSTEM, RUNNING).unwrap();
    assert_eq!(verify(INSTALLER, &offer.signature, &offer.version, &key(RUNNING, KEYS)), Ok(()));
    assert_eq!(verify(INSTALLER, &offer.signature, &offer.version, KEY), Err(UpdateRefusal::Signature));
    // A program of that version, or a later one, has the key compiled in, or one that replaced it.
    assert_eq!(key("0.2.0", KEYS), KEY);
    assert_eq!(key("1.0.0", KEYS), KEY);
    assert_eq!(key(RUNNING, Keys { root: None, ..KEYS }), KEY, "built without a root");
    assert_eq!(signing_key(RIGHT.as_bytes(), RUNNING, KEYS).unwrap(), KEY, "no successor");
}

#[test]
fn a_key_that_the_root_has_not_signed_is_refused() {
    let refused = |wanted: &str, other: &str| {
        let manifest = succeeded().replace(wanted, other);
        signing_key(manifest.as_bytes(), RUNNING, KEYS).unwrap_err()
    };
    let signature = successor().signature;
    assert_eq!(refused(&signature, include_str!("fixtures/successor-by-other.sig")), UpdateRefusal::Signature);
    assert_eq!(refused(SUCCESSOR, KEY), UpdateRefusal::Signature);
    assert_eq!(refused(&signature, BY_SUCCESSOR), UpdateRefusal::Signature);
    let root = Keys { root: Some("no key"), ..KEYS };
    assert_eq!(signing_key(succeeded().as_bytes(), RUNNING, root), Err(UpdateRefusal::Key));
}
