//! Changed copies of the fixtures, and what must hold for whatever comes of them.

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

/// A small generator of numbers; the same seed gives the same copies.
pub(crate) struct Numbers(u64);

impl Numbers {
    /// Begins at a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Returns a number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end.max(1)).unwrap_or(1)).unwrap_or(0)
    }
}

const SPLICES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'",
    ",",
    ":",
    "=",
    "\n",
    "\r\n",
    "\\",
    "{{",
    "}}",
    "<<",
    "|",
    "a:1:{",
    "s:9:\"",
    "INSERT INTO x (a,b) VALUES (",
    "COPY x (a) FROM stdin;\n",
    "refresh_token",
    "app_id=",
    "\u{FEFF}",
    "ệ",
    "^",
    "&*x",
    "*x",
    "- ",
    "\t",
    "#",
    "|---|",
    "\0",
];

/// Changes a copy in one to four places: cuts, repeats, exchanges, inserts.
pub(crate) fn mutated(original: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=numbers.below(4) {
        let (from, length) = (numbers.below(bytes.len() + 1), numbers.below(64));
        let to = (from + length).min(bytes.len());
        match numbers.below(6) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let part = bytes[from..to].to_vec();
                drop(bytes.splice(from..from, part));
            }
            2 => drop(bytes.splice(from..from, SPLICES[numbers.below(SPLICES.len())].bytes())),
            3 if from < bytes.len() => bytes[from] = u8::try_from(numbers.below(256)).unwrap_or_default(),
            4 => bytes.truncate(from),
            _ => {
                let start = numbers.below(other.len() + 1);
                let end = (start + numbers.below(256)).min(other.len());
                drop(bytes.splice(from..to, other[start..end].iter().copied()));
            }
        }
    }
    bytes
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

/// Reads an input; panics only if a reader does.
pub(crate) fn read(bytes: &[u8]) -> Option<Import> {
    read_all(&[Input { name: "input", bytes }]).ok()
}
