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

/// The input's text, in which values are looked for that some reader unescaped or composed.
pub(crate) struct Text {
    bare: String,
    has_variables: bool,
}

impl Text {
    /// The text of an input.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let text = plain(bytes);
        let has_variables = text.contains("{{") || text.contains("<<");
        Self { has_variables, bare: bare(&format!("{text}\n{}", form_decoded(&text))) }
    }

    /// Whether a value stands in the text, not counting what escapes it. A value composed of variables stands there
    /// in at most four pieces.
    pub(crate) fn holds(&self, value: &str) -> bool {
        let value = bare(value);
        let mut rest = value.as_str();
        if !self.has_variables {
            return self.bare.contains(rest);
        }
        for _ in 0..4 {
            let ends = rest.char_indices().map(|(at, char)| at + char.len_utf8());
            let longest = ends.take_while(|end| self.bare.contains(&rest[..*end])).last().unwrap_or(0);
            rest = &rest[longest..];
        }
        rest.is_empty()
    }
}

/// A text without the characters that escape others, join lines, quote, or are invisible.
fn bare(text: &str) -> String {
    let drops = |char: char| char.is_whitespace() || matches!(char, '^' | '\\' | '`' | '"' | '\'' | '\u{FEFF}');
    text.chars().filter(|char| !drops(*char)).collect()
}

/// A text with `%56` as `V`, where that is ASCII.
fn form_decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut decoded, part| {
        let code = part.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(u8::is_ascii);
        match code {
            Some(code) => decoded.extend([char::from(code).to_string().as_str(), &part[2..]]),
            None => decoded.extend(["%", part]),
        }
        decoded
    })
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
