//! Input of the gates: the repository's text files, read once.

use std::path::Path;
use std::{env, fs};

use crate::failure::Failure;
use crate::process::Process;
use crate::workspace::Workspace;

/// Input of the gates.
#[derive(Debug, Default)]
pub(super) struct Sources {
    /// Every text file that is tracked or not ignored by git.
    pub(super) files: Vec<SourceFile>,
    /// Folders of this machine, which no file may name.
    pub(super) own_folders: Vec<String>,
}

/// One text file.
#[derive(Debug)]
pub(super) struct SourceFile {
    /// Its path from the root, with `/`.
    pub(super) path: String,
    /// Its content.
    pub(super) text: String,
}

impl Sources {
    /// Reads them.
    pub(super) fn read(workspace: &Workspace) -> Result<Self, Failure> {
        // Git refuses to list another user's clone when run as root; reading is harmless.
        let list = ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let list = Process::new(&workspace.root, "git", list).read()?;
        let files: Vec<SourceFile> = list.split('\0').filter_map(|path| read(&workspace.root, path)).collect();
        if files.is_empty() {
            return Err(Failure::NotRead("git lists no files: this may not be a clone."));
        }
        let root = workspace.root.to_string_lossy().into_owned();
        let home = env::var("HOME").unwrap_or_default();
        // A path with one component, such as `/src`, is too common a word.
        let is_a_place = |folder: &String| folder.matches(['/', '\\']).count() > 1;
        let own_folders = [root, home].into_iter().filter(is_a_place).collect();
        Ok(Self { files, own_folders })
    }

    /// Returns the files in a folder whose name has this ending.
    pub(super) fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = &'a SourceFile> {
        self.files.iter().filter(move |file| file.path.starts_with(folder) && file.path.ends_with(ending))
    }

    /// Returns a file by its path.
    pub(super) fn file(&self, path: &str) -> Option<&SourceFile> {
        self.files.iter().find(|file| file.path == path)
    }
}

/// Reads one file; `None` if the file was deleted but is still in git's index, or is not text.
fn read(root: &Path, path: &str) -> Option<SourceFile> {
    let text = fs::read_to_string(root.join(path)).ok().filter(|_| !path.is_empty())?;
    Some(SourceFile { path: path.to_owned(), text })
}

#[cfg(test)]
impl Sources {
    /// Makes sources from files only.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| SourceFile { path: (*path).to_owned(), text: (*text).to_owned() };
        Self { files: files.iter().map(file).collect(), ..Self::default() }
    }
}
