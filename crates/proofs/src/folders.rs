//! Folders of a try: copied, restored, and compared with their former content.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

pub(crate) use testkit::folder::{copy, files, in_memory};

/// A folder's content: each file with its bytes, each folder without.
pub(crate) type Tree = BTreeMap<PathBuf, Option<Vec<u8>>>;

/// Reads a folder recursively, except for the excluded paths.
pub(crate) fn tree(of: &Path, leave_out: &dyn Fn(&Path) -> bool) -> io::Result<Tree> {
    let mut tree = Tree::new();
    let mut waiting = vec![of.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if leave_out(&path) {
                continue;
            }
            if path.is_dir() {
                tree.insert(path.clone(), None);
                waiting.push(path);
            } else {
                let bytes = fs::read(&path)?;
                tree.insert(path, Some(bytes));
            }
        }
    }
    Ok(tree)
}

/// Names the first difference.
pub(crate) fn difference(before: &Tree, after: &Tree) -> Option<String> {
    let name = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    for (path, bytes) in after {
        match before.get(path) {
            None => return Some(format!("`{}` is new", name(path))),
            Some(old) if old != bytes => return Some(format!("`{}` was written", name(path))),
            Some(_) => {}
        }
    }
    before.keys().find(|path| !after.contains_key(*path)).map(|path| format!("`{}` is gone", name(path)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_a_written_and_a_lost_file_are_reported() {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            oa_token_vault::atomic_file::write(&folder.path().join(name), text.as_bytes()).unwrap();
        };
        put("a", "1");
        let before = tree(folder.path(), &|_| false).unwrap();
        assert_eq!(difference(&before, &before), None);
        put("a", "2");
        assert!(difference(&before, &tree(folder.path(), &|_| false).unwrap()).unwrap().contains("written"));
        put("b", "1");
        let after = tree(folder.path(), &|path| path.ends_with("a")).unwrap();
        assert!(difference(&before, &after).unwrap().contains("`b` is new"));
        assert!(difference(&after, &before).unwrap().contains("`a` is new"));
        assert!(difference(&after, &BTreeMap::new()).unwrap().contains("gone"));
    }
}
