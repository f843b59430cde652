//! The two files of a vault, as somebody without its key may keep and replace them.

use std::path::Path;

const NAMES: [&str; 2] = ["vault.db", "recovery.db"];

pub(crate) fn read(data: &Path) -> [Vec<u8>; 2] {
    NAMES.map(|name| std::fs::read(data.join(name)).unwrap())
}

/// Puts them in the place of what is there, each by another file of its own.
pub(crate) fn put(data: &Path, files: &[Vec<u8>; 2]) {
    for (name, bytes) in NAMES.into_iter().zip(files) {
        oa_token_vault::atomic_file::write(&data.join(name), bytes).unwrap();
    }
}
