//! The page's types are ours.

use specta_typescript::Typescript;

/// Where the page finds them.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/ui/src/ipc/bindings.ts");

#[test]
fn the_committed_bindings_match_the_commands() {
    let folder = tempfile::tempdir().unwrap();
    let fresh = folder.path().join("bindings.ts");
    oa_token_desktop::ipc::list::<tauri::Wry>().export(Typescript::default(), &fresh).unwrap();
    let fresh = std::fs::read_to_string(fresh).unwrap();
    if std::env::var_os("UPDATE_BINDINGS").is_some() {
        std::fs::write(FILE, &fresh).unwrap();
    }
    let committed = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        committed == fresh,
        "run: UPDATE_BINDINGS=1 cargo test --features custom-protocol,testing --test ipc bindings"
    );
}
