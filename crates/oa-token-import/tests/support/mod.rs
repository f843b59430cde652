//! The fixtures, and what came of one. Also compiled into the proof `import`.

use std::path::PathBuf;

use oa_token_import::{Import, Input, read_all};

/// Returns the fixtures of both folders: name and content.
pub(crate) fn corpus() -> Vec<(String, Vec<u8>)> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let mut all = Vec::new();
    for folder in ["field", "more", "import"] {
        for entry in std::fs::read_dir(root.join(folder)).expect("the fixtures are here") {
            let path = entry.expect("the fixtures are readable").path();
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if !matches!(name.as_str(), "expected.json" | "README.md") {
                all.push((name, std::fs::read(&path).expect("the fixtures are readable")));
            }
        }
    }
    all.sort();
    all
}

/// Returns the text of an input as a program would read it: UTF-16, escapes of JSON and of addresses undone.
pub(crate) fn decoded(bytes: &[u8]) -> String {
    let text = plain(bytes);
    let joined = text.replace("\\\n", "").replace("^\n", "").replace(['^', '\\', '\r', '"', '\''], "");
    let escapes = text.replace("\\/", "/").replace("\\\"", "\"").replace("^&", "&").replace("''", "'");
    format!("{text}\n{escapes}\n{joined}")
}

/// Returns the text of an input; UTF-16 is decoded.
pub(crate) fn plain(bytes: &[u8]) -> String {
    let wide = bytes.strip_prefix(&[0xFF, 0xFE]);
    wide.map_or_else(
        || String::from_utf8_lossy(bytes).into_owned(),
        |wide| {
            let units: Vec<u16> = wide.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            String::from_utf16_lossy(&units)
        },
    )
}

/// Returns every value that an import took or left out.
pub(crate) fn values(import: &Import) -> Vec<String> {
    let mut all = Vec::new();
    for each in &import.drafts {
        let draft = &each.draft;
        all.extend(draft.app_id.clone());
        let secrets = [&draft.secret_key, &draft.refresh_token, &draft.access_token];
        all.extend(secrets.into_iter().flatten().map(|secret| secret.expose().to_owned()));
        all.extend(
            each.choices
                .iter()
                .flat_map(|choice| &choice.candidates)
                .map(|candidate| candidate.value.expose().to_owned()),
        );
    }
    all.extend(import.left_out.iter().map(|left_out| left_out.value.expose().to_owned()));
    all
}

/// Reads an input; `None` if nothing is recognised.
pub(crate) fn read(bytes: &[u8]) -> Option<Import> {
    read_all(&[Input { name: "input", bytes }]).ok()
}
